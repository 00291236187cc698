"""Attaching oneself to the établissement that was found: by a request, or by creating it."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from ecoapp.core.database import Database
from ecoapp.core.errors import FieldsRefused, Refusal
from ecoapp.models import Establishment, EstablishmentSource
from ecoapp.services import (
    access,
    establishment_search,
    establishments,
    joining_drafts,
    quotas,
)
from ecoapp.services import membership_requests as requests
from ecoapp.services.establishment_search import Found
from ecoapp.services.field_reading import FieldReading
from ecoapp.services.postal_codes import parse_postal_code
from ecoapp.services.sirets import parse_siret
from ecoapp.services.texts import TextIsTooLong, parse_text, parse_words

NAME_MAX = 200
STREET_MAX = 200
CITY_MAX = 100


class EstablishmentIsNotKnown(Refusal):
    """A request needs an établissement of ours: this one is to be created."""


@dataclass(frozen=True)
class Identity:
    """A name and an address, typed in when no directory can tell them."""

    name: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""


@dataclass(frozen=True)
class Joined:
    """How it ended: `request_id` when a request was sent, None when the person administers it."""

    siret: str
    request_id: UUID | None = None


def send_request(session: Session, siret: str, *, by: UUID, message: str) -> Joined:
    """« Envoyer une demande de rattachement ».

    Raises `FieldsRefused`, `AlreadyMember`, `EstablishmentIsNotKnown`.
    """
    compact = _parsed(siret)
    establishment = establishments.of_siret(session, compact)
    if establishment is None:
        raise EstablishmentIsNotKnown
    return _requested(session, establishment, by=by, message=message)


def create(database: Database, siret: str, typed: Identity, *, by: UUID) -> Joined:
    """**Continuer** on an unknown établissement: create it, from the directory's words if any.

    What the browser shows is never trusted: the directory is asked again (its cache answers).
    When somebody created it meanwhile, a request goes to them instead.
    Raises `FieldsRefused`, `AlreadyMember`, `QuotaIsReached`.
    """
    with database.writing() as session:
        joining_drafts.keep(
            session,
            by=by,
            name=typed.name,
            street=typed.street,
            postal_code=typed.postal_code,
            city=typed.city,
        )
    found = establishment_search.find(database, siret, by=by)
    identity = _checked(typed) if found.is_typed_in else _listed(found)
    with database.writing() as session:
        return _created(session, _row(found, identity), by=by)


def _created(session: Session, row: Establishment, *, by: UUID) -> Joined:
    quotas.hold(session, by)
    taken = establishments.of_siret(session, row.siret)
    if taken is None and not establishments.create(session, row, by=by):
        taken = establishments.of_siret(session, row.siret)
        if taken is None:
            raise EstablishmentIsNotKnown
    # When one administers what is taken: the second of two clicks, the first one created it.
    if taken is None or access.administers(session, taken.id, by=by):
        joining_drafts.discard(session, by=by)
        return Joined(row.siret)
    return _requested(session, taken, by=by, message="")


def _requested(session: Session, establishment: Establishment, *, by: UUID, message: str) -> Joined:
    try:
        request_id = requests.send(session, establishment, by=by, message=message)
    except TextIsTooLong as refusal:
        raise FieldsRefused({"message": refusal}) from refusal
    joining_drafts.discard(session, by=by)
    return Joined(establishment.siret, request_id)


def _parsed(siret: str) -> str:
    try:
        return parse_siret(siret)
    except Refusal as refusal:
        raise FieldsRefused({"siret": refusal}) from refusal


def _checked(typed: Identity) -> Identity:
    fields = FieldReading()
    name = fields.read("name", lambda: parse_words(typed.name, longest=NAME_MAX))
    street = fields.read("street", lambda: parse_text(typed.street, longest=STREET_MAX))
    postal_code = fields.read("postal_code", lambda: parse_postal_code(typed.postal_code))
    city = fields.read("city", lambda: parse_words(typed.city, longest=CITY_MAX))
    fields.finish()
    return Identity(name or "", street or "", postal_code or "", city or "")


def _listed(found: Found) -> Identity:
    return Identity(
        found.name[:NAME_MAX], found.street[:STREET_MAX], found.postal_code, found.city[:CITY_MAX]
    )


def _row(found: Found, identity: Identity) -> Establishment:
    source = EstablishmentSource.TYPED_IN if found.is_typed_in else EstablishmentSource.DIRECTORY
    return Establishment(
        siret=found.siret,
        name=identity.name,
        street=identity.street,
        postal_code=identity.postal_code,
        city=identity.city,
        naf=found.naf,
        source=source,
    )
