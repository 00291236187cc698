"""Refusals of the operator's pages and of the command line."""

from ecoapp.core.errors import Refusal
from ecoapp.services import administration, operator_search, operators, partner_cells, partner_files
from ecoapp.services.french_words import NBSP
from ecoapp.services.sentence import Sentence


def _no_account(refusal: operators.AccountDoesNotExist) -> str:
    return f"Personne n’a de compte avec l’adresse {refusal.email}. Vérifiez-la, puis recommencez."


def _no_column(refusal: partner_files.FileHasNoColumn) -> str:
    missing = ", ".join(refusal.missing)
    return (
        f"La première ligne du fichier ne nomme pas toutes les colonnes. Il manque{NBSP}: "
        f"{missing}. Ajoutez-les, puis envoyez le fichier à nouveau."
    )


def _other_fields(refusal: partner_files.LineHasOtherFields) -> str:
    return (
        f"La ligne a {refusal.fields} champs au lieu de {refusal.wanted}. Vérifiez ses séparateurs."
    )


def _administered(refusal: administration.EstablishmentHasAdministrator) -> str:
    return (
        f"{refusal.name} administre déjà cet établissement et décide qui d’autre l’administre. "
        "Rien n’a été changé."
    )


SENTENCES: dict[type[Refusal], Sentence] = {
    administration.EstablishmentHasAdministrator: _administered,
    administration.MemberIsNotChosen: (
        "Choisissez l’un des membres. Si la personne que vous aviez choisie n’est plus dans la "
        "liste, elle a quitté l’établissement."
    ),
    operators.AccountDoesNotExist: _no_account,
    operator_search.SearchIsTooShort: "Saisissez au moins trois lettres ou chiffres.",
    partner_files.FileIsMissing: "Choisissez un fichier qui a au moins une ligne.",
    partner_files.FileIsGone: (
        f"Ce fichier n’est plus là{NBSP}: il est gardé une journée, sur la machine qui l’a reçu. "
        "Envoyez-le à nouveau."
    ),
    partner_files.FileHasNoColumn: _no_column,
    partner_files.LineHasOtherFields: _other_fields,
    partner_files.LineHasOpenQuotes: (
        "Les guillemets d’un champ ne sont pas fermés. Fermez-les, ou retirez-les."
    ),
    partner_cells.SiretIsRounded: lambda refusal: (
        f"Excel a remplacé ce SIRET par «{NBSP}{refusal.typed}{NBSP}» et en a perdu les derniers "
        "chiffres. Dans le fichier d’origine, mettez la colonne au format Texte, ressaisissez les "
        "SIRET, puis enregistrez à nouveau en CSV."
    ),
    partner_cells.LineIsInMacRoman: (
        "Les accents sont enregistrés au format des anciens Mac (Mac OS Roman) et seraient lus de "
        f"travers. Enregistrez le fichier en «{NBSP}CSV UTF-8{NBSP}», puis envoyez-le à nouveau."
    ),
    partner_files.LineIsTooLong: (
        "La ligne est trop longue pour un établissement. Vérifiez que le fichier est bien un CSV."
    ),
}
