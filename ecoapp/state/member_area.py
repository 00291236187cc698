"""« Mon espace »."""

from uuid import UUID

import reflex as rx

from ecoapp.services import (
    accounts,
    establishments,
    handover_views,
    logbooks,
    pending_invitations,
    waiting_requests,
)
from ecoapp.services.establishments import EstablishmentLine
from ecoapp.services.french_words import PARIS, long_date, moment_in_french, of_somebody
from ecoapp.services.handover_views import HandoverView
from ecoapp.services.logbook_paths import handover_path
from ecoapp.services.logbooks import LogbookLine
from ecoapp.services.membership_notices import invitation_path
from ecoapp.services.notices import establishment_path, request_path
from ecoapp.services.pending_invitations import InvitationLine
from ecoapp.services.sirets import readable
from ecoapp.services.waiting_requests import WaitingRequest
from ecoapp.state.base import Answer, Screen, read
from ecoapp.state.guard import open_to_signed_in
from ecoapp.state.handovers import offer_title
from ecoapp.state.invitations import invitation_title
from ecoapp.state.places import LOGBOOKS


class MemberArea(Screen, rx.State):
    """What a person finds when they come in."""

    # « À faire »: invitations to answer, then requests to decide.
    to_do: list[dict[str, str]] = []
    establishments: list[dict[str, str]] = []
    logbooks: list[dict[str, str]] = []
    has_handovers: bool = False
    is_individual: bool = False
    is_operator: bool = False
    is_loaded: bool = False

    @open_to_signed_in
    async def load(self) -> Answer:
        return await self._fill(self._loaded())

    async def _loaded(self) -> Answer:
        by = await self._by()
        account = await read(accounts.view, by=by)
        self.is_individual, self.is_operator = account.is_individual, account.is_operator
        self.establishments = [_row(line) for line in await read(establishments.of_account, by=by)]
        self.logbooks = [_logbook(line) for line in await read(logbooks.of_account, by=by)]
        self.has_handovers = await read(handover_views.has_any, by=by)
        self.to_do = await _to_do(by)
        self.is_loaded = True
        return None


async def _to_do(by: UUID) -> list[dict[str, str]]:
    invitations = await read(pending_invitations.of_person, by=by)
    handovers = await read(handover_views.waiting, by=by)
    requests = await read(waiting_requests.of_administrator, by=by)
    return [*map(_invitation, invitations), *map(_handover, handovers), *map(_request, requests)]


def _invitation(line: InvitationLine) -> dict[str, str]:
    return {
        "icon": "mail",
        "title": invitation_title(line),
        "detail": f"Valable jusqu’au {long_date(line.expires_at.astimezone(PARIS).date())}",
        "action": "Voir l’invitation",
        "about": f" à rejoindre {line.establishment_name}",
        "href": invitation_path(line.id),
    }


def _handover(line: HandoverView) -> dict[str, str]:
    return {
        "icon": "key-round",
        "title": offer_title(line),
        "detail": f"Valable jusqu’au {long_date(line.expires_at.astimezone(PARIS).date())}",
        "action": "Voir la proposition",
        "about": f" pour {line.logbook_name}",
        "href": handover_path(line.id),
    }


def _request(line: WaitingRequest) -> dict[str, str]:
    return {
        "icon": "user-plus",
        "title": f"{line.requester_name} demande son rattachement à {line.establishment_name}",
        "detail": f"Reçue le {moment_in_french(line.sent_at)}",
        "action": "Gérer les droits",
        "about": f" {of_somebody(line.requester_name)}",
        "href": request_path(line.id),
    }


def _row(line: EstablishmentLine) -> dict[str, str]:
    return {
        "name": line.name,
        "siret": readable(line.siret),
        # Empty while one's request waits.
        "standing": "" if line.request_id else line.rights.standing,
        "to_verify": "oui" if line.is_to_be_verified else "",
        "href": (
            request_path(line.request_id) if line.request_id else establishment_path(line.siret)
        ),
    }


def _logbook(line: LogbookLine) -> dict[str, str]:
    return {
        "name": line.name,
        "owner": line.owner_name,
        "offered_to": line.offered_to,
        "href": f"/{LOGBOOKS}/{line.id}",
    }
