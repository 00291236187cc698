"""Entries and forms as vars hold them: plain texts, ready to be shown."""

from typing import Any
from urllib.parse import quote

from ecoapp.services.catalogue_terms import Action, Field, Kind
from ecoapp.services.entry_events import EventLine
from ecoapp.services.entry_views import EntryLine, Fact, FieldView, FileView, FormView
from ecoapp.services.french_words import NBSP, counted, moment_in_french, size_in_words
from ecoapp.services.stored_bytes import Filling, Room

Row = dict[str, Any]

# Of an entry in the list.
MOST_PHOTOS = 6
_INPUT_TYPES = {Kind.DATE: "date", Kind.EMAIL: "email", Kind.PHONE: "tel"}
_KEYBOARDS = {
    Kind.YEAR: "numeric",
    Kind.QUANTITY: "decimal",
    Kind.EUROS: "decimal",
    Kind.POSTAL_CODE: "numeric",
    Kind.EMAIL: "email",
    Kind.PHONE: "tel",
}
_CONTROLS = {Kind.CHOICE: "select", Kind.LONG_TEXT: "textarea"}


def entry_row(line: EntryLine, section_path: str) -> Row:
    """An entry on its page."""
    return {
        "path": f"{section_path}/{line.id}",
        "title": line.title,
        "status": line.status.label,
        "tone": line.status.tone,
        "icon": line.status.icon,
        "facts": fact_rows(line.facts),
        "photos": [file_row(file) for file in line.files if file.has_preview],
        "files": [file_row(file) for file in line.files if not file.has_preview],
        "last": f"{line.last_event.told} {_signed(line.last_event)}" if line.last_event else "",
    }


def list_row(line: EntryLine, section_path: str) -> Row:
    """In the list, where the title stands on top: a field that says the same is left out.

    Of many photos the first ones give an idea; the others are on its page.
    """
    facts = tuple(fact for fact in line.facts if fact.text != line.title)
    row = entry_row(line, section_path)
    photos, more = row["photos"][:MOST_PHOTOS], len(row["photos"]) - MOST_PHOTOS
    return {
        **row,
        "facts": fact_rows(facts),
        "photos": photos,
        "more_photos": f"{counted(more, 'photo')} de plus" if more > 0 else "",
    }


def fact_rows(facts: tuple[Fact, ...]) -> list[list[str]]:
    return [[fact.label, fact.text, "num" if fact.is_numeric else ""] for fact in facts]


def file_row(file: FileView) -> dict[str, str]:
    url = f"/fichiers/{file.id}"
    return {
        "id": str(file.id),
        "name": file.name,
        "size": size_in_words(file.size),
        "url": url,
        "preview": f"{url}/apercu" if file.has_preview else "",
        "icon": "file-image" if file.media_type.startswith("image/") else "file-text",
    }


def event_row(event: EventLine) -> dict[str, str]:
    return {"told": event.told, "signed": _signed(event), "note": event.note}


def action_row(action: Action) -> dict[str, str]:
    return {"code": action.code, "label": action.label, "tone": action.tone}


def deposit_row(action: Action, entry_id: object) -> dict[str, str]:
    """An action that is done with files: where they are sent."""
    return {
        "code": action.code,
        "label": action.label,
        "url": f"/fichiers?piece={quote(str(entry_id))}&action={quote(action.code)}",
    }


def room_row(room: Room) -> dict[str, str]:
    """How full the place is, for who may know, and how much they have deposited everywhere."""
    where = "ce carnet" if room.in_logbook else "cet établissement"
    return {
        "here": f"Les fichiers de {where} occupent {_share(room.here)}." if room.here else "",
        "mine": (
            f"{'Ceux' if room.here else 'Les fichiers'} que vous avez déposés ici et ailleurs "
            f"occupent {_share(room.mine)}."
        ),
        "warning": _warning(room),
    }


def _warning(room: Room) -> str:
    if room.is_full:
        return "Il ne reste plus de place"
    return "Il reste peu de place" if room.is_tight else ""


def _share(of: Filling) -> str:
    used = size_in_words(of.used) if of.used else f"0{NBSP}Ko"
    return f"{used} sur {size_in_words(of.most)}"


def editor_row(form: FormView) -> Row:
    """What is being done, to what, and what it asks."""
    action = form.action
    saves = action.edits or not action.starts
    return {
        "action": action.code,
        "title": action.label,
        "submit": "Enregistrer" if saves else action.label,
        "told": action.told,
        "warning": action.warning,
        "entry": str(form.entry_id or ""),
        "version": form.version,
        "fields": [field_row(field) for field in form.fields],
    }


def field_row(view: FieldView) -> Row:
    field = view.field
    return {
        "name": field.name,
        "label": field.label,
        "control": _CONTROLS.get(field.kind, "input"),
        "type": _INPUT_TYPES.get(field.kind, "text"),
        "keyboard": _KEYBOARDS.get(field.kind, "text"),
        "required": field.is_required,
        "hint": field.hint,
        "value": view.value,
        "choices": _choices(field),
    }


def _choices(field: Field) -> list[list[str]]:
    if field.kind is not Kind.CHOICE:
        return []
    return [["", "Choisissez…"], *([code, label] for code, label in field.choices)]


def _signed(event: EventLine) -> str:
    return f"par {event.actor_name}, le {moment_in_french(event.happened_at)}"
