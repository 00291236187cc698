"""A mail that waits to be sent, or was."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field

from ecoapp.models.columns import identifier, long_text, maybe_moment, moment
from ecoapp.models.table import Table

_WAITING = text("sent_at IS NULL AND given_up_at IS NULL")
_TAKEN = text("claimed_until IS NOT NULL")
_REFUSED = text("is_refused")


class OutgoingMail(Table, table=True):
    """Written in the transaction that causes it. Its parts are sealed while they hold a secret."""

    __table_args__ = (
        Index(
            "ix_outgoing_mail_waiting",
            "due_at",
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
        Index("ix_outgoing_mail_created_at", "created_at"),
        Index("ix_outgoing_mail_recipient_kind_created_at", "recipient", "kind", "created_at"),
        # How many went to somebody today, and what waits for them.
        Index("ix_outgoing_mail_recipient_let_through_at", "recipient", "let_through_at"),
        # What a process that is gone had taken.
        Index("ix_outgoing_mail_taken", "claimed_by", sqlite_where=_TAKEN, postgresql_where=_TAKEN),
        # What the operator's team looks into.
        Index(
            "ix_outgoing_mail_refused",
            "given_up_at",
            sqlite_where=_REFUSED,
            postgresql_where=_REFUSED,
        ),
    )

    id: UUID = identifier()
    # The same key is never written twice: what happens twice sends one mail.
    deduplication_key: str = Field(max_length=200, unique=True)
    kind: str = Field(max_length=40)
    recipient: str = Field(max_length=254)
    # Who causes it: an account, a network address; empty: nobody does, time has passed.
    caused_by: str = Field(default="", max_length=80)
    # What it tells the state of, if that may change again soon.
    thing: str = Field(default="", max_length=80)
    # Whether it waits for the thing to settle: a newer mail about that takes its place.
    is_resting: bool = False
    # Whom an answer goes to; empty: to the sender, which nobody reads.
    reply_to: str = Field(default="", max_length=254)
    subject: str = long_text()
    text: str = long_text()
    html: str = long_text()
    # Where its button leads; empty when it is a secret.
    link: str = long_text()
    # Whether subject, text and html are encrypted; they are blanked once the mail is sent.
    is_sealed: bool = False
    created_at: datetime = moment()
    due_at: datetime = moment()
    attempts: int = 0
    # Whether it counts in what may be written to somebody in a day (`mail.limits`).
    is_counted: bool = True
    # When the limits let it through; it counts from then on.
    let_through_at: datetime | None = maybe_moment()
    # Whether the limits keep it for the next mail that they let through to this recipient.
    is_held: bool = False
    # The mail that told this one with others; `sent_at` is when it was made.
    merged_into: UUID | None = Field(default=None, nullable=True)
    # Until when a process that took this row keeps it for itself.
    claimed_until: datetime | None = maybe_moment()
    # The process that took it, as `mail.claimants` names it; empty: one that cannot be asked about.
    claimed_by: str = Field(default="", max_length=40)
    sent_at: datetime | None = maybe_moment()
    given_up_at: datetime | None = maybe_moment()
    # Whether it was given up because its recipient's server refuses it for good.
    is_refused: bool = False
    last_error: str = long_text()
