"""What the limits kept, told with the next mail that they let through to the same person."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from ecoapp.core import clock
from ecoapp.core.public_address import address_of
from ecoapp.mail.message import Message
from ecoapp.mail.rendering import render
from ecoapp.mail.typed_words import one_line
from ecoapp.models import OutgoingMail

# Beyond, the newest stand for all: nobody reads a longer list.
MOST_LISTED = 100


@dataclass(frozen=True)
class News:
    """One of the things: its subject, where it leads, and whom an answer to it goes to, if any."""

    title: str
    link: str
    reply_to: str = ""


def with_what_was_held(session: Session, mail: OutgoingMail) -> OutgoingMail:
    """Let `mail` through: as it is or, where others waited for it, one mail tells all of them."""
    now = clock.now()
    held = _held_for(session, mail)
    if not held:
        mail.let_through_at, mail.is_held = now, False
        return mail
    together = [*held, mail]
    told = [News(one.subject, one.link, one.reply_to) for one in together]
    digest = _row(mail, news(told))
    session.add(digest)
    for one in together:
        one.sent_at, one.merged_into, one.is_held = now, digest.id, False
    return digest


def news(told: Sequence[News]) -> Message:
    """The mail that tells several things at once. `told`: the oldest first."""
    listed = told[-MOST_LISTED:]
    return render(
        "digest",
        subject=f"{len(told)}\N{NO-BREAK SPACE}nouvelles de l’Espace Services",
        link=address_of("/"),
        words={"first_name": ""},
        count=len(told),
        left_out=len(told) - len(listed),
        titles=tuple(one_line(one.title) for one in listed),
        links=tuple(one.link for one in listed),
        # An answer to the digest goes to none of them.
        answers=tuple(one_line(one.reply_to) for one in listed),
    )


def _held_for(session: Session, mail: OutgoingMail) -> list[OutgoingMail]:
    """What is being withdrawn at this moment is passed over."""
    query = select(OutgoingMail).where(
        col(OutgoingMail.recipient) == mail.recipient,
        col(OutgoingMail.is_held),
        col(OutgoingMail.sent_at).is_(None),
        col(OutgoingMail.given_up_at).is_(None),
        col(OutgoingMail.id) != mail.id,
    )
    in_order = query.order_by(col(OutgoingMail.created_at), col(OutgoingMail.id))
    return list(session.exec(in_order.with_for_update(skip_locked=True)))


def _row(mail: OutgoingMail, message: Message) -> OutgoingMail:
    return OutgoingMail(
        deduplication_key=f"{message.kind}/{mail.id}",
        kind=message.kind,
        recipient=mail.recipient,
        caused_by=mail.caused_by,
        subject=message.subject,
        text=message.text,
        html=message.html,
        link=message.link,
        let_through_at=clock.now(),
    )
