"""Files of entries: kept with their row or not at all, read by members only."""

import hashlib
import io
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from ecoapp.adapters.files.fake import FakeStore
from ecoapp.core import clock
from ecoapp.core.database import Database
from ecoapp.core.errors import NotAllowed
from ecoapp.models import Attachment, Membership
from ecoapp.services import attachments, entries, file_stores, orphan_contents
from ecoapp.services.attachments import EntryIsFull, FileIsTooLarge
from ecoapp.services.catalogue import ADD_CONTRACT, CONTRACTS, INVOICES, JUSTIFY_INVOICE
from ecoapp.services.entry_actions import EntryHasMovedOn
from ecoapp.services.file_types import FileTypeIsRefused
from tests import factories
from tests.services.at_once import at_once
from tests.services.sections import JPEG, PDF, Workshop, workshop
from tests.state.rows import contents


@pytest.fixture
def place(database: Database) -> Workshop:
    return workshop(database)


@pytest.fixture(autouse=True)
def store() -> Iterator[FakeStore]:
    fake = FakeStore()
    file_stores.install(fake)
    yield fake
    file_stores.install(None)


def add(
    place: Workshop,
    entry: UUID,
    content: bytes = PDF,
    *,
    by: UUID,
    name: str = "plan.pdf",
    action: str = "attach",
) -> UUID:
    return attachments.add(place.database, entry, action, name, io.BytesIO(content), by=by)


def remove(place: Workshop, file: UUID, *, by: UUID) -> None:
    with place.database.writing() as session:
        attachments.remove(session, file, by=by)


def read(place: Workshop, file: UUID, *, by: UUID) -> bytes:
    with place.database.reading() as session:
        found = attachments.download(session, file, by=by)
    with found.content as content:
        return content.read()


def contract(place: Workshop) -> UUID:
    return place.entry("contracts", CONTRACTS)


def test_a_file_is_kept_as_its_content_says(place: Workshop, store: FakeStore) -> None:
    place.lucie_may(ADD_CONTRACT)
    entry = contract(place)
    file = add(place, entry, by=place.lucie, name="../Été.pdf")
    with place.database.reading() as session:
        row = session.get_one(Attachment, file)
    assert (row.name, row.media_type, row.size) == ("Été.pdf", "application/pdf", len(PDF))
    assert (row.digest, row.added_by_name) == (hashlib.sha256(PDF).hexdigest(), "Lucie Le Goff")
    assert store.contents == {file: PDF}
    assert place.told(entry)[0] == ("attach", "Lucie Le Goff", "Été.pdf")


def test_every_member_downloads_it_and_no_stranger(place: Workshop) -> None:
    file = add(place, contract(place), by=place.jean)
    assert read(place, file, by=place.lucie) == PDF
    for by, which in ((place.stranger, file), (place.jean, uuid4())):
        with pytest.raises(NotAllowed):
            read(place, which, by=by)


def test_a_content_that_is_gone_is_a_file_that_does_not_exist(
    place: Workshop, store: FakeStore
) -> None:
    file = add(place, contract(place), by=place.jean)
    store.remove(file)
    with pytest.raises(NotAllowed):
        read(place, file, by=place.jean)


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("a.pdf", b"<html>", FileTypeIsRefused),
        ("a.pdf", PDF + b"0" * (attachments.LARGEST - len(PDF) + 1), FileIsTooLarge),
    ],
)
def test_what_is_refused_leaves_nothing(
    place: Workshop, store: FakeStore, name: str, content: bytes, refusal: type
) -> None:
    entry = contract(place)
    before = contents(place.database)
    with pytest.raises(refusal):
        add(place, entry, content, by=place.jean, name=name)
    assert (store.contents, contents(place.database)) == ({}, before)


def test_a_file_of_exactly_20_mb_is_taken(place: Workshop) -> None:
    content = PDF + b"0" * (attachments.LARGEST - len(PDF))
    assert add(place, contract(place), content, by=place.jean)


def test_a_full_store_leaves_no_row(place: Workshop, store: FakeStore) -> None:
    entry = contract(place)
    before, store.is_full = contents(place.database), True
    with pytest.raises(OSError, match="no space"):
        add(place, entry, by=place.jean)
    assert contents(place.database) == before


class LosesTheRight(FakeStore):
    """Meanwhile an administrator takes the right away."""

    def __init__(self, place: Workshop) -> None:
        super().__init__()
        self.place = place

    def put(self, content_id: UUID, content: io.BytesIO) -> None:
        super().put(content_id, content)
        with self.place.database.writing() as session:
            for row in session.exec(select(Membership)):
                if row.account_id == self.place.lucie:
                    session.delete(row)


def test_a_row_that_cannot_be_written_takes_its_content_away(place: Workshop) -> None:
    place.lucie_may(ADD_CONTRACT)
    entry = contract(place)
    losing = LosesTheRight(place)
    file_stores.install(losing)
    with pytest.raises(NotAllowed):
        add(place, entry, by=place.lucie)
    assert losing.contents == {}


def test_an_entry_has_fifty_files_at_most(place: Workshop) -> None:
    entry = contract(place)
    with place.database.writing() as session:
        row = session.get_one(entries.Entry, entry)
        for number in range(attachments.MOST_OF_AN_ENTRY - 2):
            factories.attachment(session, row, name=f"{number}.pdf")
    add(place, entry, by=place.jean)
    with pytest.raises(EntryIsFull):
        add(place, entry, by=place.jean)


# Previews


def photo(place: Workshop, entry: UUID) -> UUID:
    return add(place, entry, JPEG, by=place.jean, name="photo.jpg")


def test_a_photo_is_kept_as_it_is_beside_a_small_picture(place: Workshop, store: FakeStore) -> None:
    entry = contract(place)
    file, plan = photo(place, entry), add(place, entry, by=place.jean)
    with place.database.reading() as session:
        row = session.get_one(Attachment, file)
        small = attachments.preview(session, file, by=place.lucie)
        seen = entries.view(session, place.at("contracts"), entry, by=place.lucie)
    assert row.preview_id == small.id
    assert store.contents == {file: JPEG, small.id: small.content, plan: PDF}
    assert small.content[:3] == b"\xff\xd8\xff" and small.content != JPEG
    has_preview = {line.id: line.has_preview for line in seen.line.files}
    assert (has_preview[file], has_preview[plan]) == (True, False)


def test_a_preview_is_for_whom_the_file_is(place: Workshop, store: FakeStore) -> None:
    entry = contract(place)
    file, plan = photo(place, entry), add(place, entry, by=place.jean)
    for by, which in (
        (place.stranger, file),
        (place.jean, plan),
        (place.jean, uuid4()),
        (place.jean, next(id_ for id_ in store.contents if id_ not in (file, plan))),
    ):
        with place.database.reading() as session, pytest.raises(NotAllowed):
            attachments.preview(session, which, by=by)


def test_a_preview_that_is_gone_does_not_exist(place: Workshop, store: FakeStore) -> None:
    file = photo(place, contract(place))
    store.contents = {file: JPEG}
    with place.database.reading() as session, pytest.raises(NotAllowed):
        attachments.preview(session, file, by=place.jean)


def test_a_broken_photo_is_a_file_like_another(place: Workshop, store: FakeStore) -> None:
    file = add(place, contract(place), JPEG[:200], by=place.jean, name="photo.jpg")
    assert store.contents == {file: JPEG[:200]}


class TakesOne(FakeStore):
    """Its disk is full after the first content."""

    def put(self, content_id: UUID, content: io.BytesIO) -> None:
        super().put(content_id, content)
        self.is_full = True


def test_a_preview_that_cannot_be_kept_does_not_fail_the_deposit(place: Workshop) -> None:
    store = TakesOne()
    file_stores.install(store)
    file = photo(place, contract(place))
    assert store.contents == {file: JPEG}
    with place.database.reading() as session:
        assert session.get_one(Attachment, file).preview_id is None


def test_what_is_not_recorded_leaves_no_preview(place: Workshop) -> None:
    place.lucie_may(ADD_CONTRACT)
    losing = LosesTheRight(place)
    file_stores.install(losing)
    with pytest.raises(NotAllowed):
        add(place, contract(place), JPEG, by=place.lucie, name="photo.jpg")
    assert losing.contents == {}


def test_a_preview_goes_with_its_file_and_is_no_orphan_before(
    place: Workshop, store: FakeStore
) -> None:
    file = photo(place, contract(place))
    with clock.at(clock.now() + timedelta(hours=3)):
        assert orphan_contents.purge(place.database) == 0
    assert len(store.contents) == 2
    remove(place, file, by=place.jean)
    assert store.contents == {}


# Removing


def test_removing_a_file_takes_its_content_along(place: Workshop, store: FakeStore) -> None:
    place.lucie_may(ADD_CONTRACT)
    entry = contract(place)
    file = add(place, entry, by=place.jean)
    remove(place, file, by=place.lucie)
    assert store.contents == {}
    assert place.told(entry)[0] == ("file_removed", "Lucie Le Goff", "plan.pdf")
    # Taken away already, for her; for others, it is not there.
    remove(place, file, by=place.lucie)
    with pytest.raises(NotAllowed):
        remove(place, file, by=place.jean)


def test_a_removal_that_is_rolled_back_keeps_the_content(place: Workshop, store: FakeStore) -> None:
    file = add(place, contract(place), by=place.jean)

    def fails() -> None:
        with place.database.writing() as session:
            attachments.remove(session, file, by=place.jean)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert read(place, file, by=place.jean) == PDF


def test_who_may_not_add_may_not_remove(place: Workshop, store: FakeStore) -> None:
    place.lucie_may_all_but(ADD_CONTRACT)
    file = add(place, contract(place), by=place.jean)
    for by in (place.lucie, place.stranger):
        with pytest.raises(NotAllowed):
            remove(place, file, by=by)
    assert file in store.contents


def test_after_the_signature_no_file_comes_or_goes(place: Workshop, store: FakeStore) -> None:
    entry = contract(place)
    file = add(place, entry, by=place.jean)
    sign = CONTRACTS.action("sign")
    assert sign
    place.do(CONTRACTS, sign, entry, by=place.jean)
    with pytest.raises(EntryHasMovedOn):
        remove(place, file, by=place.jean)
    with pytest.raises(EntryHasMovedOn):
        add(place, entry, by=place.jean)
    assert set(store.contents) == {file}


def test_a_proof_stays_once_it_was_deposited(place: Workshop) -> None:
    place.lucie_may(JUSTIFY_INVOICE)
    entry = place.entry("invoices", INVOICES)
    file = add(place, entry, by=place.lucie, action="justify")
    with pytest.raises(NotAllowed):
        remove(place, file, by=place.lucie)
    with place.database.reading() as session:
        seen = entries.view(session, place.at("invoices"), entry, by=place.lucie)
    assert seen.may_remove_files is False


def test_while_a_contract_is_being_signed_no_file_slips_in(place: Workshop) -> None:
    entry = contract(place)
    add(place, entry, by=place.jean)
    version, sign = place.version(entry), CONTRACTS.action("sign")
    assert sign

    def signs(here: Database) -> None:
        place.do(CONTRACTS, sign, entry, by=place.jean, database=here, version=version)

    def adds(here: Database) -> None:
        attachments.add(here, entry, "attach", "b.pdf", io.BytesIO(PDF), by=place.jean)

    at_once(place.database, [signs, adds, adds])
    with place.database.reading() as session:
        seen = entries.view(session, place.at("contracts"), entry, by=place.jean)
    if seen.line.status.code == "signed":
        assert len(seen.history[0].note.splitlines()) == len(seen.line.files)


def test_a_file_that_two_take_away_at_once_goes_once(place: Workshop) -> None:
    entry = contract(place)
    file = add(place, entry, by=place.jean)

    def removes(here: Database) -> None:
        with here.writing() as session:
            attachments.remove(session, file, by=place.jean)

    # One person's four clicks: each is told that it is done.
    assert at_once(place.database, [removes] * 4) == [None] * 4
    with place.database.reading() as session:
        seen = entries.view(session, place.at("contracts"), entry, by=place.jean)
    assert [event.told for event in seen.history].count("Fichier retiré") == 1


# Contents without a row


def test_orphans_go_once_they_are_old_and_nothing_else_does(
    place: Workshop, store: FakeStore
) -> None:
    file = add(place, contract(place), by=place.jean)
    orphan = uuid4()
    store.put(orphan, io.BytesIO(PDF))
    assert orphan_contents.purge(place.database) == 0
    with clock.at(clock.now() + timedelta(hours=3)):
        young = uuid4()
        store.put(young, io.BytesIO(PDF))
        assert orphan_contents.purge(place.database) == 1
    assert set(store.contents) == {file, young}
