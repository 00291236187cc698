"""The sheet (« Informations ») of an établissement: name, address, contacts, opening hours."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from ecoapp.core import clock
from ecoapp.core.errors import FieldsRefused, Refusal
from ecoapp.models import Account, Establishment
from ecoapp.services import access, entry_fields, entry_views
from ecoapp.services.catalogue import INFORMATION
from ecoapp.services.catalogue_terms import Action
from ecoapp.services.entry_views import Fact, FormView
from ecoapp.services.membership_events import account_name
from ecoapp.services.texts import parse_words


class SheetHasChanged(Refusal):
    """Somebody (`by`) has written on it since it was shown."""

    def __init__(self, by: str, when: datetime) -> None:
        super().__init__(by, when)
        self.by = by
        self.when = when


@dataclass(frozen=True)
class SheetView:
    """`updated_by`: empty when nobody wrote on it, or their account is gone.

    `action`: what changes it, for who may.
    """

    facts: tuple[Fact, ...]
    updated_at: datetime | None
    updated_by: str
    action: Action | None


def view(session: Session, siret: str, *, by: UUID) -> SheetView:
    """For its members. Raises `NotAllowed`."""
    row, rights = access.require_member(session, siret, by=by)
    return SheetView(
        facts=entry_views.facts(INFORMATION.fields, _values(row)),
        updated_at=row.updated_at,
        updated_by=_writer(session, row),
        action=INFORMATION.action if rights.allow(INFORMATION.action.needs) else None,
    )


def form(session: Session, siret: str, *, by: UUID) -> FormView:
    """« Modifier les informations ». Raises `NotAllowed`."""
    row = access.require_right(session, siret, INFORMATION.action.needs, by=by)
    return entry_views.form(
        INFORMATION.action, INFORMATION.fields, _values(row), version=_version(row)
    )


def change(
    session: Session, siret: str, typed: Mapping[str, str], *, version: str, by: UUID
) -> None:
    """Write on the sheet as it was when `version` was read.

    Raises `NotAllowed`, `FieldsRefused`, `SheetHasChanged`.
    """
    row = access.require_right(session, siret, INFORMATION.action.needs, by=by)
    values = entry_fields.parse(INFORMATION.fields, typed)
    _check_name(values["name"])
    # One writer at a time, who sees what the one before wrote.
    session.refresh(row, with_for_update=True)
    if row.updated_by == by and _values(row) == values:
        return  # the same form again: it is written
    if row.updated_at is not None and _version(row) != version:
        raise SheetHasChanged(_writer(session, row), row.updated_at)
    for name, value in values.items():
        setattr(row, name, value)
    row.updated_at, row.updated_by = clock.now(), by
    session.add(row)


def _check_name(name: str) -> None:
    try:
        parse_words(name, longest=len(name))
    except Refusal as refusal:
        raise FieldsRefused({"name": refusal}) from refusal


def _values(row: Establishment) -> dict[str, str]:
    return {field.name: getattr(row, field.name) for field in INFORMATION.fields}


def _version(row: Establishment) -> str:
    return row.updated_at.isoformat() if row.updated_at else ""


def _writer(session: Session, row: Establishment) -> str:
    writer = session.get(Account, row.updated_by) if row.updated_by else None
    return account_name(writer) if writer else ""
