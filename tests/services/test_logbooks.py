"""Carnets: made, named, seen by their keeper and by whom they are shared with, part by part."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from ecoapp.adapters.files.fake import FakeStore
from ecoapp.core import clock
from ecoapp.core.database import Database
from ecoapp.core.errors import FieldsRefused, NotAllowed
from ecoapp.models import Logbook
from ecoapp.services import entries, file_stores, logbook_shelf, logbooks
from ecoapp.services.catalogue_terms import AccessLevel
from ecoapp.services.logbook_catalogue import EQUIPMENT, IDENTITY, PARTS
from ecoapp.services.logbooks import (
    LogbookNameIsMissing,
    LogbookView,
    PartHasEntries,
    PartState,
)
from ecoapp.services.messages import french
from ecoapp.services.places import PartAddress
from ecoapp.services.texts import TextIsTooLong
from tests import factories
from tests.services.at_once import at_once
from tests.services.sections import House, house, typed_for
from tests.services.statements import statements
from tests.state.rows import contents

READ, DEPOSIT, WRITE = AccessLevel.READ, AccessLevel.DEPOSIT, AccessLevel.WRITE


@pytest.fixture
def place(database: Database) -> House:
    return house(database)


@pytest.fixture(autouse=True)
def store() -> Iterator[FakeStore]:
    fake = FakeStore()
    file_stores.install(fake)
    yield fake
    file_stores.install(None)


def view(place: House, *, by: UUID) -> LogbookView:
    with place.database.reading() as session:
        return logbooks.view(session, place.logbook_id, by=by)


def states(seen: LogbookView) -> dict[str, PartState]:
    return {line.part.code: line.state for line in seen.parts}


def set_applicable(place: House, part: str, applicable: bool, *, by: UUID) -> None:
    with place.database.writing() as session:
        logbooks.set_applicable(session, place.logbook_id, part, applicable=applicable, by=by)


# Made and named


def test_a_carnet_is_made_for_oneself(place: House) -> None:
    with place.database.writing() as session:
        created = logbooks.create(session, name="  Maison   de Larmor ", by=place.stranger)
    with place.database.reading() as session:
        row = session.get_one(Logbook, created)
        names = [line.name for line in logbook_shelf.of_account(session, by=place.stranger)]
    assert (row.name, row.owner_id, row.created_by) == (
        "Maison de Larmor",
        place.stranger,
        place.stranger,
    )
    assert (row.offered_to, row.not_applicable, row.owned_since is not None) == ("", [], True)
    assert names[-1] == "Maison de Larmor"


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("", LogbookNameIsMissing),
        (" \u00a0\t", LogbookNameIsMissing),
        ("x" * (logbooks.NAME_MAX + 1), TextIsTooLong),
    ],
)
def test_a_name_is_needed_and_fits(place: House, name: str, refusal: type) -> None:
    before = contents(place.database)
    with place.database.writing() as session:
        with pytest.raises(FieldsRefused) as made:
            logbooks.create(session, name=name, by=place.jean)
        with pytest.raises(FieldsRefused) as renamed:
            logbooks.rename(session, place.logbook_id, name, by=place.jean)
    for refused in (made, renamed):
        ((field, why),) = refused.value.refusals.items()
        assert (field, type(why)) == ("logbook_name", refusal)
        assert french(why)
    assert contents(place.database) == before


def test_the_longest_name_is_kept_whole(place: House) -> None:
    with place.database.writing() as session:
        logbooks.rename(session, place.logbook_id, "é" * logbooks.NAME_MAX, by=place.jean)
    assert view(place, by=place.jean).name == "é" * logbooks.NAME_MAX


@pytest.mark.parametrize("level", [READ, DEPOSIT, WRITE])
def test_only_its_keeper_renames_it(place: House, level: AccessLevel) -> None:
    place.lucie_may(level)
    for by in (place.lucie, place.stranger):
        with place.database.writing() as session, pytest.raises(NotAllowed):
            logbooks.rename(session, place.logbook_id, "À moi", by=by)
    assert view(place, by=place.jean).name == "Maison de Larmor"


def test_who_prepares_it_names_it_until_it_has_an_owner(database: Database) -> None:
    with database.writing() as session:
        maker, owner = factories.account(session), factories.account(session)
        row = factories.logbook(session, prepared_by=maker, offered_to=owner.email)
        logbooks.rename(session, row.id, "Grange", by=maker.id)
        row.owner_id = owner.id
        session.flush()
        with pytest.raises(NotAllowed):
            logbooks.rename(session, row.id, "Encore à moi", by=maker.id)
        with pytest.raises(NotAllowed):
            logbooks.view(session, row.id, by=maker.id)


def test_ones_carnets_are_ones_own_those_one_prepares_and_those_shared(place: House) -> None:
    with place.database.writing() as session:
        lucie = session.get_one(factories.Account, place.lucie)
        jean = session.get_one(factories.Account, place.jean)
        factories.logbook(session, lucie, name="À elle")
        factories.logbook(session, prepared_by=lucie, offered_to="a@exemple.fr", name="Préparé")
        ended = factories.logbook(session, jean, name="Terminé")
        factories.share(session, ended, lucie, {"plans": READ}, ended=True)
        late = factories.logbook(session, jean, name="Échu")
        yesterday = clock.now().date() - timedelta(days=2)
        factories.share(session, late, lucie, {"plans": READ}, ends_on=yesterday)
    with place.database.reading() as session:
        lines = logbook_shelf.of_account(session, by=place.lucie)
        assert logbook_shelf.of_account(session, by=uuid4()) == []
    assert [(line.name, line.who) for line in lines] == [
        ("À elle", ""),
        ("Préparé", "a@exemple.fr"),
        ("Maison de Larmor", "Jean Morvan"),
    ]


# Seen


def test_its_keeper_sees_every_part_and_how_far_it_is(place: House) -> None:
    seen = view(place, by=place.jean)
    assert [line.part for line in seen.parts] == list(PARTS)
    assert set(states(seen).values()) == {PartState.TO_FILL}
    assert seen.completeness is not None
    assert (seen.completeness.filled, seen.completeness.applicable) == (0, 15)
    assert seen.completeness.advised == IDENTITY
    place.entry("equipment", EQUIPMENT.content, name="Chaudière")
    place.entry("equipment", EQUIPMENT.content, name="Poêle")
    place.entry("works", EQUIPMENT.content, title="Combles", archived=True)
    set_applicable(place, "condominium", False, by=place.jean)
    seen = view(place, by=place.jean)
    assert {code: state for code, state in states(seen).items() if state != "à compléter"} == {
        "equipment": PartState.FILLED,
        "condominium": PartState.NOT_APPLICABLE,
    }
    assert {line.part.code: line.entries for line in seen.parts if line.entries} == {"equipment": 2}
    assert (seen.completeness.filled, seen.completeness.applicable) == (1, 14)


def test_what_is_missing_begins_with_what_the_law_asks_for(place: House) -> None:
    place.entry("plans", EQUIPMENT.content)
    completeness = view(place, by=place.jean).completeness
    assert completeness is not None
    missing = completeness.missing
    assert [part.code for part in missing[:5]] == [
        "networks",
        "materials",
        "equipment",
        "works",
        "energy",
    ]
    assert not any(part.law for part in missing[5:])
    assert completeness.advised == IDENTITY
    place.entry("identity", IDENTITY.content)
    completeness = view(place, by=place.jean).completeness
    assert completeness is not None
    assert completeness.advised is completeness.missing[0]


def test_a_carnet_without_gap_advises_nothing(place: House) -> None:
    place.entry("identity", IDENTITY.content)
    for part in PARTS[1:]:
        set_applicable(place, part.code, False, by=place.jean)
    completeness = view(place, by=place.jean).completeness
    assert completeness is not None
    assert (completeness.filled, completeness.applicable) == (1, 1)
    assert (completeness.missing, completeness.advised) == ((), None)


def test_with_whom_it_is_shared_sees_the_parts_that_are_open(place: House) -> None:
    with place.database.writing() as session:
        row = session.get_one(Logbook, place.logbook_id)
        ariane = factories.account(session)
        levels = {"plans": READ, "works": DEPOSIT, "journal": WRITE, "private": AccessLevel.NONE}
        factories.share(session, row, ariane, levels)
    seen = view(place, by=ariane.id)
    assert {line.part.code: line.level for line in seen.parts} == {
        "plans": READ,
        "works": DEPOSIT,
        "journal": WRITE,
    }
    assert (seen.completeness, seen.owner_name) == (None, "Jean Morvan")


def test_who_deposits_is_told_of_what_is_theirs_alone(place: House) -> None:
    place.lucie_may(DEPOSIT)
    place.entry("works", EQUIPMENT.content)
    place.entry("works", EQUIPMENT.content, by=None)
    place.entry("journal", EQUIPMENT.content, by=None)
    counts = {line.part.code: line.entries for line in view(place, by=place.lucie).parts}
    assert (counts["works"], counts["journal"]) == (1, 0)
    place.lucie_may(READ)
    counts = {line.part.code: line.entries for line in view(place, by=place.lucie).parts}
    assert (counts["works"], counts["journal"]) == (2, 1)


def test_a_stranger_finds_nothing(place: House) -> None:
    with place.database.reading() as session:
        for logbook_id in (place.logbook_id, uuid4()):
            with pytest.raises(NotAllowed):
                logbooks.view(session, logbook_id, by=place.stranger)


def test_the_address_is_that_of_the_first_entry_of_the_identity(place: House) -> None:
    assert view(place, by=place.jean).address == ""
    house_ = {"street": "18 chemin des Ajoncs", "postal_code": "56260", "city": "Larmor-Plage"}
    place.entry("identity", IDENTITY.content, archived=True, street="Ancienne adresse")
    place.entry("identity", IDENTITY.content, by=None, **house_)
    place.entry("identity", IDENTITY.content, street="Garage")
    address = "18 chemin des Ajoncs, 56260\u00a0Larmor-Plage"
    assert view(place, by=place.jean).address == address
    place.lucie_may(READ)
    assert view(place, by=place.lucie).address == address
    place.lucie_may(DEPOSIT)
    assert view(place, by=place.lucie).address == "Garage"


def test_who_has_not_the_identity_does_not_learn_the_address(place: House) -> None:
    place.entry("identity", IDENTITY.content, street="18 chemin des Ajoncs")
    with place.database.writing() as session:
        ariane = factories.account(session)
        row = session.get_one(Logbook, place.logbook_id)
        factories.share(session, row, ariane, {"works": WRITE})
    assert view(place, by=ariane.id).address == ""


# Applicable or not


def test_a_part_is_left_out_and_taken_back(place: House) -> None:
    for _ in range(2):  # twice is once
        set_applicable(place, "condominium", False, by=place.jean)
    assert states(view(place, by=place.jean))["condominium"] is PartState.NOT_APPLICABLE
    with place.database.reading() as session:
        assert session.get_one(Logbook, place.logbook_id).not_applicable == ["condominium"]
    for _ in range(2):
        set_applicable(place, "condominium", True, by=place.jean)
    assert states(view(place, by=place.jean))["condominium"] is PartState.TO_FILL


def test_what_has_something_in_it_is_not_left_out(place: House) -> None:
    entry = place.entry("works", EQUIPMENT.content)
    with pytest.raises(PartHasEntries) as refusal:
        set_applicable(place, "works", False, by=place.jean)
    assert "n’est pas vide" in french(refusal.value)
    with place.database.writing() as session:
        session.get_one(entries.Entry, entry).archived_at = clock.now()
    set_applicable(place, "works", False, by=place.jean)
    # Whatever comes into it afterwards says that it is of use.
    place.entry("works", EQUIPMENT.content)
    assert states(view(place, by=place.jean))["works"] is PartState.FILLED


@pytest.mark.parametrize("level", [READ, DEPOSIT])
def test_who_does_not_write_does_not_leave_out(place: House, level: AccessLevel) -> None:
    place.lucie_may(level)
    for by in (place.lucie, place.stranger):
        for applicable in (True, False):
            with pytest.raises(NotAllowed):
                set_applicable(place, "plans", applicable, by=by)
    place.lucie_may(WRITE)
    set_applicable(place, "plans", False, by=place.lucie)
    assert states(view(place, by=place.jean))["plans"] is PartState.NOT_APPLICABLE


@pytest.mark.parametrize("part", ["", "cave", "Plans", "x" * 200])
def test_what_is_no_part_is_not_left_out(place: House, part: str) -> None:
    with pytest.raises(NotAllowed):
        set_applicable(place, part, False, by=place.jean)


# At the same moment


def test_parts_that_are_left_out_at_once_are_all_left_out(place: House) -> None:
    chosen = ["plans", "networks", "works", "energy"]

    def leaves_out(part: str):
        def work(here: Database) -> None:
            with here.writing() as session:
                logbooks.set_applicable(
                    session, place.logbook_id, part, applicable=False, by=place.jean
                )

        return work

    assert at_once(place.database, [leaves_out(part) for part in chosen]) == [None] * 4
    with place.database.reading() as session:
        assert set(session.get_one(Logbook, place.logbook_id).not_applicable) == set(chosen)


def test_a_part_is_not_left_out_while_something_comes_into_it(place: House) -> None:
    def leaves_out(here: Database) -> None:
        with here.writing() as session:
            logbooks.set_applicable(
                session, place.logbook_id, "equipment", applicable=False, by=place.jean
            )

    def adds(here: Database) -> None:
        with here.writing() as session:
            address = PartAddress(place.logbook_id, "equipment")
            entries.create(session, address, typed_for(EQUIPMENT.content.fields), by=place.jean)

    left_out, added = at_once(place.database, [leaves_out, adds])
    assert added is None
    assert left_out is None or isinstance(left_out, PartHasEntries)
    assert states(view(place, by=place.jean))["equipment"] is PartState.FILLED


# However much there is


def test_a_large_carnet_is_opened_with_as_few_statements_as_an_empty_one(place: House) -> None:
    def asked() -> tuple[int, int]:
        with statements(place.database) as opened:
            view(place, by=place.jean)
        with statements(place.database) as listed, place.database.reading() as session:
            page = entries.listed(session, place.at("journal"), by=place.jean)
        assert len(page.lines) in (1, entries.PAGE)
        return len(opened), len(listed)

    place.entry("journal", PARTS[-1].content, title="Note")
    few = asked()
    with place.database.writing() as session:
        row = session.get_one(Logbook, place.logbook_id)
        for number in range(2_000):
            part = PARTS[number % len(PARTS)].code
            entry = entries.Entry(logbook_id=row.id, section=part, status="kept", values={})
            session.add(entry)
            if number % 4 == 0:
                session.flush()
                factories.attachment(session, entry)
    assert asked() == few
    # The carnet, its owner, its address, the count of its parts; the list is four more.
    assert few == (4, 4)
    counts = [line.entries for line in view(place, by=place.jean).parts]
    assert sum(counts) == 2_001
