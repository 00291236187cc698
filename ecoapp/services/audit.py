"""What the operator's team did: written in the transaction that does it, never changed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Session, col, select

from ecoapp.models import Account, AuditRecord
from ecoapp.services import access
from ecoapp.services.membership_events import account_name

COMMAND_LINE = "Ligne de commande"


class Action(StrEnum):
    """The words are what the database keeps and what the page shows."""

    OPERATOR_GRANTED = "Rôle d’opérateur donné"
    OPERATOR_REVOKED = "Rôle d’opérateur retiré"
    REQUEST_ACCEPTED = "Demande acceptée"
    REQUEST_REFUSED = "Demande refusée"
    ADMINISTRATOR_NAMED = "Administrateur nommé"
    FILE_CHECKED = "Fichier de partenaires vérifié"
    IMPORT_BEGUN = "Import de partenaires commencé"
    IMPORT_ENDED = "Import de partenaires terminé"
    MESSAGE_HANDLED = "Message traité"
    QUOTA_CHANGED = "Quota d’un compte changé"
    SEARCHED = "Recherche"
    DEMO_LOADED = "Données de démonstration chargées"


@dataclass(frozen=True)
class AuditLine:
    """One line of the log."""

    id: UUID
    action: str
    subject: str
    actor_name: str
    happened_at: datetime


def record(session: Session, action: Action, subject: str, *, by: UUID | None) -> None:
    """For other services. `by=None`: the command line."""
    actor = session.get_one(Account, by) if by else None
    session.add(
        AuditRecord(
            actor_id=by,
            actor_name=account_name(actor) if actor else COMMAND_LINE,
            action=action.value,
            subject=subject,
        )
    )


def page(session: Session, *, by: UUID, before: UUID | None = None, limit: int) -> list[AuditLine]:
    """The newest first; `before`: the last one of the page above. Raises `NotAllowed`."""
    access.require_operator(session, by=by)
    query = select(AuditRecord).order_by(col(AuditRecord.id).desc()).limit(limit)
    if before is not None:
        query = query.where(col(AuditRecord.id) < before)
    return [
        AuditLine(row.id, row.action, row.subject, row.actor_name, row.happened_at)
        for row in session.exec(query)
    ]
