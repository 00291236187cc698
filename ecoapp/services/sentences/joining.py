"""Refusals of joining an établissement."""

from ecoapp.core.errors import Refusal
from ecoapp.services import (
    establishment_search,
    joining,
    membership_requests,
    postal_codes,
    rate_rules,
    sirets,
)
from ecoapp.services.french_words import NBSP, THIN, counted, in_a_while, long_date
from ecoapp.services.sentence import Sentence


def _siret_length(refusal: sirets.SiretHasWrongLength) -> str:
    if refusal.digits < sirets.LENGTH:
        what_to_do = "Vérifiez-le et complétez-le."
    else:
        what_to_do = "Vérifiez-le et raccourcissez-le."
    has = counted(refusal.digits, "chiffre")
    return f"Ce SIRET compte {has}, il en faut 14. {what_to_do}"


def _closed(refusal: establishment_search.EstablishmentClosed) -> str:
    when = f" depuis le {long_date(refusal.closed_on)}" if refusal.closed_on else ""
    return (
        f"Cet établissement est fermé{when}, d’après l’annuaire officiel. "
        "Saisissez le SIRET de l’établissement qui l’a remplacé."
    )


SENTENCES: dict[type[Refusal], Sentence] = {
    # SIRET
    sirets.SiretIsMissing: "Saisissez le SIRET de votre établissement.",
    sirets.SiretHasOtherCharacters: (
        f"Un SIRET ne contient que des chiffres{NBSP}: vérifiez celui que vous avez saisi."
    ),
    sirets.SiretHasWrongLength: _siret_length,
    sirets.SiretHasWrongChecksum: (
        f"Ce SIRET contient une erreur de frappe{NBSP}: un chiffre est faux, ou deux sont "
        "inversés. Comparez-le à celui d’une facture."
    ),
    establishment_search.SiretIsNotListed: (
        "Ce SIRET est inconnu de l’annuaire officiel des entreprises. Vérifiez-le"
        f"{THIN}; si l’établissement vient d’être créé, réessayez dans quelques jours "
        "ou écrivez-nous."
    ),
    establishment_search.EstablishmentClosed: _closed,
    rate_rules.SearchesAreTooMany: lambda refusal: (
        f"Vous avez fait beaucoup de recherches{NBSP}: {rate_rules.SIRETS_A_MINUTE_AND_ACCOUNT} "
        f"par minute et {rate_rules.SIRETS_AN_HOUR_AND_ACCOUNT} par heure au plus. Réessayez "
        f"{in_a_while(refusal.seconds)}, ou écrivez-nous depuis la page Contact."
    ),
    # Joining
    joining.EstablishmentIsNotKnown: (
        f"Cet établissement n’est pas encore dans l’Espace Services{NBSP}: relancez la recherche."
    ),
    postal_codes.PostalCodeHasWrongShape: (
        f"Un code postal compte 5{NBSP}chiffres. Exemple{NBSP}: 56000"
    ),
    membership_requests.AlreadyMember: "Vous êtes déjà rattaché à cet établissement.",
}
