"""Handing over, as its pages do it: what they show, and what they say when somebody was quicker."""

from uuid import UUID

import pytest

from ecoapp.core.database import Database
from ecoapp.models import Entry, Handover, HandoverStatus, Logbook
from ecoapp.services import handovers
from ecoapp.state.handing_over import HandingOver
from ecoapp.state.handovers import HandoverAnswer, Handovers
from ecoapp.state.member_area import MemberArea
from tests import factories
from tests.state.people import People
from tests.state.screens import run, screen

BUYER, SELLER = "requester", "administrator"


@pytest.fixture
def sold(sqlite: Database, people: People) -> People:
    """The carnet of the administrator, proposed to the requester, with something in it."""
    with sqlite.writing() as session:
        logbook = session.get_one(Logbook, people.logbook_id)
        boiler = factories.entry(session, logbook, "equipment", name="Chaudière")
        factories.attachment(session, boiler)
        factories.entry(session, logbook, "private", title="Testament")
        factories.entry(session, logbook, "private", title="Donation", archived=True)
    return people


def withdraw(database: Database, people: People) -> None:
    with database.writing() as session:
        handovers.withdraw(session, people.handover_id, by=people.accounts[SELLER])


async def form_of(people: People, role: str = SELLER) -> HandingOver:
    path = f"/carnets/{people.logbook_id}/remise"
    return await screen(HandingOver, account=people.accounts[role], path=path)


async def answer_of(people: People, role: str = BUYER) -> HandoverAnswer:
    path = f"/remises/{people.handover_id}"
    return await screen(HandoverAnswer, account=people.accounts[role], path=path)


def row(database: Database, handover_id: UUID) -> Handover:
    with database.reading() as session:
        return session.get_one(Handover, handover_id)


async def test_the_form_shows_what_may_go_along(sqlite: Database, sold: People) -> None:
    withdraw(sqlite, sold)
    state = await form_of(sold)
    assert await run(state.load()) is None
    assert [(part["name"], part["ticked"]) for part in state.parts] == [
        ("part.equipment", "oui"),
        ("part.private", ""),
    ]
    assert state.parts[0]["detail"].startswith("1\N{NO-BREAK SPACE}pièce, 1")
    assert (state.put_aside, state.pending) == ("1\N{NO-BREAK SPACE}pièce", {})


async def test_what_is_sent_is_shown_as_waiting(sqlite: Database, sold: People) -> None:
    withdraw(sqlite, sold)
    state = await form_of(sold)
    form = {"buyer_email": "lea@exemple.fr", "part.equipment": "on", "part.private": False}
    assert await run(state.submit(form)) is None
    assert state.errors == {}
    assert "lea@exemple.fr" in state.pending["told"]
    assert state.pending["parts"] == "Équipements et notices"


async def test_what_is_refused_is_said_at_its_field(sqlite: Database, sold: People) -> None:
    withdraw(sqlite, sold)
    state = await form_of(sold)
    await run(state.submit({"buyer_email": "lea"}))
    assert set(state.errors) == {"buyer_email", "parts"}
    assert all("\N{NO-BREAK SPACE}: " in line["message"] for line in state.error_lines)


async def test_a_form_that_was_open_all_the_while_shows_who_is_waited_for(sold: People) -> None:
    state = await form_of(sold)
    await run(state.submit({"buyer_email": "lea@exemple.fr", "part.equipment": "on"}))
    assert set(state.errors) == {""}
    assert state.pending["id"] == str(sold.handover_id)


async def test_the_carnet_shows_its_owner_alone_that_it_is_proposed(sold: People) -> None:
    for role, expected in ((SELLER, str(sold.handover_id)), ("member", None)):
        path = f"/carnets/{sold.logbook_id}"
        state = await screen(HandingOver, account=sold.accounts[role], path=path)
        assert await run(state.load_notice()) is None
        assert state.pending.get("id") == expected


async def test_the_buyer_finds_it_among_what_is_to_do_and_accepts(
    sqlite: Database, sold: People
) -> None:
    area = await screen(MemberArea, account=sold.accounts[BUYER], path="/espace")
    await run(area.load())
    assert f"/remises/{sold.handover_id}" in [line["href"] for line in area.to_do]
    state = await answer_of(sold)
    await run(state.load())
    assert [part["label"] for part in state.parts] == ["Équipements et notices"]
    assert state.handover["receipt"] == ""
    await run(state.accept({"handover": str(sold.handover_id)}))
    assert state.handover["receipt"] == f"/recus/{sold.handover_id}"
    assert state.handover["href"] == f"/carnets/{sold.logbook_id}"
    assert row(sqlite, sold.handover_id).status is HandoverStatus.ACCEPTED


async def test_who_comes_too_late_is_told_by_whom_and_sees_how_it_is(
    sqlite: Database, sold: People
) -> None:
    state = await answer_of(sold)
    await run(state.load())
    withdraw(sqlite, sold)
    await run(state.accept({"handover": str(sold.handover_id)}))
    assert "Administrator Renaud a annulé" in state.errors[""]
    assert (state.handover["status"], state.parts) == ("retiree", [])


async def test_a_seller_who_withdraws_too_late_is_told_by_whom(
    sqlite: Database, sold: People
) -> None:
    state = await form_of(sold)
    await run(state.load())
    with sqlite.writing() as session:
        handovers.accept(session, sold.handover_id, by=sold.accounts[BUYER])
    await run(state.withdraw({"handover": str(sold.handover_id)}))
    assert "Requester Renaud a déjà accepté" in state.errors[""]
    assert state.pending == {}


async def test_a_form_works_on_a_server_that_has_just_been_started_again(
    sqlite: Database, sold: People
) -> None:
    state = await answer_of(sold)
    await run(state.decline({"handover": str(sold.handover_id)}))
    assert state.handover["status"] == "declinee"
    with sqlite.reading() as session:
        assert session.get_one(Logbook, sold.logbook_id).owner_id == sold.accounts[SELLER]


async def test_both_find_their_handovers_again(sold: People) -> None:
    for role, whom in ((SELLER, "À Requester Renaud"), (BUYER, "De Administrator Renaud")):
        state = await screen(Handovers, account=sold.accounts[role], path="/remises")
        await run(state.load())
        given = next(line for line in state.lines if line["receipt"])
        assert given["detail"].startswith(whom)
        assert given["receipt"] == f"/recus/{sold.receipt_id}"


async def test_after_the_handover_the_seller_is_led_away_from_the_carnet(
    sqlite: Database, sold: People
) -> None:
    with sqlite.writing() as session:
        handovers.accept(session, sold.handover_id, by=sold.accounts[BUYER])
        assert session.get(Entry, sold.entry_id) is not None
    for handler in ("load", "load_notice"):
        state = await form_of(sold)
        assert await run(getattr(state, handler)()) == "/introuvable"
