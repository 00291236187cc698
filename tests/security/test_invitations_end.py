"""Nobody who was withdrawn comes back by an invitation of theirs."""

from collections.abc import Callable
from uuid import UUID

import pytest

from ecoapp.core.database import Database
from ecoapp.core.errors import Refusal
from ecoapp.models import Invitation, InvitationStatus, NotificationKind
from ecoapp.services import (
    access,
    invitation_answers,
    invitations,
    membership_history,
    pending_invitations,
)
from ecoapp.services.messages import french
from ecoapp.services.pending_invitations import InvitationIsOver
from ecoapp.services.rights import ADMINISTRATOR, READ_ONLY
from tests import factories
from tests.services import scenes
from tests.services.at_once import at_once
from tests.services.letters import letters
from tests.services.scenes import Place

CAMILLE = "camille@aubry.example"
NEW = "ariane.delmas@scierie.example"

# How Jean stops administering.
ENDS: dict[str, Callable[[Place], None]] = {
    "is withdrawn": lambda place: place.revoke(place.jean, by=place.nadia),
    "is demoted": lambda place: place.change(place.jean, READ_ONLY, by=place.nadia),
    "gives it up": lambda place: place.change(place.jean, READ_ONLY, by=place.jean),
    "leaves": lambda place: place.leave(place.jean),
}
in_every_way = pytest.mark.parametrize("way", ENDS)


@pytest.fixture
def place(database: Database) -> Place:
    return scenes.place(database)


def invited(place: Place, email: str, *, by: UUID | None = None) -> UUID:
    place.invite(email, ADMINISTRATOR, by=by)
    return place.invitation_ids()[-1]


def kinds_told(place: Place, account: UUID) -> list[NotificationKind]:
    return [notice.kind for notice in place.told(account)]


@in_every_way
def test_what_they_sent_opens_nothing_any_more(place: Place, way: str) -> None:
    invitation_id = invited(place, CAMILLE)
    ENDS[way](place)
    assert place.status(invitation_id) is InvitationStatus.WITHDRAWN
    with pytest.raises(InvitationIsOver) as refusal:
        place.accept(invitation_id)
    assert "a été retirée par un administrateur" in french(refusal.value)
    # Nor does asking attach them at once, as it does who is invited.
    request_id = place.ask()
    with place.database.reading() as session:
        assert not access.belongs(session, place.establishment().id, by=place.camille)
        assert pending_invitations.of_person(session, by=place.camille) == []
        assert pending_invitations.of_establishment(session, place.siret, by=place.nadia) == []
    assert request_id


@in_every_way
def test_the_guests_and_the_other_administrators_are_told(place: Place, way: str) -> None:
    invited(place, CAMILLE)
    invited(place, NEW)
    ENDS[way](place)
    received, ended = place.told(place.camille)
    assert not received.is_to_handle
    assert (ended.kind, ended.is_to_handle) == (NotificationKind.INVITATION_ENDED, False)
    assert [mail.to for mail in letters(place.database, kind="invitation_ended")] == [CAMILLE, NEW]
    (told,) = [
        one for one in place.told(place.nadia) if one.kind is NotificationKind.INVITATIONS_ENDED
    ]
    assert told.title.startswith("Jean Morvan n’administre plus Aubry")
    assert f"{CAMILLE}, {NEW}" in told.detail
    (mail,) = letters(place.database, kind="invitations_ended")
    assert mail.to == "nadia@aubry.example"
    assert "les 2 invitations" in " ".join(mail.text.split())
    for other in (place.jean, place.oscar):
        assert NotificationKind.INVITATIONS_ENDED not in kinds_told(place, other)


def test_the_history_says_which_ended_and_why(place: Place) -> None:
    invited(place, NEW)
    place.revoke(place.jean, by=place.nadia)
    assert place.events()[-2:] == [
        ("retrait", "Jean Morvan", "Nadia Perrin"),
        ("invitation_terminee", NEW, "Jean Morvan"),
    ]
    with place.database.reading() as session:
        newest, *_ = membership_history.page(session, place.siret, by=place.nadia).lines
    assert newest.sentence == (
        f"L’invitation d’{NEW} a pris fin\N{NO-BREAK SPACE}: Jean Morvan, qui l’avait envoyée, "
        "n’administre plus l’établissement"
    )


def test_what_others_sent_stays(place: Place) -> None:
    invitation_id = invited(place, CAMILLE, by=place.nadia)
    place.revoke(place.jean, by=place.nadia)
    place.accept(invitation_id)
    assert place.camille in place.administrators()
    assert letters(place.database, kind="invitations_ended") == []


def test_what_they_sent_elsewhere_stays(place: Place) -> None:
    with place.database.writing() as session:
        jean, nadia = (session.get_one(factories.Account, who) for who in (place.jean, place.nadia))
        elsewhere = factories.establishment(session, administrators=(jean, nadia))
        invitation_id = factories.invitation(session, CAMILLE, elsewhere, by=jean).id
    place.leave(place.jean)
    assert place.status(invitation_id) is InvitationStatus.PENDING


def test_a_member_who_never_administered_ends_nothing(place: Place) -> None:
    invitation_id = invited(place, CAMILLE)
    place.revoke(place.oscar, by=place.jean)
    assert place.status(invitation_id) is InvitationStatus.PENDING


def test_one_that_nobody_answers_for_is_over_however_its_sender_went(place: Place) -> None:
    """Rows of before this rule, and accounts that are gone."""
    invitation_id = invited(place, CAMILLE)
    with place.database.writing() as session:
        row = session.get_one(Invitation, invitation_id)
        row.invited_by = None
        session.add(row)
    with place.database.reading() as session:
        seen = invitation_answers.view(session, invitation_id, by=place.camille)
        assert pending_invitations.of_person(session, by=place.camille) == []
    assert seen.status is InvitationStatus.WITHDRAWN
    for attempt in (place.accept, place.decline):
        with pytest.raises(InvitationIsOver):
            attempt(invitation_id)
    place.ask()
    assert place.camille not in place.members()
    place.invite(NEW)
    with pytest.raises(InvitationIsOver), place.database.writing() as session:
        invitations.send_again(session, place.siret, invitation_id, by=place.nadia)


def test_its_address_may_be_invited_anew(place: Place) -> None:
    first = invited(place, CAMILLE)
    with place.database.writing() as session:
        session.delete(session.get_one(factories.Membership, place.membership_id(place.jean)))
    second = invited(place, CAMILLE, by=place.nadia)
    assert place.status(first) is InvitationStatus.WITHDRAWN
    place.accept(second)


@pytest.mark.parametrize("way", ["is withdrawn", "is demoted"])
def test_accepting_at_the_same_moment_one_of_both_comes_first(database: Database, way: str) -> None:
    """Accepted first, the guest stays, and is told nothing; else they stay outside."""
    for _ in range(3):
        with database.writing() as session:
            for row in session.exec(factories.select(factories.Account)).all():
                session.delete(row)
        place = scenes.place(database)
        invitation_id = invited(place, CAMILLE)
        accepted, _ = at_once(
            database,
            [
                lambda here, p=place, i=invitation_id: p.on(here).accept(i),
                lambda here, p=place: ENDS[way](p.on(here)),
            ],
        )
        is_in = place.camille in place.administrators()
        assert is_in is not isinstance(accepted, Refusal)
        assert is_in is (place.status(invitation_id) is InvitationStatus.ACCEPTED)
        assert (NotificationKind.INVITATION_ENDED in kinds_told(place, place.camille)) is not is_in
