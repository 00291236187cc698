"""Mails that wait sealed with a key that is not there any more."""

from cryptography.fernet import InvalidToken
from sqlmodel import Session, col, select

from ecoapp.core import clock, tokens
from ecoapp.models import OutgoingMail

REASON = "sealed with a key that was given up"


def unreadable(session: Session, *, has_key: bool) -> int:
    """How many wait that cannot be opened; without a key, all that are sealed."""
    return len(_unreadable(session, has_key))


def give_up_unreadable(session: Session, *, has_key: bool) -> int:
    """Blank them, and send them no more; how many they were."""
    lost = _unreadable(session, has_key)
    for mail in lost:
        mail.given_up_at, mail.last_error, mail.claimed_until = clock.now(), REASON, None
        mail.subject = mail.text = mail.html = ""
        session.add(mail)
    return len(lost)


def _unreadable(session: Session, has_key: bool) -> list[OutgoingMail]:
    waiting = select(OutgoingMail).where(
        col(OutgoingMail.is_sealed),
        col(OutgoingMail.sent_at).is_(None),
        col(OutgoingMail.given_up_at).is_(None),
    )
    return [mail for mail in session.exec(waiting) if not (has_key and _opens(mail))]


def _opens(mail: OutgoingMail) -> bool:
    try:
        tokens.unseal(mail.subject)
    except InvalidToken:
        return False
    return True
