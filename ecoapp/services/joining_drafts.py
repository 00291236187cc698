"""What is being typed at the établissement step; one draft an account."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from ecoapp.core import clock
from ecoapp.models import JoiningDraft
from ecoapp.services.texts import storable

# More than a form accepts: what is refused is kept too, to be corrected.
KEPT_FIELDS = {
    "siret": 40,
    "message": 2_000,
    "name": 200,
    "street": 200,
    "postal_code": 10,
    "city": 100,
}


@dataclass(frozen=True)
class JoiningDraftView:
    """`found_siret`: what the last search found, until it is sent or given up."""

    siret: str = ""
    found_siret: str = ""
    message: str = ""
    name: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""


def view(session: Session, *, by: UUID) -> JoiningDraftView:
    """What this person typed and has not sent; empty fields when nothing."""
    draft = _of(session, by)
    if draft is None:
        return JoiningDraftView()
    shown = ("found_siret", *KEPT_FIELDS)
    return JoiningDraftView(**{field: getattr(draft, field) for field in shown})


def keep(session: Session, *, by: UUID, **typed: str) -> None:
    """Keep the fields given, right or wrong; the others stay as they are."""
    draft = _locked(session, by) or _new(session, by)
    for field, text in typed.items():
        setattr(draft, field, storable(text)[: KEPT_FIELDS[field]])
    draft.updated_at = clock.now()
    session.add(draft)


def keep_found(session: Session, *, by: UUID, siret: str) -> None:
    """What the search found (14 digits), so that a reload shows it again; empty: give it up."""
    draft = _locked(session, by) or _new(session, by)
    draft.found_siret, draft.updated_at = siret, clock.now()
    session.add(draft)


def discard(session: Session, *, by: UUID) -> None:
    """It was sent: nothing is under way."""
    session.exec(delete(JoiningDraft).where(col(JoiningDraft.account_id) == by))


def _of(session: Session, by: UUID) -> JoiningDraft | None:
    return session.exec(_rows_of(by)).first()


def _locked(session: Session, by: UUID) -> JoiningDraft | None:
    """The draft, which no other click discards before this transaction ends."""
    fresh = _rows_of(by).with_for_update().execution_options(populate_existing=True)
    return session.exec(fresh).first()


def _rows_of(by: UUID) -> SelectOfScalar[JoiningDraft]:
    return select(JoiningDraft).where(JoiningDraft.account_id == by)


def _new(session: Session, by: UUID) -> JoiningDraft:
    draft = JoiningDraft(account_id=by)
    try:
        with session.begin_nested():
            session.add(draft)
    except IntegrityError:
        # Another tab began at the same moment: theirs is ours.
        return _locked(session, by) or _new(session, by)
    return draft
