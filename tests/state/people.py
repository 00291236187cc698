"""Everybody who may stand around an établissement and a request to be attached to it."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from ecoapp.core import tokens
from ecoapp.core.database import Database
from ecoapp.models import HandoverStatus
from ecoapp.services.catalogue_terms import AccessLevel
from tests import factories

ROLES = ("stranger", "member", "administrator", "requester", "operator")


@dataclass
class People:
    """Six people around one request, and a contract with a file where they are.

    `cookies`: by role, the token of the person's cookie. `notification_id`: one that the
    administrator got.
    """

    request_id: UUID
    siret: str
    # Of a member who may be changed; of somebody without an account, unless `gather` says whom.
    invitation_id: UUID
    membership_id: UUID
    notification_id: UUID
    entry_id: UUID
    file_id: UUID
    # A carnet of the administrator, who shares one part of it with the member, to be read.
    logbook_id: UUID
    share_id: UUID
    # A carnet that the administrator prepares for whoever is invited.
    offer_id: UUID
    # The administrator proposes it to the requester; a carnet that the one gave to the other.
    handover_id: UUID
    receipt_id: UUID
    cookies: dict[str, str | None] = field(default_factory=dict)
    accounts: dict[str, UUID] = field(default_factory=dict)

    def at(self, path: str) -> str:
        """An address with the ids of these people's objects in it."""
        return path.format(
            request=self.request_id,
            siret=self.siret,
            invitation=self.invitation_id,
            membership=self.membership_id,
            notification=self.notification_id,
            entry=self.entry_id,
            file=self.file_id,
            logbook=self.logbook_id,
            share=self.share_id,
            offer=self.offer_id,
            handover=self.handover_id,
            receipt=self.receipt_id,
        )

    def in_place(self, arguments: Any) -> Any:
        """Arguments with the ids of these people's objects in them."""
        if isinstance(arguments, dict):
            return {name: self.in_place(value) for name, value in arguments.items()}
        return self.at(arguments) if isinstance(arguments, str) else arguments


def gather(database: Database, *, invited: str = "") -> People:
    """A new établissement, its people, a request that waits there; `invited`: whose role."""
    cookies = {role: tokens.new_token() for role in ROLES}
    with database.writing() as session:
        accounts = {
            role: factories.account(
                session, first_name=role.title(), is_operator=role == "operator"
            )
            for role in ROLES
        }
        for role, account in accounts.items():
            factories.signed_in(session, account, cookie=cookies[role])
        place = factories.establishment(session, administrators=(accounts["administrator"],))
        membership = factories.membership(session, accounts["member"], place)
        guest = accounts[invited].email if invited else "ariane@exemple.fr"
        invitation = factories.invitation(session, guest, place, by=accounts["administrator"])
        request = factories.membership_request(
            session,
            accounts["requester"],
            place,
            message="Je tiens le chantier de Vannes",
            informed=1,
        )
        notification = factories.notification(session, accounts["administrator"], read=True)
        entry = factories.entry(session, place, "contracts", title="Contrat de Vannes")
        file = factories.attachment(session, entry, name="Vannes.pdf")
        logbook = factories.logbook(session, accounts["administrator"])
        share = factories.share(
            session, logbook, accounts["member"], {"equipment": AccessLevel.READ}
        )
        offer = factories.logbook(session, prepared_by=accounts["administrator"], offered_to=guest)
        handover = factories.handover(session, logbook, accounts["requester"])
        given = factories.handover(
            session, logbook, accounts["requester"], status=HandoverStatus.ACCEPTED
        )
    return People(
        request.id,
        place.siret,
        invitation.id,
        membership.id,
        notification.id,
        entry.id,
        file.id,
        logbook.id,
        share.id,
        offer.id,
        handover.id,
        given.id,
        {"anonymous": tokens.new_token(), **cookies},
        {role: account.id for role, account in accounts.items()},
    )
