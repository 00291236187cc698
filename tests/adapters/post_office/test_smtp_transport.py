"""Sending through a real SMTP server, in all its moods."""

import asyncio
import socket
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

import pytest
from cryptography import x509

from ecoapp.adapters.post_office import (
    Envelope,
    MailIsDelayed,
    MailIsRefused,
    PostOfficeIsClosed,
)
from tests.adapters.post_office.smtp_server import (
    Authority,
    Server,
    envelope,
    free_port,
    only_with,
    transport_to,
)

CAMILLE, JEAN = "camille@menuiserie-aubry.example", "jean@menuiserie-aubry.example"
Start = Callable[..., Server]


def parsed(content: bytes) -> EmailMessage:
    return BytesParser(EmailMessage, policy=policy.SMTP).parsebytes(content)


async def send(server: Server, sent: Envelope, **options: object) -> None:
    transport = transport_to(server, **options)  # type: ignore[arg-type]
    try:
        await transport.send(sent)
    finally:
        await transport.close()


# What arrives


async def test_the_mail_arrives_whole(start: Start) -> None:
    server, sent = start(), envelope()
    await send(server, sent)
    (received,) = server.received
    assert received.sender == "ne-pas-repondre@espace-services.example"
    assert received.recipients == [CAMILLE]
    mail = parsed(received.content)
    assert mail["From"] == "Espace Services <ne-pas-repondre@espace-services.example>"
    assert mail["To"] == CAMILLE
    assert mail["Subject"] == "Été : 482917 est votre code"
    assert mail["Date"].datetime == datetime(2026, 9, 15, 10, 30, tzinfo=UTC)
    assert mail["Message-ID"] == f"<{sent.id}@espace-services.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert server.presented_as == {"espace-services.example"}


async def test_the_mail_has_its_two_versions_plain_text_first(start: Start) -> None:
    server = start()
    await send(server, envelope(text="Été\n.\n..x\n", html=f"<p>{'é' * 2000}</p>\n"))
    mail = parsed(server.received[0].content)
    assert mail.get_content_type() == "multipart/alternative"
    plain, html = mail.iter_parts()
    assert (plain.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert plain.get_content_charset() == html.get_content_charset() == "utf-8"
    assert plain.get_content().replace("\r\n", "\n") == "Été\n.\n..x\n"
    assert html.get_content().strip() == f"<p>{'é' * 2000}</p>"
    assert all(len(line) <= 998 for line in server.received[0].content.split(b"\r\n"))
    assert server.received[0].content.isascii()


async def test_the_same_mail_sent_twice_is_the_same_mail(start: Start) -> None:
    server, sent = start(), envelope()
    await send(server, sent)
    await send(server, sent)
    first, second = (parsed(received.content) for received in server.received)
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Date"] == second["Date"]


async def test_names_and_domains_with_accents(start: Start) -> None:
    server = start()
    await send(
        server,
        envelope("camille@été.example"),
        mail_from='"Éco, l’équipe" <mail@éco.example>',
    )
    (received,) = server.received
    assert received.sender == "mail@xn--co-9ia.example"
    assert received.recipients == ["camille@xn--t-9fab.example"]
    sender = parsed(received.content)["From"].addresses[0]
    assert (sender.display_name, sender.domain) == ("Éco, l’équipe", "xn--co-9ia.example")


@pytest.mark.parametrize("mail_from", ["", "Espace Services", "Éco, x <a@b.example>", "a@"])
def test_a_wrong_sender_is_found_at_the_start_not_at_each_mail(mail_from: str) -> None:
    with pytest.raises(ValueError, match="mail address"):
        transport_to(Server(), mail_from=mail_from)


async def test_accents_before_the_at_go_to_servers_that_know_them(start: Start) -> None:
    knows, knows_not = start(enable_SMTPUTF8=True), start(enable_SMTPUTF8=False)
    await send(knows, envelope("hélène@aubry.example"))
    assert knows.received[0].recipients == ["hélène@aubry.example"]
    with pytest.raises(MailIsRefused):
        await send(knows_not, envelope("hélène@aubry.example"))


@pytest.mark.parametrize(
    "recipient",
    [
        "camille",
        "",
        "@x.example",
        "camille@",
        "a@b\r\nBcc: c@evil.example",
        "a\r\nRCPT TO:<c@evil.example>@b.example",
        "a@-é-.example",
        "a@b.example>, <c@evil.example",
    ],
)
async def test_what_is_no_address_is_refused_and_injects_nothing(
    start: Start, recipient: str
) -> None:
    server = start()
    with pytest.raises(MailIsRefused):
        await send(server, envelope(recipient))
    assert server.received == []


async def test_an_answer_goes_to_who_is_named_for_it_else_to_the_sender(start: Start) -> None:
    server = start()
    await send(server, envelope())
    await send(server, replace(envelope(), reply_to=JEAN))
    replies = [parsed(received.content)["Reply-To"] for received in server.received]
    assert replies == [None, JEAN]


@pytest.mark.parametrize("reply_to", ["jean", "a@b.fr\r\nBcc: c@evil.example", "a@b.fr, c@d.fr"])
async def test_an_answer_goes_to_one_address_and_injects_nothing(
    start: Start, reply_to: str
) -> None:
    server = start()
    with pytest.raises(MailIsRefused):
        await send(server, replace(envelope(), reply_to=reply_to))
    assert server.received == []


async def test_a_subject_of_two_lines_is_refused(start: Start) -> None:
    server = start()
    with pytest.raises(MailIsRefused):
        await send(server, envelope(subject="x\r\nBcc: c@evil.example"))
    assert server.received == []


@pytest.mark.parametrize(
    ("host", "presented"),
    [("127.0.0.1", "[127.0.0.1]"), ("::1", "[IPv6:::1]"), ("localhost", "localhost")],
)
async def test_presents_itself_as_the_standard_says(
    start: Start, host: str, presented: str
) -> None:
    server = start()
    await send(server, envelope(), host_name=host)
    assert server.presented_as == {presented}


# Connections


async def test_a_batch_is_one_connection_and_the_next_another(start: Start) -> None:
    server = start()
    transport = transport_to(server)
    for _ in range(3):
        await transport.send(envelope())
    assert server.connections == 1
    await transport.close()
    await transport.send(envelope())
    await transport.close()
    assert server.connections == 2
    assert len(server.received) == 4


async def test_closing_without_a_connection_is_nothing(start: Start) -> None:
    await transport_to(Server(port=1)).close()


async def test_one_refused_recipient_leaves_the_connection_to_the_others(start: Start) -> None:
    server = start()
    server.answers[CAMILLE] = "550 5.1.1 no such mailbox"
    transport = transport_to(server)
    with pytest.raises(MailIsRefused) as refusal:
        await transport.send(envelope(CAMILLE))
    assert (refusal.value.code, refusal.value.answer) == (550, "5.1.1 no such mailbox")
    await transport.send(envelope(JEAN))
    await transport.close()
    assert [received.recipients for received in server.received] == [[JEAN]]
    assert server.connections == 1


async def test_after_a_lost_connection_the_next_mail_opens_another(start: Start) -> None:
    server = start()
    transport = transport_to(server, timeout=0.3)
    server.pause = 0.6
    with pytest.raises(PostOfficeIsClosed):
        await transport.send(envelope(CAMILLE))
    server.pause = 0
    await transport.send(envelope(JEAN))
    await transport.close()
    assert server.connections == 2
    assert [JEAN] in [received.recipients for received in server.received]


async def test_an_interrupted_sending_does_not_leave_its_connection_to_the_next(
    start: Start,
) -> None:
    server = start()
    transport = transport_to(server)
    server.pause = 0.5
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await transport.send(envelope(CAMILLE))
    server.pause = 0
    await transport.send(envelope(JEAN))
    await transport.close()
    assert server.connections == 2


# What servers answer


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("450 4.2.1 busy", MailIsDelayed),
        ("452 4.2.2 full", MailIsDelayed),
        ("550 5.1.1 unknown", MailIsRefused),
        ("553 5.1.3 bad address", MailIsRefused),
        ("530 5.7.0 log in first", PostOfficeIsClosed),
        ("421 4.3.2 closing", PostOfficeIsClosed),
    ],
)
async def test_answers_to_the_recipient(
    start: Start, answer: str, kind: type[MailIsRefused | MailIsDelayed]
) -> None:
    server = start()
    server.answers[CAMILLE] = answer
    with pytest.raises(kind) as raised:
        await send(server, envelope())
    assert type(raised.value) is kind
    assert raised.value.code == int(answer[:3])
    assert server.received == []


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("451 4.3.0 try later", MailIsDelayed),
        ("554 5.6.0 refused", MailIsRefused),
        ("421 4.3.2 closing", PostOfficeIsClosed),
    ],
)
async def test_answers_to_the_content(
    start: Start, answer: str, kind: type[MailIsRefused | MailIsDelayed]
) -> None:
    server = start()
    server.answer_to_content = answer
    with pytest.raises(kind) as raised:
        await send(server, envelope())
    assert type(raised.value) is kind


async def test_a_refused_sender_is_a_setting_to_repair_not_a_lost_mail(start: Start) -> None:
    server = start()
    server.answer_to_sender = "550 5.7.1 not yours"
    with pytest.raises(MailIsDelayed) as raised:
        await send(server, envelope())
    assert raised.value.code == 550


async def test_nobody_listens() -> None:
    with pytest.raises(PostOfficeIsClosed):
        await send(Server(port=free_port()), envelope())


async def test_a_server_that_says_nothing_is_left_in_time() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        async with asyncio.timeout(3):
            with pytest.raises(PostOfficeIsClosed):
                await send(Server(port=silent.getsockname()[1]), envelope(), timeout=0.2)


async def test_a_slow_server_is_left_in_time(start: Start) -> None:
    server = start()
    server.pause = 2
    async with asyncio.timeout(1.5):
        with pytest.raises(PostOfficeIsClosed):
            await send(server, envelope(), timeout=0.2)


# Encryption


async def test_starttls(start: Start, authority: Authority) -> None:
    server = start(tls_context=authority.server_context())
    await send(server, envelope(), starttls=True, trusted=authority.trusted)
    assert server.received[0].is_encrypted
    assert server.connections == 1


async def test_implicit_tls(start: Start, authority: Authority) -> None:
    server = start(ssl_context=authority.server_context())
    await send(server, envelope(), implicit_tls=True, trusted=authority.trusted)
    assert server.received[0].is_encrypted


async def test_without_starttls_in_the_settings_none_is_tried(
    start: Start, authority: Authority
) -> None:
    server = start(tls_context=authority.server_context())
    await send(server, envelope())
    assert not server.received[0].is_encrypted


async def test_starttls_that_the_server_lacks_sends_nothing_in_clear(start: Start) -> None:
    server = start(auth_require_tls=False, authenticator=only_with("camille", "s3cret"))
    with pytest.raises(PostOfficeIsClosed):
        await send(server, envelope(), starttls=True, login=("camille", "s3cret"))
    assert server.received == []


@pytest.mark.parametrize("way", ["starttls", "implicit_tls"])
async def test_an_unknown_authority_is_not_trusted(
    start: Start, authority: Authority, way: str
) -> None:
    context = authority.server_context()
    server = start(**{"tls_context" if way == "starttls" else "ssl_context": context})
    with pytest.raises(PostOfficeIsClosed):
        await send(server, envelope(), **{way: True})
    assert server.received == []


@pytest.mark.parametrize("way", ["starttls", "implicit_tls"])
async def test_a_certificate_for_another_name_is_not_trusted(
    start: Start, authority: Authority, way: str
) -> None:
    context = authority.server_context(x509.DNSName("other.example"))
    server = start(**{"tls_context" if way == "starttls" else "ssl_context": context})
    with pytest.raises(PostOfficeIsClosed):
        await send(server, envelope(), trusted=authority.trusted, **{way: True})
    assert server.received == []


# Log-in


async def test_logs_in(start: Start, authority: Authority) -> None:
    server = start(
        tls_context=authority.server_context(),
        authenticator=only_with("camille", "s3cret"),
        auth_required=True,
    )
    await send(
        server,
        envelope(),
        starttls=True,
        trusted=authority.trusted,
        login=("camille", "s3cret"),
    )
    assert server.received[0].username == "camille"


async def test_a_wrong_password_keeps_the_mails_and_stays_out_of_the_error(
    start: Start, authority: Authority
) -> None:
    server = start(
        tls_context=authority.server_context(),
        authenticator=only_with("camille", "s3cret"),
        auth_required=True,
    )
    with pytest.raises(PostOfficeIsClosed) as raised:
        await send(
            server,
            envelope(),
            starttls=True,
            trusted=authority.trusted,
            login=("camille", "wr0ng"),
        )
    assert raised.value.code == 535
    assert "wr0ng" not in repr(raised.value)


async def test_a_server_that_wants_a_log_in_we_do_not_have_keeps_the_mails_waiting(
    start: Start,
) -> None:
    server = start(
        authenticator=only_with("camille", "s3cret"), auth_required=True, auth_require_tls=False
    )
    with pytest.raises(MailIsDelayed):
        await send(server, envelope())
    assert server.received == []
