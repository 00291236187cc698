"""What a client repeats, for either application."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from itertools import cycle
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection

from bench import seed
from bench.apps import COUNTER_APP, OURS, App
from bench.seed import Name
from bench.socket_client import ROOT_STATE, Tab
from ecoapp.services.catalogue import RIGHTS

REDIRECTED = '"_redirect"'
COUNTED = '"count_rx_state_"'

INCREMENT = f"{ROOT_STATE}.counter___counter____counter_state.increment"
EMAIL_SUBMIT = f"{ROOT_STATE}.ecoapp___state___signup____signup_email.submit"
STRUCTURE_SUBMIT = f"{ROOT_STATE}.ecoapp___state___signup____signup_structure.submit"
INBOX_LOAD = f"{ROOT_STATE}.ecoapp___state___inbox____inbox.load"
DECISION_SUBMIT = f"{ROOT_STATE}.ecoapp___state___membership_requests____request_decision.submit"
STRUCTURES = ("entreprise", "association")
"""Chosen in turn, so that each submit has something to write."""
LISTS = ("toutes", "non-lues")
"""Opened in turn, so that there are rows to send."""

IN_INBOX = 1_000
TO_DECIDE = 16_000
"""For all the clients of one measure: many more than they have time for."""
PENDING_ONE_IN = 5


@dataclass(frozen=True)
class Client:
    """`number`, from 1, among `count` that work at once.

    Each has its own address, as people do: one address may not begin a hundred adhesions an hour.
    """

    number: int
    count: int

    @property
    def address(self) -> str:
        return f"127.0.{self.count}.{self.number}"


@dataclass(frozen=True)
class Exchange:
    """What is sent, and what tells that it was answered."""

    frame: str
    answer: str


@dataclass(frozen=True)
class Repeated:
    """A tab, and what it sends in turn."""

    tab: Tab
    exchanges: Iterator[Exchange]


@dataclass(frozen=True)
class Step:
    """`key` names it on a command line, `label` in the report; `goal`: part of the counter's."""

    key: str
    label: str
    app: App
    goal: float
    ready: Callable[[Client], Awaitable[Repeated]]


def prepare(into: Connection, counts: tuple[int, ...]) -> None:
    """The rows that the clients of all steps need."""
    most = max(counts)
    seed.crowd(into, TO_DECIDE)
    readers = [_reader(number) for number in range(1, most + 1)]
    deciders = [
        _decider(Client(number, count)) for count in counts for number in range(1, count + 1)
    ]
    seed.people(into, [*readers, *deciders])
    for reader in readers:
        seed.requests(into, reader, IN_INBOX, pending_one_in=PENDING_ONE_IN)
    for count in counts:
        for number in range(1, count + 1):
            of = _decider(Client(number, count))
            seed.requests(into, of, TO_DECIDE // count, pending_one_in=1)


def form(**fields: str) -> dict[str, Any]:
    """Fields the way Reflex's front end sends those of a form."""
    return {"form": {"__reflex_form_data__": list(fields.items())}}


async def _counter(client: Client) -> Repeated:
    tab = await Tab.open(COUNTER_APP.origin, "/", client=client.address)
    return Repeated(tab, cycle([Exchange(tab.frame(INCREMENT, {}), COUNTED)]))


async def _wizard(client: Client) -> Repeated:
    """Step 1 is done, so that this browser has a draft; step 2 is on screen."""
    tab = await Tab.open(OURS.origin, "/adhesion", client=client.address)
    address = f"mesure.{uuid4().hex}@example.org"
    await tab.exchange(tab.frame(EMAIL_SUBMIT, form(email=address)), REDIRECTED)
    tab.path = "/adhesion/structure"
    frames = [tab.frame(STRUCTURE_SUBMIT, form(structure=name)) for name in STRUCTURES]
    return Repeated(tab, cycle([Exchange(frame, REDIRECTED) for frame in frames]))


async def _inbox(client: Client) -> Repeated:
    tab = await _signed_in(_reader(client.number), "/notifications", client)
    return Repeated(tab, cycle([inbox_opened(tab, f"filtre={name}", name) for name in LISTS[::-1]]))


async def _decision(client: Client) -> Repeated:
    """The first request is on screen; each answer is to another one."""
    decider = _decider(client)
    waiting = [str(decider.row("request", n)) for n in range(TO_DECIDE // client.count)]
    tab = await _signed_in(decider, f"/demandes/{waiting[0]}", client)
    ticked = dict.fromkeys(tuple(RIGHTS)[::3], "on")
    forms = (form(decision="personnaliser", request=one, **ticked) for one in waiting)
    frames = [tab.frame(DECISION_SUBMIT, filled) for filled in forms]
    return Repeated(tab, map(Exchange, frames, map(has_id, waiting)))


def inbox_opened(tab: Tab, search: str, only: str) -> Exchange:
    """Opening a list; another one than the time before, so that the answer names it."""
    return Exchange(tab.frame(INBOX_LOAD, {}, search=search), f'"only_rx_state_":"{only}"')


def has_id(row: str) -> str:
    """In the answer that shows a row by its page."""
    return f'"id_rx_state_":"{row}"'


async def _signed_in(name: Name, path: str, client: Client) -> Tab:
    return await Tab.open(OURS.origin, path, client=client.address, cookie=name.cookie)


def _reader(number: int) -> Name:
    return Name(f"lecteur {number}")


def _decider(client: Client) -> Name:
    return Name(f"administrateur {client.count} {client.number}")


COUNTER = Step("counter", "increment", COUNTER_APP, 1.0, _counter)
OF_OURS = (
    Step("wizard", "wizard step", OURS, 0.60, _wizard),
    Step("inbox", "opening the inbox", OURS, 0.50, _inbox),
    Step("decision", "decision", OURS, 0.50, _decision),
)
STEPS = {step.key: step for step in (COUNTER, *OF_OURS)}
