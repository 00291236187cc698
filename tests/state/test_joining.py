"""Step 6, called directly: the SIRET and the five answers it leads to."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select

from ecoapp.adapters.directory import Listing
from ecoapp.adapters.directory.fake import FakeDirectory
from ecoapp.core.database import Database
from ecoapp.models import Establishment, Membership, MembershipRequest
from ecoapp.state.joining import Congratulations, Joining
from tests import factories
from tests.state.rows import contents
from tests.state.screens import open_again, run, screen

AURAY = factories.siret(42424)
TYPED_IN = {"name": "Aubry", "street": "1 rue", "postal_code": "56000", "city": "Vannes"}


def listing(siret: str = AURAY) -> Listing:
    return Listing(
        siret=siret,
        name="AUBRY",
        street="2 QUAI",
        postal_code="56400",
        city="AURAY",
        naf="43.32A",
        legal_category="5499",
        source="test",
    )


@pytest.fixture
def person(database: Database) -> UUID:
    with database.writing() as session:
        return factories.account(session).id


@pytest.fixture
async def page(person: UUID) -> Joining:
    return await screen(Joining, account=person)


async def search(page: Joining, siret: str) -> str | None:
    return await run(page.search({"siret": siret}))


def form(page: Joining, **typed: str) -> dict[str, Any]:
    """What the browser sends: the SIRET the page shows, and what was typed."""
    return {"siret": page.siret, **typed}


async def test_a_listed_siret_shows_its_identity(directory: FakeDirectory, page: Joining) -> None:
    directory.lists(listing())
    assert await search(page, f" {AURAY[:3]} {AURAY[3:]} ") is None
    assert (page.finding, page.name, page.address) == ("listed", "AUBRY", "2 QUAI, 56400 AURAY")
    assert page.siret.replace("\N{NO-BREAK SPACE}", "") == AURAY
    assert (page.is_busy, page.errors) == (False, {})


async def test_what_was_typed_comes_back_after_a_reload(
    directory: FakeDirectory, page: Joining, person: UUID
) -> None:
    await search(page, AURAY)
    for field, typed in {**TYPED_IN, "message": "Bonjour 🦊\nLigne"}.items():
        await run(page.keep(field, typed))
    again = await screen(Joining, account=person)
    assert await run(again.load()) is None
    assert (again.typed_siret, again.typed_name, again.street) == (AURAY, "Aubry", "1 rue")
    assert (again.postal_code, again.city, again.message) == (
        "56000",
        "Vannes",
        "Bonjour 🦊\nLigne",
    )
    assert (again.finding, again.errors) == ("", {})


@pytest.mark.parametrize("typed", ["", "123", AURAY[:-1] + "x", "1" * 14, "9" * 400, "🦊"])
async def test_what_is_no_siret_is_said_beside_it(
    directory: FakeDirectory, page: Joining, database: Database, typed: str
) -> None:
    assert await search(page, typed) is None
    assert (list(page.errors), page.finding, page.typed_siret) == (["siret"], "", typed)
    assert directory.asked == []


async def test_a_closed_or_unknown_establishment_is_said_beside_the_siret(
    directory: FakeDirectory, page: Joining
) -> None:
    await search(page, AURAY)
    assert "inconnu" in page.errors["siret"]
    directory.closed(AURAY, on=date(2024, 3, 1))
    await search(page, AURAY)
    assert "1er\N{NO-BREAK SPACE}mars 2024" in page.errors["siret"]


async def test_creating_makes_one_an_administrator(
    directory: FakeDirectory, page: Joining, database: Database, person: UUID
) -> None:
    directory.lists(listing())
    await search(page, AURAY)
    assert await run(page.create(form(page, name="forged"))) == "/adhesion/felicitations"
    with database.reading() as session:
        assert session.exec(select(Establishment.name)).all() == ["AUBRY"]
        assert session.exec(select(Membership.account_id)).all() == [person]
    seen = await screen(Congratulations, account=person)
    assert await run(seen.load()) is None
    assert seen.establishment_name == "AUBRY"


async def test_typing_in_says_what_is_missing(
    directory: FakeDirectory, page: Joining, database: Database
) -> None:
    directory.down()
    await search(page, AURAY)
    assert page.finding == "unreachable"
    assert await run(page.create(form(page, postal_code="56"))) is None
    assert list(page.errors) == ["name", "street", "postal_code", "city"]
    assert page.is_busy is False
    assert await run(page.create(form(page, **TYPED_IN))) == "/adhesion/felicitations"


async def test_a_known_establishment_gets_a_request_and_only_one(
    directory: FakeDirectory, page: Joining, database: Database
) -> None:
    with database.writing() as session:
        administrator = factories.account(session)
        factories.establishment(session, administrators=(administrator,), siret=AURAY)
    await search(page, AURAY)
    assert page.finding == "known"
    place = await run(page.send_request(form(page, message="Bonjour")))
    await search(page, AURAY)
    assert place == page.pending_url
    assert await run(page.send_request(form(page, message="Bonjour"))) == place
    with database.reading() as session:
        (request,) = session.exec(select(MembershipRequest)).all()
    assert place == f"/demandes/{request.id}"


@pytest.mark.parametrize("call", ["send_request", "create"])
async def test_a_member_is_led_to_their_space(
    directory: FakeDirectory, page: Joining, database: Database, person: UUID, call: str
) -> None:
    with database.writing() as session:
        place = factories.establishment(session, siret=AURAY)
        from ecoapp.models import Account

        factories.membership(session, session.get_one(Account, person), place)
    await search(page, AURAY)
    assert page.finding == "member"
    assert await run(getattr(page, call)(form(page))) == "/espace"


@pytest.mark.parametrize("call", ["send_request", "create"])
async def test_without_a_search_there_is_nothing_to_send(
    directory: FakeDirectory, page: Joining, database: Database, call: str
) -> None:
    assert await run(getattr(page, call)(TYPED_IN if call == "create" else {})) is None
    assert list(page.errors) == ["siret"]
    with database.reading() as session:
        assert session.exec(select(Establishment)).all() == []


async def test_a_server_that_was_restarted_needs_no_more_than_the_form(
    directory: FakeDirectory, page: Joining, database: Database, person: UUID
) -> None:
    """The button may be used before the new server has loaded the page again."""
    directory.lists(listing())
    await search(page, AURAY)
    restarted = await screen(Joining, account=person)
    assert await run(restarted.create(form(page))) == "/adhesion/felicitations"
    with database.reading() as session:
        assert session.exec(select(Establishment.siret)).all() == [AURAY]


async def test_a_message_that_is_too_long_is_refused_beside_it(
    directory: FakeDirectory, page: Joining, database: Database
) -> None:
    with database.writing() as session:
        factories.establishment(session, siret=AURAY)
    await search(page, AURAY)
    assert await run(page.send_request(form(page, message="x" * 4_000))) is None
    assert list(page.errors) == ["message"]
    with database.reading() as session:
        assert session.exec(select(MembershipRequest)).all() == []


async def test_changing_the_siret_goes_back_to_the_search_without_errors(
    directory: FakeDirectory, page: Joining
) -> None:
    directory.lists(listing())
    await search(page, AURAY)
    page._show({"message": "old"})
    assert await run(page.change_siret()) is None
    assert (page.finding, page.errors, page.typed_siret) == ("", {}, AURAY)


async def test_loading_drops_old_errors_and_findings(
    directory: FakeDirectory, page: Joining
) -> None:
    await search(page, "123")
    await open_again(page)
    assert (page.errors, page.error_lines, page.finding) == ({}, [], "")


async def test_a_particulier_has_no_establishment(database: Database) -> None:
    with database.writing() as session:
        person = factories.account(session, individual=True).id
    page = await screen(Joining, account=person)
    assert await run(page.load()) == "/espace"


async def test_congratulations_are_for_who_created_something(
    sqlite: Database, person: UUID
) -> None:
    page = await screen(Congratulations, account=person)
    assert await run(page.load()) == "/espace"


async def test_everything_needs_an_account(sqlite: Database) -> None:
    page = await screen(Joining, browser=factories.browser())
    before = contents(sqlite)
    calls = [
        page.load(),
        page.keep("message", "x"),
        page.search({"siret": AURAY}),
        page.send_request({}),
        page.create({}),
    ]
    assert [await run(call) for call in calls] == ["/connexion"] * 5
    assert contents(sqlite) == before


async def test_what_was_found_is_shown_again_after_a_reload_and_can_be_created(
    database: Database, directory: FakeDirectory, person: UUID
) -> None:
    """The state of the page may vanish at any time: the server was restarted."""
    directory.lists(listing())
    await search(await screen(Joining, account=person), AURAY)
    after = await screen(Joining, account=person)
    assert await run(after.load()) is None
    assert (after.finding, after.name) == ("listed", "AUBRY")
    assert await run(after.create(form(after))) == "/adhesion/felicitations"


async def test_what_was_given_up_is_not_shown_again(
    directory: FakeDirectory, person: UUID, page: Joining
) -> None:
    directory.lists(listing())
    await search(page, AURAY)
    await run(page.change_siret())
    after = await screen(Joining, account=person)
    await run(after.load())
    assert (after.finding, after.typed_siret) == ("", AURAY)


async def test_what_leaves_nothing_to_send_is_not_shown_again(
    database: Database, directory: FakeDirectory, person: UUID, page: Joining
) -> None:
    with database.writing() as session:
        siret = factories.establishment(session, administrators=(factories.account(session),)).siret
    await search(page, siret)
    await run(page.send_request(form(page, message="")))
    await search(page, siret)
    assert page.pending_url
    after = await screen(Joining, account=person)
    await run(after.load())
    assert after.finding == ""
