"""Entries as vars hold them."""

from uuid import UUID

import pytest

from ecoapp.services.catalogue_terms import Status
from ecoapp.services.entry_views import EntryLine, FileView
from ecoapp.services.stored_bytes import Room
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
    assert room_row(Room(here, 100, mine, 50, in_logbook=True))["warning"] == warning
