"""What a supervisor asks."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from ecoapp.core.transactions import read
from ecoapp.services import health as service


async def health(request: Request) -> Response:
    """200 when the database answers; an exception, hence 500, when it does not."""
    await read(service.check)
    return PlainTextResponse("ok")


def routes() -> list[Route]:
    return [Route("/sante", health, methods=["GET"])]
