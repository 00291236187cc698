"""Pages that the browser translates: nothing crashes, and what changes is shown as it is.

The journeys are those of other files, walked by people whose browsers translate every page: what
they expect to see there, they see here.
"""

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from ecoapp.models import Account
from tests.e2e import translator
from tests.e2e.conftest import Newcomer
from tests.e2e.directory_server import OfficialDirectory
from tests.e2e.people import MEMBER_AREA, Somebody
from tests.e2e.test_deciding import siret, test_choosing_rights_one_by_one  # noqa: F401
from tests.e2e.test_logbooks import makes_a_carnet
from tests.e2e.test_notifications import (  # noqa: F401
    test_an_administrator_sees_a_new_request_at_once_and_leads_it_to_its_answer,
    test_the_list_is_filtered_marked_and_paged,
)
from tests.e2e.test_sharing import test_levels_change_by_themselves_on_open_pages  # noqa: F401

OF_A_MEMBER = ("/espace", "/echeances", "/notifications", "/remises", "/adhesion/etablissement")
OF_AN_ESTABLISHMENT = (
    *("information", "contracts", "declarations", "collections", "invoices", "documents"),
    "membres",
)
OF_A_CARNET = ("", "/plans", "/partages", "/reglages", "/remise")
OF_ALL = ("/contact", "/aide", "/carnets/importer")
OF_THE_OPERATOR = ("", "/import", "/messages", "/recherche", "/journal")


@pytest.fixture(autouse=True)
def _all_translate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translator, "IS_WANTED", True)


def test_every_page_of_a_member_can_be_left_once_translated(
    resident: Newcomer, official_directory: OfficialDirectory
) -> None:
    """React removes all of the page's texts, none of which is where it has put them."""
    place = official_directory.knows(name="MENUISERIE AUBRY")
    jean = resident("Jean", "Aubry", administers=place)
    with jean.server.rows_to_come() as session:
        account = session.exec(select(Account).where(Account.email == jean.email)).one()
        account.is_operator = True
        session.add(account)
    carnet = makes_a_carnet(jean).removeprefix(jean.server.url)
    for path in (
        *OF_A_MEMBER,
        *(f"/etablissements/{place}/{section}" for section in OF_AN_ESTABLISHMENT),
        *(f"{carnet}{part}" for part in OF_A_CARNET),
        *OF_ALL,
        *(f"/operateur{page}" for page in OF_THE_OPERATOR),
    ):
        jean.opens(path)
        _is_translated(jean)
        jean.page.locator("a.brand").click()
        jean.is_at(MEMBER_AREA)
        _is_translated(jean)


def _is_translated(person: Somebody) -> None:
    expect(person.page.locator("main h1 font font")).not_to_have_count(0)
    expect(person.page.locator(".skeleton")).to_have_count(0)
