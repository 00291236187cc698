"""What a level matrix shows and sends."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from ecoapp.core.errors import InputIsNotWhatTheFormSends
from ecoapp.services.logbook_catalogue import PARTS as _PARTS
from ecoapp.services.share_presets import PRESETS as _PRESETS
from ecoapp.services.share_words import LABELS
from ecoapp.state.base import Typed, read_typed
from ecoapp.state.editor import MOST_FIELDS

# For the page, as (code, label): the levels, the parts; presets have a summary and their levels.
LEVELS = tuple((level.value, label) for level, label in LABELS.items())
PARTS = tuple((part.code, part.label) for part in _PARTS)
PRESETS = tuple(
    (
        preset.code,
        preset.label,
        preset.summary,
        {part: level.value for part, level in preset.levels.items()},
    )
    for preset in _PRESETS
)

# The fields of the matrix: this, and the code of the part.
FIELD = "partie."


def _short(text: str) -> str:
    if "\0" in text or len(text) > 40:
        raise ValueError("not typed in the form")
    return text


class LevelsTyped(Typed):
    levels: dict[Annotated[str, AfterValidator(_short)], Annotated[str, AfterValidator(_short)]] = (
        Field(max_length=MOST_FIELDS)
    )


class ShareTyped(Typed):
    """The other fields. `form`: the id that the share is to have; `share`: the one it is about."""

    email: str = ""
    ends_on: str = ""
    form: str = ""
    share: str = ""


def read_levels(form: Any) -> dict[str, str]:
    """The level of each part, as it was sent. Raises `InputIsNotWhatTheFormSends`."""
    if not isinstance(form, dict):
        raise InputIsNotWhatTheFormSends
    sent = {str(name): value for name, value in form.items() if str(name).startswith(FIELD)}
    levels = {name.removeprefix(FIELD): value for name, value in sent.items()}
    return read_typed(LevelsTyped, {"levels": levels}).levels
