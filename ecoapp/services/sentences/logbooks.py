"""What is refused around carnets, said in French."""

from ecoapp.core.errors import Refusal
from ecoapp.services import logbooks
from ecoapp.services.french_words import NBSP
from ecoapp.services.sentence import Sentence

SENTENCES: dict[type[Refusal], Sentence] = {
    logbooks.LogbookNameIsMissing: (
        f"Donnez un nom au carnet, par exemple «{NBSP}Maison de Larmor{NBSP}»."
    ),
    logbooks.PartHasEntries: (
        "Cette partie n’est pas vide. Mettez d’abord de côté ce qu’elle contient, puis recommencez."
    ),
}
