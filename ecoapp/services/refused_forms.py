"""What a native form post was refused for, carried to the page that is shown next."""

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from ecoapp.core import clock
from ecoapp.models import RefusedForm

LIFE = timedelta(minutes=10)


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
    session.add(RefusedForm(browser_hash=browser, form=form, values=values, errors=errors))


def view(session: Session, form: str, *, browser: str) -> RefusedFormView:
    """What the last post of `form` was refused for; a reload shows it again, ten minutes long."""
    found = session.exec(
        _rows_of(form, browser).where(col(RefusedForm.created_at) > clock.now() - LIFE)
    ).first()
    return RefusedFormView(found.values, found.errors) if found else RefusedFormView()


def clear(session: Session, form: str, *, browser: str) -> None:
    """Forget it, and whatever is too old to be shown to anybody."""
    session.exec(delete(RefusedForm).where(col(RefusedForm.created_at) <= clock.now() - LIFE))
    for row in session.exec(_rows_of(form, browser)):
        session.delete(row)
    session.flush()


def _rows_of(form: str, browser: str) -> SelectOfScalar[RefusedForm]:
    return select(RefusedForm).where(RefusedForm.form == form, RefusedForm.browser_hash == browser)
