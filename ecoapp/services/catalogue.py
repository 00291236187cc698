"""The sections (rubriques) of an établissement, and the rights on each.

The only place that declares them: pages, checks and mails read it. Every member reads every
section; a right allows one action. Adding one is one line here and its test.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Right:
    """One action that a member may be allowed. `code` is what the database keeps."""

    code: str
    label: str


@dataclass(frozen=True)
class Section:
    """`code`: its place in addresses, `/etablissements/<siret>/<code>`."""

    code: str
    label: str
    rights: tuple[Right, ...]


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

SECTIONS = (
    Section("information", "Informations", (EDIT_INFORMATION,)),
    Section("contracts", "Contrats", (ADD_CONTRACT, SIGN_CONTRACT)),
    Section("declarations", "Déclarations", (ENTER_DECLARATION, SUBMIT_DECLARATION)),
    Section("collections", "Enlèvements", (REQUEST_COLLECTION, CHANGE_COLLECTION)),
    Section("invoices", "Factures", (DISPUTE_INVOICE, JUSTIFY_INVOICE)),
    Section("documents", "Documents", (ADD_DOCUMENT, ORGANISE_DOCUMENTS)),
)

# In the order of the catalogue.
RIGHTS = {right.code: right for section in SECTIONS for right in section.rights}
