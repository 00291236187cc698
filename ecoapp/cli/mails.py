"""`deliver-mail`: what waits in the outbox."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated

import typer

from ecoapp.cli.failures import CommandFailed


def deliver_mail(
    keep_running: Annotated[
        bool, typer.Option("--keep-running", help="Go on until stopped, instead of once.")
    ] = False,
) -> None:
    """Send the mails that are due.

    The running application does the same by itself; this is for a process of its own.
    """
    from ecoapp.adapters.post_office import choose_transport
    from ecoapp.core import database
    from ecoapp.mail import delivery, outbox
    from ecoapp.settings import get_settings

    transport = choose_transport(get_settings())
    if keep_running:
        asyncio.run(delivery.run(transport, asyncio.Event()))
        return
    print(f"Mails envoyés : {asyncio.run(_deliver_all(delivery.deliver_due, transport))}")
    with database.current().reading() as session:
        if left := outbox.waiting(session):
            raise CommandFailed(f"Mails qui attendent encore, ou un prochain essai : {left}")


async def _deliver_all(deliver: Callable[..., Awaitable[int]], transport: object) -> int:
    """Batch after batch, until none is sent any more."""
    total = 0
    while sent := await deliver(transport):
        total += sent
    return total
