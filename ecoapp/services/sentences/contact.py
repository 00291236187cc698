"""Refusals of the contact form."""

from ecoapp.core.errors import Refusal
from ecoapp.services import contact_messages, rate_rules
from ecoapp.services.french_words import THIN, in_a_while
from ecoapp.services.sentence import Sentence

SENTENCES: dict[type[Refusal], Sentence] = {
    contact_messages.SenderNameIsMissing: "Indiquez votre nom.",
    contact_messages.SubjectIsMissing: "Choisissez un sujet.",
    contact_messages.MessageIsMissing: "Écrivez votre message.",
    rate_rules.MessagesAreTooMany: lambda refusal: (
        "Beaucoup de messages sont partis de votre connexion. Réessayez "
        f"{in_a_while(refusal.seconds)}{THIN}; ce que vous avez écrit reste dans cette page."
    ),
}
