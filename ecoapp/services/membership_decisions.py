"""Answering a request to be attached: one decision stands, whoever else decides."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from ecoapp.core import clock
from ecoapp.core.errors import FieldsRefused, Refusal
from ecoapp.models import (
    Account,
    Establishment,
    MembershipEventKind,
    MembershipRequest,
    RequestStatus,
)
from ecoapp.services import (
    access,
    accounts,
    administration,
    administration_announcements,
    audit,
    membership_events,
    membership_requests,
    memberships,
    request_announcements,
    request_answers,
)
from ecoapp.services.audit import Action
from ecoapp.services.membership_requests import RequestView
from ecoapp.services.rights import DecisionIsMissing, Rights
from ecoapp.services.texts import TextIsTooLong, parse_message

REASON_MAX = 500


class RequestIsDecided(Refusal):
    """Somebody was quicker. `by`: their name; empty when the requester or time ended it.

    `rights`: what was given then; None: nothing, or nobody remembers.
    """

    def __init__(self, status: RequestStatus, by: str, rights: Rights | None) -> None:
        super().__init__(status, by)
        self.status = status
        self.by = by
        self.rights = rights


@dataclass(frozen=True)
class RequestToDecide:
    """What those who decide see beside the tracking. `requester_phone`: E.164.

    `has_administrator`: while nobody administers it, who accepts should think of naming somebody.
    """

    requester_job_title: str
    requester_email: str
    requester_phone: str
    has_administrator: bool


def tracked(
    session: Session, request_id: UUID, *, by: UUID
) -> tuple[RequestView, RequestToDecide | None]:
    """The state of a request; and who asks, for who decides. Raises `NotAllowed`."""
    seen = membership_requests.track(session, request_id, by=by)
    return seen, view(session, request_id, by=by) if seen.may_decide else None


def view(session: Session, request_id: UUID, *, by: UUID) -> RequestToDecide:
    """Who sent it. Raises `NotAllowed`."""
    request = access.require_decision(session, request_id, by=by)
    requester = session.get_one(Account, request.account_id)
    return RequestToDecide(
        requester.job_title,
        requester.email,
        requester.phone,
        access.has_administrator(session, request.establishment_id),
    )


def accept(session: Session, request_id: UUID, *, by: UUID, rights: Rights) -> None:
    """« Administrateur » or « Personnaliser »; who asks to administer gets the first alone.

    One's own same answer again changes nothing.
    Raises `NotAllowed`, `RequestIsDecided`, `FieldsRefused`.
    """
    request = _to_decide(session, request_id, by=by)
    # Asked before: it may make them an administrator.
    in_their_place = not access.administers(session, request.establishment_id, by=by)
    if not _accepted(session, request, rights, by=by):
        if _is_own(request, RequestStatus.ACCEPTED, by) and _gave(session, request) == rights:
            return
        raise _decided(session, request, by=by)
    if in_their_place:
        _audit(session, request, Action.REQUEST_ACCEPTED, by=by)


def refuse(session: Session, request_id: UUID, *, by: UUID, reason: str) -> None:
    """« Refuser »; one's own refusal again changes nothing.

    Raises `NotAllowed`, `FieldsRefused`, `RequestIsDecided`.
    """
    text = _parsed_reason(reason)
    request = _to_decide(session, request_id, by=by)
    if not membership_requests.end(session, request, RequestStatus.REFUSED, by=by, reason=text):
        if _is_own(request, RequestStatus.REFUSED, by) and request.reason == text:
            return
        raise _decided(session, request, by=by)
    if not access.administers(session, request.establishment_id, by=by):
        _audit(session, request, Action.REQUEST_REFUSED, by=by)
    _record(session, request, MembershipEventKind.REFUSED, by=by, reason=text)
    if request.asks_to_administer:
        administration_announcements.refused(session, request, text)
    else:
        request_announcements.refused(session, request, text, decided_by=accounts.get(session, by))


def _to_decide(session: Session, request_id: UUID, *, by: UUID) -> MembershipRequest:
    """Asked again under the lock: somebody may have withdrawn that right meanwhile."""
    request = access.require_decision(session, request_id, by=by)
    memberships.lock_anew(session, request.establishment_id)
    return access.require_decision(session, request_id, by=by)


def _accepted(session: Session, request: MembershipRequest, rights: Rights, *, by: UUID) -> bool:
    """False: it does not wait any more."""
    if not request.asks_to_administer:
        return membership_requests.attach(session, request, rights, by=by)
    if not rights.is_administrator:
        raise FieldsRefused({"decision": DecisionIsMissing()})
    return administration.grant(session, request, by=by)


def _audit(session: Session, request: MembershipRequest, action: Action, *, by: UUID) -> None:
    """What the operator's team decides, in place of administrators, is in its log too."""
    requester = session.get_one(Account, request.account_id)
    establishment = session.get_one(Establishment, request.establishment_id)
    subject = f"{membership_events.account_name(requester)}, {establishment.name}"
    audit.record(session, action, f"{subject} (SIRET {establishment.siret})", by=by)


def _is_own(request: MembershipRequest, status: RequestStatus, by: UUID) -> bool:
    return request.status is status and request.decided_by == by


def _gave(session: Session, request: MembershipRequest) -> Rights | None:
    """What was given then, whatever has become of it; None: nothing, or nobody remembers."""
    decision = request_answers.decision_on(session, request)
    return decision.rights if decision and request.status is RequestStatus.ACCEPTED else None


def _decided(session: Session, request: MembershipRequest, *, by: UUID) -> RequestIsDecided:
    name = request_answers.decider_of(session, request)
    return RequestIsDecided(
        request.status_at(clock.now()),
        "vous" if request.decided_by == by else name,
        _gave(session, request),
    )


def _record(
    session: Session,
    request: MembershipRequest,
    kind: MembershipEventKind,
    *,
    by: UUID,
    reason: str = "",
) -> None:
    membership_events.record(
        session,
        request.establishment_id,
        kind,
        membership_events.person(session.get_one(Account, request.account_id)),
        by=membership_events.person(accounts.get(session, by)),
        reason=reason,
    )


def _parsed_reason(typed: str) -> str:
    try:
        return parse_message(typed, longest=REASON_MAX)
    except TextIsTooLong as refusal:
        raise FieldsRefused({"reason": refusal}) from refusal
