"""What all screens share: running a use case, showing what was refused, reading arguments.

This module alone opens transactions for the states (through `core.transactions`): rows never
reach a var, and nothing slow runs on the event loop.
"""

import logging
from collections.abc import Awaitable
from functools import lru_cache
from typing import Any, TypeVar

import reflex as rx
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from reflex.event import Event, EventSpec
from starlette.datastructures import Headers

from ecoapp.core.client_address import client_of
from ecoapp.core.errors import (
    FieldsRefused,
    InputIsNotWhatTheFormSends,
    NotAllowed,
    Refusal,
    SignInIsNeeded,
)
from ecoapp.core.transactions import at_length, one_by_one, read, slow, write
from ecoapp.services.messages import UNKNOWN_FAULT, french, french_by_field
from ecoapp.services.signup_drafts import SignupIsNotBegun, Step, StepIsTooEarly
from ecoapp.state.viewer import Viewer

__all__ = [
    "Screen",
    "Typed",
    "at_length",
    "one_by_one",
    "read",
    "read_typed",
    "slow",
    "step_path",
    "write",
]

log = logging.getLogger(__name__)

# More than any field accepts: what is longer was not typed in one of our forms.
LONGEST_ARGUMENT = 5_000

_COUNTS = ("", "Un champ est", *(f"{n} champs sont" for n in ["Deux", "Trois", "Quatre", "Cinq"]))

# How the summary calls a field whose sentence may not name it.
_FIELD_NAMES = {
    "first_name": "Prénom",
    "last_name": "Nom",
    "job_title": "Fonction",
    "phone": "Numéro de téléphone",
    "full_name": "Prénom et nom",
    "name": "Nom de l’établissement",
    "street": "Numéro et rue",
    "postal_code": "Code postal",
    "city": "Commune",
}

Answer = Event | EventSpec | list[EventSpec] | None


class Typed(BaseModel):
    """The arguments of a handler. Anyone can send anything: they are parsed before use."""

    model_config = ConfigDict(strict=True, extra="ignore", str_max_length=LONGEST_ARGUMENT)

    @field_validator("*")
    @classmethod
    def _no_zero(cls, value: Any) -> Any:
        # No keyboard types it, and PostgreSQL keeps no text that has it.
        if isinstance(value, str) and "\0" in value:
            raise ValueError("a zero character")
        return value


class OneText(Typed):
    """A handler that takes one text."""

    text: str = Field(default="")


T = TypeVar("T", bound=Typed)


def read_typed(kind: type[T], arguments: Any) -> T:
    """Parse what the browser sent. Raises `InputIsNotWhatTheFormSends`."""
    try:
        return kind.model_validate(arguments)
    except ValidationError as error:
        raise InputIsNotWhatTheFormSends from error


def read_text(argument: Any) -> str:
    """Parse an argument that must be a text. Raises `InputIsNotWhatTheFormSends`."""
    return read_typed(OneText, {"text": argument}).text


def step_path(step: Step) -> str:
    """Where a step of the wizard lives."""
    return "/adhesion" if step is Step.EMAIL else f"/adhesion/{step.value}"


@lru_cache(maxsize=256)
def go_to(path: str, *, replace: bool = False) -> Event:
    """Lead to another page. Kept: Reflex inspects signatures each time it makes a redirection."""
    (event,) = Event.from_event_type(rx.redirect(path, replace=replace))
    return event


def elsewhere(refusal: Refusal) -> Event | None:
    """Refusals that are answered by another page rather than by a sentence."""
    if isinstance(refusal, StepIsTooEarly):
        return go_to(step_path(refusal.first), replace=True)
    if isinstance(refusal, SignupIsNotBegun):
        return go_to("/adhesion", replace=True)
    if isinstance(refusal, SignInIsNeeded):
        return go_to("/connexion", replace=True)
    if isinstance(refusal, NotAllowed):
        return go_to("/introuvable", replace=True)
    return None


class Screen(rx.State, mixin=True):
    """A screen with a form: what was refused, beside each field and in the summary on top."""

    # French sentences by field; the field "" is the form as a whole.
    errors: dict[str, str] = {}
    error_lines: list[dict[str, str]] = []
    error_title: str = ""
    is_busy: bool = False

    async def _fill(self, work: Awaitable[Answer]) -> Answer:
        """Run what fills a page that opens.

        A form may have been answered while the page was loading itself: that stays shown.
        """
        return await self._attempt(work, keep_errors=True)

    def _forget(self) -> None:
        """Leave behind what was said on an earlier visit: the page opens again."""
        self._show({})

    async def _attempt(self, work: Awaitable[Answer], *, keep_errors: bool = False) -> Answer:
        """Run what a handler does; show what was refused, or go where the refusal leads.

        `keep_errors`: when nothing is refused now, what was refused before stays shown.
        """
        try:
            answer = await work
        except Refusal as refusal:
            return self._refuse(refusal)
        except Exception:
            return self._fail()
        finally:
            if self.is_busy:  # what is assigned is sent, changed or not
                self.is_busy = False
        if not keep_errors:
            self._show({})
            (await self.get_state(Viewer))._accept()
        return answer

    def _fail(self) -> None:
        """While an exception is handled: note it, and tell that the fault is ours."""
        log.exception("a handler of %s failed", type(self).__name__)
        self._show({"": UNKNOWN_FAULT})

    def _refuse(self, refusal: Refusal) -> Answer:
        if isinstance(refusal, FieldsRefused):
            return self._show(french_by_field(refusal))
        return elsewhere(refusal) or self._show({"": french(refusal)})

    def _show(self, errors: dict[str, str]) -> None:
        if not errors and not self.error_title:
            return
        self.errors = errors
        self.error_lines = [
            {"field": field, "message": _named(self._name_of(field), message)}
            for field, message in errors.items()
        ]
        self.error_title = _title(errors)

    def _name_of(self, field: str) -> str:
        """How the summary calls a field; empty: its sentence names it."""
        return _FIELD_NAMES.get(field, "")

    async def _browser(self) -> str:
        """The digest of this browser's cookie, for what is kept under it.

        Every page gives one. Browsers that sent none cannot be told apart: none may keep anything.
        Raises `InputIsNotWhatTheFormSends`, whose sentence says to load the page again.
        """
        browser = await self._browser_if_any()
        if not browser:
            raise InputIsNotWhatTheFormSends
        return browser

    async def _browser_if_any(self) -> str:
        """The digest of this browser's cookie; empty without one, which finds nothing."""
        return (await self.get_state(Viewer))._browser

    async def _by(self) -> Any:
        """The account that is signed in, as the guard found it for this very event."""
        account_id = (await self.get_state(Viewer))._account_id
        if account_id is None:
            raise SignInIsNeeded
        return account_id

    async def _asker(self) -> dict[str, str]:
        """Browser and network address, for what is counted for both. Raises as `_browser` does."""
        return {"browser": await self._browser(), "client": await self._client()}

    async def _client(self) -> str:
        """The network address, for the rules about how often."""
        headers = Headers(self.router.headers.raw_headers)
        return client_of(self.router.session.client_ip, headers)


def _named(name: str, message: str) -> str:
    """A line of the summary is read far from its field: it says which one."""
    if not name:
        return message
    return f"{name}\N{NO-BREAK SPACE}: {message[0].lower()}{message[1:]}"


def _title(errors: dict[str, str]) -> str:
    fields = [field for field in errors if field]
    if not errors:
        return ""
    if not fields:
        return "Votre action n’a pas abouti"
    if len(fields) < len(_COUNTS):
        return f"{_COUNTS[len(fields)]} à corriger"
    return f"{len(fields)} champs sont à corriger"
