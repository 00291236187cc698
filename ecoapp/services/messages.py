"""The one table that says refusals in French.

A sentence says what happened, then what to do; it never blames. Typography is French: ’ « » and
no-break spaces (written as escapes where they would be invisible).
"""

from ecoapp.core.errors import (
    FieldsRefused,
    InputIsNotWhatTheFormSends,
    NotAllowed,
    Refusal,
    SignInIsNeeded,
)
from ecoapp.services.french_words import NBSP
from ecoapp.services.sentence import Sentence
from ecoapp.services.sentences import (
    contact,
    deadlines,
    entries,
    handovers,
    joining,
    logbook_offers,
    logbook_transfers,
    logbooks,
    mailbox,
    members,
    memberships,
    operator,
    quotas,
    shares,
    signing_up,
)

UNKNOWN_FAULT = (
    "Un incident de notre côté a interrompu cette action. Rien n’est perdu"
    f"{NBSP}: réessayez dans un instant."
)


def french(refusal: Refusal) -> str:
    """The sentence for a refusal."""
    sentence = SENTENCES.get(type(refusal), UNKNOWN_FAULT)
    return sentence if isinstance(sentence, str) else sentence(refusal)


def french_by_field(refused: FieldsRefused) -> dict[str, str]:
    """The sentences for a form, by field, in the order of the form."""
    return {field: french(refusal) for field, refusal in refused.refusals.items()}


SENTENCES: dict[type[Refusal], Sentence] = {
    InputIsNotWhatTheFormSends: (
        "Nous n’avons pas compris cet envoi. Rechargez la page, puis recommencez."
    ),
    SignInIsNeeded: "Votre session est terminée. Connectez-vous pour continuer.",
    NotAllowed: (
        "Cette page n’existe pas, ou elle ne vous est pas ouverte. Vérifiez l’adresse, "
        "ou demandez un accès à l’administrateur de l’établissement."
    ),
    **signing_up.SENTENCES,
    **joining.SENTENCES,
    **memberships.SENTENCES,
    **members.SENTENCES,
    **mailbox.SENTENCES,
    **contact.SENTENCES,
    **entries.SENTENCES,
    **handovers.SENTENCES,
    **logbooks.SENTENCES,
    **deadlines.SENTENCES,
    **logbook_transfers.SENTENCES,
    **logbook_offers.SENTENCES,
    **operator.SENTENCES,
    **quotas.SENTENCES,
    **shares.SENTENCES,
}
