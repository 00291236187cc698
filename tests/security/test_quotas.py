"""Nobody wears the service out by quantity: numbers of PRODUCT §7, kept in the database."""

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, func, select

from ecoapp.adapters.files.fake import FakeStore
from ecoapp.core import clock
from ecoapp.core.database import Database
from ecoapp.core.errors import FieldsRefused, Refusal
from ecoapp.models import (
    Account,
    Attachment,
    AuditRecord,
    Creation,
    Entry,
    Establishment,
    Logbook,
    MembershipEventKind,
    Quota,
    StoredBytes,
)
from ecoapp.services import (
    access,
    attachments,
    entries,
    entry_events,
    establishment_search,
    expired_rows,
    file_stores,
    handovers,
    joining,
    logbook_deletions,
    logbook_imports,
    logbook_offers,
    logbooks,
    membership_events,
    quotas,
    raised_quotas,
    stored_bytes,
)
from ecoapp.services.catalogue_terms import AccessLevel
from ecoapp.services.french_words import size_in_words
from ecoapp.services.joining import Identity
from ecoapp.services.logbook_catalogue import part_of
from ecoapp.services.messages import french
from ecoapp.services.operators import AccountDoesNotExist
from ecoapp.services.places import PartAddress
from ecoapp.services.quotas import GIGABYTE, QuotaIsReached, What
from ecoapp.services.raised_quotas import QuotaIsNotRaised, QuotaIsUnknown
from ecoapp.services.rate_rules import SearchesAreTooMany
from ecoapp.services.stored_bytes import Filling, LogbookIsAlmostFull, RoomIsMissing
from ecoapp.state.entry_rows import room_row
from tests import factories
from tests.services.at_once import at_once
from tests.services.carnets import Household, brought_back, finished, household, imported
from tests.services.sections import PDF, typed_for

TYPED = Identity("Scierie Le Goff", "1 quai du Port", "56100", "Lorient")
EMAIL = "lucie@exemple.fr"
NOON = datetime(2026, 9, 15, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def store() -> FakeStore:
    fake = FakeStore()
    file_stores.install(fake)
    yield fake
    file_stores.install(None)


@pytest.fixture
def by(database: Database) -> UUID:
    with database.writing() as session:
        return factories.account(session, email=EMAIL).id


def raise_quota(database: Database, what: What, most: int) -> None:
    with database.writing() as session:
        raised_quotas.set_for(session, EMAIL, what.value, most)


def create_establishment(database: Database, by: UUID, number: int) -> joining.Joined:
    return joining.create(database, factories.siret(90_000 + number), TYPED, by=by)


def create_logbook(database: Database, by: UUID, logbook_id: UUID | None = None) -> UUID:
    with database.writing() as session:
        return logbooks.create(session, by=by, name="Maison", logbook_id=logbook_id)


def has_logbooks(database: Database, by: UUID, count: int, *, days_ago: float = 2) -> None:
    with database.writing() as session:
        person = session.get_one(Account, by)
        then = clock.now() - timedelta(days=days_ago)
        for _ in range(count):
            factories.logbook(session, person, created_at=then)
        made(session, by, What.LOGBOOKS_A_DAY, count, then)


def has_entries(database: Database, by: UUID, logbook: UUID, count: int) -> None:
    with database.writing() as session:
        session.add_all(
            Entry(
                logbook_id=logbook,
                section="plans",
                status="kept",
                values={"title": "Coupe"},
                created_by=by,
            )
            for _ in range(count)
        )
        made(session, by, What.ENTRIES_A_DAY, count, clock.now())


def made(session: Session, by: UUID, what: What, count: int, at: datetime) -> None:
    """As if they had made so many then, one by one or together."""
    session.add(Creation(account_id=by, what=what.value, count=count, made_at=at))


def count(database: Database, table: type) -> int:
    with database.reading() as session:
        return session.exec(select(func.count()).select_from(table)).one()


def refusal_of(work: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as refused:
        work()
    return french(refused.value)


# Établissements


def test_the_sixth_establishment_of_a_day_is_refused_until_the_first_is_a_day_old(
    database: Database, by: UUID
) -> None:
    with clock.at(NOON):
        for number in range(5):
            create_establishment(database, by, number)
    with clock.at(NOON + timedelta(hours=3)):
        said = refusal_of(lambda: create_establishment(database, by, 6))
        assert count(database, Establishment) == 5
    assert "5\N{NO-BREAK SPACE}établissements en 24" in said and "page Contact" in said
    assert "le 16\N{NO-BREAK SPACE}septembre 2026 à 14\N{NO-BREAK SPACE}h" in said
    with clock.at(NOON + timedelta(hours=24)):
        create_establishment(database, by, 6)


def test_the_thirty_first_establishment_is_refused_for_good(database: Database, by: UUID) -> None:
    with database.writing() as session:
        person = membership_events.person(session.get_one(Account, by))
        place = factories.establishment(session)
        for day in range(30):
            with clock.at(NOON - timedelta(days=day + 2)):
                membership_events.record(
                    session, place.id, MembershipEventKind.CREATED, person, by=person
                )
    with clock.at(NOON):
        said = refusal_of(lambda: create_establishment(database, by, 1))
    assert "30\N{NO-BREAK SPACE}établissements" in said and "page Contact" in said


def test_who_reached_the_quota_may_still_ask_to_join_what_is_known(
    database: Database, by: UUID
) -> None:
    for number in range(5):
        create_establishment(database, by, number)
    with database.writing() as session:
        known = factories.establishment(session).siret
    assert joining.create(database, known, TYPED, by=by).request_id is not None


def test_many_at_once_make_no_more_establishments_than_one_by_one(
    database: Database, by: UUID
) -> None:
    def work(number: int) -> Callable[[Database], joining.Joined]:
        return lambda opened: create_establishment(opened, by, number)

    done = at_once(database, [work(number) for number in range(8)])
    assert count(database, Establishment) == 5
    assert [type(one) for one in done].count(QuotaIsReached) == 3


# SIRET searches


def test_the_twenty_first_search_in_a_minute_is_refused_before_the_directory_is_asked(
    database: Database, by: UUID
) -> None:
    def search() -> object:
        return establishment_search.search(database, factories.OCTO, by=by)

    for _ in range(20):
        search()
    with pytest.raises(FieldsRefused) as refused:
        search()
    (refusal,) = refused.value.refusals.values()
    assert isinstance(refusal, SearchesAreTooMany) and 0 < refusal.seconds <= 60
    said = french(refusal)
    assert "20 par minute" in said and "Réessayez dans" in said


def test_searching_by_creating_counts_too(database: Database, by: UUID) -> None:
    """**Continuer** asks the directory as well."""
    for _ in range(20):
        establishment_search.find(database, factories.OCTO, by=by)
    with pytest.raises(FieldsRefused):
        create_establishment(database, by, 1)
    assert count(database, Establishment) == 0


def test_a_mistyped_siret_and_other_people_cost_nothing(database: Database, by: UUID) -> None:
    for _ in range(30):
        with pytest.raises(FieldsRefused):
            establishment_search.find(database, "123", by=uuid4())
    for _ in range(20):
        establishment_search.find(database, factories.OCTO, by=uuid4())
    establishment_search.find(database, factories.OCTO, by=by)


# Carnets


def test_the_fifty_first_carnet_of_a_day_is_refused(database: Database, by: UUID) -> None:
    has_logbooks(database, by, 49, days_ago=0.5)
    with database.writing() as session:
        logbook_offers.create_for(session, by=by, name="Maison", email="tiers@exemple.fr")
    said = refusal_of(lambda: create_logbook(database, by))
    assert "50\N{NO-BREAK SPACE}carnets en 24" in said and "Vous pourrez continuer le" in said
    with pytest.raises(QuotaIsReached), database.writing() as session:
        logbook_offers.create_for(session, by=by, name="Maison", email="autre@exemple.fr")
    with clock.at(clock.now() + timedelta(days=1)):
        create_logbook(database, by)


def test_a_carnet_that_is_deleted_counts_for_its_day(database: Database, by: UUID) -> None:
    for _ in range(50):
        with database.writing() as session:
            made_and_gone = logbooks.create(session, by=by, name="Maison")
            logbook_deletions.delete(session, made_and_gone, by=by)
    assert "50\N{NO-BREAK SPACE}carnets en 24" in refusal_of(lambda: create_logbook(database, by))
    with clock.at(clock.now() + timedelta(days=1)):
        create_logbook(database, by)


def test_a_carnet_that_is_declined_counts_for_who_prepared_it(database: Database, by: UUID) -> None:
    has_logbooks(database, by, 49, days_ago=0.5)
    with database.writing() as session:
        guest = factories.account(session)
        offer = logbook_offers.create_for(session, by=by, name="Maison", email=guest.email)
        logbook_offers.decline(session, offer, by=guest.id)
    assert "50\N{NO-BREAK SPACE}carnets en 24" in refusal_of(lambda: create_logbook(database, by))


def test_many_who_create_and_delete_at_once_make_no_more_than_one_by_one(
    database: Database, by: UUID
) -> None:
    has_logbooks(database, by, 48, days_ago=0.5)

    def create_and_delete(opened: Database) -> UUID:
        logbook_id = create_logbook(opened, by)
        with opened.writing() as session:
            logbook_deletions.delete(session, logbook_id, by=by)
        return logbook_id

    done = at_once(database, [create_and_delete] * 5)
    assert [type(one) for one in done].count(QuotaIsReached) == 3


def test_the_five_hundred_and_first_carnet_is_refused_until_one_goes(
    database: Database, by: UUID
) -> None:
    has_logbooks(database, by, 500)
    said = refusal_of(lambda: create_logbook(database, by))
    assert "500\N{NO-BREAK SPACE}carnets" in said and "page Contact" in said
    with database.writing() as session:
        one = session.exec(select(Logbook.id)).first()
        logbook_deletions.delete(session, one, by=by)
    create_logbook(database, by)


def test_the_form_that_made_the_last_carnet_may_be_sent_again(database: Database, by: UUID) -> None:
    has_logbooks(database, by, 499)
    logbook_id = uuid4()
    made = at_once(database, [lambda opened: create_logbook(opened, by, logbook_id)] * 3)
    assert made == [logbook_id] * 3
    assert create_logbook(database, by, logbook_id) == logbook_id


def test_many_at_once_make_no_more_carnets_than_one_by_one(database: Database, by: UUID) -> None:
    has_logbooks(database, by, 498)
    done = at_once(database, [lambda opened: create_logbook(opened, by)] * 5)
    assert count(database, Logbook) == 500
    assert [type(one) for one in done].count(QuotaIsReached) == 3


# Entries


def test_the_thousand_and_first_entry_of_a_day_is_refused(database: Database, by: UUID) -> None:
    logbook = create_logbook(database, by)
    has_entries(database, by, logbook, 999)
    entry_id = uuid4()

    def create(opened: Database, entry: UUID | None = None) -> UUID:
        with opened.writing() as session:
            where, typed = PartAddress(logbook, "plans"), {"title": "Coupe"}
            return entries.create(session, where, typed, by=by, entry_id=entry)

    assert at_once(database, [lambda opened: create(opened, entry_id)] * 3) == [entry_id] * 3
    said = refusal_of(lambda: create(database))
    assert "1\N{NARROW NO-BREAK SPACE}000\N{NO-BREAK SPACE}éléments en 24" in said
    with clock.at(clock.now() + timedelta(days=1)):
        create(database)


def test_entries_that_are_deleted_count_for_their_day(database: Database, by: UUID) -> None:
    logbook = create_logbook(database, by)
    where, typed = PartAddress(logbook, "plans"), {"title": "Coupe"}
    raise_quota(database, What.ENTRIES_A_DAY, 1_001)
    with database.writing() as session:
        made(session, by, What.ENTRIES_A_DAY, 999, clock.now())
        alone = entries.create(session, where, typed, by=by)
        for action in ("archive", "delete"):
            event = entry_events.last(session, alone)
            entries.act(session, alone, action, {}, version=str(event.id), by=by)
        with_its_carnet = entries.create(session, where, typed, by=by)
        logbook_deletions.delete(session, logbook, by=by)
    assert count(database, Entry) == 0 and with_its_carnet
    where = PartAddress(create_logbook(database, by), "plans")
    with pytest.raises(QuotaIsReached), database.writing() as session:
        entries.create(session, where, typed, by=by)


def test_what_was_refused_or_not_committed_does_not_count(database: Database, by: UUID) -> None:
    has_logbooks(database, by, 49, days_ago=0.5)
    with pytest.raises(ZeroDivisionError), database.writing() as session:
        logbooks.create(session, by=by, name="Maison")
        raise ZeroDivisionError
    with pytest.raises(FieldsRefused), database.writing() as session:
        logbooks.create(session, by=by, name="")
    create_logbook(database, by)
    refusal_of(lambda: create_logbook(database, by))


def test_what_was_made_is_remembered_for_a_day(database: Database, by: UUID) -> None:
    create_logbook(database, by)
    with clock.at(clock.now() + timedelta(hours=23)), database.writing() as session:
        assert expired_rows.purge(session, limit=10) == 0
    with clock.at(clock.now() + timedelta(days=1)), database.writing() as session:
        assert expired_rows.purge(session, limit=10) == 1
    assert count(database, Creation) == 0


# Bytes


@pytest.fixture
def home(database: Database) -> Household:
    made = household(database)
    with database.writing() as session:
        session.get_one(Account, made.lucie).email_key = EMAIL
    return made


def kept(database: Database) -> dict[UUID, int]:
    with database.reading() as session:
        rows = session.exec(select(StoredBytes)).all()
        return {row.holder_id: row.size for row in rows if row.size}


def added_up(database: Database) -> dict[UUID, int]:
    """What the counters should say."""
    found: dict[UUID, int] = {}
    with database.reading() as session:
        for file, entry in session.exec(select(Attachment, Entry).join(Entry)):
            for holder in (file.added_by, entry.logbook_id or entry.establishment_id):
                found[holder] = found.get(holder, 0) + file.size
    return found


def fills(database: Database, holder: UUID, size: int) -> None:
    with database.writing() as session:
        stored_bytes.change(session, {holder: size})


def test_what_is_counted_is_what_is_there_whatever_is_done(
    home: Household, database: Database
) -> None:
    first, second = home.add("equipment"), home.add("private")
    file_id = home.attach(first)
    for entry in (first, second, second):
        home.attach(entry)
    assert kept(database) == added_up(database) != {}
    with database.writing() as session:
        attachments.remove(session, file_id, by=home.lucie)
    assert kept(database) == added_up(database)
    copy = brought_back(database, home.exported(), by=home.lucie)
    assert kept(database) == added_up(database)
    with database.writing() as session:
        buyer = factories.account(session)
        sold = handovers.propose(
            session, home.logbook, by=home.lucie, buyer_email=buyer.email, parts=("equipment",)
        )
    with database.writing() as session:
        handovers.accept(session, sold, by=buyer.id)
    assert kept(database) == added_up(database) and len(kept(database)) == 4
    with database.writing() as session:
        logbook_deletions.delete(session, copy, by=home.lucie)
        logbook_deletions.delete(session, home.logbook, by=buyer.id)
    assert kept(database) == added_up(database) and len(kept(database)) == 2


def test_an_entry_that_is_deleted_gives_its_room_back(home: Household, database: Database) -> None:
    entry = home.add("equipment")
    home.attach(entry)
    home.do(entry, "archive")
    home.do(entry, "delete")
    assert kept(database) == {}


def test_a_file_that_does_not_fit_is_refused_and_leaves_nothing(
    home: Household, database: Database, store: FakeStore
) -> None:
    entry = home.add("equipment")
    fills(database, home.logbook, 10 * GIGABYTE - len(PDF) + 1)
    said = refusal_of(lambda: home.attach(entry))
    assert "ce carnet occupent déjà 10\N{NO-BREAK SPACE}Go sur 10\N{NO-BREAK SPACE}Go" in said
    assert "Retirez des fichiers" in said and "page Contact" in said
    assert count(database, Attachment) == 0 and list(store.everything()) == []


def test_what_one_deposits_everywhere_counts_together(home: Household, database: Database) -> None:
    entry = home.add("equipment")
    fills(database, home.lucie, 5 * GIGABYTE)
    said = refusal_of(lambda: home.attach(entry))
    assert "que vous avez déposés occupent déjà 5\N{NO-BREAK SPACE}Go" in said
    with pytest.raises(RoomIsMissing), database.reading() as session:
        # Before a byte of the body is read.
        attachments.place_of_deposit(session, entry, "attach", by=home.lucie)


def test_two_files_at_once_cannot_both_take_the_last_room(
    home: Household, database: Database
) -> None:
    entry = home.add("equipment")
    fills(database, home.logbook, 10 * GIGABYTE - len(PDF))

    def deposit(opened: Database) -> UUID:
        return attachments.add(opened, entry, "attach", "a.pdf", io.BytesIO(PDF), by=home.lucie)

    done = at_once(database, [deposit] * 4)
    assert [type(one) for one in done].count(RoomIsMissing) == 3
    assert count(database, Attachment) == 1


def test_the_room_is_told_before_it_is_gone(home: Household, database: Database) -> None:
    entry = home.add("equipment")
    home.attach(entry)
    fills(database, home.lucie, 4 * GIGABYTE)
    with database.reading() as session:
        seen = entries.view(session, PartAddress(home.logbook, "equipment"), entry, by=home.lucie)
    assert seen.room == stored_bytes.Room(
        here=Filling(len(PDF), 10 * GIGABYTE),
        mine=Filling(4 * GIGABYTE + len(PDF), 5 * GIGABYTE),
        in_logbook=True,
    )
    assert seen.room.is_tight


@pytest.mark.parametrize("level", [AccessLevel.DEPOSIT, AccessLevel.WRITE])
def test_what_others_deposited_is_not_told_to_whom_a_carnet_is_open_in_part(
    home: Household, database: Database, level: AccessLevel
) -> None:
    """Whether they have next to nothing there or nearly all, the words are the same."""
    where = PartAddress(home.logbook, "equipment")
    with database.writing() as session:
        adel = factories.account(session)
        logbook = session.get_one(Logbook, home.logbook)
        factories.share(session, logbook, adel, {"equipment": level})
        typed = typed_for(part_of("equipment").content.fields)
        entry = entries.create(session, where, typed, by=adel.id)

    def deposit() -> None:
        attachments.add(database, entry, "attach", "a.pdf", io.BytesIO(PDF), by=adel.id)

    def told() -> dict[str, str]:
        with database.reading() as session:
            return room_row(entries.view(session, where, entry, by=adel.id).room)

    deposit()
    mine, seen = f"{size_in_words(len(PDF))} sur 5\N{NO-BREAK SPACE}Go", []
    for others in (1_000_000, 9 * GIGABYTE):
        fills(database, home.logbook, others)
        seen.append(told())
        fills(database, home.logbook, -others)
    assert seen[0] == seen[1] and seen[0]["here"] == seen[0]["warning"] == ""
    assert seen[0]["mine"].endswith(f"occupent {mine}.")
    said = []
    for others in (10 * GIGABYTE - 2 * len(PDF) + 1, 10 * GIGABYTE - len(PDF)):
        fills(database, home.logbook, others)
        said.append(refusal_of(deposit))
        fills(database, home.logbook, -others)
    assert said[0] == said[1] and not any(sign.isdigit() for sign in said[0])
    assert said[0].startswith("Ce carnet est presque plein")
    fills(database, home.logbook, 10 * GIGABYTE)
    with pytest.raises(LogbookIsAlmostFull) as refused, database.reading() as session:
        attachments.place_of_deposit(session, entry, "attach", by=adel.id)
    assert refused.value.args == () and vars(refused.value) == {}


def test_what_two_of_them_deposit_at_once_is_refused_without_a_number(
    home: Household, database: Database
) -> None:
    """After the file was read, where the other one was quicker."""
    with database.writing() as session:
        adel = factories.account(session)
        logbook = session.get_one(Logbook, home.logbook)
        factories.share(session, logbook, adel, {"equipment": AccessLevel.DEPOSIT})
        place = access.require_place(session, PartAddress(home.logbook, "equipment"), by=adel.id)
    fills(database, home.logbook, 10 * GIGABYTE)
    with pytest.raises(LogbookIsAlmostFull), database.writing() as session:
        stored_bytes.take(session, place, 1, by=adel.id)


# Imports


def test_an_import_alone_does_not_fill_more_than_a_carnet_holds(
    home: Household, database: Database
) -> None:
    with database.writing() as session:
        session.add(Quota(account_id=home.lucie, what="account-gigabytes", most=50 * GIGABYTE))
    with pytest.raises(RoomIsMissing) as refused, database.writing() as session:
        stored_bytes.take_import(session, home.logbook, 10 * GIGABYTE + 1, by=home.lucie)
    assert refused.value.what is quotas.What.PLACE_BYTES


def test_an_import_counts_as_a_carnet_and_its_files_count(
    home: Household, database: Database
) -> None:
    home.attach(home.add("equipment"))
    content = home.exported()
    fills(database, home.lucie, 5 * GIGABYTE)
    assert "Il n’y a plus assez de place" in imported(database, content, by=home.lucie).said
    fills(database, home.lucie, -5 * GIGABYTE)
    has_logbooks(database, home.lucie, 499)
    assert "500\N{NO-BREAK SPACE}carnets" in imported(database, content, by=home.lucie).said
    with pytest.raises(QuotaIsReached), database.reading() as session:
        logbook_imports.may_send(session, by=home.lucie)


def test_what_became_full_while_an_import_was_read_refuses_it_whole(
    home: Household, database: Database, store: FakeStore
) -> None:
    home.attach(home.add("equipment"))
    content, before = home.exported(), len(list(store.everything()))
    sent = io.BytesIO(content)
    logbook_imports.receive(database, sent, name="c.zip", size=len(content), by=home.lucie)
    logbook_imports.advance(database, by=home.lucie)
    fills(database, home.lucie, 5 * GIGABYTE)
    assert "plus assez de place" in finished(database, by=home.lucie).said
    assert count(database, Logbook) == 1 and len(list(store.everything())) == before


def test_a_carnet_comes_back_whole_but_not_after_a_full_day(
    home: Household, database: Database
) -> None:
    """Its entries come all or none: one may go over the day, the next is refused."""
    has_entries(database, home.lucie, home.logbook, 999)
    copy = brought_back(database, home.exported(), by=home.lucie)
    assert count(database, Entry) == 2 * 999
    with database.writing() as session:
        logbook_deletions.delete(session, copy, by=home.lucie)
    said = imported(database, home.exported(), by=home.lucie).said
    assert "1\N{NARROW NO-BREAK SPACE}000\N{NO-BREAK SPACE}éléments en 24" in said


# What the operator raises


def test_the_operator_raises_a_quota_for_one_account(database: Database, by: UUID) -> None:
    with database.writing() as session:
        other = factories.account(session).id
    has_logbooks(database, by, 50, days_ago=0)
    has_logbooks(database, other, 50, days_ago=0)
    raise_quota(database, What.LOGBOOKS_A_DAY, 52)
    create_logbook(database, by)
    create_logbook(database, by)
    assert "52\N{NO-BREAK SPACE}carnets" in refusal_of(lambda: create_logbook(database, by))
    assert "50\N{NO-BREAK SPACE}carnets" in refusal_of(lambda: create_logbook(database, other))
    raise_quota(database, What.LOGBOOKS_A_DAY, 60)
    create_logbook(database, by)
    raise_quota(database, What.LOGBOOKS_A_DAY, 0)
    assert "50\N{NO-BREAK SPACE}carnets" in refusal_of(lambda: create_logbook(database, by))
    with database.reading() as session:
        written = [row.subject for row in session.exec(select(AuditRecord))]
    assert len(written) == 3 and EMAIL in written[0] and "52" in written[0]


def test_a_carnet_takes_what_its_owner_may_have_whoever_deposits(
    home: Household, database: Database
) -> None:
    with database.writing() as session:
        artisan = factories.account(session)
        logbook = session.get_one(Logbook, home.logbook)
        factories.share(session, logbook, artisan, {"equipment": AccessLevel.WRITE})
    entry = home.add("equipment")
    fills(database, home.logbook, 10 * GIGABYTE)

    def deposit() -> UUID:
        return attachments.add(database, entry, "attach", "a.pdf", io.BytesIO(PDF), by=artisan.id)

    with pytest.raises(LogbookIsAlmostFull):
        deposit()
    raise_quota(database, What.PLACE_BYTES, 11)
    deposit()


def test_an_establishment_takes_what_one_of_its_administrators_may_have(
    database: Database, by: UUID
) -> None:
    with database.writing() as session:
        administrator = session.get_one(Account, by)
        place = factories.establishment(session, administrators=(administrator,))
        other = factories.account(session)
        factories.membership(session, other, place, is_administrator=True)
        entry = factories.entry(session, place, "contracts", by=other, title="Contrat")
    fills(database, place.id, 10 * GIGABYTE)

    def deposit() -> UUID:
        content = io.BytesIO(PDF)
        return attachments.add(database, entry.id, "attach", "a.pdf", content, by=other.id)

    assert "cet établissement occupent" in refusal_of(deposit)
    raise_quota(database, What.PLACE_BYTES, 11)
    deposit()


def test_what_cannot_be_raised_is_said(database: Database, by: UUID) -> None:
    def refused(email: str, word: str, most: int, kind: type[Refusal]) -> str:
        with pytest.raises(kind) as found, database.writing() as session:
            raised_quotas.set_for(session, email, word, most)
        return french(found.value)

    refused("nobody@exemple.fr", "logbooks", 600, AccountDoesNotExist)
    assert "logbooks-a-day" in refused(EMAIL, "carnets", 600, QuotaIsUnknown)
    assert "500" in refused(EMAIL, "logbooks", 500, QuotaIsNotRaised)


def test_few_carnets_left_are_counted_without_reading_them_all(
    database: Database, by: UUID
) -> None:
    has_logbooks(database, by, 3)
    with database.writing() as session:
        person = session.get_one(Account, by)
        factories.logbook(session, prepared_by=person, offered_to="tiers@exemple.fr")
    with database.reading() as session:
        assert quotas.logbooks_left(session, by=by) == (496, 500)


def test_the_numbers_are_those_of_the_product() -> None:
    assert {what.value: most // what.unit for what, most in quotas.USUAL.items()} == {
        "establishments-a-day": 5,
        "establishments": 30,
        "logbooks-a-day": 50,
        "logbooks": 500,
        "entries-a-day": 1_000,
        "account-gigabytes": 5,
        "place-gigabytes": 10,
    }
