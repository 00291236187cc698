"""The page of an invitation, and where it is found, called directly."""

from datetime import timedelta
from uuid import UUID

import pytest

from ecoapp.core import clock
from ecoapp.core.database import Database
from ecoapp.services.catalogue import ADD_CONTRACT
from ecoapp.services.rights import custom
from ecoapp.state.invitations import InvitationAnswer
from ecoapp.state.joining import Joining
from ecoapp.state.signup import SignupEmail
from tests import factories
from tests.factories import UNKNOWN_ID
from tests.services import scenes
from tests.services.scenes import Place
from tests.state.screens import run, screen


@pytest.fixture
def place(sqlite: Database) -> Place:
    return scenes.place(sqlite)


@pytest.fixture
def invitation_id(place: Place) -> UUID:
    place.invite("camille@aubry.example", custom([ADD_CONTRACT.code]))
    return place.invitation_ids()[0]


async def page_of(invitation_id: UUID | str, by: UUID) -> InvitationAnswer:
    page = await screen(InvitationAnswer, account=by, path=f"/invitations/{invitation_id}")
    await run(page.load())
    return page


async def test_the_invited_person_sees_who_where_and_what(
    place: Place, invitation_id: UUID
) -> None:
    page = await page_of(invitation_id, place.camille)
    assert (page.invited_by, page.establishment_name, page.status) == (
        "Jean Morvan",
        "Aubry",
        "en_attente",
    )
    assert "ajouter un contrat" in page.outcome


async def test_accepting_leads_to_the_establishment(place: Place, invitation_id: UUID) -> None:
    page = await page_of(invitation_id, place.camille)
    form = {"invitation": str(invitation_id)}
    assert await run(page.accept(form)) == f"/etablissements/{place.siret}"
    assert place.camille in place.members()
    later = await page_of(invitation_id, place.camille)
    assert (later.status, later.is_member) == ("acceptee", True)


async def test_declining_says_so(place: Place, invitation_id: UUID) -> None:
    page = await page_of(invitation_id, place.camille)
    assert await run(page.decline({"invitation": str(invitation_id)})) is None
    assert (page.status, page.errors) == ("declinee", {})
    assert place.camille not in place.members()


async def test_one_that_was_withdrawn_meanwhile_says_so(place: Place, invitation_id: UUID) -> None:
    page = await page_of(invitation_id, place.camille)
    place.withdraw(invitation_id)
    for answer in (page.accept, page.decline):
        assert await run(answer({"invitation": str(invitation_id)})) is None
        assert page.status == "retiree"
        assert "a été retirée par un administrateur" in page.errors[""]


@pytest.mark.parametrize("end", ["", "x", UNKNOWN_ID])
async def test_an_address_that_names_no_invitation_of_mine_answers_the_same(
    place: Place, invitation_id: UUID, end: str
) -> None:
    for address, by in ((end, place.camille), (str(invitation_id), place.oscar)):
        page = await screen(InvitationAnswer, account=by, path=f"/invitations/{address}")
        assert await run(page.load()) == "/introuvable"
        assert page.establishment_name == ""


async def test_the_step_of_the_establishment_says_where_one_is_invited(
    place: Place, invitation_id: UUID
) -> None:
    step = await screen(Joining, account=place.camille)
    await run(step.load())
    assert step.invitations == [
        ["Jean Morvan vous invite à rejoindre Aubry", f"/invitations/{invitation_id}"]
    ]
    with clock.at(clock.now() + timedelta(days=31)):
        await run(step.load())
    assert step.invitations == []


async def test_asking_while_invited_leads_to_the_request_which_is_accepted(
    place: Place, invitation_id: UUID
) -> None:
    step = await screen(Joining, account=place.camille)
    led_to = await run(step.send_request({"siret": place.siret, "message": ""}))
    assert str(led_to).startswith("/demandes/")
    assert place.camille in place.members()
    # The second of two clicks.
    assert await run(step.send_request({"siret": place.siret, "message": ""})) == "/espace"


@pytest.mark.parametrize(
    ("query", "typed_in"),
    [
        ("?mail=Ariane%2Bbois%40scierie.example", "Ariane+bois@scierie.example"),
        ("?mail=", "camille@exemple.fr"),
        ("", "camille@exemple.fr"),
        ("?mail=Appelez%20le%2006", "camille@exemple.fr"),
        ("?mail=" + "x" * 6_000, "camille@exemple.fr"),
        ("?mail=%00", "camille@exemple.fr"),
    ],
)
async def test_the_mail_of_an_invitation_fills_in_the_address_and_nothing_else(
    sqlite: Database, query: str, typed_in: str
) -> None:
    with sqlite.writing() as session:
        factories.signup_draft(session)
    step = await screen(SignupEmail, browser=factories.browser(), path=f"/adhesion{query}")
    assert await run(step.load()) is None
    assert (step.email, step.errors) == (typed_in, {})
