"""What is over is over at that moment, not when the job that writes so passes by.

The link that changes a password: `test_password_resets.py`.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlmodel import col, select

from ecoapp.core import clock
from ecoapp.core.database import Database
from ecoapp.core.errors import FieldsRefused, NotAllowed
from ecoapp.models import (
    HandoverStatus,
    Invitation,
    InvitationStatus,
    MembershipRequest,
    RequestStatus,
    ShareEnd,
)
from ecoapp.services import (
    establishments,
    expired_invitations,
    handover_views,
    handovers,
    invitations,
    jobs,
    membership_decisions,
    membership_requests,
    orphan_requests,
    rate_rules,
    request_deadlines,
    shares,
    waiting_requests,
)
from ecoapp.services.invitations import IsMemberAlready
from ecoapp.services.last_days import end_of_day_in
from ecoapp.services.membership_decisions import RequestIsDecided
from ecoapp.services.membership_requests import RequestIsOver
from ecoapp.services.messages import french
from ecoapp.services.pending_handovers import HandoverIsOver
from ecoapp.services.pending_invitations import InvitationIsOver
from ecoapp.services.rate_rules import InvitationsAreTooMany
from ecoapp.services.rights import ADMINISTRATOR, READ_ONLY
from ecoapp.services.shares import ShareIsOver, SharesAreTooMany
from tests import factories
from tests.services import scenes
from tests.services.at_once import at_once
from tests.services.letters import letters
from tests.services.scenes import Place
from tests.services.shared_logbook import ARTISAN, READ_EQUIPMENT, day, shared_logbook

CAMILLE = "camille@aubry.example"
# A request and an invitation: the thirtieth day is the last.
LAST = timedelta(days=30)
# An invitation holds to the end of that day, on clocks that may have been set back meanwhile.
OVER = timedelta(days=31, hours=2)


@pytest.fixture
def place(database: Database) -> Place:
    return scenes.place(database)


def after(life: timedelta) -> datetime:
    return clock.now() + life


def request_of(place: Place, request_id: UUID) -> MembershipRequest:
    with place.database.reading() as session:
        return session.get_one(MembershipRequest, request_id)


def send_again(place: Place, invitation_id: UUID, *, by: UUID | None = None) -> str:
    with place.database.writing() as session:
        return invitations.send_again(
            session, place.siret, invitation_id, by=by or place.jean
        ).email


# Requests

ANSWERS: dict[str, Callable[..., None]] = {
    "accepting": lambda session, request_id, by: membership_decisions.accept(
        session, request_id, by=by, rights=ADMINISTRATOR
    ),
    "refusing": lambda session, request_id, by: membership_decisions.refuse(
        session, request_id, by=by, reason=""
    ),
}


@pytest.mark.parametrize("answer", ANSWERS)
def test_nobody_answers_a_request_whose_time_is_over(place: Place, answer: str) -> None:
    request_id = place.ask()
    with (
        clock.at(after(LAST)),
        pytest.raises(RequestIsDecided) as late,
        place.database.writing() as session,
    ):
        ANSWERS[answer](session, request_id, by=place.jean)
    assert french(late.value) == "Cette demande a expiré. Votre choix n’a rien changé."
    assert place.camille not in place.members()


def test_a_moment_before_it_is_answered(place: Place) -> None:
    request_id = place.ask()
    with clock.at(after(LAST) - timedelta(minutes=1)), place.database.writing() as session:
        membership_decisions.accept(session, request_id, by=place.jean, rights=READ_ONLY)
    assert place.camille in place.members()


def test_who_sent_it_cannot_cancel_it_and_sees_that_it_is_over(place: Place) -> None:
    request_id = place.ask()
    with clock.at(after(LAST)):
        with pytest.raises(RequestIsOver), place.database.writing() as session:
            membership_requests.cancel(session, request_id, by=place.camille)
        with place.database.reading() as session:
            for who in (place.camille, place.jean):
                seen = membership_requests.track(session, request_id, by=who)
                assert (seen.status, seen.decided_at) == (RequestStatus.EXPIRED, seen.expires_at)


def test_it_waits_in_no_list_any_more(place: Place) -> None:
    place.ask()
    with place.database.writing() as session:
        olga = factories.account(session, is_operator=True)
        alone = factories.establishment(session)
        factories.membership_request(session, factories.account(session), alone)
    with clock.at(after(LAST)), place.database.reading() as session:
        here = place.establishment().id
        assert waiting_requests.of_establishment(session, place.siret, by=place.jean) == []
        assert waiting_requests.of_administrator(session, by=place.jean) == []
        assert waiting_requests.all_of(session, here) == []
        assert establishments.head(session, place.siret, by=place.jean).pending == 0
        assert establishments.of_account(session, by=place.camille) == []
        assert membership_requests.pending_id(session, here, by=place.camille) is None
        assert orphan_requests.page(session, by=olga.id, limit=5) == []


def test_asking_anew_makes_a_new_one_and_ends_the_dying_one(place: Place) -> None:
    first = place.ask()
    with clock.at(after(LAST)):
        second = place.ask()
        assert second != first
        assert request_of(place, first).status is RequestStatus.EXPIRED
        assert request_of(place, second).status is RequestStatus.PENDING
        assert [kind for kind, _, _ in place.events()] == ["demande", "expiration", "demande"]
        jobs.run_due(place.database)
        assert request_of(place, second).status is RequestStatus.PENDING


def test_asking_anew_while_the_job_passes_leaves_one_that_waits(place: Place) -> None:
    first = place.ask()

    def expire(here: Database) -> bool:
        with here.writing() as session:
            return request_deadlines.expire(session, first)

    with clock.at(after(LAST)):
        at_once(place.database, [expire, lambda here: place.on(here).ask(), expire])
    with place.database.reading() as session:
        rows = session.exec(select(MembershipRequest).order_by(col(MembershipRequest.id))).all()
    assert [row.status for row in rows] == [RequestStatus.EXPIRED, RequestStatus.PENDING]
    assert [kind for kind, _, _ in place.events()].count("expiration") == 1


def test_inviting_who_asked_too_long_ago_invites_them(place: Place) -> None:
    place.ask()
    with clock.at(after(LAST)):
        assert place.invite(CAMILLE).accepted_name == ""
    assert place.camille not in place.members()


def test_nobody_is_reminded_of_what_is_over(place: Place) -> None:
    request_id = place.ask()
    with clock.at(after(LAST)), place.database.writing() as session:
        assert not request_deadlines.remind(session, request_id)


# Invitations


@pytest.mark.parametrize("is_written", [False, True])
def test_sending_an_expired_invitation_again_makes_a_new_one(
    place: Place, is_written: bool
) -> None:
    place.invite(CAMILLE, ADMINISTRATOR)
    (old,) = place.invitation_ids()
    with clock.at(after(OVER)):
        if is_written:
            jobs.run_due(place.database)
        assert send_again(place, old, by=place.nadia) == CAMILLE
        _, new = place.invitation_ids()
        assert place.status(old) is InvitationStatus.EXPIRED
        with pytest.raises(InvitationIsOver):
            place.accept(old)
        mail = letters(place.database, kind="invitation")[-1]
        assert f"/invitations/{new}" in mail.text and str(old) not in mail.text
        with place.database.reading() as session:
            row = session.get_one(Invitation, new)
        assert (row.invited_by, row.is_administrator) == (place.nadia, True)
        assert row.expires_at == end_of_day_in(LAST)
    with clock.at(after(2 * LAST) - timedelta(days=1)):
        place.accept(new)
    assert place.camille in place.administrators()


def test_the_second_click_on_sending_again_sends_nothing(place: Place) -> None:
    place.invite(CAMILLE)
    (old,) = place.invitation_ids()
    with clock.at(after(OVER)):
        clicks = at_once(place.database, [lambda here: send_again(place.on(here), old)] * 2)
    assert clicks == [CAMILLE] * 2
    assert len(place.invitation_ids()) == len(letters(place.database, kind="invitation")) == 2


def test_sending_again_is_counted_like_inviting(place: Place) -> None:
    place.invite(CAMILLE)
    (old,) = place.invitation_ids()
    with clock.at(after(OVER)):
        for _ in range(rate_rules.INVITATIONS_A_DAY_TO_ONE - 1):
            rate_rules.count_invitation(account=str(place.jean), address=CAMILLE)
        with pytest.raises(InvitationsAreTooMany):
            send_again(place, old)


def test_who_is_a_member_since_is_not_invited_again(place: Place) -> None:
    place.invite(CAMILLE)
    (old,) = place.invitation_ids()
    with clock.at(after(OVER)):
        request_id = place.ask()
        with place.database.writing() as session:
            membership_decisions.accept(session, request_id, by=place.jean, rights=READ_ONLY)
        with pytest.raises(FieldsRefused) as refused:
            send_again(place, old)
    assert isinstance(refused.value.refusals["email"], IsMemberAlready)


@pytest.mark.parametrize("how", ["withdrawn", "declined"])
def test_what_ended_otherwise_is_not_sent_again(place: Place, how: str) -> None:
    place.invite(CAMILLE)
    (old,) = place.invitation_ids()
    (place.withdraw if how == "withdrawn" else place.decline)(old)
    with pytest.raises(InvitationIsOver):
        send_again(place, old)
    with pytest.raises(NotAllowed):
        send_again(place, old, by=place.oscar)


def expired(place: Place, *, by: UUID | None = None) -> list[UUID]:
    with place.database.reading() as session:
        listed = expired_invitations.of_establishment(session, place.siret, by=by or place.nadia)
        return [line.id for line in listed]


def test_one_that_expired_is_listed_a_while_for_administrators(place: Place) -> None:
    place.invite("avant@aubry.example")
    place.invite(CAMILLE)
    before, last = place.invitation_ids()
    with clock.at(after(LAST) - timedelta(minutes=1)):
        assert expired(place) == []
    with clock.at(after(OVER)):
        assert expired(place) == [last, before]
        jobs.run_due(place.database)
        assert expired(place) == [last, before]
        with pytest.raises(NotAllowed):
            expired(place, by=place.oscar)
    with clock.at(after(LAST) + expired_invitations.LISTED - timedelta(minutes=1)):
        assert expired(place) == [last, before]
    with clock.at(after(OVER) + expired_invitations.LISTED):
        assert expired(place) == []


@pytest.mark.parametrize("is_written", [False, True])
def test_once_sent_anew_it_is_not_listed_whatever_becomes_of_the_new_one(
    place: Place, is_written: bool
) -> None:
    place.invite(CAMILLE)
    (old,) = place.invitation_ids()
    with clock.at(after(OVER)):
        if is_written:
            jobs.run_due(place.database)
        send_again(place, old)
        assert expired(place) == []
        _, new = place.invitation_ids()
        place.decline(new)
        assert expired(place) == []


def test_who_is_a_member_since_is_not_listed(place: Place) -> None:
    place.invite(CAMILLE)
    with place.database.writing() as session:
        factories.invitation(session, CAMILLE, factories.establishment(session))
    with clock.at(after(OVER)):
        request_id = place.ask()
        assert len(expired(place)) == 1
        with place.database.writing() as session:
            membership_decisions.accept(session, request_id, by=place.jean, rights=READ_ONLY)
        assert expired(place) == []


@pytest.mark.parametrize("how", ["withdrawn", "declined", "accepted"])
def test_what_ended_otherwise_is_not_listed_as_expired(place: Place, how: str) -> None:
    place.invite(CAMILLE)
    (old,) = place.invitation_ids()
    {"withdrawn": place.withdraw, "declined": place.decline, "accepted": place.accept}[how](old)
    with clock.at(after(OVER)):
        assert expired(place) == []


def test_as_many_as_a_page_shows_are_listed(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expired_invitations, "MOST_SHOWN", 2)
    for number in range(3):
        place.invite(f"{number}@aubry.example")
    with clock.at(after(OVER)):
        assert expired(place) == place.invitation_ids()[:0:-1]


# Handovers


def test_nobody_answers_a_handover_whose_time_is_over_and_it_waits_nowhere(
    database: Database,
) -> None:
    with database.writing() as session:
        jean, lea = factories.account(session), factories.account(session)
        carnet = factories.logbook(session, jean)
        offer = factories.handover(session, carnet, lea)
    answers = ((handovers.accept, lea), (handovers.decline, lea), (handovers.withdraw, jean))
    with clock.at(offer.expires_at - timedelta(seconds=1)), database.reading() as session:
        assert len(handover_views.waiting(session, by=lea.id)) == 1
    with clock.at(offer.expires_at):
        for answer, who in answers:
            with pytest.raises(HandoverIsOver) as late, database.writing() as session:
                answer(session, offer.id, by=who.id)
            assert late.value.status is HandoverStatus.EXPIRED
        with database.reading() as session:
            assert handover_views.waiting(session, by=lea.id) == []
            assert handover_views.pending(session, carnet.id, by=jean.id) is None
            assert handover_views.form(session, carnet.id, by=jean.id).pending is None
            for who in (jean, lea):
                seen = handover_views.view(session, offer.id, by=who.id)
                assert seen.status is HandoverStatus.EXPIRED


# Shares


def test_a_share_whose_last_day_is_over_is_not_changed_and_ends_by_that(database: Database) -> None:
    carnet = shared_logbook(database)
    carnet.share(ends_on=day(0))
    share_id = carnet.rows()[0].id
    with clock.at(after(timedelta(days=1))):
        with pytest.raises(ShareIsOver):
            carnet.change(share_id, READ_EQUIPMENT, ends_on=day(30))
        with pytest.raises(NotAllowed):
            carnet.view(share_id)
        with pytest.raises(NotAllowed):
            carnet.leave(carnet.adel)
        # On a page that was open the day before: nobody has ended it, the date has.
        assert carnet.end(share_id) == ARTISAN
    assert carnet.rows()[0].ended_how is ShareEnd.EXPIRED
    (told,) = letters(database, to=ARTISAN, kind="share_ended")
    assert "est arrivé à son terme" in " ".join(told.subject.split())


def test_a_share_that_is_over_makes_room_for_another(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shares, "MOST_OF_A_LOGBOOK", 1)
    carnet = shared_logbook(database)
    carnet.share(ends_on=day(0))
    with pytest.raises(SharesAreTooMany):
        carnet.share("sophie@larmor.example")
    with clock.at(after(timedelta(days=1))):
        assert carnet.share("sophie@larmor.example") == "sophie@larmor.example"
