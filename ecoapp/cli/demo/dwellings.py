"""What is written in the carnets of the demonstration.

Dates are days from today (« {-30} »), so that what is about to end always is.
"""

import re
from datetime import date, timedelta
from typing import NamedTuple


class Piece(NamedTuple):
    """An entry: how many days ago it was written, by whom, and the files that go with it."""

    days_ago: int
    part: str
    values: dict[str, str]
    files: tuple[str, ...] = ()
    by: str = ""


def dated(values: dict[str, str], today: date) -> dict[str, str]:
    """With the days of a calendar in place of « {-30} »."""

    def day(found: re.Match[str]) -> str:
        return (today + timedelta(days=int(found[1]))).isoformat()

    return {name: re.sub(r"\{(-?\d+)\}", day, value) for name, value in values.items()}


# A house that its owner has looked after for years.
HOUSE = (
    Piece(
        40,
        "identity",
        {
            "dwelling": "maison",
            "street": "18 chemin des Ajoncs",
            "postal_code": "56260",
            "city": "Larmor-Plage",
            "living_area": "112",
            "land_area": "540",
            "rooms": "5",
            "built": "1974",
            "cadastral_reference": "section AC, parcelle 87",
        },
    ),
    Piece(
        39,
        "plans",
        {"title": "Rez-de-chaussée", "type": "niveau", "author": "Géomètres du Ponant"},
        ("Plan du rez-de-chaussée.pdf",),
    ),
    Piece(39, "plans", {"title": "Étage", "type": "niveau"}, ("Plan de l’étage.pdf",)),
    Piece(
        38,
        "networks",
        {
            "network": "eau",
            "title": "Arrivée d’eau",
            "shut_off": "Regard devant le portail, puis robinet dans le garage",
        },
        ("Robinet du garage.png",),
    ),
    Piece(38, "networks", {"network": "electricite", "title": "Tableau de l’entrée"}),
    Piece(
        37,
        "materials",
        {
            "element": "combles",
            "material": "Ouate de cellulose soufflée",
            "thickness": "350",
            "resistance": "8,75",
            "area": "58",
            "laid_on": "{-410}",
        },
        ("Combles avant.png", "Combles après.png"),
    ),
    Piece(
        36,
        "equipment",
        {
            "name": "Pompe à chaleur air-eau",
            "type": "chauffage",
            "brand": "Therméo",
            "model": "PAC 8",
            "place": "Buanderie",
            "company": "Khelifi Chauffage",
            "installed_on": "{-685}",
            "guaranteed_until": "{45}",
        },
        ("Notice de la pompe à chaleur.pdf",),
    ),
    Piece(
        35,
        "equipment",
        {"name": "Ventilation hygroréglable", "type": "ventilation", "place": "Combles"},
    ),
    Piece(
        20,
        "works",
        {
            "title": "Isolation des combles",
            "type": "toiture",
            "company": "Plâtrerie Ferrand",
            "started": "{-415}",
            "finished": "{-408}",
            "amount": "3 480",
        },
        ("Facture de l’isolation.pdf",),
        by="bruno",
    ),
    Piece(
        34,
        "energy",
        {
            "type": "dpe",
            "date": "{-400}",
            "energy_class": "c",
            "climate_class": "b",
            "company": "Diagnostics du Blavet",
            "valid_until": "{3250}",
        },
        ("DPE.pdf",),
    ),
    Piece(
        33,
        "diagnostics",
        {
            "type": "gaz",
            "date": "{-1090}",
            "company": "Diagnostics du Blavet",
            "result": "Aucune anomalie",
            "valid_until": "{5}",
        },
    ),
    Piece(
        12,
        "maintenance",
        {
            "type": "pompe-a-chaleur",
            "done_on": "{-340}",
            "company": "Khelifi Chauffage",
            "amount": "145",
            "next_due_on": "{25}",
        },
    ),
    Piece(
        11,
        "consumption",
        {"energy": "electricite", "period": "2025", "quantity": "5 240", "unit": "kwh"},
    ),
    Piece(10, "contacts", {"name": "Adel Khelifi", "trade": "chauffagiste"}),
    Piece(
        4,
        "journal",
        {
            "title": "Bardage de la façade ouest",
            "date": "{-5}",
            "text": "Deux lames remplacées, le reste est sain. À revoir dans deux ans.",
        },
        ("Façade ouest.png", "Détail d’une lame.png", "Après remplacement.png"),
    ),
)
HOUSE_WITHOUT = ("condominium",)

# A flat whose owner has only just begun.
FLAT = (
    Piece(
        9,
        "identity",
        {
            "dwelling": "appartement",
            "street": "3 place des Halles",
            "postal_code": "43500",
            "city": "Villebois-sur-Ance",
            "floor": "2e étage, porte gauche",
            "living_area": "64,5",
            "lots": "12 et 31",
        },
    ),
    Piece(8, "condominium", {"title": "Règlement de copropriété", "type": "reglement"}),
)

# What a craftsman prepares for his customer.
BARN = (
    Piece(
        3,
        "works",
        {
            "title": "Cloisons et plafonds",
            "type": "amenagement",
            "company": "Plâtrerie Ferrand",
            "started": "{-30}",
            "finished": "{-4}",
            "amount": "6 950",
        },
        ("Plafond du séjour.png",),
    ),
    Piece(
        3,
        "materials",
        {"element": "murs", "material": "Laine de bois", "thickness": "145", "resistance": "3,8"},
    ),
)
