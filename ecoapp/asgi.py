"""The production entry: `create()` gives the application that a server runs.

Reflex serves the compiled pages and the socket; around it stand our own HTTP routes and the gate
that every request passes.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.types import ASGIApp

from ecoapp import frontend
from ecoapp.adapters.post_office import choose_transport
from ecoapp.adapters.redis_probe import RedisProbe
from ecoapp.core import passwords
from ecoapp.http import log_redaction
from ecoapp.http.earlier_builds import EarlierBuilds
from ecoapp.http.gate import Gate
from ecoapp.http.routes import all_routes
from ecoapp.mail import delivery
from ecoapp.services import jobs
from ecoapp.settings import Settings, get_settings

if TYPE_CHECKING:
    import reflex as rx


def create() -> ASGIApp:
    """Build the application from the settings and the last build of the front end.

    Raises `SettingsError`, `frontend.NotBuiltError`.
    """
    log_redaction.install()
    settings = get_settings()
    app = _reflex_app(settings)
    client = frontend.client_folder()
    return Gate(EarlierBuilds(app(), client, frontend.earlier_clients()), client)


def _reflex_app(settings: Settings) -> "rx.App":
    _serve_what_is_built()
    # Reflex reads its environment as it is imported.
    from ecoapp.ecoapp import app, install_adapters
    from ecoapp.state import live, outages

    install_adapters(settings)
    app.api_transformer = Starlette(routes=all_routes(settings))
    app.register_lifespan_task(_delivering)
    app.register_lifespan_task(live.following)
    app.register_lifespan_task(_running_jobs)
    app.register_lifespan_task(_preparing_log_in)
    if settings.redis_url:
        app.register_lifespan_task(outages.watching(RedisProbe(settings.redis_url).answers))
    return app


def _serve_what_is_built() -> None:
    from reflex_base import constants
    from reflex_base.environment import environment

    environment.REFLEX_WEB_WORKDIR.set(frontend.reflex_folder())
    environment.REFLEX_ENV_MODE.set(constants.Env.PROD)
    environment.REFLEX_SKIP_COMPILE.set(True)
    environment.REFLEX_MOUNT_FRONTEND_COMPILED_APP.set(True)


@contextlib.asynccontextmanager
async def _delivering() -> AsyncIterator[None]:
    """Deliver mails for as long as the application runs."""
    stop = asyncio.Event()
    task = asyncio.create_task(delivery.run(choose_transport(get_settings()), stop))
    try:
        yield
    finally:
        stop.set()
        await task


@contextlib.asynccontextmanager
async def _running_jobs() -> AsyncIterator[None]:
    """Run what time makes due for as long as the application runs."""
    stop = asyncio.Event()
    task = asyncio.create_task(jobs.run(stop))
    try:
        yield
    finally:
        stop.set()
        # A look-up that is under way may take seconds, and has nothing to lose.
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _preparing_log_in() -> None:
    """Let the first log-in take no longer than the others: see `passwords.matches`.

    Here rather than in `create`: it takes a third of a second, and the first page needs none of it.
    """
    await asyncio.to_thread(passwords.prepare)
