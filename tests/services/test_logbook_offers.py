"""Carnets for oneself and for a third party: what is made, who is told, who may answer."""

from dataclasses import dataclass, replace
from uuid import UUID

import pytest
from sqlmodel import select

from ecoapp.core import tokens
from ecoapp.core.database import Database
from ecoapp.core.errors import FieldsRefused, NotAllowed
from ecoapp.models import Account, Logbook, Notification, NotificationKind, Share
from ecoapp.services import access, logbook_offers, logbook_shelf, logbooks, rate_rules
from ecoapp.services.catalogue_terms import AccessLevel
from ecoapp.services.logbook_catalogue import PARTS
from ecoapp.services.logbook_offers import (
    IsForThemself,
    OfferIsOver,
    ThirdPartyAddressHasWrongShape,
    ThirdPartyAddressIsMissing,
)
from ecoapp.services.logbook_shelf import Ground
from ecoapp.services.logbooks import LogbookNameIsMissing
from ecoapp.services.rate_rules import InvitationsAreTooMany
from tests import factories
from tests.services.at_once import at_once
from tests.services.letters import letters

ARIANE = "Ariane@exemple.fr"
KEY = "ariane@exemple.fr"
OFFERED = NotificationKind.LOGBOOK_OFFERED


@dataclass
class Scene:
    """Jean prepares a carnet for Ariane, who has an account; Oscar has nothing to do with it."""

    database: Database
    jean: UUID
    ariane: UUID
    oscar: UUID
    logbook: UUID

    def on(self, database: Database) -> "Scene":
        return replace(self, database=database)

    def do(self, case, *arguments, **more):
        with self.database.writing() as session:
            return case(session, *arguments, **more)

    def accept(self, by: UUID | None = None, left: AccessLevel = AccessLevel.NONE) -> None:
        self.do(logbook_offers.accept, self.logbook, by=by or self.ariane, left=left)

    def decline(self, by: UUID | None = None) -> None:
        self.do(logbook_offers.decline, self.logbook, by=by or self.ariane)

    def withdraw(self, by: UUID | None = None) -> None:
        self.do(logbook_offers.withdraw, self.logbook, by=by or self.jean)

    def row(self) -> Logbook | None:
        with self.database.reading() as session:
            return session.get(Logbook, self.logbook)

    def shares(self) -> list[Share]:
        with self.database.reading() as session:
            return list(session.exec(select(Share).where(Share.logbook_id == self.logbook)))

    def told(self, account: UUID) -> list[tuple[NotificationKind, bool]]:
        with self.database.reading() as session:
            rows = session.exec(select(Notification).where(Notification.account_id == account))
            return [(row.kind, row.is_to_handle) for row in rows]


@pytest.fixture
def scene(database: Database) -> Scene:
    with database.writing() as session:
        jean = factories.account(session, first_name="Jean", last_name="Morvan")
        ariane = factories.account(session, first_name="Ariane", last_name="Delmas", email=ARIANE)
        oscar = factories.account(session, first_name="Oscar", last_name="Bellec")
        logbook = logbook_offers.create_for(session, by=jean.id, name="Larmor", email=ARIANE)
    return Scene(database, jean.id, ariane.id, oscar.id, logbook)


# Making one


def test_one_form_makes_one_carnet_however_often_it_is_sent(database: Database) -> None:
    with database.writing() as session:
        jean = factories.account(session).id
    for_me, for_ariane = tokens.new_id(), tokens.new_id()

    def make(opened: Database) -> None:
        with opened.writing() as session:
            logbooks.create(session, by=jean, name="A", logbook_id=for_me)
        with opened.writing() as session:
            logbook_offers.create_for(
                session, by=jean, name="B", email=ARIANE, logbook_id=for_ariane
            )

    assert at_once(database, [make] * 4) == [None] * 4
    with database.reading() as session:
        found = {row.id for row in session.exec(select(Logbook))}
    assert found == {for_me, for_ariane}
    assert len(letters(database, to=KEY)) == 1


def test_the_form_of_somebody_else_makes_nothing(scene: Scene) -> None:
    with pytest.raises(NotAllowed):
        scene.do(logbooks.create, by=scene.oscar, name="x", logbook_id=scene.logbook)
    with pytest.raises(NotAllowed):
        scene.do(
            logbook_offers.create_for,
            by=scene.oscar,
            name="x",
            email="x@exemple.fr",
            logbook_id=scene.logbook,
        )


@pytest.mark.parametrize(
    ("name", "email", "refused"),
    [
        ("", "", {"logbook_name": LogbookNameIsMissing, "third_email": ThirdPartyAddressIsMissing}),
        ("x", "  ", {"third_email": ThirdPartyAddressIsMissing}),
        ("x", "ariane", {"third_email": ThirdPartyAddressHasWrongShape}),
        ("x", "a@b@c.fr", {"third_email": ThirdPartyAddressHasWrongShape}),
        ("x", " JEAN@exemple.fr ", {"third_email": IsForThemself}),
    ],
)
def test_what_is_wrong_is_refused_by_field(
    database: Database, name: str, email: str, refused: dict
) -> None:
    with database.writing() as session:
        jean = factories.account(session, email="jean@exemple.fr").id
    with pytest.raises(FieldsRefused) as refusal, database.writing() as session:
        logbook_offers.create_for(session, by=jean, name=name, email=email)
    found = {field: type(one) for field, one in refusal.value.refusals.items()}
    assert found == refused
    assert letters(database) == []


def test_nobody_is_written_to_without_end(scene: Scene) -> None:
    for _ in range(rate_rules.INVITATIONS_A_DAY_TO_ONE - 1):
        scene.do(logbook_offers.send_again, scene.logbook, by=scene.jean)
    with pytest.raises(InvitationsAreTooMany):
        scene.do(logbook_offers.send_again, scene.logbook, by=scene.jean)
    with pytest.raises(InvitationsAreTooMany):
        scene.do(logbook_offers.create_for, by=scene.jean, name="x", email=ARIANE)
    assert len(letters(scene.database, to=KEY)) == rate_rules.INVITATIONS_A_DAY_TO_ONE


def test_who_has_an_account_finds_it_in_their_inbox_and_the_mail_leads_to_it(scene: Scene) -> None:
    assert scene.told(scene.ariane) == [(OFFERED, True)]
    (letter,) = letters(scene.database, to=KEY)
    assert f"/carnets/{scene.logbook}/acceptation" in letter.text
    assert "Jean Morvan" in letter.text and "Larmor" in letter.text
    scene.do(logbook_offers.send_again, scene.logbook, by=scene.jean)
    # The newest one stands for those before.
    assert sorted(scene.told(scene.ariane)) == [(OFFERED, False), (OFFERED, True)]


def test_who_has_none_is_led_to_the_adhesion(database: Database) -> None:
    with database.writing() as session:
        jean = factories.account(session).id
        logbook_offers.create_for(session, by=jean, name="x", email=ARIANE)
    (letter,) = letters(database, to=KEY)
    assert "/adhesion?mail=Ariane%40exemple.fr&structure=particulier" in letter.text
    assert "/carnets/" not in letter.text


# Answering


@pytest.mark.parametrize("left", [AccessLevel.NONE, AccessLevel.READ, AccessLevel.WRITE])
def test_who_prepared_it_keeps_exactly_what_the_owner_leaves(
    scene: Scene, left: AccessLevel
) -> None:
    scene.accept(left=left)
    row = scene.row()
    assert row is not None
    assert (row.owner_id, row.offered_to, row.offered_to_key) == (scene.ariane, "", "")
    assert row.offer_due_at is None
    with scene.database.reading() as session:
        if left is AccessLevel.NONE:
            with pytest.raises(NotAllowed):
                access.require_logbook(session, scene.logbook, by=scene.jean)
        else:
            _, standing = access.require_logbook(session, scene.logbook, by=scene.jean)
            assert not standing.is_keeper
            for part in PARTS:
                expected = AccessLevel.NONE if part.is_private else left
                assert standing.level(part.code) is expected
    assert scene.told(scene.ariane) == [(OFFERED, False)]
    assert scene.told(scene.jean) == [(NotificationKind.LOGBOOK_ACCEPTED, False)]
    assert len(letters(scene.database, kind="logbook_accepted")) == 1


def test_the_second_click_on_accepting_changes_nothing(scene: Scene) -> None:
    scene.accept(left=AccessLevel.READ)
    scene.accept(left=AccessLevel.WRITE)
    (share,) = scene.shares()
    assert set(share.levels.values()) == {"lecture"}
    with pytest.raises(NotAllowed):
        scene.decline()
    assert scene.row() is not None


def test_declining_deletes_it_and_tells_without_saying_who(scene: Scene) -> None:
    scene.decline()
    assert scene.row() is None
    # What was told of it is gone with it.
    assert scene.told(scene.ariane) == []
    assert scene.told(scene.jean) == [(NotificationKind.LOGBOOK_DECLINED, False)]
    (letter,) = letters(scene.database, kind="logbook_declined")
    assert ARIANE in letter.text and "Delmas" not in letter.text
    scene.decline()
    assert len(letters(scene.database, kind="logbook_declined")) == 1


def test_a_stranger_can_neither_see_nor_answer_nor_see_to_it(scene: Scene) -> None:
    before = scene.row()
    for case, more in (
        (logbook_offers.view, {}),
        (logbook_offers.accept, {"left": AccessLevel.NONE}),
        (logbook_offers.decline, {}),
        (logbook_offers.prepared, {}),
        (logbook_offers.send_again, {}),
        (logbook_offers.change_address, {"email": "x@exemple.fr"}),
        (logbook_offers.keep, {}),
        (logbook_offers.withdraw, {}),
    ):
        for logbook in (scene.logbook, tokens.new_id()):
            with pytest.raises(NotAllowed):
                scene.do(case, logbook, by=scene.oscar, **more)
    # Nor does who prepares it answer, nor whom it is for see to it before.
    for case, by, more in (
        (logbook_offers.accept, scene.jean, {"left": AccessLevel.NONE}),
        (logbook_offers.decline, scene.jean, {}),
        (logbook_offers.keep, scene.ariane, {}),
        (logbook_offers.withdraw, scene.ariane, {}),
    ):
        with pytest.raises(NotAllowed):
            scene.do(case, scene.logbook, by=by, **more)
    with scene.database.reading() as session, pytest.raises(NotAllowed):
        access.require_logbook(session, scene.logbook, by=scene.ariane)
    assert scene.row() == before
    assert letters(scene.database, kind="logbook_accepted") == []


def test_an_offer_shows_how_much_there_is_and_not_what(scene: Scene) -> None:
    with scene.database.writing() as session:
        logbook = session.get_one(Logbook, scene.logbook)
        entry = factories.entry(session, logbook, "equipment", title="Chaudière secrète")
        factories.entry(session, logbook, "equipment", title="x")
        factories.attachment(session, entry)
        factories.entry(session, logbook, "works", title="x")
    seen = scene.do(logbook_offers.view, scene.logbook, by=scene.ariane)
    assert (seen.name, seen.prepared_by) == ("Larmor", "Jean Morvan")
    assert [(part.entries, part.files) for part in seen.parts] == [(2, 1), (1, 0)]
    assert "secrète" not in repr(seen)


def test_who_prepared_it_may_be_gone(scene: Scene) -> None:
    with scene.database.writing() as session:
        logbook = session.get_one(Logbook, scene.logbook)
        logbook.created_by = None
    scene.accept(left=AccessLevel.WRITE)
    assert scene.shares() == []


# Seen to meanwhile


def test_another_address_takes_it_from_the_first_one(scene: Scene) -> None:
    with scene.database.reading() as session:
        oscar = session.get_one(Account, scene.oscar).email
    scene.do(logbook_offers.change_address, scene.logbook, oscar, by=scene.jean)
    assert scene.told(scene.ariane) == []
    with pytest.raises(NotAllowed):
        scene.accept()
    assert scene.told(scene.oscar) == [(OFFERED, True)]
    scene.accept(by=scene.oscar)


def test_the_address_of_who_prepares_it_is_refused(scene: Scene) -> None:
    with scene.database.reading() as session:
        own = session.get_one(Account, scene.jean).email
    with pytest.raises(FieldsRefused) as refusal:
        scene.do(logbook_offers.change_address, scene.logbook, own, by=scene.jean)
    assert isinstance(refusal.value.refusals["third_email"], IsForThemself)


def test_who_prepares_it_may_keep_it(scene: Scene) -> None:
    scene.do(logbook_offers.keep, scene.logbook, by=scene.jean)
    assert scene.told(scene.ariane) == []
    with pytest.raises(NotAllowed):
        scene.accept()
    with scene.database.reading() as session:
        assert access.require_owner(session, scene.logbook, by=scene.jean)
    with pytest.raises(OfferIsOver):
        scene.do(logbook_offers.send_again, scene.logbook, by=scene.jean)


def test_who_prepared_it_is_told_that_it_was_answered_meanwhile(scene: Scene) -> None:
    scene.accept()
    for case, more in (
        (logbook_offers.send_again, {}),
        (logbook_offers.change_address, {"email": "x@exemple.fr"}),
        (logbook_offers.keep, {}),
        (logbook_offers.withdraw, {}),
    ):
        with pytest.raises(OfferIsOver):
            scene.do(case, scene.logbook, by=scene.jean, **more)
    row = scene.row()
    assert row is not None and row.owner_id == scene.ariane


@pytest.mark.parametrize("round", range(5))
def test_of_accepting_declining_and_taking_back_at_once_one_stands(
    scene: Scene, round: int
) -> None:
    done = at_once(
        scene.database,
        [
            lambda opened: scene.on(opened).accept(left=AccessLevel.READ),
            lambda opened: scene.on(opened).withdraw(),
            lambda opened: scene.on(opened).decline(),
            lambda opened: scene.on(opened).accept(left=AccessLevel.READ),
        ],
    )
    accepted, withdrawn, declined, _ = [one is None for one in done]
    row, told = scene.row(), [kind for kind, _ in scene.told(scene.jean)]
    assert accepted + withdrawn + declined == 1
    assert (row is not None and row.owner_id == scene.ariane) is accepted
    assert told == (
        [NotificationKind.LOGBOOK_ACCEPTED]
        if accepted
        else [NotificationKind.LOGBOOK_DECLINED]
        if declined
        else []
    )
    assert len(scene.shares()) == int(accepted)
    assert all(isinstance(one, NotAllowed | OfferIsOver) for one in done if one is not None)


# « Vos carnets »


def test_the_shelf_tells_why_a_carnet_is_there(scene: Scene) -> None:
    with scene.database.writing() as session:
        jean, oscar = (session.get_one(Account, one) for one in (scene.jean, scene.oscar))
        own = factories.logbook(session, jean, name="À moi", not_applicable=["works", "equipment"])
        for archived in (False, False, True):
            factories.entry(session, own, "equipment", title="x", archived=archived)
        factories.entry(session, own, "plans", title="x", archived=True)
        theirs = factories.logbook(session, oscar, name="À Oscar")
        factories.share(session, theirs, jean, {"equipment": AccessLevel.READ})
        over = factories.logbook(session, oscar, name="Fini")
        factories.share(session, over, jean, {"equipment": AccessLevel.READ}, ended=True)
        factories.logbook(session, prepared_by=oscar, offered_to=jean.email, name="Proposé")
        factories.logbook(session, prepared_by=oscar, offered_to="x@exemple.fr", name="Autre")
    shelf = scene.do(logbook_shelf.of_account, by=scene.jean)
    lines = [(line.ground, line.name, line.who, line.filled, line.applicable) for line in shelf]
    assert lines == [
        (Ground.OFFERED, "Proposé", "Oscar Bellec", 0, 15),
        (Ground.OWN, "À moi", "", 1, 14),
        (Ground.PREPARED, "Larmor", ARIANE, 0, 15),
        (Ground.SHARED, "À Oscar", "Oscar Bellec", 0, 15),
    ]
    # As the page of the carnet itself counts.
    with scene.database.reading() as session:
        counted = logbooks.view(session, own.id, by=scene.jean).completeness
    assert counted is not None and (counted.filled, counted.applicable) == (1, 14)


def test_a_list_is_old_at_once_when_an_offer_is_answered(scene: Scene) -> None:
    assert [line.ground for line in scene.do(logbook_shelf.of_account, by=scene.ariane)] == [
        Ground.OFFERED
    ]
    scene.accept()
    grounds = {
        person: [line.ground for line in scene.do(logbook_shelf.of_account, by=person)]
        for person in (scene.ariane, scene.jean, scene.oscar)
    }
    assert grounds == {scene.ariane: [Ground.OWN], scene.jean: [], scene.oscar: []}
