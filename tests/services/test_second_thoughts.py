"""Belonging, leaving and coming back: what was given once gives nothing more, and takes nothing."""

import pytest
from sqlmodel import select

from ecoapp.core.database import Database
from ecoapp.models import InvitationStatus, Membership
from ecoapp.services import access, membership_decisions
from ecoapp.services.pending_invitations import InvitationIsOver
from ecoapp.services.rights import ADMINISTRATOR, READ_ONLY, Rights
from tests import factories
from tests.services import scenes
from tests.services.scenes import Place

CAMILLE = "camille@aubry.example"


@pytest.fixture
def place(database: Database) -> Place:
    return scenes.place(database)


def rights_of_camille(place: Place) -> list[Rights]:
    """Of each membership she has."""
    with place.database.reading() as session:
        rows = session.exec(select(Membership).where(Membership.account_id == place.camille))
        return [access.rights_in(row) for row in rows]


def test_an_accepted_invitation_opens_nothing_after_removal(place: Place) -> None:
    place.invite(CAMILLE, ADMINISTRATOR)
    (invitation_id,) = place.invitation_ids()
    place.accept(invitation_id)
    place.revoke(place.camille, by=place.jean)
    with pytest.raises(InvitationIsOver):
        place.accept(invitation_id)
    assert rights_of_camille(place) == []


def test_of_two_places_that_invite_accepting_one_leaves_the_other(place: Place) -> None:
    place.invite(CAMILLE)
    with place.database.writing() as session:
        elsewhere = factories.establishment(session, administrators=(factories.account(session),))
        other = factories.invitation(session, CAMILLE, elsewhere).id
    place.accept(place.invitation_ids()[0])
    assert place.status(other) is InvitationStatus.PENDING
    assert rights_of_camille(place) == [READ_ONLY]
    place.accept(other)
    assert len(rights_of_camille(place)) == 2


@pytest.mark.parametrize("way", ["asks", "is invited"])
def test_a_former_member_comes_back_once_with_new_rights(place: Place, way: str) -> None:
    place.invite(CAMILLE, ADMINISTRATOR)
    place.accept(place.invitation_ids()[-1])
    place.leave(place.camille)
    if way == "asks":
        request_id = place.ask()
        with place.database.writing() as session:
            membership_decisions.accept(session, request_id, by=place.jean, rights=READ_ONLY)
    else:
        place.invite(CAMILLE, READ_ONLY)
        place.accept(place.invitation_ids()[-1])
    assert rights_of_camille(place) == [READ_ONLY]


def test_a_lesser_invitation_takes_nothing_away(place: Place) -> None:
    place.invite(CAMILLE, ADMINISTRATOR)
    place.accept(place.invitation_ids()[-1])
    with place.database.writing() as session:
        here = factories.establishment_of(session, place.siret)
        lesser = factories.invitation(session, CAMILLE, here).id
    place.accept(lesser)
    assert rights_of_camille(place) == [ADMINISTRATOR]
