"""An envelope as the internet writes it (RFC 5322, MIME)."""

import re
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

import idna

from ecoapp.adapters.post_office import headers
from ecoapp.adapters.post_office.envelope import Envelope
from ecoapp.adapters.post_office.transport import MailIsRefused

# Allowed between quotes, where no address of a person has been seen; and a way to smuggle a second.
_NEEDS_QUOTES = re.compile(r"[\s\"<>(),:;@\\\[\]]")


@dataclass(frozen=True)
class Written:
    """A mail ready to be handed over: the addresses of its envelope, and its bytes."""

    sender: str
    recipient: str
    content: bytes

    @property
    def needs_smtputf8(self) -> bool:
        """Whether an address has other letters than ASCII before the @ (RFC 6531)."""
        return not (self.sender + self.recipient).isascii()


def sender(mail_from: str) -> Address:
    """Read « Name <local@host> » or « local@host »; ValueError when it is neither."""
    name, address = parseaddr(mail_from)
    return _address(address, name)


def written(envelope: Envelope, *, sender: Address) -> Written:
    """Write the mail.

    Raises `MailIsRefused` when the recipient or the one to answer cannot be an address, or when
    the subject would have two lines.
    """
    try:
        recipient = _address(envelope.recipient)
        mail = _with_headers(envelope, sender, recipient)
        mail.set_content(envelope.text, cte="quoted-printable")
        mail.add_alternative(envelope.html, subtype="html", cte="quoted-printable")
        is_ascii = (sender.addr_spec + recipient.addr_spec).isascii()
        content = mail.as_bytes(policy=headers.SMTP if is_ascii else headers.SMTPUTF8)
    except ValueError as error:
        # The library's words repeat the address or the subject.
        raise MailIsRefused("the recipient or the subject cannot be written") from error
    return Written(sender.addr_spec, recipient.addr_spec, content)


def _with_headers(envelope: Envelope, sender: Address, recipient: Address) -> EmailMessage:
    mail = EmailMessage(policy=headers.SMTP)
    mail["From"] = sender
    mail["To"] = recipient
    if envelope.reply_to:
        mail["Reply-To"] = _address(envelope.reply_to)
    mail["Subject"] = envelope.subject
    mail["Date"] = format_datetime(envelope.written_at)
    mail["Message-ID"] = f"<{envelope.id}@{sender.domain}>"
    mail["Content-Language"] = "fr"
    # Nobody's holiday answer belongs in our mailbox (RFC 3834, and the same for Exchange).
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    return mail


def _address(address: str, name: str = "") -> Address:
    local, _, domain = address.rpartition("@")
    if not (local and domain) or _NEEDS_QUOTES.search(local):
        raise ValueError("this is not a mail address")
    try:
        return Address(name, local, _ascii_domain(domain))
    except IndexError as error:  # how the library says that nothing is left to read
        raise ValueError("this is not a mail address") from error


def _ascii_domain(domain: str) -> str:
    """été.example → xn--t-9fab.example."""
    return domain if domain.isascii() else idna.encode(domain, uts46=True).decode("ascii")
