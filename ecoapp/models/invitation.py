"""An invitation to join an établissement, sent to an address."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field

from ecoapp.models.columns import (
    identifier,
    maybe_moment,
    moment,
    one_of,
    refers_to,
    words,
)
from ecoapp.models.table import Table


class InvitationStatus(StrEnum):
    PENDING = "en_attente"
    ACCEPTED = "acceptee"
    DECLINED = "declinee"
    WITHDRAWN = "retiree"
    EXPIRED = "expiree"


class Invitation(Table, table=True):
    """For whoever proves to own the address. At most one pending an address and établissement."""

    __table_args__ = (
        Index(
            "uq_invitation_pending",
            "establishment_id",
            "email_key",
            unique=True,
            sqlite_where=text("status = 'en_attente'"),
            postgresql_where=text("status = 'en_attente'"),
        ),
        # Those that wait, the oldest first: ids follow time.
        Index("ix_invitation_email_key_status_id", "email_key", "status", "id"),
        Index("ix_invitation_establishment_id_status_id", "establishment_id", "status", "id"),
        Index("ix_invitation_status_expires_at", "status", "expires_at"),
    )

    id: UUID = identifier()
    establishment_id: UUID = refers_to("establishment.id")
    email: str = Field(max_length=254)
    email_key: str = Field(max_length=254)
    invited_by: UUID | None = refers_to(
        "account.id", on_delete="SET NULL", default=None, nullable=True
    )
    is_administrator: bool = False
    permissions: list[str] = words()
    status: InvitationStatus = one_of(InvitationStatus, default=InvitationStatus.PENDING)
    created_at: datetime = moment()
    expires_at: datetime = moment(default_now=False)
    decided_at: datetime | None = maybe_moment()

    def status_at(self, now: datetime) -> InvitationStatus:
        """Its time may be over before anybody has written so."""
        is_late = self.status is InvitationStatus.PENDING and self.expires_at <= now
        return InvitationStatus.EXPIRED if is_late else self.status
