"""Which transport the settings mean, and that the fake one does what it says."""

from pathlib import Path

import pytest

from ecoapp.adapters.post_office import (
    FolderTransport,
    MailIsDelayed,
    MailIsRefused,
    PostOfficeIsClosed,
    SmtpTransport,
    choose_transport,
    folder,
)
from ecoapp.adapters.post_office.fake import FakeTransport
from ecoapp.settings import Settings
from tests.adapters.post_office.smtp_server import Server, envelope

CAMILLE, JEAN = "camille@aubry.example", "jean@aubry.example"


async def test_without_a_server_mails_land_in_the_data_dir(tmp_path: Path) -> None:
    transport = choose_transport(Settings(data_dir=tmp_path, smtp_url=None))
    assert isinstance(transport, FolderTransport)
    await transport.send(envelope())
    assert len(folder.newest(tmp_path / "mail")) == 1


async def test_with_a_server_they_go_there(start, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    server: Server = start()
    transport = choose_transport(
        Settings(
            data_dir=tmp_path,
            smtp_url=f"smtp://127.0.0.1:{server.port}",
            mail_from="a@b.example",
            public_url="https://es.example",
        )
    )
    assert isinstance(transport, SmtpTransport)
    await transport.send(envelope())
    await transport.close()
    assert server.received[0].sender == "a@b.example"
    assert server.presented_as == {"es.example"}


async def test_the_fake_keeps_refuses_delays_and_closes() -> None:
    fake = FakeTransport().refuses(CAMILLE).delays(JEAN)
    with pytest.raises(MailIsRefused):
        await fake.send(envelope(CAMILLE))
    with pytest.raises(MailIsDelayed):
        await fake.send(envelope(JEAN))
    await fake.send(envelope("x@y.example"))
    with pytest.raises(PostOfficeIsClosed):
        await fake.is_down().send(envelope("x@y.example"))
    await fake.is_up().send(envelope("x@y.example", subject="last"))
    assert (len(fake.sent), fake.last_to("x@y.example").subject) == (2, "last")
    with pytest.raises(LookupError):
        fake.last_to(CAMILLE)
