"""`/operateur/etablissements/<siret>`, called directly."""

from ecoapp.core.database import Database
from ecoapp.services.administration import PAGE
from ecoapp.state.operator.vacancy import OperatorVacancy, vacancy_path
from tests import factories
from tests.state.screens import run, screen


async def test_members_come_a_page_at_a_time_and_a_refusal_stays_on_theirs(
    sqlite: Database,
) -> None:
    with sqlite.writing() as session:
        olga = factories.account(session, is_operator=True).id
        place = factories.establishment(session)
        for _ in range(PAGE + 1):
            factories.membership(session, factories.account(session), place)
    page = await screen(OperatorVacancy, account=olga, path=vacancy_path(place.siret))
    await run(page.load())
    assert (len(page.members), page.is_further) == (PAGE, False)
    await run(page.turn(page.next_page))
    assert (len(page.members), page.is_further, page.next_page) == (1, True, "")
    (last,) = page.members
    await run(page.appoint({}))
    assert page.error_lines and page.members == [last]
    await run(page.turn(""))
    assert (len(page.members), page.is_further) == (PAGE, False)
    await run(page.appoint({"member": last["id"]}))
    assert page.administered_by and page.done
