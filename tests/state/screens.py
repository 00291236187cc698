"""States built and called directly, without the app around them."""

import inspect
from typing import Any, TypeVar
from uuid import UUID

from reflex.state import State

from ecoapp.state.viewer import Viewer

S = TypeVar("S", bound=State)

NOT_UNDERSTOOD = "Nous n’avons pas compris cet envoi. Rechargez la page, puis recommencez."


async def screen(
    kind: type[S], *, browser: str = "", account: UUID | None = None, path: str = "/"
) -> S:
    """A screen, as the guard would leave it for this browser or account at this address."""
    root = State(_reflex_internal_init=True)
    root._update_router_vars({"pathname": path, "asPath": path}, {})
    viewer = await root.get_state(Viewer)
    viewer._browser, viewer._account_id = browser, account
    return await root.get_state(kind)


async def run(handler_call: Any) -> str | None:
    """Run a handler to its end; gives the address where it leads, None when the page stays."""
    answers = (
        [answer async for answer in handler_call]
        if inspect.isasyncgen(handler_call)
        else [await handler_call]
    )
    places = [_place(answer) for answer in answers if answer is not None]
    assert len(places) < 2, places
    return places[0] if places else None


async def open_again(state: Any) -> str | None:
    """Open the page of a screen once more, as the guard sees to it."""
    state._forget()
    return await run(state.load())


def _place(redirect: Any) -> str:
    assert redirect.name == "_redirect"
    return str(redirect.payload["path"])


def shows_not_understood(state: Any) -> bool:
    """Whether the sentence for what no form of ours sends is shown, and only it."""
    return (
        state.errors == {"": NOT_UNDERSTOOD}
        and state.error_lines == [{"field": "", "message": NOT_UNDERSTOOD}]
        and state.error_title == "Votre action n’a pas abouti"
        and state.is_busy is False
    )
