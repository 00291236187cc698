"""Inviting: who may, who is told, what an invitation and a request of one person do together."""

from datetime import timedelta
from uuid import UUID

import pytest

from ecoapp.core import clock
from ecoapp.core.database import Database
from ecoapp.core.errors import FieldsRefused, NotAllowed, Refusal
from ecoapp.core.tokens import new_id
from ecoapp.models import (
    InvitationStatus,
    MembershipRequest,
    NotificationKind,
    RequestStatus,
)
from ecoapp.services import (
    access,
    invitation_answers,
    invitations,
    membership_decisions,
    membership_requests,
    pending_invitations,
    rate_rules,
)
from ecoapp.services import rights as rights_module
from ecoapp.services.catalogue import ADD_CONTRACT, SIGN_CONTRACT
from ecoapp.services.invitations import (
    GuestAddressHasWrongShape,
    GuestAddressIsMissing,
    InvitesThemself,
    IsInvitedAlready,
    IsMemberAlready,
)
from ecoapp.services.membership_events import SAME_WISH
from ecoapp.services.membership_requests import AlreadyMember
from ecoapp.services.messages import french
from ecoapp.services.pending_invitations import InvitationIsOver
from ecoapp.services.rate_rules import InvitationsAreTooMany
from ecoapp.services.rights import ADMINISTRATOR, READ_ONLY, Rights
from tests import factories
from tests.services import scenes
from tests.services.at_once import at_once
from tests.services.letters import letters
from tests.services.scenes import Place

CUSTOM = rights_module.custom([ADD_CONTRACT.code, SIGN_CONTRACT.code])
CAMILLE = "Camille@aubry.example"
NEW = "ariane.delmas@scierie.example"


@pytest.fixture
def place(database: Database) -> Place:
    return scenes.place(database)


def rights_of(place: Place, person: UUID) -> Rights | None:
    with place.database.reading() as session:
        return access.rights_of(session, place.establishment().id, by=person)


def invited(place: Place, email: str = CAMILLE, rights: Rights = READ_ONLY) -> UUID:
    place.invite(email, rights)
    return place.invitation_ids()[-1]


def request_of(place: Place, request_id: UUID) -> MembershipRequest:
    with place.database.reading() as session:
        return session.get_one(MembershipRequest, request_id)


def words(text: str) -> str:
    return " ".join(text.split())


# Sending


def test_the_history_names_nobody_who_has_not_answered(place: Place) -> None:
    for answer in (place.withdraw, place.decline):
        answer(invited(place))
    assert place.events() == [
        ("invitation", CAMILLE, "Jean Morvan"),
        ("invitation_retiree", CAMILLE, "Jean Morvan"),
        ("invitation", CAMILLE, "Jean Morvan"),
        ("invitation_declinee", "Camille Renaud", "Camille Renaud"),
    ]


def test_who_has_an_account_is_told_in_their_inbox_and_by_mail(place: Place) -> None:
    invitation_id = invited(place, " camille@AUBRY.example ", CUSTOM)
    (notice,) = place.told(place.camille)
    assert notice.title == "Jean Morvan vous invite à rejoindre Aubry"
    assert (notice.path, notice.is_to_handle) == (f"/invitations/{invitation_id}", True)
    (mail,) = letters(place.database)
    assert (mail.to, mail.subject) == ("camille@aubry.example", notice.title)
    assert f"https://espace-services.example/invitations/{invitation_id}" in mail.text
    assert "- Ajouter un contrat - Signer un contrat" in words(mail.text)
    assert place.events() == [("invitation", "camille@aubry.example", "Jean Morvan")]


def test_who_has_none_gets_a_mail_that_leads_to_one(place: Place) -> None:
    invited(place, "Ariane+bois@scierie.example", ADMINISTRATOR)
    (mail,) = letters(place.database)
    assert mail.to == "ariane+bois@scierie.example"
    address = "https://espace-services.example/adhesion?mail=Ariane%2Bbois%40scierie.example"
    assert address in mail.text
    assert "vous pourrez tout y faire" in words(mail.text)
    assert place.events() == [("invitation", "Ariane+bois@scierie.example", "Jean Morvan")]


def test_the_second_click_on_inviting_is_answered_like_the_first(place: Place) -> None:
    first = place.invite(NEW, CUSTOM)
    before = place.events(), len(letters(place.database)), place.invitation_ids()
    with clock.at(clock.now() + SAME_WISH / 2):
        assert place.invite(NEW.upper(), CUSTOM).email.casefold() == first.email.casefold()
    assert (place.events(), len(letters(place.database)), place.invitation_ids()) == before


def test_another_wish_is_no_second_click(place: Place) -> None:
    place.invite(NEW, CUSTOM)
    for wish in (
        lambda: place.invite(NEW, ADMINISTRATOR),
        lambda: place.invite(NEW, CUSTOM, by=place.nadia),
    ):
        with pytest.raises(FieldsRefused) as refused:
            wish()
        assert isinstance(refused.value.refusals["email"], IsInvitedAlready)
    with clock.at(clock.now() + SAME_WISH), pytest.raises(FieldsRefused):
        place.invite(NEW, CUSTOM)


@pytest.mark.parametrize(
    ("email", "refusal"),
    [
        ("", GuestAddressIsMissing),
        ("camille", GuestAddressHasWrongShape),
        ("JEAN@aubry.example", InvitesThemself),
        ("oscar@aubry.example", IsMemberAlready),
        (NEW.upper(), IsInvitedAlready),
    ],
)
def test_what_cannot_be_invited_is_refused_beside_the_field(
    place: Place, email: str, refusal: type[Refusal]
) -> None:
    with clock.at(clock.now() - SAME_WISH):
        invited(place, NEW)
    before = letters(place.database), place.events()
    with pytest.raises(FieldsRefused) as refused:
        place.invite(email)
    assert {field: type(one) for field, one in refused.value.refusals.items()} == {"email": refusal}
    assert (letters(place.database), place.events()) == before


@pytest.mark.parametrize("role", ["stranger", "member", "operator"])
def test_only_administrators_invite(place: Place, role: str) -> None:
    invitation_id = invited(place)
    with place.database.writing() as session:
        other = factories.account(session, is_operator=role == "operator").id
    by = place.oscar if role == "member" else other
    for attempt in (
        lambda: place.invite(NEW, by=by),
        lambda: place.withdraw(invitation_id, by=by),
        lambda: send_again(place, invitation_id, by=by),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert place.status(invitation_id) is InvitationStatus.PENDING


def test_an_invitation_of_elsewhere_is_out_of_reach(place: Place) -> None:
    with place.database.writing() as session:
        elsewhere = factories.invitation(session, NEW, factories.establishment(session)).id
    for invitation_id in (elsewhere, new_id()):
        with pytest.raises(NotAllowed):
            place.withdraw(invitation_id)
        with pytest.raises(NotAllowed):
            send_again(place, invitation_id)


def test_nobody_invites_a_whole_list(place: Place) -> None:
    for number in range(rate_rules.INVITATIONS_AN_HOUR_AND_ACCOUNT):
        rate_rules.count_invitation(account=str(place.jean), address=f"{number}@a.example")
    with pytest.raises(InvitationsAreTooMany) as refusal:
        place.invite(NEW)
    assert "60\N{NO-BREAK SPACE}minutes" in french(refusal.value)
    assert letters(place.database) == []
    place.invite(NEW, by=place.nadia)


def test_nobody_invites_somebody_again_and_again(place: Place) -> None:
    invitation_id = invited(place, NEW)
    for _ in range(rate_rules.INVITATIONS_A_DAY_TO_ONE - 1):
        rate_rules.count_invitation(account=str(place.jean), address=NEW)
    with pytest.raises(InvitationsAreTooMany):
        send_again(place, invitation_id)
    assert len(letters(place.database)) == 1
    send_again(place, invitation_id, by=place.nadia)


def send_again(place: Place, invitation_id: UUID, *, by: UUID | None = None) -> str:
    with place.database.writing() as session:
        return invitations.send_again(
            session, place.siret, invitation_id, by=by or place.jean
        ).email


def test_one_that_is_sent_again_lives_thirty_days_more(place: Place) -> None:
    invitation_id = invited(place)
    with clock.at(clock.now() + timedelta(days=29)):
        assert send_again(place, invitation_id) == "Camille@aubry.example"
    with clock.at(clock.now() + timedelta(days=40)):
        place.accept(invitation_id)
    assert len(letters(place.database, kind="invitation")) == 2


# Answering


@pytest.mark.parametrize("rights", [ADMINISTRATOR, CUSTOM, READ_ONLY])
def test_who_accepts_is_attached_with_the_rights_that_were_offered(
    place: Place, rights: Rights
) -> None:
    invitation_id = invited(place, rights=rights)
    assert place.accept(invitation_id) == place.siret
    assert rights_of(place, place.camille) == rights
    assert place.status(invitation_id) is InvitationStatus.ACCEPTED
    assert place.events()[-1] == ("invitation_acceptee", "Camille Renaud", "Camille Renaud")
    (notice,) = place.told(place.jean)
    assert notice.kind is NotificationKind.INVITATION_ACCEPTED
    assert [mail.to for mail in letters(place.database, kind="invitation_accepted")] == [
        "jean@aubry.example"
    ]
    assert place.nothing_waits()
    # The second of two clicks.
    assert place.accept(invitation_id) == place.siret
    assert len(place.told(place.jean)) == 1


def test_who_declines_stays_outside_and_the_inviter_is_told(place: Place) -> None:
    invitation_id = invited(place)
    place.decline(invitation_id)
    assert rights_of(place, place.camille) is None
    (notice,) = place.told(place.jean)
    assert notice.title == "Camille Renaud a décliné votre invitation à rejoindre Aubry"
    assert place.events()[-1][0] == "invitation_declinee"
    assert place.nothing_waits()
    with pytest.raises(InvitationIsOver):
        place.accept(invitation_id)
    # They may be invited once more.
    invited(place)


@pytest.mark.parametrize("who", ["jean", "oscar", "stranger"])
def test_only_the_owner_of_the_address_sees_and_answers(place: Place, who: str) -> None:
    invitation_id = invited(place, NEW)
    with place.database.writing() as session:
        stranger = factories.account(session, email=f"x{NEW}").id
    by = getattr(place, who, stranger)
    with place.database.reading() as session, pytest.raises(NotAllowed):
        invitation_answers.view(session, invitation_id, by=by)
    with pytest.raises(NotAllowed):
        place.accept(invitation_id, by=by)
    with pytest.raises(NotAllowed):
        place.decline(invitation_id, by=by)
    assert place.status(invitation_id) is InvitationStatus.PENDING


def test_an_account_made_afterwards_finds_its_invitation(place: Place) -> None:
    invitation_id = invited(place, NEW.title(), CUSTOM)
    with place.database.writing() as session:
        ariane = factories.account(session, email=NEW).id
    with place.database.reading() as session:
        (line,) = pending_invitations.of_person(session, by=ariane)
        seen = invitation_answers.view(session, invitation_id, by=ariane)
        assert pending_invitations.of_person(session, by=place.camille) == []
    assert (line.id, line.invited_by, line.establishment_name) == (
        invitation_id,
        "Jean Morvan",
        "Aubry",
    )
    assert (seen.line, seen.status, seen.is_member) == (line, InvitationStatus.PENDING, False)
    place.accept(invitation_id, by=ariane)
    assert rights_of(place, ariane) == CUSTOM


def test_one_that_is_withdrawn_opens_nothing(place: Place) -> None:
    invitation_id = invited(place)
    assert place.withdraw(invitation_id, by=place.nadia) == "Camille@aubry.example"
    with pytest.raises(InvitationIsOver) as refusal:
        place.accept(invitation_id)
    assert "a été retirée par un administrateur" in french(refusal.value)
    with pytest.raises(InvitationIsOver):
        place.withdraw(invitation_id)
    with pytest.raises(InvitationIsOver):
        send_again(place, invitation_id)
    assert place.nothing_waits()
    assert rights_of(place, place.camille) is None


def test_after_thirty_days_it_opens_nothing_even_before_the_job_passes(place: Place) -> None:
    invitation_id = invited(place)
    with clock.at(clock.now() + invitations.LIFE + timedelta(days=1)):
        with pytest.raises(InvitationIsOver) as refusal:
            place.accept(invitation_id)
        assert "30\N{NO-BREAK SPACE}jours" in french(refusal.value)
        with place.database.reading() as session:
            assert pending_invitations.of_person(session, by=place.camille) == []
            seen = invitation_answers.view(session, invitation_id, by=place.camille)
        assert seen.status is InvitationStatus.EXPIRED
        # And the address may be invited again.
        invited(place)
    assert place.status(invitation_id) is InvitationStatus.EXPIRED


def test_the_job_ends_those_whose_time_is_over_batch_by_batch(place: Place) -> None:
    with place.database.writing() as session:
        row = place.establishment()
        for number in range(5):
            factories.invitation(session, f"{number}@a.example", row, sent_days_ago=31)
        other = factories.establishment(session)
        factories.invitation(session, "other@a.example", other, sent_days_ago=31)
        young = factories.invitation(session, "young@a.example", row, sent_days_ago=29).id
        answered = factories.invitation(
            session, "late@a.example", row, sent_days_ago=90, status=InvitationStatus.DECLINED
        ).id
    ended = []
    for _ in range(3):
        with place.database.writing() as session:
            ended.append(invitations.expire(session, limit=4))
    assert ended == [4, 2, 0]
    assert place.status(young) is InvitationStatus.PENDING
    assert place.status(answered) is InvitationStatus.DECLINED
    assert [kind for kind, _, _ in place.events()] == ["invitation_expiree"] * 6
    assert {actor for _, _, actor in place.events()} == {""}


# With a request of the same person


def test_inviting_who_has_asked_accepts_their_request(place: Place) -> None:
    request_id = place.ask()
    outcome = place.invite(CAMILLE, CUSTOM)
    assert outcome.accepted_name == "Camille Renaud"
    assert rights_of(place, place.camille) == CUSTOM
    request = request_of(place, request_id)
    assert (request.status, request.decided_by) == (RequestStatus.ACCEPTED, place.jean)
    assert place.invitation_ids() == []
    assert place.nothing_waits()
    assert "est acceptée" in letters(place.database, to="camille@aubry.example")[-1].subject


def test_asking_while_invited_attaches_at_once_with_the_rights_that_were_offered(
    place: Place,
) -> None:
    invitation_id = invited(place, rights=CUSTOM)
    request_id = place.ask()
    assert rights_of(place, place.camille) == CUSTOM
    assert place.status(invitation_id) is InvitationStatus.ACCEPTED
    with place.database.reading() as session:
        seen = membership_requests.track(session, request_id, by=place.camille)
    assert (seen.status, seen.decided_by) == (RequestStatus.ACCEPTED, "Jean Morvan")
    assert place.nothing_waits()
    # Nobody is asked to answer; the inviter is told that it worked.
    assert letters(place.database, kind="request_received") == []
    assert [one.kind for one in place.told(place.jean)] == [NotificationKind.INVITATION_ACCEPTED]
    assert place.told(place.nadia) == []


def test_an_invitation_that_is_over_changes_nothing_to_a_request(place: Place) -> None:
    place.withdraw(invited(place))
    request_id = place.ask()
    assert request_of(place, request_id).status is RequestStatus.PENDING
    assert rights_of(place, place.camille) is None


def test_who_was_refused_and_is_invited_since_need_not_wait(place: Place) -> None:
    request_id = place.ask()
    with place.database.writing() as session:
        membership_decisions.refuse(session, request_id, by=place.jean, reason="")
    invited(place)
    place.ask()
    assert rights_of(place, place.camille) == READ_ONLY


# At the same moment


def test_asking_and_being_invited_at_the_same_moment_attaches_once(place: Place) -> None:
    for number in range(4):
        with place.database.writing() as session:
            person = factories.account(session, email=f"guest{number}@a.example")
        outcomes = at_once(
            place.database,
            [
                lambda here, who=person: place.on(here).ask(who.id),
                lambda here, who=person: place.on(here).invite(who.email, CUSTOM),
            ],
        )
        assert not [one for one in outcomes if isinstance(one, Refusal)], outcomes
        assert rights_of(place, person.id) == CUSTOM
        request_id = outcomes[0]
        assert request_of(place, request_id).status is RequestStatus.ACCEPTED  # type: ignore[arg-type]
        assert place.nothing_waits()


def test_asking_while_accepting_attaches_once(place: Place) -> None:
    invitation_id = invited(place, rights=CUSTOM)
    outcomes = at_once(
        place.database,
        [
            lambda here: place.on(here).ask(),
            lambda here: place.on(here).accept(invitation_id),
            lambda here: place.on(here).accept(invitation_id),
        ],
    )
    assert {type(one) for one in outcomes} <= {UUID, str, AlreadyMember}
    assert outcomes[1:] == [place.siret, place.siret]
    assert rights_of(place, place.camille) == CUSTOM
    assert place.nothing_waits()
    assert len(place.told(place.jean)) == 1


def test_accepting_while_it_is_withdrawn_one_of_both_stands(place: Place) -> None:
    invitation_id = invited(place)
    outcomes = at_once(
        place.database,
        [
            lambda here: place.on(here).accept(invitation_id),
            lambda here: place.on(here).withdraw(invitation_id),
        ],
    )
    assert len([one for one in outcomes if isinstance(one, InvitationIsOver)]) == 1
    is_accepted = place.status(invitation_id) is InvitationStatus.ACCEPTED
    assert (rights_of(place, place.camille) is not None) == is_accepted


def test_two_administrators_who_invite_the_same_person_send_one_mail(place: Place) -> None:
    outcomes = at_once(
        place.database,
        [
            lambda here: place.on(here).invite(NEW, by=place.jean),
            lambda here: place.on(here).invite(NEW, by=place.nadia),
        ],
    )
    (refused,) = [one for one in outcomes if isinstance(one, FieldsRefused)]
    assert isinstance(refused.refusals["email"], IsInvitedAlready)
    assert len(place.invitation_ids()) == len(letters(place.database)) == 1


def test_answering_while_the_job_passes_leaves_no_dead_lock(place: Place) -> None:
    with place.database.writing() as session:
        row = place.establishment()
        for number in range(20):
            factories.invitation(session, f"{number}@a.example", row, sent_days_ago=31)
    invitation_id = invited(place)

    def pass_by(here: Database) -> int:
        with here.writing() as session:
            return invitations.expire(session)

    outcomes = at_once(
        place.database, [pass_by, pass_by, lambda here: place.on(here).accept(invitation_id)]
    )
    assert outcomes[2] == place.siret
    assert [kind for kind, _, _ in place.events()].count("invitation_expiree") == 20


def test_two_clicks_on_inviting_send_one_mail(place: Place) -> None:
    click = lambda here: place.on(here).invite(NEW)  # noqa: E731
    first, second = at_once(place.database, [click, click])
    assert first == second
    assert len(place.invitation_ids()) == len(letters(place.database)) == 1
