"""What is refused around carnets prepared for somebody else, said in French."""

from ecoapp.core.errors import Refusal
from ecoapp.services import logbook_offers
from ecoapp.services.french_words import NBSP
from ecoapp.services.sentence import Sentence

SENTENCES: dict[type[Refusal], Sentence] = {
    logbook_offers.ThirdPartyAddressIsMissing: (
        "Saisissez l’adresse mail de la personne à qui ce carnet est destiné."
    ),
    logbook_offers.ThirdPartyAddressHasWrongShape: (
        f"Cette adresse mail ne peut pas recevoir de message{NBSP}: vérifiez-la. "
        f"Exemple{NBSP}: prenom.nom@exemple.fr"
    ),
    logbook_offers.IsForThemself: (
        f"Cette adresse est la vôtre. Choisissez «{NBSP}Pour moi{NBSP}», ou saisissez celle "
        "d’une autre personne."
    ),
    logbook_offers.OfferIsOver: (
        f"Ce carnet n’attend plus de réponse{NBSP}: elle est arrivée, ou la proposition a été "
        "retirée. Rien n’a été changé."
    ),
}
