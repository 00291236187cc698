"""Finding accounts and établissements by what they begin with; who looked for what is kept."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from ecoapp.core.database import begins_with
from ecoapp.core.errors import FieldsRefused, Refusal
from ecoapp.core.folding import folded
from ecoapp.models import Account, Establishment, EstablishmentSource, Membership
from ecoapp.services import access, audit
from ecoapp.services.audit import Action
from ecoapp.services.french_words import NBSP
from ecoapp.services.membership_events import account_name
from ecoapp.services.texts import parse_text

SHORTEST = 3
LONGEST = 100
MOST = 20

_NO_DIGIT = re.compile(r"[\s.\-]")


class SearchIsTooShort(Refusal):
    """Fewer than three letters or digits: half of the table would answer."""


@dataclass(frozen=True)
class FoundAccount:
    """`establishments`: how many they belong to."""

    id: UUID
    name: str
    email: str
    created_at: datetime
    is_operator: bool
    establishments: int


@dataclass(frozen=True)
class FoundEstablishment:
    """`members` and, of these, `administrators`."""

    siret: str
    name: str
    city: str
    source: EstablishmentSource
    members: int
    administrators: int


@dataclass(frozen=True)
class SearchResult:
    """At most `MOST` of each kind; `has_more`: there are others."""

    accounts: tuple[FoundAccount, ...]
    establishments: tuple[FoundEstablishment, ...]
    has_more: bool


def search(session: Session, typed: str, *, by: UUID) -> SearchResult:
    """Accounts whose address or last name begins so, établissements whose SIRET or name does.

    Writes the search into the audit log. Raises `NotAllowed`, `FieldsRefused`.
    """
    access.require_operator(session, by=by)
    text = _parsed(typed)
    audit.record(session, Action.SEARCHED, f"«{NBSP}{text}{NBSP}»", by=by)
    accounts = _accounts(session, folded(text))
    establishments = _establishments(session, folded(text))
    return SearchResult(
        accounts=_counted_accounts(session, accounts[:MOST]),
        establishments=_counted_establishments(session, establishments[:MOST]),
        has_more=len(accounts) > MOST or len(establishments) > MOST,
    )


def _parsed(typed: str) -> str:
    try:
        text = parse_text(typed, longest=LONGEST, required=False)
        if len(folded(text)) < SHORTEST:
            raise SearchIsTooShort
    except Refusal as refusal:
        raise FieldsRefused({"text": refusal}) from refusal
    return text


def _accounts(session: Session, prefix: str) -> list[Account]:
    # Two questions, so that each is answered by its own index; not sorted there, so that an index
    # is left as soon as there are enough.
    found: dict[UUID, Account] = {}
    for column in (col(Account.email_key), col(Account.name_key)):
        matching = select(Account).where(begins_with(session, column, prefix)).limit(MOST + 1)
        found.update((row.id, row) for row in session.exec(matching))
    return sorted(found.values(), key=lambda row: (row.name_key, row.email_key))


def _establishments(session: Session, prefix: str) -> list[Establishment]:
    digits = _NO_DIGIT.sub("", prefix)
    is_siret = digits.isascii() and digits.isdigit() and len(digits) <= 14
    matching = begins_with(session, col(Establishment.name_key), prefix)
    found = list(session.exec(select(Establishment).where(matching).limit(MOST + 1)))
    if is_siret:
        of_siret = select(Establishment).where(_siret_begins_with(digits)).limit(MOST + 1)
        found += [row for row in session.exec(of_siret) if row not in found]
    return sorted(found, key=lambda row: (row.name_key, row.siret))


def _siret_begins_with(digits: str) -> ColumnElement[bool]:
    """Fourteen digits compare alike in every language."""
    return col(Establishment.siret).between(digits.ljust(14, "0"), digits.ljust(14, "9"))


def _counted_accounts(session: Session, rows: list[Account]) -> tuple[FoundAccount, ...]:
    counts = dict(
        session.exec(
            select(Membership.account_id, func.count())
            .where(col(Membership.account_id).in_([row.id for row in rows]))
            .group_by(col(Membership.account_id))
        ).all()
    )
    return tuple(
        FoundAccount(
            id=row.id,
            name=account_name(row),
            email=row.email,
            created_at=row.created_at,
            is_operator=row.is_operator,
            establishments=counts.get(row.id, 0),
        )
        for row in rows
    )


def _counted_establishments(
    session: Session, rows: list[Establishment]
) -> tuple[FoundEstablishment, ...]:
    counts: dict[tuple[UUID, bool], int] = {
        (place, is_administrator): count
        for place, is_administrator, count in session.exec(
            select(Membership.establishment_id, Membership.is_administrator, func.count())
            .where(col(Membership.establishment_id).in_([row.id for row in rows]))
            .group_by(col(Membership.establishment_id), col(Membership.is_administrator))
        )
    }
    return tuple(
        FoundEstablishment(
            siret=row.siret,
            name=row.name,
            city=row.city,
            source=row.source,
            members=counts.get((row.id, True), 0) + counts.get((row.id, False), 0),
            administrators=counts.get((row.id, True), 0),
        )
        for row in rows
    )
