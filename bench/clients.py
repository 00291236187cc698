"""The clients, in a process of their own: `python -m bench.clients STEP HOW_MANY`.

They connect once, say « ready », then run a round each time a number of seconds is written to
their standard input, and print what they measured as one line of JSON. Each client waits for its
answer before it sends again.
"""

import asyncio
import gc
import json
import sys
import time

from bench.apps import BenchError
from bench.steps import STEPS, Client, Repeated, Step

OPENED_AT_ONCE = 10
LONGEST_ANSWER_S = 30.0


async def opened(step: Step, count: int) -> list[Repeated]:
    """Open `count` browsers, a few at a time."""
    turns = asyncio.Semaphore(OPENED_AT_ONCE)

    async def one(number: int) -> Repeated:
        async with turns, asyncio.timeout(LONGEST_ANSWER_S):
            return await step.ready(Client(number, count))

    return list(await asyncio.gather(*(one(number) for number in range(1, count + 1))))


async def run_round(clients: list[Repeated], seconds: float) -> dict[str, float]:
    """Let every client repeat its step; tell how many a second, and how long they waited."""
    begun = time.perf_counter()
    end = begun + seconds
    async with asyncio.timeout(seconds + LONGEST_ANSWER_S):
        waits = await asyncio.gather(*(_repeat(client, end) for client in clients))
    lasted = time.perf_counter() - begun
    every = sorted(wait for of_one in waits for wait in of_one)
    return {
        "events": len(every),
        "per_second": len(every) / lasted,
        "p50_ms": _quantile(every, 0.50) * 1000,
        "p99_ms": _quantile(every, 0.99) * 1000,
    }


async def _repeat(client: Repeated, end: float) -> list[float]:
    waits = []
    while (sent := time.perf_counter()) < end:
        exchange = next(client.exchanges, None)
        if exchange is None:
            raise BenchError("this machine is so fast that more rows must be seeded")
        await client.tab.exchange(exchange.frame, exchange.answer)
        waits.append(time.perf_counter() - sent)
    return waits


def _quantile(ordered: list[float], part: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


async def _main(key: str, count: int) -> None:
    clients = await opened(STEPS[key], count)
    gc.freeze()
    print("ready", flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        print(json.dumps(await run_round(clients, float(line))), flush=True)


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1], int(sys.argv[2])))
