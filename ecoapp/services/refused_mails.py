"""Mails that their recipients' servers refused for good: what the operator's team looks into."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session, col, select

from ecoapp.core import clock
from ecoapp.models import OutgoingMail
from ecoapp.services import access

# What is older has been seen, or matters to nobody.
LATELY = timedelta(days=30)
MOST_LISTED = 20
# Written as in the partial index, which SQLite uses for these very words only.
_REFUSED = text("outgoing_mail.is_refused")

# Of those whose subject was a secret.
_SEALED = {
    "verification_code": "Code de vérification",
    "password_reset": "Lien pour un nouveau mot de passe",
}


@dataclass(frozen=True)
class RefusedMail:
    """`what`: its subject, or what it was. `reason`: the server's own words."""

    recipient: str
    what: str
    reason: str
    refused_at: datetime


def latest(session: Session, *, by: UUID) -> list[RefusedMail]:
    """Of the last 30 days, the newest first, 20 at most. Raises `NotAllowed`."""
    access.require_operator(session, by=by)
    refused = (_REFUSED, col(OutgoingMail.given_up_at) > clock.now() - LATELY)
    query = select(OutgoingMail).where(*refused).order_by(col(OutgoingMail.given_up_at).desc())
    return [_seen(row) for row in session.exec(query.limit(MOST_LISTED))]


def _seen(row: OutgoingMail) -> RefusedMail:
    what = _SEALED.get(row.kind, "") if row.is_sealed else row.subject
    assert row.given_up_at is not None
    return RefusedMail(row.recipient, what, row.last_error, row.given_up_at)
