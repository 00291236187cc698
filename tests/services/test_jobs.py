"""What is done because time has passed, at times that the tests choose."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlmodel import col, func, select

from ecoapp.adapters.directory.fake import FakeDirectory
from ecoapp.core import clock
from ecoapp.core.database import Database
from ecoapp.models import (
    AccountSession,
    Establishment,
    EstablishmentSource,
    Membership,
    MembershipEvent,
    MembershipRequest,
    Notification,
    NotificationKind,
    OutgoingMail,
    PasswordReset,
    RefusedForm,
    RequestStatus,
    SignupDraft,
)
from ecoapp.services import (
    expired_rows,
    invitations,
    jobs,
    membership_decisions,
    membership_requests,
)
from ecoapp.services.rights import READ_ONLY
from ecoapp.settings import get_settings
from tests import factories
from tests.services.at_once import at_once
from tests.services.letters import letters

START = datetime(2026, 9, 1, 9, tzinfo=UTC)


@contextmanager
def days_later(days: float) -> Iterator[None]:
    with clock.at(START + timedelta(days=days)):
        yield


def run_at(database: Database, days: float) -> dict[str, int | None]:
    with days_later(days):
        return jobs.run_due(database)


@pytest.fixture
def request_id(database: Database) -> UUID:
    """Sent at START to two administrators."""
    return a_request(database)


def a_request(database: Database, *, administrators: int = 2) -> UUID:
    with clock.at(START), database.writing() as session:
        people = tuple(
            factories.account(session, email=f"admin{number}@exemple.fr", first_name="Jean")
            for number in range(administrators)
        )
        place = factories.establishment(session, administrators=people, name="Aubry")
        camille = factories.account(session, email="camille@exemple.fr")
        return membership_requests.send(session, place, by=camille.id, message="Bonjour")


def of(database: Database, request_id: UUID) -> MembershipRequest:
    with database.reading() as session:
        return session.get_one(MembershipRequest, request_id)


def reminders(database: Database) -> list[str]:
    return sorted(mail.to for mail in letters(database, kind="request_reminder"))


def notified(database: Database, kind: NotificationKind) -> list[Notification]:
    with database.reading() as session:
        return list(session.exec(select(Notification).where(Notification.kind == kind)))


def test_administrators_are_reminded_after_two_five_and_ten_days(
    database: Database, request_id: UUID
) -> None:
    counts = []
    for days in (1.9, 2, 2.1, 4.9, 5, 9.9, 10, 10.1, 29.9):
        run_at(database, days)
        counts.append(len(reminders(database)) / 2)
    assert counts == [0, 1, 1, 1, 2, 2, 3, 3, 3]
    request = of(database, request_id)
    assert (request.reminders_sent, request.reminded_at) == (3, START + timedelta(days=10))


def test_a_reminder_says_who_waits_and_until_when(database: Database, request_id: UUID) -> None:
    run_at(database, 2)
    mail = letters(database, kind="request_reminder")[0]
    assert (
        mail.subject == "Rappel\N{NO-BREAK SPACE}: Camille Renaud attend votre réponse pour Aubry"
    )
    words = " ".join(mail.text.split()).replace("\N{NO-BREAK SPACE}", " ")
    assert "demande de rattachement du 1er septembre 2026" in words
    assert "elle expire le 1er octobre 2026" in words
    assert f"https://espace-services.example/demandes/{request_id}" in mail.text


def test_in_the_inbox_the_reminder_takes_the_place_of_what_was_to_handle(
    database: Database, request_id: UUID
) -> None:
    run_at(database, 2)
    run_at(database, 5)
    assert not any(
        one.is_to_handle for one in notified(database, NotificationKind.REQUEST_RECEIVED)
    )
    told = notified(database, NotificationKind.REQUEST_REMINDER)
    assert sorted(one.is_to_handle for one in told) == [False, False, True, True]
    assert {one.path for one in told} == {f"/demandes/{request_id}"}


def test_after_a_week_of_downtime_one_reminder_is_sent_not_three(
    database: Database, request_id: UUID
) -> None:
    run_at(database, 11)
    run_at(database, 12)
    assert len(reminders(database)) == 2
    assert of(database, request_id).reminders_sent == 3


def test_who_became_administrator_since_is_reminded_and_who_left_is_not(
    database: Database, request_id: UUID
) -> None:
    place = of(database, request_id).establishment_id
    with database.writing() as session:
        new = factories.account(session, email="nouvelle@exemple.fr")
        establishment = session.get_one(Establishment, place)
        factories.membership(session, new, establishment, is_administrator=True)
    run_at(database, 2)
    assert "nouvelle@exemple.fr" in reminders(database)


@pytest.mark.parametrize("had_one", [True, False])
def test_without_administrator_the_operators_team_is_reminded(
    database: Database, had_one: bool
) -> None:
    a_request(database, administrators=1 if had_one else 0)
    with database.writing() as session:
        session.exec(update(Membership).values(is_administrator=False))
    run_at(database, 2)
    assert reminders(database) == [get_settings().contact_mail]
    (mail,) = letters(database, kind="request_reminder")
    assert "Personne n’administre cet établissement" in " ".join(mail.text.split())
    assert notified(database, NotificationKind.REQUEST_REMINDER) == []


def test_nobody_is_reminded_of_what_is_decided(database: Database, request_id: UUID) -> None:
    with clock.at(START), database.writing() as session:
        request = session.get_one(MembershipRequest, request_id)
        membership_requests.cancel(session, request_id, by=request.account_id)
    assert set(run_at(database, 40).values()) == {0}
    assert reminders(database) == []


def test_after_thirty_days_the_request_ends_and_its_sender_is_told(
    database: Database, request_id: UUID
) -> None:
    run_at(database, 29.99)
    assert of(database, request_id).status is RequestStatus.PENDING
    assert run_at(database, 30)["requests expired"] == 1
    assert run_at(database, 31)["requests expired"] == 0
    request = of(database, request_id)
    assert (request.status, request.decided_by) == (RequestStatus.EXPIRED, None)
    (mail,) = letters(database, kind="request_expired")
    assert mail.to == "camille@exemple.fr"
    assert "Vous pouvez envoyer une nouvelle demande" in " ".join(mail.text.split())
    (notice,) = notified(database, NotificationKind.REQUEST_EXPIRED)
    assert "Vous pouvez envoyer une nouvelle demande." in notice.detail
    with database.reading() as session:
        kinds = [event.kind.value for event in session.exec(select(MembershipEvent))]
        waiting = select(func.count()).where(col(Notification.is_to_handle))
        assert session.exec(waiting).one() == 0
    assert kinds == ["demande", "expiration"]


def test_a_request_found_too_old_expires_without_a_last_reminder(
    database: Database, request_id: UUID
) -> None:
    run_at(database, 45)
    assert (reminders(database), of(database, request_id).status) == ([], RequestStatus.EXPIRED)


def test_after_it_expired_one_may_ask_again_at_once(database: Database, request_id: UUID) -> None:
    run_at(database, 30)
    old = of(database, request_id)
    with days_later(30), database.writing() as session:
        place = session.get_one(Establishment, old.establishment_id)
        again = membership_requests.send(session, place, by=old.account_id)
    assert again != request_id


def test_runs_at_the_same_moment_remind_once(database: Database, request_id: UUID) -> None:
    with days_later(2):
        done = at_once(database, [jobs.run_due] * 4)
    assert sum(one["requests reminded"] for one in done) == 1  # type: ignore[index, call-overload]
    assert len(reminders(database)) == 2
    assert len(notified(database, NotificationKind.REQUEST_REMINDER)) == 2


def test_runs_at_the_same_moment_expire_once(database: Database, request_id: UUID) -> None:
    with days_later(30):
        at_once(database, [jobs.run_due] * 4)
    assert len(letters(database, kind="request_expired")) == 1


def test_a_decision_at_the_moment_of_a_reminder_stands(
    database: Database, request_id: UUID
) -> None:
    with database.reading() as session:
        administrator = session.exec(
            select(Membership.account_id).where(col(Membership.is_administrator))
        ).first()

    def decide(here: Database) -> None:
        with here.writing() as session:
            membership_decisions.accept(session, request_id, by=administrator, rights=READ_ONLY)

    with days_later(5):
        at_once(database, [jobs.run_due, decide, jobs.run_due])
    assert of(database, request_id).status is RequestStatus.ACCEPTED
    with database.reading() as session:
        waiting = select(func.count()).where(col(Notification.is_to_handle))
        assert session.exec(waiting).one() == 0


def test_more_than_a_batch_is_done_in_one_run(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "BATCH", 3)
    with clock.at(START), database.writing() as session:
        place = factories.establishment(session)
        for _ in range(8):
            membership_requests.send(session, place, by=factories.account(session).id)
    assert run_at(database, 2)["requests reminded"] == 8


def test_one_that_fails_does_not_keep_the_others(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_request(database, administrators=0)
    with clock.at(START), database.writing() as session:
        membership_requests.send(
            session, factories.establishment(session), by=factories.account(session).id
        )
    settle, failed = jobs.request_deadlines.remind, []

    def fail_once(session: object, one: UUID) -> bool:
        if not failed:
            failed.append(one)
            raise RuntimeError("once")
        return settle(session, one)  # type: ignore[arg-type]

    job = jobs._one_by_one(jobs.request_deadlines.to_remind, fail_once)
    with days_later(2):
        assert job(database, lambda: True) == 1
        assert job(database, lambda: True) == 1


def test_a_run_that_is_told_to_stop_does_nothing_more(database: Database, request_id: UUID) -> None:
    with days_later(2):
        assert jobs.run_due(database, go_on=lambda: False) == {}
    assert reminders(database) == []


def test_a_job_that_fails_says_so_and_the_others_run(
    database: Database, request_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_database: Database, _go_on: jobs.GoOn) -> int:
        raise RuntimeError("broken")

    monkeypatch.setattr(jobs, "JOBS", (jobs.Job("broken", fail), *jobs.JOBS))
    done = run_at(database, 2)
    assert (done["broken"], done["requests reminded"]) == (None, 1)


async def test_inside_the_app_it_runs_soon_and_stops_at_once(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "FIRST_AFTER", timedelta(0))
    ran = asyncio.Event()
    loop = asyncio.get_running_loop()

    def run(_database: Database, _go_on: jobs.GoOn) -> int:
        loop.call_soon_threadsafe(ran.set)
        return 0

    monkeypatch.setattr(jobs, "JOBS", (jobs.Job("one", run),))
    stop = asyncio.Event()
    task = asyncio.create_task(jobs.run(stop))
    await asyncio.wait_for(ran.wait(), 10)
    stop.set()
    await asyncio.wait_for(task, 10)


async def test_inside_the_app_a_daily_job_is_not_run_every_time(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "FIRST_AFTER", timedelta(0))
    monkeypatch.setattr(jobs, "PERIOD", timedelta(milliseconds=1))
    ran: list[str] = []
    stop, loop = asyncio.Event(), asyncio.get_running_loop()

    def often(_database: Database, _go_on: jobs.GoOn) -> int:
        ran.append("often")
        if len(ran) > 3:
            loop.call_soon_threadsafe(stop.set)
        return 0

    def daily(_database: Database, _go_on: jobs.GoOn) -> int:
        ran.append("daily")
        return 0

    both = (jobs.Job("often", often, timedelta(0)), jobs.Job("daily", daily, jobs.A_DAY))
    monkeypatch.setattr(jobs, "JOBS", both)
    await asyncio.wait_for(jobs.run(stop), 20)
    assert (ran.count("daily"), ran.count("often") >= 3) == (1, True)


def test_invitations_expire(database: Database) -> None:
    with clock.at(START), database.writing() as session:
        jean = factories.account(session)
        place = factories.establishment(session, administrators=(jean,))
        for number in range(3):
            invitations.invite(
                session, place.siret, by=jean.id, email=f"{number}@exemple.fr", rights=READ_ONLY
            )
    assert run_at(database, 1)["invitations expired"] == 0
    assert run_at(database, 100)["invitations expired"] == 3


# Établissements to be verified


def typed_in(database: Database, **fields: object) -> UUID:
    values = {
        "siret": factories.OCTO,
        "name": "Octo",
        "postal_code": "75002",
        "source": EstablishmentSource.TYPED_IN,
        "created_at": START,
        **fields,
    }
    with database.writing() as session:
        return factories.establishment(session, **values).id


def row(database: Database, establishment_id: UUID) -> Establishment:
    with database.reading() as session:
        return session.get_one(Establishment, establishment_id)


def test_the_directorys_words_take_the_place_of_those_typed_in(
    database: Database, directory: FakeDirectory
) -> None:
    directory.lists(factories.listing())
    place = typed_in(database)
    assert run_at(database, 1)["établissements confirmed"] == 1
    seen = row(database, place)
    assert (seen.name, seen.source) == ("Octo Technology", EstablishmentSource.DIRECTORY)
    assert (seen.confirmed_at, seen.is_to_be_verified) == (START + timedelta(days=1), False)


@pytest.mark.parametrize(("postal_code", "agrees"), [("75002", True), ("56000", False)])
def test_what_a_member_wrote_stays_and_is_confirmed_in_the_same_place(
    database: Database, directory: FakeDirectory, postal_code: str, agrees: bool
) -> None:
    directory.lists(factories.listing())
    place = typed_in(database, updated_at=START, postal_code=postal_code)
    run_at(database, 1)
    seen = row(database, place)
    assert (seen.name, seen.is_to_be_verified) == ("Octo", not agrees)


def test_one_that_the_directory_does_not_know_is_asked_about_once_a_day(
    database: Database, directory: FakeDirectory
) -> None:
    place = typed_in(database)
    for days in (0.01, 1, 1.1, 1.9, 2, 2.5):
        run_at(database, days)
    assert directory.asked == [factories.OCTO] * 2
    assert row(database, place).is_to_be_verified


def test_a_few_are_asked_about_in_a_run_and_all_get_their_turn(
    database: Database, directory: FakeDirectory
) -> None:
    sirets = {factories.siret(900 + number) for number in range(12)}
    for siret in sirets:
        typed_in(database, siret=siret)
    counts = []
    for minutes in range(4):
        run_at(database, 1 + minutes / 1000)
        counts.append(len(directory.asked))
    assert counts == [5, 10, 12, 12]
    assert set(directory.asked) == sirets


def test_while_the_directory_is_down_the_others_are_not_tried(
    database: Database, directory: FakeDirectory
) -> None:
    directory.down()
    for number in range(3):
        typed_in(database, siret=factories.siret(950 + number))
    run_at(database, 1)
    assert len(directory.asked) == 1


def test_runs_at_the_same_moment_ask_once(database: Database, directory: FakeDirectory) -> None:
    typed_in(database)
    with days_later(1):
        at_once(database, [jobs.run_due] * 3)
    assert directory.asked == [factories.OCTO]


# What is over


def test_rows_that_are_over_go_and_the_others_stay(database: Database) -> None:
    with clock.at(START), database.writing() as session:
        person = factories.account(session)
        factories.signup_draft(session)
        factories.signed_in(session, person)
        factories.password_reset(session, person)
        session.add(RefusedForm(browser_hash="x", form="code"))
        for number, moments in enumerate(({"sent_at": START}, {"given_up_at": START}, {})):
            session.add(
                OutgoingMail(deduplication_key=str(number), kind="x", recipient="a@b.fr", **moments)
            )
    kinds = (SignupDraft, AccountSession, PasswordReset, RefusedForm, OutgoingMail)

    def left() -> list[int]:
        with database.reading() as session:
            return [session.exec(select(func.count()).select_from(kind)).one() for kind in kinds]

    run_at(database, 0.001)
    assert left() == [1, 1, 1, 1, 3]
    run_at(database, 2)
    assert left() == [0, 0, 0, 0, 3]
    run_at(database, 91)
    assert left() == [0, 0, 0, 0, 1]


def test_many_rows_go_a_bounded_batch_at_a_time(database: Database) -> None:
    with database.writing() as session:
        for number in range(7):
            session.add(RefusedForm(browser_hash=str(number), form="code", created_at=START))
    with database.writing() as session:
        assert expired_rows.purge(session, limit=3) == 3
    with database.writing() as session:
        assert expired_rows.purge(session, limit=10) == 4
