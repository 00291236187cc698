"""What a native form post was refused for, carried to the page that is shown next."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import ColumnElement, delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from ecoapp.core import clock
from ecoapp.models import RefusedForm

LIFE = timedelta(minutes=10)
LONGEST_KEPT = 1_000
"""Characters of one field: more than an address with what is pasted around it. Anybody has as many
rows as they like."""


@dataclass(frozen=True)
class RefusedFormView:
    """`values`: what was typed, never a secret. `errors`: French sentences by field."""

    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def put(
    session: Session, form: str, *, browser: str, values: dict[str, str], errors: dict[str, str]
) -> None:
    """Carry this to the page that shows `form` next in this browser; the last one counts."""
    clear(session, form, browser=browser)
    kept = {field: typed[:LONGEST_KEPT] for field, typed in values.items()}
    # Of two clicks at the same moment one is kept: both said the same.
    with suppress(IntegrityError), session.begin_nested():
        session.add(RefusedForm(browser_hash=browser, form=form, values=kept, errors=errors))


def view(session: Session, form: str, *, browser: str) -> RefusedFormView:
    """What the last post of `form` was refused for; a reload shows it again, ten minutes long."""
    is_young = col(RefusedForm.created_at) > clock.now() - LIFE
    found = session.exec(select(RefusedForm).where(*_is_of(form, browser), is_young)).first()
    return RefusedFormView(found.values, found.errors) if found else RefusedFormView()


def clear(session: Session, form: str, *, browser: str) -> None:
    """Forget it, and whatever is too old to be shown to anybody."""
    session.exec(delete(RefusedForm).where(col(RefusedForm.created_at) <= clock.now() - LIFE))
    session.exec(delete(RefusedForm).where(*_is_of(form, browser)))


def _is_of(form: str, browser: str) -> tuple[ColumnElement[bool], ...]:
    return (col(RefusedForm.form) == form, col(RefusedForm.browser_hash) == browser)
