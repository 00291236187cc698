"""Requests to be attached: who is told, in which transaction, and who may follow them."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, func, select

from ecoapp.core import clock
from ecoapp.core.database import Database
from ecoapp.core.errors import NotAllowed
from ecoapp.core.tokens import new_id
from ecoapp.models import (
    Account,
    Establishment,
    MembershipRequest,
    Notification,
    NotificationKind,
    OutgoingMail,
    RequestStatus,
)
from ecoapp.services import establishments, membership_requests
from ecoapp.services.membership_requests import AlreadyMember, RequestView
from ecoapp.services.texts import TextIsTooLong
from ecoapp.settings import get_settings
from tests import factories
from tests.services.letters import letters

NOON = datetime(2026, 9, 15, 12, tzinfo=UTC)


@pytest.fixture
def requester(database: Database) -> Account:
    with database.writing() as session:
        return factories.account(session, email="camille@exemple.fr")


def an_establishment(database: Database, *, administrators: int = 1) -> Establishment:
    with database.writing() as session:
        people = tuple(
            factories.account(session, email=f"Admin{number}@exemple.fr", first_name=f"A{number}")
            for number in range(administrators)
        )
        return factories.establishment(session, administrators=people)


def send(database: Database, to: Establishment, by: Account, message: str = "") -> UUID:
    with database.writing() as session:
        return membership_requests.send(session, to, by=by.id, message=message)


def track(database: Database, request_id: UUID, by: UUID) -> RequestView:
    with database.reading() as session:
        return membership_requests.track(session, request_id, by=by)


def told(session: Session, kind: NotificationKind) -> list[UUID]:
    return list(session.exec(select(Notification.account_id).where(Notification.kind == kind)))


def nothing_was_told(database: Database) -> bool:
    with database.reading() as session:
        tables = (MembershipRequest, Notification, OutgoingMail)
        return not any(
            session.exec(select(func.count()).select_from(table)).one() for table in tables
        )


def test_each_administrator_and_the_requester_are_told(
    database: Database, requester: Account
) -> None:
    place = an_establishment(database, administrators=3)
    request_id = send(database, place, requester, "Bonjour")
    with database.reading() as session:
        assert len(told(session, NotificationKind.REQUEST_RECEIVED)) == 3
        assert told(session, NotificationKind.REQUEST_SENT) == [requester.id]
        about = session.exec(select(Notification.request_id, Notification.establishment_id))
        assert set(about) == {(request_id, place.id)}


def test_each_of_them_gets_a_mail_with_the_address_of_the_request(
    database: Database, requester: Account
) -> None:
    request_id = send(database, an_establishment(database, administrators=2), requester, "Bonjour")
    received = letters(database, kind="request_received")
    assert sorted(mail.to for mail in received) == ["admin0@exemple.fr", "admin1@exemple.fr"]
    (sent,) = letters(database, kind="request_sent")
    assert sent.to == "camille@exemple.fr"
    for mail in (*received, sent):
        assert f"https://espace-services.example/demandes/{request_id}" in mail.text
    assert all("Bonjour" in mail.text and "Camille Renaud" in mail.text for mail in received)


def test_members_who_administer_nothing_are_not_told(
    database: Database, requester: Account
) -> None:
    place = an_establishment(database)
    with database.writing() as session:
        factories.membership(session, factories.account(session, email="membre@exemple.fr"), place)
    send(database, place, requester)
    assert letters(database, to="membre@exemple.fr") == []


def test_without_administrator_the_operator_s_team_is_told(
    database: Database, requester: Account
) -> None:
    request_id = send(database, an_establishment(database, administrators=0), requester)
    (received,) = letters(database, kind="request_received")
    assert received.to == get_settings().contact_mail
    seen = track(database, request_id, requester.id)
    assert (seen.goes_to_operator, seen.informed) == (True, ())


def test_all_is_written_in_one_transaction_or_nothing(
    database: Database, requester: Account
) -> None:
    place = an_establishment(database, administrators=2)
    with pytest.raises(ZeroDivisionError), database.writing() as session:
        membership_requests.send(session, place, by=requester.id)
        assert session.exec(select(func.count()).select_from(OutgoingMail)).one() == 3
        _ = 1 / 0
    assert nothing_was_told(database)


def test_a_second_request_while_one_waits_is_the_first(
    database: Database, requester: Account
) -> None:
    place = an_establishment(database)
    assert send(database, place, requester, "Un") == send(database, place, requester, "Deux")
    assert len(letters(database)) == 2
    with database.reading() as session:
        assert session.exec(select(MembershipRequest.message)).one() == "Un"


@pytest.mark.parametrize(
    "status", [status for status in RequestStatus if status is not RequestStatus.PENDING]
)
def test_after_one_that_is_over_another_may_be_sent(
    database: Database, requester: Account, status: RequestStatus
) -> None:
    place = an_establishment(database)
    with database.writing() as session:
        over = factories.membership_request(session, requester, place, status=status)
        over.decided_at = clock.now() - timedelta(days=8)
    assert send(database, place, requester) != over.id
    assert len(letters(database)) == 2


def test_two_waiting_requests_cannot_stand_in_the_database(
    database: Database, requester: Account
) -> None:
    place = an_establishment(database)
    with pytest.raises(IntegrityError), database.writing() as session:
        factories.membership_request(session, requester, place)
        factories.membership_request(session, requester, place)


@pytest.mark.parametrize("is_administrator", [True, False])
def test_a_member_has_nothing_to_ask_for(
    database: Database, requester: Account, is_administrator: bool
) -> None:
    place = an_establishment(database)
    with database.writing() as session:
        factories.membership(session, requester, place, is_administrator=is_administrator)
    with pytest.raises(AlreadyMember):
        send(database, place, requester)
    assert nothing_was_told(database)


def test_a_message_too_long_sends_nothing(database: Database, requester: Account) -> None:
    place = an_establishment(database)
    with pytest.raises(TextIsTooLong) as refused:
        send(database, place, requester, "m" * 501)
    assert (refused.value.length, refused.value.longest) == (501, 500)
    assert nothing_was_told(database)


def test_who_asked_follows_the_request(database: Database, requester: Account) -> None:
    place = an_establishment(database, administrators=2)
    with clock.at(NOON):
        request_id = send(database, place, requester, "Bonjour")
        seen = track(database, request_id, requester.id)
    assert (seen.siret, seen.establishment_name) == (place.siret, place.name)
    assert (seen.status, seen.message) == (RequestStatus.PENDING, "Bonjour")
    assert (seen.sent_at, seen.is_mine, seen.goes_to_operator) == (NOON, True, False)
    assert seen.informed == ("A•••@exemple.fr", "A•••@exemple.fr")


def test_who_decides_sees_it_and_who_asks(database: Database, requester: Account) -> None:
    place = an_establishment(database)
    request_id = send(database, place, requester)
    with database.reading() as session:
        (administrator,) = told(session, NotificationKind.REQUEST_RECEIVED)
    seen = track(database, request_id, administrator)
    assert (seen.is_mine, seen.requester_name) == (False, "Camille Renaud")


def test_a_member_without_the_right_to_decide_sees_nothing(
    database: Database, requester: Account
) -> None:
    place = an_establishment(database)
    request_id = send(database, place, requester)
    with database.writing() as session:
        member = factories.account(session)
        factories.membership(session, member, place)
    with pytest.raises(NotAllowed):
        track(database, request_id, member.id)


def test_a_stranger_and_who_asks_for_an_unknown_request_are_answered_alike(
    database: Database, requester: Account
) -> None:
    request_id = send(database, an_establishment(database), requester)
    for request, by in ((request_id, new_id()), (new_id(), requester.id)):
        with pytest.raises(NotAllowed):
            track(database, request, by)


@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    administers=st.lists(st.integers(0, 3), min_size=5, max_size=5),
    belongs=st.lists(st.integers(0, 3), min_size=5, max_size=5),
    asked=st.lists(st.integers(0, 3), min_size=5, max_size=5),
)
def test_only_who_asked_and_who_decides_ever_see_a_request(
    sqlite: Database, administers: list[int], belongs: list[int], asked: list[int]
) -> None:
    """Five people with any roles in four places, each with a request in one of them."""
    with sqlite.writing() as session:
        people = [factories.account(session) for _ in range(5)]
        places = [factories.establishment(session) for _ in range(4)]
        for person, at, of in zip(people, administers, belongs, strict=True):
            factories.membership(session, person, places[at], is_administrator=True)
            if of != at:
                factories.membership(session, person, places[of])
        requests = [
            factories.membership_request(session, person, places[to])
            for person, to in zip(people, asked, strict=True)
        ]
    for viewer, viewed_from in zip(people, administers, strict=True):
        for request in requests:
            may = request.account_id == viewer.id
            may = may or request.establishment_id == places[viewed_from].id
            assert sees(sqlite, request.id, viewer.id) is may


def sees(database: Database, request_id: UUID, by: UUID) -> bool:
    try:
        track(database, request_id, by)
    except NotAllowed:
        return False
    return True


def test_a_waiting_request_is_among_ones_establishments(
    database: Database, requester: Account
) -> None:
    place = an_establishment(database)
    request_id = send(database, place, requester)
    with database.reading() as session:
        (line,) = establishments.of_account(session, by=requester.id)
        assert establishments.latest_created_by(session, by=requester.id) is None
    assert (line.request_id, line.siret, line.is_administrator) == (request_id, place.siret, False)
