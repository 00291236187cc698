"""What time does to a request that nobody answers: reminders, then its end.

The two are run by `services.jobs`, as often as one likes and from as many processes as there are:
each reminder is sent once. One request a transaction, which takes the établissement's lock first,
as decisions do: the two never wait for each other in a circle.
"""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import and_, or_, update
from sqlmodel import Session, col, select

from ecoapp.core import clock
from ecoapp.models import Account, MembershipEventKind, MembershipRequest, RequestStatus
from ecoapp.models.membership_request import LIFE
from ecoapp.services import (
    administration_announcements,
    membership_events,
    membership_requests,
    memberships,
    request_deadline_announcements,
    waiting_requests,
)
from ecoapp.services.french_words import PARIS, long_date

# PRODUCT §2: who answers is reminded once the request has waited this long.
REMINDERS = (timedelta(days=2), timedelta(days=5), timedelta(days=10))


def to_remind(session: Session, *, after: UUID | None, limit: int) -> list[UUID]:
    """Requests whose next reminder is due; `after`: the last id of the batch before."""
    now = clock.now()
    is_due = or_(
        *(
            and_(
                col(MembershipRequest.created_at) <= now - delay,
                col(MembershipRequest.reminders_sent) < number,
            )
            for number, delay in enumerate(REMINDERS, start=1)
        )
    )
    lives = col(MembershipRequest.created_at) > now - LIFE
    return _waiting(session, is_due & lives, after=after, limit=limit)


def remind(session: Session, request_id: UUID) -> bool:
    """Remind who answers. False: somebody was quicker, or nothing is due any more.

    Reminders that were missed are not made up for: the latest one stands for them.
    """
    request = _locked(session, request_id)
    if request is None:
        return False
    number = sum(clock.now() - request.created_at >= delay for delay in REMINDERS)
    changed = session.exec(
        update(MembershipRequest)
        .where(
            col(MembershipRequest.id) == request_id,
            *waiting_requests.is_waiting(),
            col(MembershipRequest.reminders_sent) < number,
        )
        .values(reminders_sent=number, reminded_at=clock.now())
    )
    if changed.rowcount != 1:
        return False
    session.refresh(request)
    expires_at = request.expires_at
    if request.asks_to_administer:
        expires_on = long_date(expires_at.astimezone(PARIS))
        administration_announcements.reminded(session, request, expires_on=expires_on)
    else:
        request_deadline_announcements.reminded(session, request, expires_at=expires_at)
    return True


def to_expire(session: Session, *, after: UUID | None, limit: int) -> list[UUID]:
    """Requests that have waited for as long as they may."""
    is_old = col(MembershipRequest.created_at) <= clock.now() - LIFE
    return _waiting(session, is_old, after=after, limit=limit)


def expire(session: Session, request_id: UUID) -> bool:
    """End the request and tell who sent it. False: it does not wait any more."""
    request = session.get(MembershipRequest, request_id)
    if request is None or not membership_requests.end(session, request, RequestStatus.EXPIRED):
        return False
    requester = session.get_one(Account, request.account_id)
    membership_events.record(
        session,
        request.establishment_id,
        MembershipEventKind.EXPIRED,
        membership_events.person(requester),
    )
    if request.asks_to_administer:
        administration_announcements.expired(session, request)
    else:
        request_deadline_announcements.expired(session, request)
    return True


def _waiting(session: Session, is_due: object, *, after: UUID | None, limit: int) -> list[UUID]:
    query = (
        select(MembershipRequest.id)
        .where(MembershipRequest.status == RequestStatus.PENDING, is_due)  # type: ignore[arg-type]
        .order_by(col(MembershipRequest.id))
        .limit(limit)
    )
    if after is not None:
        query = query.where(col(MembershipRequest.id) > after)
    return list(session.exec(query))


def _locked(session: Session, request_id: UUID) -> MembershipRequest | None:
    request = session.get(MembershipRequest, request_id)
    if request is not None:
        memberships.lock(session, request.establishment_id)
    return request
