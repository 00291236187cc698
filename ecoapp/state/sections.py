"""What is in a place: its entries, or the sheet of an établissement, and the editor."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import reflex as rx

from ecoapp.services import entries, establishment_sheets
from ecoapp.services.catalogue import Section, section_of
from ecoapp.services.catalogue_terms import Sheet
from ecoapp.services.entries import EntryPage
from ecoapp.services.establishment_sheets import SheetHasChanged, SheetView
from ecoapp.services.french_words import moment_in_french
from ecoapp.state.base import Answer, go_to, read, read_text, write
from ecoapp.state.editor import Editor, Sent, read_sent
from ecoapp.state.entry_rows import fact_rows, list_row
from ecoapp.state.establishments import EstablishmentHead
from ecoapp.state.guard import open_to_signed_in
from ecoapp.state.places import (
    LOGBOOKS,
    address_of,
    code_of_page,
    logbook_in,
    read_id,
    segment,
    siret_of,
)


class SectionEntries(Editor, rx.State):
    """`/etablissements/<siret>/<section>`, `/carnets/<id>/<part>`.

    `view`: its code and heading, the label of the button that opens the editor, and where the list
    goes on.
    """

    view: dict[str, str] = {}
    entries: list[dict[str, Any]] = []
    # Of a sheet: label, value.
    facts: list[list[str]] = []
    # The place of which this is.
    _shown: str = ""

    @open_to_signed_in
    async def load(self) -> Answer:
        await self._take_notice()
        return await self._fill(self._loaded())

    async def _loaded(self, archived: bool = False) -> Answer:
        if segment(self, 1, longest=40) + code_of_page(self) != self._shown:
            self.view, self.entries, self.facts = {}, [], []
        if sheet := self._sheet():
            self._show_sheet(await read(establishment_sheets.view, **await self._where()), sheet)
        else:
            self._show_page(await self._listed(archived=archived), archived=archived)
        self._shown = segment(self, 1, longest=40) + code_of_page(self)
        return None

    @open_to_signed_in
    async def show_archived(self, archived: str) -> Answer:
        """« Voir les archives » (« oui »), and back."""
        return await self._attempt(self._archived_shown(archived))

    async def _archived_shown(self, archived: Any) -> Answer:
        return await self._loaded(archived=read_text(archived) == "oui")

    @open_to_signed_in
    async def more(self, after: str) -> Answer:
        """« Afficher la suite », after the last entry that is shown."""
        return await self._attempt(self._followed(after))

    async def _followed(self, after: Any) -> Answer:
        before, archived = read_id(after), self.view.get("archived", "") == "oui"
        page = await self._listed(before=before, archived=archived)
        shown = self.entries
        self._show_page(page, archived=archived)
        self.entries = [*shown, *self.entries]
        return None

    @open_to_signed_in
    async def open(self) -> Answer:
        """« Ajouter un contrat », « Modifier les informations »: the editor opens."""
        self.notice = ""
        return await self._attempt(self._opened())

    async def _opened(self) -> Answer:
        if self._sheet():
            self._ask(await read(establishment_sheets.form, **await self._where()))
        else:
            address = address_of(self)
            self._ask(await read(entries.creation_form, address, by=await self._by()))
        return None

    async def _submitted(self, form: Any) -> Answer:
        sent = read_sent(form)
        if not self.editor:  # the server was started again meanwhile
            await self._opened()
        if self._sheet():
            return await self._sheet_changed(sent)
        created = await write(
            entries.create,
            address_of(self),
            typed=sent.values,
            entry_id=read_id(sent.entry) if sent.entry else None,
            by=await self._by(),
        )
        await self._tell_next_page(self.editor["told"])
        self._close()
        return go_to(f"{self.router.url.path.rstrip('/')}/{created}")

    async def _sheet_changed(self, sent: Sent) -> Answer:
        where = await self._where()
        try:
            await write(
                establishment_sheets.change, typed=sent.values, version=sent.version, **where
            )
        except SheetHasChanged:
            await self._loaded()
            await self._opened()
            raise
        self._close()
        self.notice = "Informations modifiées"
        # The name on top may be another one.
        await (await self.get_state(EstablishmentHead))._loaded()
        return await self._loaded()

    async def _where(self) -> dict[str, Any]:
        return {"siret": siret_of(self), "by": await self._by()}

    async def _listed(self, *, archived: bool, before: UUID | None = None) -> EntryPage:
        return await read(
            entries.listed,
            address_of(self),
            by=await self._by(),
            before=before,
            archived=archived,
        )

    async def _look_again(self, by: UUID) -> Callable[[], None]:
        """The entries of a part, for who may do something else there now."""
        archived = self.view.get("archived", "") == "oui"
        page = await read(entries.listed, address_of(self), by=by, archived=archived)

        def show() -> None:
            self._show_page(page, archived=archived)
            if page.creation is None:
                self._close()

        return show

    def _holds(self) -> UUID | None:
        """The carnet of which something is shown."""
        return logbook_in(f"{LOGBOOKS}/{self._shown}")

    def _sheet(self) -> Section | None:
        """The section that the address names, if it is a sheet."""
        section = section_of(code_of_page(self))
        is_logbook = segment(self, 0, longest=20) == LOGBOOKS
        is_sheet = section is not None and isinstance(section.content, Sheet)
        return section if is_sheet and not is_logbook else None

    def _show_sheet(self, seen: SheetView, section: Section) -> None:
        when = moment_in_french(seen.updated_at) if seen.updated_at else ""
        who = f" par {seen.updated_by}" if seen.updated_by else ""
        self.view = {
            "code": section.code,
            "heading": section.label,
            "opens": seen.action.label if seen.action else "",
            "updated": f"Modifiées{who} le {when}" if when else "",
        }
        self.facts, self.entries = fact_rows(seen.facts), []

    def _show_page(self, page: EntryPage, *, archived: bool) -> None:
        self.view = {
            "code": code_of_page(self),
            "heading": page.place,
            "opens": page.creation.label if page.creation else "",
            "noun": page.noun,
            "next": _text(page.next_id),
            "archived": "oui" if archived else "",
            "archives": page.archives,
            "only_own": "oui" if page.sees_only_own else "",
        }
        self.entries = [list_row(line, page.path) for line in page.lines]
        self.facts = []


def _text(entry_id: UUID | None) -> str:
    return str(entry_id) if entry_id else ""
