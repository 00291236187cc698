"""What a supervisor asks."""

from sqlalchemy import text
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from ecoapp.core.transactions import read


async def health(request: Request) -> Response:
    """200 when the database answers; an exception, hence 500, when it does not."""
    await read(_ask)
    return PlainTextResponse("ok")


def routes() -> list[Route]:
    return [Route("/sante", health, methods=["GET"])]


def _ask(session: Session) -> None:
    session.connection().execute(text("SELECT 1"))
