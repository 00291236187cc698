"""The carnets of the demonstration: one that is well filled and shared, one that is begun, one
that somebody prepares for its owner to come."""

import io
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from ecoapp.cli.demo import dwellings, pictures
from ecoapp.cli.demo.dwellings import Piece
from ecoapp.cli.demo.stage import Stage
from ecoapp.core import clock
from ecoapp.core.database import Database
from ecoapp.models import Logbook, Share
from ecoapp.services import attachments, entries, logbooks
from ecoapp.services.catalogue_terms import AccessLevel
from ecoapp.services.french_words import PARIS
from ecoapp.services.logbook_catalogue import PARTS
from ecoapp.services.places import PartAddress

_DEPOSIT = "attach"
_SEEN = {part.code: AccessLevel.READ for part in PARTS if not part.is_private}
_DEPOSITED = {"works": AccessLevel.DEPOSIT, "warranties": AccessLevel.DEPOSIT}


class Deposit(NamedTuple):
    """A file to add to an entry, once that is kept."""

    entry_id: UUID
    by: UUID
    name: str
    at: datetime


def fill(stage: Stage, today: datetime) -> list[Deposit]:
    """Let the carnets be made and written in; gives the files that go with them."""
    house = _made(stage, "jean", "Maison de Larmor", today - timedelta(days=41))
    _shares(stage, house, {"nadia": _SEEN, "bruno": _DEPOSITED}, today - timedelta(days=30))
    flat = _made(stage, "emma", "Appartement des Halles", today - timedelta(days=9))
    barn = _prepared(stage, "bruno", "emma", "Grange de Chalencon", today - timedelta(days=4))
    _leaves_out(stage, house, "jean", dwellings.HOUSE_WITHOUT)
    return [
        *_written(stage, house, "jean", dwellings.HOUSE, today),
        *_written(stage, flat, "emma", dwellings.FLAT, today),
        *_written(stage, barn, "bruno", dwellings.BARN, today),
    ]


def deposit(database: Database, deposits: Sequence[Deposit]) -> None:
    """Put the files in the store, as if they were sent."""
    for number, one in enumerate(deposits):
        name, is_picture = one.name, one.name.endswith(".png")
        content = pictures.photograph(number) if is_picture else pictures.paper(name[:-4])
        with clock.at(one.at):
            attachments.add(database, one.entry_id, _DEPOSIT, name, io.BytesIO(content), by=one.by)


def _made(stage: Stage, owner: str, name: str, at: datetime) -> UUID:
    with clock.at(at):
        return logbooks.create(stage.session, name=name, by=stage.people[owner].id)


def _prepared(stage: Stage, maker: str, owner: str, name: str, at: datetime) -> UUID:
    logbook_id = _made(stage, maker, name, at)
    row = stage.session.get_one(Logbook, logbook_id)
    email = stage.people[owner].email
    row.owner_id = row.owned_since = None
    row.offered_to, row.offered_to_key = email, email.casefold()
    stage.session.add(row)
    stage.session.flush()
    return logbook_id


def _shares(
    stage: Stage,
    logbook_id: UUID,
    levels: Mapping[str, Mapping[str, AccessLevel]],
    at: datetime,
) -> None:
    owner = stage.session.get_one(Logbook, logbook_id).owner_id
    for person, opened in levels.items():
        account = stage.people[person]
        with clock.at(at):
            share = Share(
                logbook_id=logbook_id,
                email=account.email,
                email_key=account.email_key,
                account_id=account.id,
                levels={part: level.value for part, level in opened.items()},
                shared_by=owner,
            )
            stage.session.add(share)
            stage.session.flush()


def _written(
    stage: Stage, logbook_id: UUID, keeper: str, pieces: Sequence[Piece], today: datetime
) -> list[Deposit]:
    deposits = []
    for piece in sorted(pieces, key=lambda one: -one.days_ago):
        by, at = stage.people[piece.by or keeper].id, today - timedelta(days=piece.days_ago)
        typed = dwellings.dated(piece.values, today.astimezone(PARIS).date())
        with clock.at(at):
            address = PartAddress(logbook_id, piece.part)
            entry_id = entries.create(stage.session, address, typed, by=by)
        later = at + timedelta(minutes=4)
        deposits += [Deposit(entry_id, by, name, min(later, today)) for name in piece.files]
    return deposits


def _leaves_out(stage: Stage, logbook_id: UUID, keeper: str, parts: Sequence[str]) -> None:
    for part in parts:
        by = stage.people[keeper].id
        logbooks.set_applicable(stage.session, logbook_id, part, applicable=False, by=by)
