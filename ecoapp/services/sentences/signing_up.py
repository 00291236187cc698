"""Refusals of signing up and of logging in."""

from ecoapp.core.errors import Refusal
from ecoapp.services import (
    email_addresses,
    logins,
    new_passwords,
    password_resets,
    person_names,
    phone_numbers,
    rate_rules,
    signup_drafts,
    signups,
    texts,
    verification_codes,
)
from ecoapp.services.french_words import NBSP, counted, in_a_while
from ecoapp.services.sentence import Sentence


def _phone_length(refusal: phone_numbers.FrenchPhoneHasWrongLength) -> str:
    too_short = refusal.digits < 10
    what_to_do = "Vérifiez-le et complétez-le." if too_short else "Vérifiez-le et raccourcissez-le."
    return f"Ce numéro compte {counted(refusal.digits, 'chiffre')}, il en faut 10. {what_to_do}"


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
    texts.TextHasNoLetter: (
        "Nous n’avons trouvé aucune lettre dans ce champ. Écrivez-le en toutes lettres."
    ),
    person_names.TwoNamesAreTyped: (
        f"Vous avez coché «{NBSP}Je n’ai qu’un seul nom{NBSP}» et saisi deux noms. "
        "Effacez-en un, ou décochez la case."
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
        "Un code vient de partir. Vous pourrez en demander un nouveau "
        f"{in_a_while(refusal.seconds)}."
    ),
    # It stays beside a countdown, and is to be true all that time.
    verification_codes.CodeWasJustSentElsewhere: (
        "Un mail vient de partir vers cette adresse, pour une adhésion commencée dans un autre "
        "navigateur. Vous pourrez demander votre code dans une minute au plus."
    ),
    verification_codes.CodeWentBeforeTheChange: lambda refusal: (
        "Le mail précédent est parti avant que l’adresse change, et n’ouvre plus rien. "
        f"Vous pourrez demander votre code {in_a_while(refusal.seconds)}."
    ),
    verification_codes.TooManyCodes: lambda refusal: (
        "Cinq mails ont été envoyés à cette adresse en une heure, peut-être pour des adhésions "
        "commencées dans d’autres navigateurs. Le lien du dernier remplace le code"
        f"{NBSP}: reprenez avec lui, ou demandez un code {in_a_while(refusal.seconds)}."
    ),
    verification_codes.LinkIsNotRead: (
        "Nous n’avons pas trouvé de lien de confirmation dans ce texte. Copiez l’adresse entière "
        f"du lien, dans le dernier mail reçu{NBSP}: elle contient «{NBSP}/adhesion/confirmation"
        f"{NBSP}»."
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
    rate_rules.TooOften: lambda refusal: (
        f"C’est beaucoup en peu de temps. Réessayez {in_a_while(refusal.seconds)}."
    ),
    rate_rules.WeighingsAreTooMany: lambda refusal: (
        "La solidité de ce mot de passe a été demandée trop souvent. Validez-le tel quel, ou "
        f"réessayez {in_a_while(refusal.seconds)}."
    ),
    rate_rules.PasswordsAreTooMany: lambda refusal: (
        f"Trop de mots de passe ont été proposés. Réessayez {in_a_while(refusal.seconds)}."
    ),
    rate_rules.TriesAreTooFast: lambda refusal: (
        f"Plusieurs essais ont échoué avec cette adresse. Réessayez {in_a_while(refusal.seconds)}."
    ),
    rate_rules.TriesAreTooMany: lambda refusal: (
        "Trop d’essais ont été faits depuis votre connexion. Réessayez "
        f"{in_a_while(refusal.seconds)}."
    ),
}
