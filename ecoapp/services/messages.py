"""The one table that says refusals in French.

A sentence says what happened, then what to do; it never blames. Typography is French: ’ « » and
no-break spaces (written as escapes where they would be invisible).
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from ecoapp.core.errors import (
    FieldsRefused,
    InputIsNotWhatTheFormSends,
    NotAllowed,
    Refusal,
    SignInIsNeeded,
)
from ecoapp.services import (
    email_addresses,
    establishment_search,
    joining,
    logins,
    mailbox,
    membership_requests,
    new_passwords,
    password_resets,
    phone_numbers,
    rate_rules,
    signup_drafts,
    signups,
    sirets,
    texts,
    verification_codes,
)

NBSP = "\N{NO-BREAK SPACE}"
# Stands before ? ! and ; in French.
THIN = "\N{NARROW NO-BREAK SPACE}"

MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]

UNKNOWN_FAULT = (
    "Un incident de notre côté a interrompu votre demande. Rien n’est perdu"
    f"{NBSP}: réessayez dans un instant."
)

PARIS = ZoneInfo("Europe/Paris")

Sentence = str | Callable[[Any], str]


def french(refusal: Refusal) -> str:
    """The sentence for a refusal."""
    sentence = SENTENCES.get(type(refusal), UNKNOWN_FAULT)
    return sentence if isinstance(sentence, str) else sentence(refusal)


def french_by_field(refused: FieldsRefused) -> dict[str, str]:
    """The sentences for a form, by field, in the order of the form."""
    return {field: french(refusal) for field, refusal in refused.refusals.items()}


def long_date(day: date) -> str:
    """15 septembre 2026."""
    ordinal = "1er" if day.day == 1 else str(day.day)
    return f"{ordinal}{NBSP}{MONTHS[day.month - 1]} {day.year}"


def moment_in_french(moment: datetime) -> str:
    """15 septembre 2026 à 9 h 12, in Paris time: the service is French, its users' clocks too."""
    local = moment.astimezone(PARIS)
    return f"{long_date(local.date())} à {local.hour}{NBSP}h{NBSP}{local.minute:02}"


def counted(count: int, singular: str) -> str:
    """« 1 minute », « 3 minutes »; French says zero in the singular."""
    return f"{count}{NBSP}{singular}{'s' if count > 1 else ''}"


def _siret_length(refusal: sirets.SiretHasWrongLength) -> str:
    if refusal.digits < sirets.LENGTH:
        what_to_do = "Vérifiez-le et complétez-le."
    else:
        what_to_do = "Vérifiez-le et raccourcissez-le."
    has = counted(refusal.digits, "chiffre")
    return f"Ce SIRET compte {has}, il en faut 14. {what_to_do}"


def _phone_length(refusal: phone_numbers.FrenchPhoneHasWrongLength) -> str:
    too_short = refusal.digits < 10
    what_to_do = "Vérifiez-le et complétez-le." if too_short else "Vérifiez-le et raccourcissez-le."
    return f"Ce numéro compte {counted(refusal.digits, 'chiffre')}, il en faut 10. {what_to_do}"


def _closed(refusal: establishment_search.EstablishmentClosed) -> str:
    when = f" depuis le {long_date(refusal.closed_on)}" if refusal.closed_on else ""
    return (
        f"Cet établissement est fermé{when}, d’après l’annuaire officiel. "
        "Saisissez le SIRET de l’établissement qui l’a remplacé."
    )


def _wrong_code(refusal: verification_codes.CodeIsWrong) -> str:
    if refusal.tries_left == 0:
        return (
            "Ce code n’est pas celui du dernier mail, et vous n’avez plus d’essai. "
            "Demandez un nouveau code."
        )
    return (
        "Ce code n’est pas celui du dernier mail. Vérifiez-le, ou demandez un nouveau code"
        f"{NBSP}: il vous reste {counted(refusal.tries_left, 'essai')}."
    )


SENTENCES: dict[type[Refusal], Sentence] = {
    InputIsNotWhatTheFormSends: (
        "Nous n’avons pas compris cet envoi. Rechargez la page, puis recommencez."
    ),
    SignInIsNeeded: "Votre session est terminée. Connectez-vous pour continuer.",
    NotAllowed: (
        "Cette page n’existe pas, ou elle ne vous est pas ouverte. Vérifiez l’adresse, "
        "ou demandez un accès à l’administrateur de l’établissement."
    ),
    # E-mail
    email_addresses.EmailIsMissing: "Saisissez votre adresse mail.",
    email_addresses.EmailIsTooLong: (
        f"Cette adresse dépasse 254{NBSP}caractères, aucune messagerie ne l’accepte. "
        "Vérifiez-la et raccourcissez-la."
    ),
    email_addresses.EmailHasNoAt: (
        f"Une adresse mail contient un seul signe @, comme prenom.nom@entreprise.fr{NBSP}: "
        "vérifiez la vôtre."
    ),
    email_addresses.EmailHasAccentBeforeAt: (
        "Cette adresse contient un accent ou une lettre spéciale avant le signe @, "
        "la plupart des messageries la refuseraient. Vérifiez-la, ou utilisez-en une autre."
    ),
    email_addresses.EmailIsMalformed: (
        "Cette adresse mail est incomplète ou contient une faute. "
        f"Exemple attendu{NBSP}: prenom.nom@entreprise.fr"
    ),
    signup_drafts.EmailHasAnAccount: (
        "Un compte Espace Services existe déjà avec cette adresse. Connectez-vous pour "
        "continuer, vous pourrez ensuite ajouter un établissement."
    ),
    # The wizard
    signup_drafts.SignupIsNotBegun: (
        f"Aucune adhésion n’est en cours dans ce navigateur{NBSP}: commencez par votre "
        "adresse mail."
    ),
    signup_drafts.StepIsTooEarly: "Terminez d’abord cette étape.",
    signup_drafts.StructureIsMissing: "Choisissez le type de votre structure.",
    signup_drafts.ConsentIsMissing: (
        "Sans votre autorisation, nous ne pouvons pas créer votre compte. "
        "Cochez la case pour continuer."
    ),
    new_passwords.PasswordIsMissing: "Saisissez votre mot de passe.",
    new_passwords.PasswordIsTooShort: lambda refusal: (
        f"Ce mot de passe compte {counted(refusal.length, 'caractère')}, il en faut 12 au moins. "
        "Ajoutez un mot ou deux."
    ),
    new_passwords.PasswordIsTooLong: lambda refusal: (
        f"Ce mot de passe compte {counted(refusal.length, 'caractère')}, il en faut 128 au plus. "
        "Raccourcissez-le."
    ),
    new_passwords.PasswordIsPersonal: (
        "Ce mot de passe contient votre nom ou votre adresse mail, ce qui le rend facile à "
        "deviner. Choisissez d’autres mots."
    ),
    new_passwords.PasswordIsTooEasy: (
        "Ce mot de passe est trop facile à deviner. Ajoutez quelques mots sans lien entre eux."
    ),
    # Forgotten password
    password_resets.ResetLinkIsUnknown: (
        "Ce lien n’ouvre rien, ou un mail plus récent l’a remplacé. Utilisez le lien du dernier "
        "mail reçu, ou demandez un nouveau lien."
    ),
    password_resets.ResetLinkIsExpired: (
        f"Ce lien n’est plus valable{NBSP}: il a plus de 60{NBSP}minutes. Demandez un nouveau lien."
    ),
    password_resets.ResetLinkIsUsed: (
        "Ce lien a déjà servi à changer votre mot de passe. Connectez-vous avec le nouveau, "
        "ou demandez un autre lien."
    ),
    # Texts
    texts.TextIsMissing: "Renseignez ce champ.",
    texts.TextIsTooLong: lambda refusal: (
        f"Ce texte compte {counted(refusal.length, 'caractère')}, "
        f"il en faut {refusal.longest} au plus. Raccourcissez-le."
    ),
    texts.NameHasOtherCharacters: lambda refusal: (
        f"Le signe «{NBSP}{refusal.character}{NBSP}» ne figure pas dans un nom. "
        "Utilisez des lettres, des espaces, des apostrophes et des traits d’union."
    ),
    # Telephone
    phone_numbers.PhoneIsMissing: "Saisissez votre numéro de téléphone.",
    phone_numbers.PhoneIsNotANumber: (
        "Ce numéro contient autre chose que des chiffres, ou il est trop court ou trop long. "
        f"Exemple attendu{NBSP}: 06{NBSP}39{NBSP}98{NBSP}12{NBSP}34"
    ),
    phone_numbers.FrenchPhoneHasWrongLength: _phone_length,
    phone_numbers.ForeignPhoneDoesNotExist: (
        "Ce numéro n’existe pas dans le pays de son indicatif. Vérifiez-le, indicatif compris."
    ),
    # Code
    verification_codes.CodeIsMissing: "Saisissez le code reçu par mail.",
    verification_codes.CodeHasWrongShape: lambda refusal: (
        f"Le code compte 6{NBSP}chiffres, vous en avez saisi {refusal.digits}. "
        "Vérifiez-le dans le mail."
    ),
    verification_codes.CodeIsWrong: _wrong_code,
    verification_codes.CodeIsExpired: (
        f"Ce code n’est plus valable{NBSP}: il a plus de 15{NBSP}minutes. Demandez un nouveau code."
    ),
    verification_codes.CodeHasNoTriesLeft: (
        "Ce code a été saisi cinq fois sans succès, il n’ouvre plus rien. Demandez un nouveau code."
    ),
    verification_codes.CodeWasJustSent: lambda refusal: (
        "Un code vient de vous être envoyé. Vous pourrez en demander un nouveau dans "
        f"{counted(refusal.seconds, 'seconde')}."
    ),
    verification_codes.TooManyCodes: (
        "Cinq codes ont été envoyés à cette adresse en une heure. Vérifiez vos courriers "
        "indésirables, ou réessayez plus tard."
    ),
    signups.LinkIsNotValid: (
        "Ce lien n’est plus valable. Un mail plus récent vous a peut-être été envoyé, "
        "ou votre compte est déjà créé."
    ),
    # Log-in
    logins.AddressOrPasswordIsWrong: (
        "L’adresse mail ou le mot de passe ne correspond pas. Vérifiez les deux, "
        "majuscules comprises."
    ),
    rate_rules.TriesAreTooFast: lambda refusal: (
        "Plusieurs essais ont échoué avec cette adresse. Réessayez dans "
        f"{counted(refusal.seconds, 'seconde')}."
    ),
    rate_rules.TriesAreTooMany: lambda refusal: (
        "Trop d’essais ont été faits depuis votre connexion. Réessayez dans "
        f"{counted(refusal.minutes, 'minute')}."
    ),
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
    # Joining
    joining.EstablishmentIsNotKnown: (
        f"Cet établissement n’est pas encore dans l’Espace Services{NBSP}: relancez la recherche."
    ),
    joining.PostalCodeHasWrongShape: (
        f"Un code postal compte 5{NBSP}chiffres. Exemple{NBSP}: 56000"
    ),
    membership_requests.AlreadyMember: "Vous êtes déjà rattaché à cet établissement.",
    # The mails of an installation without SMTP server
    mailbox.MailboxIsClosed: (
        f"Cette boîte n’est pas ouverte{NBSP}: les mails partent chez leurs destinataires."
    ),
    mailbox.MailIsUnknown: (
        "Ce mail n’existe pas, ou il a été remplacé par de plus récents. Revenez à la liste."
    ),
}
