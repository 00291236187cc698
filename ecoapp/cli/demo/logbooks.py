"""The carnets of the demonstration: one that is well filled and shared, one that is begun, one
that somebody prepares for its owner to come."""

import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from ecoapp.cli.demo import dwellings, pictures
from ecoapp.cli.demo.dwellings import Piece
from ecoapp.cli.demo.stage import Stage
from ecoapp.core import clock
from ecoapp.core.database import Database
from ecoapp.services import attachments, entries, logbooks
from ecoapp.services.catalogue_terms import AccessLevel
from ecoapp.services.french_words import PARIS
from ecoapp.services.logbook_catalogue import PARTS
from ecoapp.services.places import PartAddress
from ecoapp.services.share_presets import PRESETS

_DEPOSIT = "attach"
_SHOWN = {preset.code: preset.levels for preset in PRESETS}["notaire"]
_NOTARY = "notaire@etude-kerdoncuff.example"
_SEEN = {part.code: AccessLevel.READ for part in PARTS if not part.is_private}
_DEPOSITED = {"works": AccessLevel.DEPOSIT, "warranties": AccessLevel.DEPOSIT}


class Deposit(NamedTuple):
    """A file to add to an entry, once that is kept."""

    entry_id: UUID
    by: UUID
    name: str
    at: datetime


def is_made(stage: Stage) -> None:
    stage.makes_a_logbook("jean", "house", "Maison de Larmor")


def is_shared(stage: Stage) -> None:
    stage.shares("jean", "house", stage.people["nadia"].email, _SEEN)
    stage.shares("jean", "house", stage.people["bruno"].email, _DEPOSITED)


def is_shown_to_the_notary(stage: Stage) -> None:
    """Who has no account yet."""
    stage.shares("jean", "house", _NOTARY, _SHOWN)


def is_begun(stage: Stage) -> None:
    stage.makes_a_logbook("emma", "flat", "Appartement des Halles")


def is_prepared(stage: Stage) -> None:
    stage.prepares_a_logbook("bruno", "emma", "barn", "Grange de Chalencon")


def fill(stage: Stage, today: datetime) -> list[Deposit]:
    """Let the carnets be written in; gives the files that go with them."""
    for part in dwellings.HOUSE_WITHOUT:
        logbooks.set_applicable(
            stage.session,
            stage.logbooks["house"],
            part,
            applicable=False,
            by=stage.people["jean"].id,
        )
    return [
        *_written(stage, "house", "jean", dwellings.HOUSE, today),
        *_written(stage, "flat", "emma", dwellings.FLAT, today),
        *_written(stage, "barn", "bruno", dwellings.BARN, today),
    ]


def deposit(database: Database, deposits: Sequence[Deposit]) -> None:
    """Put the files in the store, as if they were sent."""
    for number, one in enumerate(deposits):
        name, is_picture = one.name, one.name.endswith(".png")
        content = pictures.photograph(number) if is_picture else pictures.paper(name[:-4])
        with clock.at(one.at):
            attachments.add(database, one.entry_id, _DEPOSIT, name, io.BytesIO(content), by=one.by)


def _written(
    stage: Stage, logbook: str, keeper: str, pieces: Sequence[Piece], today: datetime
) -> list[Deposit]:
    deposits = []
    for piece in sorted(pieces, key=lambda one: -one.days_ago):
        by, at = stage.people[piece.by or keeper].id, today - timedelta(days=piece.days_ago)
        typed = dwellings.dated(piece.values, today.astimezone(PARIS).date())
        with clock.at(at):
            address = PartAddress(stage.logbooks[logbook], piece.part)
            entry_id = entries.create(stage.session, address, typed, by=by)
        later = at + timedelta(minutes=4)
        deposits += [Deposit(entry_id, by, name, min(later, today)) for name in piece.files]
    return deposits
