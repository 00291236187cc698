"""What an attack costs: the memory of sockets that say much, a log-in while passwords are weighed.

The limits hold as they do for everybody; in the other measures they are lifted, because clients
there send faster than people do.
"""

import asyncio
import http.client
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from urllib.parse import urlencode
from uuid import uuid4

from sqlmodel import Session
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from bench import seed
from bench.apps import LIMITED, ask, serving
from bench.seed import Name
from bench.serve import MEMORY_PATH
from bench.socket_client import NAMESPACE, ROOT_STATE, Tab
from ecoapp.core import clock, passwords
from ecoapp.models import Account, SignupDraft, StructureType

SOCKETS = 80
ADDRESSES = 8
LETTERS_OF_AN_ADDRESS = 900_000
LETTERS_OF_A_PART = 250_000
PARTS = 250
"""Of one message: 62 MB, almost as much as granian takes of one."""
SECONDS_UNTIL_GIVEN_BACK = 130
"""States are kept for 120 s; then the system is given what was freed."""
MEMORY_GOAL_MB = 100

WEIGHERS = 24
SIGNS = ("1|7({[<4@8!$50+%" * 4)[:64]
LOG_INS = 10
LOG_IN_GOAL = 3.0

HYDRATE = f"{ROOT_STATE}.hydrate_and_load"
WEIGH = f"{ROOT_STATE}.ecoapp___state___signup____signup_password.weigh"
WEIGHER = Name("celui qui fait peser")
WHO_LOGS_IN, PASSWORD = "connexion@exemple.fr", "Rabot et tilleul 7"


@dataclass(frozen=True)
class Memory:
    """In MB."""

    before: float
    most: float
    after: float

    @property
    def cost(self) -> float:
        return self.most - self.before

    @property
    def kept(self) -> float:
        return self.after - self.before


@dataclass
class Attacked:
    """Log-ins in seconds."""

    saying_much: Memory
    never_ending: Memory
    idle: list[float] = field(default_factory=list)
    attacked: list[float] = field(default_factory=list)
    weighed: int = 0

    @property
    def log_in_ratio(self) -> float:
        return median(self.attacked) / median(self.idle)


def measure(data_dir: Path) -> Attacked:
    """One attack after the other, each from a new start."""
    with seed.filled(seed.sqlite_url(data_dir)) as connection, Session(connection) as session:
        session.add_all([_account(), _draft()])
        session.commit()
    with serving(LIMITED, data_dir):
        saying_much = asyncio.run(_memory_while(_say_much))
    with serving(LIMITED, data_dir):
        never_ending = asyncio.run(_memory_while(_never_end))
    found = Attacked(saying_much, never_ending)
    with serving(LIMITED, data_dir):
        asyncio.run(_wear_out_processor(found))
    return found


async def _memory_while(attack: Callable[[int], Awaitable[None]]) -> Memory:
    """Many sockets from several addresses at once."""
    await Tab.open(LIMITED.origin, "/adhesion")  # what is made once is not counted
    before = most = await _megabytes()
    visitors = asyncio.gather(*(attack(number) for number in range(SOCKETS)))
    while not visitors.done():
        most = max(most, await _megabytes(collect=False))
    await visitors
    most = max(most, await _megabytes(collect=False))
    await asyncio.sleep(SECONDS_UNTIL_GIVEN_BACK)
    return Memory(before, most, await _megabytes())


async def _say_much(number: int) -> None:
    """An event whose page has a long address."""
    socket = await _connected(number)
    tab = Tab(socket, "/adhesion")
    try:
        await socket.send(f"40{NAMESPACE},")
        # As much as a frame may have, then as the attack was.
        for letters in (LETTERS_OF_AN_ADDRESS // 10, LETTERS_OF_AN_ADDRESS):
            search = "x=🦊" + "x" * letters
            await socket.send(tab.frame(HYDRATE, {}, search=search, raw=True))
            await asyncio.sleep(1)
        await socket.close()
    except ConnectionClosed:
        pass


async def _never_end(number: int) -> None:
    """A message in parts, the last of which does not come."""
    socket = await _connected(number)
    try:
        await socket.send(f"40{NAMESPACE},")
        await socket.send(_parts())
    except ConnectionClosed:
        pass


async def _parts() -> AsyncIterator[str]:
    for _ in range(PARTS):
        yield "x" * LETTERS_OF_A_PART
    await asyncio.sleep(SECONDS_UNTIL_GIVEN_BACK)


async def _connected(number: int) -> ClientConnection:
    client = f"127.0.9.{1 + number % ADDRESSES}"
    return await Tab.connected(LIMITED.origin, client=client, token=str(uuid4()))


async def _wear_out_processor(found: Attacked) -> None:
    """Passwords full of signs are weighed in many tabs of one browser while somebody logs in."""
    found.idle = await _log_ins()
    address = "/adhesion/mot-de-passe"
    tabs = [await Tab.open(LIMITED.origin, address, cookie=WEIGHER.cookie) for _ in range(WEIGHERS)]
    weighing = [asyncio.create_task(_weigh(tab, found)) for tab in tabs]
    await asyncio.sleep(1)
    found.attacked = await _log_ins()
    for task in weighing:
        task.cancel()
    await asyncio.gather(*weighing, return_exceptions=True)


async def _weigh(tab: Tab, found: Attacked) -> None:
    frame = tab.frame(WEIGH, {"typed": SIGNS})
    while True:
        await tab.exchange(frame, "_rx_state_")
        found.weighed += 1


async def _log_ins() -> list[float]:
    return [await asyncio.to_thread(_log_in) for _ in range(LOG_INS)]


def _log_in() -> float:
    begun = time.perf_counter()
    connection = http.client.HTTPConnection("localhost", LIMITED.port, timeout=60)
    form = urlencode({"email": WHO_LOGS_IN, "password": PASSWORD})
    headers = {"Origin": LIMITED.origin, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/connexion", form, headers)
    answer = connection.getresponse()
    lasted = time.perf_counter() - begun
    assert answer.headers["location"] == "/espace", answer.headers["location"]
    connection.close()
    return lasted


async def _megabytes(*, collect: bool = True) -> float:
    await asyncio.sleep(0.05)
    path = f"{MEMORY_PATH}?gc" if collect else MEMORY_PATH
    return (await asyncio.to_thread(ask, LIMITED, path))["rss"] / 1e6


def _account() -> Account:
    return Account(
        email=WHO_LOGS_IN,
        email_key=WHO_LOGS_IN,
        structure_type=StructureType.COMPANY,
        first_name="Camille",
        last_name="Renaud",
        job_title="Conductrice de travaux",
        phone="+33639981234",
        password_hash=passwords.hashed(PASSWORD),
    )


def _draft() -> SignupDraft:
    """At the step where a password is chosen."""
    return SignupDraft(
        browser_hash=WEIGHER.digest,
        email="pesee@exemple.fr",
        email_key="pesee@exemple.fr",
        expires_at=clock.now() + seed.A_DAY,
        structure_type=StructureType.COMPANY,
        first_name="Camille",
        last_name="Renaud",
        job_title="Conductrice de travaux",
        phone="+33639981234",
        consent_wording="J’autorise",
        consented_at=clock.now(),
        person_done_at=clock.now(),
    )


if __name__ == "__main__":
    print(measure(Path(sys.argv[1])))
