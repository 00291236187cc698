"""What a SIRET leads to: five answers from which one goes on, and the refusals."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlmodel import func, select

from ecoapp.adapters.directory.fake import FakeDirectory
from ecoapp.core import clock
from ecoapp.core.database import Database
from ecoapp.core.errors import FieldsRefused, Refusal
from ecoapp.models import Establishment, RequestStatus
from ecoapp.services import establishment_search, joining_drafts
from ecoapp.services.establishment_search import (
    EstablishmentClosed,
    Finding,
    Found,
    SiretIsNotListed,
)
from ecoapp.services.sirets import (
    SiretHasOtherCharacters,
    SiretHasWrongChecksum,
    SiretHasWrongLength,
    SiretIsMissing,
)
from tests import factories

SIRET = factories.OCTO


@pytest.fixture
def by(database: Database) -> UUID:
    with database.writing() as session:
        return factories.account(session).id


def search(database: Database, by: UUID, typed: str = SIRET) -> Found:
    return establishment_search.search(database, typed, by=by)


def refusal_of(database: Database, by: UUID, typed: str = SIRET) -> Refusal:
    with pytest.raises(FieldsRefused) as refused:
        search(database, by, typed)
    assert list(refused.value.refusals) == ["siret"]
    return refused.value.refusals["siret"]


def test_what_the_directory_lists_is_shown_in_its_words(
    database: Database, by: UUID, directory: FakeDirectory
) -> None:
    directory.lists(factories.listing(SIRET))
    assert search(database, by, "418 166 096 00069") == Found(
        Finding.LISTED,
        SIRET,
        name="Octo Technology",
        street="34 avenue de l’Opéra",
        postal_code="75002",
        city="Paris",
        naf="62.02A",
    )
    assert directory.asked == [SIRET]


def test_what_is_ours_is_shown_without_asking_the_directory(
    database: Database, by: UUID, directory: FakeDirectory
) -> None:
    with database.writing() as session:
        factories.establishment(session, siret=SIRET)
    found = search(database, by)
    assert (found.finding, found.name) == (Finding.KNOWN, "Menuiserie Aubry, atelier de Vannes")
    assert (found.postal_code, found.city, found.pending_request) == ("56000", "Vannes", None)
    assert directory.asked == []


@pytest.mark.parametrize("is_administrator", [True, False])
def test_who_is_attached_already_is_told_so(
    database: Database, by: UUID, directory: FakeDirectory, is_administrator: bool
) -> None:
    with database.writing() as session:
        establishment = factories.establishment(session, siret=SIRET)
        account = factories.account(session)
        factories.membership(session, account, establishment, is_administrator=is_administrator)
    assert search(database, account.id).finding is Finding.ALREADY_MEMBER
    assert search(database, by).finding is Finding.KNOWN


def test_ones_own_waiting_request_is_found_again(
    database: Database, by: UUID, directory: FakeDirectory
) -> None:
    with database.writing() as session:
        establishment = factories.establishment(session, siret=SIRET)
        requester = factories.account(session)
        request = factories.membership_request(session, requester, establishment)
    assert search(database, requester.id).pending_request == request.id
    assert search(database, by).pending_request is None


@pytest.mark.parametrize("status", [RequestStatus.REFUSED, RequestStatus.CANCELLED])
def test_a_request_that_is_over_is_not_waiting(
    database: Database, by: UUID, directory: FakeDirectory, status: RequestStatus
) -> None:
    with database.writing() as session:
        establishment = factories.establishment(session, siret=SIRET)
        requester = factories.account(session)
        factories.membership_request(session, requester, establishment, status=status)
    assert search(database, requester.id).pending_request is None


def test_a_directory_that_does_not_answer_lets_one_type_it_in(
    database: Database, by: UUID, directory: FakeDirectory
) -> None:
    directory.down()
    found = search(database, by)
    assert (found.finding, found.siret, found.name) == (Finding.UNREACHABLE, SIRET, "")
    assert found.is_typed_in


def test_an_installation_without_directory_lets_one_type_it_in(
    database: Database, by: UUID
) -> None:
    assert search(database, by).finding is Finding.UNREACHABLE


def test_a_protected_identity_is_never_shown(
    database: Database, by: UUID, directory: FakeDirectory
) -> None:
    directory.protects(SIRET)
    assert search(database, by) == Found(Finding.PROTECTED, SIRET)
    assert search(database, by).is_typed_in


def test_a_number_that_the_directory_does_not_know_is_refused(
    database: Database, by: UUID, directory: FakeDirectory
) -> None:
    assert isinstance(refusal_of(database, by), SiretIsNotListed)


@pytest.mark.parametrize("day", [date(2019, 12, 31), None])
def test_a_closed_one_is_refused_with_its_date_if_it_has_one(
    database: Database, by: UUID, directory: FakeDirectory, day: date | None
) -> None:
    directory.closed(SIRET, on=day)
    refusal = refusal_of(database, by)
    assert isinstance(refusal, EstablishmentClosed)
    assert refusal.closed_on == day


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", SiretIsMissing),
        ("FR418", SiretHasOtherCharacters),
        ("4181660960006", SiretHasWrongLength),
        ("41816609600096", SiretHasWrongChecksum),
    ],
)
def test_a_wrong_number_is_never_looked_up(
    database: Database, by: UUID, directory: FakeDirectory, typed: str, reason: type[Refusal]
) -> None:
    assert isinstance(refusal_of(database, by, typed), reason)
    assert directory.asked == []


@pytest.mark.parametrize("typed", ["418 166 096 00069", "418", "<b>", ""])
def test_what_was_typed_is_kept_whatever_is_found(
    database: Database, by: UUID, directory: FakeDirectory, typed: str
) -> None:
    with pytest.raises(FieldsRefused):
        search(database, by, typed)
    with database.reading() as session:
        assert joining_drafts.view(session, by=by).siret == typed


def test_searching_creates_no_establishment(
    database: Database, by: UUID, directory: FakeDirectory
) -> None:
    directory.lists(factories.listing(SIRET))
    search(database, by)
    with database.reading() as session:
        assert session.exec(select(func.count()).select_from(Establishment)).one() == 0


def test_who_was_refused_is_told_until_when(database: Database, directory: FakeDirectory) -> None:
    with database.writing() as session:
        person = factories.account(session)
        place = factories.establishment(session)
        refused = RequestStatus.REFUSED
        request = factories.membership_request(session, person, place, status=refused)
    found = establishment_search.find(database, place.siret, by=person.id)
    assert request.decided_at
    assert found.refused_until == request.decided_at + timedelta(days=7)
    assert not found.awaits_an_answer
    with clock.at(found.refused_until):
        again = establishment_search.find(database, place.siret, by=person.id)
    assert (again.refused_until, again.awaits_an_answer) == (None, True)


def known_since(database: Database, days: int) -> None:
    with database.writing() as session:
        sent = clock.now() - timedelta(days=days)
        factories.establishment(session, siret=SIRET, created_at=sent)


def test_one_known_here_and_closed_since_is_refused(
    database: Database, by: UUID, directory: FakeDirectory
) -> None:
    known_since(database, 31)
    directory.closed(SIRET, date(2026, 3, 31))
    for _ in range(2):
        refusal = refusal_of(database, by)
        assert isinstance(refusal, EstablishmentClosed)
        assert refusal.closed_on == date(2026, 3, 31)


def test_one_that_is_still_open_is_asked_about_once_a_month(
    database: Database, by: UUID, directory: FakeDirectory
) -> None:
    known_since(database, 31)
    directory.lists(factories.listing(SIRET))
    for _ in range(2):
        assert search(database, by).finding is Finding.KNOWN
    assert directory.asked == [SIRET]


@pytest.mark.parametrize("how", ["unreachable", "unknown"])
def test_an_old_one_stays_known_when_the_directory_cannot_tell(
    database: Database, by: UUID, directory: FakeDirectory, how: str
) -> None:
    known_since(database, 31)
    if how == "unreachable":
        directory.down()
    assert search(database, by).finding is Finding.KNOWN


def test_it_is_asked_again_as_soon_as_the_directory_can_tell(
    database: Database, by: UUID, directory: FakeDirectory
) -> None:
    known_since(database, 31)
    directory.down()
    search(database, by)
    directory.up().closed(SIRET, date(2026, 3, 31))
    assert isinstance(refusal_of(database, by), EstablishmentClosed)


def test_a_month_has_to_pass_first(database: Database, by: UUID, directory: FakeDirectory) -> None:
    known_since(database, 29)
    assert search(database, by).finding is Finding.KNOWN
    assert directory.asked == []


def test_who_belongs_to_one_that_has_closed_since_is_told_so(
    database: Database, by: UUID, directory: FakeDirectory
) -> None:
    with database.writing() as session:
        place = factories.establishment(
            session, siret=SIRET, created_at=clock.now() - timedelta(days=31)
        )
        member, requester = factories.account(session), factories.account(session)
        factories.membership(session, member, place)
        request = factories.membership_request(session, requester, place)
    directory.closed(SIRET, date(2026, 3, 31))
    assert search(database, member.id).finding is Finding.ALREADY_MEMBER
    assert search(database, requester.id).pending_request == request.id
