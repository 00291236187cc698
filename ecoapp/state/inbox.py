"""« Vos notifications »."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import reflex as rx

from ecoapp.core import clock
from ecoapp.services import inbox
from ecoapp.services.french_words import NBSP, PARIS, short_moment
from ecoapp.services.inbox import MOST_COUNTED, Counts, Filter, Line, Page
from ecoapp.state.base import Answer, Screen, go_to, read, read_text, write
from ecoapp.state.guard import open_to_signed_in
from ecoapp.state.membership_requests import parsed_id
from ecoapp.state.viewer import Viewer

PATH = "/notifications"
READ, UNREAD = "lue", "non lue"

# Kinds of notifications, by the icon that goes with them; the bell for the others.
_ICONS = {
    "demande_recue": "user-plus",
    "demande_rappel": "user-plus",
    "demande_envoyee": "send",
    "demande_acceptee": "circle-check",
    "demande_refusee": "ban",
    "demande_expiree": "clock",
    "etablissement_cree": "building-2",
    "droits_modifies": "sliders-horizontal",
    "rattachement_retire": "ban",
    "membre_parti": "users",
    "administrateur_nomme": "shield-check",
    "invitation_recue": "mail",
    "invitation_acceptee": "circle-check",
    "invitation_declinee": "ban",
    "invitation_terminee": "ban",
    "invitations_terminees": "ban",
    "carnet_propose": "book-open",
    "carnet_accepte": "circle-check",
    "carnet_decline": "ban",
    "carnet_sans_reponse": "clock",
    "carnet_supprime": "trash-2",
    "carnet_partage": "share-2",
    "partage_modifie": "sliders-horizontal",
    "partage_termine": "ban",
    "partage_quitte": "users",
    "echeance_proche": "calendar-clock",
    "remise_proposee": "key-round",
    "remise_acceptee": "circle-check",
    "remise_declinee": "ban",
    "remise_retiree": "ban",
    "remise_expiree": "clock",
}
_TONES = {
    "demande_acceptee": "ok",
    "etablissement_cree": "ok",
    "invitation_acceptee": "ok",
    "carnet_accepte": "ok",
    "remise_acceptee": "ok",
    "demande_refusee": "danger",
    "rattachement_retire": "danger",
}
_REQUESTS = ("demande_recue", "demande_rappel")


def _days_ago(line: Line, now: datetime) -> int:
    """By the calendar of Paris."""
    return (now.astimezone(PARIS).date() - line.told_at.astimezone(PARIS).date()).days


# The headings on the page, by their vars.
_GROUPS: dict[str, Callable[[Line, datetime], bool]] = {
    "today": lambda line, now: _days_ago(line, now) < 1,
    "this_week": lambda line, now: 1 <= _days_ago(line, now) <= 7,
    "earlier": lambda line, now: _days_ago(line, now) > 7,
}


class Inbox(Screen, rx.State):
    """`/notifications`, and `/notifications/<id>`, which marks one as read and leads on."""

    # The list that is shown, by its word in the address.
    only: str = ""
    today: list[dict[str, str]] = []
    this_week: list[dict[str, str]] = []
    earlier: list[dict[str, str]] = []
    status: str = ""
    all_count: str = ""
    unread_count: str = ""
    to_handle_count: str = ""
    newer_url: str = ""
    older_url: str = ""
    is_loaded: bool = False

    @open_to_signed_in
    async def load(self) -> Answer:
        return await self._fill(self._loaded())

    async def _loaded(self) -> Answer:
        page, counts = await self._look(await self._by())
        self._show_page(page, counts)
        (await self.get_state(Viewer))._count(counts.unread)
        return None

    @open_to_signed_in
    async def open_one(self) -> Answer:
        return await self._attempt(self._opened())

    async def _opened(self) -> Answer:
        notification = parsed_id(self.router.url.path.rstrip("/").rpartition("/")[2])
        by = await self._by()
        path = await write(inbox.open_one, notification, by=by)
        (await self.get_state(Viewer))._count(await read(inbox.unread_count, by=by))
        return go_to(path or PATH, replace=True)

    @open_to_signed_in
    async def mark(self, notification: str, wanted: str) -> Answer:
        """« Marquer comme lue », « Marquer comme non lue »."""
        return await self._attempt(self._marked(notification, wanted))

    async def _marked(self, notification: Any, wanted: Any) -> Answer:
        is_read = read_text(wanted) == READ
        which = parsed_id(read_text(notification))
        await write(inbox.mark, which, is_read=is_read, by=await self._by())
        return await self._loaded()

    @open_to_signed_in
    async def mark_all_read(self) -> Answer:
        """« Tout marquer comme lu »."""
        return await self._attempt(self._all_marked_read())

    async def _all_marked_read(self) -> Answer:
        by = await self._by()
        while await write(inbox.mark_all_read, by=by):
            pass
        return await self._loaded()

    async def _look(self, by: UUID) -> tuple[Page, Counts]:
        """What the address asks for."""
        asked = self.router.url.query_parameters
        return await read(
            inbox.page_and_counts,
            by=by,
            only=_filter(asked.get("filtre")),
            before=_maybe_id(asked.get("avant")),
            after=_maybe_id(asked.get("apres")),
        )

    def _is_shown(self) -> bool:
        return self.is_loaded and self.router.url.path.rstrip("/") == PATH

    def _show_page(self, page: Page, counts: Counts) -> None:
        only = _filter(self.router.url.query_parameters.get("filtre"))
        now = clock.now()
        for name, belongs in _GROUPS.items():
            self._assign(name, [_row(line, now) for line in page.lines if belongs(line, now)])
        self._assign("only", only.value)
        self._assign("status", _status(counts))
        self._assign("all_count", _capped(counts.all))
        self._assign("unread_count", _capped(counts.unread))
        self._assign("to_handle_count", _capped(counts.to_handle))
        self._assign("newer_url", _url(only, "apres", page.newer))
        self._assign("older_url", _url(only, "avant", page.older))
        self._assign("is_loaded", True)

    def _assign(self, name: str, value: Any) -> None:
        """What is assigned is sent, changed or not."""
        if getattr(self, name) != value:
            setattr(self, name, value)


def _row(line: Line, now: datetime) -> dict[str, str]:
    manages = line.is_to_handle and line.kind.value in _REQUESTS
    return {
        "id": str(line.id),
        "url": f"{PATH}/{line.id}",
        "icon": _ICONS.get(line.kind.value, "bell"),
        "tone": "warn" if line.is_to_handle else _TONES.get(line.kind.value, ""),
        "title": line.title,
        "detail": line.detail,
        "at": line.told_at.isoformat(timespec="seconds"),
        "told": short_moment(line.told_at, seen_at=now),
        "unread": "" if line.is_read else "oui",
        # What the button of the row would make of it.
        "wanted": UNREAD if line.is_read else READ,
        "manages": "oui" if manages else "",
        "about": f" de {line.about}" if line.about else "",
    }


def _filter(word: str | None) -> Filter:
    return next((one for one in Filter if one.value == word), Filter.ALL)


def _maybe_id(word: str | None) -> UUID | None:
    """A place that the address names; what names none is the beginning."""
    try:
        return UUID(word) if word else None
    except ValueError:
        return None


def _url(only: Filter, where: str, row: UUID | None) -> str:
    if row is None:
        return ""
    chosen = "" if only is Filter.ALL else f"filtre={only.value}&"
    return f"{PATH}?{chosen}{where}={row}"


def _capped(count: int) -> str:
    return f"{MOST_COUNTED - 1}+" if count >= MOST_COUNTED else str(count)


def _status(counts: Counts) -> str:
    if not counts.all:
        return ""
    if not counts.unread:
        return "Tout est lu"
    unread = f"{_capped(counts.unread)}{NBSP}{'non lues' if counts.unread > 1 else 'non lue'}"
    return unread if counts.all >= MOST_COUNTED else f"{unread} sur {counts.all}"
