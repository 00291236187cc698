"""« Mon espace », called directly."""

from ecoapp.core.database import Database
from ecoapp.state.member_area import MemberArea
from tests import factories
from tests.state.screens import run, screen


async def test_lists_what_one_belongs_to_and_what_one_waits_for(database: Database) -> None:
    with database.writing() as session:
        person = factories.account(session)
        own = factories.establishment(session, administrators=(person,), name="À moi")
        factories.membership(session, person, factories.establishment(session, name="Membre"))
        asked = factories.establishment(session, name="Demandé")
        request = factories.membership_request(session, person, asked)
        other = factories.establishment(session, administrators=(factories.account(session),))
    page = await screen(MemberArea, account=person.id)
    assert await run(page.load()) is None
    rows = {row["name"]: (row["standing"], row["request"]) for row in page.establishments}
    assert rows == {
        "À moi": ("administrator", ""),
        "Membre": ("member", ""),
        "Demandé": ("pending", f"/demandes/{request.id}"),
    }
    assert other.siret not in str(page.establishments).replace("\N{NO-BREAK SPACE}", "")
    assert own.siret in str(page.establishments).replace("\\xa0", "")
    assert (page.is_loaded, page.is_individual) == (True, False)


async def test_a_particulier_sees_no_establishment(database: Database) -> None:
    with database.writing() as session:
        person = factories.account(session, individual=True).id
    page = await screen(MemberArea, account=person)
    await run(page.load())
    assert (page.is_individual, page.establishments) == (True, [])


async def test_loading_drops_old_errors(sqlite: Database) -> None:
    with sqlite.writing() as session:
        person = factories.account(session).id
    page = await screen(MemberArea, account=person)
    page._show({"": "old"})
    await run(page.load())
    assert (page.errors, page.error_lines, page.error_title) == ({}, [], "")
