"""Refusals of deciding who belongs to an établissement."""

from ecoapp.core.errors import Refusal
from ecoapp.models import RequestStatus
from ecoapp.services import membership_decisions, membership_requests, request_limits, rights
from ecoapp.services.french_words import NBSP, moment_in_french
from ecoapp.services.rights import Rights
from ecoapp.services.sentence import Sentence


def _was_refused(refusal: membership_requests.RequestWasRefused) -> str:
    return (
        "Votre demande à cet établissement a été refusée. Vous pourrez en envoyer une nouvelle "
        f"à partir du {moment_in_french(refusal.until)}."
    )


def _was_cancelled(refusal: request_limits.RequestWasCancelled) -> str:
    return (
        "Vous avez annulé votre demande à cet établissement. Vous pourrez en envoyer une nouvelle "
        f"à partir du {moment_in_french(refusal.until)}."
    )


def _is_decided(refusal: membership_decisions.RequestIsDecided) -> str:
    who = f" par {refusal.by}" if refusal.by else ""
    what = {
        RequestStatus.ACCEPTED: f"a déjà été acceptée{who}{_with(refusal.rights)}",
        RequestStatus.REFUSED: f"a déjà été refusée{who}",
        RequestStatus.CANCELLED: "a été annulée par la personne qui l’avait envoyée",
        RequestStatus.EXPIRED: "a expiré",
    }[refusal.status]
    return f"Cette demande {what}. Votre choix n’a rien changé."


def _with(rights: Rights | None) -> str:
    if rights is None:
        return ""
    if rights.is_administrator:
        return ", avec les droits d’administrateur"
    if rights.is_read_only:
        return ", en lecture seule"
    return f", avec ces droits{NBSP}: " + ", ".join(label.lower() for label in rights.labels)


SENTENCES: dict[type[Refusal], Sentence] = {
    membership_requests.RequestWasRefused: _was_refused,
    request_limits.RequestWasCancelled: _was_cancelled,
    request_limits.RequestsAreTooMany: (
        f"{request_limits.MOST_PENDING} de vos demandes attendent déjà une réponse. Attendez "
        "l’une des réponses, ou annulez une demande, puis recommencez."
    ),
    request_limits.RequestsTodayAreTooMany: (
        f"Vous avez envoyé {request_limits.MOST_A_DAY} demandes en un jour. Vous pourrez en "
        "envoyer d’autres demain."
    ),
    membership_requests.RequestIsOver: (
        "Cette demande n’attend plus de réponse. Rechargez la page pour voir où elle en est."
    ),
    membership_decisions.RequestIsDecided: _is_decided,
    rights.DecisionIsMissing: "Choisissez l’une des réponses.",
    rights.RightIsUnknown: (
        "L’un de ces droits n’existe plus. Rechargez la page, puis recommencez."
    ),
}
