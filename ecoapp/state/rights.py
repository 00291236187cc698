"""What a rights editor shows and sends."""

from typing import Any

from ecoapp.core.errors import FieldsRefused, InputIsNotWhatTheFormSends
from ecoapp.services import rights as rights_module
from ecoapp.services.catalogue import SECTIONS
from ecoapp.services.rights import ADMINISTRATOR, DecisionIsMissing, Rights
from ecoapp.state.base import Typed, read_typed

# For the page: the label of each section, and its rights as (code, label).
GROUPS = tuple(
    (section.label, tuple((right.code, right.label) for right in section.rights))
    for section in SECTIONS
)


class DecisionTyped(Typed):
    """`decision`: the choice that was made."""

    decision: str = ""


def read_rights(form: Any) -> Rights:
    """What « Administrateur » or « Personnaliser » gives.

    Raises `InputIsNotWhatTheFormSends`, `RightIsUnknown`, and `FieldsRefused` for any other choice.
    """
    decision = read_typed(DecisionTyped, form).decision
    ticked = {name for name, value in form.items() if "." in str(name) and is_ticked(value)}
    if decision == "administrateur":
        return ADMINISTRATOR
    if decision != "personnaliser":
        raise FieldsRefused({"decision": DecisionIsMissing()})
    return rights_module.custom(ticked)


def is_ticked(value: Any) -> bool:
    """A box that is not ticked sends nothing, or `False` once Reflex has read the form."""
    if value is True or value == "on":
        return True
    if value is False:
        return False
    raise InputIsNotWhatTheFormSends
