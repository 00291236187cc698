"""« Membres » and the rights of one member, called directly."""

from uuid import UUID

import pytest

from ecoapp.core.database import Database
from ecoapp.services import access, membership_events
from ecoapp.services.membership_history import PAGE
from ecoapp.services.rights import ADMINISTRATOR, READ_ONLY, Rights
from ecoapp.state.inviting import Inviting
from ecoapp.state.member_rights import MemberRights
from ecoapp.state.members import Members, day_of, initials
from tests import factories
from tests.factories import UNKNOWN_ID
from tests.services import scenes
from tests.services.scenes import Place
from tests.state.screens import run, screen

NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture
def place(sqlite: Database) -> Place:
    return scenes.place(sqlite)


async def members_page(place: Place, by: UUID) -> Members:
    page = await screen(Members, account=by, path=f"/etablissements/{place.siret}/membres")
    await run(page.load())
    return page


async def rights_page(place: Place, of: UUID, *, by: UUID) -> MemberRights:
    path = f"/etablissements/{place.siret}/membres/{place.membership_id(of)}"
    page = await screen(MemberRights, account=by, path=path)
    await run(page.load())
    return page


def rights_of(place: Place, person: UUID) -> Rights | None:
    with place.database.reading() as session:
        return access.rights_of(session, place.establishment().id, by=person)


async def test_an_administrator_sees_everything_and_may_act(place: Place) -> None:
    place.invite("ariane@scierie.example")
    request_id = place.ask()
    page = await members_page(place, place.jean)
    assert [row["name"] for row in page.rows] == ["Jean Morvan", "Nadia Perrin", "Oscar Bellec"]
    assert page.rows[0] | {"id": "", "since": "", "href": ""} == {
        "id": "",
        "name": "Jean Morvan",
        "initials": "JM",
        "mailbox": "Jean@",
        "domain": "aubry.example",
        "job_title": "Conductrice de travaux",
        "standing": "Administrateur",
        "since": "",
        "me": "oui",
        "alone": "",
        "about": " de Jean Morvan",
        "href": "",
    }
    assert page.rows[2]["about"] == " d’Oscar Bellec"
    assert page.caption.startswith(f"3{NBSP}membres, du plus ancien au plus récent.")
    assert [row["href"] for row in page.requests] == [f"/demandes/{request_id}"]
    assert [row["email"] for row in page.invitations] == ["ariane@scierie.example"]
    assert [row["sentence"] for row in page.history] == [
        "Camille Renaud a demandé son rattachement",
        "Jean Morvan a invité ariane@scierie.example",
    ]
    assert (page.may_manage, page.is_loaded, page.next_members, page.next_history) == (
        True,
        True,
        "",
        "",
    )


async def test_a_member_sees_who_belongs_and_nothing_else(place: Place) -> None:
    place.invite("ariane@scierie.example")
    place.ask()
    page = await members_page(place, place.oscar)
    assert len(page.rows) == 3
    assert [row["domain"] for row in page.rows] == ["", "", "aubry.example"]
    assert (page.requests, page.invitations, page.history) == ([], [], [])
    assert page.may_manage is False


async def test_what_an_administrator_saw_is_gone_once_they_are_none_any_more(place: Place) -> None:
    place.invite("ariane@scierie.example")
    page = await members_page(place, place.jean)
    place.change(place.jean, READ_ONLY, by=place.nadia)
    await run(page.load())
    assert (page.may_manage, page.invitations, page.history) == (False, [], [])


async def test_the_history_comes_page_by_page_from_the_newest(place: Place) -> None:
    with place.database.writing() as session:
        for number in range(PAGE + 3):
            membership_events.record(
                session,
                place.establishment().id,
                membership_events.MembershipEventKind.LEFT,
                membership_events.Person(f"Numéro {number}"),
            )
    page = await members_page(place, place.jean)
    assert len(page.history) == PAGE
    assert page.history[0]["sentence"] == f"Numéro {PAGE + 2} a quitté l’établissement"
    await run(page.show_history(page.next_history))
    assert [row["sentence"] for row in page.history] == [
        f"Numéro {number} a quitté l’établissement" for number in (2, 1, 0)
    ]
    assert (page.next_history, page.is_older) == ("", True)
    await run(page.show_history(""))
    assert (len(page.history), page.is_older) == (PAGE, False)
    assert await run(page.show_history("no id")) == "/introuvable"


async def test_a_long_list_comes_page_by_page(place: Place) -> None:
    with place.database.writing() as session:
        for _ in range(50):
            row = place.establishment()
            factories.membership(session, factories.account(session), row)
    page = await members_page(place, place.oscar)
    assert (len(page.rows), page.is_further) == (50, False)
    assert page.caption.startswith(f"50{NBSP}membres par page")
    await run(page.show_members(page.next_members))
    assert (len(page.rows), page.next_members, page.is_further) == (3, "", True)


async def test_leaving_leads_to_mon_espace_and_the_last_administrator_stays(place: Place) -> None:
    nadia = await members_page(place, place.nadia)
    assert await run(nadia.leave({})) == "/espace"
    # The second of two clicks.
    assert await run(nadia.leave({})) == "/espace"
    page = await members_page(place, place.jean)
    assert page.rows[0]["alone"] == "oui"
    assert await run(page.leave({})) is None
    assert "nommez-en un autre d’abord" in page.errors[""]
    assert place.administrators() == {place.jean}


async def test_rights_start_as_they_are_and_are_changed(place: Place) -> None:
    page = await rights_page(place, place.oscar, by=place.jean)
    assert (page.name, page.decision, page.permissions, page.standing) == (
        "Oscar Bellec",
        "personnaliser",
        [],
        "Lecture seule",
    )
    form = {"decision": "personnaliser", "contracts.add": "on", "contracts.sign": False}
    assert await run(page.submit(form)) == f"/etablissements/{place.siret}/membres"
    assert rights_of(place, place.oscar) == Rights(permissions=("contracts.add",))
    again = await rights_page(place, place.oscar, by=place.jean)
    assert again.permissions == ["contracts.add"]
    await run(again.submit({"decision": "administrateur"}))
    assert rights_of(place, place.oscar) == ADMINISTRATOR
    assert (await rights_page(place, place.oscar, by=place.jean)).decision == "administrateur"


async def test_the_list_then_says_what_was_done_once(place: Place) -> None:
    page = await rights_page(place, place.oscar, by=place.jean)
    await run(page.submit({"decision": "retirer"}))
    assert rights_of(place, place.oscar) is None
    listed = await page.get_state(Members)
    listed._get_root_state()._update_router_vars(
        {"pathname": "", "asPath": f"/etablissements/{place.siret}/membres"}, {}
    )
    await run(listed.load())
    assert (listed.notice, len(listed.rows)) == ("Oscar Bellec n’est plus membre.", 2)
    await run(listed.load())
    assert listed.notice == ""


async def test_who_comes_too_late_is_told_on_the_list_by_whom(place: Place) -> None:
    late = await rights_page(place, place.oscar, by=place.jean)
    place.revoke(place.oscar, by=place.nadia)
    listed = await late.get_state(Members)
    told = "Nadia Perrin a déjà retiré Oscar Bellec de l’établissement."
    for attempt in (late.submit({"decision": "retirer"}), late.load()):
        assert await run(attempt) == f"/etablissements/{place.siret}/membres"
        assert listed._next_told.startswith(told)
    listed._get_root_state()._update_router_vars(
        {"pathname": "", "asPath": f"/etablissements/{place.siret}/membres"}, {}
    )
    await run(listed.load())
    assert listed.told.startswith(told)
    await run(listed.load())
    assert listed.told == ""


async def test_without_a_decision_nothing_changes(place: Place) -> None:
    page = await rights_page(place, place.oscar, by=place.jean)
    for form in ({}, {"decision": "refuser"}, {"decision": "x", "contracts.add": "on"}):
        assert await run(page.submit(form)) is None
        assert list(page.errors) == ["decision"]
    assert rights_of(place, place.oscar) == READ_ONLY


async def test_who_withdraws_themself_ends_in_mon_espace(place: Place) -> None:
    page = await rights_page(place, place.jean, by=place.jean)
    assert (page.is_me, page.is_last_administrator) == (True, False)
    assert await run(page.submit({"decision": "retirer"})) == "/espace"


@pytest.mark.parametrize("end", ["", "x", UNKNOWN_ID, "0", "%00"])
async def test_an_address_that_names_no_member_answers_the_same(place: Place, end: str) -> None:
    path = f"/etablissements/{place.siret}/membres/{end}"
    page = await screen(MemberRights, account=place.jean, path=path)
    assert await run(page.load()) == "/introuvable"
    assert page.id == ""


async def inviting_page(place: Place, by: UUID) -> tuple[Inviting, Members]:
    listed = await members_page(place, by)
    form = await listed.get_state(Inviting)
    return form, listed


async def test_inviting_shows_who_waits_and_sending_again_and_withdrawing(place: Place) -> None:
    form, listed = await inviting_page(place, place.jean)
    typed = {"email": "ariane@scierie.example", "decision": "personnaliser", "contracts.add": "on"}
    assert await run(form.invite(typed)) is None
    assert (form.errors, form.is_busy, form.done_count) == ({}, False, 1)
    assert form.done == "Invitation envoyée à ariane@scierie.example."
    (row,) = listed.invitations
    assert (row["email"], row["standing"]) == ("ariane@scierie.example", "Personnalisés (1)")
    assert row["about"] == " l’invitation d’ariane@scierie.example"
    await run(form.send_again({"invitation": row["id"]}))
    assert form.done == "Invitation renvoyée à ariane@scierie.example."
    await run(form.withdraw({"invitation": row["id"]}))
    assert form.done == "L’invitation d’ariane@scierie.example est retirée."
    assert listed.invitations == []
    assert len(listed.history) == 2


async def test_one_that_expired_is_listed_until_it_is_sent_anew(place: Place) -> None:
    with place.database.writing() as session:
        here = factories.establishment_of(session, place.siret)
        old = factories.invitation(session, "ariane@scierie.example", here, sent_days_ago=31)
    form, listed = await inviting_page(place, place.jean)
    assert listed.invitations == []
    (row,) = listed.expired
    assert (row["id"], row["email"]) == (str(old.id), "ariane@scierie.example")
    assert row["detail"].endswith(f", expirée le {day_of(old.expires_at)}.")
    await run(form.send_again({"invitation": row["id"]}))
    assert form.done == "Invitation renvoyée à ariane@scierie.example."
    assert listed.expired == []
    (row,) = listed.invitations
    assert row["id"] != str(old.id)


async def test_sending_anew_to_whom_has_asked_since_says_that_it_accepts(place: Place) -> None:
    with place.database.writing() as session:
        here = factories.establishment_of(session, place.siret)
        factories.invitation(session, "camille@aubry.example", here, sent_days_ago=31)
    place.ask()
    form, listed = await inviting_page(place, place.jean)
    (row,) = listed.expired
    await run(form.send_again({"invitation": row["id"]}))
    assert form.done == f"La demande de Camille Renaud attendait{NBSP}: elle est acceptée."
    assert (listed.requests, listed.invitations, len(listed.rows)) == ([], [], 4)


async def test_inviting_who_asked_says_that_it_accepts(place: Place) -> None:
    place.ask()
    form, listed = await inviting_page(place, place.jean)
    await run(form.invite({"email": "camille@aubry.example", "decision": "administrateur"}))
    assert form.done == f"La demande de Camille Renaud attendait{NBSP}: elle est acceptée."
    assert (listed.requests, len(listed.rows)) == ([], 4)


async def test_what_cannot_be_invited_is_said_beside_the_field(place: Place) -> None:
    form, _ = await inviting_page(place, place.jean)
    await run(form.invite({"email": "oscar@aubry.example", "decision": "personnaliser"}))
    assert "est déjà membre de l’établissement" in form.errors["email"]
    assert (form.done, form.done_count) == ("", 0)
    await run(form.invite({"email": "x@a.example", "decision": ""}))
    assert list(form.errors) == ["decision"]


def test_initials_are_two_letters_or_one() -> None:
    assert [initials(name) for name in ("Camille Renaud", "Jean-Marie Le Goff", "Ö", "")] == [
        "CR",
        "JG",
        "ÖÖ",
        "",
    ]
