"""What a person is told in their inbox."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index

from ecoapp.models.columns import identifier, maybe_moment, moment, one_of, refers_to
from ecoapp.models.table import Table


class NotificationKind(StrEnum):
    REQUEST_RECEIVED = "demande_recue"
    REQUEST_SENT = "demande_envoyee"
    ESTABLISHMENT_CREATED = "etablissement_cree"


class Notification(Table, table=True):
    __table_args__ = (Index("ix_notification_account_id_created_at", "account_id", "created_at"),)

    id: UUID = identifier()
    account_id: UUID = refers_to("account.id")
    kind: NotificationKind = one_of(NotificationKind)
    establishment_id: UUID | None = refers_to("establishment.id", default=None, nullable=True)
    request_id: UUID | None = refers_to("membership_request.id", default=None, nullable=True)
    created_at: datetime = moment()
    read_at: datetime | None = maybe_moment()
