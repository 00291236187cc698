"""What happened between people and an établissement: who did what, when. Nothing is lost."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field

from ecoapp.models.columns import identifier, long_text, moment, one_of, refers_to, words
from ecoapp.models.table import Table


class MembershipEventKind(StrEnum):
    CREATED = "creation"
    REQUESTED = "demande"
    CANCELLED = "annulation"
    EXPIRED = "expiration"
    ACCEPTED = "acceptation"
    REFUSED = "refus"
    RIGHTS_CHANGED = "droits"
    REVOKED = "retrait"
    LEFT = "depart"
    ADMINISTRATION_REQUESTED = "demande_administration"
    ADMINISTRATOR_NAMED = "nomination"
    INVITED = "invitation"
    INVITATION_WITHDRAWN = "invitation_retiree"
    INVITATION_DECLINED = "invitation_declinee"
    INVITATION_ACCEPTED = "invitation_acceptee"
    INVITATION_EXPIRED = "invitation_expiree"
    # Its sender, the actor, does not administer any more.
    INVITATION_ENDED = "invitation_terminee"


_CREATED = text("kind = 'creation'")


class MembershipEvent(Table, table=True):
    """Names are kept as they were: the history stays readable when an account is gone."""

    __table_args__ = (
        Index("ix_membership_event_establishment_id_id", "establishment_id", "id"),
        Index(
            "ix_membership_event_created_by",
            "actor_id",
            "happened_at",
            sqlite_where=_CREATED,
            postgresql_where=_CREATED,
        ),
        Index("ix_membership_event_membership_id", "membership_id"),
    )

    id: UUID = identifier()
    establishment_id: UUID = refers_to("establishment.id")
    kind: MembershipEventKind = one_of(MembershipEventKind)
    # Whom it is about; an invited person may have an address only.
    person_id: UUID | None = refers_to(
        "account.id", on_delete="SET NULL", default=None, nullable=True
    )
    person_name: str = Field(max_length=410)
    # Which membership changed or ended; the row may be gone, so it refers to nothing.
    membership_id: UUID | None = Field(default=None)
    # Who did it; empty: nobody, time passed.
    actor_id: UUID | None = refers_to(
        "account.id", on_delete="SET NULL", default=None, nullable=True
    )
    actor_name: str = Field(default="", max_length=410)
    is_administrator: bool = False
    permissions: list[str] = words()
    reason: str = long_text()
    happened_at: datetime = moment()
