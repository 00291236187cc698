"""« Mon espace »."""

from datetime import datetime
from uuid import UUID

import reflex as rx

from ecoapp.services import (
    accounts,
    establishments,
    handover_views,
    logbook_shelf,
    pending_invitations,
    waiting_requests,
)
from ecoapp.services.establishments import EstablishmentLine
from ecoapp.services.french_words import (
    PARIS,
    counted,
    long_date,
    moment_in_french,
    of_somebody,
    quoted,
)
from ecoapp.services.handover_views import HandoverView
from ecoapp.services.logbook_paths import handover_path, logbook_path, offer_path
from ecoapp.services.logbook_shelf import Ground, ShelfLine
from ecoapp.services.membership_notices import invitation_path
from ecoapp.services.notices import establishment_path, request_path
from ecoapp.services.pending_invitations import InvitationLine
from ecoapp.services.sirets import readable
from ecoapp.services.waiting_requests import WaitingRequest
from ecoapp.state.base import Answer, Screen, read
from ecoapp.state.guard import open_to_signed_in
from ecoapp.state.handovers import offer_title
from ecoapp.state.invitations import invitation_title


class MemberArea(Screen, rx.State):
    """What a person finds when they come in."""

    # « À faire »: carnets to accept, invitations to answer, then requests to decide.
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
        shelf = await read(logbook_shelf.of_account, by=by)
        offers = [line for line in shelf if line.ground is Ground.OFFERED]
        self.logbooks = [_logbook(line) for line in shelf if line not in offers]
        self.has_handovers = await read(handover_views.has_any, by=by)
        self.to_do = [*map(_offer, offers), *await _to_do(by)]
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
        "detail": f"Valable jusqu’au {_day(line.expires_at)}",
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


def _offer(line: ShelfLine) -> dict[str, str]:
    since = f" le {_day(line.since)}" if line.since else ""
    return {
        "icon": "book-open",
        "title": f"{line.who} a préparé pour vous le carnet {quoted(line.name)}",
        "detail": f"Proposé{since}",
        "action": "Voir le carnet",
        "about": f" {quoted(line.name)}, pour l’accepter ou le décliner",
        "href": offer_path(line.id),
    }


def _logbook(line: ShelfLine) -> dict[str, str]:
    details = {
        Ground.OWN: f"{counted(line.filled, 'partie')} sur {line.applicable}",
        Ground.PREPARED: f"Préparé pour {line.who}",
        Ground.SHARED: f"Partagé par {line.who}",
    }
    return {
        "name": line.name,
        "detail": details[line.ground],
        "waits": "oui" if line.ground is Ground.PREPARED else "",
        "href": logbook_path(line.id),
    }


def _day(moment: datetime) -> str:
    return long_date(moment.astimezone(PARIS).date())
