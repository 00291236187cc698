"""Who is told what as a carnet is shared, as a share changes, and as it ends."""

from uuid import UUID

from sqlmodel import Session

from ecoapp.core.public_address import address_of
from ecoapp.core.tokens import new_id
from ecoapp.mail import outbox, share_messages
from ecoapp.mail.message import Message
from ecoapp.mail.outbox import Step, Topic, Withdrawn
from ecoapp.models import Account, Logbook, NotificationKind, Share
from ecoapp.services import access, notifications, share_notices
from ecoapp.services.french_words import long_date
from ecoapp.services.logbook_paths import logbook_path, shares_path, signup_path
from ecoapp.services.membership_events import account_name
from ecoapp.services.membership_notices import MEMBER_AREA
from ecoapp.services.notices import Notice
from ecoapp.services.share_words import opened

# Kinds of mails.
SHARED, ENDED = "logbook_shared", "share_ended"


def shared(session: Session, share: Share, logbook: Logbook, *, by: Account) -> None:
    """Tell the recipient; without an account, a mail leads them to one."""
    levels, recipient = access.levels_in(share), _recipient(session, share)
    notice = share_notices.logbook_shared(
        logbook.id,
        shared_by=account_name(by),
        name=logbook.name,
        levels=levels,
        ends_on=share.ends_on,
    )
    message = _sharing(share, logbook, recipient, by=by)
    kind = NotificationKind.LOGBOOK_SHARED
    _tell_recipient(session, share, kind, notice, message, about=share.id, by=by)


def changed(session: Session, share: Share, logbook: Logbook, *, by: Account) -> None:
    """Tell the recipient what they may do from now on."""
    levels, recipient = access.levels_in(share), _recipient(session, share)
    notice = share_notices.share_changed(
        logbook.id,
        changed_by=account_name(by),
        name=logbook.name,
        levels=levels,
        ends_on=share.ends_on,
    )
    is_unheard_of = SHARED in _withdraw(session, share).resting
    message = (
        _sharing(share, logbook, recipient, by=by)
        if is_unheard_of
        else _change(share, logbook, recipient, by=by)
    )
    # Each change is told in the inbox; the mail says what stands once they have settled.
    kind, about = NotificationKind.SHARE_CHANGED, new_id()
    _tell_recipient(session, share, kind, notice, message, about=about, by=by, step=Step.CHANGES)


def ended(session: Session, share: Share, logbook: Logbook, *, by: Account | None) -> None:
    """Tell the recipient that they have no access any more. `by`: None once the time is over."""
    recipient, ended_by = _recipient(session, share), account_name(by) if by else ""
    message = share_messages.share_ended(
        first_name=recipient.first_name if recipient else "",
        ended_by=ended_by,
        logbook_name=logbook.name,
        home_url=address_of(MEMBER_AREA if recipient else "/"),
    )
    notice = share_notices.share_ended(name=logbook.name, ended_by=ended_by)
    kind = NotificationKind.SHARE_ENDED
    gone = _withdraw(session, share)
    if SHARED in gone.resting and gone.told in ("", ENDED):
        # No mail has told them that it was open, or open again.
        if recipient is not None:
            notifications.leave_in_inbox(session, recipient, kind, notice, logbook_id=logbook.id)
        return
    _tell_recipient(session, share, kind, notice, message, about=share.id, by=by, step=Step.ENDS)


def left(session: Session, share: Share, logbook: Logbook, *, who: Account) -> None:
    """Tell the owner that somebody is gone by themself; of changes they hear no more."""
    _withdraw(session, share)
    owner = _owner(session, logbook)
    if owner is None:
        return
    message = share_messages.share_left(
        first_name=owner.first_name,
        who=account_name(who),
        logbook_name=logbook.name,
        shares_url=address_of(shares_path(logbook.id)),
    )
    notice = share_notices.share_left(logbook.id, name=logbook.name, who=account_name(who))
    kind = NotificationKind.SHARE_LEFT
    _notify(session, owner, kind, notice, message, about=share.id, by=who, logbook=logbook)


def expired(session: Session, share: Share, logbook: Logbook) -> None:
    """Tell both that the last day is over."""
    ended(session, share, logbook, by=None)
    owner = _owner(session, logbook)
    if owner is None:
        return
    message = share_messages.share_expired(
        first_name=owner.first_name,
        who=share.email,
        logbook_name=logbook.name,
        shares_url=address_of(shares_path(logbook.id)),
    )
    notice = share_notices.share_expired(logbook.id, name=logbook.name, who=share.email)
    kind = NotificationKind.SHARE_ENDED
    _notify(session, owner, kind, notice, message, about=share.id, by=None, logbook=logbook)


def _sharing(share: Share, logbook: Logbook, recipient: Account | None, *, by: Account) -> Message:
    return share_messages.logbook_shared(
        first_name=recipient.first_name if recipient else "",
        shared_by=account_name(by),
        logbook_name=logbook.name,
        opened=opened(access.levels_in(share)),
        until=_until(share),
        email=share.email,
        has_account=recipient is not None,
        logbook_url=_logbook_url(share, recipient),
    )


def _change(share: Share, logbook: Logbook, recipient: Account | None, *, by: Account) -> Message:
    return share_messages.share_changed(
        first_name=recipient.first_name if recipient else "",
        changed_by=account_name(by),
        logbook_name=logbook.name,
        opened=opened(access.levels_in(share)),
        until=_until(share),
        email=share.email,
        has_account=recipient is not None,
        logbook_url=_logbook_url(share, recipient),
    )


def _thing(share: Share) -> str:
    """A carnet that is shared, closed and shared again is one thing to its reader."""
    return f"share/{share.logbook_id}"


def _withdraw(session: Session, share: Share) -> Withdrawn:
    return outbox.withdraw(session, to=share.email_key, thing=_thing(share))


def _tell_recipient(
    session: Session,
    share: Share,
    kind: NotificationKind,
    notice: Notice,
    message: Message,
    *,
    about: UUID,
    by: Account | None,
    step: Step = Step.BEGINS,
) -> None:
    recipient, topic = _recipient(session, share), Topic(_thing(share), step)
    if recipient is None:
        outbox.put(
            session,
            message,
            to=share.email_key,
            deduplication_key=f"{kind}/{about}",
            by=by.id if by else None,
            topic=topic,
        )
        return
    notifications.notify(
        session,
        recipient,
        kind,
        notice,
        message,
        about=about,
        by=by.id if by else None,
        topic=topic,
        logbook_id=share.logbook_id,
    )


def _notify(
    session: Session,
    account: Account,
    kind: NotificationKind,
    notice: Notice,
    message: Message,
    *,
    about: UUID,
    by: Account | None,
    logbook: Logbook,
) -> None:
    notifications.notify(
        session,
        account,
        kind,
        notice,
        message,
        about=about,
        by=by.id if by else None,
        logbook_id=logbook.id,
    )


def _recipient(session: Session, share: Share) -> Account | None:
    return session.get(Account, share.account_id) if share.account_id else None


def _owner(session: Session, logbook: Logbook) -> Account | None:
    return session.get(Account, logbook.owner_id) if logbook.owner_id else None


def _logbook_url(share: Share, recipient: Account | None) -> str:
    return address_of(logbook_path(share.logbook_id) if recipient else signup_path(share.email))


def _until(share: Share) -> str:
    return long_date(share.ends_on) if share.ends_on else ""
