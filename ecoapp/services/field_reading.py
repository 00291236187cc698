"""Reads the fields of a form one by one, and refuses them all at once.

A person who made three mistakes is told of the three, not of one at a time.
"""

from collections.abc import Callable
from typing import TypeVar

from ecoapp.core.errors import FieldsRefused, Refusal

R = TypeVar("R")


class FieldReading:
    """Collects the refusals of the fields that were read."""

    def __init__(self) -> None:
        self._refusals: dict[str, Refusal] = {}

    def read(self, field: str, parse: Callable[[], R]) -> R | None:
        """What `parse` gives, or None when it refuses: `finish` will then raise."""
        try:
            return parse()
        except Refusal as refusal:
            self._refusals[field] = refusal
            return None

    def refuse(self, field: str, refusal: Refusal) -> None:
        self._refusals[field] = refusal

    def finish(self) -> None:
        """Raise `FieldsRefused` if anything was refused."""
        if self._refusals:
            raise FieldsRefused(self._refusals)
