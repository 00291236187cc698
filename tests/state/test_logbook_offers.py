"""Answering an offer, seeing to one, creating a carnet: called directly."""

from uuid import UUID

import pytest
from sqlmodel import select

from ecoapp.core.database import Database
from ecoapp.models import Logbook, SignupDraft, StructureType
from ecoapp.services import logbook_offers
from ecoapp.state.logbook_offers import OfferAnswer, PreparedLogbook
from ecoapp.state.new_logbook import NewLogbook
from ecoapp.state.signup import SignupEmail
from tests import factories
from tests.state.screens import run, screen, shows_not_understood

OVER = "Ce carnet n’attend plus de réponse"


@pytest.fixture
def scene(sqlite: Database) -> tuple[UUID, UUID, UUID]:
    """Jean, Ariane, and the carnet that he prepares for her."""
    with sqlite.writing() as session:
        jean = factories.account(session, first_name="Jean", last_name="Morvan")
        ariane = factories.account(session, email="ariane@exemple.fr")
        offer = factories.logbook(session, prepared_by=jean, offered_to=ariane.email)
    return jean.id, ariane.id, offer.id


async def test_who_was_looking_at_an_offer_is_told_that_it_was_taken_back(
    sqlite: Database, scene: tuple[UUID, UUID, UUID]
) -> None:
    jean, ariane, offer = scene
    page = await screen(OfferAnswer, account=ariane, path=f"/carnets/{offer}/acceptation")
    await run(page.load())
    assert (page.id, page.first_name, page.parts) == (str(offer), "Jean", [])
    with sqlite.writing() as session:
        logbook_offers.withdraw(session, offer, by=jean)
    for handler in (page.accept, page.decline):
        page.status = ""
        assert await run(handler({"logbook": str(offer), "left": "lecture"})) is None
        assert page.status == "retiree"
        assert page.errors[""].startswith(OVER)


async def test_a_server_that_was_restarted_answers_too(scene: tuple[UUID, UUID, UUID]) -> None:
    _, ariane, offer = scene
    page = await screen(OfferAnswer, account=ariane, path=f"/carnets/{offer}/acceptation")
    led = await run(page.accept({"logbook": str(offer), "left": "ecriture"}))
    assert led == f"/carnets/{offer}"


async def test_no_other_level_can_be_left(scene: tuple[UUID, UUID, UUID]) -> None:
    _, ariane, offer = scene
    page = await screen(OfferAnswer, account=ariane, path=f"/carnets/{offer}/acceptation")
    for left in ("depot", "", "tout"):
        await run(page.accept({"logbook": str(offer), "left": left}))
        assert shows_not_understood(page)


async def test_who_prepares_it_is_told_that_it_was_declined_meanwhile(
    sqlite: Database, scene: tuple[UUID, UUID, UUID]
) -> None:
    jean, ariane, offer = scene
    page = await screen(PreparedLogbook, account=jean, path=f"/carnets/{offer}")
    await run(page.load())
    assert page.email == "ariane@exemple.fr"
    with sqlite.writing() as session:
        logbook_offers.decline(session, offer, by=ariane)
    for handler in (page.send_again, page.keep, page.delete):
        assert await run(handler({})) is None
        assert page.errors[""].startswith(OVER)


async def test_one_form_sent_twice_leads_twice_to_the_one_carnet(sqlite: Database) -> None:
    with sqlite.writing() as session:
        jean = factories.account(session).id
    page = await screen(NewLogbook, account=jean, path="/espace")
    await run(page.load())
    form = {
        "logbook": page.id,
        "logbook_name": "Larmor",
        "logbook_for": "moi",
        # Hidden, and of no matter.
        "third_email": "ariane@exemple.fr",
    }
    assert await run(page.submit(form)) == await run(page.submit(form)) == f"/carnets/{page.id}"
    with sqlite.reading() as session:
        (row,) = session.exec(select(Logbook)).all()
    assert (row.owner_id, row.offered_to) == (jean, "")


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("?mail=a@exemple.fr&structure=particulier", StructureType.INDIVIDUAL),
        ("?mail=a@exemple.fr&structure=roi", None),
        ("?mail=a@exemple.fr", None),
    ],
)
async def test_the_mail_of_an_offer_proposes_the_structure(
    sqlite: Database, query: str, kept: StructureType | None
) -> None:
    page = await screen(SignupEmail, browser=factories.browser(), path=f"/adhesion{query}")
    await run(page.load())
    assert page.email == "a@exemple.fr"
    # The step itself is not skipped.
    assert await run(page.submit({"email": "a@exemple.fr"})) == "/adhesion/structure"
    with sqlite.reading() as session:
        assert session.exec(select(SignupDraft)).one().structure_type is kept


async def test_who_has_chosen_a_structure_keeps_it(sqlite: Database) -> None:
    with sqlite.writing() as session:
        factories.signup_draft(session)
    path = "/adhesion?structure=particulier"
    page = await screen(SignupEmail, browser=factories.browser(), path=path)
    await run(page.submit({"email": "camille@exemple.fr"}))
    with sqlite.reading() as session:
        assert session.exec(select(SignupDraft)).one().structure_type is StructureType.COMPANY
