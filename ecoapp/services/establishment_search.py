"""« Rechercher mon établissement »: what a SIRET leads to, hence what the page offers."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Session

from ecoapp.adapters.directory import (
    DirectoryError,
    DirectoryIsUnreachable,
    EstablishmentIsClosed,
    IdentityIsProtected,
    Listing,
    SiretNotInDirectory,
)
from ecoapp.core.database import Database
from ecoapp.core.errors import FieldsRefused, Refusal
from ecoapp.models import Establishment
from ecoapp.services import (
    access,
    directories,
    establishment_checks,
    establishments,
    joining_drafts,
    rate_rules,
    request_limits,
)
from ecoapp.services import membership_requests as requests
from ecoapp.services.sirets import parse_siret


class Finding(StrEnum):
    """The five answers a person goes on from; all others are refusals."""

    KNOWN = "known"
    LISTED = "listed"
    # To be typed in: nobody answers, or the law hides the identity.
    UNREACHABLE = "unreachable"
    PROTECTED = "protected"
    ALREADY_MEMBER = "member"


class SiretIsNotListed(Refusal):
    """The directory answered, and does not know it."""


class EstablishmentClosed(Refusal):
    """It no longer exists, since `closed_on` when the directory says so."""

    def __init__(self, closed_on: date | None) -> None:
        super().__init__(closed_on)
        self.closed_on = closed_on


@dataclass(frozen=True)
class Found:
    """The answer to a search. `pending_request`: one's own request that already waits there.

    `refused_until`, `cancelled_until`: from when one may ask again, after a refusal there or after
    one took one's request back.
    """

    finding: Finding
    siret: str
    name: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    naf: str = ""
    pending_request: UUID | None = None
    refused_until: datetime | None = None
    cancelled_until: datetime | None = None

    @property
    def is_typed_in(self) -> bool:
        return self.finding in (Finding.UNREACHABLE, Finding.PROTECTED)

    @property
    def awaits_an_answer(self) -> bool:
        """Whether the person has something to send: nothing when they belong there or asked."""
        return (
            self.finding is not Finding.ALREADY_MEMBER
            and self.pending_request is None
            and self.refused_until is None
            and self.cancelled_until is None
        )


def search(database: Database, typed: str, *, by: UUID) -> Found:
    """Look in our own table, then in the directory; what was typed is kept first.

    Raises `FieldsRefused` with the refusal of the SIRET.
    """
    with database.writing() as session:
        joining_drafts.keep(session, by=by, siret=typed)
    found = find(database, typed, by=by)
    with database.writing() as session:
        shown_again = found.siret if found.awaits_an_answer else ""
        joining_drafts.keep_found(session, by=by, siret=shown_again)
    return found


def find(database: Database, typed: str, *, by: UUID) -> Found:
    """`search`, without keeping anything. Slow: the directory may take seconds.

    Raises `FieldsRefused`; every SIRET that is one counts (`SearchesAreTooMany`).
    """
    try:
        siret = parse_siret(typed)
        rate_rules.count_siret_search(account=str(by))
        with database.reading() as session:
            known = _in_our_table(session, siret, by=by)
        if known is None:
            return _in_directory(siret)
        if known.awaits_an_answer:
            _look_again(database, siret)
        return known
    except Refusal as refusal:
        raise FieldsRefused({"siret": refusal}) from refusal


def _in_our_table(session: Session, siret: str, *, by: UUID) -> Found | None:
    establishment = establishments.of_siret(session, siret)
    if establishment is None:
        return None
    if access.belongs(session, establishment.id, by=by):
        return _of_row(establishment, Finding.ALREADY_MEMBER)
    return _of_row(
        establishment,
        Finding.KNOWN,
        pending_request=requests.pending_id(session, establishment.id, by=by),
        refused_until=requests.refused_until(session, establishment.id, by=by),
        cancelled_until=request_limits.cancelled_until(session, establishment.id, by=by),
    )


def _look_again(database: Database, siret: str) -> None:
    """Known here for long: it may have closed since. Raises `EstablishmentClosed`."""
    with database.reading() as session:
        row = establishments.of_siret(session, siret)
        is_old = row is not None and establishment_checks.is_old(row)
    if not is_old:
        return
    try:
        directories.look_up(siret)
    except EstablishmentIsClosed as error:
        raise EstablishmentClosed(error.closed_on) from error
    except DirectoryIsUnreachable:
        return
    except DirectoryError:
        # Protected, or not listed: it is known to us all the same.
        pass
    with database.writing() as session:
        establishment_checks.note_asked(session, siret)


def _of_row(
    row: Establishment,
    finding: Finding,
    *,
    pending_request: UUID | None = None,
    refused_until: datetime | None = None,
    cancelled_until: datetime | None = None,
) -> Found:
    return Found(
        finding=finding,
        siret=row.siret,
        name=row.name,
        street=row.street,
        postal_code=row.postal_code,
        city=row.city,
        naf=row.naf,
        pending_request=pending_request,
        refused_until=refused_until,
        cancelled_until=cancelled_until,
    )


def _in_directory(siret: str) -> Found:
    try:
        return _of_listing(directories.look_up(siret))
    except SiretNotInDirectory as error:
        raise SiretIsNotListed from error
    except EstablishmentIsClosed as error:
        raise EstablishmentClosed(error.closed_on) from error
    except IdentityIsProtected:
        return Found(Finding.PROTECTED, siret)
    except DirectoryIsUnreachable:
        return Found(Finding.UNREACHABLE, siret)


def _of_listing(listing: Listing) -> Found:
    return Found(
        finding=Finding.LISTED,
        siret=listing.siret,
        name=listing.name,
        street=listing.street,
        postal_code=listing.postal_code,
        city=listing.city,
        naf=listing.naf,
    )
