"""Who is attached to an établissement (rattachement)."""

from uuid import UUID

from sqlmodel import Session, select

from ecoapp.models import Establishment, Membership
from ecoapp.services import access
from ecoapp.services.rights import Rights


def lock(session: Session, establishment_id: UUID) -> None:
    """Let one transaction at a time change who belongs to this établissement.

    For other services: first statement of whatever adds, changes or ends a membership. (On SQLite
    a writing transaction is alone already.)
    """
    session.exec(
        select(Establishment.id).where(Establishment.id == establishment_id).with_for_update()
    ).one()


def add(session: Session, account_id: UUID, establishment_id: UUID, rights: Rights) -> None:
    """For other services, under `lock`: attach somebody; who belongs there already stays as is."""
    if access.belongs(session, establishment_id, by=account_id):
        return
    session.add(
        Membership(
            account_id=account_id,
            establishment_id=establishment_id,
            is_administrator=rights.is_administrator,
            permissions=list(rights.permissions),
        )
    )
