"""Who may run an event handler. Denies by default.

Anyone can call any public method of any State. So an event runs only if its handler is declared:
`open_to_all`, or `open_to_signed_in` and the cookie's session resolves, in the database and at
this very event, to a live account. What is not declared never runs, for anybody. What a person may
do with which object is the services' question.
"""

import inspect
import logging
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from reflex.event import Event
from reflex.middleware import Middleware
from reflex.state import BaseState, StateUpdate, _resolve_delta
from reflex_base.event.context import EventContext
from reflex_base.registry import RegistrationContext
from reflex_base.utils.form import form_data_as_dict

from ecoapp.core.browser_cookie import browser_in
from ecoapp.core.errors import InputIsNotWhatTheFormSends
from ecoapp.core.transactions import read
from ecoapp.core.way_back import log_in_path
from ecoapp.services import account_sessions, inbox
from ecoapp.services.account_sessions import SignedIn
from ecoapp.state import open_tabs
from ecoapp.state.base import Screen, go_to
from ecoapp.state.open_tabs import OpenTab
from ecoapp.state.viewer import NOBODY, SENT_WORD, Viewer

if TYPE_CHECKING:
    from reflex.app import App

log = logging.getLogger(__name__)

F = TypeVar("F", bound=Callable[..., Any])

_AUDIENCE = "_ecoapp_audience"
EVERYBODY = "everybody"
SIGNED_IN = "signed in"

# The first event of a page that is loaded: pages for all show who is signed in, too.
_FIRST = frozenset({"State.hydrate", "State.hydrate_and_load"})
_LED_BY_A_LINK = "OnLoadInternalState.on_load_internal"

# What Reflex itself sends: connecting, loading a page, telling of a fault in the browser.
FRAMEWORK_HANDLERS = frozenset(
    {
        "State.hydrate",
        "State.hydrate_and_load",
        "State.set_is_hydrated",
        "OnLoadInternalState.on_load_internal",
        "OnLoadInternalState.set_is_hydrated",
        "FrontendEventExceptionState.handle_frontend_exception",
    }
)


# What follows a page's loading: never sent by a browser.
_FROM_THE_SERVER = frozenset({"State.set_is_hydrated", "OnLoadInternalState.set_is_hydrated"})
_FAULT_IN_BROWSER = "FrontendEventExceptionState.handle_frontend_exception"


def open_to_all(handler: F) -> F:
    """Declare that anybody may run this handler, signed in or not."""
    setattr(handler, _AUDIENCE, EVERYBODY)
    return handler


def open_to_signed_in(handler: F) -> F:
    """Declare that a live account is needed to run this handler."""
    setattr(handler, _AUDIENCE, SIGNED_IN)
    return handler


class Guard(Middleware):
    """Placed first: nothing of an event runs before it."""

    async def preprocess(self, app: "App", state: BaseState, event: Event) -> StateUpdate | None:
        try:
            return await self._look_at(state, event)
        except Exception:
            # Nobody can be recognised while the database is away. Of the framework's own events,
            # which fill a page, the page is told that they failed, and asks again.
            screen = await _screen_of(state, event)
            if screen is None:
                raise
            screen._fail()
            return await _update(state)

    async def _look_at(self, state: BaseState, event: Event) -> StateUpdate | None:
        viewer = await state.get_state(Viewer)
        browser = browser_in(state.router.headers.raw_headers.get("cookie", ""))
        if viewer._browser != browser:
            _bind(state, viewer, browser)
        audience = audience_of(event.name) if _is_as_the_framework_sends(event) else None
        if audience is None:
            log.warning("an event that no page sends was refused: %r", event.name[:200])
            return StateUpdate()
        matters = audience == SIGNED_IN or viewer._account_id is not None or _is_first(event)
        signed_in = await _signed_in(browser) if matters else None
        if signed_in is not None:
            await _recognise(state, viewer, signed_in)
        elif matters:
            _recognise_nobody(state, viewer, browser)
        if signed_in is None and audience == SIGNED_IN:
            url = state.router.url
            wanted = log_in_path(f"{url.path}?{url.query}")
            return await _update(state, go_to(wanted, replace=True))
        if not _fits(event):
            return await _not_understood(state, event)
        viewer._send(_sent_word(event))
        if _arrives(event):
            await _forget_earlier_visits(state)
        return None


def audience_of(event_name: str) -> str | None:
    """For whom the handler behind an event is declared; None: for nobody."""
    registered = RegistrationContext.get().event_handlers.get(event_name)
    if registered is None:
        return None
    function = registered.handler.fn
    if getattr(function, "__qualname__", "") in FRAMEWORK_HANDLERS:
        return EVERYBODY
    audience: str | None = getattr(function, _AUDIENCE, None)
    return audience


def _bind(state: BaseState, viewer: Viewer, browser: str) -> None:
    """Tie the state to this browser; whatever another one had in it is gone first."""
    if viewer._browser:
        blank(state, viewer, browser)
    viewer._browser = browser


def blank(state: BaseState, viewer: Viewer, browser: str) -> None:
    """Leave nothing in the state of a tab but in which browser it is."""
    state._get_root_state().reset()
    viewer._browser = browser


def _is_first(event: Event) -> bool:
    return _qualified_name(event) in _FIRST


def _qualified_name(event: Event) -> str:
    handler = RegistrationContext.get().event_handlers[event.name].handler
    return getattr(handler.fn, "__qualname__", "")


def _is_from_browser() -> bool:
    return EventContext.get().parent_txid is None


def _is_as_the_framework_sends(event: Event) -> bool:
    """The framework's own handlers read no argument: they log what does not fit, or fail."""
    registered = RegistrationContext.get().event_handlers.get(event.name)
    name = _qualified_name(event) if registered else ""
    payload = event.payload
    if name not in FRAMEWORK_HANDLERS:
        return True
    if name in _FROM_THE_SERVER:
        return not _is_from_browser()
    if not isinstance(payload, dict):
        return False
    if name == _FAULT_IN_BROWSER:
        return all(isinstance(said, str) for said in payload.values())
    # No state of ours is kept in the browser.
    return not payload.get("vars") and _are_texts(payload.get("hashes") or [])


def _are_texts(said: Any) -> bool:
    return isinstance(said, list) and all(isinstance(text, str) for text in said)


def _arrives(event: Event) -> bool:
    """Whether a page opens: the browser says so before anything is done there."""
    if _is_first(event):
        # A browser that was cut off and comes back sends none: its page has stayed.
        return bool(event.payload.get("hashes"))
    # Sent by Reflex itself it follows the first event, maybe after something was done.
    return _is_from_browser() and _qualified_name(event) == _LED_BY_A_LINK


async def _forget_earlier_visits(state: BaseState) -> None:
    """What the screens of a page still say of an earlier visit goes before the page is used."""
    context = RegistrationContext.get()
    for load in load_events(context.app, state.router.url.path):
        screen = await state.get_state(context.event_handlers[load.name].states[0])
        if isinstance(screen, Screen):
            screen._forget()


def load_events(app: "App", path: str) -> list[Event]:
    """The events that fill the page at this address."""
    return Event.from_event_type(app.get_load_events(path))


async def _signed_in(browser: str) -> SignedIn | None:
    """Asked of the database each time it matters to an event or to what is shown."""
    return await read(account_sessions.of_browser, browser=browser) if browser else None


async def _recognise(state: BaseState, viewer: Viewer, signed_in: SignedIn) -> None:
    """Say who it is; their unread count is asked once a connection, and followed from then on."""
    account_id, connection = signed_in.account_id, state.router.session
    is_new = viewer._account_id != account_id
    viewer._recognise(viewer._browser, account_id, signed_in.first_name)
    tab = OpenTab(
        connection.client_token,
        connection.session_id,
        viewer._browser,
        account_id,
        state.router.url.path,
    )
    if open_tabs.enter(tab) or is_new:
        viewer._count(await read(inbox.unread_count, by=account_id))


def _recognise_nobody(state: BaseState, viewer: Viewer, browser: str) -> None:
    """When a session has ended nothing of it is shown again, on a public page either."""
    if viewer._account_id is not None:
        blank(state, viewer, browser)
    viewer._mark(NOBODY)


# Handlers are few and last as long as the process; reading a signature is slow.
_signature = cache(inspect.signature)


def _fits(event: Event) -> bool:
    """Whether the handler takes arguments of these names; what is in them, it reads itself."""
    handler = RegistrationContext.get().event_handlers[event.name].handler
    try:
        _signature(handler.fn).bind(None, **event.payload)
        # Reflex unpacks forms before the handler sees them.
        for argument in event.payload.values():
            form_data_as_dict(argument)
    except (TypeError, ValueError):
        return False
    return True


def _sent_word(event: Event) -> object:
    """What the browser calls the form that it sends, to know it again once it is accepted."""
    forms = map(form_data_as_dict, event.payload.values())
    return next((form[SENT_WORD] for form in forms if _has_word(form)), "")


def _has_word(form: object) -> bool:
    return isinstance(form, dict) and SENT_WORD in form


async def _not_understood(state: BaseState, event: Event) -> StateUpdate:
    """Say so on the screen that the event is for."""
    screen = await _screen_of(state, event)
    if screen is not None:
        screen._refuse(InputIsNotWhatTheFormSends())
    return await _update(state)


async def _screen_of(state: BaseState, event: Event) -> Screen | None:
    kind = RegistrationContext.get().event_handlers[event.name].states[0]
    screen = await state.get_state(kind)
    return screen if isinstance(screen, Screen) else None


async def _update(state: BaseState, *answer: Event) -> StateUpdate:
    root = state._get_root_state()
    delta = await _resolve_delta(root.get_delta())
    root._clean()
    return StateUpdate(delta=delta, events=list(answer))
