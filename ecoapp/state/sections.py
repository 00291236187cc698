"""A section of an établissement: its entries, or its sheet, and the editor."""

from typing import Any
from uuid import UUID

import reflex as rx

from ecoapp.core.errors import NotAllowed
from ecoapp.services import entries, establishment_sheets
from ecoapp.services.catalogue import Section, section_of
from ecoapp.services.catalogue_terms import Sheet
from ecoapp.services.entries import EntryPage
from ecoapp.services.establishment_sheets import SheetHasChanged, SheetView
from ecoapp.services.french_words import moment_in_french
from ecoapp.state.base import Answer, go_to, read, read_text, write
from ecoapp.state.editor import Editor, Sent, read_sent
from ecoapp.state.entry_rows import fact_rows, list_row
from ecoapp.state.establishments import (
    EstablishmentHead,
    read_id,
    section_of_page,
    siret_of,
)
from ecoapp.state.guard import open_to_signed_in


class SectionEntries(Editor, rx.State):
    """`/etablissements/<siret>/<section>`.

    `view`: its code and heading, the label of the button that opens the editor, and where the list
    goes on.
    """

    view: dict[str, str] = {}
    entries: list[dict[str, Any]] = []
    # Of a sheet: label, value.
    facts: list[list[str]] = []

    @open_to_signed_in
    async def load(self) -> Answer:
        self.notice = ""
        self._close()
        return await self._attempt(self._loaded())

    async def _loaded(self, archived: bool = False) -> Answer:
        section = self._section()
        if section.code != self.view.get("code"):
            self.view, self.entries, self.facts = {}, [], []
        if isinstance(section.content, Sheet):
            self._show_sheet(await read(establishment_sheets.view, **await self._where()), section)
        else:
            page = await read(
                entries.listed, section=section.code, archived=archived, **await self._where()
            )
            self._show_page(page, section, archived=archived)
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
        section = self._section()
        page = await read(
            entries.listed,
            section=section.code,
            before=before,
            archived=archived,
            **await self._where(),
        )
        shown = self.entries
        self._show_page(page, section, archived=archived)
        self.entries = [*shown, *self.entries]
        return None

    @open_to_signed_in
    async def open(self) -> Answer:
        """« Ajouter un contrat », « Modifier les informations »: the editor opens."""
        self.notice = ""
        return await self._attempt(self._opened())

    async def _opened(self) -> Answer:
        section, where = self._section(), await self._where()
        if isinstance(section.content, Sheet):
            self._ask(await read(establishment_sheets.form, **where))
        else:
            self._ask(await read(entries.creation_form, section=section.code, **where))
        return None

    async def _submitted(self, form: Any) -> Answer:
        sent = read_sent(form)
        if not self.editor:  # the server was started again meanwhile
            await self._opened()
        if isinstance(self._section().content, Sheet):
            return await self._sheet_changed(sent)
        created = await write(
            entries.create,
            section=self._section().code,
            typed=sent.values,
            entry_id=read_id(sent.entry) if sent.entry else None,
            **await self._where(),
        )
        self._close()
        return go_to(f"{self._path()}/{created}")

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

    def _section(self) -> Section:
        section = section_of(section_of_page(self))
        if section is None:
            raise NotAllowed
        return section

    def _path(self) -> str:
        return f"/etablissements/{siret_of(self)}/{section_of_page(self)}"

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

    def _show_page(self, page: EntryPage, section: Section, *, archived: bool) -> None:
        self.view = {
            "code": section.code,
            "heading": section.label,
            "opens": page.creation.label if page.creation else "",
            "noun": page.noun,
            "next": _text(page.next_id),
            "archived": "oui" if archived else "",
            "has_archives": "oui" if page.has_archives else "",
        }
        self.entries = [list_row(line, self._path()) for line in page.lines]
        self.facts = []


def _text(entry_id: UUID | None) -> str:
    return str(entry_id) if entry_id else ""
