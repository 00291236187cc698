"""Refusals of deciding who belongs to an établissement."""

from ecoapp.core.errors import Refusal
from ecoapp.models import RequestStatus
from ecoapp.services import membership_decisions, membership_requests, rights
from ecoapp.services.french_words import NBSP, long_date
from ecoapp.services.sentence import Sentence


def _was_refused(refusal: membership_requests.RequestWasRefused) -> str:
    return (
        "Votre demande à cet établissement a été refusée. Vous pourrez en envoyer une nouvelle "
        f"à partir du {long_date(refusal.until.date())}."
    )


def _is_decided(refusal: membership_decisions.RequestIsDecided) -> str:
    if refusal.status is RequestStatus.ACCEPTED:
        what = f"a déjà été acceptée, avec ces droits{NBSP}: {refusal.rights.standing.lower()}"
    elif refusal.status is RequestStatus.REFUSED:
        what = "a déjà été refusée"
    elif refusal.status is RequestStatus.CANCELLED:
        what = "a été annulée par la personne qui l’avait envoyée"
    else:
        what = "a expiré"
    who = f" par {refusal.by}" if refusal.by and "déjà" in what else ""
    return f"Cette demande {what}{who}. Votre choix n’a rien changé."


SENTENCES: dict[type[Refusal], Sentence] = {
    membership_requests.RequestWasRefused: _was_refused,
    membership_requests.RequestIsOver: (
        "Cette demande a déjà reçu sa réponse. Rechargez la page pour la lire."
    ),
    membership_decisions.RequestIsDecided: _is_decided,
    rights.DecisionIsMissing: "Choisissez l’une des réponses.",
    rights.RightIsUnknown: (
        "L’un de ces droits n’existe plus. Rechargez la page, puis recommencez."
    ),
}
