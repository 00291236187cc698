"""What is written in each part of a carnet: the fields of its entries, and how one is called.

Only what gives an entry its meaning is required; titles are made of nothing else. A part has one
date at most that its owner is reminded of.
"""

from ecoapp.services import logbook_choices as choices
from ecoapp.services.catalogue_terms import Field, Kind
from ecoapp.services.french_words import NBSP
from ecoapp.services.logbook_entries import (
    COMPANY,
    NOTE,
    deadline,
    entries_of,
    optional,
    valid_until,
)

_EXAMPLE = f"Exemple{NBSP}:"

IDENTITY = entries_of(
    "fiche",
    "{dwelling}, {street}",
    (
        Field("dwelling", "Type de logement", Kind.CHOICE, choices=choices.DWELLINGS),
        Field("street", "Numéro et rue"),
        optional("postal_code", "Code postal", Kind.POSTAL_CODE),
        optional("city", "Commune", longest=100),
        optional("floor", "Étage et porte", longest=100),
        optional("living_area", "Surface habitable (m²)", Kind.QUANTITY),
        optional("land_area", "Surface du terrain (m²)", Kind.QUANTITY),
        optional("rooms", "Nombre de pièces principales", Kind.QUANTITY),
        optional(
            "built",
            "Année de construction",
            Kind.YEAR,
            hint="Si vous ne la connaissez pas, une année approchée convient.",
        ),
        optional(
            "cadastral_reference",
            "Références cadastrales",
            longest=100,
            hint=f"Elles sont dans l’acte de vente. {_EXAMPLE} section AB, parcelle 123",
        ),
        optional(
            "lots",
            "Numéros de lot",
            longest=100,
            hint=f"En copropriété{NBSP}: appartement, cave, stationnement.",
        ),
        optional("permit", "Numéro du permis de construire", longest=60),
        NOTE,
    ),
    is_feminine=True,
)

PLANS = entries_of(
    "plan",
    "{title}",
    (
        Field("title", "Titre", hint=f"{_EXAMPLE} rez-de-chaussée"),
        optional("type", "Type de plan", Kind.CHOICE, choices=choices.PLANS),
        optional("date", "Date du plan", Kind.DATE),
        optional("author", "Auteur", hint="Architecte, géomètre, constructeur ou vous-même."),
        NOTE,
    ),
)

NETWORKS = entries_of(
    "réseau",
    "{network} – {title}",
    (
        Field("network", "Réseau", Kind.CHOICE, choices=choices.NETWORKS),
        Field("title", "Ce qui est décrit", hint=f"{_EXAMPLE} arrivée d’eau, tableau, box"),
        optional(
            "shut_off",
            "Où le couper",
            hint=f"{_EXAMPLE} robinet sous l’évier, à gauche du placard",
        ),
        optional("meter", "Compteur", hint="Son numéro et son emplacement."),
        COMPANY,
        optional("date", "Date du plan ou de l’installation", Kind.DATE),
        NOTE,
    ),
)

MATERIALS = entries_of(
    "matériau",
    "{element} – {material}",
    (
        Field("element", "Élément du logement", Kind.CHOICE, choices=choices.ELEMENTS),
        Field("material", "Matériau", hint=f"{_EXAMPLE} laine de bois, double vitrage"),
        optional("product", "Marque et référence"),
        optional("thickness", "Épaisseur (mm)", Kind.QUANTITY),
        optional(
            "resistance",
            "Résistance thermique R (m².K/W)",
            Kind.QUANTITY,
            hint="Pour un isolant. Elle est sur la facture ou sur l’emballage.",
        ),
        optional(
            "transmission",
            "Coefficient Uw ou Ud (W/m².K)",
            Kind.QUANTITY,
            hint="Pour une fenêtre ou une porte.",
        ),
        optional("area", "Surface posée (m²)", Kind.QUANTITY),
        COMPANY,
        optional("laid_on", "Date de pose", Kind.DATE),
        NOTE,
    ),
)

EQUIPMENT = entries_of(
    "équipement",
    "{name}",
    (
        Field("name", "Équipement", hint=f"{_EXAMPLE} chaudière à condensation"),
        optional("type", "Famille", Kind.CHOICE, choices=choices.EQUIPMENT),
        optional("brand", "Marque", longest=100),
        optional("model", "Modèle", longest=100),
        optional("serial_number", "Numéro de série", longest=100),
        optional("place", "Emplacement", hint=f"{_EXAMPLE} buanderie"),
        COMPANY,
        optional("installed_on", "Date d’installation", Kind.DATE),
        deadline(
            "guaranteed_until",
            "Fin de la garantie",
            after="installed_on",
            ending="fin de la garantie",
            advice="Signalez avant cette date tout défaut au vendeur ou à l’installateur.",
        ),
        NOTE,
    ),
)

WORKS = entries_of(
    "chantier",
    "{title}",
    (
        Field("title", "Travaux", hint=f"{_EXAMPLE} isolation des combles"),
        optional("type", "Type de travaux", Kind.CHOICE, choices=choices.WORKS),
        COMPANY,
        optional("started", "Début des travaux", Kind.DATE),
        optional(
            "finished",
            "Fin des travaux",
            Kind.DATE,
            not_before="started",
            hint="Le jour de la réception, s’il y en a eu une.",
        ),
        optional("amount", "Montant", Kind.EUROS, hint="Toutes taxes comprises, en euros."),
        optional("description", "Description", Kind.LONG_TEXT, longest=4_000),
        deadline(
            "ten_year_guarantee_until",
            "Fin de la garantie décennale",
            after="finished",
            hint="Dix ans après la réception des travaux.",
            ending="fin de la garantie décennale",
            advice=(
                "Faites le tour des travaux, et signalez avant cette date tout dommage sérieux à "
                "l’entreprise et à son assureur."
            ),
        ),
    ),
)

ENERGY = entries_of(
    "document",
    "{type}, {date}",
    (
        Field("type", "Document", Kind.CHOICE, choices=choices.ENERGY_DOCUMENTS),
        Field("date", "Date du document", Kind.DATE),
        optional("energy_class", "Classe énergie", Kind.CHOICE, choices=choices.CLASSES),
        optional("climate_class", "Classe climat", Kind.CHOICE, choices=choices.CLASSES),
        optional(
            "number",
            "Numéro du DPE",
            longest=30,
            hint=f"13{NBSP}caractères, en haut de la première page.",
        ),
        optional("company", "Diagnostiqueur ou bureau d’études"),
        valid_until("Un DPE est valable dix ans."),
        NOTE,
    ),
)

DIAGNOSTICS = entries_of(
    "diagnostic",
    "{type}, {date}",
    (
        Field("type", "Diagnostic", Kind.CHOICE, choices=choices.DIAGNOSES),
        Field("date", "Date du diagnostic", Kind.DATE),
        optional("company", "Diagnostiqueur"),
        optional("result", "Résultat", hint=f"{_EXAMPLE} absence d’amiante"),
        valid_until("Laissez vide si le rapport ne donne pas de fin."),
        NOTE,
    ),
)

MAINTENANCE = entries_of(
    "entretien",
    "{type}, {done_on}",
    (
        Field("type", "Entretien", Kind.CHOICE, choices=choices.TASKS),
        Field("done_on", "Fait le", Kind.DATE),
        COMPANY,
        optional("amount", "Montant", Kind.EUROS, hint="Toutes taxes comprises, en euros."),
        deadline(
            "next_due_on",
            "Prochain entretien avant le",
            after="done_on",
            ending="prochain entretien",
            advice="Prenez rendez-vous avec l’entreprise qui s’en occupe.",
        ),
        NOTE,
    ),
)

WARRANTIES = entries_of(
    "document",
    "{title}",
    (
        Field("type", "Document", Kind.CHOICE, choices=choices.WARRANTIES),
        Field("title", "Titre", hint=f"{_EXAMPLE} pompe à chaleur, facture de pose"),
        optional("company", "Entreprise ou assureur"),
        optional("number", "Numéro de facture ou de contrat", longest=100),
        optional("amount", "Montant", Kind.EUROS, hint="Toutes taxes comprises, en euros."),
        optional("date", "Date", Kind.DATE),
        deadline(
            "ends_on",
            "Prend fin le",
            after="date",
            ending="échéance",
            advice="Voyez s’il faut renouveler, résilier ou faire jouer ce qui vous couvre.",
        ),
        NOTE,
    ),
)

CONSUMPTION = entries_of(
    "relevé",
    "{energy}, {period}",
    (
        Field("energy", "Énergie ou eau", Kind.CHOICE, choices=choices.ENERGIES),
        Field(
            "period",
            "Période",
            Kind.PERIOD,
            hint=f"Un mois, un trimestre ou une année{NBSP}: 06/2026, T2 2026 ou 2026.",
        ),
        Field("quantity", "Quantité", Kind.QUANTITY),
        Field("unit", "Unité", Kind.CHOICE, choices=choices.UNITS),
        optional("amount", "Montant", Kind.EUROS, hint="Toutes taxes comprises, en euros."),
        NOTE,
    ),
)

CONDOMINIUM = entries_of(
    "document",
    "{title}",
    (
        Field("title", "Titre", hint=f"{_EXAMPLE} assemblée générale de juin 2026"),
        optional("type", "Type de document", Kind.CHOICE, choices=choices.CONDOMINIUM_DOCUMENTS),
        optional("date", "Date", Kind.DATE),
        optional("manager", "Syndic"),
        NOTE,
    ),
)

PRIVATE = entries_of(
    "document",
    "{title}",
    (Field("title", "Titre"), optional("date", "Date", Kind.DATE), NOTE),
)

CONTACTS = entries_of(
    "intervenant",
    "{name}",
    (
        Field("name", "Nom", hint="Une personne, une entreprise ou un service."),
        optional("trade", "Métier", longest=100, hint=f"{_EXAMPLE} chauffagiste"),
        COMPANY,
        optional("phone", "Téléphone", Kind.PHONE),
        optional("email", "Adresse mail", Kind.EMAIL),
        NOTE,
    ),
)

JOURNAL = entries_of(
    "note",
    "{title}",
    (
        Field("title", "Titre", hint=f"{_EXAMPLE} cloison du salon avant les plaques"),
        optional("date", "Date", Kind.DATE),
        optional("text", "Texte", Kind.LONG_TEXT, longest=4_000),
    ),
    is_feminine=True,
)
