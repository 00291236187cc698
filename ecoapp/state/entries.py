"""An entry on its own page: what it says, its files, its history, and what may be done with it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import reflex as rx

from ecoapp.services import attachments, entries, refused_forms
from ecoapp.services.entry_actions import EntryHasChanged, EntryHasMovedOn
from ecoapp.services.entry_views import EntryView
from ecoapp.state.base import Answer, go_to, read, read_text, write
from ecoapp.state.editor import Editor, Sent, read_sent
from ecoapp.state.entry_rows import action_row, deposit_row, entry_row, event_row, room_row
from ecoapp.state.guard import open_to_signed_in
from ecoapp.state.places import address_of, code_of_page, entry_of_page, logbook_in, read_id

# The form of `http/files.py`.
UPLOAD = "upload"


class EntryDetails(Editor, rx.State):
    """`/etablissements/<siret>/<section>/<entry>`, `/carnets/<id>/<part>/<entry>`."""

    entry: dict[str, Any] = {}

    @open_to_signed_in
    async def load(self) -> Answer:
        self.entry = {}
        return await self._fill(self._arrived()) or await self._deposit_refused()

    async def _arrived(self) -> Answer:
        await self._loaded()
        if await self._take_notice() and self.entry["deposits"]:  # it was just added
            self.notice += ". Vous pouvez maintenant y joindre des fichiers."
        return None

    async def _deposit_refused(self) -> None:
        """What a deposit that the browser itself sent was refused for."""
        browser = await self._browser_if_any()
        refused = await read(refused_forms.view, UPLOAD, browser=browser)
        if refused.errors:
            await write(refused_forms.clear, UPLOAD, browser=browser)
            self._show(refused.errors)

    @open_to_signed_in
    async def refresh(self) -> Answer:
        """After a deposit: the files and the history, without closing what is open."""
        return await self._attempt(self._loaded(), keep_errors=True)

    @open_to_signed_in
    async def remove_file(self, file: str) -> Answer:
        """« Retirer »."""
        self.notice = ""
        return await self._attempt(self._file_removed(file))

    async def _file_removed(self, file: Any) -> Answer:
        await write(attachments.remove, read_id(file), by=await self._by())
        await self._loaded()
        self.notice = "Fichier retiré"
        return None

    async def _loaded(self) -> Answer:
        address, entry_id = address_of(self), entry_of_page(self)
        self._show_entry(await read(entries.view, address, entry_id, by=await self._by()))
        return None

    @open_to_signed_in
    async def open(self, action: str) -> Answer:
        """The button of an action: the editor opens."""
        self.notice = ""
        return await self._attempt(self._opened(action))

    async def _opened(self, action: Any) -> Answer:
        code = read_text(action)
        await self._ask_for(entry_of_page(self), code)
        return None

    async def _submitted(self, form: Any) -> Answer:
        sent = read_sent(form)
        entry_id = read_id(sent.entry)
        if not self.editor:  # the server was started again meanwhile
            await self._ask_for(entry_id, sent.action)
        try:
            is_there = await self._done(entry_id, sent)
        except (EntryHasMovedOn, EntryHasChanged):
            await self._shown_again(entry_id, sent.action)
            raise
        told = self.editor["told"]
        self._close()
        if not is_there:
            await self._tell_next_page(told)
            return go_to(self.router.url.path.rstrip("/").rpartition("/")[0], replace=True)
        await self._loaded()
        self.notice = self.entry["history"][0]["told"]
        return None

    async def _done(self, entry_id: UUID, sent: Sent) -> bool:
        return await write(
            entries.act,
            entry_id,
            sent.action,
            sent.values,
            version=sent.version,
            by=await self._by(),
        )

    async def _shown_again(self, entry_id: UUID, action: str) -> None:
        """As somebody else left it; the editor stays open while the action is possible."""
        await self._loaded()
        if any(row["code"] == action for row in self.entry["actions"]):
            await self._ask_for(entry_id, action)
        else:
            self._close()

    async def _look_again(self, by: UUID) -> Callable[[], None]:
        """The entry, for who may do something else with it now."""
        seen = await read(entries.view, address_of(self), entry_of_page(self), by=by)

        def show() -> None:
            self._show_entry(seen)
            if self.editor and self.editor["action"] not in [one.code for one in seen.actions]:
                self._close()

        return show

    def _holds(self) -> UUID | None:
        """The carnet of which something is shown."""
        return logbook_in(str(self.entry.get("section_path", "")))

    async def _ask_for(self, entry_id: UUID, action: str) -> None:
        self._ask(await read(entries.form, entry_id, action, by=await self._by()))

    def _show_entry(self, seen: EntryView) -> None:
        self.entry = {
            **entry_row(seen.line, seen.path),
            "section": code_of_page(self),
            "section_label": seen.place,
            "section_path": seen.path,
            "history": [event_row(event) for event in seen.history],
            "actions": [action_row(action) for action in seen.actions],
            "deposits": [deposit_row(action, seen.line.id) for action in seen.deposits],
            "may_remove": seen.may_remove_files,
            "room": room_row(seen.room) if seen.room else {},
        }
