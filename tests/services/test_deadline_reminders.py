"""What is reminded of before it ends, at times that the tests choose."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlmodel import select

from ecoapp.core import clock
from ecoapp.core.database import Database
from ecoapp.models import Account, Entry, Logbook, Notification, NotificationKind
from ecoapp.services import deadline_reminders, entries, entry_events, jobs
from ecoapp.services.catalogue_terms import AccessLevel
from ecoapp.services.deadline_announcements import MOST_IN_MAIL, MOST_TOLD_APART
from ecoapp.services.deadline_notices import how_soon
from ecoapp.services.entry_actions import version_of
from ecoapp.services.logbook_paths import DEADLINES, entry_path
from ecoapp.services.places import PartAddress
from tests import factories
from tests.services.at_once import at_once
from tests.services.letters import Letter, letters
from tests.services.statements import statements

END = date(2027, 3, 1)
NBSP, THIN = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"


@contextmanager
def days_before(days: float, end: date = END) -> Iterator[None]:
    """At noon in Paris (11 h UTC in winter), so many days before."""
    noon = datetime(end.year, end.month, end.day, 11, tzinfo=UTC)
    with clock.at(noon - timedelta(days=days)):
        yield


def run(database: Database, days: float) -> int | None:
    with days_before(days):
        return jobs.run_due(database)["carnets reminded of"]


@pytest.fixture
def boiler(database: Database) -> UUID:
    """Guaranteed until END, in Ariane's carnet."""
    with days_before(400), database.writing() as session:
        ariane = factories.account(session, email="ariane@exemple.fr", first_name="Ariane")
        logbook = factories.logbook(session, ariane)
        return factories.entry(
            session, logbook, "equipment", name="Chaudière", guaranteed_until=END.isoformat()
        ).id


def row(database: Database, entry_id: UUID) -> Entry:
    with database.reading() as session:
        return session.get_one(Entry, entry_id)


def mails(database: Database) -> list[Letter]:
    return [*letters(database, kind="deadline_near"), *letters(database, kind="deadlines_near")]


def told(database: Database) -> list[Notification]:
    with database.reading() as session:
        near = Notification.kind == NotificationKind.DEADLINE_NEAR
        return list(session.exec(select(Notification).where(near)))


def act(database: Database, entry_id: UUID, action: str, **typed: str) -> None:
    with database.writing() as session:
        entry = session.get_one(Entry, entry_id)
        by = session.get_one(Logbook, entry.logbook_id).owner_id
        event = entry_events.last(session, entry_id)
        version = version_of(event.id if event else None)
        entries.act(session, entry_id, action, typed, version=version, by=by)  # type: ignore[arg-type]


def change_end(database: Database, entry_id: UUID, end: str) -> None:
    act(database, entry_id, "edit", name="Chaudière", guaranteed_until=end)


def add(database: Database, logbook_id: UUID, *, count: int, end: date = END) -> None:
    with database.writing() as session:
        logbook = session.get_one(Logbook, logbook_id)
        for number in range(count):
            factories.entry(
                session,
                logbook,
                "equipment",
                name=f"Volet {number}",
                guaranteed_until=end.isoformat(),
            )


def test_the_owner_is_reminded_sixty_and_seven_days_ahead(database: Database, boiler: UUID) -> None:
    counts = []
    for days in (61, 60, 59, 30, 8, 7, 6, 1, 0, -1, -30):
        run(database, days)
        counts.append(len(mails(database)))
    assert counts == [0, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2]
    assert {mail.to for mail in mails(database)} == {"ariane@exemple.fr"}
    assert len(told(database)) == 2
    assert row(database, boiler).reminded_days == 7


@pytest.mark.parametrize(
    ("moment", "is_due"),
    [
        # Midnight in Paris is 23 h UTC in winter: sixty days before 1 March is 31 December.
        (datetime(2026, 12, 30, 22, 59, tzinfo=UTC), False),
        (datetime(2026, 12, 30, 23, 0, tzinfo=UTC), True),
        (datetime(2027, 3, 1, 22, 59, tzinfo=UTC), True),
        (datetime(2027, 3, 1, 23, 0, tzinfo=UTC), False),
    ],
)
def test_days_are_those_of_the_calendar_of_paris(
    database: Database, boiler: UUID, moment: datetime, is_due: bool
) -> None:
    with clock.at(moment):
        jobs.run_due(database)
    assert bool(mails(database)) is is_due


def test_it_says_what_ends_of_what_when_and_what_can_be_done(
    database: Database, boiler: UUID
) -> None:
    run(database, 7)
    (mail,), (notice,) = mails(database), told(database)
    assert mail.subject == f"Chaudière – fin de la garantie dans 7{NBSP}jours"
    words = " ".join(mail.text.split()).replace(NBSP, " ")
    for said in (
        "Carnet : Maison de Larmor",
        "Partie : Équipements et notices",
        "Fiche : Chaudière",
        "Date : 1er mars 2027",
        "Signalez avant cette date tout défaut",
    ):
        assert said in words
    path = entry_path(row(database, boiler).logbook_id, "equipment", boiler)  # type: ignore[arg-type]
    assert f"https://espace-services.example{path}\n" in mail.text
    assert (notice.path, notice.is_to_handle) == (path, False)
    assert notice.title == f"Chaudière – fin de la garantie dans 7{NBSP}jours"
    assert notice.detail == f"Le 1er{NBSP}mars 2027, carnet «{NBSP}Maison de Larmor{NBSP}»."


@pytest.mark.parametrize(("days", "said"), [(0, "aujourd’hui"), (1, "demain")])
def test_the_last_days_have_their_words(
    database: Database, boiler: UUID, days: int, said: str
) -> None:
    run(database, days)
    assert mails(database)[0].subject == f"Chaudière – fin de la garantie {said}"


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (-1, "hier"),
        (-12, "il y a 12 jours"),
        (-61, "il y a 2 mois"),
        (2, "dans 2 jours"),
        (60, "dans 60 jours"),
        (61, "dans 2 mois"),
        (400, "dans 13 mois"),
        (729, "dans 23 mois"),
        (730, "dans 2 ans"),
        (36500, "dans 100 ans"),
    ],
)
def test_what_is_far_is_said_in_months_and_years(days: int, said: str) -> None:
    assert how_soon(days) == said.replace(" ", NBSP).replace(f"dans{NBSP}", "dans ").replace(
        f"il{NBSP}y{NBSP}a{NBSP}", "il y a "
    )


def test_after_a_downtime_only_the_nearest_reminder_is_sent(
    database: Database, boiler: UUID
) -> None:
    assert (run(database, 90), run(database, 3), run(database, 2)) == (0, 1, 0)
    assert len(mails(database)) == 1
    assert row(database, boiler).reminded_days == 7


def test_nobody_is_reminded_of_what_is_past(database: Database, boiler: UUID) -> None:
    assert run(database, -1) == 0
    assert (mails(database), told(database)) == ([], [])


def test_another_date_is_reminded_of_anew(database: Database, boiler: UUID) -> None:
    run(database, 60)
    with days_before(40):
        change_end(database, boiler, "2027-03-11")
    assert row(database, boiler).reminded_days is None
    assert (run(database, 39), run(database, 38)) == (1, 0)
    assert "11 mars 2027" in mails(database)[-1].text.replace(NBSP, " ")


def test_the_same_date_typed_again_is_not(database: Database, boiler: UUID) -> None:
    run(database, 60)
    change_end(database, boiler, END.isoformat())
    assert run(database, 40) == 0


def test_no_date_is_reminded_of_any_more_once_it_is_taken_out(
    database: Database, boiler: UUID
) -> None:
    change_end(database, boiler, "")
    assert (row(database, boiler).ends_on, run(database, 60)) == (None, 0)


def test_an_entry_that_is_created_keeps_its_end(database: Database, boiler: UUID) -> None:
    logbook_id = row(database, boiler).logbook_id
    with database.writing() as session:
        by = session.get_one(Logbook, logbook_id).owner_id
        typed = {"name": "Poêle", "guaranteed_until": "15/04/2027"}
        place = PartAddress(logbook_id, "equipment")  # type: ignore[arg-type]
        created = entries.create(session, place, typed, by=by)  # type: ignore[arg-type]
    assert row(database, created).ends_on == date(2027, 4, 15)


def test_what_is_put_aside_is_not_reminded_of_until_it_is_back(
    database: Database, boiler: UUID
) -> None:
    act(database, boiler, "archive")
    assert run(database, 50) == 0
    act(database, boiler, "restore")
    assert run(database, 49) == 1


def test_who_prepares_a_carnet_is_reminded_until_it_has_an_owner(
    database: Database, boiler: UUID
) -> None:
    with database.writing() as session:
        paul = factories.account(session, email="paul@exemple.fr")
        prepared = factories.logbook(session, prepared_by=paul, offered_to="lea@exemple.fr")
        prepared_id = prepared.id
    add(database, prepared_id, count=1)
    run(database, 60)
    assert sorted(mail.to for mail in mails(database)) == ["ariane@exemple.fr", "paul@exemple.fr"]
    with database.writing() as session:
        lea = factories.account(session, email="lea@exemple.fr")
        session.get_one(Logbook, prepared_id).owner_id = lea.id
        # Nothing was told to her yet.
        deadline_reminders.begin_anew(session, prepared_id)
    assert run(database, 30) == 1
    assert mails(database)[-1].to == "lea@exemple.fr"


def test_a_carnet_that_nobody_keeps_reminds_nobody(database: Database) -> None:
    with database.writing() as session:
        paul = factories.account(session)
        prepared = factories.logbook(session, prepared_by=paul, offered_to="lea@exemple.fr")
        prepared_id = prepared.id
    add(database, prepared_id, count=1)
    with database.writing() as session:
        session.delete(session.get_one(Account, paul.id))
    assert (run(database, 60), mails(database)) == (0, [])


def test_nobody_with_a_share_is_reminded(database: Database, boiler: UUID) -> None:
    with database.writing() as session:
        adel = factories.account(session, email="adel@exemple.fr")
        logbook = session.get_one(Logbook, row(database, boiler).logbook_id)
        factories.share(session, logbook, adel, {"equipment": AccessLevel.WRITE})
    run(database, 7)
    assert {mail.to for mail in mails(database)} == {"ariane@exemple.fr"}
    assert len(told(database)) == 1


@pytest.mark.parametrize("count", [2, MOST_TOLD_APART, MOST_TOLD_APART + 1, MOST_IN_MAIL + 3])
def test_several_ends_of_one_carnet_and_day_are_one_mail(database: Database, count: int) -> None:
    with database.writing() as session:
        logbook_id = factories.logbook(session, factories.account(session)).id
    add(database, logbook_id, count=count)
    assert run(database, 60) == 1
    (mail,) = mails(database)
    assert mail.subject == f"{count}{NBSP}échéances approchent dans Maison de Larmor"
    assert mail.text.count("- Volet") == min(count, MOST_IN_MAIL)
    assert ("Et 3 de plus" in mail.text) is (count > MOST_IN_MAIL)
    notices = told(database)
    assert len(notices) == (count if count <= MOST_TOLD_APART else 1)
    assert (notices[0].path == DEADLINES) is (count > MOST_TOLD_APART)


def test_two_carnets_are_two_mails_and_an_end_that_is_added_later_is_told_too(
    database: Database, boiler: UUID
) -> None:
    with database.writing() as session:
        ariane = session.exec(select(Account).where(Account.first_name == "Ariane")).one()
        other = factories.logbook(session, ariane, name="Cabanon").id
    add(database, other, count=1)
    assert run(database, 60) == 2
    add(database, other, count=1)
    assert run(database, 60) == 1
    assert len(mails(database)) == 3


def test_runs_at_the_same_moment_remind_once(database: Database, boiler: UUID) -> None:
    add(database, row(database, boiler).logbook_id, count=3)  # type: ignore[arg-type]
    with days_before(60):
        done = at_once(database, [jobs.run_due] * 4)
    assert sum(one["carnets reminded of"] for one in done) == 1  # type: ignore[index, call-overload, misc]
    assert (len(mails(database)), len(told(database))) == (1, 4)


def test_a_change_of_the_date_at_the_moment_of_a_reminder_is_reminded_of(
    database: Database, boiler: UUID
) -> None:
    """Whichever was first: the new date is not taken for one that was reminded of."""
    with days_before(60):
        at_once(
            database,
            [jobs.run_due, lambda here: change_end(here, boiler, "2027-02-20"), jobs.run_due],
        )
        jobs.run_due(database)
    entry = row(database, boiler)
    assert (entry.ends_on, entry.reminded_days) == (date(2027, 2, 20), 60)
    assert "20 février 2027" in mails(database)[-1].text.replace(NBSP, " ")


def test_ten_thousand_entries_are_asked_about_in_a_few_statements(database: Database) -> None:
    with database.writing() as session:
        ariane = factories.account(session)
        logbooks = [factories.logbook(session, ariane).id for _ in range(20)]
        session.add_all(
            Entry(
                logbook_id=logbooks[number % 20],
                section="equipment",
                status="kept",
                values={"name": f"Volet {number}"},
                ends_on=END + timedelta(days=number % 2_000),
            )
            for number in range(10_000)
        )
    with days_before(0), statements(database) as sent:
        assert jobs._one_by_one(deadline_reminders.to_remind, deadline_reminders.remind)(
            database, lambda: True
        )
    assert len(sent) < 20 * 12
    assert len(mails(database)) == 20
    with days_before(0), statements(database) as sent:
        assert run(database, 0) == 0
    assert len([one for one in sent if " entry" in one.sql]) <= 2
