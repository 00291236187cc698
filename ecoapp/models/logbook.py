"""A carnet numérique: the digital logbook of a dwelling, and with whom it is shared."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, Date, Index, text
from sqlmodel import Field

from ecoapp.models.columns import identifier, maybe_moment, moment, one_of, refers_to, words
from ecoapp.models.table import Table

_IS_LIVE = text("ended_at IS NULL")
_IS_WAITED_FOR = text("offer_due_at IS NOT NULL")


class Logbook(Table, table=True):
    """Without `owner_id` its creator prepares it for whoever proves to own `offered_to`."""

    __table_args__ = (
        Index("ix_logbook_owner_id_id", "owner_id", "id"),
        Index("ix_logbook_created_by_id", "created_by", "id"),
        Index("ix_logbook_offered_to_key_id", "offered_to_key", "id"),
        Index(
            "ix_logbook_offer_due_at",
            "offer_due_at",
            "id",
            sqlite_where=_IS_WAITED_FOR,
            postgresql_where=_IS_WAITED_FOR,
        ),
    )

    id: UUID = identifier()
    name: str = Field(max_length=200)
    owner_id: UUID | None = refers_to("account.id", default=None, nullable=True)
    created_by: UUID | None = refers_to(
        "account.id", on_delete="SET NULL", default=None, nullable=True
    )
    created_by_name: str = Field(max_length=410)
    # Empty once it is accepted, and of who made it for themself.
    offered_to: str = Field(default="", max_length=254)
    offered_to_key: str = Field(default="", max_length=254)
    # Since when that address is waited for, and when something is done about its silence next.
    offered_at: datetime | None = maybe_moment()
    offer_due_at: datetime | None = maybe_moment()
    # Codes of the parts that this dwelling has not.
    not_applicable: list[str] = words()
    created_at: datetime = moment()
    # Since when its owner owns it.
    owned_since: datetime | None = maybe_moment()


class ShareEnd(StrEnum):
    """Why a share is over."""

    ENDED = "termine"
    LEFT = "quitte"
    EXPIRED = "echu"
    HANDED_OVER = "remis"


class Share(Table, table=True):
    """What the owner of an address may see and do, part by part. One live a carnet and address.

    It needs no answer: who has the account of that address, now or later, finds the carnet.
    """

    __table_args__ = (
        Index(
            "uq_share_live",
            "logbook_id",
            "email_key",
            unique=True,
            sqlite_where=_IS_LIVE,
            postgresql_where=_IS_LIVE,
        ),
        Index("ix_share_logbook_id_id", "logbook_id", "id"),
        Index(
            "ix_share_account_id_live",
            "account_id",
            "id",
            sqlite_where=_IS_LIVE,
            postgresql_where=_IS_LIVE,
        ),
        Index(
            "ix_share_email_key_live",
            "email_key",
            sqlite_where=_IS_LIVE,
            postgresql_where=_IS_LIVE,
        ),
        Index(
            "ix_share_ends_on_live",
            "ends_on",
            sqlite_where=_IS_LIVE,
            postgresql_where=_IS_LIVE,
        ),
    )

    id: UUID = identifier()
    logbook_id: UUID = refers_to("logbook.id")
    email: str = Field(max_length=254)
    email_key: str = Field(max_length=254)
    # As soon as the address has one.
    account_id: UUID | None = refers_to("account.id", default=None, nullable=True)
    # By the code of the part: a word of `AccessLevel`; a part that is missing is not open.
    levels: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    # The last day, in Paris; none: until it is ended.
    ends_on: date | None = Field(default=None, sa_type=Date, nullable=True)
    shared_by: UUID | None = refers_to(
        "account.id", on_delete="SET NULL", default=None, nullable=True
    )
    created_at: datetime = moment()
    changed_at: datetime = moment()
    ended_at: datetime | None = maybe_moment()
    ended_how: ShareEnd | None = one_of(ShareEnd, default=None, nullable=True)


class HandoverStatus(StrEnum):
    PENDING = "en_attente"
    ACCEPTED = "acceptee"
    DECLINED = "declinee"
    WITHDRAWN = "retiree"
    EXPIRED = "expiree"


_IS_PENDING = text("status = 'en_attente'")


class Handover(Table, table=True):
    """A carnet that goes to who buys the dwelling. One pending a carnet.

    Names, addresses and `content` are kept as they were: the receipt says the same for ever.
    """

    __table_args__ = (
        Index(
            "uq_handover_pending",
            "logbook_id",
            unique=True,
            sqlite_where=_IS_PENDING,
            postgresql_where=_IS_PENDING,
        ),
        Index("ix_handover_logbook_id_id", "logbook_id", "id"),
        Index("ix_handover_buyer_email_key_status_id", "buyer_email_key", "status", "id"),
        Index("ix_handover_seller_id_id", "seller_id", "id"),
        Index("ix_handover_buyer_id_id", "buyer_id", "id"),
        Index("ix_handover_status_expires_at", "status", "expires_at"),
    )

    id: UUID = identifier()
    logbook_id: UUID | None = refers_to(
        "logbook.id", on_delete="SET NULL", default=None, nullable=True
    )
    logbook_name: str = Field(max_length=200)
    seller_id: UUID | None = refers_to(
        "account.id", on_delete="SET NULL", default=None, nullable=True
    )
    seller_name: str = Field(max_length=410)
    seller_email: str = Field(max_length=254)
    buyer_id: UUID | None = refers_to(
        "account.id", on_delete="SET NULL", default=None, nullable=True
    )
    buyer_name: str = Field(default="", max_length=410)
    buyer_email: str = Field(max_length=254)
    buyer_email_key: str = Field(max_length=254)
    # Codes of the parts that go along.
    parts: list[str] = words()
    # Once accepted, by the code of each part there was: how many entries and files went along; an
    # empty list of a part that did not go.
    content: dict[str, list[int]] = Field(default_factory=dict, sa_type=JSON)
    # SHA-256 of what went along, in hexadecimal: see `services/handover_moves.py`.
    digest: str = Field(default="", max_length=64)
    status: HandoverStatus = one_of(HandoverStatus, default=HandoverStatus.PENDING)
    created_at: datetime = moment()
    expires_at: datetime = moment(default_now=False)
    decided_at: datetime | None = maybe_moment()

    def status_at(self, now: datetime) -> HandoverStatus:
        """Its time may be over before anybody has written so."""
        is_late = self.status is HandoverStatus.PENDING and self.expires_at <= now
        return HandoverStatus.EXPIRED if is_late else self.status


class CalendarFeed(Table, table=True):
    """The secret address at which a person's deadlines can be followed. One a person."""

    id: UUID = identifier()
    account_id: UUID = refers_to("account.id", unique=True)
    token_hash: str = Field(max_length=64, unique=True)
    created_at: datetime = moment()
