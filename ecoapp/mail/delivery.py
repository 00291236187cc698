"""Takes what waits in the outbox to the post office, and writes down what became of it.

The guarantee: a mail that was put is sent **at least once**, or given up with the reason kept.
It is sent a second time only if, between the server's acceptance and our record of it, the
process dies, the server's answer is lost, or the database refuses the record for half a minute.
The Message-ID is made from the row's id, so that servers and mail programs can recognise the
second as the first.

One row is claimed at a time, for two minutes, longer than any sending may last: no other process
takes it meanwhile. What a killed process had claimed comes back when another starts beside it
(`claimants`), and by itself after the two minutes.
"""

import asyncio
import logging
import re
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar

from cryptography.fernet import InvalidToken
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from ecoapp.adapters.post_office import (
    MailIsDelayed,
    MailIsRefused,
    PostOfficeIsClosed,
    Transport,
)
from ecoapp.core import clock, transactions
from ecoapp.mail import claimants, claims, wakeup
from ecoapp.mail.claims import ClaimedMail, Fate
from ecoapp.mail.wakeup import wake

__all__ = ["deliver_due", "run", "wake"]

LONGEST_SENDING = timedelta(seconds=100)
PERIOD = timedelta(seconds=2)

_LONGEST_REASON = 300
_PAUSES_OF_RECORDING = (0.1, 1.0, 2.0, 5.0, 10.0, 15.0)  # seconds
# A code, and the token of a link.
_SECRET = re.compile(r"\d{6}|[\w-]{24,}")
_LONG_WORD = re.compile(r"[\w+/=-]{24,}")
_BETWEEN_LETTERS = re.compile(r"[\W_]")
_ADDRESS = re.compile(r"([^\s<>@,;:\"']?)[^\s<>@,;:\"']*@")

log = logging.getLogger(__name__)
P = ParamSpec("P")
R = TypeVar("R")


async def deliver_due(transport: Transport, *, batch: int = 20) -> int:
    """Try the mails that are due, `batch` at most, over one connection; how many were sent."""
    await _take_back_from_the_dead()
    sent, _ = await _deliver_batch(transport, batch, asyncio.Event())
    return sent


async def run(transport: Transport, stop: asyncio.Event, *, batch: int = 20) -> None:
    """Deliver until `stop` is set: at once what this process puts, within 2 s what others put.

    No fault of the database or of the server ends it. It ends between two mails, also when it
    is cancelled: the mail in flight is sent and recorded first.
    """
    with wakeup.listening() as bell:
        await _take_back_from_the_dead()
        while not stop.is_set():
            # Before looking: what is put from now on rings for the next round.
            bell.clear()
            if not await _more_is_waiting(transport, batch, stop):
                await _first_of(bell, stop)


async def _take_back_from_the_dead() -> None:
    try:
        names = await asyncio.to_thread(claimants.dead)
        if names:
            count = await transactions.write(claims.give_back, of=names)
            await asyncio.to_thread(claimants.forget, names)
            log.info("mails taken back from processes that died: %d", count)
    except Exception:
        log.exception("what processes that died had taken comes back in %s", claims.CLAIM)


async def _more_is_waiting(transport: Transport, batch: int, stop: asyncio.Event) -> bool:
    try:
        _, more = await _deliver_batch(transport, batch, stop)
    except Exception:
        log.exception("the delivery of mails failed; it goes on in %s", PERIOD)
        return False
    return more


async def _first_of(*events: asyncio.Event) -> None:
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(
            waits, timeout=PERIOD.total_seconds(), return_when=asyncio.FIRST_COMPLETED
        )
    finally:
        for wait in waits:
            wait.cancel()


async def _deliver_batch(transport: Transport, batch: int, stop: asyncio.Event) -> tuple[int, bool]:
    """How many mails were sent, and whether more may be due."""
    sent = 0
    try:
        for _ in range(batch):
            if stop.is_set():
                return sent, False
            fate = await _to_its_end(_deliver_next(transport))
            if fate in (Fate.NOTHING_WAITS, Fate.CLOSED):
                return sent, False
            sent += fate is Fate.SENT
        return sent, True
    finally:
        await transport.close()


async def _to_its_end(work: Coroutine[Any, Any, R]) -> R:
    """Do `work`; a cancellation that comes meanwhile takes effect afterwards."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise


async def _deliver_next(transport: Transport) -> Fate:
    # Looking first costs no writer's turn: most of the time nothing is due.
    if not await transactions.read(claims.is_anything_due):
        return Fate.NOTHING_WAITS
    mail = await transactions.write(claims.claim)
    if mail is None:
        return Fate.NOTHING_WAITS
    fate, reason = await _try(transport, mail)
    await _record(claims.write_down, mail, fate, reason)
    _log(mail, fate, reason)
    return fate


async def _try(transport: Transport, mail: ClaimedMail) -> tuple[Fate, str]:
    if mail.is_sealed and clock.now() >= mail.last_moment:
        return Fate.USELESS, "what it holds opens nothing any more"
    try:
        async with asyncio.timeout(LONGEST_SENDING.total_seconds()):
            await transport.send(mail.opened())
    except MailIsRefused as error:
        return Fate.REFUSED, _reason(mail, error)
    except PostOfficeIsClosed as error:
        return Fate.CLOSED, _reason(mail, error)
    except MailIsDelayed as error:
        return Fate.DELAYED, _reason(mail, error)
    except TimeoutError:
        return Fate.CLOSED, f"no end within {LONGEST_SENDING}"
    except InvalidToken:
        return Fate.USELESS, "sealed with another key than ECOAPP_SECRET_KEY"
    except Exception as error:
        # A fault of ours. Its text might repeat the mail: only its name is kept.
        return Fate.DELAYED, type(error).__name__
    return Fate.SENT, ""


def _reason(mail: ClaimedMail, error: MailIsRefused | MailIsDelayed) -> str:
    """Why, on one line. Servers may repeat the mail: of a secret one, only their code is kept."""
    answer = _without_secrets(error, mail) if mail.is_sealed else error.answer
    words = f"{error.code or ''} {answer}".split()
    return " ".join(words)[:_LONGEST_REASON]


def _without_secrets(error: MailIsRefused | MailIsDelayed, mail: ClaimedMail) -> str:
    envelope = mail.opened()
    secrets = _SECRET.findall(f"{envelope.subject} {envelope.text}")
    letters = _BETWEEN_LETTERS.sub("", error.answer)
    if any(_BETWEEN_LETTERS.sub("", secret) in letters for secret in secrets):
        return type(error).__name__
    # Encoded, they would be one long word.
    return _LONG_WORD.sub("…", error.answer)


def _log(mail: ClaimedMail, fate: Fate, reason: str) -> None:
    level = logging.INFO if fate is Fate.SENT else logging.WARNING
    recipient, said = (_ADDRESS.sub(r"\1…@", words) for words in (mail.recipient, reason))
    log.log(level, "mail %s (%s) to %s: %s. %s", mail.id, mail.kind, recipient, fate.value, said)


async def _record(
    case: Callable[Concatenate[Session, P], R], *args: P.args, **kwargs: P.kwargs
) -> R:
    """Write, and insist: what is sent and not recorded would be sent again."""
    for pause in _PAUSES_OF_RECORDING:
        try:
            return await transactions.write(case, *args, **kwargs)
        except SQLAlchemyError as error:
            log.warning("a mail's fate could not be recorded yet: %s", type(error).__name__)
            await asyncio.sleep(pause)
    return await transactions.write(case, *args, **kwargs)
