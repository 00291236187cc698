"""Rows that are over and serve nobody any more: they go, a bounded batch at a time."""

from datetime import timedelta

from sqlalchemy import ColumnElement, delete, or_
from sqlmodel import Session, col, select

from ecoapp.core import clock
from ecoapp.models import (
    AccountSession,
    Creation,
    OutgoingMail,
    PasswordReset,
    RefusedForm,
    Removal,
    SignupDraft,
)
from ecoapp.models.table import Table
from ecoapp.services import password_resets, quotas, refused_forms, removals

# How long what became of a mail can be looked up.
MAILS_KEPT = timedelta(days=90)
# How long an ended session stays: the list of open ones never shows it.
SESSIONS_KEPT = timedelta(days=1)


def purge(session: Session, *, limit: int) -> int:
    """Delete up to `limit` rows of each kind; how many went. 0: nothing is left to delete."""
    now = clock.now()
    return (
        _delete(session, SignupDraft, col(SignupDraft.expires_at) <= now, limit)
        + _delete(session, AccountSession, _is_over(), limit)
        + _delete(
            session,
            PasswordReset,
            col(PasswordReset.expires_at) <= now - password_resets.REMEMBERED,
            limit,
        )
        + _delete(
            session, RefusedForm, col(RefusedForm.created_at) <= now - refused_forms.LIFE, limit
        )
        + _delete(session, Removal, col(Removal.removed_at) <= now - removals.KEPT, limit)
        + _delete(session, Creation, col(Creation.made_at) <= now - quotas.DAY, limit)
        + _delete(session, OutgoingMail, _is_old_mail(), limit)
    )


def _is_over() -> ColumnElement[bool]:
    return col(AccountSession.expires_at) <= clock.now() - SESSIONS_KEPT


def _is_old_mail() -> ColumnElement[bool]:
    is_settled = or_(
        col(OutgoingMail.sent_at).is_not(None), col(OutgoingMail.given_up_at).is_not(None)
    )
    return (col(OutgoingMail.created_at) <= clock.now() - MAILS_KEPT) & is_settled


def _delete(session: Session, kind: type[Table], is_over: ColumnElement[bool], limit: int) -> int:
    """Rows that another process deletes at this moment are left to it."""
    key = kind.__table__.c.id  # type: ignore[attr-defined]
    batch = select(key).where(is_over).limit(limit).with_for_update(skip_locked=True)
    return session.exec(delete(kind).where(key.in_(batch.scalar_subquery()))).rowcount
