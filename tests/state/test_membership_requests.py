"""The tracking page, called directly: for who sent the request, and for who decides."""

from uuid import UUID, uuid4

import pytest

from ecoapp.core.database import Database
from ecoapp.models import AccountSession
from ecoapp.state.membership_requests import RequestTracking
from tests import factories
from tests.factories import UNKNOWN_ID
from tests.state.people import People
from tests.state.screens import run, screen


async def page_of(database: Database, people: People, role: str, path: str) -> RequestTracking:
    from sqlmodel import select

    digest = factories.browser(str(people.cookies[role]))
    of_role = select(AccountSession.account_id).where(AccountSession.token_hash == digest)
    with database.reading() as session:
        account: UUID = session.exec(of_role).one()
    return await screen(RequestTracking, account=account, path=path)


@pytest.mark.parametrize("end", ["", "/", "?from=mail", "#top"])
async def test_who_sent_it_sees_it(sqlite: Database, people: People, end: str) -> None:
    page = await page_of(sqlite, people, "requester", f"/demandes/{people.request_id}{end}")
    assert await run(page.load()) is None
    assert (page.is_loaded, page.is_mine, page.status) == (True, True, "en_attente")
    assert page.message == "Je tiens le chantier de Vannes"
    assert " à " in page.sent_at


async def test_who_decides_sees_who_asked(sqlite: Database, people: People) -> None:
    page = await page_of(sqlite, people, "administrator", f"/demandes/{people.request_id}")
    assert await run(page.load()) is None
    assert (page.is_mine, page.requester_name) == (False, "Requester Renaud")


@pytest.mark.parametrize("role", ["stranger", "member"])
async def test_for_anybody_else_it_does_not_exist(
    sqlite: Database, people: People, role: str
) -> None:
    page = await page_of(sqlite, people, role, f"/demandes/{people.request_id}")
    assert await run(page.load()) == "/introuvable"
    assert (page.is_loaded, page.establishment_name, page.message) == (False, "", "")


@pytest.mark.parametrize(
    "end", [UNKNOWN_ID, "x", "", "%00", "0", "{" + UNKNOWN_ID + "}", "'; --", "x" * 100_000]
)
async def test_an_address_that_names_no_request_answers_the_same(
    sqlite: Database, people: People, end: str
) -> None:
    page = await page_of(sqlite, people, "requester", f"/demandes/{end}")
    assert await run(page.load()) in ("/introuvable", None)
    assert not page.is_loaded


async def test_going_from_one_request_to_a_forbidden_one_shows_nothing_of_the_first(
    sqlite: Database, people: People
) -> None:
    page = await page_of(sqlite, people, "requester", f"/demandes/{people.request_id}")
    await run(page.load())
    router = {"pathname": "/demandes/x", "asPath": f"/demandes/{uuid4()}"}
    page._get_root_state()._update_router_vars(router, {})
    assert await run(page.load()) == "/introuvable"
    assert page.is_loaded is False
