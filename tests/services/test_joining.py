"""Attaching oneself to an établissement: by a request, or by creating it."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from sqlmodel import func, select

from ecoapp.adapters.directory.fake import FakeDirectory
from ecoapp.core.database import Database
from ecoapp.core.errors import FieldsRefused, Refusal
from ecoapp.models import (
    Establishment,
    EstablishmentSource,
    Membership,
    MembershipRequest,
    Notification,
    NotificationKind,
)
from ecoapp.services import establishments, joining, joining_drafts
from ecoapp.services.establishment_search import EstablishmentClosed, SiretIsNotListed
from ecoapp.services.joining import (
    EstablishmentIsNotKnown,
    Identity,
    Joined,
)
from ecoapp.services.membership_requests import AlreadyMember
from ecoapp.services.postal_codes import PostalCodeHasWrongShape
from ecoapp.services.sirets import SiretHasWrongChecksum, SiretIsMissing
from ecoapp.services.texts import TextHasNoLetter, TextIsMissing, TextIsTooLong
from tests import factories
from tests.services.at_once import at_once
from tests.services.letters import letters

SIRET = factories.OCTO
TYPED = Identity("Scierie Le Goff", "1 quai du Port", "56100", "Lorient")
NOTHING = Identity()


@pytest.fixture
def by(database: Database) -> UUID:
    return a_person(database)


def a_person(database: Database) -> UUID:
    with database.writing() as session:
        return factories.account(session).id


def create(database: Database, by: UUID, typed: Identity = NOTHING, siret: str = SIRET) -> Joined:
    return joining.create(database, siret, typed, by=by)


def send(database: Database, by: UUID, message: str = "", siret: str = SIRET) -> Joined:
    with database.writing() as session:
        return joining.send_request(session, siret, by=by, message=message)


def refusals_of(create: Callable[[], object]) -> dict[str, type[Refusal]]:
    with pytest.raises(FieldsRefused) as refused:
        create()
    return {field: type(refusal) for field, refusal in refused.value.refusals.items()}


def only_establishment(database: Database) -> Establishment:
    with database.reading() as session:
        return session.exec(select(Establishment)).one()


def administrators(database: Database, siret: str = SIRET) -> list[UUID]:
    with database.reading() as session:
        of_siret = select(Membership.account_id).join(Establishment)
        return list(session.exec(of_siret.where(Establishment.siret == siret)))


def count(database: Database, table: type) -> int:
    with database.reading() as session:
        return session.exec(select(func.count()).select_from(table)).one()


def draft(database: Database, by: UUID) -> joining_drafts.JoiningDraftView:
    with database.reading() as session:
        return joining_drafts.view(session, by=by)


# Creating


def test_who_creates_it_administers_it(
    database: Database, by: UUID, directory: FakeDirectory
) -> None:
    directory.lists(factories.listing(SIRET))
    assert create(database, by) == Joined(SIRET)
    assert administrators(database) == [by]
    with database.reading() as session:
        (line,) = establishments.of_account(session, by=by)
        assert establishments.latest_created_by(session, by=by) == line
    assert (line.siret, line.is_administrator, line.is_to_be_verified) == (SIRET, True, False)


def test_the_creator_is_told_in_the_inbox_and_by_mail(
    database: Database, by: UUID, directory: FakeDirectory
) -> None:
    directory.lists(factories.listing(SIRET))
    create(database, by)
    with database.reading() as session:
        notification = session.exec(select(Notification)).one()
    assert notification.account_id == by
    assert notification.kind is NotificationKind.ESTABLISHMENT_CREATED
    (mail,) = letters(database)
    assert mail.kind == "establishment_created" and "Octo Technology" in mail.subject


def test_the_words_are_those_of_the_directory_not_of_the_browser(
    database: Database, by: UUID, directory: FakeDirectory
) -> None:
    directory.lists(factories.listing(SIRET))
    create(database, by, Identity("Autre nom", "Autre rue", "00000", "Ailleurs"))
    row = only_establishment(database)
    assert (row.name, row.street, row.naf) == ("Octo Technology", "34 avenue de l’Opéra", "62.02A")
    assert (row.postal_code, row.city) == ("75002", "Paris")
    assert row.source is EstablishmentSource.DIRECTORY
    assert row.confirmed_at is not None and not row.is_to_be_verified


def test_very_long_words_of_the_directory_are_cut_rather_than_refused(
    database: Database, by: UUID, directory: FakeDirectory
) -> None:
    directory.lists(factories.listing(SIRET, name="n" * 500, street="s" * 500, city="c" * 500))
    create(database, by)
    row = only_establishment(database)
    assert (len(row.name), len(row.street), len(row.city)) == (200, 200, 100)


@pytest.mark.parametrize("state", ["down", "protected"])
def test_what_was_typed_in_is_to_be_verified(
    database: Database, by: UUID, directory: FakeDirectory, state: str
) -> None:
    directory.down() if state == "down" else directory.protects(SIRET)
    create(database, by, Identity(" Scierie  Le Goff ", "1 quai du Port", "56 100", "Lorient"))
    row = only_establishment(database)
    assert (row.name, row.street, row.postal_code, row.city) == (
        "Scierie Le Goff",
        "1 quai du Port",
        "56100",
        "Lorient",
    )
    assert row.source is EstablishmentSource.TYPED_IN
    assert row.confirmed_at is None and row.is_to_be_verified
    assert administrators(database) == [by]
    with database.reading() as session:
        assert establishments.of_account(session, by=by)[0].is_to_be_verified


def test_all_that_is_wrong_in_what_was_typed_is_told_at_once(
    database: Database, by: UUID, directory: FakeDirectory
) -> None:
    directory.down()
    typed = Identity(" ", "s" * 201, "5610", "c" * 101)
    assert refusals_of(lambda: create(database, by, typed)) == {
        "name": TextIsMissing,
        "street": TextIsTooLong,
        "postal_code": PostalCodeHasWrongShape,
        "city": TextIsTooLong,
    }
    assert count(database, Establishment) == count(database, Membership) == 0
    assert letters(database) == []


def test_a_name_without_a_letter_is_asked_again(
    database: Database, by: UUID, directory: FakeDirectory
) -> None:
    directory.down()
    typed = Identity("***", "1 quai du Port", "56100", "-")
    told = refusals_of(lambda: create(database, by, typed))
    assert told == {"name": TextHasNoLetter, "city": TextHasNoLetter}


@pytest.mark.parametrize("code", ["5610", "561000", "ABCDE", "５６１００", "5610O", "<b>", "-5610"])
def test_a_postal_code_has_five_digits(
    database: Database, by: UUID, directory: FakeDirectory, code: str
) -> None:
    directory.down()
    typed = Identity("Scierie", "1 quai", code, "Lorient")
    assert refusals_of(lambda: create(database, by, typed)) == {
        "postal_code": PostalCodeHasWrongShape
    }


def test_what_was_refused_is_kept_as_it_was_typed(
    database: Database, by: UUID, directory: FakeDirectory
) -> None:
    directory.down()
    typed = Identity("Scierie <Le Goff>", "", "5610", "Lorient")
    refusals_of(lambda: create(database, by, typed))
    kept = draft(database, by)
    assert (kept.name, kept.street, kept.postal_code, kept.city) == (
        "Scierie <Le Goff>",
        "",
        "5610",
        "Lorient",
    )


def test_what_was_created_leaves_nothing_under_way(
    database: Database, by: UUID, directory: FakeDirectory
) -> None:
    directory.down()
    for _ in range(2):
        create(database, by, TYPED)
        assert draft(database, by) == joining_drafts.JoiningDraftView()


@pytest.mark.parametrize(
    ("siret", "reason"),
    [("", SiretIsMissing), ("41816609600096", SiretHasWrongChecksum), (SIRET, SiretIsNotListed)],
)
def test_nothing_is_created_from_a_number_that_is_refused(
    database: Database, by: UUID, directory: FakeDirectory, siret: str, reason: type[Refusal]
) -> None:
    assert refusals_of(lambda: create(database, by, TYPED, siret)) == {"siret": reason}
    assert count(database, Establishment) == 0


def test_one_that_closed_meanwhile_is_not_created(
    database: Database, by: UUID, directory: FakeDirectory
) -> None:
    directory.closed(SIRET, on=date(2026, 1, 1))
    assert refusals_of(lambda: create(database, by)) == {"siret": EstablishmentClosed}


def test_when_somebody_was_quicker_a_request_goes_to_them(
    database: Database, by: UUID, directory: FakeDirectory
) -> None:
    directory.lists(factories.listing(SIRET))
    quicker = a_person(database)
    create(database, quicker)
    joined = create(database, by)
    assert joined.request_id
    assert administrators(database) == [quicker]
    with database.reading() as session:
        request = session.exec(select(MembershipRequest)).one()
    assert (request.id, request.account_id) == (joined.request_id, by)
    assert request.administrators_informed == 1


def test_a_member_who_is_no_administrator_is_told_so(
    database: Database, by: UUID, directory: FakeDirectory
) -> None:
    with database.writing() as session:
        establishment = factories.establishment(session, siret=SIRET)
        member = factories.account(session)
        factories.membership(session, member, establishment)
    with pytest.raises(AlreadyMember):
        create(database, member.id)


# At the same moment


def test_of_two_people_at_the_same_moment_one_administers_and_the_other_asks(
    database: Database, directory: FakeDirectory
) -> None:
    for number in range(8):
        siret = factories.siret(number + 1)
        directory.lists(factories.listing(siret))
        people = [a_person(database), a_person(database)]
        works = [lambda opened, by=by, s=siret: create(opened, by, siret=s) for by in people]
        answers = at_once(database, works)
        assert all(isinstance(answer, Joined) for answer in answers), answers
        (winner,) = administrators(database, siret)
        (loser,) = set(people) - {winner}
        by_person = dict(zip(people, answers, strict=True))
        assert by_person[winner] == Joined(siret)
        with database.reading() as session:
            pending = session.exec(
                select(MembershipRequest).where(MembershipRequest.account_id == loser)
            ).one()
        assert by_person[loser] == Joined(siret, pending.id)
        assert pending.administrators_informed == 1
    assert count(database, Establishment) == count(database, Membership) == 8
    assert count(database, MembershipRequest) == 8


def test_a_double_click_on_create_creates_once(
    database: Database, by: UUID, directory: FakeDirectory
) -> None:
    directory.lists(factories.listing(SIRET))
    assert create(database, by) == create(database, by) == Joined(SIRET)
    assert count(database, Establishment) == count(database, Membership) == 1
    assert count(database, Notification) == len(letters(database)) == 1
    assert count(database, MembershipRequest) == 0


def test_clicks_at_the_same_moment_create_once_and_answer_the_same(
    database: Database, by: UUID, directory: FakeDirectory
) -> None:
    for number in range(4):
        siret = factories.siret(number + 1)
        directory.lists(factories.listing(siret))
        works = [lambda opened, s=siret: create(opened, by, siret=s)] * 4
        assert at_once(database, works) == [Joined(siret)] * 4
    assert count(database, Establishment) == count(database, Membership) == 4
    assert count(database, Notification) == len(letters(database)) == 4


# Sending a request


def test_a_request_goes_to_a_known_establishment(database: Database, by: UUID) -> None:
    with database.writing() as session:
        factories.establishment(session, siret=SIRET, administrators=(factories.account(session),))
    joined = send(database, by, " Bonjour,\r\nje travaille ici. ", "418 166 096 00069")
    assert joined.siret == SIRET
    with database.reading() as session:
        request = session.get_one(MembershipRequest, joined.request_id)
    assert (request.account_id, request.message) == (by, "Bonjour,\nje travaille ici.")


def test_an_unknown_establishment_gets_no_request(database: Database, by: UUID) -> None:
    with pytest.raises(EstablishmentIsNotKnown):
        send(database, by)
    assert count(database, MembershipRequest) == 0


def test_a_wrong_number_is_told_beside_its_field(database: Database, by: UUID) -> None:
    assert refusals_of(lambda: send(database, by, siret="")) == {"siret": SiretIsMissing}


def test_a_message_too_long_is_refused_and_what_was_kept_stays(
    database: Database, by: UUID
) -> None:
    with database.writing() as session:
        factories.establishment(session, siret=SIRET)
        joining_drafts.keep(session, by=by, message="m" * 501)
    assert refusals_of(lambda: send(database, by, "m" * 501)) == {"message": TextIsTooLong}
    assert draft(database, by).message == "m" * 501
    assert count(database, MembershipRequest) == len(letters(database)) == 0
    assert send(database, by, "m" * 500).request_id
    assert draft(database, by) == joining_drafts.JoiningDraftView()


def test_a_member_sends_no_request(database: Database, by: UUID) -> None:
    with database.writing() as session:
        administrator = factories.account(session)
        factories.establishment(session, siret=SIRET, administrators=(administrator,))
    with pytest.raises(AlreadyMember):
        send(database, administrator.id)


def test_a_double_click_sends_once(database: Database, by: UUID) -> None:
    with database.writing() as session:
        factories.establishment(session, siret=SIRET, administrators=(factories.account(session),))
    assert send(database, by) == send(database, by)
    assert count(database, MembershipRequest) == 1
    assert len(letters(database)) == 2


def test_clicks_at_the_same_moment_send_once(database: Database, by: UUID) -> None:
    for number in range(4):
        siret = factories.siret(number + 1)
        with database.writing() as session:
            administrator = factories.account(session)
            factories.establishment(session, siret=siret, administrators=(administrator,))
        works = [lambda opened, s=siret: send(opened, by, siret=s)] * 4
        answers = at_once(database, works)
        assert len({answer for answer in answers if isinstance(answer, Joined)}) == 1, answers
        assert not [answer for answer in answers if isinstance(answer, Refusal)]
        assert len(letters(database)) == 2 * (number + 1)
    assert count(database, MembershipRequest) == 4
