"""Whoever comes too late is told by whom and what was done then, whatever is true since."""

from collections.abc import Callable
from uuid import UUID

import pytest

from ecoapp.core.database import Database
from ecoapp.core.errors import NotAllowed, Refusal
from ecoapp.services import members, membership_decisions, membership_requests, memberships
from ecoapp.services.membership_decisions import RequestIsDecided
from ecoapp.services.memberships import MemberIsGone
from ecoapp.services.messages import UNKNOWN_FAULT, french
from ecoapp.services.rights import ADMINISTRATOR, READ_ONLY, Rights
from tests.services import scenes
from tests.services.at_once import at_once
from tests.services.letters import letters
from tests.services.scenes import Place


@pytest.fixture
def place(database: Database) -> Place:
    return scenes.place(database)


def revoke(place: Place, membership_id: UUID, *, by: UUID) -> None:
    with place.database.writing() as session:
        memberships.revoke(session, place.siret, membership_id, by=by)


def change(place: Place, membership_id: UUID, *, by: UUID) -> None:
    with place.database.writing() as session:
        memberships.change_rights(session, place.siret, membership_id, ADMINISTRATOR, by=by)


def look(place: Place, membership_id: UUID, *, by: UUID) -> None:
    with place.database.reading() as session:
        members.view(session, place.siret, membership_id, by=by)


Doing = Callable[..., None]


# A member who is one no more


@pytest.mark.parametrize("wish", [revoke, change, look])
def test_the_second_administrator_is_told_who_withdrew_them(place: Place, wish: Doing) -> None:
    oscar = place.membership_id(place.oscar)
    revoke(place, oscar, by=place.nadia)
    before = place.events(), len(letters(place.database))
    with pytest.raises(MemberIsGone) as gone:
        wish(place, oscar, by=place.jean)
    assert french(gone.value) == (
        "Nadia Perrin a déjà retiré Oscar Bellec de l’établissement. Votre choix n’a rien changé."
    )
    assert (place.events(), len(letters(place.database))) == before


@pytest.mark.parametrize("wish", [revoke, change, look])
def test_or_that_the_member_left(place: Place, wish: Doing) -> None:
    oscar = place.membership_id(place.oscar)
    place.leave(place.oscar)
    with pytest.raises(MemberIsGone) as gone:
        wish(place, oscar, by=place.jean)
    assert french(gone.value) == (
        "Oscar Bellec a quitté l’établissement. Votre choix n’a rien changé."
    )


def test_withdrawing_a_second_time_oneself_is_done(place: Place) -> None:
    oscar = place.membership_id(place.oscar)
    for _ in range(2):
        revoke(place, oscar, by=place.jean)
    assert [kind for kind, _, _ in place.events()] == ["retrait"]
    with pytest.raises(MemberIsGone) as gone:
        change(place, oscar, by=place.jean)
    assert french(gone.value).startswith("Vous avez déjà retiré Oscar Bellec")


def test_two_administrators_withdraw_a_member_at_the_same_moment(place: Place) -> None:
    oscar = place.membership_id(place.oscar)
    outcomes = at_once(
        place.database,
        [
            lambda here: revoke(place.on(here), oscar, by=place.jean),
            lambda here: revoke(place.on(here), oscar, by=place.nadia),
        ],
    )
    assert [type(one) for one in outcomes if isinstance(one, Refusal)] == [MemberIsGone]
    assert [kind for kind, _, _ in place.events()] == ["retrait"]


@pytest.mark.parametrize("who", ["camille", "oscar"])
def test_nobody_else_learns_of_it(place: Place, who: str) -> None:
    nadia = place.membership_id(place.nadia)
    place.leave(place.nadia)
    for wish in (revoke, change, look):
        with pytest.raises(NotAllowed):
            wish(place, nadia, by=getattr(place, who))


def test_a_membership_that_ended_elsewhere_is_out_of_reach(place: Place) -> None:
    oscar = place.membership_id(place.oscar)
    revoke(place, oscar, by=place.jean)
    with place.database.writing() as session:
        jean = session.get_one(scenes.Account, place.jean)
        elsewhere = scenes.factories.establishment(session, administrators=(jean,)).siret
        with pytest.raises(NotAllowed):
            memberships.revoke(session, elsewhere, oscar, by=place.jean)


# A request that was answered


def accepted(place: Place, rights: Rights) -> UUID:
    request_id = place.ask()
    with place.database.writing() as session:
        membership_decisions.accept(session, request_id, by=place.jean, rights=rights)
    return request_id


def too_late(place: Place, request_id: UUID) -> str:
    with pytest.raises(RequestIsDecided) as late, place.database.writing() as session:
        membership_decisions.refuse(session, request_id, by=place.nadia, reason="")
    return french(late.value)


SINCE: dict[str, Callable[[Place], None]] = {
    "nothing": lambda place: None,
    "withdrawn": lambda place: place.revoke(place.camille, by=place.jean),
    "changed": lambda place: place.change(place.camille, READ_ONLY, by=place.jean),
    "left": lambda place: place.leave(place.camille),
}


@pytest.mark.parametrize("since", SINCE)
def test_a_late_decision_says_what_was_decided_then(place: Place, since: str) -> None:
    request_id = accepted(place, ADMINISTRATOR)
    SINCE[since](place)
    assert too_late(place, request_id) == (
        "Cette demande a déjà été acceptée par Jean Morvan, avec les droits d’administrateur. "
        "Votre choix n’a rien changé."
    )


@pytest.mark.parametrize("since", SINCE)
def test_and_so_does_the_tracking(place: Place, since: str) -> None:
    request_id = accepted(place, ADMINISTRATOR)
    SINCE[since](place)
    with place.database.reading() as session:
        seen = membership_requests.track(session, request_id, by=place.nadia)
    assert seen.given == ADMINISTRATOR
    now = {"nothing": ADMINISTRATOR, "changed": READ_ONLY}
    assert seen.rights == now.get(since)


def test_each_of_two_requests_keeps_its_own_answer(place: Place) -> None:
    first = accepted(place, ADMINISTRATOR)
    place.leave(place.camille)
    second = accepted(place, READ_ONLY)
    assert "avec les droits d’administrateur" in too_late(place, first)
    assert "en lecture seule" in too_late(place, second)


def test_what_fails_about_somebody_elses_request_is_not_called_yours() -> None:
    assert "votre demande" not in UNKNOWN_FAULT.casefold()
