"""What is refused as a carnet is handed over, said in French."""

from ecoapp.core.errors import Refusal
from ecoapp.models import HandoverStatus
from ecoapp.services import handovers, pending_handovers, rate_rules
from ecoapp.services.french_words import NBSP, THIN, in_a_while
from ecoapp.services.sentence import Sentence


def _over(refusal: pending_handovers.HandoverIsOver) -> str:
    ends = {
        HandoverStatus.ACCEPTED: f"{refusal.who} a déjà accepté ce carnet",
        HandoverStatus.DECLINED: f"{refusal.who} a déjà décliné ce carnet",
        HandoverStatus.WITHDRAWN: f"{refusal.who} a annulé sa proposition",
    }
    late = f"Cette proposition a expiré{THIN}; elle n’était valable que 30{NBSP}jours"
    return f"{ends.get(refusal.status, late)}. Rien n’a été changé."


SENTENCES: dict[type[Refusal], Sentence] = {
    handovers.BuyerAddressIsMissing: "Saisissez l’adresse mail de l’acquéreur.",
    handovers.BuyerAddressHasWrongShape: (
        f"Cette adresse mail ne peut pas recevoir de message{NBSP}: vérifiez-la. "
        f"Exemple{NBSP}: prenom.nom@exemple.fr"
    ),
    handovers.HandsOverToThemself: ("Cette adresse est la vôtre. Saisissez celle de l’acquéreur."),
    handovers.NothingIsHandedOver: "Cochez au moins une partie à remettre.",
    handovers.HandoverIsPending: lambda refusal: (
        f"Ce carnet est déjà proposé à {refusal.buyer_email}. Annulez d’abord cette proposition."
    ),
    pending_handovers.HandoverIsOver: _over,
    rate_rules.HandoversAreTooMany: lambda refusal: (
        f"Trop de propositions viennent de partir. Réessayez {in_a_while(refusal.seconds)}."
    ),
}
