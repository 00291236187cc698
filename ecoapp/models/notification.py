"""What a person is told in their inbox."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field

from ecoapp.models.columns import (
    identifier,
    long_text,
    maybe_moment,
    moment,
    moment_of_change,
    one_of,
    refers_to,
)
from ecoapp.models.table import Table


class NotificationKind(StrEnum):
    REQUEST_RECEIVED = "demande_recue"
    REQUEST_SENT = "demande_envoyee"
    REQUEST_REMINDER = "demande_rappel"
    REQUEST_ACCEPTED = "demande_acceptee"
    REQUEST_REFUSED = "demande_refusee"
    REQUEST_EXPIRED = "demande_expiree"
    ESTABLISHMENT_CREATED = "etablissement_cree"
    RIGHTS_CHANGED = "droits_modifies"
    MEMBERSHIP_REVOKED = "rattachement_retire"
    MEMBER_LEFT = "membre_parti"
    ADMINISTRATOR_NAMED = "administrateur_nomme"
    INVITATION_RECEIVED = "invitation_recue"
    INVITATION_ACCEPTED = "invitation_acceptee"
    INVITATION_DECLINED = "invitation_declinee"
    # The first is for who was invited, the second for who administers.
    INVITATION_ENDED = "invitation_terminee"
    INVITATIONS_ENDED = "invitations_terminees"
    LOGBOOK_OFFERED = "carnet_propose"
    LOGBOOK_ACCEPTED = "carnet_accepte"
    LOGBOOK_DECLINED = "carnet_decline"
    LOGBOOK_UNANSWERED = "carnet_sans_reponse"
    LOGBOOK_DELETED = "carnet_supprime"
    LOGBOOK_SHARED = "carnet_partage"
    SHARE_CHANGED = "partage_modifie"
    SHARE_ENDED = "partage_termine"
    SHARE_LEFT = "partage_quitte"
    DEADLINE_NEAR = "echeance_proche"
    HANDOVER_OFFERED = "remise_proposee"
    HANDOVER_ACCEPTED = "remise_acceptee"
    HANDOVER_DECLINED = "remise_declinee"
    HANDOVER_WITHDRAWN = "remise_retiree"
    HANDOVER_EXPIRED = "remise_expiree"


_UNREAD = text("read_at IS NULL")
_TO_HANDLE = text("is_to_handle")


class Notification(Table, table=True):
    """Its words are kept as they were told; ids are in the order of time, so pages follow them."""

    __table_args__ = (
        Index("ix_notification_account_id_id", "account_id", "id"),
        Index(
            "ix_notification_unread",
            "account_id",
            "id",
            sqlite_where=_UNREAD,
            postgresql_where=_UNREAD,
        ),
        Index(
            "ix_notification_to_handle",
            "account_id",
            "id",
            sqlite_where=_TO_HANDLE,
            postgresql_where=_TO_HANDLE,
        ),
        Index("ix_notification_request_id", "request_id"),
        Index("ix_notification_logbook_id", "logbook_id"),
        Index("ix_notification_changed_at", "changed_at", "account_id"),
    )

    id: UUID = identifier()
    account_id: UUID = refers_to("account.id")
    kind: NotificationKind = one_of(NotificationKind)
    title: str = long_text()
    detail: str = long_text()
    # Where it leads, on this site.
    path: str = Field(default="", max_length=200)
    # Whether something is expected of the person; over once anybody has done it.
    is_to_handle: bool = False
    establishment_id: UUID | None = refers_to("establishment.id", default=None, nullable=True)
    request_id: UUID | None = refers_to("membership_request.id", default=None, nullable=True)
    invitation_id: UUID | None = refers_to("invitation.id", default=None, nullable=True)
    logbook_id: UUID | None = refers_to("logbook.id", default=None, nullable=True)
    created_at: datetime = moment()
    read_at: datetime | None = maybe_moment()
    # Follows every change by itself: the pages that are open look for what changed just now.
    changed_at: datetime = moment_of_change()
