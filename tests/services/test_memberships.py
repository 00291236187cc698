"""Changing who belongs: who may, who is told, and that an administrator always stays."""

from uuid import UUID

import pytest

from ecoapp.core import clock
from ecoapp.core.database import Database
from ecoapp.core.errors import NotAllowed
from ecoapp.core.tokens import new_id
from ecoapp.models import NotificationKind
from ecoapp.services import access, members, memberships
from ecoapp.services import rights as rights_module
from ecoapp.services.catalogue import ADD_CONTRACT, SIGN_CONTRACT
from ecoapp.services.membership_events import SAME_WISH
from ecoapp.services.memberships import EstablishmentWouldHaveNoAdministrator
from ecoapp.services.messages import french
from ecoapp.services.rights import ADMINISTRATOR, READ_ONLY, Rights
from tests import factories
from tests.services import scenes
from tests.services.at_once import at_once
from tests.services.letters import letters
from tests.services.scenes import Place

CUSTOM = rights_module.custom([ADD_CONTRACT.code, SIGN_CONTRACT.code])


@pytest.fixture
def place(database: Database) -> Place:
    return scenes.place(database)


def rights_of(place: Place, person: UUID) -> Rights | None:
    with place.database.reading() as session:
        return access.rights_of(session, place.establishment().id, by=person)


def page(place: Place, *, by: UUID, after: UUID | None = None) -> members.MemberPage:
    with place.database.reading() as session:
        return members.page(session, place.siret, by=by, after=after)


@pytest.mark.parametrize(
    ("rights", "told"),
    [
        (ADMINISTRATOR, "Vous pouvez tout y faire, et vous choisissez qui en est membre."),
        (CUSTOM, "Vous pouvez tout y lire, et : ajouter un contrat, signer un contrat."),
    ],
)
def test_rights_are_changed_and_the_member_told_in_plain_words(
    place: Place, rights: Rights, told: str
) -> None:
    place.change(place.oscar, rights, by=place.jean)
    assert rights_of(place, place.oscar) == rights
    (notice,) = place.told(place.oscar)
    assert notice.title == "Jean Morvan a changé vos droits sur Aubry"
    assert notice.detail.replace("\N{NO-BREAK SPACE}", " ") == told
    assert notice.path == f"/etablissements/{place.siret}"
    (mail,) = letters(place.database, to="oscar@aubry.example")
    assert mail.subject == "Vos droits sur Aubry ont changé"
    assert place.events() == [("droits", "Oscar Bellec", "Jean Morvan")]


def test_the_same_rights_again_change_and_tell_nothing(place: Place) -> None:
    place.change(place.oscar, READ_ONLY, by=place.jean)
    assert (place.events(), place.told(place.oscar), letters(place.database)) == ([], [], [])


def test_each_change_is_told(place: Place) -> None:
    for rights in (CUSTOM, READ_ONLY, CUSTOM):
        place.change(place.oscar, rights, by=place.jean)
    assert len(letters(place.database, to="oscar@aubry.example")) == 3


def test_who_is_withdrawn_loses_everything_and_is_told(place: Place) -> None:
    place.revoke(place.oscar, by=place.nadia)
    assert rights_of(place, place.oscar) is None
    (notice,) = place.told(place.oscar)
    assert notice.kind is NotificationKind.MEMBERSHIP_REVOKED
    assert notice.title == "Nadia Perrin a retiré votre rattachement à Aubry"
    (mail,) = letters(place.database, to="oscar@aubry.example")
    assert "Vous n’avez plus accès" in mail.text
    assert place.events() == [("retrait", "Oscar Bellec", "Nadia Perrin")]


def test_who_leaves_is_gone_and_the_administrators_are_told(place: Place) -> None:
    place.leave(place.oscar)
    assert rights_of(place, place.oscar) is None
    assert place.events() == [("depart", "Oscar Bellec", "Oscar Bellec")]
    for administrator in (place.jean, place.nadia):
        (notice,) = place.told(administrator)
        assert notice.title == "Oscar Bellec a quitté Aubry"
    told = {mail.to for mail in letters(place.database, kind="member_left")}
    assert told == {"jean@aubry.example", "nadia@aubry.example"}
    assert place.told(place.oscar) == []


def test_an_administrator_who_withdraws_themself_leaves(place: Place) -> None:
    place.revoke(place.jean, by=place.jean)
    assert [kind for kind, _, _ in place.events()] == ["depart"]
    assert place.administrators() == {place.nadia}
    assert [mail.to for mail in letters(place.database)] == ["nadia@aubry.example"]


def test_an_administrator_may_give_up_their_own_rights_while_another_stays(place: Place) -> None:
    place.change(place.jean, READ_ONLY, by=place.jean)
    assert place.administrators() == {place.nadia}
    assert place.told(place.jean) == []


def test_the_last_administrator_can_neither_leave_nor_be_changed(place: Place) -> None:
    place.leave(place.nadia)
    for attempt in (
        lambda: place.leave(place.jean),
        lambda: place.revoke(place.jean, by=place.jean),
        lambda: place.change(place.jean, CUSTOM, by=place.jean),
    ):
        with pytest.raises(EstablishmentWouldHaveNoAdministrator) as refusal:
            attempt()
        assert "nommez-en un autre d’abord" in french(refusal.value)
        assert french(refusal.value).startswith("Vous êtes le seul administrateur")
    assert place.administrators() == {place.jean}
    place.change(place.oscar, ADMINISTRATOR, by=place.jean)
    place.leave(place.jean)
    assert place.administrators() == {place.oscar}


@pytest.mark.parametrize("role", ["stranger", "member", "operator", "administrator elsewhere"])
def test_nobody_else_changes_who_belongs(place: Place, role: str) -> None:
    with place.database.writing() as session:
        other = factories.account(session, is_operator=role == "operator")
        if role.startswith("administrator"):
            factories.establishment(session, administrators=(other,))
    by = place.oscar if role == "member" else other.id
    before = place.members(), place.administrators()
    for attempt in (
        lambda: place.change(place.nadia, READ_ONLY, by=by),
        lambda: place.change(place.oscar, ADMINISTRATOR, by=by),
        lambda: place.revoke(place.nadia, by=by),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert (place.members(), place.administrators()) == before
    assert place.events() == []


def test_a_membership_of_elsewhere_is_out_of_reach(place: Place) -> None:
    with place.database.writing() as session:
        other = factories.account(session)
        elsewhere = factories.membership(session, other, factories.establishment(session))
    for membership_id in (elsewhere.id, new_id()):
        with place.database.writing() as session, pytest.raises(NotAllowed):
            memberships.change_rights(
                session, place.siret, membership_id, ADMINISTRATOR, by=place.jean
            )
        with place.database.writing() as session, pytest.raises(NotAllowed):
            memberships.revoke(session, place.siret, membership_id, by=place.jean)
        with place.database.reading() as session, pytest.raises(NotAllowed):
            members.view(session, place.siret, membership_id, by=place.jean)


def test_who_belongs_nowhere_cannot_leave(place: Place) -> None:
    with pytest.raises(NotAllowed):
        place.leave(place.camille)


def test_the_second_click_on_leaving_is_answered_like_the_first(place: Place) -> None:
    place.leave(place.oscar)
    before = place.events(), len(letters(place.database))
    place.leave(place.oscar)
    assert (place.events(), len(letters(place.database))) == before
    with clock.at(clock.now() + SAME_WISH), pytest.raises(NotAllowed):
        place.leave(place.oscar)


def test_who_was_made_to_leave_is_not_told_they_left(place: Place) -> None:
    place.revoke(place.oscar, by=place.jean)
    with pytest.raises(NotAllowed):
        place.leave(place.oscar)


# At the same moment


def test_two_clicks_on_leaving_leave_once(place: Place) -> None:
    click = lambda here: place.on(here).leave(place.oscar)  # noqa: E731
    assert at_once(place.database, [click, click]) == [None, None]
    assert [kind for kind, _, _ in place.events()] == ["depart"]


def test_the_last_two_administrators_cannot_leave_together(place: Place) -> None:
    people = (place.jean, place.nadia)
    outcomes = at_once(
        place.database, [lambda here, who=who: place.on(here).leave(who) for who in people]
    )
    _one_was_refused(outcomes)
    assert len(place.administrators()) == 1


def test_two_administrators_cannot_demote_each_other(place: Place) -> None:
    outcomes = at_once(
        place.database,
        [
            lambda here: place.on(here).change(place.nadia, READ_ONLY, by=place.jean),
            lambda here: place.on(here).change(place.jean, READ_ONLY, by=place.nadia),
        ],
    )
    # The second one is no administrator any more when its turn comes.
    assert sorted(type(one).__name__ for one in outcomes) == ["NoneType", "NotAllowed"]
    assert len(place.administrators()) == 1


def test_two_administrators_cannot_withdraw_each_other(place: Place) -> None:
    outcomes = at_once(
        place.database,
        [
            lambda here: place.on(here).revoke(place.nadia, by=place.jean),
            lambda here: place.on(here).revoke(place.jean, by=place.nadia),
        ],
    )
    assert sorted(type(one).__name__ for one in outcomes) == ["NoneType", "NotAllowed"]
    assert len(place.administrators()) == 1


def test_one_leaves_while_the_other_is_demoted(place: Place) -> None:
    outcomes = at_once(
        place.database,
        [
            lambda here: place.on(here).leave(place.jean),
            lambda here: place.on(here).change(place.nadia, READ_ONLY, by=place.nadia),
        ],
    )
    _one_was_refused(outcomes)
    assert len(place.administrators()) == 1


def test_of_two_who_are_left_one_stays_however_many_act(place: Place) -> None:
    with place.database.writing() as session:
        more = [factories.account(session).id for _ in range(4)]
        row = place.establishment()
        for person in more:
            factories.membership(
                session, session.get_one(factories.Account, person), row, is_administrator=True
            )
    people = [place.jean, place.nadia, *more]
    outcomes = at_once(
        place.database, [lambda here, who=who: place.on(here).leave(who) for who in people]
    )
    _one_was_refused(outcomes)
    assert len(place.administrators()) == 1


def _one_was_refused(outcomes: list) -> None:
    refused = [one for one in outcomes if one is not None]
    assert [type(one) for one in refused] == [EstablishmentWouldHaveNoAdministrator]


# Reading


def test_every_member_sees_the_list_and_administrators_the_addresses(place: Place) -> None:
    seen = page(place, by=place.jean)
    assert [line.name for line in seen.lines] == ["Jean Morvan", "Nadia Perrin", "Oscar Bellec"]
    assert [line.is_me for line in seen.lines] == [True, False, False]
    assert all(line.email for line in seen.lines)
    assert (seen.next_after, seen.has_one_administrator) == (None, False)
    by_member = page(place, by=place.oscar)
    assert [line.email for line in by_member.lines] == ["", "", "Oscar@aubry.example"]
    for stranger in (place.camille, new_id()):
        with pytest.raises(NotAllowed):
            page(place, by=stranger)
    with place.database.reading() as session, pytest.raises(NotAllowed):
        members.view(session, place.siret, place.membership_id(place.nadia), by=place.oscar)


def test_a_long_list_comes_page_by_page(place: Place) -> None:
    with place.database.writing() as session:
        row = place.establishment()
        for _ in range(members.PAGE):
            factories.membership(session, factories.account(session), row)
    first = page(place, by=place.jean)
    assert len(first.lines) == members.PAGE
    second = page(place, by=place.jean, after=first.next_after)
    assert (len(second.lines), second.next_after) == (3, None)
    everybody = {line.id for line in (*first.lines, *second.lines)}
    assert len(everybody) == members.PAGE + 3


def test_who_administers_alone_is_said(place: Place) -> None:
    place.leave(place.nadia)
    assert page(place, by=place.oscar).has_one_administrator
    with place.database.reading() as session:
        seen = members.view(session, place.siret, place.membership_id(place.jean), by=place.jean)
    assert seen.is_last_administrator
