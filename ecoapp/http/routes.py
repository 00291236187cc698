"""All of our HTTP routes: what the application serves, and what tests walk through."""

from starlette.routing import Route

from ecoapp.http import (
    calendar,
    files,
    handovers,
    health,
    log_in,
    logbooks,
    mailbox,
    operator,
    password_reset,
    signup,
)
from ecoapp.settings import Settings


def all_routes(settings: Settings) -> list[Route]:
    """In the order they are tried. A closed mailbox has no address at all."""
    mails = mailbox.routes() if settings.mailbox_is_open else []
    return [
        *log_in.routes(),
        *signup.routes(),
        *password_reset.routes(),
        *files.routes(),
        *logbooks.routes(),
        *handovers.routes(),
        *operator.routes(),
        *calendar.routes(),
        *health.routes(),
        *mails,
    ]
