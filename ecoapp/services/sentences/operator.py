"""Refusals of the operator's pages and of the command line."""

from ecoapp.core.errors import Refusal
from ecoapp.services import operators
from ecoapp.services.sentence import Sentence


def _no_account(refusal: operators.AccountDoesNotExist) -> str:
    return f"Personne n’a de compte avec l’adresse {refusal.email}. Vérifiez-la, puis recommencez."


SENTENCES: dict[type[Refusal], Sentence] = {
    operators.AccountDoesNotExist: _no_account,
}
