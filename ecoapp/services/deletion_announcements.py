"""Who is told that a carnet was deleted by its owner."""

from sqlmodel import Session

from ecoapp.core.public_address import address_of
from ecoapp.mail import logbook_messages, outbox
from ecoapp.models import Account, Logbook, NotificationKind
from ecoapp.services import accounts, logbook_notices, notifications
from ecoapp.services.membership_events import account_name
from ecoapp.services.membership_notices import MEMBER_AREA


def told(
    session: Session,
    logbook: Logbook,
    owner: Account,
    email_key: str,
    *,
    was_to_be_handed_over: bool = False,
) -> None:
    """Tell one reader, or who was to receive it; by mail alone where there is no account yet."""
    # Of the same carnet, what waits to be told is over.
    for thing in (f"share/{logbook.id}", f"handover/{logbook.id}"):
        outbox.withdraw(session, to=email_key, thing=thing)
    reader = accounts.of_address(session, email_key)
    name = account_name(owner)
    message = logbook_messages.logbook_deleted(
        first_name=reader.first_name if reader else "",
        logbook_name=logbook.name,
        owner_name=name,
        was_to_be_handed_over=was_to_be_handed_over,
        home_url=address_of(MEMBER_AREA),
    )
    kind = NotificationKind.LOGBOOK_DELETED
    if reader is None:
        key = f"{kind}/{logbook.id}/{was_to_be_handed_over}/{email_key}"
        outbox.put(session, message, to=email_key, deduplication_key=key, by=owner.id)
        return
    notice = logbook_notices.logbook_deleted(
        logbook_name=logbook.name, owner_name=name, was_to_be_handed_over=was_to_be_handed_over
    )
    about = f"{logbook.id}/{was_to_be_handed_over}"
    notifications.notify(session, reader, kind, notice, message, about=about, by=owner.id)
