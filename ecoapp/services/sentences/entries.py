"""Refusals of the sections of an établissement: fields, actions, files."""

from ecoapp.core.errors import Refusal
from ecoapp.services import (
    attachments,
    entries,
    entry_actions,
    entry_fields,
    establishment_sheets,
    file_types,
)
from ecoapp.services.french_words import NBSP, moment_in_french
from ecoapp.services.sentence import Sentence


def _has_moved_on(refusal: entry_actions.EntryHasMovedOn) -> str:
    who = f" par {refusal.by}" if refusal.by else ""
    now = f", qui est maintenant «{NBSP}{refusal.standing}{NBSP}»" if refusal.standing else ""
    return f"Cet élément vient d’être traité{who}{now}. Votre action n’a rien changé."


def _has_changed(refusal: entry_actions.EntryHasChanged) -> str:
    return (
        f"Cet élément a changé depuis que vous l’avez ouvert{NBSP}: "
        f"«{NBSP}{refusal.what}{NBSP}», par {refusal.by}, le {moment_in_french(refusal.when)}. "
        "Rien n’est enregistré. Relisez-le sur cette page, puis confirmez si c’est toujours "
        "votre choix."
    )


def _sheet_has_changed(refusal: establishment_sheets.SheetHasChanged) -> str:
    who = refusal.by or "Quelqu’un"
    return (
        f"{who} a modifié ces informations le {moment_in_french(refusal.when)}, pendant que vous "
        "les aviez ouvertes. Rien n’est enregistré. Relisez-les sur cette page, puis confirmez "
        "si c’est toujours votre choix."
    )


SENTENCES: dict[type[Refusal], Sentence] = {
    # Fields
    entry_fields.DateHasWrongShape: (
        f"Cette date n’est pas dans le calendrier. Exemple attendu{NBSP}: 15/09/2026"
    ),
    entry_fields.DateIsPast: "Cette date est passée. Choisissez aujourd’hui ou un jour à venir.",
    entry_fields.DateIsTooEarly: lambda refusal: (
        f"Cette date précède celle du champ «{NBSP}{refusal.other}{NBSP}». Vérifiez les deux."
    ),
    entry_fields.PeriodHasWrongShape: (
        f"Saisissez un mois, un trimestre ou une année. Exemples{NBSP}: 06/2026, T2 2026 ou 2026"
    ),
    entry_fields.YearHasWrongShape: f"Saisissez une année en quatre chiffres. Exemple{NBSP}: 1974",
    entry_fields.QuantityHasWrongShape: (
        "Saisissez un nombre plus grand que zéro, avec trois décimales au plus. "
        f"Exemple{NBSP}: 12,5"
    ),
    entry_fields.AmountHasWrongShape: (
        "Saisissez un montant en euros plus grand que zéro, avec deux décimales au plus. "
        f"Exemple{NBSP}: 1240,50"
    ),
    entry_fields.ChoiceIsMissing: "Choisissez une réponse dans la liste.",
    # Actions
    entry_actions.EntryHasMovedOn: _has_moved_on,
    entry_actions.EntryHasChanged: _has_changed,
    entries.FileIsMissing: (
        "Il n’y a encore aucun fichier à signer. Ajoutez le contrat, puis recommencez."
    ),
    establishment_sheets.SheetHasChanged: _sheet_has_changed,
    # Files
    attachments.FilesAreMissing: "Choisissez un fichier, puis recommencez.",
    attachments.FileIsTooLarge: lambda refusal: (
        f"«{NBSP}{refusal.name}{NBSP}» dépasse 20{NBSP}Mo. Réduisez-le, ou découpez-le en "
        "plusieurs fichiers."
    ),
    attachments.EntryIsFull: (
        "Il y a déjà 50 fichiers ici, c’est le maximum. Retirez-en un, ou regroupez-les dans "
        "une archive ZIP."
    ),
    file_types.FileIsEmpty: lambda refusal: (
        f"«{NBSP}{refusal.name}{NBSP}» est vide. Vérifiez-le sur votre appareil, puis recommencez."
    ),
    file_types.FileTypeIsRefused: lambda refusal: (
        f"«{NBSP}{refusal.name}{NBSP}» n’est ni un PDF, ni une image (JPEG, PNG, WebP, HEIC), "
        "ni un document bureautique (.docx, .xlsx, .pptx, .odt, .ods, .odp), ni une archive ZIP. "
        "Enregistrez-le en PDF, puis recommencez."
    ),
    file_types.OfficeFileIsOld: lambda refusal: (
        f"«{NBSP}{refusal.name}{NBSP}» est dans un ancien format d’Office (.doc, .xls ou .ppt). "
        "Ouvrez-le, enregistrez-le en .docx, .xlsx, .pptx ou PDF, puis déposez ce nouveau fichier."
    ),
    file_types.OfficeFileIsProtected: lambda refusal: (
        f"«{NBSP}{refusal.name}{NBSP}» est protégé par un mot de passe{NBSP}: ni nous ni les "
        "personnes à qui il est destiné ne pourraient l’ouvrir. Retirez sa protection, ou "
        "enregistrez-le en PDF, puis recommencez."
    ),
    file_types.FileNameIsOfAnotherType: lambda refusal: (
        f"«{NBSP}{refusal.name}{NBSP}» contient un autre type de fichier que son nom ne le dit. "
        f"Donnez-lui un nom qui finit par .{refusal.ends[0]}, puis recommencez."
    ),
}
