"""One mail on its way: to whom, and what it says."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Envelope:
    """A mail for one recipient.

    The same `id` and `written_at` at every try: a mail that comes twice is known by its Message-ID.
    What it says may be secret, and stays out of its representation.
    """

    id: UUID
    written_at: datetime
    recipient: str
    subject: str = field(repr=False)
    text: str = field(repr=False)
    html: str = field(repr=False)
    # Whom an answer goes to; empty: to the sender.
    reply_to: str = ""
