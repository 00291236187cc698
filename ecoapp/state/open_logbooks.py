"""What the open page of a carnet becomes as soon as a share of it changes or ends.

Asked by `state.live` whenever somebody is told something. What is no longer open is gone from the
vars too, not only from the page; at the server every event is refused by then anyway.
"""

from collections.abc import Callable
from functools import partial
from typing import Protocol
from uuid import UUID

from reflex.state import BaseState

from ecoapp.core.errors import NotAllowed
from ecoapp.services import logbooks
from ecoapp.services.logbook_catalogue import part_of
from ecoapp.services.logbooks import LogbookView
from ecoapp.state.base import read
from ecoapp.state.entries import EntryDetails
from ecoapp.state.logbooks import CLOSED, PAGE_CLOSED, LogbookHead
from ecoapp.state.places import logbook_in
from ecoapp.state.sections import SectionEntries
from ecoapp.state.shared_with import SharedWith
from ecoapp.state.shares import ShareDetails, Sharing

# Shows what was read: nothing is awaited in it.
Show = Callable[[], None]

# Whatever may hold something of a carnet; `_holds` says of which.
HOLD = (SharedWith, Sharing, ShareDetails, SectionEntries, EntryDetails)


class Following(Protocol):
    """A screen that can show anew what it shows."""

    async def _look_again(self, by: UUID) -> Show:
        """Ask for it as it is now. Raises `NotAllowed`."""


async def look(root: BaseState, path: str, *, by: UUID) -> Show:
    """What a tab at `path` is to show. Reads only: whether it may be shown is asked after it."""
    head = await root.get_state(LogbookHead)
    screens = [head, *[await root.get_state(kind) for kind in HOLD]]
    here = logbook_in(path)
    left_behind = {screen._holds() for screen in screens} - {here, None}
    over = [one for one in left_behind if one and await _open(one, by) is None]
    gone = [screen for screen in screens if screen._holds() in over]
    show = await _look_here(root, head, screens[1:], here, path, by) if here else _nothing
    return partial(_forget_and_show, gone, show)


async def _look_here(
    root: BaseState,
    head: LogbookHead,
    screens: list[BaseState],
    here: UUID,
    path: str,
    by: UUID,
) -> Show:
    """The carnet whose page is shown."""
    seen = await _open(here, by)
    if seen is None:
        return partial(_close, head, screens)
    # A page that has been open longer than its state is loaded anew by whatever is done there.
    if head._logbook_id != here:
        return _nothing
    is_other = head._stands_otherwise(seen)
    screen = await _screen_at(root, path, stands_otherwise=is_other)
    try:
        show = await screen._look_again(by) if screen else _nothing
    except NotAllowed:
        return partial(_close_page, head, seen, screens)
    return partial(_show_both, head, seen, show) if is_other else show


async def _open(logbook_id: UUID, by: UUID) -> LogbookView | None:
    try:
        return await read(logbooks.view, logbook_id, by=by)
    except NotAllowed:
        return None


async def _screen_at(root: BaseState, path: str, *, stands_otherwise: bool) -> Following | None:
    """What the page shows beside the head. Lists of entries are left as far as one has read them,
    unless it is other ones that are open now."""
    rest = path.strip("/").split("/")[2:]
    if not rest:
        return await root.get_state(SharedWith)
    if rest == ["partages"]:
        return await root.get_state(Sharing)
    if part_of(rest[0]) is None or not stands_otherwise:
        return None
    return await root.get_state(SectionEntries if len(rest) == 1 else EntryDetails)


def _forget_and_show(gone: list[BaseState], show: Show) -> None:
    for screen in gone:
        screen.reset()
    show()


def _close(head: LogbookHead, screens: list[BaseState]) -> None:
    for screen in [head, *screens]:
        screen.reset()
    head.closed = CLOSED


def _close_page(head: LogbookHead, seen: LogbookView, screens: list[BaseState]) -> None:
    for screen in screens:
        screen.reset()
    head._show_view(seen)
    head.closed = PAGE_CLOSED


def _show_both(head: LogbookHead, seen: LogbookView, show: Show) -> None:
    head._show_view(seen)
    show()


def _nothing() -> None:
    """Everything is as it is shown."""
