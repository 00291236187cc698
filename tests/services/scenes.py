"""An établissement with its people, for tests of who belongs there."""

from dataclasses import dataclass, replace
from uuid import UUID

from sqlmodel import select

from ecoapp.core.database import Database
from ecoapp.models import (
    Account,
    Establishment,
    Invitation,
    InvitationStatus,
    Membership,
    MembershipEvent,
    MembershipRequest,
    Notification,
    RequestStatus,
)
from ecoapp.services import invitation_answers, invitations, joining, memberships
from ecoapp.services.invitations import Invited
from ecoapp.services.rights import READ_ONLY, Rights
from tests import factories


@dataclass
class Place:
    """Jean and Nadia administer; Oscar is a member; Camille has an account only."""

    database: Database
    siret: str
    jean: UUID
    nadia: UUID
    oscar: UUID
    camille: UUID

    def on(self, database: Database) -> "Place":
        """The same people, through a connection of their own."""
        return replace(self, database=database)

    # What people do

    def change(self, of: UUID, rights: Rights, *, by: UUID) -> None:
        with self.database.writing() as session:
            memberships.change_rights(session, self.siret, self.membership_id(of), rights, by=by)

    def revoke(self, of: UUID, *, by: UUID) -> None:
        with self.database.writing() as session:
            memberships.revoke(session, self.siret, self.membership_id(of), by=by)

    def leave(self, by: UUID) -> None:
        with self.database.writing() as session:
            memberships.leave(session, self.siret, by=by)

    def invite(self, email: str, rights: Rights = READ_ONLY, *, by: UUID | None = None) -> Invited:
        with self.database.writing() as session:
            return invitations.invite(
                session, self.siret, by=by or self.jean, email=email, rights=rights
            )

    def accept(self, invitation_id: UUID, *, by: UUID | None = None) -> str:
        with self.database.writing() as session:
            return invitation_answers.accept(session, invitation_id, by=by or self.camille)

    def decline(self, invitation_id: UUID, *, by: UUID | None = None) -> None:
        with self.database.writing() as session:
            invitation_answers.decline(session, invitation_id, by=by or self.camille)

    def withdraw(self, invitation_id: UUID, *, by: UUID | None = None) -> str:
        with self.database.writing() as session:
            return invitations.withdraw(session, self.siret, invitation_id, by=by or self.jean)

    def ask(self, by: UUID | None = None) -> UUID:
        with self.database.writing() as session:
            sent = joining.send_request(session, self.siret, by=by or self.camille, message="")
        assert sent.request_id
        return sent.request_id

    # What is there then

    def membership_id(self, of: UUID) -> UUID:
        with self.database.reading() as session:
            return (
                session.exec(select(Membership.id).where(Membership.account_id == of)).first()
                or factories.tokens.new_id()
            )

    def administrators(self) -> set[UUID]:
        with self.database.reading() as session:
            return {
                row.account_id for row in session.exec(select(Membership)) if row.is_administrator
            }

    def members(self) -> set[UUID]:
        with self.database.reading() as session:
            return set(session.exec(select(Membership.account_id)))

    def events(self) -> list[tuple[str, str, str]]:
        """What the history has, oldest first: (kind, whom it is about, who did it)."""
        with self.database.reading() as session:
            rows = session.exec(select(MembershipEvent).order_by(MembershipEvent.id)).all()  # type: ignore[arg-type]
        return [(row.kind.value, row.person_name, row.actor_name) for row in rows]

    def told(self, account: UUID) -> list[Notification]:
        with self.database.reading() as session:
            return list(
                session.exec(select(Notification).where(Notification.account_id == account))
            )

    def invitation_ids(self) -> list[UUID]:
        with self.database.reading() as session:
            return list(session.exec(select(Invitation.id).order_by(Invitation.id)))  # type: ignore[arg-type]

    def status(self, invitation_id: UUID) -> InvitationStatus:
        with self.database.reading() as session:
            return session.get_one(Invitation, invitation_id).status

    def nothing_waits(self) -> bool:
        """Neither an invitation nor a request is left without its answer."""
        with self.database.reading() as session:
            invitation = select(Invitation).where(Invitation.status == InvitationStatus.PENDING)
            request = select(MembershipRequest).where(
                MembershipRequest.status == RequestStatus.PENDING
            )
            to_handle = select(Notification).where(Notification.is_to_handle)
            return not any(
                session.exec(query).first() for query in (invitation, request, to_handle)
            )

    def email(self, of: UUID) -> str:
        with self.database.reading() as session:
            return session.get_one(Account, of).email

    def establishment(self) -> Establishment:
        with self.database.reading() as session:
            return session.exec(
                select(Establishment).where(Establishment.siret == self.siret)
            ).one()


def place(database: Database) -> Place:
    with database.writing() as session:
        jean, nadia, oscar, camille = (
            factories.account(
                session,
                first_name=first_name,
                last_name=last_name,
                email=f"{first_name}@aubry.example",
            )
            for first_name, last_name in (
                ("Jean", "Morvan"),
                ("Nadia", "Perrin"),
                ("Oscar", "Bellec"),
                ("Camille", "Renaud"),
            )
        )
        row = factories.establishment(session, administrators=(jean, nadia), name="Aubry")
        factories.membership(session, oscar, row)
    return Place(database, row.siret, jean.id, nadia.id, oscar.id, camille.id)
