"""Mails as files: whole or not there, 200 at most, newest first."""

from pathlib import Path
from uuid import uuid4

import pytest

from ecoapp.adapters.post_office import FolderTransport, MailIsRefused, PostOfficeIsClosed, folder
from tests.adapters.post_office.smtp_server import envelope

MAIL_FROM = "Espace Services <ne-pas-repondre@localhost>"


def transport_to(path: Path) -> FolderTransport:
    return FolderTransport(path, mail_from=MAIL_FROM)


async def test_a_mail_can_be_read_as_it_was_sent(tmp_path: Path) -> None:
    sent = envelope()
    await transport_to(tmp_path / "a" / "mail").send(sent)
    mail = folder.find(tmp_path / "a" / "mail", sent.id)
    assert mail is not None
    assert (mail.id, mail.recipient, mail.subject) == (sent.id, sent.recipient, sent.subject)
    assert mail.written_at == sent.written_at
    assert (mail.text, mail.html.strip()) == (sent.text, sent.html)


async def test_lists_the_newest_first(tmp_path: Path) -> None:
    sent = [envelope(f"{number}@x.example") for number in range(5)]
    for each in reversed(sent):
        await transport_to(tmp_path).send(each)
    assert [mail.recipient[0] for mail in folder.newest(tmp_path)] == ["4", "3", "2", "1", "0"]


async def test_keeps_the_newest_two_hundred(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert folder.MOST_KEPT == 200
    monkeypatch.setattr(folder, "MOST_KEPT", 3)
    for number in range(5):
        await transport_to(tmp_path).send(envelope(f"{number}@x.example"))
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".eml"] * 3
    assert [mail.recipient[0] for mail in folder.newest(tmp_path)] == ["4", "3", "2"]


async def test_the_same_mail_twice_is_one_file(tmp_path: Path) -> None:
    sent = envelope()
    await transport_to(tmp_path).send(sent)
    await transport_to(tmp_path).send(sent)
    assert len(folder.newest(tmp_path)) == 1


async def test_only_the_owner_reads_it(tmp_path: Path) -> None:
    await transport_to(tmp_path / "mail").send(envelope())
    (file,) = (tmp_path / "mail").iterdir()
    assert (tmp_path / "mail").stat().st_mode & 0o077 == 0
    assert file.stat().st_mode & 0o077 == 0


async def test_what_a_killed_process_left_is_not_a_mail_and_is_replaced(tmp_path: Path) -> None:
    sent = envelope()
    (tmp_path / f"{sent.id}.part").write_bytes(b"Subject: half a m")
    assert folder.newest(tmp_path) == []
    await transport_to(tmp_path).send(sent)
    assert [path.name for path in tmp_path.iterdir()] == [f"{sent.id}.eml"]


async def test_a_folder_that_cannot_be_written_is_a_closed_post_office(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(PostOfficeIsClosed):
        await transport_to(tmp_path / "file").send(envelope())


async def test_what_is_no_address_is_refused_here_too(tmp_path: Path) -> None:
    with pytest.raises(MailIsRefused):
        await transport_to(tmp_path).send(envelope("camille"))


async def test_other_files_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.eml").write_text("x")
    (tmp_path / f"{uuid4()}.eml").write_text("no header")
    assert folder.newest(tmp_path) == []


def test_a_folder_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert folder.newest(tmp_path / "none") == []
    assert folder.find(tmp_path / "none", uuid4()) is None
