"""A running app and the people who look at it."""

from collections.abc import AsyncIterator, Iterator
from uuid import UUID

import pytest

from ecoapp.core import tokens
from ecoapp.core.database import Database
from tests import factories
from tests.state import tabs as tabs_module
from tests.state.people import People, gather
from tests.state.tabs import Tab, Tabs


@pytest.fixture
async def tabs(sqlite: Database) -> AsyncIterator[Tabs]:
    async with tabs_module.running() as opened:
        yield opened


@pytest.fixture
def cookie() -> str:
    """A cookie that we could have given to a browser."""
    return tokens.new_token()


@pytest.fixture
async def tab(tabs: Tabs, cookie: str) -> Tab:
    """The tab of somebody who is not signed in."""
    return await tabs.open(cookie=cookie)


@pytest.fixture
def signed_in(sqlite: Database, cookie: str) -> Iterator[UUID]:
    """Whoever has `cookie` is signed in; gives their account."""
    with sqlite.writing() as session:
        account = factories.account(session, first_name="Ariane", last_name="Delmas")
        factories.signed_in(session, account, cookie=cookie)
    return account.id


@pytest.fixture
def people(sqlite: Database) -> People:
    """A requester's request to an établissement, and who stands around it."""
    return gather(sqlite)
