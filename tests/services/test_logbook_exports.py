"""A carnet that goes out: who may, what is in it, and that nothing stays open."""

from collections.abc import Iterator
from typing import Any, BinaryIO
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from ecoapp.adapters.files.fake import FakeStore
from ecoapp.core.database import Database
from ecoapp.core.errors import FieldsRefused, NotAllowed
from ecoapp.models import Account, Logbook
from ecoapp.services import entry_fields, file_stores, logbook_exports, logbook_summaries, logbooks
from ecoapp.services.catalogue_terms import AccessLevel, Kind, Part
from ecoapp.services.logbook_catalogue import PARTS
from ecoapp.services.logbook_exports import ExportView, FileHasChanged
from tests import factories
from tests.services.carnets import (
    Household,
    brought_back,
    household,
    lasting,
    members,
    record,
)
from tests.services.sections import PDF, typed_for

TEXTS = (Kind.TEXT, Kind.LONG_TEXT)


@pytest.fixture(autouse=True)
def store() -> Iterator[FakeStore]:
    fake = FakeStore()
    file_stores.install(fake)
    yield fake
    file_stores.install(None)


@pytest.fixture(autouse=True)
def short_summary(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process each: `test_logbook_summaries` looks at them."""

    def written(_session: Session, _logbook: Logbook, out: BinaryIO, *, made_for: Account) -> None:
        out.write(b"%PDF-1.7\n" + made_for.first_name.encode())

    monkeypatch.setattr(logbook_summaries, "write", written)


@pytest.fixture
def home(database: Database) -> Household:
    return household(database)


def test_what_goes_out_comes_back_equal(home: Household) -> None:
    for part in PARTS:
        entry = home.add(part.code)
        home.attach(entry, "Notice.pdf")
        home.attach(entry, "Notice.pdf", b"%PDF-1.7\n" + part.code.encode())
    home.do(entry, "archive")
    first = home.exported()
    back = brought_back(home.database, first, by=home.stranger)
    assert lasting(home.exported(back, by=home.stranger)) == lasting(first)


def test_the_history_alone_is_another(home: Household) -> None:
    entry = home.add("equipment")
    home.attach(entry)
    first = home.exported()
    back = brought_back(home.database, first, by=home.stranger)
    (was,), (now,) = (
        record(content)["entries"] for content in (first, home.exported(back, by=home.stranger))
    )
    assert [event["action"] for event in was["history"]] == ["add", "attach"]
    assert [(event["action"], event["by"]) for event in now["history"]] == [
        ("imported", "Ariane Delmas")
    ]
    assert "Équipement ajouté, par Lucie Le Goff" in now["history"][0]["note"]
    assert (was["created_by"], now["created_by"]) == ("Lucie Le Goff", "Ariane Delmas")
    # Once more: what the first file told is told on.
    again = brought_back(home.database, home.exported(back, by=home.stranger), by=home.lucie)
    (last,) = record(home.exported(again))["entries"]
    note = last["history"][0]["note"]
    assert "Pièce importée, par Ariane Delmas" in note
    assert "Équipement ajouté, par Lucie Le Goff" in note


def test_an_empty_carnet_comes_back_too(home: Household) -> None:
    with home.database.writing() as session:
        logbooks.set_applicable(
            session, home.logbook, "condominium", applicable=False, by=home.lucie
        )
    first = home.exported()
    back = brought_back(home.database, first, by=home.lucie)
    assert lasting(home.exported(back)) == lasting(first)
    assert record(first)["not_applicable"] == ["condominium"]


def test_only_its_keeper_may(home: Household) -> None:
    with home.database.writing() as session:
        friend = factories.account(session)
        everything = {part.code: AccessLevel.WRITE for part in PARTS}
        factories.share(session, session.get_one(Logbook, home.logbook), friend, everything)
        prepared = factories.logbook(session, prepared_by=friend, offered_to="ana@exemple.fr")
    assert home.exported(prepared.id, by=friend.id)
    for logbook, by in (
        (home.logbook, friend.id),
        (home.logbook, home.stranger),
        (prepared.id, home.lucie),
        (uuid4(), home.lucie),
    ):
        with pytest.raises(NotAllowed):
            home.exported(logbook, by=by)
    with home.database.reading() as session:
        assert logbook_exports.view(session, home.logbook, by=friend.id) is None
        with pytest.raises(NotAllowed):
            logbook_exports.view(session, home.logbook, by=home.stranger)


def test_the_page_says_how_much_it_is(home: Household) -> None:
    for part in ("equipment", "plans"):
        home.attach(home.add(part))
    with home.database.reading() as session:
        seen = logbook_exports.view(session, home.logbook, by=home.lucie)
    assert seen == ExportView(files=2, size=2 * len(PDF))


def test_files_are_by_part_under_names_that_can_be_told_apart(home: Household) -> None:
    entry = home.add("equipment")
    for name in ("Notice.pdf", "Notice.pdf", "é" * 190 + ".pdf"):
        home.attach(entry, name)
    home.attach(home.add("plans"), "Notice.pdf")
    names = [name for name in members(home.exported()) if name.startswith("fichiers/")]
    assert names == [
        "fichiers/plans/001-Notice.pdf",
        "fichiers/equipment/001-Notice.pdf",
        "fichiers/equipment/002-Notice.pdf",
        f"fichiers/equipment/003-{'é' * 80}.pdf",
    ]


@pytest.mark.parametrize("lost", ["gone", "cut"])
def test_a_content_that_is_gone_is_told_and_breaks_nothing(
    home: Household, store: FakeStore, lost: str
) -> None:
    entry = home.add("equipment")
    first, second = home.attach(entry), home.attach(entry, "Autre.pdf")
    if lost == "gone":
        store.remove(first)
    else:
        store.contents[first] = PDF[:-1]
    content = home.exported()
    (said,) = record(content)["entries"]
    assert [file.get("missing", False) for file in said["files"]] == [True, False]
    assert [name for name in members(content) if "fichiers" in name] == [
        "fichiers/equipment/002-Autre.pdf"
    ]
    back = brought_back(home.database, content, by=home.lucie)
    (came,) = record(home.exported(back))["entries"]
    assert [file["name"] for file in came["files"]] == ["Autre.pdf"]
    assert second in store.contents


@pytest.mark.parametrize("lost", ["gone", "cut", "grown"])
def test_a_content_that_changes_meanwhile_breaks_it_off(
    home: Household, store: FakeStore, lost: str
) -> None:
    file = home.attach(home.add("equipment"))
    archive = logbook_exports.prepare(home.database, home.logbook, by=home.lucie)
    if lost == "gone":
        store.remove(file)
    else:
        store.contents[file] = PDF[:-1] if lost == "cut" else PDF + b"0"
    with pytest.raises(FileHasChanged):
        b"".join(archive.chunks())
    archive.close()


class Counting(FakeStore):
    """Knows which of its contents are open."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[BinaryIO] = []

    def open(self, content_id: UUID) -> BinaryIO:
        content = super().open(content_id)
        self.opened.append(content)
        return content


def test_one_who_goes_away_leaves_nothing_open(home: Household) -> None:
    counting = Counting()
    file_stores.install(counting)
    home.attach(home.add("equipment"), content=PDF + b"0" * 2_000_000)
    archive = logbook_exports.prepare(home.database, home.logbook, by=home.lucie)
    chunks = archive.chunks()
    while not any(not content.closed for content in counting.opened):
        next(chunks)
    archive.close()
    assert all(content.closed for content in counting.opened)


def test_what_is_written_meanwhile_is_not_in_it(
    home: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Parts are read one after the other; what it says is of one moment all the same."""
    home.add("identity")
    walk = logbook_exports.walk

    def disturbed(session: Session, logbook: UUID, part: str) -> Iterator[Any]:
        yield from walk(session, logbook, part)
        if part == "identity":
            home.add("journal")

    monkeypatch.setattr(logbook_exports, "walk", disturbed)
    assert [entry["part"] for entry in record(home.exported())["entries"]] == ["identity"]


# Whatever is typed

WORDS = st.text(max_size=60)


@st.composite
def typed_anything(draw: st.DrawFn) -> tuple[str, dict[str, str]]:
    """Of some part: what each of its fields may be sent, some of it left empty."""
    part = draw(st.sampled_from(PARTS))
    typed = typed_for(part.content.fields)
    for field in part.content.fields:
        if field.kind in (Kind.TEXT, Kind.LONG_TEXT):
            typed[field.name] = draw(WORDS)
        elif field.kind is Kind.CHOICE:
            typed[field.name] = draw(st.sampled_from([code for code, _ in field.choices]))
        elif not field.is_required and draw(st.booleans()):
            typed[field.name] = ""
    return part.code, typed


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(
    entries=st.lists(st.tuples(typed_anything(), st.booleans()), max_size=4),
    names=st.lists(st.text(max_size=260), max_size=4),
)
def test_whatever_is_typed_comes_back(
    sqlite: Database, entries: list[tuple[tuple[str, dict[str, str]], bool]], names: list[str]
) -> None:
    home = household(sqlite)
    for (part, typed), archived in entries:
        try:
            entry = home.add(part, typed)
        except FieldsRefused:
            continue
        for number, name in enumerate(names):
            home.attach(entry, f"{name}.pdf", PDF + str(number).encode())
        if archived:
            home.do(entry, "archive")
    first = home.exported()
    back = brought_back(sqlite, first, by=home.stranger)
    assert lasting(home.exported(back, by=home.stranger)) == lasting(first)


@given(st.sampled_from(PARTS), st.data())
def test_a_kept_value_is_what_its_field_makes_of_it(part: Part, data: st.DataObject) -> None:
    fields = part.content.fields
    typed = {field.name: data.draw(WORDS) for field in fields if field.kind in TEXTS}
    try:
        kept = entry_fields.parse(fields, {**typed_for(fields), **typed})
    except FieldsRefused:
        return
    assert entry_fields.parse(fields, kept) == kept
