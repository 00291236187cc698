"""What is refused because there is as much of it as an account may have."""

from ecoapp.core.errors import Refusal
from ecoapp.services import quotas, raised_quotas, stored_bytes
from ecoapp.services.french_words import NBSP, THIN, counted, moment_in_french, size_in_words
from ecoapp.services.quotas import What
from ecoapp.services.sentence import Sentence

_ASK = "S’il vous en faut davantage, écrivez-nous depuis la page Contact."
_MADE = {
    What.ESTABLISHMENTS: ("créé", "établissement"),
    What.ESTABLISHMENTS_A_DAY: ("créé", "établissement"),
    What.LOGBOOKS: ("", "carnet"),
    What.LOGBOOKS_A_DAY: ("créé", "carnet"),
    What.ENTRIES_A_DAY: ("ajouté", "élément"),
}


def _reached(refusal: quotas.QuotaIsReached) -> str:
    made, noun = _MADE[refusal.what]
    count = counted(refusal.most, noun).replace(
        str(refusal.most), f"{refusal.most:,}".replace(",", THIN)
    )
    if refusal.again_at is None:
        said = f"Vous avez {made} {count}" if made else f"Vous avez {count}"
        return f"{said}, c’est le maximum pour un compte. Rien n’est perdu. {_ASK}"
    return (
        f"Vous avez {made} {count} en 24{NBSP}heures, c’est le maximum. Vous pourrez continuer le "
        f"{moment_in_french(refusal.again_at)}. {_ASK}"
    )


def _room(refusal: stored_bytes.RoomIsMissing) -> str:
    used, most = size_in_words(refusal.used), size_in_words(refusal.most)
    if refusal.what is What.PLACE_BYTES:
        where = "ce carnet" if refusal.in_logbook else "cet établissement"
        taken = f"les fichiers de {where} occupent déjà {used} sur {most}"
    else:
        taken = f"les fichiers que vous avez déposés occupent déjà {used} sur {most}"
    return (
        f"Il n’y a plus assez de place{NBSP}: {taken}. Retirez des fichiers, ou écrivez-nous "
        "depuis la page Contact pour en obtenir davantage."
    )


SENTENCES: dict[type[Refusal], Sentence] = {
    quotas.QuotaIsReached: _reached,
    stored_bytes.RoomIsMissing: _room,
    stored_bytes.LogbookIsAlmostFull: lambda _: (
        f"Ce carnet est presque plein{NBSP}: ce fichier n’y tient plus. Envoyez-en un plus petit, "
        "ou prévenez la personne à qui est le carnet."
    ),
    raised_quotas.QuotaIsNotRaised: lambda refusal: (
        f"Chacun a déjà droit à {refusal.usual} pour «{NBSP}{refusal.what.value}{NBSP}». Donnez un "
        "nombre plus grand, ou 0 pour revenir au nombre habituel."
    ),
    raised_quotas.QuotaIsUnknown: lambda refusal: (
        f"«{NBSP}{refusal.word}{NBSP}» n’est pas un quota. Choisissez parmi ceux-ci{NBSP}: "
        f"{', '.join(What)}."
    ),
}
