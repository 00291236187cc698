"""« Mon espace »."""

from datetime import datetime
from typing import Any
from uuid import UUID

import reflex as rx

from ecoapp.core.errors import InputIsNotWhatTheFormSends
from ecoapp.services import (
    accounts,
    establishments,
    handover_views,
    logbook_shelf,
    pending_invitations,
    quotas,
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
from ecoapp.services.logbook_shelf import PAGE, Ground, Place, ShelfLine
from ecoapp.services.membership_notices import invitation_path
from ecoapp.services.notices import establishment_path, request_path
from ecoapp.services.pending_invitations import InvitationLine
from ecoapp.services.sirets import readable
from ecoapp.services.waiting_requests import WaitingRequest
from ecoapp.state.base import Answer, Screen, read, read_text
from ecoapp.state.guard import open_to_signed_in
from ecoapp.state.handovers import offer_title
from ecoapp.state.invitations import invitation_title

# Carnets that may still be made: from there on, it is said before they are missed.
FEW = 20


class MemberArea(Screen, rx.State):
    """What a person finds when they come in."""

    # « À faire »: carnets to accept, invitations to answer, then requests to decide.
    to_do: list[dict[str, str]] = []
    establishments: list[dict[str, str]] = []
    logbooks: list[dict[str, str]] = []
    # After which carnet the list goes on; empty: there are no more.
    next_logbook: str = ""
    # Said once few carnets are left to be made.
    few_left: str = ""
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
        self.logbooks, self.to_do = [], []
        await self._shelve(None, by=by)
        self.few_left = _few_left(*await read(quotas.logbooks_left, by=by))
        self.has_handovers = await read(handover_views.has_any, by=by)
        self.to_do += await _to_do(by)
        self.is_loaded = True
        return None

    @open_to_signed_in
    async def more(self, after: str) -> Answer:
        """« Afficher la suite » of the carnets, after the last one that is shown."""
        return await self._attempt(self._followed(after))

    async def _followed(self, after: Any) -> Answer:
        await self._shelve(_place(read_text(after)), by=await self._by())
        return None

    async def _shelve(self, after: Place | None, *, by: UUID) -> None:
        """One more page of carnets; those that are offered are something to do."""
        found = await read(logbook_shelf.of_account, by=by, after=after, limit=PAGE + 1)
        shown = found[:PAGE]
        self.to_do += [_offer(line) for line in shown if line.ground is Ground.OFFERED]
        self.logbooks += [_logbook(line) for line in shown if line.ground is not Ground.OFFERED]
        self.next_logbook = _cursor(shown[-1].place) if len(found) > PAGE else ""


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


def _few_left(left: int, most: int) -> str:
    if left > FEW:
        return ""
    if left <= 0:
        return (
            f"Vous avez {counted(most, 'carnet')}, c’est le maximum pour un compte. S’il vous en "
            "faut davantage, écrivez-nous depuis la page Contact."
        )
    return f"Vous pouvez encore créer {counted(left, 'carnet')}, sur {most} au plus."


def _cursor(place: Place) -> str:
    return f"{place.ground.value}/{place.id}"


def _place(cursor: str) -> Place:
    """Raises `InputIsNotWhatTheFormSends`."""
    ground, _, logbook_id = cursor.partition("/")
    try:
        return Place(Ground(int(ground)), UUID(logbook_id))
    except ValueError as error:
        raise InputIsNotWhatTheFormSends from error


def _day(moment: datetime) -> str:
    return long_date(moment.astimezone(PARIS).date())
