"""Answering a request: who may, what becomes of it, who is told what, and who was quicker."""

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import Session, select

from ecoapp.core import clock
from ecoapp.core.database import Database
from ecoapp.core.errors import FieldsRefused, NotAllowed
from ecoapp.models import (
    Account,
    Establishment,
    Membership,
    MembershipEvent,
    MembershipRequest,
    Notification,
    NotificationKind,
    OutgoingMail,
    RequestStatus,
)
from ecoapp.services import (
    access,
    joining,
    membership_decisions,
    membership_requests,
    memberships,
)
from ecoapp.services import rights as rights_module
from ecoapp.services.catalogue import ADD_CONTRACT, REQUEST_COLLECTION
from ecoapp.services.membership_decisions import RequestIsDecided
from ecoapp.services.membership_requests import RequestWasRefused
from ecoapp.services.messages import french
from ecoapp.services.rights import ADMINISTRATOR, READ_ONLY, RightIsUnknown
from tests import factories
from tests.services.at_once import at_once

CUSTOM = rights_module.custom([REQUEST_COLLECTION.code, ADD_CONTRACT.code])


@dataclass
class Scene:
    """Camille asks; Jean and Nadia administer."""

    database: Database
    request_id: UUID
    siret: str
    camille: UUID
    jean: UUID
    nadia: UUID

    def on(self, database: Database) -> "Scene":
        """The same people, through a connection of their own."""
        return replace(self, database=database)

    def rights(self) -> rights_module.Rights | None:
        with self.database.reading() as session:
            request = session.get_one(MembershipRequest, self.request_id)
            return access.rights_of(session, request.establishment_id, by=self.camille)

    def request(self) -> MembershipRequest:
        with self.database.reading() as session:
            return session.get_one(MembershipRequest, self.request_id)

    def accept(self, *, by: UUID, rights: rights_module.Rights) -> None:
        with self.database.writing() as session:
            membership_decisions.accept(session, self.request_id, by=by, rights=rights)

    def refuse(self, *, by: UUID, reason: str = "") -> None:
        with self.database.writing() as session:
            membership_decisions.refuse(session, self.request_id, by=by, reason=reason)


@pytest.fixture
def scene(database: Database) -> Scene:
    with database.writing() as session:
        camille = factories.account(session, first_name="Camille", last_name="Renaud")
        jean = factories.account(session, first_name="Jean", last_name="Morvan")
        nadia = factories.account(session, first_name="Nadia", last_name="Perrin")
        place = factories.establishment(session, administrators=(jean, nadia), name="Aubry")
        sent = joining.send_request(session, place.siret, by=camille.id, message="Bonjour")
    assert sent.request_id
    return Scene(database, sent.request_id, place.siret, camille.id, jean.id, nadia.id)


def last_mail_to(scene: Scene, account: UUID) -> str:
    with scene.database.reading() as session:
        email = session.get_one(Account, account).email_key
        mails = session.exec(
            select(OutgoingMail).where(OutgoingMail.recipient == email).order_by(OutgoingMail.id)  # type: ignore[arg-type]
        ).all()
    return " ".join(f"{mails[-1].subject}\n{mails[-1].text}".split())


def notices_of(scene: Scene, account: UUID) -> list[Notification]:
    with scene.database.reading() as session:
        return list(session.exec(select(Notification).where(Notification.account_id == account)))


@pytest.mark.parametrize(
    ("rights", "told"),
    [
        (ADMINISTRATOR, "vous pouvez tout y faire"),
        (CUSTOM, "Vous pouvez lire toutes ses rubriques, et : - Ajouter un contrat - Demander"),
        (READ_ONLY, "Vous avez un droit de lecture"),
    ],
)
def test_accepting_gives_the_rights_that_were_chosen(
    scene: Scene, rights: rights_module.Rights, told: str
) -> None:
    scene.accept(by=scene.jean, rights=rights)
    assert scene.rights() == rights
    request = scene.request()
    assert (request.status, request.decided_by) == (RequestStatus.ACCEPTED, scene.jean)
    mail = last_mail_to(scene, scene.camille)
    assert "est acceptée" in mail
    assert told in mail.replace("\N{NO-BREAK SPACE}", " ")
    (_, answer) = notices_of(scene, scene.camille)
    assert answer.kind is NotificationKind.REQUEST_ACCEPTED
    assert answer.title == "Jean Morvan a accepté votre demande de rattachement à Aubry"


def test_refusing_says_why_and_attaches_nobody(scene: Scene) -> None:
    scene.refuse(by=scene.nadia, reason="Nous ne vous connaissons pas.\nDésolée")
    assert scene.rights() is None
    request = scene.request()
    assert (request.status, request.reason) == (
        RequestStatus.REFUSED,
        "Nous ne vous connaissons pas.\nDésolée",
    )
    assert "Nous ne vous connaissons pas." in last_mail_to(scene, scene.camille)


def test_a_reason_that_is_too_long_changes_nothing(scene: Scene) -> None:
    with pytest.raises(FieldsRefused) as refused:
        scene.refuse(by=scene.jean, reason="x" * 501)
    assert list(refused.value.refusals) == ["reason"]
    assert scene.request().status is RequestStatus.PENDING


def test_once_decided_nobody_is_expected_to_answer_any_more(scene: Scene) -> None:
    assert [one.is_to_handle for one in notices_of(scene, scene.nadia)] == [True]
    scene.accept(by=scene.jean, rights=READ_ONLY)
    assert [one.is_to_handle for one in notices_of(scene, scene.nadia)] == [False]


def test_the_second_decision_is_told_of_the_first(scene: Scene) -> None:
    scene.accept(by=scene.jean, rights=CUSTOM)
    with pytest.raises(RequestIsDecided) as refusal:
        scene.refuse(by=scene.nadia, reason="non")
    assert french(refusal.value) == (
        "Cette demande a déjà été acceptée par Jean Morvan, avec ces droits\N{NO-BREAK SPACE}: "
        "ajouter un contrat, demander un enlèvement. Votre choix n’a rien changé."
    )
    assert scene.rights() == CUSTOM


def test_two_administrators_at_the_same_moment_one_decision_stands(scene: Scene) -> None:
    outcomes = at_once(
        scene.database,
        [
            lambda here: scene.on(here).accept(by=scene.jean, rights=ADMINISTRATOR),
            lambda here: scene.on(here).refuse(by=scene.nadia, reason="non"),
            lambda here: scene.on(here).accept(by=scene.nadia, rights=READ_ONLY),
            lambda here: scene.on(here).refuse(by=scene.jean),
        ],
    )
    lost = [one for one in outcomes if isinstance(one, RequestIsDecided)]
    assert (len(lost), outcomes.count(None)) == (3, 1)
    status = scene.request().status
    assert (scene.rights() is None) == (status is RequestStatus.REFUSED)
    assert {one.status for one in lost} == {status}
    with scene.database.reading() as session:
        decided = [
            event.kind.value
            for event in session.exec(select(MembershipEvent))
            if event.kind.value in ("acceptation", "refus")
        ]
        told = [
            one.kind
            for one in session.exec(select(Notification))
            if one.kind in (NotificationKind.REQUEST_ACCEPTED, NotificationKind.REQUEST_REFUSED)
        ]
    assert (len(decided), len(told)) == (1, 1)


@pytest.mark.parametrize("role", ["stranger", "member", "requester", "operator"])
def test_nobody_else_decides(scene: Scene, role: str) -> None:
    with scene.database.writing() as session:
        place = session.exec(select(Establishment).where(Establishment.siret == scene.siret)).one()
        other = factories.account(session, is_operator=role == "operator")
        if role == "member":
            factories.membership(session, other, place, rights=[ADD_CONTRACT])
    by = scene.camille if role == "requester" else other.id
    with scene.database.writing() as session, pytest.raises(NotAllowed):
        membership_decisions.view(session, scene.request_id, by=by)
    with pytest.raises(NotAllowed):
        scene.accept(by=by, rights=ADMINISTRATOR)
    with pytest.raises(NotAllowed):
        scene.refuse(by=by)
    assert scene.request().status is RequestStatus.PENDING


@dataclass
class Orphans:
    """Camille and Oscar ask where nobody administers; two of the operator's team look on."""

    first: UUID
    second: UUID
    camille: UUID
    operator: UUID
    colleague: UUID


@pytest.fixture
def orphans(database: Database) -> Orphans:
    with database.writing() as session:
        camille, oscar = factories.account(session), factories.account(session)
        team = [factories.account(session, is_operator=True) for _ in range(2)]
        place = factories.establishment(session)
        sent = [
            joining.send_request(session, place.siret, by=one.id, message="")
            for one in (camille, oscar)
        ]
    first, second = (one.request_id for one in sent)
    assert first and second
    return Orphans(first, second, camille.id, team[0].id, team[1].id)


def test_the_operators_team_decides_while_nobody_administers(
    database: Database, orphans: Orphans
) -> None:
    with database.writing() as session:
        membership_decisions.accept(
            session, orphans.first, by=orphans.operator, rights=ADMINISTRATOR
        )
    with database.writing() as session, pytest.raises(NotAllowed):
        membership_decisions.refuse(session, orphans.second, by=orphans.operator, reason="")
    with database.reading() as session:
        (membership,) = session.exec(select(Membership)).all()
    assert (membership.account_id, membership.is_administrator) == (orphans.camille, True)


def test_the_operators_team_goes_on_seeing_what_it_decided(
    database: Database, orphans: Orphans
) -> None:
    with database.writing() as session:
        membership_decisions.accept(
            session, orphans.first, by=orphans.operator, rights=ADMINISTRATOR
        )
        for one in (orphans.operator, orphans.colleague):
            seen = membership_requests.track(session, orphans.first, by=one)
            assert (seen.status, seen.may_decide) == (RequestStatus.ACCEPTED, False)
    with database.writing() as session, pytest.raises(RequestIsDecided):
        membership_decisions.refuse(session, orphans.first, by=orphans.colleague, reason="")


def test_who_becomes_an_administrator_finds_what_waits(
    database: Database, orphans: Orphans
) -> None:
    with database.writing() as session:
        membership_decisions.accept(
            session, orphans.first, by=orphans.operator, rights=ADMINISTRATOR
        )
    with database.reading() as session:
        waits = session.exec(
            select(Notification).where(
                Notification.account_id == orphans.camille,
                Notification.kind == NotificationKind.REQUEST_RECEIVED,
            )
        ).all()
        seen = membership_requests.track(session, orphans.second, by=orphans.camille)
    assert [(one.request_id, one.is_to_handle) for one in waits] == [(orphans.second, True)]
    assert (seen.goes_to_operator, len(seen.informed), seen.may_decide) == (False, 1, True)


def test_who_stops_administering_has_nothing_to_answer_any_more(scene: Scene) -> None:
    with scene.database.writing() as session:
        memberships.leave(session, scene.siret, by=scene.nadia)
    assert [one.is_to_handle for one in notices_of(scene, scene.nadia)] == [False]
    assert [one.is_to_handle for one in notices_of(scene, scene.jean)] == [True, False]


def test_the_tracking_names_those_who_were_told_not_those_who_came_later(scene: Scene) -> None:
    with scene.database.writing() as session:
        memberships.leave(session, scene.siret, by=scene.nadia)
        seen = membership_requests.track(session, scene.request_id, by=scene.camille)
    assert len(seen.informed) == 2


def test_whoever_is_withdrawn_meanwhile_decides_nothing(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nadia was allowed when the page of the request asked; she no longer is under the lock."""
    lock_anew = memberships.lock_anew

    def withdrawn_first(session: Session, establishment_id: UUID) -> None:
        lock_anew(session, establishment_id)
        nadia = access.membership_of(session, establishment_id, by=scene.nadia)
        session.delete(nadia)
        session.flush()

    monkeypatch.setattr(memberships, "lock_anew", withdrawn_first)
    with pytest.raises(NotAllowed):
        scene.accept(by=scene.nadia, rights=ADMINISTRATOR)
    assert scene.request().status is RequestStatus.PENDING


def test_a_right_that_does_not_exist_is_refused() -> None:
    with pytest.raises(RightIsUnknown):
        rights_module.custom(["contracts.add", "contracts.burn"])


def test_cancelling_is_for_who_asked_and_only_while_it_waits(scene: Scene) -> None:
    with scene.database.writing() as session, pytest.raises(NotAllowed):
        membership_requests.cancel(session, scene.request_id, by=scene.jean)
    with scene.database.writing() as session:
        membership_requests.cancel(session, scene.request_id, by=scene.camille)
    assert scene.request().status is RequestStatus.CANCELLED
    assert [one.is_to_handle for one in notices_of(scene, scene.jean)] == [False]
    with scene.database.writing() as session:
        membership_requests.cancel(session, scene.request_id, by=scene.camille)
    with pytest.raises(RequestIsDecided):
        scene.accept(by=scene.jean, rights=READ_ONLY)


def test_who_was_refused_waits_seven_days(scene: Scene) -> None:
    scene.refuse(by=scene.jean)
    with scene.database.writing() as session, pytest.raises(RequestWasRefused):
        joining.send_request(session, scene.siret, by=scene.camille, message="")
    with clock.at(clock.now() + timedelta(days=7, seconds=1)), scene.database.writing() as session:
        again = joining.send_request(session, scene.siret, by=scene.camille, message="")
    assert again.request_id not in (None, scene.request_id)
