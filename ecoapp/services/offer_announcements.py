"""Who is told what as a carnet is offered to somebody, answered, or left without an answer."""

from uuid import UUID

from sqlmodel import Session

from ecoapp.core import clock
from ecoapp.core.public_address import address_of
from ecoapp.mail import logbook_messages, outbox
from ecoapp.mail.message import Message
from ecoapp.models import Account, Logbook, NotificationKind
from ecoapp.services import accounts, logbook_notices, notifications
from ecoapp.services.catalogue_terms import AccessLevel
from ecoapp.services.french_words import PARIS, long_date
from ecoapp.services.logbook_paths import logbook_path, offer_path, signup_path
from ecoapp.services.membership_events import account_name
from ecoapp.services.membership_notices import MEMBER_AREA


def offered(session: Session, logbook: Logbook, *, is_reminder: bool = False) -> None:
    """Tell whom it is for; without an account, a mail leads them to one. By who prepared it, unless
    time reminds them.
    """
    guest = accounts.of_address(session, logbook.offered_to_key)
    message = _offer(logbook, guest, is_reminder=is_reminder)
    by = None if is_reminder else logbook.created_by
    # Each sending is another one.
    about = f"{logbook.id}/{clock.now():%Y%m%d%H%M%S%f}"
    if guest is None:
        key = f"{NotificationKind.LOGBOOK_OFFERED}/{about}"
        outbox.put(session, message, to=logbook.offered_to_key, deduplication_key=key, by=by)
        return
    # The newest one stands for those before it.
    notifications.offer_is_handled(session, logbook.id)
    notifications.notify(
        session,
        guest,
        NotificationKind.LOGBOOK_OFFERED,
        logbook_notices.logbook_offered(
            logbook.id,
            logbook_name=logbook.name,
            prepared_by=logbook.created_by_name,
            is_reminder=is_reminder,
        ),
        message,
        about=about,
        by=by,
        logbook_id=logbook.id,
    )


def accepted(
    session: Session, logbook: Logbook, creator: Account, *, guest: Account, left: AccessLevel
) -> None:
    """Tell who prepared it, and what they may still do."""
    name = account_name(guest)
    notice = logbook_notices.logbook_accepted(
        logbook.id, logbook_name=logbook.name, accepted_by=name, left=left
    )
    message = logbook_messages.logbook_accepted(
        first_name=creator.first_name,
        logbook_name=logbook.name,
        guest_name=name,
        left=logbook_notices.LEFT[left],
        is_open=left is not AccessLevel.NONE,
        url=address_of(notice.path),
    )
    notifications.notify(
        session,
        creator,
        NotificationKind.LOGBOOK_ACCEPTED,
        notice,
        message,
        about=logbook.id,
        by=guest.id,
        logbook_id=logbook.id,
    )


def declined(session: Session, logbook: Logbook, *, by: UUID) -> None:
    """Tell who prepared it. Whoever declines stays an address: they never said who they are."""
    creator = session.get(Account, logbook.created_by) if logbook.created_by else None
    if creator is None:
        return
    message = logbook_messages.logbook_declined(
        first_name=creator.first_name,
        logbook_name=logbook.name,
        email=logbook.offered_to,
        home_url=address_of(MEMBER_AREA),
    )
    notifications.notify(
        session,
        creator,
        NotificationKind.LOGBOOK_DECLINED,
        logbook_notices.logbook_declined(logbook_name=logbook.name, email=logbook.offered_to),
        message,
        about=logbook.id,
        by=by,
    )


def unanswered(session: Session, logbook: Logbook) -> None:
    """Tell who prepared it that nobody answered, and what they can do."""
    creator = session.get(Account, logbook.created_by) if logbook.created_by else None
    if creator is None:
        return
    message = logbook_messages.logbook_unanswered(
        first_name=creator.first_name,
        logbook_name=logbook.name,
        email=logbook.offered_to,
        logbook_url=address_of(logbook_path(logbook.id)),
    )
    notifications.notify(
        session,
        creator,
        NotificationKind.LOGBOOK_UNANSWERED,
        logbook_notices.logbook_unanswered(
            logbook.id, logbook_name=logbook.name, email=logbook.offered_to
        ),
        message,
        about=f"{logbook.id}/{logbook.offered_to_key}",
        by=None,
        logbook_id=logbook.id,
    )


def _offer(logbook: Logbook, guest: Account | None, *, is_reminder: bool) -> Message:
    path = offer_path(logbook.id) if guest else signup_path(logbook.offered_to)
    since = (logbook.offered_at or logbook.created_at).astimezone(PARIS).date()
    return logbook_messages.logbook_offered(
        first_name=guest.first_name if guest else "",
        prepared_by=logbook.created_by_name,
        logbook_name=logbook.name,
        email=logbook.offered_to,
        since=long_date(since),
        has_account=guest is not None,
        is_reminder=is_reminder,
        offer_url=address_of(path),
    )
