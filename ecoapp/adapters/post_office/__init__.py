"""Where mails leave the application: an SMTP server, a folder, or a test's memory.

All three are a `Transport`; `choose_transport` takes the one that the settings say. Tests take
`FakeTransport` from `ecoapp.adapters.post_office.fake`.
"""

from ecoapp.adapters.post_office.choice import choose_transport
from ecoapp.adapters.post_office.envelope import Envelope
from ecoapp.adapters.post_office.folder import FolderTransport
from ecoapp.adapters.post_office.smtp import SmtpTransport
from ecoapp.adapters.post_office.transport import (
    MailIsDelayed,
    MailIsRefused,
    PostOfficeIsClosed,
    Transport,
)

__all__ = [
    "Envelope",
    "FolderTransport",
    "MailIsDelayed",
    "MailIsRefused",
    "PostOfficeIsClosed",
    "SmtpTransport",
    "Transport",
    "choose_transport",
]
