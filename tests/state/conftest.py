"""A running app and the people who look at it."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from uuid import UUID

import pytest

from ecoapp.core import tokens
from ecoapp.core.database import Database
from tests import factories
from tests.state import tabs as tabs_module
from tests.state.tabs import Tab, Tabs


@dataclass
class People:
    """Five people around one request. `cookies`: by role, the token of the person's cookie."""

    request_id: UUID
    cookies: dict[str, str | None] = field(default_factory=dict)


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
    roles = ("stranger", "member", "administrator", "requester")
    cookies: dict[str, str | None] = {role: tokens.new_token() for role in roles}
    with sqlite.writing() as session:
        accounts = {role: factories.account(session, first_name=role.title()) for role in roles}
        for role, account in accounts.items():
            factories.signed_in(session, account, cookie=str(cookies[role]))
        place = factories.establishment(session, administrators=(accounts["administrator"],))
        factories.membership(session, accounts["member"], place)
        request = factories.membership_request(
            session, accounts["requester"], place, message="Je tiens le chantier de Vannes"
        )
    return People(request.id, {"anonymous": tokens.new_token(), **cookies})
