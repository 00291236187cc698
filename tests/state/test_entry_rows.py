"""Entries as vars hold them."""

from uuid import UUID

import pytest

from ecoapp.services.catalogue_terms import Status
from ecoapp.services.entry_views import EntryLine, FileView
from ecoapp.services.stored_bytes import Filling, Room
from ecoapp.state.entry_rows import MOST_PHOTOS, entry_row, file_row, list_row, room_row

FILE = UUID(int=7)


def test_a_photo_says_where_its_preview_is_and_another_file_has_none() -> None:
    photo = FileView(FILE, "a.jpg", "image/jpeg", 2_000, "", has_preview=True)
    assert file_row(photo)["preview"] == f"/fichiers/{FILE}/apercu"
    assert file_row(FileView(FILE, "a.heic", "image/heic", 2_000, ""))["preview"] == ""


def test_photos_stand_apart_from_other_files_and_the_list_shows_the_first_ones() -> None:
    photo = FileView(FILE, "a.jpg", "image/jpeg", 2_000, "", has_preview=True)
    paper = FileView(FILE, "a.pdf", "application/pdf", 2_000, "")
    line = EntryLine(FILE, "Note", Status("kept", ""), (), (paper, *(photo,) * 8), None)
    whole, listed = entry_row(line, "/"), list_row(line, "/")
    assert [len(row["photos"]) for row in (whole, listed)] == [8, MOST_PHOTOS]
    assert [row["name"] for row in whole["files"]] == ["a.pdf"]
    assert listed["more_photos"] == "2\u00a0photos de plus"
    few = EntryLine(FILE, "Note", Status("kept", ""), (), (photo,) * MOST_PHOTOS, None)
    assert list_row(few, "/")["more_photos"] == ""


@pytest.mark.parametrize(
    ("here", "mine", "warning"),
    [
        (79, 39, ""),
        (80, 0, "Il reste peu de place"),
        (0, 40, "Il reste peu de place"),
        (100, 0, "Il ne reste plus de place"),
        (0, 50, "Il ne reste plus de place"),
    ],
)
def test_what_is_nearly_full_and_what_is_full_are_told_apart(
    here: int, mine: int, warning: str
) -> None:
    room = Room(Filling(here, 100), Filling(mine, 50), in_logbook=True)
    assert room_row(room)["warning"] == warning


def test_how_full_a_carnet_is_is_left_out_for_whom_it_is_not() -> None:
    mine = Filling(2_000, 5_000_000_000)
    keeper = room_row(Room(Filling(9_000_000_000, 10_000_000_000), mine, in_logbook=True))
    other = room_row(Room(None, mine, in_logbook=True))
    assert "9\u00a0Go" in keeper["here"] and keeper["warning"]
    assert (other["here"], other["warning"]) == ("", "")
    assert other["mine"].startswith("Les fichiers que vous avez déposés ici et ailleurs")
