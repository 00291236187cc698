"""Leaving and coming back, twice instead of once: nothing more is given, nothing is taken.

Of établissements, and of carnets.
"""

from collections.abc import Iterator
from uuid import UUID

import pytest
from sqlmodel import select

from ecoapp.adapters.files.fake import FakeStore
from ecoapp.core.database import Database
from ecoapp.core.errors import NotAllowed
from ecoapp.models import InvitationStatus, Membership
from ecoapp.services import (
    access,
    entries,
    file_stores,
    logbook_deletions,
    membership_decisions,
)
from ecoapp.services.pending_invitations import InvitationIsOver
from ecoapp.services.places import PartAddress
from ecoapp.services.rights import ADMINISTRATOR, READ_ONLY, Rights
from tests import factories
from tests.services import scenes
from tests.services.carnets import brought_back, household, lasting
from tests.services.scenes import Place
from tests.services.sections import PDF
from tests.services.shared_logbook import SharedLogbook, shared_logbook

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


# Carnets


@pytest.fixture
def store() -> Iterator[FakeStore]:
    fake = FakeStore()
    file_stores.install(fake)
    yield fake
    file_stores.install(None)


@pytest.mark.parametrize("gone", ["first", "second"])
def test_of_a_carnet_that_is_imported_twice_either_stays_whole_when_the_other_is_deleted(
    database: Database, store: FakeStore, gone: str
) -> None:
    home = household(database)
    entry = home.add("equipment")
    home.attach(entry)
    home.attach(entry, "Garantie.pdf", PDF + b"garantie")
    archive = home.exported()
    copies = [brought_back(database, archive, by=home.lucie) for _ in range(2)]
    assert len({home.logbook, *copies}) == len(home.logbooks_of(home.lucie)) == 3
    assert [lasting(home.exported(copy)) for copy in copies] == [lasting(archive)] * 2
    deleted, kept = copies if gone == "first" else copies[::-1]
    with database.writing() as session:
        logbook_deletions.delete(session, deleted, by=home.lucie)
    assert {row.id for row in home.logbooks_of(home.lucie)} == {home.logbook, kept}
    # An export reads each file to its end.
    for stays in (kept, home.logbook):
        assert lasting(home.exported(stays)) == lasting(archive)


def deposit(carnet: SharedLogbook, name: str, *, by: UUID) -> UUID:
    with carnet.database.writing() as session:
        address = PartAddress(carnet.id, "equipment")
        return entries.create(session, address, {"name": name}, by=by)


def seen(carnet: SharedLogbook, *, by: UUID) -> list[UUID]:
    with carnet.database.reading() as session:
        listed = entries.listed(session, PartAddress(carnet.id, "equipment"), by=by)
        return [line.id for line in listed.lines]


@pytest.mark.parametrize("how", ["was ended", "was left"])
def test_who_deposits_again_after_a_share_that_is_over_sees_their_own_alone(
    database: Database, how: str
) -> None:
    carnet = shared_logbook(database)
    deposits = {"equipment": "depot"}
    carnet.share(levels=deposits)
    before = deposit(carnet, "Chaudière", by=carnet.adel)
    if how == "was ended":
        carnet.end(carnet.rows()[0].id)
    else:
        carnet.leave(carnet.adel)
    meanwhile = deposit(carnet, "Poêle", by=carnet.maia)
    with pytest.raises(NotAllowed):
        seen(carnet, by=carnet.adel)
    carnet.share("sophie@larmor.example", levels=deposits)
    of_another = deposit(carnet, "Ballon", by=carnet.sophie)
    carnet.share(levels=deposits)
    after = deposit(carnet, "Radiateur", by=carnet.adel)
    assert set(seen(carnet, by=carnet.adel)) == {before, after}
    with database.reading() as session:
        for hidden in (meanwhile, of_another):
            address = PartAddress(carnet.id, "equipment")
            with pytest.raises(NotAllowed):
                entries.view(session, address, hidden, by=carnet.adel)
