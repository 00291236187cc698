"""The sections (rubriques) of an établissement: their rights, fields, statuses and actions.

The only place that declares them: pages, checks and mails read it. Every member reads every
section; a right allows one action, and administrators may do everything. Adding one is one entry
here; the tests read the catalogue too.
"""

from ecoapp.services.catalogue_choices import FAMILIES, HALF_DAYS, MATERIALS, UNITS
from ecoapp.services.catalogue_terms import (
    Action,
    EntryKind,
    Field,
    Kind,
    Right,
    Section,
    Sheet,
    Status,
)
from ecoapp.services.french_words import NBSP

EDIT_INFORMATION = Right("information.edit", "Modifier les informations")
ADD_CONTRACT = Right("contracts.add", "Ajouter un contrat")
SIGN_CONTRACT = Right("contracts.sign", "Signer un contrat")
ENTER_DECLARATION = Right("declarations.enter", "Saisir une déclaration")
SUBMIT_DECLARATION = Right("declarations.submit", "Transmettre une déclaration")
REQUEST_COLLECTION = Right("collections.request", "Demander un enlèvement")
CHANGE_COLLECTION = Right("collections.change", "Modifier ou annuler un enlèvement")
DISPUTE_INVOICE = Right("invoices.dispute", "Contester une facture")
JUSTIFY_INVOICE = Right("invoices.justify", "Déposer un justificatif")
ADD_DOCUMENT = Right("documents.add", "Déposer un document")
ORGANISE_DOCUMENTS = Right("documents.organise", "Classer les documents")


def _editing(label: str, told: str, right: Right | None, status: str) -> Action:
    """Changing the fields while the entry is in this status."""
    return Action("edit", label, told, right, starts=(status,), edits=True)


def _attaching(right: Right | None, status: str, label: str = "Ajouter des fichiers") -> Action:
    """Adding files, and removing them, while the entry is in this status."""
    return Action("attach", label, "Fichier ajouté", right, starts=(status,), takes_files=True)


_REASON = Field("reason", "Motif", Kind.LONG_TEXT, longest=500)

INFORMATION = Sheet(
    fields=(
        Field("name", "Nom de l’établissement"),
        Field("street", "Numéro et rue", is_required=False),
        Field("postal_code", "Code postal", Kind.POSTAL_CODE, is_required=False),
        Field("city", "Commune", is_required=False, longest=100),
        Field("phone", "Téléphone", Kind.PHONE, is_required=False),
        Field("email", "Adresse mail de contact", Kind.EMAIL, is_required=False),
        Field(
            "opening_hours",
            "Horaires d’ouverture",
            Kind.LONG_TEXT,
            is_required=False,
            longest=1_000,
            hint="Précisez aussi les jours où un camion peut entrer.",
        ),
    ),
    action=Action(
        "edit", EDIT_INFORMATION.label, "Informations modifiées", EDIT_INFORMATION, edits=True
    ),
)

CONTRACTS = EntryKind(
    noun="contrat",
    title="{title}",
    fields=(
        Field("title", "Titre du contrat"),
        Field("party", "Cocontractant", hint="Avec qui le contrat est passé."),
        Field("start", "Début", Kind.DATE),
        Field("end", "Fin", Kind.DATE, is_required=False, not_before="start"),
    ),
    statuses=(Status("to_sign", "À signer", "warn"), Status("signed", "Signé", "ok", "check")),
    creation=Action("add", ADD_CONTRACT.label, "Contrat ajouté", ADD_CONTRACT, leads_to="to_sign"),
    actions=(
        Action(
            "sign",
            SIGN_CONTRACT.label,
            "Contrat signé",
            SIGN_CONTRACT,
            starts=("to_sign",),
            leads_to="signed",
            seals=True,
            warning=(
                "Votre nom, la date et l’empreinte de chaque fichier seront conservés. Ensuite, "
                "ni les informations ni les fichiers de ce contrat ne pourront plus changer."
            ),
            tone="",
        ),
        _editing("Modifier le contrat", "Contrat modifié", ADD_CONTRACT, "to_sign"),
        _attaching(ADD_CONTRACT, "to_sign"),
    ),
)

DECLARATIONS = EntryKind(
    noun="déclaration",
    title="{family}, {period}",
    fields=(
        Field(
            "period",
            "Période",
            Kind.PERIOD,
            hint=f"Un mois, un trimestre ou une année{NBSP}: 06/2026, T2 2026 ou 2026.",
        ),
        Field("family", "Famille de produits", Kind.CHOICE, choices=FAMILIES),
        Field("quantity", "Quantité", Kind.QUANTITY),
        Field("unit", "Unité", Kind.CHOICE, choices=UNITS),
    ),
    statuses=(
        Status("draft", "Brouillon", "", "file-pen-line"),
        Status("submitted", "Transmise", "ok", "send"),
    ),
    creation=Action(
        "enter", ENTER_DECLARATION.label, "Déclaration saisie", ENTER_DECLARATION, leads_to="draft"
    ),
    actions=(
        Action(
            "submit",
            SUBMIT_DECLARATION.label,
            "Déclaration transmise",
            SUBMIT_DECLARATION,
            starts=("draft",),
            leads_to="submitted",
            warning="Une déclaration transmise ne peut plus être modifiée.",
            tone="",
        ),
        _editing("Modifier la déclaration", "Déclaration modifiée", ENTER_DECLARATION, "draft"),
        _attaching(ENTER_DECLARATION, "draft"),
    ),
)

_EXPECTED = ("requested", "changed")
COLLECTIONS = EntryKind(
    noun="enlèvement",
    title="{material}, {containers}",
    fields=(
        Field("date", "Date souhaitée", Kind.DATE, not_past=True),
        Field("half_day", "Demi-journée", Kind.CHOICE, choices=HALF_DAYS),
        Field("place", "Lieu", hint="L’adresse, et par où le camion entre."),
        Field("material", "Matière", Kind.CHOICE, choices=MATERIALS),
        Field("containers", "Contenants", hint=f"Exemple{NBSP}: une benne de 10{NBSP}m³"),
    ),
    statuses=(
        Status("requested", "Demandé", "info", "calendar"),
        Status("changed", "Modifié", "warn", "calendar-clock"),
        Status("cancelled", "Annulé", "danger", "x"),
        Status("done", "Fait", "ok", "check"),
    ),
    creation=Action(
        "request",
        REQUEST_COLLECTION.label,
        "Enlèvement demandé",
        REQUEST_COLLECTION,
        leads_to="requested",
    ),
    actions=(
        Action(
            "change",
            "Modifier l’enlèvement",
            "Enlèvement modifié",
            CHANGE_COLLECTION,
            starts=_EXPECTED,
            leads_to="changed",
            edits=True,
        ),
        Action(
            "cancel",
            "Annuler l’enlèvement",
            "Enlèvement annulé",
            CHANGE_COLLECTION,
            starts=_EXPECTED,
            leads_to="cancelled",
            reason=_REASON,
        ),
        Action(
            "done",
            "Marquer comme fait",
            "Enlèvement fait",
            None,
            starts=_EXPECTED,
            leads_to="done",
        ),
    ),
)

INVOICES = EntryKind(
    noun="facture",
    title="Facture {number}",
    fields=(
        Field("number", "Numéro de facture", longest=60),
        Field(
            "amount", "Montant", Kind.EUROS, hint=f"Toutes taxes comprises, en euros{NBSP}: 1240,50"
        ),
        Field("due", "Échéance", Kind.DATE),
    ),
    statuses=(
        Status("to_pay", "À régler", "warn"),
        Status("disputed", "Contestée", "danger", "circle-alert"),
        Status("justified", "Justifiée", "ok", "check"),
    ),
    creation=Action(
        "record", "Enregistrer une facture", "Facture enregistrée", None, leads_to="to_pay"
    ),
    actions=(
        Action(
            "dispute",
            DISPUTE_INVOICE.label,
            "Facture contestée",
            DISPUTE_INVOICE,
            starts=("to_pay",),
            leads_to="disputed",
            reason=_REASON,
        ),
        _editing("Modifier la facture", "Facture modifiée", None, "to_pay"),
        Action(
            "justify",
            JUSTIFY_INVOICE.label,
            "Justificatif déposé",
            JUSTIFY_INVOICE,
            starts=("to_pay", "disputed", "justified"),
            leads_to="justified",
            takes_files=True,
        ),
        _attaching(None, "to_pay", label="Joindre la facture"),
    ),
)

DOCUMENTS = EntryKind(
    noun="document",
    title="{title}",
    fields=(
        Field("title", "Titre du document"),
        Field(
            "folder",
            "Dossier",
            is_required=False,
            longest=100,
            hint=f"Pour retrouver ensemble ce qui va ensemble. Exemple{NBSP}: Assurances",
        ),
    ),
    statuses=(Status("kept", ""),),
    creation=Action("add", ADD_DOCUMENT.label, "Document déposé", ADD_DOCUMENT, leads_to="kept"),
    actions=(
        Action(
            "organise",
            "Renommer ou déplacer",
            "Document classé",
            ORGANISE_DOCUMENTS,
            starts=("kept",),
            edits=True,
        ),
        Action(
            "archive",
            "Archiver",
            "Document archivé",
            ORGANISE_DOCUMENTS,
            starts=("kept",),
            archives=True,
        ),
        Action(
            "restore",
            "Sortir des archives",
            "Document sorti des archives",
            ORGANISE_DOCUMENTS,
            starts=("kept",),
            archives=False,
        ),
        _attaching(ADD_DOCUMENT, "kept"),
    ),
)

SECTIONS = (
    Section("information", "Informations", (EDIT_INFORMATION,), INFORMATION),
    Section("contracts", "Contrats", (ADD_CONTRACT, SIGN_CONTRACT), CONTRACTS),
    Section("declarations", "Déclarations", (ENTER_DECLARATION, SUBMIT_DECLARATION), DECLARATIONS),
    Section("collections", "Enlèvements", (REQUEST_COLLECTION, CHANGE_COLLECTION), COLLECTIONS),
    Section("invoices", "Factures", (DISPUTE_INVOICE, JUSTIFY_INVOICE), INVOICES),
    Section("documents", "Documents", (ADD_DOCUMENT, ORGANISE_DOCUMENTS), DOCUMENTS),
)

# In the order of the catalogue.
RIGHTS = {right.code: right for section in SECTIONS for right in section.rights}
_BY_CODE = {section.code: section for section in SECTIONS}


def section_of(code: str) -> Section | None:
    """The section of this code, if the catalogue has it."""
    return _BY_CODE.get(code)


__all__ = ["RIGHTS", "SECTIONS", "Right", "Section", "section_of"]
