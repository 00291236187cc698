"""What is listed of what ends: of which carnets, in which order, and nothing that is not open."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from ecoapp.core import clock
from ecoapp.core.database import Database
from ecoapp.core.errors import NotAllowed
from ecoapp.models import Account, Entry, Logbook
from ecoapp.services import access, deadlines
from ecoapp.services.catalogue_terms import AccessLevel
from ecoapp.services.deadlines import MOST_COMING, MOST_NEXT, MOST_PAST, Deadline
from tests import factories
from tests.services.statements import statements

TODAY = date(2026, 9, 15)
NOON = datetime(2026, 9, 15, 10, tzinfo=UTC)
PARTS = {"equipment": "guaranteed_until", "maintenance": "next_due_on", "warranties": "ends_on"}


@pytest.fixture(autouse=True)
def that_day() -> Any:
    with clock.at(NOON):
        yield


def ends(
    session: Session,
    logbook: Logbook,
    days: int,
    name: str,
    *,
    part: str = "equipment",
    by: Account | None = None,
    archived: bool = False,
) -> Entry:
    end = (TODAY + timedelta(days=days)).isoformat()
    values = {
        "equipment": {"name": name},
        "maintenance": {"type": "ramonage", "done_on": "2026-01-01"},
        "warranties": {"type": "garantie", "title": name},
    }[part]
    return factories.entry(
        session, logbook, part, by=by, archived=archived, **values, **{PARTS[part]: end}
    )


def listed(database: Database, by: UUID) -> tuple[list[str], list[str]]:
    with database.reading() as session:
        seen = deadlines.of_account(session, by=by)
    return [one.title for one in seen.coming], [one.title for one in seen.past]


def test_one_s_carnets_are_listed_together_the_nearest_end_first(database: Database) -> None:
    with database.writing() as session:
        ariane, paul = factories.account(session), factories.account(session)
        house, hut = factories.logbook(session, ariane), factories.logbook(session, ariane)
        prepared = factories.logbook(session, prepared_by=ariane, offered_to="lea@exemple.fr")
        ends(session, house, 100, "Chaudière")
        ends(session, hut, 7, "Volet")
        ends(session, prepared, 0, "Poêle")
        ends(session, house, -1, "Store")
        ends(session, house, -100, "Portail")
        ends(session, house, 8, "Rangé", archived=True)
        factories.entry(session, house, "equipment", name="Sans fin")
        ends(session, factories.logbook(session, paul), 7, "De Paul")
    assert listed(database, ariane.id) == (["Poêle", "Volet", "Chaudière"], ["Store", "Portail"])


def test_a_line_says_what_ends_and_where_it_is_told(database: Database) -> None:
    with database.writing() as session:
        ariane = factories.account(session)
        house = factories.logbook(session, ariane)
        entry = ends(session, house, 7, "Chaudière")
    with database.reading() as session:
        (line,) = deadlines.of_account(session, by=ariane.id).coming
    assert line == Deadline(
        entry_id=entry.id,
        title="Chaudière",
        ending="fin de la garantie",
        advice=line.advice,
        ends_on=TODAY + timedelta(days=7),
        days=7,
        logbook_name="Maison de Larmor",
        part="Équipements et notices",
        path=f"/carnets/{house.id}/equipment/{entry.id}",
    )


def test_the_day_begins_at_midnight_in_paris(database: Database) -> None:
    with database.writing() as session:
        ariane = factories.account(session)
        ends(session, factories.logbook(session, ariane), 0, "Chaudière")
    with clock.at(datetime(2026, 9, 15, 21, 59, tzinfo=UTC)):
        assert listed(database, ariane.id) == (["Chaudière"], [])
    with clock.at(datetime(2026, 9, 15, 22, 0, tzinfo=UTC)):
        assert listed(database, ariane.id) == ([], ["Chaudière"])


def test_who_has_given_a_carnet_away_follows_it_no_more(database: Database) -> None:
    with database.writing() as session:
        paul, lea = factories.account(session), factories.account(session)
        prepared = factories.logbook(session, prepared_by=paul, offered_to=lea.email)
        ends(session, prepared, 7, "Poêle", by=paul)
        prepared.owner_id = lea.id
    assert listed(database, paul.id) == ([], [])
    assert listed(database, lea.id) == (["Poêle"], [])


def test_a_share_that_is_over_shows_nothing_any_more(database: Database) -> None:
    with database.writing() as session:
        ariane, adel = factories.account(session), factories.account(session)
        for name, more in {
            "ouvert": {},
            "terminé": {"ended": True},
            "échu": {"ends_on": TODAY - timedelta(days=1)},
            "dernier jour": {"ends_on": TODAY},
        }.items():
            logbook = factories.logbook(session, ariane)
            factories.share(session, logbook, adel, {"equipment": AccessLevel.READ}, **more)  # type: ignore[arg-type]
            ends(session, logbook, 7, name)
    assert sorted(listed(database, adel.id)[0]) == ["dernier jour", "ouvert"]


@settings(
    max_examples=25,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    shares=st.lists(
        st.dictionaries(st.sampled_from(sorted(PARTS)), st.sampled_from(AccessLevel)),
        min_size=1,
        max_size=3,
    )
)
def test_for_any_shares_the_list_has_exactly_the_entries_whose_pages_are_open(
    sqlite: Database, shares: list[dict[str, AccessLevel]]
) -> None:
    with sqlite.writing() as session:
        ariane, adel = factories.account(session), factories.account(session)
        for number, levels in enumerate(shares):
            logbook = factories.logbook(session, ariane)
            factories.share(session, logbook, adel, levels)
            for part in PARTS:
                for by in (ariane, adel):
                    ends(session, logbook, number + 1, "x", part=part, by=by)
        made = session.exec(select(Entry).join(Logbook).where(Logbook.owner_id == ariane.id)).all()
        opened = {entry.id for entry in made if _opens(session, entry.id, adel.id)}
        found = deadlines.of_account(session, by=adel.id)
        in_calendar = deadlines.for_calendar(session, by=adel.id)
        owner_s = deadlines.of_account(session, by=ariane.id)
    assert {line.entry_id for line in found.coming} == opened
    assert {one.deadline.entry_id for one in in_calendar} == opened
    assert {line.entry_id for line in owner_s.coming} == {entry.id for entry in made}


def _opens(session: Session, entry_id: UUID, by: UUID) -> bool:
    try:
        access.require_sight_of_entry(session, entry_id, by=by)
    except NotAllowed:
        return False
    return True


def test_a_carnet_shows_its_next_three_to_whom_they_are_open(database: Database) -> None:
    with database.writing() as session:
        ariane, adel, paul = (factories.account(session) for _ in range(3))
        house = factories.logbook(session, ariane)
        other = factories.logbook(session, ariane)
        factories.share(session, house, adel, {"equipment": AccessLevel.DEPOSIT})
        for days in (40, 10, 30, 20):
            ends(session, house, days, f"{days}", by=ariane)
        ends(session, house, -1, "passé")
        ends(session, house, 50, "d’Adel", by=adel)
        ends(session, other, 1, "ailleurs")
    with database.reading() as session:
        seen = deadlines.of_logbook(session, house.id, by=ariane.id)
        assert [line.title for line in seen] == ["10", "20", "30"]
        assert len(seen) == MOST_NEXT
        (own,) = deadlines.of_logbook(session, house.id, by=adel.id)
        assert own.title == "d’Adel"
        with pytest.raises(NotAllowed):
            deadlines.of_logbook(session, house.id, by=paul.id)


def test_ten_thousand_ends_are_listed_up_to_a_limit_in_a_few_statements(
    database: Database,
) -> None:
    with database.writing() as session:
        ariane = factories.account(session)
        logbooks = [factories.logbook(session, ariane).id for _ in range(100)]
        session.add_all(
            Entry(
                logbook_id=logbooks[number % 100],
                section="equipment",
                status="kept",
                values={"name": "Volet"},
                ends_on=TODAY + timedelta(days=number // 10 - 500),
            )
            for number in range(10_000)
        )
    with statements(database) as sent, database.reading() as session:
        seen = deadlines.of_account(session, by=ariane.id)
    assert (len(seen.coming), len(seen.past), seen.is_cut) == (MOST_COMING, MOST_PAST, True)
    assert [line.days for line in seen.coming] == sorted(line.days for line in seen.coming)
    assert (seen.coming[0].days, seen.past[0].days) == (0, -1)
    assert len(sent) == 5
