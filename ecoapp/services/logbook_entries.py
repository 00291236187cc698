"""What the entries of every part of a carnet have in common: their status, actions and fields."""

import unicodedata

from ecoapp.services.catalogue_terms import (
    AccessLevel,
    Action,
    EntryKind,
    Field,
    Kind,
    Status,
)

KEPT = Status("kept", "")


def entries_of(
    noun: str, title: str, fields: tuple[Field, ...], *, is_feminine: bool = False
) -> EntryKind:
    """Entries called by `noun`: who writes in the part edits them, who deposits adds to theirs."""
    e = "e" if is_feminine else ""
    said = _capitalised(noun)
    return EntryKind(
        noun=noun,
        title=title,
        fields=fields,
        statuses=(KEPT,),
        creation=Action(
            "add",
            f"Ajouter un{e} {noun}",
            f"{said} ajouté{e}",
            AccessLevel.DEPOSIT,
            leads_to=KEPT.code,
        ),
        actions=_actions(said, _the(noun, is_feminine=is_feminine), e),
        archived=f"Mis{e} de côté",
        archives="Voir ce qui est mis de côté",
    )


def _actions(said: str, the: str, e: str) -> tuple[Action, ...]:
    """`said`: « Note », `the`: « la note », `e`: what a participle takes with it.

    Only the owner does away with an entry, and only once it is put aside.
    """
    write = AccessLevel.WRITE
    return (
        _action("edit", f"Modifier {the}", f"{said} modifié{e}", write, edits=True),
        _action(
            "attach",
            "Ajouter des fichiers",
            "Fichier ajouté",
            AccessLevel.DEPOSIT,
            takes_files=True,
        ),
        _action("archive", "Mettre de côté", f"{said} mis{e} de côté", write, archives=True),
        _action("restore", "Remettre en place", f"{said} remis{e} en place", write, archives=False),
        _action(
            "delete",
            "Supprimer définitivement",
            f"{said} supprimé{e}",
            None,
            archives=False,
            deletes=True,
            warning=(
                f"{_capitalised(the)} et ses fichiers seront effacés pour toujours. "
                "Personne ne pourra revenir en arrière."
            ),
            tone="btn-danger",
        ),
    )


def optional(name: str, label: str, kind: Kind = Kind.TEXT, **more: object) -> Field:
    """A field that may be left empty."""
    return Field(name, label, kind, is_required=False, **more)  # type: ignore[arg-type]


def deadline(
    name: str, label: str, *, after: str, ending: str, advice: str, hint: str = ""
) -> Field:
    """The date on which something ends, which its owner is reminded of; not before `after`."""
    said = {"ending": ending, "advice": advice, "hint": hint}
    return optional(name, label, Kind.DATE, not_before=after, is_deadline=True, **said)


def valid_until(hint: str) -> Field:
    """Of a document that is dated."""
    return deadline(
        "valid_until",
        "Valable jusqu’au",
        after="date",
        ending="fin de validité",
        advice="Faites-le refaire avant cette date si vous vendez ou louez le logement.",
        hint=hint,
    )


COMPANY = optional("company", "Entreprise")
NOTE = optional("note", "Remarques", Kind.LONG_TEXT, longest=2_000)


def _action(code: str, label: str, told: str, needs: AccessLevel | None, **more: object) -> Action:
    return Action(code, label, told, needs, starts=(KEPT.code,), **more)  # type: ignore[arg-type]


def _capitalised(words: str) -> str:
    return words[0].upper() + words[1:]


def _the(noun: str, *, is_feminine: bool) -> str:
    first = unicodedata.normalize("NFD", noun)[0]
    if first in "aeiou":
        return f"l’{noun}"
    return f"la {noun}" if is_feminine else f"le {noun}"
