"""The parts (parties) of a carnet, in the order in which it shows them.

The only place that declares them: pages, shares, completeness, reminders and exports read it. Six
are required by the *carnet d'information du logement*, which is due since 1 January 2023 for
dwellings that are built or renovated: Code de la construction et de l'habitation (CCH),
art. L. 126-35-2 to L. 126-35-11 and, by décret n° 2022-1674 of 27 December 2022,
art. R. 126-32 (construction), R. 126-33 (renovation) and R. 126-34 (what attests performance).
What L. 126-35-6 to L. 126-35-8 ask is cited as a whole.
"""

from ecoapp.services import logbook_parts
from ecoapp.services.catalogue_terms import Part
from ecoapp.services.french_words import NBSP


def _law(*more: str) -> str:
    """« CCH, art. L. 126-35-6 à L. 126-35-8, R. 126-32, I et R. 126-33, II »."""
    articles = [f"L.{NBSP}126-35-6 à L.{NBSP}126-35-8", *(f"R.{NBSP}{one}" for one in more)]
    *first, last = articles
    return f"CCH, art.{NBSP}" + (f"{', '.join(first)} et {last}" if first else last)


IDENTITY = Part(
    code="identity",
    label="Identité du logement",
    summary="Adresse, surface, cadastre",
    icon="house",
    content=logbook_parts.IDENTITY,
    expected=(
        "L’adresse, la surface, l’année de construction et les références qui désignent le "
        "logement. Une fiche de plus pour chaque annexe, cave ou garage."
    ),
)
PLANS = Part(
    code="plans",
    label="Plans et coupes",
    summary="Plans, permis, relevé de surfaces",
    icon="drafting-compass",
    content=logbook_parts.PLANS,
    law=_law(),
    expected=(
        "Pour un logement neuf, les plans de surface et les coupes. Pour un logement plus ancien, "
        "ceux que vous avez."
    ),
)
NETWORKS = Part(
    code="networks",
    label="Réseaux (eau, électricité, gaz, aération)",
    summary="Compteurs, coupures, schémas",
    icon="zap",
    content=logbook_parts.NETWORKS,
    law=_law(),
    expected=(
        "Pour un logement neuf, les plans, schémas et descriptifs des réseaux d’eau, "
        "d’électricité, de gaz et d’aération. Notez aussi où chacun se coupe."
    ),
)
MATERIALS = Part(
    code="materials",
    label="Matériaux et isolation",
    summary="Toiture, murs, planchers, fenêtres",
    icon="brick-wall",
    content=logbook_parts.MATERIALS,
    law=_law("126-32, I", "126-33, II"),
    expected=(
        "La liste et les caractéristiques des isolants de la toiture, des murs extérieurs et du "
        "plancher bas, et celles des fenêtres et des portes sur l’extérieur, à la construction "
        "comme à la rénovation."
    ),
)
EQUIPMENT = Part(
    code="equipment",
    label="Équipements et notices",
    summary="Chauffage, eau chaude, ventilation",
    icon="flame",
    content=logbook_parts.EQUIPMENT,
    law=_law("126-32, II", "126-33, III"),
    expected=(
        "Les notices de fonctionnement, de maintenance et d’entretien du chauffage, du "
        "refroidissement, de la ventilation associée, de l’eau chaude et de leur régulation."
    ),
)
WORKS = Part(
    code="works",
    label="Travaux de rénovation",
    summary="Isolation, fenêtres, chauffage",
    icon="hammer",
    content=logbook_parts.WORKS,
    law=_law("126-33, I"),
    expected=(
        "Les dates et la description des travaux sur l’isolation, les fenêtres, le chauffage, le "
        "refroidissement ou l’eau chaude. Ajoutez les autres travaux si vous le souhaitez."
    ),
)
ENERGY = Part(
    code="energy",
    label="Performance énergétique",
    summary="DPE, audit, attestations",
    icon="leaf",
    content=logbook_parts.ENERGY,
    law=_law("126-34"),
    expected=(
        "Les documents qui attestent la performance énergétique du logement ou disent comment "
        f"l’améliorer{NBSP}: le DPE et, s’ils existent, l’audit, les attestations et les labels."
    ),
)
DIAGNOSTICS = Part(
    code="diagnostics",
    label="Diagnostics",
    summary="Amiante, plomb, gaz, électricité",
    icon="thermometer",
    content=logbook_parts.DIAGNOSTICS,
    expected=(
        "Les rapports demandés pour vendre ou louer, avec leur fin de validité. "
        "Le DPE se range dans la performance énergétique."
    ),
)
MAINTENANCE = Part(
    code="maintenance",
    label="Entretien",
    summary="Chaudière, ramonage, filtres",
    icon="wrench",
    content=logbook_parts.MAINTENANCE,
    expected="Ce qui a été entretenu, par qui, et la date de la prochaine fois.",
)
WARRANTIES = Part(
    code="warranties",
    label="Factures, garanties et assurances",
    summary="Factures, décennale, dommages-ouvrage",
    icon="shield-check",
    content=logbook_parts.WARRANTIES,
    expected="Ce qui vous couvre et ce qui le prouve, avec la date à laquelle cela prend fin.",
)
CONSUMPTION = Part(
    code="consumption",
    label="Consommations",
    summary="Électricité, gaz, eau, bois",
    icon="gauge",
    content=logbook_parts.CONSUMPTION,
    expected="Les quantités relevées ou facturées, par mois, par trimestre ou par année.",
)
CONDOMINIUM = Part(
    code="condominium",
    label="Copropriété",
    summary="Règlement, assemblées, charges",
    icon="building-2",
    content=logbook_parts.CONDOMINIUM,
    expected=(
        "Le règlement, les derniers procès-verbaux d’assemblée générale et les charges. "
        "Hors copropriété, cette partie ne vous concerne pas."
    ),
)
PRIVATE = Part(
    code="private",
    label="Documents privés",
    summary="Acte de vente, prêt, testament",
    icon="lock",
    content=logbook_parts.PRIVATE,
    expected="Ce que vous gardez pour vous. Aucun modèle de partage n’ouvre cette partie.",
    is_private=True,
)
CONTACTS = Part(
    code="contacts",
    label="Intervenants",
    summary="Artisans, syndic, dépannage",
    icon="users",
    content=logbook_parts.CONTACTS,
    expected="Qui appeler, pour quoi, et à quel numéro.",
)
JOURNAL = Part(
    code="journal",
    label="Photos et journal",
    summary="Photos de chantier, état des lieux",
    icon="camera",
    content=logbook_parts.JOURNAL,
    expected="Les photos et les notes qui gardent la mémoire du logement, datées si possible.",
)

PARTS: tuple[Part, ...] = (
    IDENTITY,
    PLANS,
    NETWORKS,
    MATERIALS,
    EQUIPMENT,
    WORKS,
    ENERGY,
    DIAGNOSTICS,
    MAINTENANCE,
    WARRANTIES,
    CONSUMPTION,
    CONDOMINIUM,
    PRIVATE,
    CONTACTS,
    JOURNAL,
)
_BY_CODE = {part.code: part for part in PARTS}


def part_of(code: str) -> Part | None:
    """The part of this code, if the catalogue has it."""
    return _BY_CODE.get(code)
