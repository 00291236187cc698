"""Who is told what as a carnet is handed over."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session

from ecoapp.core.public_address import address_of
from ecoapp.mail import handover_messages, outbox
from ecoapp.mail.message import Message
from ecoapp.mail.outbox import Step, Topic
from ecoapp.models import Account, Handover, NotificationKind, Share
from ecoapp.services import accounts, handover_notices, handover_views, notifications
from ecoapp.services.french_words import PARIS, long_date, moment_in_french
from ecoapp.services.logbook_paths import (
    handover_path,
    handovers_path,
    logbook_path,
    signup_path,
)
from ecoapp.services.membership_notices import MEMBER_AREA
from ecoapp.services.notices import Notice


def offered(session: Session, handover: Handover) -> None:
    """Tell the buyer; without an account, a mail leads them to one."""
    buyer = accounts.of_address(session, handover.buyer_email_key)
    message = handover_messages.handover_offered(
        first_name=buyer.first_name if buyer else "",
        seller_name=handover.seller_name,
        logbook_name=handover.logbook_name,
        parts=_labels(handover),
        email=handover.buyer_email,
        has_account=buyer is not None,
        until=_until(handover),
        handover_url=address_of(handover_path(handover.id) if buyer else _signup(handover)),
    )
    if buyer is None:
        _mail_only(session, handover, NotificationKind.HANDOVER_OFFERED, message)
        return
    notifications.notify(
        session,
        buyer,
        NotificationKind.HANDOVER_OFFERED,
        offer(handover),
        message,
        about=handover.id,
        by=handover.seller_id,
        topic=Topic(_thing(handover)),
        logbook_id=handover.logbook_id,
    )


def withdrawn(session: Session, handover: Handover) -> None:
    """Tell the buyer, who has nothing to answer any more."""
    buyer = accounts.of_address(session, handover.buyer_email_key)
    names = {"seller_name": handover.seller_name, "logbook_name": handover.logbook_name}
    message = handover_messages.handover_withdrawn(
        first_name=buyer.first_name if buyer else "",
        sent_on=_sent(handover),
        home_url=address_of(handovers_path() if buyer else "/"),
        **names,
    )
    kind, notice = NotificationKind.HANDOVER_WITHDRAWN, handover_notices.handover_withdrawn(**names)
    if _never_heard_of(session, handover):
        if buyer is not None:
            notifications.leave_in_inbox(session, buyer, kind, notice)
    elif buyer is None:
        _mail_only(session, handover, kind, message, step=Step.ENDS)
    else:
        _tell(session, handover, buyer, kind, notice, message, by=handover.seller_id)


def accepted(session: Session, handover: Handover, shares: Sequence[Share]) -> None:
    """Tell both that there is a receipt, and those with whom it was shared that this is over."""
    _tell_buyer_of_carnet(session, handover)
    for share in shares:
        if share.account_id != handover.buyer_id:
            _tell_recipient(session, handover, share)
    seller = _seller(session, handover)
    if seller is None:
        return
    message = handover_messages.handover_accepted(
        first_name=seller.first_name,
        buyer_name=handover.buyer_name,
        logbook_name=handover.logbook_name,
        parts=_labels(handover),
        at=_decided(handover),
        receipt_url=address_of(handover_path(handover.id)),
    )
    notice = handover_notices.handover_accepted(
        handover.id,
        buyer_name=handover.buyer_name,
        logbook_name=handover.logbook_name,
    )
    kind = NotificationKind.HANDOVER_ACCEPTED
    _tell(session, handover, seller, kind, notice, message, by=handover.buyer_id)


def declined(session: Session, handover: Handover) -> None:
    """Tell the seller that nothing has changed; the buyer, who has answered, is asked no more."""
    outbox.withdraw(session, to=handover.buyer_email_key, thing=_thing(handover))
    seller = _seller(session, handover)
    if seller is None:
        return
    names = {"buyer_name": handover.buyer_name, "logbook_name": handover.logbook_name}
    message = handover_messages.handover_declined(
        first_name=seller.first_name,
        sent_on=_sent(handover),
        logbook_url=_carnet(handover),
        **names,
    )
    notice = handover_notices.handover_declined(handover.id, **names)
    kind = NotificationKind.HANDOVER_DECLINED
    _tell(session, handover, seller, kind, notice, message, by=handover.buyer_id)


def expired(session: Session, handover: Handover) -> None:
    """Tell the seller that nobody answered."""
    seller = _seller(session, handover)
    if seller is None:
        return
    names = {"buyer_email": handover.buyer_email, "logbook_name": handover.logbook_name}
    message = handover_messages.handover_expired(
        first_name=seller.first_name,
        sent_on=_sent(handover),
        logbook_url=_carnet(handover),
        **names,
    )
    notice = handover_notices.handover_expired(handover.id, **names)
    _tell(session, handover, seller, NotificationKind.HANDOVER_EXPIRED, notice, message, by=None)


def _tell_buyer_of_carnet(session: Session, handover: Handover) -> None:
    buyer = accounts.of_address(session, handover.buyer_email_key)
    if buyer is None:
        return
    message = handover_messages.handover_received(
        first_name=buyer.first_name,
        seller_name=handover.seller_name,
        logbook_name=handover.logbook_name,
        parts=_labels(handover),
        at=_decided(handover),
        receipt_url=address_of(handover_path(handover.id)),
    )
    notice = handover_notices.handover_received(
        handover.id, seller_name=handover.seller_name, logbook_name=handover.logbook_name
    )
    kind = NotificationKind.HANDOVER_ACCEPTED
    _tell(session, handover, buyer, kind, notice, message, by=handover.buyer_id)


def _tell_recipient(session: Session, handover: Handover, share: Share) -> None:
    recipient = session.get(Account, share.account_id) if share.account_id else None
    names = {"seller_name": handover.seller_name, "logbook_name": handover.logbook_name}
    message = handover_messages.handover_ends_share(
        first_name=recipient.first_name if recipient else "",
        at=_decided(handover),
        home_url=address_of(MEMBER_AREA if recipient else "/"),
        **names,
    )
    outbox.withdraw(session, to=share.email_key, thing=f"share/{share.logbook_id}")
    kind, by = NotificationKind.SHARE_ENDED, handover.buyer_id
    if recipient is None:
        key = f"{kind}/{share.id}"
        outbox.put(session, message, to=share.email_key, deduplication_key=key, by=by)
        return
    notice = handover_notices.handover_ends_share(**names)
    notifications.notify(session, recipient, kind, notice, message, about=share.id, by=by)


def offer(handover: Handover) -> Notice:
    """For other services: what the buyer is told while it waits for their answer."""
    return handover_notices.handover_offered(
        handover.id,
        seller_name=handover.seller_name,
        logbook_name=handover.logbook_name,
        until=_until(handover),
    )


def _tell(
    session: Session,
    handover: Handover,
    account: Account,
    kind: NotificationKind,
    notice: Notice,
    message: Message,
    *,
    by: UUID | None,
) -> None:
    """Not with the carnet: what is told of the handover stays when the carnet goes."""
    notifications.notify(
        session,
        account,
        kind,
        notice,
        message,
        about=handover.id,
        by=by,
        topic=Topic(_thing(handover), Step.ENDS),
    )


def _mail_only(
    session: Session,
    handover: Handover,
    kind: NotificationKind,
    message: Message,
    *,
    step: Step = Step.BEGINS,
) -> None:
    key = f"{kind}/{handover.id}"
    outbox.put(
        session,
        message,
        to=handover.buyer_email_key,
        deduplication_key=key,
        by=handover.seller_id,
        topic=Topic(_thing(handover), step),
    )


def _thing(handover: Handover) -> str:
    """A carnet that is proposed, taken back and proposed again is one thing to its buyer."""
    return f"handover/{handover.logbook_id or handover.id}"


def _never_heard_of(session: Session, handover: Handover) -> bool:
    """Whether the mail that proposes it, or proposes it again, has not left yet: it is taken
    back."""
    gone = outbox.withdraw(session, to=handover.buyer_email_key, thing=_thing(handover))
    return "handover_offered" in gone.resting and gone.told in ("", "handover_withdrawn")


def _seller(session: Session, handover: Handover) -> Account | None:
    return session.get(Account, handover.seller_id) if handover.seller_id else None


def _sent(handover: Handover) -> str:
    return long_date(handover.created_at.astimezone(PARIS).date())


def _until(handover: Handover) -> str:
    return long_date(handover.expires_at.astimezone(PARIS).date())


def _decided(handover: Handover) -> str:
    return moment_in_french(handover.decided_at) if handover.decided_at else ""


def _labels(handover: Handover) -> tuple[str, ...]:
    return tuple(handover_views.label(code) for code in handover.parts)


def _carnet(handover: Handover) -> str:
    carnet = handover.logbook_id
    return address_of(logbook_path(carnet) if carnet else handovers_path())


def _signup(handover: Handover) -> str:
    return signup_path(handover.buyer_email)
