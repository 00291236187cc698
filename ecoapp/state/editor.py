"""The one editor: whatever a catalogue declares, its fields are asked here."""

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from ecoapp.core.errors import InputIsNotWhatTheFormSends
from ecoapp.services.entry_views import FormView
from ecoapp.state.base import Answer, Screen, Typed, read_typed
from ecoapp.state.entry_rows import editor_row
from ecoapp.state.guard import open_to_signed_in
from ecoapp.state.viewer import SENT_WORD, Viewer

# More than any entry has.
MOST_FIELDS = 40


def _without_zero(text: str) -> str:
    if "\0" in text:
        raise ValueError("a zero character")
    return text


class FormTyped(Typed):
    """Names are the catalogue's: whatever they are, each has a text."""

    values: dict[str, Annotated[str, AfterValidator(_without_zero)]] = Field(max_length=MOST_FIELDS)


@dataclass(frozen=True)
class Sent:
    """What the editor sends: what is done, to what, as it was when, and what was typed."""

    action: str
    entry: str
    version: str
    values: dict[str, str]


def read_sent(form: Any) -> Sent:
    """Parse what the editor sends. Raises `InputIsNotWhatTheFormSends`."""
    if not isinstance(form, dict):
        raise InputIsNotWhatTheFormSends
    values = read_typed(FormTyped, {"values": dict(form)}).values
    values.pop(SENT_WORD, None)
    about = [values.pop(name, "") for name in ("_action", "_entry", "_version")]
    return Sent(*about, values)


class Editor(Screen, mixin=True):
    """A screen with the editor. `editor`: what is being done, and the fields that it asks; empty
    while it is closed."""

    editor: dict[str, Any] = {}
    # What was just done, for the toast.
    notice: str = ""

    @open_to_signed_in
    async def close(self) -> Answer:
        """« Annuler »: nothing was done."""
        self._close()
        self._show({})
        return None

    @open_to_signed_in
    async def submit(self, form: dict[str, Any]) -> Any:
        self.is_busy, self.notice = True, ""
        yield
        yield await self._attempt(self._submitted(form))

    async def _submitted(self, form: Any) -> Answer:
        """Each screen knows what its forms are about."""
        raise NotImplementedError

    def _ask(self, form: FormView) -> None:
        self.editor = editor_row(form)

    def _forget(self) -> None:
        super()._forget()
        self._close()
        self.notice = ""

    def _close(self) -> None:
        self.editor = {}

    async def _tell_next_page(self, notice: str) -> None:
        """What was done is said by the page to which it leads."""
        (await self.get_state(Viewer))._next_notice = notice

    async def _take_notice(self) -> bool:
        """As a page opens: whether there is something to say of the one before."""
        viewer = await self.get_state(Viewer)
        if not viewer._next_notice:
            return False
        self.notice, viewer._next_notice = viewer._next_notice, ""
        return True

    def _name_of(self, field: str) -> str:
        labels = {str(row["name"]): str(row["label"]) for row in self.editor.get("fields", ())}
        return labels.get(field, "")


__all__ = ["Editor", "Sent", "read_sent"]
