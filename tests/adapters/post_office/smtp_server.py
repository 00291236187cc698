"""A real SMTP server that behaves as a test wants, and certificates of an authority of our own."""

import asyncio
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as ServerProtocol
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pydantic import SecretStr

from ecoapp.adapters.post_office import Envelope, SmtpTransport
from ecoapp.core.tokens import new_id
from ecoapp.settings import Smtp

HOST = "127.0.0.1"


@dataclass
class Received:
    """A mail that the server accepted."""

    sender: str
    recipients: list[str]
    content: bytes
    is_encrypted: bool
    username: str


@dataclass
class Server:
    """What the server does, and what came in. `answers`: replies to RCPT by recipient."""

    answers: dict[str, str] = field(default_factory=dict)
    answer_to_sender: str = ""
    answer_to_content: str = ""
    pause: float = 0.0
    received: list[Received] = field(default_factory=list)
    connections: int = 0
    presented_as: set[str] = field(default_factory=set)
    port: int = 0

    async def handle_EHLO(
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.presented_as.add(hostname)
        return responses

    async def handle_MAIL(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.answer_to_sender:
            return self.answer_to_sender
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        await asyncio.sleep(self.pause)
        if self.answer_to_content:
            return self.answer_to_content
        login = session.auth_data.login.decode() if session.auth_data else ""
        self.received.append(
            Received(
                envelope.mail_from,
                list(envelope.rcpt_tos),
                envelope.original_content,
                session.ssl is not None or _is_tls(server),
                login,
            )
        )
        return "250 OK"


def _is_tls(server: Any) -> bool:
    return server.transport.get_extra_info("ssl_object") is not None


class CountingProtocol(ServerProtocol):
    def connection_made(self, transport: Any) -> None:
        # After STARTTLS it is called once more for the same connection.
        if self._original_transport is None:
            self.event_handler.connections += 1
        super().connection_made(transport)


class ServerController(Controller):
    def factory(self) -> ServerProtocol:
        return CountingProtocol(self.handler, **self.SMTP_kwargs)


def only_with(username: str, password: str) -> Callable[..., AuthResult]:
    """An authenticator of aiosmtpd."""

    def check(
        server: Any, session: Any, envelope: Any, mechanism: str, given: LoginPassword
    ) -> AuthResult:
        good = LoginPassword(username.encode(), password.encode())
        return AuthResult(success=given == good, handled=False, auth_data=given)

    return check


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def transport_to(
    server: Server,
    *,
    starttls: bool = False,
    implicit_tls: bool = False,
    login: tuple[str, str] | None = None,
    timeout: float = 5,
    trusted: ssl.SSLContext | None = None,
    mail_from: str = "Espace Services <ne-pas-repondre@espace-services.example>",
    host_name: str = "espace-services.example",
) -> SmtpTransport:
    username, password = login or (None, None)
    smtp = Smtp(
        host=HOST,
        port=server.port,
        username=username,
        password=SecretStr(password) if password else None,
        starttls=starttls,
        implicit_tls=implicit_tls,
        timeout=timeout,
    )
    return SmtpTransport(smtp, mail_from=mail_from, host_name=host_name, tls_context=trusted)


def envelope(
    recipient: str = "camille@menuiserie-aubry.example",
    *,
    subject: str = "Été : 482917 est votre code",
    text: str = "Bonjour,\n\n482917\n",
    html: str = "<p>Été</p>",
    written_at: datetime = datetime(2026, 9, 15, 10, 30, tzinfo=UTC),
) -> Envelope:
    return Envelope(new_id(), written_at, recipient, subject, text, html)


# Certificates


@dataclass(frozen=True)
class Authority:
    """Signs certificates; `trusted` is a client that believes it."""

    folder: Path
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def trusted(self) -> ssl.SSLContext:
        pem = self.certificate.public_bytes(serialization.Encoding.PEM).decode()
        return ssl.create_default_context(cadata=pem)

    def server_context(self, *names: x509.GeneralName) -> ssl.SSLContext:
        """A server that has a certificate for these names (none: for `HOST`)."""
        key = ec.generate_private_key(ec.SECP256R1())
        alternative = x509.SubjectAlternativeName(names or (x509.IPAddress(ip_address(HOST)),))
        signed = _unsigned("server", self.certificate.subject, key)
        certificate = signed.add_extension(alternative, critical=False).sign(
            self.key, hashes.SHA256()
        )
        path = self.folder / f"{new_id()}.pem"
        path.write_bytes(_pem(key) + certificate.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context


def new_authority(folder: Path) -> Authority:
    """An authority that nobody trusts yet; the servers' certificates are written to `folder`."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "authority of the tests")])
    certificate = (
        _unsigned("authority of the tests", name, key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    return Authority(folder, key, certificate)


def _unsigned(
    subject: str, issuer: x509.Name, key: ec.EllipticCurvePrivateKey
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=1))
        .not_valid_after(now + timedelta(hours=1))
    )


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
