"""`/operateur/etablissements/<siret>`: naming an administrator where there is none."""

from typing import Any

import reflex as rx

from ecoapp.services import administration
from ecoapp.services.administration import Candidate, Vacancy
from ecoapp.services.french_words import PARIS, long_date
from ecoapp.services.sirets import readable
from ecoapp.state.base import Answer, Screen, Typed, read, read_text, read_typed, write
from ecoapp.state.guard import open_to_signed_in
from ecoapp.state.operator.paged import parsed_id
from ecoapp.state.places import segment

PATH = "/operateur/etablissements"


class MemberTyped(Typed):
    """`member`: the membership of the person who was chosen; empty: nobody was."""

    member: str = ""


class OperatorVacancy(Screen, rx.State):
    """`administered_by`: a name; empty while nobody administers it. `done`: what was just done.

    `next_page`: after which member the next page begins; empty on the last one.
    """

    name: str = ""
    siret: str = ""
    city: str = ""
    administered_by: str = ""
    members: list[dict[str, str]] = []
    done: str = ""
    next_page: str = ""
    is_further: bool = False
    is_loaded: bool = False
    # After whom the page that is shown begins.
    _after: str = ""

    @open_to_signed_in
    async def load(self) -> Answer:
        self.is_loaded, self.done, self._after = False, "", ""
        return await self._fill(self._loaded())

    async def _loaded(self) -> Answer:
        after, by = parsed_id(self._after) if self._after else None, await self._by()
        self._show_vacancy(await read(administration.vacancy, _siret(self), by=by, after=after))
        self.is_loaded = True
        return None

    @open_to_signed_in
    async def turn(self, cursor: str) -> Answer:
        """« Membres suivants »; an empty cursor leads back to the beginning."""
        return await self._attempt(self._turned(cursor))

    async def _turned(self, cursor: Any) -> Answer:
        self._after = str(parsed_id(cursor)) if read_text(cursor) else ""
        return await self._loaded()

    @open_to_signed_in
    async def appoint(self, form: dict[str, Any]) -> Any:
        """« Nommer administrateur »."""
        self.is_busy = True
        yield
        yield await self._attempt(self._appointed(form))

    async def _appointed(self, form: Any) -> Answer:
        chosen, by = read_typed(MemberTyped, form).member, await self._by()
        membership_id = parsed_id(chosen) if chosen else None
        try:
            name = await write(administration.appoint, _siret(self), membership_id, by=by)
        finally:
            await self._loaded()
        self.done = f"{name} administre maintenant l’établissement. Ses membres en sont informés."
        return None

    def _show_vacancy(self, seen: Vacancy) -> None:
        self.name, self.siret, self.city = seen.name, readable(seen.siret), seen.city
        self.administered_by = seen.administered_by
        self.next_page, self.is_further = str(seen.next_id or ""), bool(self._after)
        self.members = [_member(one) for one in seen.candidates]


def vacancy_path(siret: str) -> str:
    """Where the team names an administrator of this établissement."""
    return f"{PATH}/{siret}"


def _siret(screen: Screen) -> str:
    return segment(screen, 2, longest=14)


def _member(one: Candidate) -> dict[str, str]:
    about = f"{one.job_title}. " if one.job_title else ""
    since = long_date(one.since.astimezone(PARIS).date())
    return {
        "id": str(one.id),
        "name": one.name,
        "detail": f"{one.email}. {about}Membre depuis le {since}.",
        "asks": "oui" if one.asks else "",
    }
