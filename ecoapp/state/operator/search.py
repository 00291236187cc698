"""`/operateur/recherche`: accounts and établissements."""

from typing import Any

import reflex as rx

from ecoapp.services import operator_search, operators
from ecoapp.services.french_words import counted, long_date
from ecoapp.services.operator_search import FoundAccount, FoundEstablishment
from ecoapp.services.sirets import readable
from ecoapp.state.base import Answer, Screen, Typed, read, read_typed, write
from ecoapp.state.guard import open_to_signed_in
from ecoapp.state.operator.vacancy import vacancy_path

_SOURCES = {"annuaire": "Annuaire", "saisie": "Saisie", "import": "Import"}


class SearchTyped(Typed):
    text: str = ""


class OperatorSearch(Screen, rx.State):
    """`said`: how many were found, once something was looked for."""

    typed: str = ""
    said: str = ""
    accounts: list[dict[str, str]] = []
    establishments: list[dict[str, str]] = []
    is_loaded: bool = False

    @open_to_signed_in
    async def load(self) -> Answer:
        return await self._fill(self._loaded())

    async def _loaded(self) -> Answer:
        await read(operators.enter, by=await self._by())
        self.is_loaded = True
        return None

    def _forget(self) -> None:
        super()._forget()
        self.typed, self.said, self.accounts, self.establishments = "", "", [], []

    @open_to_signed_in
    async def search(self, form: dict[str, Any]) -> Answer:
        return await self._attempt(self._searched(form))

    async def _searched(self, form: Any) -> Answer:
        text = read_typed(SearchTyped, form).text
        self.typed, self.said, self.accounts, self.establishments = text, "", [], []
        found = await write(operator_search.search, text, by=await self._by())
        self.accounts = [_account(one) for one in found.accounts]
        self.establishments = [_establishment(one) for one in found.establishments]
        self.said = _said(len(self.accounts), len(self.establishments), found.has_more)
        self.is_loaded = True
        return None


def _said(accounts: int, establishments: int, has_more: bool) -> str:
    if not (accounts or establishments):
        return "Rien ne commence ainsi. Vérifiez ce que vous avez saisi."
    found = f"{counted(accounts, 'compte')} et {counted(establishments, 'établissement')}."
    more = " Il y en a d’autres, précisez votre recherche."
    return found + more if has_more else found


def _account(one: FoundAccount) -> dict[str, str]:
    return {
        "name": one.name,
        "email": one.email,
        "since": long_date(one.created_at.date()),
        "establishments": counted(one.establishments, "établissement"),
        "is_operator": "oui" if one.is_operator else "",
    }


def _establishment(one: FoundEstablishment) -> dict[str, str]:
    return {
        "name": one.name,
        "siret": readable(one.siret),
        "city": one.city,
        "source": _SOURCES[one.source],
        "members": counted(one.members, "membre"),
        "is_orphan": "" if one.administrators else "oui",
        "naming": vacancy_path(one.siret) if one.members and not one.administrators else "",
        "about": f" de {one.name}",
    }
