"""Entries as vars hold them."""

from uuid import UUID

from ecoapp.services.entry_views import FileView
from ecoapp.state.entry_rows import file_row

FILE = UUID(int=7)


def test_a_photo_says_where_its_preview_is_and_another_file_has_none() -> None:
    photo = FileView(FILE, "a.jpg", "image/jpeg", 2_000, "", has_preview=True)
    assert file_row(photo)["preview"] == f"/fichiers/{FILE}/apercu"
    assert file_row(FileView(FILE, "a.heic", "image/heic", 2_000, ""))["preview"] == ""
