"""What a client repeats, for either application."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from bench.apps import COUNTER_APP, OURS, App
from bench.socket_client import ROOT_STATE, Tab

REDIRECTED = '"_redirect"'
COUNTED = '"count_rx_state_"'

INCREMENT = f"{ROOT_STATE}.counter___counter____counter_state.increment"
EMAIL_SUBMIT = f"{ROOT_STATE}.ecoapp___state___signup____signup_email.submit"
STRUCTURE_SUBMIT = f"{ROOT_STATE}.ecoapp___state___signup____signup_structure.submit"
STRUCTURES = ("entreprise", "association")
"""Chosen in turn, so that each submit has something to write."""


@dataclass(frozen=True)
class Repeated:
    """A tab, what it sends in turn, and what tells that it was answered."""

    tab: Tab
    frames: Sequence[str]
    answer: str


async def ready(app: App, client: str) -> Repeated:
    """A new browser at the address `client`, led to where the step is."""
    return await READY[app.name](app, client)


async def _counter(app: App, client: str) -> Repeated:
    tab = await Tab.open(app.origin, "/", client=client)
    return Repeated(tab, [tab.frame(INCREMENT, {})], COUNTED)


async def _wizard(app: App, client: str) -> Repeated:
    """Step 1 is done, so that this browser has a draft; step 2 is on screen."""
    tab = await Tab.open(app.origin, "/adhesion", client=client)
    address = f"mesure.{uuid4().hex}@example.org"
    await tab.exchange(tab.frame(EMAIL_SUBMIT, form(email=address)), REDIRECTED)
    tab.path = "/adhesion/structure"
    frames = [tab.frame(STRUCTURE_SUBMIT, form(structure=name)) for name in STRUCTURES]
    return Repeated(tab, frames, REDIRECTED)


def form(**fields: str) -> dict[str, Any]:
    """Fields the way Reflex's front end sends those of a form."""
    return {"form": {"__reflex_form_data__": list(fields.items())}}


READY = {OURS.name: _wizard, COUNTER_APP.name: _counter}
APPS = {app.name: app for app in (OURS, COUNTER_APP)}
