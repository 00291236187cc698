"""Every store keeps what it is given, whole, under an id; the folder survives what goes wrong."""

import io
import os
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from ecoapp.adapters.files import ContentIsGone, FileStore
from ecoapp.adapters.files.fake import FakeStore
from ecoapp.adapters.files.folder import FolderStore
from ecoapp.core import clock, tokens


@pytest.fixture
def folder(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "files")


@pytest.fixture(params=["folder", "fake"])
def store(request: pytest.FixtureRequest, folder: FolderStore) -> Iterator[FileStore]:
    yield folder if request.param == "folder" else FakeStore()


def read(store: FileStore, content_id) -> bytes:
    with store.open(content_id) as content:
        return content.read()


def test_what_is_put_is_there(store: FileStore) -> None:
    first, second = tokens.new_id(), tokens.new_id()
    store.put(first, io.BytesIO(b"one" * 100_000))
    store.put(second, io.BytesIO(b"two"))
    assert (read(store, first), read(store, second)) == (b"one" * 100_000, b"two")
    kept = {one.id: one.since for one in store.everything()}
    assert set(kept) == {first, second}
    assert all(abs(clock.now() - since) < timedelta(minutes=1) for since in kept.values())


def test_what_is_removed_is_gone(store: FileStore) -> None:
    content_id = tokens.new_id()
    store.put(content_id, io.BytesIO(b"x"))
    store.remove(content_id)
    store.remove(content_id)
    with pytest.raises(ContentIsGone):
        store.open(content_id)
    assert list(store.everything()) == []


def files_below(folder: FolderStore) -> list[Path]:
    return [path for path in folder.folder.rglob("*") if path.is_file()]


def test_files_are_named_by_their_id_and_read_by_their_owner_only(folder: FolderStore) -> None:
    content_id = tokens.new_id()
    folder.put(content_id, io.BytesIO(b"x"))
    (file,) = files_below(folder)
    assert file.name == str(content_id)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


class CutOff(io.BytesIO):
    def read(self, *_size: object) -> bytes:
        raise ConnectionError("cut off")


def test_what_is_cut_off_leaves_nothing(folder: FolderStore) -> None:
    with pytest.raises(ConnectionError):
        folder.put(tokens.new_id(), CutOff())
    assert files_below(folder) == []


def test_what_a_crash_left_unfinished_is_never_shown_and_goes_after_a_day(
    folder: FolderStore,
) -> None:
    content_id = tokens.new_id()
    folder.put(content_id, io.BytesIO(b"x"))
    (file,) = files_below(folder)
    young, old = file.with_name(".unfinished-young"), file.with_name(".unfinished-old")
    for unfinished in (young, old):
        unfinished.write_bytes(b"half")
    os.utime(old, (0, 0))
    assert [one.id for one in folder.everything()] == [content_id]
    assert (young.exists(), old.exists()) == (True, False)


def test_a_folder_that_was_never_written_to_is_empty(folder: FolderStore) -> None:
    assert list(folder.everything()) == []
    with pytest.raises(ContentIsGone):
        folder.open(tokens.new_id())
