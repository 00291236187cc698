"""What is refused around sharing a carnet, said in French."""

from ecoapp.core.errors import Refusal
from ecoapp.services import share_forms, shares
from ecoapp.services.french_words import NBSP
from ecoapp.services.sentence import Sentence

SENTENCES: dict[type[Refusal], Sentence] = {
    share_forms.RecipientIsMissing: (
        "Saisissez l’adresse mail de la personne avec qui partager le carnet."
    ),
    share_forms.RecipientHasWrongShape: (
        f"Cette adresse mail ne peut pas recevoir de message{NBSP}: vérifiez-la. "
        f"Exemple{NBSP}: prenom.nom@exemple.fr"
    ),
    share_forms.NothingIsOpened: (
        f"Toutes les parties sont à «{NBSP}Aucun{NBSP}». "
        "Ouvrez-en au moins une pour partager le carnet."
    ),
    share_forms.PartIsUnknown: (
        "Une des parties n’existe pas dans ce carnet. Rechargez la page, puis recommencez."
    ),
    share_forms.LevelIsUnknown: (
        f"Choisissez un des quatre niveaux{NBSP}: Aucun, Lecture, Dépôt ou Écriture."
    ),
    shares.SharesWithThemself: (
        "Cette adresse est la vôtre, et ce carnet est déjà à vous. "
        "Saisissez celle d’une autre personne."
    ),
    shares.IsSharedAlready: (
        "Ce carnet est déjà partagé avec cette adresse. Modifiez ce partage plutôt que d’en "
        "créer un autre."
    ),
    shares.SharesAreTooMany: (
        f"Ce carnet est partagé avec {shares.MOST_OF_A_LOGBOOK}{NBSP}personnes, le plus qu’il "
        "puisse l’être. Mettez fin à un partage pour en ouvrir un autre."
    ),
    shares.ShareIsOver: (
        "Ce partage est terminé. Rien n’a été changé. Vous pouvez partager de nouveau le carnet "
        "avec cette personne."
    ),
}
