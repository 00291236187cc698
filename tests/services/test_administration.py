"""Where nobody administers: the team names an administrator, and a member may ask to be one."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import select

from ecoapp.core import clock
from ecoapp.core.database import Database
from ecoapp.core.errors import FieldsRefused, NotAllowed, Refusal
from ecoapp.models import (
    AuditRecord,
    Membership,
    MembershipEvent,
    MembershipRequest,
    Notification,
    NotificationKind,
    RequestStatus,
)
from ecoapp.services import (
    access,
    administration,
    administration_announcements,
    establishments,
    jobs,
    members,
    membership_decisions,
    membership_requests,
    memberships,
    orphan_requests,
)
from ecoapp.services.administration import EstablishmentHasAdministrator, MemberIsNotChosen, Wish
from ecoapp.services.membership_decisions import RequestIsDecided
from ecoapp.services.membership_requests import RequestWasRefused
from ecoapp.services.messages import french
from ecoapp.services.request_limits import PAUSE_AFTER_CANCELLING, RequestWasCancelled
from ecoapp.services.rights import ADMINISTRATOR, READ_ONLY, DecisionIsMissing
from tests import factories
from tests.services.at_once import at_once
from tests.services.letters import letters
from tests.services.statements import statements

CONTACT = "contact@localhost"


@dataclass
class Vacant:
    """Camille and Oscar are members of what nobody administers; Olga and Otto are the team."""

    database: Database
    siret: str
    camille: UUID
    oscar: UUID
    olga: UUID
    otto: UUID

    def on(self, database: Database) -> "Vacant":
        return replace(self, database=database)

    def membership_id(self, of: UUID) -> UUID:
        with self.database.reading() as session:
            return session.exec(select(Membership.id).where(Membership.account_id == of)).one()

    def appoint(self, of: UUID, *, by: UUID | None = None) -> str:
        chosen = self.membership_id(of)
        with self.database.writing() as session:
            return administration.appoint(session, self.siret, chosen, by=by or self.olga)

    def ask(self, by: UUID | None = None, message: str = "") -> UUID:
        with self.database.writing() as session:
            return administration.ask(session, self.siret, by=by or self.camille, message=message)

    def accept(self, request_id: UUID, *, by: UUID | None = None) -> None:
        with self.database.writing() as session:
            membership_decisions.accept(
                session, request_id, by=by or self.olga, rights=ADMINISTRATOR
            )

    def refuse(self, request_id: UUID, reason: str = "") -> None:
        with self.database.writing() as session:
            membership_decisions.refuse(session, request_id, by=self.olga, reason=reason)

    def wish(self, by: UUID | None = None) -> Wish:
        with self.database.reading() as session:
            return administration.wish(session, self.siret, by=by or self.camille)

    def administrators(self) -> set[UUID]:
        with self.database.reading() as session:
            rows = session.exec(select(Membership)).all()
        return {row.account_id for row in rows if row.is_administrator}

    def request(self, request_id: UUID) -> MembershipRequest:
        with self.database.reading() as session:
            return session.get_one(MembershipRequest, request_id)

    def told(self, account: UUID) -> list[NotificationKind]:
        with self.database.reading() as session:
            rows = session.exec(select(Notification).where(Notification.account_id == account))
            return [row.kind for row in rows]

    def events(self) -> list[tuple[str, str, str]]:
        with self.database.reading() as session:
            rows = session.exec(select(MembershipEvent).order_by(MembershipEvent.id)).all()  # type: ignore[arg-type]
        return [(row.kind.value, row.person_name, row.actor_name) for row in rows]

    def audited(self) -> list[tuple[str, str]]:
        with self.database.reading() as session:
            rows = session.exec(select(AuditRecord).order_by(AuditRecord.id)).all()  # type: ignore[arg-type]
        return [(row.action, row.subject) for row in rows]


@pytest.fixture
def vacant(database: Database) -> Vacant:
    with database.writing() as session:
        camille, oscar, olga, otto = (
            factories.account(
                session,
                first_name=first_name,
                last_name=last_name,
                email=f"{first_name}@aubry.example",
                is_operator=first_name[:2] in ("Ol", "Ot"),
            )
            for first_name, last_name in (
                ("Camille", "Renaud"),
                ("Oscar", "Bellec"),
                ("Olga", "Perrin"),
                ("Otto", "Lang"),
            )
        )
        row = factories.establishment(session, name="Aubry")
        for member in (camille, oscar):
            factories.membership(session, member, row)
        return Vacant(database, row.siret, camille.id, oscar.id, olga.id, otto.id)


# Naming


def test_the_team_names_one_of_the_members(vacant: Vacant) -> None:
    with vacant.database.reading() as session:
        seen = administration.vacancy(session, vacant.siret, by=vacant.olga)
    assert (seen.name, seen.administered_by) == ("Aubry", "")
    assert [one.name for one in seen.candidates] == ["Camille Renaud", "Oscar Bellec"]
    assert vacant.appoint(vacant.camille) == "Camille Renaud"
    assert vacant.administrators() == {vacant.camille}
    with vacant.database.reading() as session:
        assert administration.vacancy(session, vacant.siret, by=vacant.olga).administered_by == (
            "Camille Renaud"
        )


def test_it_is_written_in_the_audit_log_and_in_the_history(vacant: Vacant) -> None:
    vacant.appoint(vacant.camille)
    assert vacant.audited() == [
        ("Administrateur nommé", f"Camille Renaud, Aubry (SIRET {vacant.siret})")
    ]
    assert vacant.events() == [("nomination", "Camille Renaud", "Olga Perrin")]


def test_all_members_are_told_in_their_inbox_and_by_mail(vacant: Vacant) -> None:
    vacant.appoint(vacant.camille)
    mails = {mail.to: mail.subject for mail in letters(vacant.database)}
    assert mails == {
        "camille@aubry.example": "Vous administrez maintenant Aubry",
        "oscar@aubry.example": "Camille Renaud administre maintenant Aubry",
    }
    for member in (vacant.camille, vacant.oscar):
        assert vacant.told(member) == [NotificationKind.ADMINISTRATOR_NAMED]


def many_join(vacant: Vacant, count: int) -> None:
    with vacant.database.writing() as session:
        place = factories.establishment_of(session, vacant.siret)
        for _ in range(count):
            factories.membership(session, factories.account(session), place)


def test_where_many_belong_one_mail_is_written_and_all_are_told(vacant: Vacant) -> None:
    many_join(vacant, administration_announcements.MOST_MAILED - 1)
    vacant.appoint(vacant.camille)
    assert [mail.to for mail in letters(vacant.database)] == ["camille@aubry.example"]
    with vacant.database.reading() as session:
        told = session.exec(select(Notification.account_id, Notification.kind)).all()
    kind = NotificationKind.ADMINISTRATOR_NAMED
    assert len(set(told)) == len(told) == administration_announcements.MOST_MAILED + 1
    assert {one for _, one in told} == {kind} and (vacant.oscar, kind) in told


def test_a_member_of_the_second_page_is_reached_and_named(vacant: Vacant) -> None:
    many_join(vacant, administration.PAGE - 1)
    with vacant.database.reading() as session:
        first = administration.vacancy(session, vacant.siret, by=vacant.olga)
        second = administration.vacancy(session, vacant.siret, by=vacant.olga, after=first.next_id)
    assert len(first.candidates) == administration.PAGE and first.next_id is not None
    (last,) = second.candidates
    assert second.next_id is None and last not in first.candidates
    with vacant.database.writing() as session:
        assert administration.appoint(session, vacant.siret, last.id, by=vacant.olga) == last.name


def test_the_second_click_answers_like_the_first(vacant: Vacant) -> None:
    for by in (vacant.olga, vacant.olga, vacant.otto):
        assert vacant.appoint(vacant.camille, by=by) == "Camille Renaud"
    assert len(vacant.audited()) == len(vacant.events()) == 1


def test_where_somebody_administers_the_team_names_nobody(vacant: Vacant) -> None:
    vacant.appoint(vacant.camille)
    with pytest.raises(EstablishmentHasAdministrator) as refusal:
        vacant.appoint(vacant.oscar)
    assert french(refusal.value).startswith("Camille Renaud administre déjà cet établissement")
    assert vacant.administrators() == {vacant.camille}
    with vacant.database.reading() as session:
        seen = administration.vacancy(session, vacant.siret, by=vacant.olga)
    # Their names and addresses are none of the team's business any more.
    assert seen.candidates == ()


def test_only_a_member_of_that_place_is_named_and_nobody_themself(vacant: Vacant) -> None:
    with vacant.database.writing() as session:
        place = factories.establishment_of(session, vacant.siret)
        olga = session.get_one(factories.Account, vacant.olga)
        own = factories.membership(session, olga, place).id
        elsewhere = factories.membership(
            session, factories.account(session), factories.establishment(session)
        ).id
    for chosen in (None, own, elsewhere, factories.tokens.new_id()):
        with pytest.raises(FieldsRefused) as refused, vacant.database.writing() as session:
            administration.appoint(session, vacant.siret, chosen, by=vacant.olga)
        assert isinstance(refused.value.refusals["member"], MemberIsNotChosen)
    with vacant.database.reading() as session:
        seen = administration.vacancy(session, vacant.siret, by=vacant.olga)
    assert own not in {one.id for one in seen.candidates}
    assert vacant.administrators() == set()


@pytest.mark.parametrize("who", ["camille", "stranger"])
def test_nobody_but_the_team_sees_or_names(vacant: Vacant, who: str) -> None:
    with vacant.database.writing() as session:
        stranger = factories.account(session).id
    by = getattr(vacant, who, stranger)
    with vacant.database.reading() as session, pytest.raises(NotAllowed):
        administration.vacancy(session, vacant.siret, by=by)
    with pytest.raises(NotAllowed):
        vacant.appoint(vacant.camille, by=by)
    with vacant.database.reading() as session, pytest.raises(NotAllowed):
        administration.vacancy(session, "00000000000000", by=vacant.olga)


def test_of_two_of_the_team_who_name_at_once_one_choice_stands(vacant: Vacant) -> None:
    outcomes = at_once(
        vacant.database,
        [
            lambda here: vacant.on(here).appoint(vacant.camille, by=vacant.olga),
            lambda here: vacant.on(here).appoint(vacant.oscar, by=vacant.otto),
        ],
    )
    assert len(vacant.administrators()) == 1
    assert [type(one) for one in outcomes if isinstance(one, Refusal)] == [
        EstablishmentHasAdministrator
    ]


# Asking


def test_a_member_asks_and_the_team_is_told(vacant: Vacant) -> None:
    request_id = vacant.ask(message="Je suis le gérant.")
    (mail,) = letters(vacant.database)
    assert (mail.to, mail.subject) == (CONTACT, "Camille Renaud demande à administrer Aubry")
    assert f"/demandes/{request_id}" in mail.text and "Je suis le gérant." in mail.text
    assert vacant.told(vacant.camille) == [NotificationKind.REQUEST_SENT]
    assert vacant.events() == [("demande_administration", "Camille Renaud", "Camille Renaud")]
    with vacant.database.reading() as session:
        (line,) = orphan_requests.page(session, by=vacant.olga, limit=5)
        seen = administration.vacancy(session, vacant.siret, by=vacant.olga)
        tracked = membership_requests.track(session, request_id, by=vacant.camille)
    assert (line.id, line.asks_to_administer) == (request_id, True)
    assert [one.asks for one in seen.candidates] == [True, False]
    assert tracked.asks_to_administer and tracked.goes_to_operator and tracked.is_mine


def test_one_asks_once_at_a_time(vacant: Vacant) -> None:
    first = vacant.ask()
    assert vacant.ask(message="Encore") == first
    assert vacant.wish() == Wish(first, None)
    assert len(letters(vacant.database, to=CONTACT)) == 1
    clicks = at_once(vacant.database, [lambda here: vacant.on(here).ask(vacant.oscar)] * 3)
    assert len({str(one) for one in clicks}) == 1


def test_ones_place_is_listed_once_meanwhile(vacant: Vacant) -> None:
    vacant.ask()
    with vacant.database.reading() as session:
        (line,) = establishments.of_account(session, by=vacant.camille)
    assert line.request_id is None


def test_accepting_names_them_and_is_written_down(vacant: Vacant) -> None:
    request_id = vacant.ask()
    vacant.accept(request_id)
    assert vacant.administrators() == {vacant.camille}
    assert vacant.request(request_id).status is RequestStatus.ACCEPTED
    assert vacant.events()[-1] == ("nomination", "Camille Renaud", "Olga Perrin")
    assert [action for action, _ in vacant.audited()] == ["Demande acceptée"]
    assert NotificationKind.ADMINISTRATOR_NAMED in vacant.told(vacant.oscar)
    with pytest.raises(RequestIsDecided):
        vacant.accept(request_id, by=vacant.otto)


def test_it_is_all_or_nothing(vacant: Vacant) -> None:
    request_id = vacant.ask()
    with pytest.raises(FieldsRefused) as refused, vacant.database.writing() as session:
        membership_decisions.accept(session, request_id, by=vacant.olga, rights=READ_ONLY)
    assert isinstance(refused.value.refusals["decision"], DecisionIsMissing)
    assert vacant.request(request_id).status is RequestStatus.PENDING


def test_refusing_says_why_and_one_may_ask_again_seven_days_later(vacant: Vacant) -> None:
    request_id = vacant.ask()
    vacant.refuse(request_id, "Écrivez-nous depuis l’adresse de l’entreprise.")
    mail = letters(vacant.database, to="camille@aubry.example")[-1]
    assert mail.subject == "Votre demande pour administrer Aubry est refusée"
    assert "depuis l’adresse de l’entreprise" in " ".join(mail.text.split())
    assert vacant.told(vacant.camille)[-1] is NotificationKind.REQUEST_REFUSED
    assert vacant.wish().refused_until is not None
    with pytest.raises(RequestWasRefused):
        vacant.ask()
    with clock.at(clock.now() + timedelta(days=7)):
        assert vacant.ask() != request_id
    with vacant.database.reading() as session:
        assert access.belongs(
            session, factories.establishment_of(session, vacant.siret).id, by=vacant.camille
        )


def test_one_may_cancel_it_and_leaving_cancels_it(vacant: Vacant) -> None:
    first = vacant.ask()
    with vacant.database.writing() as session:
        membership_requests.cancel(session, first, by=vacant.camille)
    with pytest.raises(RequestWasCancelled):
        vacant.ask()
    with clock.at(clock.now() + PAUSE_AFTER_CANCELLING):
        second = vacant.ask()
    with vacant.database.writing() as session:
        memberships.leave(session, vacant.siret, by=vacant.camille)
    assert [vacant.request(one).status for one in (first, second)] == [RequestStatus.CANCELLED] * 2


def test_where_somebody_administers_asking_is_refused(vacant: Vacant) -> None:
    vacant.appoint(vacant.oscar)
    with pytest.raises(EstablishmentHasAdministrator):
        vacant.ask()
    with vacant.database.reading() as session:
        assert session.exec(select(MembershipRequest)).all() == []


# By another way: somebody administers it meanwhile.
MEANWHILE: dict[str, Callable[[Vacant, UUID], None]] = {
    "the team names another": lambda vacant, _: str(vacant.appoint(vacant.oscar)) and None,
    "another asked too": lambda vacant, other: vacant.accept(other),
}


@pytest.mark.parametrize("way", MEANWHILE)
def test_once_another_administers_the_request_is_over_and_says_why(
    vacant: Vacant, way: str
) -> None:
    mine, other = vacant.ask(), vacant.ask(vacant.oscar)
    MEANWHILE[way](vacant, other)
    row = vacant.request(mine)
    assert row.status is RequestStatus.REFUSED
    assert row.reason.startswith("Oscar Bellec administre maintenant cet établissement")
    assert vacant.request(other).status is RequestStatus.ACCEPTED
    assert NotificationKind.REQUEST_REFUSED in vacant.told(vacant.camille)
    with pytest.raises(RequestIsDecided):
        vacant.accept(mine)
    assert vacant.administrators() == {vacant.oscar}


def test_a_wish_that_naming_grants_says_who_granted_it(vacant: Vacant) -> None:
    wish = vacant.ask()
    vacant.appoint(vacant.camille)
    assert vacant.request(wish).status is RequestStatus.ACCEPTED
    assert vacant.request(wish).decided_by == vacant.olga


def test_a_wish_whose_time_was_over_is_not_told_to_who_administers_since(vacant: Vacant) -> None:
    wishes = vacant.ask(), vacant.ask(vacant.oscar)
    with clock.at(clock.now() + timedelta(days=30)):
        vacant.appoint(vacant.camille)
        jobs.run_due(vacant.database)
    assert {vacant.request(one).status for one in wishes} == {RequestStatus.EXPIRED}
    assert not [mail for mail in letters(vacant.database) if "a expiré" in mail.subject]


def test_nor_to_a_member_who_has_left(vacant: Vacant) -> None:
    wish = vacant.ask()
    with clock.at(clock.now() + timedelta(days=30)):
        with vacant.database.writing() as session:
            memberships.leave(session, vacant.siret, by=vacant.camille)
        jobs.run_due(vacant.database)
    assert vacant.request(wish).status is RequestStatus.EXPIRED
    assert not [mail for mail in letters(vacant.database) if "a expiré" in mail.subject]


def test_whoever_asks_holds_their_account_before_the_place(vacant: Vacant) -> None:
    """As whoever creates one does: two tabs of one person never wait for each other for ever."""
    with statements(vacant.database) as sent:
        vacant.ask()
    held = (re.match(r"SELECT (account|establishment)\.id\s+FROM", one.sql) for one in sent)
    assert [found[1] for found in held if found][:2] == ["account", "establishment"]


def test_naming_and_asking_at_once_leave_nothing_that_waits(vacant: Vacant) -> None:
    asked, _ = at_once(
        vacant.database,
        [
            lambda here: str(vacant.on(here).ask()),
            lambda here: vacant.on(here).appoint(vacant.oscar),
        ],
    )
    with vacant.database.reading() as session:
        waiting = select(MembershipRequest).where(MembershipRequest.status == RequestStatus.PENDING)
        assert session.exec(waiting).all() == []
    assert isinstance(asked, str | EstablishmentHasAdministrator)


@pytest.mark.parametrize("who", ["stranger", "olga"])
def test_only_members_ask(vacant: Vacant, who: str) -> None:
    with vacant.database.writing() as session:
        stranger = factories.account(session).id
    with pytest.raises(NotAllowed):
        vacant.ask(getattr(vacant, who, stranger))


def test_the_team_is_reminded_and_after_thirty_days_it_ends(vacant: Vacant) -> None:
    request_id = vacant.ask()
    with clock.at(clock.now() + timedelta(days=2)):
        jobs.run_due(vacant.database)
    (reminder,) = [mail for mail in letters(vacant.database) if "Rappel" in mail.subject]
    assert (reminder.to, reminder.kind) == (CONTACT, "administration_requested")
    with clock.at(clock.now() + timedelta(days=30)):
        jobs.run_due(vacant.database)
        assert vacant.request(request_id).status is RequestStatus.EXPIRED
        assert letters(vacant.database)[-1].subject == (
            "Votre demande pour administrer Aubry a expiré"
        )
        assert vacant.ask() != request_id


# What the pages say


def test_members_are_told_the_truth_of_who_administers(vacant: Vacant) -> None:
    with vacant.database.reading() as session:
        assert not members.page(session, vacant.siret, by=vacant.oscar).has_administrator
    vacant.appoint(vacant.camille)
    with vacant.database.reading() as session:
        page = members.page(session, vacant.siret, by=vacant.oscar)
    assert page.has_administrator and page.has_one_administrator


def test_who_decides_is_warned_while_nobody_administers(vacant: Vacant) -> None:
    with vacant.database.writing() as session:
        place = factories.establishment_of(session, vacant.siret)
        request = factories.membership_request(session, factories.account(session), place)
    with vacant.database.reading() as session:
        assert not membership_decisions.view(session, request.id, by=vacant.olga).has_administrator
    vacant.appoint(vacant.camille)
    with vacant.database.reading() as session:
        assert membership_decisions.view(session, request.id, by=vacant.camille).has_administrator


def test_who_is_named_finds_the_requests_that_wait(vacant: Vacant) -> None:
    with vacant.database.writing() as session:
        place = factories.establishment_of(session, vacant.siret)
        factories.membership_request(session, factories.account(session), place)
    vacant.appoint(vacant.camille)
    assert NotificationKind.REQUEST_RECEIVED in vacant.told(vacant.camille)
