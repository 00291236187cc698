"""Entries: each right, each action of the catalogue, who is told what when two act at once."""

from collections.abc import Callable, Iterator
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event as events

from ecoapp.adapters.files.fake import FakeStore
from ecoapp.core.database import Database
from ecoapp.core.errors import FieldsRefused, NotAllowed
from ecoapp.services import entries, entry_events, file_stores
from ecoapp.services.catalogue import (
    ADD_CONTRACT,
    CHANGE_COLLECTION,
    COLLECTIONS,
    CONTRACTS,
    DOCUMENTS,
    INVOICES,
    SIGN_CONTRACT,
)
from ecoapp.services.catalogue_terms import Action, EntryKind
from ecoapp.services.entries import FileIsMissing
from ecoapp.services.entry_actions import EntryHasChanged, EntryHasMovedOn
from ecoapp.services.messages import french
from ecoapp.services.places import SectionAddress
from ecoapp.services.texts import TextIsMissing
from tests import factories
from tests.services.at_once import at_once
from tests.services.sections import (
    EVERYWHERE,
    EVERYWHERE_IDS,
    KIND_EVERYWHERE_IDS,
    KINDS,
    KINDS_EVERYWHERE,
    Site,
    Workshop,
    typed_for,
    workshop,
)
from tests.state.rows import contents

Where = Callable[[Database], Site]


@pytest.fixture
def place(database: Database) -> Workshop:
    return workshop(database)


@pytest.fixture(autouse=True)
def store() -> Iterator[FakeStore]:
    fake = FakeStore()
    file_stores.install(fake)
    yield fake
    file_stores.install(None)


def action_of(kind: EntryKind, code: str) -> Action:
    found = kind.action(code)
    assert found
    return found


# The catalogue, walked


@pytest.mark.parametrize(("where", "section", "kind"), KINDS_EVERYWHERE, ids=KIND_EVERYWHERE_IDS)
def test_with_the_right_an_entry_is_written(
    database: Database, where: Where, section: str, kind: EntryKind
) -> None:
    place = where(database)
    by = place.jean
    if kind.creation.needs:
        place.lucie_may(kind.creation.needs)
        by = place.lucie
    created = place.create(section, typed_for(kind.fields), by=by)
    row = place.row(created)
    assert (row.status, row.section) == (kind.creation.leads_to, section)
    assert set(row.values) == {field.name for field in kind.fields}
    assert place.told(created)[0][0] == kind.creation.code


@pytest.mark.parametrize(("where", "section", "kind"), KINDS_EVERYWHERE, ids=KIND_EVERYWHERE_IDS)
def test_without_the_right_no_entry_is_written(
    database: Database, where: Where, section: str, kind: EntryKind
) -> None:
    place = where(database)
    place.lucie_may_all_but(kind.creation.needs)
    before = contents(place.database)
    for by in (place.lucie, place.stranger):
        with pytest.raises(NotAllowed):
            place.create(section, typed_for(kind.fields), by=by)
        with place.database.reading() as session, pytest.raises(NotAllowed):
            entries.creation_form(session, place.at(section), by=by)
    assert contents(place.database) == before


@pytest.mark.parametrize(("where", "section", "kind", "action"), EVERYWHERE, ids=EVERYWHERE_IDS)
def test_with_the_right_each_action_does_what_the_catalogue_says(
    database: Database, where: Where, section: str, kind: EntryKind, action: Action
) -> None:
    place = where(database)
    by, name = place.jean, "Jean Morvan"
    if action.needs:
        place.lucie_may(action.needs)
        by, name = place.lucie, "Lucie Le Goff"
    for status in action.starts:
        entry = place.entry(section, kind, action)
        with place.database.writing() as session:
            row = session.get_one(entries.Entry, entry)
            row.status = status
        place.do(kind, action, entry, by=by)
        if action.deletes:
            assert not place.has(entry)
            continue
        row = place.row(entry)
        assert row.status == (action.leads_to or status)
        if action.archives is not None:
            assert (row.archived_at is not None) == action.archives
        if action.edits:
            assert set(row.values) == {field.name for field in kind.fields}
        told = place.told(entry)[0]
        assert told[:2] == (action.code, name)
        assert bool(told[2]) == bool(action.reason or action.seals or action.takes_files)


@pytest.mark.parametrize(("where", "section", "kind", "action"), EVERYWHERE, ids=EVERYWHERE_IDS)
def test_without_the_right_no_action_is_done(
    database: Database, where: Where, section: str, kind: EntryKind, action: Action
) -> None:
    place = where(database)
    place.lucie_may_all_but(action.needs)
    entry = place.entry(section, kind, action)
    version, before = place.version(entry), contents(place.database)
    for by in (place.lucie, place.stranger):
        with pytest.raises(NotAllowed):
            place.do(kind, action, entry, by=by, version=version)
        with place.database.reading() as session, pytest.raises(NotAllowed):
            entries.form(session, entry, action.code, by=by)
    with place.database.reading() as session:
        seen = entries.view(session, place.at(section), entry, by=place.lucie)
    assert action not in (*seen.actions, *seen.deposits)
    assert contents(place.database) == before


@pytest.mark.parametrize(("where", "section", "kind", "action"), EVERYWHERE, ids=EVERYWHERE_IDS)
def test_no_action_is_possible_from_another_status(
    database: Database, where: Where, section: str, kind: EntryKind, action: Action
) -> None:
    place = where(database)
    for status in {one.code for one in kind.statuses} - set(action.starts):
        entry = place.entry(section, kind)
        with place.database.writing() as session:
            session.get_one(entries.Entry, entry).status = status
        before = contents(place.database)
        with pytest.raises(EntryHasMovedOn):
            place.do(kind, action, entry, by=place.jean)
        assert contents(place.database) == before


@pytest.mark.parametrize(("where", "section", "kind", "action"), EVERYWHERE, ids=EVERYWHERE_IDS)
def test_what_was_archived_or_taken_back_meanwhile_is_left_alone(
    database: Database, where: Where, section: str, kind: EntryKind, action: Action
) -> None:
    place = where(database)
    entry = place.entry(section, kind, action)
    with place.database.writing() as session:
        row = session.get_one(entries.Entry, entry)
        row.archived_at = None if row.archived_at else row.created_at
    with pytest.raises(EntryHasMovedOn):
        place.do(kind, action, entry, by=place.jean)


@pytest.mark.parametrize(("where", "section", "kind", "action"), EVERYWHERE, ids=EVERYWHERE_IDS)
def test_a_form_asks_what_the_action_needs(
    database: Database, where: Where, section: str, kind: EntryKind, action: Action
) -> None:
    place = where(database)
    entry = place.entry(section, kind, action)
    with place.database.reading() as session:
        form = entries.form(session, entry, action.code, by=place.jean)
    assert [view.field for view in form.fields] == list(kind.fields_of(action))
    assert (form.entry_id, form.version) == (entry, place.version(entry))


def test_the_catalogue_is_whole() -> None:
    """Every status can be reached and named; every right has its action; titles name fields."""
    for _, kind in KINDS:
        reached = {action.leads_to for action in kind.all_actions()} - {""}
        assert reached == {status.code for status in kind.statuses}
        codes = [action.code for action in kind.all_actions()]
        assert len(codes) == len(set(codes))
        kind.title.format(**{field.name: "" for field in kind.fields})
    from ecoapp.services.catalogue import INFORMATION, RIGHTS

    used = {action.needs for _, kind in KINDS for action in kind.all_actions()}
    assert used - {None} | {INFORMATION.action.needs} == set(RIGHTS.values())


# What is refused


def test_what_is_typed_wrong_is_told_field_by_field_and_changes_nothing(place: Workshop) -> None:
    before = contents(place.database)
    with pytest.raises(FieldsRefused) as refused:
        place.create("contracts", {"title": " ", "start": "31/02/2026"}, by=place.jean)
    assert list(refused.value.refusals) == ["title", "party", "start"]
    assert isinstance(refused.value.refusals["title"], TextIsMissing)
    assert contents(place.database) == before


def test_cancelling_asks_why(place: Workshop) -> None:
    place.lucie_may(CHANGE_COLLECTION)
    cancel = action_of(COLLECTIONS, "cancel")
    entry = place.entry("collections", COLLECTIONS, cancel)
    with pytest.raises(FieldsRefused):
        place.do(COLLECTIONS, cancel, entry, by=place.lucie, typed={"reason": "  "})
    assert place.row(entry).status == "requested"
    place.do(COLLECTIONS, cancel, entry, by=place.lucie, typed={"reason": "Chantier reporté"})
    assert place.told(entry)[0] == ("cancel", "Lucie Le Goff", "Chantier reporté")


def test_a_contract_without_file_cannot_be_signed(place: Workshop) -> None:
    created = place.create("contracts", typed_for(CONTRACTS.fields), by=place.jean)
    with pytest.raises(FileIsMissing):
        place.do(CONTRACTS, action_of(CONTRACTS, "sign"), created, by=place.jean)
    assert place.row(created).status == "to_sign"


def test_signing_records_the_digest_of_every_file(place: Workshop) -> None:
    place.lucie_may(SIGN_CONTRACT, ADD_CONTRACT)
    entry = place.entry("contracts", CONTRACTS)
    place.do(CONTRACTS, action_of(CONTRACTS, "attach"), entry, by=place.lucie)
    place.do(CONTRACTS, action_of(CONTRACTS, "sign"), entry, by=place.lucie)
    with place.database.reading() as session:
        seen = entries.view(session, place.at("contracts"), entry, by=place.jean)
    signed = seen.history[0]
    assert (signed.told, signed.actor_name) == ("Contrat signé", "Lucie Le Goff")
    assert [line.split("SHA-256 ")[1] for line in signed.note.splitlines()] == [
        file.digest for file in seen.line.files
    ]
    assert (seen.actions, seen.deposits, seen.may_remove_files) == ((), (), False)


def test_an_action_that_takes_a_file_is_done_with_a_file_only(place: Workshop) -> None:
    entry = place.entry("invoices", INVOICES)
    with place.database.writing() as session, pytest.raises(NotAllowed):
        entries.act(session, entry, "justify", {}, version=place.version(entry), by=place.jean)
    assert place.row(entry).status == "to_pay"


@pytest.mark.parametrize("code", ["", "add", "burn", "file_removed", "__class__"])
def test_an_action_that_the_catalogue_does_not_have_is_refused(place: Workshop, code: str) -> None:
    entry = place.entry("contracts", CONTRACTS)
    with place.database.writing() as session, pytest.raises(NotAllowed):
        entries.act(session, entry, code, {}, version=place.version(entry), by=place.jean)


def test_the_same_form_sent_twice_adds_one_entry(place: Workshop) -> None:
    with place.database.reading() as session:
        form = entries.creation_form(session, place.at("contracts"), by=place.jean)
    typed = typed_for(CONTRACTS.fields)
    assert form.entry_id
    for _ in range(2):
        with place.database.writing() as session:
            created = entries.create(
                session, place.at("contracts"), typed, by=place.jean, entry_id=form.entry_id
            )
        assert created == form.entry_id
    with place.database.reading() as session:
        page = entries.listed(session, place.at("contracts"), by=place.jean)
        assert [line.id for line in page.lines] == [form.entry_id]
        assert len(entry_events.of_entry(session, form.entry_id)) == 1


def test_an_entry_to_come_cannot_take_the_id_of_another(place: Workshop) -> None:
    entry, typed = place.entry("contracts", CONTRACTS), typed_for(CONTRACTS.fields)
    with place.database.writing() as session, pytest.raises(NotAllowed):
        entries.create(session, place.at("contracts"), typed, by=place.jean, entry_id=entry)


@pytest.mark.parametrize("section", ["", "information", "membres", "Contracts", "x" * 40])
def test_a_section_that_has_no_entries_does_not_exist(place: Workshop, section: str) -> None:
    with place.database.writing() as session:
        with pytest.raises(NotAllowed):
            entries.listed(session, place.at(section), by=place.jean)
        with pytest.raises(NotAllowed):
            entries.create(session, place.at(section), {}, by=place.jean)


def test_an_entry_is_found_at_its_own_address_only(place: Workshop) -> None:
    entry = place.entry("contracts", CONTRACTS)
    with place.database.reading() as session:
        for siret, section, entry_id in (
            (place.siret, "documents", entry),
            (place.siret, "contracts", uuid4()),
            (factories.siret(99_999), "contracts", entry),
        ):
            with pytest.raises(NotAllowed):
                entries.view(session, SectionAddress(siret, section), entry_id, by=place.jean)


# Two people at once


def test_of_two_who_act_at_once_one_wins_and_the_other_is_told(place: Workshop) -> None:
    place.lucie_may(CHANGE_COLLECTION)
    cancel, done = action_of(COLLECTIONS, "cancel"), action_of(COLLECTIONS, "done")
    entry = place.entry("collections", COLLECTIONS)
    version = place.version(entry)

    def acts(action: Action, by: UUID):
        return lambda here: place.do(
            COLLECTIONS, action, entry, by=by, database=here, version=version
        )

    outcomes = at_once(place.database, [acts(cancel, place.lucie), acts(done, place.jean)] * 2)
    lost = [one for one in outcomes if isinstance(one, EntryHasMovedOn)]
    # Each asked twice: who was quicker is told so once more.
    assert (outcomes.count(None), len(lost)) == (2, 2)
    assert place.row(entry).status in ("cancelled", "done")
    assert len(place.told(entry)) == 2
    said = french(lost[0])
    assert "Votre action n’a rien changé." in said
    assert ("Lucie Le Goff" in said) != ("Jean Morvan" in said)


def test_of_two_who_edit_at_once_the_second_is_told(place: Workshop) -> None:
    place.lucie_may(CHANGE_COLLECTION)
    change = action_of(COLLECTIONS, "change")
    entry = place.entry("collections", COLLECTIONS)
    version, typed = place.version(entry), typed_for(COLLECTIONS.fields)
    place.do(
        COLLECTIONS,
        change,
        entry,
        by=place.jean,
        version=version,
        typed={**typed, "place": "Portail nord"},
    )
    with pytest.raises(EntryHasChanged) as refusal:
        place.do(COLLECTIONS, change, entry, by=place.lucie, version=version)
    assert (refusal.value.what, refusal.value.by) == ("Enlèvement modifié", "Jean Morvan")
    assert place.row(entry).values["place"] == "Portail nord"


def test_nobody_signs_what_they_have_not_seen(place: Workshop) -> None:
    entry = place.entry("contracts", CONTRACTS)
    seen = place.version(entry)
    place.do(CONTRACTS, action_of(CONTRACTS, "attach"), entry, by=place.jean)
    with pytest.raises(EntryHasChanged):
        place.do(CONTRACTS, action_of(CONTRACTS, "sign"), entry, by=place.jean, version=seen)
    assert place.row(entry).status == "to_sign"


# The list


@pytest.fixture
def statements(database: Database) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        seen.append(statement)

    events.listen(database.engine, "before_cursor_execute", note)
    yield seen
    events.remove(database.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("count", [1, 30])
def test_a_list_takes_four_statements_however_long_it_is(
    place: Workshop, statements: list[str], count: int
) -> None:
    for _ in range(count):
        place.entry("contracts", CONTRACTS)
    statements.clear()
    with place.database.reading() as session:
        page = entries.listed(session, place.at("contracts"), by=place.lucie)
    asked = [one for one in statements if "SELECT" in one]
    assert len(asked) == 4
    assert len(page.lines) == min(count, entries.PAGE)
    assert all(len(line.files) == 1 and line.last_event for line in page.lines)


def test_pages_follow_one_another_the_newest_first(place: Workshop) -> None:
    made = [place.entry("contracts", CONTRACTS) for _ in range(entries.PAGE + 3)]
    with place.database.reading() as session:
        first = entries.listed(session, place.at("contracts"), by=place.jean)
        rest = entries.listed(session, place.at("contracts"), by=place.jean, before=first.next_id)
    assert [line.id for line in (*first.lines, *rest.lines)] == list(reversed(made))
    assert (len(first.lines), rest.next_id) == (entries.PAGE, None)


def test_archives_are_aside(place: Workshop) -> None:
    kept = place.entry("documents", DOCUMENTS)
    archived = place.entry("documents", DOCUMENTS, action_of(DOCUMENTS, "restore"))
    with place.database.reading() as session:
        shown = entries.listed(session, place.at("documents"), by=place.lucie)
        aside = entries.listed(session, place.at("documents"), by=place.lucie, archived=True)
    assert [line.id for line in shown.lines] == [kept]
    assert [(line.id, line.status.label) for line in aside.lines] == [(archived, "Archivé")]


def test_every_member_reads_and_no_stranger_does(place: Workshop) -> None:
    entry = place.entry("invoices", INVOICES, number="F-12")
    with place.database.reading() as session:
        (line,) = entries.listed(session, place.at("invoices"), by=place.lucie).lines
        assert line.title == "Facture F-12"
        with pytest.raises(NotAllowed):
            entries.listed(session, place.at("invoices"), by=place.stranger)
        with pytest.raises(NotAllowed):
            entries.view(session, place.at("invoices"), entry, by=place.stranger)
