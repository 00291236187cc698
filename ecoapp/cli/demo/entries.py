"""The entries of the demonstration: contracts, declarations, collections, invoices, documents.

Written as rows: their files would need contents that we do not invent.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from ecoapp.cli.demo.stage import Stage
from ecoapp.core import clock
from ecoapp.models import Entry, EntryEvent
from ecoapp.services.membership_events import account_name

# Establishments that have a history worth looking at, and who wrote it.
_WRITERS = {
    "vannes": ("jean", "camille"),
    "lorient": ("jean", "camille"),
    "villebois": ("claire", "paul"),
    "recyclerie": ("lea", "malik"),
    "delmas": ("anne", "thomas"),
    "ferrand": ("bruno", "elise"),
    "scierie": ("denis", "denis"),
    "literie": ("marc", "marc"),
}


class Made(NamedTuple):
    """`actions`: what was done to it, in order, each by the first or the second writer (0, 1)."""

    days_ago: int
    section: str
    status: str
    values: dict[str, str]
    actions: tuple[tuple[str, int], ...]


def fill(stage: Stage, today: datetime) -> None:
    """Give each établissement its entries, the oldest first."""
    for place, writers in _WRITERS.items():
        for made in sorted(_entries_of(place, today), key=lambda one: -one.days_ago):
            _write(stage, place, writers, made, today)


def _entries_of(place: str, today: datetime) -> list[Made]:
    year = (today - timedelta(days=45)).year
    oldest, older, last = _quarters_before(today)
    name = {"villebois": "de la commune", "recyclerie": "de l’association"}.get(place, "du site")

    def day(days: int) -> str:
        return (today + timedelta(days=days)).date().isoformat()

    return [
        _contract(45, f"Collecte des déchets {name}", day(-40), signed=True),
        _contract(9, "Avenant, bennes supplémentaires", day(20), signed=False),
        _declaration(40, oldest, "batiment", "18.4", submitted=True),
        _declaration(21, older, "batiment", "22.75", submitted=True),
        _declaration(4, last, "ameublement", "6.2", submitted=False),
        _collection(34, day(-27), "bois", "deux bennes de 30 m³", "done"),
        _collection(18, day(-11), "platre", "une benne de 10 m³", "cancelled"),
        _collection(7, day(5), "fenetres", "douze palettes", "changed"),
        _collection(2, day(9), "melange", "une benne de 20 m³", "requested"),
        _invoice(38, f"F{year}-0412", "1240.50", day(-8), "justified"),
        _invoice(17, f"F{year}-0587", "318.00", day(13), "disputed"),
        _invoice(5, f"F{year}-0634", "96.40", day(25), "to_pay"),
        _document(42, "Attestation d’assurance", "Assurances"),
        _document(20, "Consignes de tri de l’atelier", "Sécurité"),
        _document(3, "Plan d’accès pour les camions", ""),
    ]


def _quarters_before(today: datetime) -> list[str]:
    """The last three that are over, the oldest first: « 2026-T2 »."""
    number = today.year * 4 + (today.month - 1) // 3
    return [f"{one // 4}-T{one % 4 + 1}" for one in (number - 3, number - 2, number - 1)]


def _contract(days_ago: int, title: str, start: str, *, signed: bool) -> Made:
    values = {"title": title, "party": "Ecomaison", "start": start, "end": ""}
    if signed:
        return Made(days_ago, "contracts", "signed", values, (("add", 0), ("sign", 0)))
    return Made(days_ago, "contracts", "to_sign", values, (("add", 0),))


def _declaration(
    days_ago: int, period: str, family: str, quantity: str, *, submitted: bool
) -> Made:
    values = {"period": period, "family": family, "quantity": quantity, "unit": "t"}
    if submitted:
        return Made(days_ago, "declarations", "submitted", values, (("enter", 1), ("submit", 0)))
    return Made(days_ago, "declarations", "draft", values, (("enter", 1),))


def _collection(days_ago: int, day: str, material: str, containers: str, status: str) -> Made:
    values = {
        "date": day,
        "half_day": "matin",
        "place": "Cour de l’atelier, entrée par la rue de derrière",
        "material": material,
        "containers": containers,
    }
    then = {"done": "done", "cancelled": "cancel", "changed": "change"}.get(status)
    actions = (("request", 1), *(((then, 0),) if then else ()))
    return Made(days_ago, "collections", status, values, actions)


def _invoice(days_ago: int, number: str, amount: str, due: str, status: str) -> Made:
    then = {"disputed": "dispute", "justified": "justify"}.get(status)
    actions = (("record", 0), *(((then, 1),) if then else ()))
    return Made(
        days_ago, "invoices", status, {"number": number, "amount": amount, "due": due}, actions
    )


def _document(days_ago: int, title: str, folder: str) -> Made:
    return Made(days_ago, "documents", "kept", {"title": title, "folder": folder}, (("add", 1),))


_NOTES = {
    "cancel": "Le chantier est décalé.",
    "dispute": "Le poids facturé n’est pas celui du bon d’enlèvement.",
}


def _write(stage: Stage, place: str, writers: tuple[str, str], made: Made, today: datetime) -> None:
    happened_at = today - timedelta(days=made.days_ago, hours=3)
    with clock.at(happened_at):
        entry = Entry(
            establishment_id=stage.places[place].id,
            section=made.section,
            status=made.status,
            values=made.values,
            created_by=stage.people[writers[made.actions[0][1]]].id,
        )
        stage.session.add(entry)
        stage.session.flush()
    for number, (action, who) in enumerate(made.actions):
        actor = stage.people[writers[who]]
        with clock.at(happened_at + timedelta(hours=number)):
            stage.session.add(
                EntryEvent(
                    entry_id=entry.id,
                    action=action,
                    actor_id=actor.id,
                    actor_name=account_name(actor),
                    note=_NOTES.get(action, ""),
                )
            )
            stage.session.flush()
