"""The tabs of signed-in people that are open in this process, as the guard has seen them."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True)
class OpenTab:
    """`token`: names the state. `socket`: the connection; `browser`: digest of its cookie.

    `path`: the address of the page, as its last event said.
    """

    token: str
    socket: str
    browser: str
    account_id: UUID
    path: str = field(default="", compare=False)


_tabs: dict[str, OpenTab] = {}


def enter(tab: OpenTab) -> bool:
    """Note that this account has this tab open; whether that is new."""
    is_new = _tabs.get(tab.token) != tab
    _tabs[tab.token] = tab
    return is_new


def leave(token: str) -> None:
    """Nothing more is shown there by itself."""
    _tabs.pop(token, None)


def keep(is_open: Callable[[OpenTab], bool]) -> None:
    """Forget the tabs that were closed."""
    for tab in [tab for tab in _tabs.values() if not is_open(tab)]:
        leave(tab.token)


def is_any() -> bool:
    return bool(_tabs)


def browsers() -> set[str]:
    """The browsers that they are in."""
    return {tab.browser for tab in _tabs.values()}


def in_browsers(browsers: Collection[str]) -> list[OpenTab]:
    """The tabs of these browsers."""
    return [tab for tab in _tabs.values() if tab.browser in browsers]


def of(accounts: Collection[UUID]) -> list[OpenTab]:
    """The tabs of these people."""
    return [tab for tab in _tabs.values() if tab.account_id in accounts]
