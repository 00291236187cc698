"""The operator of this installation, as sentences name it."""

from ecoapp.settings import get_settings

OPERATOR = get_settings().operator_name

_VOWELS = "aàâeéèêiîoôuhy"

OF_OPERATOR = f"d’{OPERATOR}" if OPERATOR[0].casefold() in _VOWELS else f"de {OPERATOR}"
"""« d’Ecomaison », « de Valdelia »: for a place in a sentence after « de »."""
