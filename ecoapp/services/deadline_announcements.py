"""Who is told what as the end of something comes near: in their inbox, and by one mail."""

from collections.abc import Sequence

from sqlmodel import Session

from ecoapp.core import tokens
from ecoapp.mail import deadline_messages, outbox
from ecoapp.models import Account, Logbook, Notification, NotificationKind
from ecoapp.services import deadline_notices
from ecoapp.services.deadlines import Deadline
from ecoapp.services.french_words import long_date
from ecoapp.services.logbook_paths import DEADLINES
from ecoapp.services.notices import Notice
from ecoapp.settings import get_settings

# Beyond, one notification stands for all: an inbox is no list of a hundred dates.
MOST_TOLD_APART = 5
MOST_IN_MAIL = 20


def near(
    session: Session, keeper: Account, logbook: Logbook, deadlines: Sequence[Deadline]
) -> None:
    """Tell who keeps the carnet of all that comes near in it: a notification each, one mail.

    The caller holds the carnet and marks the entries in the same transaction: it is told once.
    """
    for notice in _notices(logbook, deadlines):
        session.add(
            Notification(
                account_id=keeper.id,
                kind=NotificationKind.DEADLINE_NEAR,
                title=notice.title,
                detail=notice.detail,
                path=notice.path,
                logbook_id=logbook.id,
            )
        )
    if len(deadlines) == 1:
        message = _about_one(keeper, deadlines[0])
    else:
        message = _about_several(keeper, logbook, deadlines)
    key = f"{NotificationKind.DEADLINE_NEAR}/{tokens.new_id()}/{keeper.id}"
    outbox.put(session, message, to=keeper.email_key, deduplication_key=key)


def _notices(logbook: Logbook, deadlines: Sequence[Deadline]) -> list[Notice]:
    if len(deadlines) > MOST_TOLD_APART:
        return [deadline_notices.several_near(logbook.name, len(deadlines))]
    return [deadline_notices.near(one) for one in deadlines]


def _about_one(keeper: Account, deadline: Deadline) -> deadline_messages.Message:
    return deadline_messages.deadline_near(
        first_name=keeper.first_name,
        logbook_name=deadline.logbook_name,
        part=deadline.part,
        title=deadline.title,
        ending=deadline.ending,
        advice=deadline.advice,
        ends_on=long_date(deadline.ends_on),
        how_soon=deadline_notices.how_soon(deadline.days),
        entry_url=_url(deadline.path),
    )


def _about_several(
    keeper: Account, logbook: Logbook, deadlines: Sequence[Deadline]
) -> deadline_messages.Message:
    listed = [
        (one.title, one.ending, f"{long_date(one.ends_on)}, {deadline_notices.how_soon(one.days)}")
        for one in deadlines[:MOST_IN_MAIL]
    ]
    return deadline_messages.deadlines_near(
        first_name=keeper.first_name,
        logbook_name=logbook.name,
        count=len(deadlines),
        deadlines=listed,
        deadlines_url=_url(DEADLINES),
    )


def _url(path: str) -> str:
    return f"{get_settings().public_url}{path}"
