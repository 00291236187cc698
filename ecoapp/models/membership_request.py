"""A request to be attached to an établissement (demande de rattachement), or to administer it."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, false, text
from sqlmodel import Field

from ecoapp.models.columns import (
    identifier,
    long_text,
    maybe_moment,
    moment,
    one_of,
    refers_to,
)
from ecoapp.models.table import Table

MESSAGE_MAX = 500
# An unanswered request ends after this long (PRODUCT §2).
LIFE = timedelta(days=30)


class RequestStatus(StrEnum):
    PENDING = "en_attente"
    ACCEPTED = "acceptee"
    REFUSED = "refusee"
    CANCELLED = "annulee"
    EXPIRED = "expiree"


class MembershipRequest(Table, table=True):
    """At most one pending a person and établissement: the partial unique index holds it."""

    __table_args__ = (
        Index(
            "uq_membership_request_pending",
            "account_id",
            "establishment_id",
            unique=True,
            sqlite_where=text("status = 'en_attente'"),
            postgresql_where=text("status = 'en_attente'"),
        ),
        # Those that wait, the oldest first: ids follow time.
        Index(
            "ix_membership_request_establishment_id_status_id", "establishment_id", "status", "id"
        ),
        Index("ix_membership_request_status_created_at", "status", "created_at"),
        Index("ix_membership_request_account_id_created_at", "account_id", "created_at"),
    )

    id: UUID = identifier()
    account_id: UUID = refers_to("account.id")
    establishment_id: UUID = refers_to("establishment.id")
    # From a member, where nobody administers: it goes to the operator's team.
    asks_to_administer: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    message: str = long_text()
    status: RequestStatus = one_of(RequestStatus, default=RequestStatus.PENDING)
    created_at: datetime = moment()
    decided_at: datetime | None = maybe_moment()
    decided_by: UUID | None = refers_to(
        "account.id", on_delete="SET NULL", default=None, nullable=True
    )
    # What the person who refuses tells the requester; may be empty.
    reason: str = long_text()
    # How many administrators were told when it was sent; 0: it went to the operator's team.
    administrators_informed: int = 0
    # The last reminder that was sent to who answers (the second one is 2, also when the first was
    # missed), and when.
    reminders_sent: int = 0
    reminded_at: datetime | None = maybe_moment()

    @property
    def expires_at(self) -> datetime:
        return self.created_at + LIFE

    def status_at(self, now: datetime) -> RequestStatus:
        """Its time may be over before anybody has written so."""
        is_late = self.status is RequestStatus.PENDING and self.expires_at <= now
        return RequestStatus.EXPIRED if is_late else self.status
