"""Entries of carnets: the life of one in every part, what a deposit allows, what deletion takes."""

import io
from collections.abc import Iterator
from datetime import date
from uuid import UUID

import pytest
from sqlmodel import select

from ecoapp.adapters.files.fake import FakeStore
from ecoapp.core.database import Database
from ecoapp.core.errors import FieldsRefused, NotAllowed
from ecoapp.models import Attachment, EntryEvent
from ecoapp.services import attachments, entries, file_stores
from ecoapp.services.catalogue_terms import AccessLevel, Part
from ecoapp.services.entry_actions import EntryHasChanged, EntryHasMovedOn
from ecoapp.services.entry_fields import DateIsTooEarly
from ecoapp.services.logbook_catalogue import EQUIPMENT, JOURNAL, MAINTENANCE, PARTS, WORKS
from ecoapp.services.places import PartAddress
from ecoapp.services.texts import TextIsMissing
from tests import factories
from tests.services.at_once import at_once
from tests.services.sections import PDF, House, house, typed_for
from tests.state.rows import contents

READ, DEPOSIT, WRITE = AccessLevel.READ, AccessLevel.DEPOSIT, AccessLevel.WRITE
KIND = EQUIPMENT.content


@pytest.fixture
def place(database: Database) -> House:
    return house(database)


@pytest.fixture(autouse=True)
def store() -> Iterator[FakeStore]:
    fake = FakeStore()
    file_stores.install(fake)
    yield fake
    file_stores.install(None)


def done(place: House, part: Part, code: str, entry: UUID, *, by: UUID) -> None:
    action = part.content.action(code)
    assert action
    place.do(part.content, action, entry, by=by)


def offered(place: House, part: Part, entry: UUID, *, by: UUID) -> list[str]:
    """What its page lets them do."""
    with place.database.reading() as session:
        seen = entries.view(session, place.at(part.code), entry, by=by)
    return [action.code for action in (*seen.actions, *seen.deposits)]


def listed(place: House, code: str, *, by: UUID, archived: bool = False) -> list[UUID]:
    with place.database.reading() as session:
        page = entries.listed(session, place.at(code), by=by, archived=archived)
    return [line.id for line in page.lines]


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.code)
def test_in_every_part_an_entry_lives_from_its_adding_to_its_deletion(
    place: House, store: FakeStore, part: Part
) -> None:
    jean = place.jean
    entry = place.create(part.code, typed_for(part.content.fields), by=jean)
    assert offered(place, part, entry, by=jean) == ["edit", "archive", "attach"]
    for code in ("attach", "edit", "archive"):
        done(place, part, code, entry, by=jean)
    assert listed(place, part.code, by=jean) == []
    assert listed(place, part.code, by=jean, archived=True) == [entry]
    assert offered(place, part, entry, by=jean) == ["restore", "delete"]
    done(place, part, "restore", entry, by=jean)
    assert listed(place, part.code, by=jean) == [entry]
    done(place, part, "archive", entry, by=jean)
    told = [code for code, _, _ in place.told(entry)]
    assert told == ["archive", "restore", "archive", "edit", "attach", "add"]
    assert len(store.contents) == 1
    done(place, part, "delete", entry, by=jean)
    assert not place.has(entry)
    assert store.contents == {}


# Deadlines


def test_what_ends_is_found_by_its_date(place: House) -> None:
    typed = {**typed_for(KIND.fields), "installed_on": "2024-05-01"}
    entry = place.create("equipment", {**typed, "guaranteed_until": "2026-05-01"}, by=place.jean)
    assert place.row(entry).ends_on == date(2026, 5, 1)
    edit = KIND.action("edit")
    assert edit
    with place.database.writing() as session:
        session.get_one(entries.Entry, entry).reminded_days = 60
    place.do(KIND, edit, entry, by=place.jean, typed={**typed, "guaranteed_until": "2026-05-01"})
    assert place.row(entry).reminded_days == 60  # the same date was told already
    place.do(KIND, edit, entry, by=place.jean, typed={**typed, "guaranteed_until": "2027-05-01"})
    row = place.row(entry)
    assert (row.ends_on, row.reminded_days) == (date(2027, 5, 1), None)
    place.do(KIND, edit, entry, by=place.jean, typed={**typed, "guaranteed_until": ""})
    assert place.row(entry).ends_on is None


@pytest.mark.parametrize(
    ("part", "values", "ends"),
    [
        (EQUIPMENT, {"guaranteed_until": "2026-05-01"}, date(2026, 5, 1)),
        (EQUIPMENT, {"installed_on": "2026-05-01"}, None),
        (EQUIPMENT, {"guaranteed_until": ""}, None),
        (EQUIPMENT, {}, None),
        (MAINTENANCE, {"done_on": "2026-01-01", "next_due_on": "2027-01-01"}, date(2027, 1, 1)),
        (JOURNAL, {"date": "2026-05-01"}, None),
    ],
)
def test_only_the_date_that_the_catalogue_says_is_a_deadline(
    part: Part, values: dict[str, str], ends: date | None
) -> None:
    assert entries.deadline(part.content, values) == ends


def test_a_guarantee_does_not_end_before_it_begins(place: House) -> None:
    before = contents(place.database)
    typed = {"name": " ", "installed_on": "2026-05-01", "guaranteed_until": "2020-05-01"}
    with pytest.raises(FieldsRefused) as refused:
        place.create("equipment", typed, by=place.jean)
    refusals = refused.value.refusals
    assert list(refusals) == ["name", "guaranteed_until"]
    assert isinstance(refusals["name"], TextIsMissing)
    assert isinstance(refusals["guaranteed_until"], DateIsTooEarly)
    assert contents(place.database) == before


# Depositing


def test_who_deposits_adds_entries_and_files_and_changes_nothing_else(
    place: House, store: FakeStore
) -> None:
    place.lucie_may(DEPOSIT)
    works, lucie = WORKS, place.lucie
    entry = place.create("works", typed_for(works.content.fields), by=lucie)
    done(place, works, "attach", entry, by=lucie)
    assert offered(place, works, entry, by=lucie) == ["attach"]
    for code in ("edit", "archive"):
        with pytest.raises(NotAllowed):
            done(place, works, code, entry, by=lucie)
    with place.database.reading() as session:
        seen = entries.view(session, place.at("works"), entry, by=lucie)
    (file,) = seen.line.files
    assert not seen.may_remove_files
    with place.database.writing() as session, pytest.raises(NotAllowed):
        attachments.remove(session, file.id, by=lucie)
    assert len(store.contents) == 1


def test_who_deposits_sees_nothing_of_what_others_wrote(place: House) -> None:
    place.lucie_may(DEPOSIT)
    own = place.entry("equipment", KIND, name="À elle")
    other = place.entry("equipment", KIND, by=None, name="À un autre")
    put_aside = place.entry("equipment", KIND, by=None, archived=True)
    lucie = place.lucie
    assert listed(place, "equipment", by=lucie) == [own]
    assert listed(place, "equipment", by=lucie, archived=True) == []
    for entry in (other, put_aside):
        with place.database.reading() as session:
            files = [file.id for file in entries.files_of(session, [entry])]
        for attempt in (
            lambda entry=entry: offered(place, EQUIPMENT, entry, by=lucie),
            lambda entry=entry: done(place, EQUIPMENT, "attach", entry, by=lucie),
        ):
            with pytest.raises(NotAllowed):
                attempt()
        with place.database.reading() as session, pytest.raises(NotAllowed):
            attachments.download(session, files[0], by=lucie)


def test_a_level_that_is_taken_away_closes_the_part_at_once(place: House) -> None:
    place.lucie_may(WRITE)
    entry = place.entry("equipment", KIND, name="Chaudière")
    place.lucie_may(AccessLevel.NONE)
    for attempt in (
        lambda: listed(place, "equipment", by=place.lucie),
        lambda: offered(place, EQUIPMENT, entry, by=place.lucie),
        lambda: done(place, EQUIPMENT, "edit", entry, by=place.lucie),
        lambda: place.create("equipment", typed_for(KIND.fields), by=place.lucie),
    ):
        with pytest.raises(NotAllowed):
            attempt()


# Deleting


def with_files(place: House, count: int) -> UUID:
    entry = place.create("equipment", typed_for(KIND.fields), by=place.jean)
    for _ in range(count):
        done(place, EQUIPMENT, "attach", entry, by=place.jean)
    done(place, EQUIPMENT, "archive", entry, by=place.jean)
    return entry


def test_deleting_takes_the_files_and_the_history_along(place: House, store: FakeStore) -> None:
    entry, kept = with_files(place, 2), with_files(place, 1)
    done(place, EQUIPMENT, "delete", entry, by=place.jean)
    with place.database.reading() as session:
        left = {
            row.entry_id
            for table in (Attachment, EntryEvent)
            for row in session.exec(select(table))
        }
    assert left == {kept}
    assert len(store.contents) == 1


def test_a_deletion_that_is_rolled_back_leaves_the_files(place: House, store: FakeStore) -> None:
    entry = with_files(place, 2)
    with pytest.raises(RuntimeError), place.database.writing() as session:
        version = place.version(entry)
        assert not entries.act(session, entry, "delete", {}, version=version, by=place.jean)
        raise RuntimeError("the connection is lost")
    assert place.has(entry)
    assert len(store.contents) == 2
    with place.database.reading() as session:
        for file in entries.files_of(session, [entry]):
            assert attachments.download(session, file.id, by=place.jean).content.read() == PDF


def test_what_is_not_put_aside_is_not_deleted(place: House) -> None:
    entry = place.create("equipment", typed_for(KIND.fields), by=place.jean)
    with pytest.raises(EntryHasMovedOn):
        done(place, EQUIPMENT, "delete", entry, by=place.jean)
    assert place.has(entry)


def test_who_writes_puts_aside_and_the_owner_alone_deletes(place: House) -> None:
    place.lucie_may(WRITE)
    entry = place.entry("equipment", KIND, name="Chaudière")
    done(place, EQUIPMENT, "archive", entry, by=place.lucie)
    assert offered(place, EQUIPMENT, entry, by=place.lucie) == ["restore"]
    with pytest.raises(NotAllowed):
        done(place, EQUIPMENT, "delete", entry, by=place.lucie)
    done(place, EQUIPMENT, "delete", entry, by=place.jean)


def test_of_one_who_deletes_and_one_who_takes_back_one_wins(place: House, store: FakeStore) -> None:
    place.lucie_may(WRITE)
    entry = with_files(place, 1)
    version = place.version(entry)

    def acts(code: str, by: UUID):
        action = KIND.action(code)
        assert action
        return lambda here: place.do(KIND, action, entry, by=by, database=here, version=version)

    outcomes = at_once(place.database, [acts("delete", place.jean), acts("restore", place.lucie)])
    assert outcomes.count(None) == 1
    (lost,) = [one for one in outcomes if one is not None]
    assert isinstance(lost, (NotAllowed, EntryHasMovedOn, EntryHasChanged))
    assert len(store.contents) == (1 if place.has(entry) else 0)


def test_no_file_joins_what_is_deleted_meanwhile(place: House, store: FakeStore) -> None:
    entry = place.create("equipment", typed_for(KIND.fields), by=place.jean)

    def deletes(here: Database) -> None:
        for code in ("archive", "delete"):
            action = KIND.action(code)
            assert action
            place.do(KIND, action, entry, by=place.jean, database=here)

    def attaches(here: Database) -> UUID:
        return attachments.add(here, entry, "attach", "a.pdf", io.BytesIO(PDF), by=place.jean)

    at_once(place.database, [deletes, attaches])
    with place.database.reading() as session:
        rows = session.exec(select(Attachment)).all()
    assert len(store.contents) == len(rows)
    assert place.has(entry) or not rows


def test_an_entry_of_one_carnet_is_not_found_in_another(place: House) -> None:
    entry = place.entry("equipment", KIND, name="Chaudière")
    with place.database.writing() as session:
        jean = session.get_one(factories.Account, place.jean)
        other = factories.logbook(session, jean, name="Autre")
        for code, logbook_id in (("equipment", other.id), ("works", place.logbook_id)):
            with pytest.raises(NotAllowed):
                entries.view(session, PartAddress(logbook_id, code), entry, by=place.jean)
