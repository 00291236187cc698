"""Nobody's letter box is filled by anybody, whatever they do again and again."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, func, select

from ecoapp.adapters.post_office.fake import FakeTransport
from ecoapp.adapters.rate_limits import RateLimits
from ecoapp.core import clock
from ecoapp.core.database import Database
from ecoapp.core.errors import Refusal
from ecoapp.mail import claims, delivery, limits, messages, outbox
from ecoapp.mail.message import Message
from ecoapp.models import Establishment, Logbook, Notification, OutgoingMail
from ecoapp.services import (
    accounts,
    contact_messages,
    handovers,
    membership_requests,
    memberships,
    notifications,
    rate_rules,
)
from ecoapp.services.catalogue import RIGHTS
from ecoapp.services.contact_messages import ContactTyped
from ecoapp.services.request_limits import (
    MOST_A_DAY,
    MOST_PENDING,
    RequestsAreTooMany,
    RequestsTodayAreTooMany,
    RequestWasCancelled,
)
from ecoapp.services.rights import ADMINISTRATOR, READ_ONLY, Rights
from tests import factories
from tests.services.shared_logbook import ARTISAN, NEW, SharedLogbook, shared_logbook

NOON = datetime(2026, 9, 15, 12, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
VICTIM = "camille@menuiserie-aubry.example"
LEVELS = ("lecture", "ecriture")
RIGHTS_OF_ADDING = next(iter(RIGHTS))


async def everything_leaves(at: datetime) -> FakeTransport:
    """What is due at that moment, or left before it."""
    post_office = FakeTransport()
    with clock.at(at):
        while await delivery.deliver_due(post_office):
            pass
    return post_office


def put(
    session: Session, number: int = 0, *, to: str = VICTIM, by: object = "jean", kind: str = "news"
) -> None:
    message = Message(
        kind, f"Nouvelle {number}", "Bonjour\n", "<p>Bonjour</p>", f"https://x/{number}"
    )
    outbox.put(session, message, to=to, deduplication_key=f"{uuid4()}", by=str(by))


# How many


async def test_one_sender_s_eleventh_mail_of_the_day_waits_and_goes_with_the_next(
    database: Database,
) -> None:
    with clock.at(NOON), database.writing() as session:
        for number in range(13):
            put(session, number)
    first = await everything_leaves(NOON)
    assert [mail.subject for mail in first.sent] == [f"Nouvelle {n}" for n in range(10)]
    assert (await everything_leaves(NOON + DAY - MINUTE)).sent == []
    (digest,) = (await everything_leaves(NOON + DAY)).sent
    assert digest.subject == "3\N{NO-BREAK SPACE}nouvelles de l’Espace Services"
    for number in range(10, 13):
        assert f"- Nouvelle {number}\nhttps://x/{number}\n" in digest.text
        assert f'href="https://x/{number}"' in digest.html
    with database.reading() as session:
        assert outbox.waiting(session) == 0


async def test_what_waits_goes_with_the_next_mail_whoever_causes_that(database: Database) -> None:
    with clock.at(NOON), database.writing() as session:
        for number in range(12):
            put(session, number)
    await everything_leaves(NOON)
    with clock.at(NOON + HOUR), database.writing() as session:
        put(session, 99, by="lucie")
    (digest,) = (await everything_leaves(NOON + HOUR)).sent
    for number in (10, 11, 99):
        assert f"https://x/{number}" in digest.text
    # It counts as one of Lucie's, and as none of Jean's, whose day is full.
    with clock.at(NOON + 2 * HOUR), database.writing() as session:
        put(session, 100)
    assert (await everything_leaves(NOON + 2 * HOUR)).sent == []


async def test_a_mail_that_tells_several_things_is_one_of_who_caused_it(database: Database) -> None:
    with clock.at(NOON), database.writing() as session:
        for number in range(12):
            put(session, number)
    await everything_leaves(NOON)
    with clock.at(NOON + HOUR), database.writing() as session:
        put(session, 99, by="lucie")
    assert len((await everything_leaves(NOON + HOUR)).sent) == 1
    with clock.at(NOON + 2 * HOUR), database.writing() as session:
        for number in range(limits.FROM_ONE_SENDER):
            put(session, number, by="lucie")
    left = (await everything_leaves(NOON + 2 * HOUR)).sent
    assert len(left) == limits.FROM_ONE_SENDER - 1


async def test_a_single_mail_that_waited_leaves_as_it_is(database: Database) -> None:
    with clock.at(NOON), database.writing() as session:
        for number in range(11):
            put(session, number)
    await everything_leaves(NOON)
    (last,) = (await everything_leaves(NOON + DAY)).sent
    assert (last.subject, last.text) == ("Nouvelle 10", "Bonjour\n")


async def test_nobody_gets_more_than_thirty_a_day_from_all_together(database: Database) -> None:
    with clock.at(NOON), database.writing() as session:
        for number in range(40):
            put(session, number, by=f"robot {number}")
    assert len((await everything_leaves(NOON)).sent) == 30
    (later,) = (await everything_leaves(NOON + DAY)).sent
    assert later.text.count("https://x/") == 10


async def test_others_get_theirs_meanwhile(database: Database) -> None:
    with clock.at(NOON), database.writing() as session:
        for number in range(40):
            put(session, number)
        put(session, 50, to="lea@exemple.fr")
    assert (await everything_leaves(NOON)).last_to("lea@exemple.fr").subject == "Nouvelle 50"


async def test_the_team_reads_what_many_people_ask(database: Database) -> None:
    with clock.at(NOON), database.writing() as session:
        for number in range(40):
            put(session, number, to="contact@localhost", by=f"person {number % 20}")
            put(session, number, to="contact@localhost", by="robot")
    assert len((await everything_leaves(NOON)).sent) == 40 + 10


async def test_the_team_reads_whom_to_answer_of_messages_that_waited(database: Database) -> None:
    """Many people behind one network address."""
    for hour in range(2):
        rate_rules.install(RateLimits())
        for number in range(10 * hour, 10 * hour + 6):
            # One after the other: of mails of one moment, none is the first.
            with (
                clock.at(NOON + (hour - 1) * HOUR + number * MINUTE),
                database.writing() as session,
            ):
                typed = ContactTyped("Léa", f"lea{number}@exemple.fr", "autre", "Bonjour")
                contact_messages.send(session, typed, by=None, client="192.0.2.1")
        last = await everything_leaves(NOON + hour * HOUR)
    to_team = [mail for mail in last.sent if mail.recipient == "contact@localhost"]
    assert [mail.reply_to for mail in to_team] == [f"lea{n}@exemple.fr" for n in range(10, 14)]
    later = (await everything_leaves(NOON + DAY)).sent
    (digest,) = [mail for mail in later if mail.recipient == "contact@localhost"]
    for number in (14, 15):
        assert f"lea{number}@exemple.fr" in digest.text and f"lea{number}@" in digest.html


def of_code() -> Message:
    return messages.verification_code(code="482917", confirmation_url="https://x/c", minutes=15)


def of_reset() -> Message:
    return messages.password_reset(first_name="", reset_url="https://x/r", minutes=60)


def of_changed_password() -> Message:
    return messages.password_changed(first_name="", email=VICTIM, ask_url="https://x/p")


def of_welcome() -> Message:
    return messages.welcome(first_name="", email=VICTIM, home_url="https://x/w")


@pytest.mark.parametrize("safe", [of_code, of_reset, of_changed_password, of_welcome])
async def test_nobody_spends_what_codes_and_security_need(
    database: Database, safe: Callable[[], Message]
) -> None:
    with clock.at(NOON), database.writing() as session:
        for number in range(60):
            put(session, number, by=f"robot {number}")
    await everything_leaves(NOON)
    with clock.at(NOON + MINUTE), database.writing() as session:
        outbox.put(session, safe(), to=VICTIM, deduplication_key="safe")
    (mail,) = (await everything_leaves(NOON + MINUTE)).sent
    # Nor does it carry along what waits, which somebody else wrote.
    assert mail.subject == safe().subject
    # And it takes nothing from the others' day.
    with database.reading() as session:
        (row,) = session.exec(
            select(OutgoingMail).where(OutgoingMail.deduplication_key == "safe")
        ).all()
    assert not row.is_counted


async def test_a_code_that_is_due_with_what_waits_does_not_wait(database: Database) -> None:
    with clock.at(NOON), database.writing() as session:
        for number in range(limits.FROM_ALL + 10):
            put(session, number, by=f"robot {number}")
        outbox.put(session, of_code(), to=VICTIM, deduplication_key="safe")
    assert (await everything_leaves(NOON)).last_to(VICTIM).subject == of_code().subject


async def test_a_mail_that_is_tried_again_counts_once(database: Database) -> None:
    with clock.at(NOON), database.writing() as session:
        for number in range(10):
            put(session, number)
    down = FakeTransport().delays(VICTIM)
    with clock.at(NOON):
        await delivery.deliver_due(down)
    with clock.at(NOON + SECOND), database.writing() as session:
        put(session, 10)
    # The eleventh waits alone: it does not keep back those that were let through.
    assert len((await everything_leaves(NOON + HOUR)).sent) == 10


def test_of_several_processes_none_lets_more_through(database: Database) -> None:
    with clock.at(NOON), database.writing() as session:
        for number in range(40):
            put(session, number)
    # As processes have: they share no lock of ours.
    processes = [Database(str(database.url)) for _ in range(4)]

    def takes(process: Database) -> int:
        taken = 0
        with clock.at(NOON):
            while True:
                with process.writing() as session:
                    if claims.claim(session) is None:
                        return taken
                taken += 1

    with ThreadPoolExecutor(4) as pool:
        taken = sum(pool.map(takes, processes))
    for process in processes:
        process.close()
    assert taken == limits.FROM_ONE_SENDER


# Quick changes of one thing


@pytest.fixture
def carnet(database: Database) -> SharedLogbook:
    return shared_logbook(database)


def share_id(carnet: SharedLogbook) -> UUID:
    return carnet.rows()[-1].id


@pytest.mark.parametrize("email", [ARTISAN, NEW])
async def test_a_level_that_alternates_is_told_once_as_it_stands(
    carnet: SharedLogbook, email: str
) -> None:
    with clock.at(NOON):
        carnet.share(email)
    assert len((await everything_leaves(NOON)).sent) == 1
    for number in range(60):
        with clock.at(NOON + HOUR + number * SECOND / 20):
            carnet.change(share_id(carnet), {"works": LEVELS[number % 2]})
    assert (await everything_leaves(NOON + HOUR + MINUTE)).sent == []
    (told,) = (await everything_leaves(NOON + HOUR + 3 * MINUTE)).sent
    assert "a changé vos droits" in told.subject
    assert "ajouter et modifier" in told.text
    if email == ARTISAN:
        # The inbox has every one of them.
        assert len(carnet.told(carnet.adel)) == 61


def test_a_level_that_alternates_for_ever_fills_no_inbox(carnet: SharedLogbook) -> None:
    carnet.share(ARTISAN)
    other = carnet.told(carnet.adel)
    for number in range(notifications.MOST_UNREAD_OF_ONE + 20):
        carnet.change(share_id(carnet), {"works": LEVELS[number % 2]})
    told = carnet.told(carnet.adel)
    assert len(told) == len(other) + notifications.MOST_UNREAD_OF_ONE
    assert {one.id for one in other} <= {one.id for one in told}


async def test_what_is_shared_again_is_told_as_it_stands(carnet: SharedLogbook) -> None:
    with clock.at(NOON):
        carnet.share(NEW)
        carnet.end(share_id(carnet))
        carnet.share(NEW)
        carnet.change(share_id(carnet), {"works": "ecriture"})
    first, over = (await everything_leaves(NOON + SECOND)).sent
    assert "partage avec vous le carnet" in first.subject
    assert "a mis fin au partage" in over.subject
    (told,) = (await everything_leaves(NOON + 3 * MINUTE)).sent
    # Not as a change of what they know to be over.
    assert "partage avec vous le carnet" in told.subject
    assert "/adhesion?mail=" in told.text
    assert "ajouter et modifier" in told.text


async def test_an_end_takes_the_place_of_a_change_and_is_told_at_once(
    carnet: SharedLogbook,
) -> None:
    with clock.at(NOON):
        carnet.share(ARTISAN)
    await everything_leaves(NOON)
    with clock.at(NOON + SECOND):
        carnet.change(share_id(carnet), {"works": "ecriture"})
        carnet.end(share_id(carnet))
    (told,) = (await everything_leaves(NOON + SECOND)).sent
    assert "a mis fin au partage" in told.subject
    assert (await everything_leaves(NOON + DAY)).sent == []


@pytest.mark.parametrize("email", [ARTISAN, NEW])
async def test_a_share_that_is_given_and_ended_again_and_again_is_told_twice(
    carnet: SharedLogbook, email: str
) -> None:
    sent = []
    for number in range(4):
        with clock.at(NOON + 2 * number * SECOND):
            carnet.share(email)
        sent += (await everything_leaves(NOON + 2 * number * SECOND)).sent
        with clock.at(NOON + (2 * number + 1) * SECOND):
            carnet.end(share_id(carnet))
        sent += (await everything_leaves(NOON + (2 * number + 1) * SECOND)).sent
    sent += (await everything_leaves(NOON + HOUR)).sent
    assert ["a mis fin au partage" in mail.subject for mail in sent] == [False, True]


async def test_who_leaves_hears_no_more_of_changes(carnet: SharedLogbook) -> None:
    with clock.at(NOON):
        carnet.share(ARTISAN)
    await everything_leaves(NOON)
    with clock.at(NOON + HOUR):
        carnet.change(share_id(carnet), {"works": "ecriture"})
        carnet.leave(carnet.adel)
    (told,) = (await everything_leaves(NOON + DAY)).sent
    assert told.recipient == "maia@larmor.example"


async def test_a_mail_on_its_way_is_not_changed(carnet: SharedLogbook) -> None:
    with clock.at(NOON):
        carnet.share(ARTISAN)
        with carnet.database.writing() as session:
            taken = claims.claim(session)
        carnet.change(share_id(carnet), {"works": "ecriture"})
        assert taken is not None
        with carnet.database.writing() as session:
            claims.write_down(session, taken, claims.Fate.SENT, "")
    assert "consulter et télécharger" in taken.text
    (then,) = (await everything_leaves(NOON + 3 * MINUTE)).sent
    assert "a changé vos droits" in then.subject


async def test_a_mail_that_was_tried_may_have_arrived_and_is_not_taken_back(
    carnet: SharedLogbook,
) -> None:
    with clock.at(NOON):
        carnet.share(ARTISAN)
    await everything_leaves(NOON)
    with clock.at(NOON + HOUR):
        carnet.change(share_id(carnet), {"works": "ecriture"})
    with clock.at(NOON + HOUR + 3 * MINUTE):
        await delivery.deliver_due(FakeTransport().delays(ARTISAN))
        carnet.change(share_id(carnet), {"works": "lecture"})
    first, then = (await everything_leaves(NOON + 2 * HOUR)).sent
    assert "ajouter et modifier" in first.text
    assert "consulter et télécharger" in then.text


async def test_rights_that_change_forty_times_are_told_once_as_they_stand(
    database: Database,
) -> None:
    rights = (Rights(permissions=(RIGHTS_OF_ADDING,)), READ_ONLY)
    with clock.at(NOON), database.writing() as session:
        jean, camille = factories.account(session), factories.account(session, email=VICTIM)
        place = factories.establishment(session)
        factories.membership(session, jean, place, is_administrator=True)
        member = factories.membership(session, camille, place)
        for number in range(40):
            memberships.change_rights(
                session, place.siret, member.id, rights[number % 2], by=jean.id
            )
    assert (await everything_leaves(NOON + MINUTE)).sent == []
    (told,) = (await everything_leaves(NOON + 3 * MINUTE)).sent
    assert "droit de lecture" in told.text
    with clock.at(NOON + HOUR), database.writing() as session:
        memberships.change_rights(session, place.siret, member.id, ADMINISTRATOR, by=jean.id)
        memberships.revoke(session, place.siret, member.id, by=jean.id)
    (gone,) = (await everything_leaves(NOON + 2 * HOUR)).sent
    assert "est retiré" in gone.subject
    with database.reading() as session:
        inbox = select(func.count()).where(Notification.account_id == camille.id)
        assert session.exec(inbox).one() == 42


# What the limits keep, and is changed or over meanwhile


async def nothing_of_maia_s_leaves_today(carnet: SharedLogbook, email: str) -> None:
    """She has written to this person as often as a day allows."""
    with clock.at(NOON), carnet.database.writing() as session:
        for number in range(limits.FROM_ONE_SENDER):
            put(session, number, to=email, by=carnet.maia)
    await everything_leaves(NOON)


async def shared_and_held(carnet: SharedLogbook, email: str) -> None:
    await nothing_of_maia_s_leaves_today(carnet, email)
    with clock.at(NOON + MINUTE):
        carnet.share(email)
    assert (await everything_leaves(NOON + MINUTE)).sent == []


async def with_lucie_s(carnet: SharedLogbook, email: str) -> FakeTransport:
    """The next mail that may leave, which tells what was kept."""
    with clock.at(NOON + HOUR), carnet.database.writing() as session:
        put(session, 99, to=email, by="lucie")
    return await everything_leaves(NOON + HOUR)


@pytest.mark.parametrize("email", [ARTISAN, NEW])
async def test_what_is_kept_and_replaced_is_told_once(carnet: SharedLogbook, email: str) -> None:
    await shared_and_held(carnet, email)
    with clock.at(NOON + 2 * MINUTE):
        carnet.change(share_id(carnet), {"works": "ecriture"})
    assert (await everything_leaves(NOON + 5 * MINUTE)).sent == []
    (digest,) = (await with_lucie_s(carnet, email)).sent
    assert digest.subject == "2\N{NO-BREAK SPACE}nouvelles de l’Espace Services"
    assert digest.text.count("partage avec vous") == 1
    assert (await everything_leaves(NOON + 2 * DAY)).sent == []


@pytest.mark.parametrize("email", [ARTISAN, NEW])
async def test_a_share_that_ends_before_it_was_told_is_not_told(
    carnet: SharedLogbook, email: str
) -> None:
    await shared_and_held(carnet, email)
    with clock.at(NOON + 2 * MINUTE):
        carnet.end(share_id(carnet))
    (alone,) = (await with_lucie_s(carnet, email)).sent
    assert alone.subject == "Nouvelle 99"
    assert (await everything_leaves(NOON + 2 * DAY)).sent == []


async def test_a_share_that_one_leaves_before_it_was_told_is_not_told(
    carnet: SharedLogbook,
) -> None:
    await shared_and_held(carnet, ARTISAN)
    with clock.at(NOON + 2 * MINUTE):
        carnet.leave(carnet.adel)
    mails = await with_lucie_s(carnet, ARTISAN)
    assert [mail.subject for mail in mails.sent if mail.recipient == ARTISAN] == ["Nouvelle 99"]


@pytest.mark.parametrize("answer", [handovers.withdraw, handovers.decline])
@pytest.mark.parametrize("email", [ARTISAN, NEW])
async def test_a_proposal_that_is_over_before_it_was_told_is_not_told(
    carnet: SharedLogbook, email: str, answer: Callable[..., object]
) -> None:
    await nothing_of_maia_s_leaves_today(carnet, email)
    with clock.at(NOON + MINUTE), carnet.database.writing() as session:
        factories.entry(session, session.get_one(Logbook, carnet.id), "equipment")
        offer = handovers.propose(
            session, carnet.id, by=carnet.maia, buyer_email=email, parts=("equipment",)
        )
        by = carnet.maia
        if answer is handovers.decline:
            buyer = accounts.of_address(session, email)
            by = (buyer or factories.account(session, email=email)).id
    assert (await everything_leaves(NOON + MINUTE)).sent == []
    with clock.at(NOON + 2 * MINUTE), carnet.database.writing() as session:
        answer(session, offer, by=by)
    mails = await with_lucie_s(carnet, email)
    assert [mail.subject for mail in mails.sent if mail.recipient == email] == ["Nouvelle 99"]
    later = (await everything_leaves(NOON + 2 * DAY)).sent
    assert [mail for mail in later if mail.recipient == email] == []


async def test_a_change_that_never_settles_is_told_within_a_quarter_of_an_hour(
    carnet: SharedLogbook,
) -> None:
    with clock.at(NOON):
        carnet.share(ARTISAN)
    await everything_leaves(NOON)
    told = []
    for number in range(20):
        now = NOON + HOUR + number * MINUTE
        with clock.at(now):
            carnet.change(share_id(carnet), {"works": LEVELS[number % 2]})
        told += [(now, mail) for mail in (await everything_leaves(now)).sent]
    ((at, mail),) = told
    assert NOON + HOUR + 14 * MINUTE <= at <= NOON + HOUR + 15 * MINUTE
    assert "a changé vos droits" in mail.subject


# Requests


class Town:
    """Établissements with an administrator each, and somebody who asks to join them."""

    def __init__(self, database: Database, *, size: int) -> None:
        self.database = database
        with database.writing() as session:
            self.ines = factories.account(session)
            self.jean = factories.account(session, email=VICTIM)
            self.places = [
                factories.establishment(session, administrators=(self.jean,)) for _ in range(size)
            ]

    def asks(self, place: Establishment) -> UUID:
        with self.database.writing() as session:
            present = session.get_one(Establishment, place.id)
            return membership_requests.send(session, present, by=self.ines.id)

    def cancels(self, request_id: UUID) -> None:
        with self.database.writing() as session:
            membership_requests.cancel(session, request_id, by=self.ines.id)


async def test_a_request_that_was_taken_back_may_be_sent_again_after_an_hour(
    database: Database,
) -> None:
    town = Town(database, size=1)
    (place,) = town.places
    with clock.at(NOON):
        town.cancels(town.asks(place))
        for _ in range(25):
            with pytest.raises(RequestWasCancelled) as refused:
                town.asks(place)
    assert refused.value.until == NOON + HOUR
    sent = (await everything_leaves(NOON)).sent
    assert [mail.recipient for mail in sent].count(VICTIM) == 1
    with clock.at(NOON + HOUR):
        town.asks(place)
    assert (await everything_leaves(NOON + HOUR)).last_to(VICTIM)


def test_one_account_does_not_ask_a_whole_town(database: Database) -> None:
    town = Town(database, size=MOST_PENDING + 1)
    asked = [town.asks(place) for place in town.places[:MOST_PENDING]]
    with pytest.raises(RequestsAreTooMany):
        town.asks(town.places[-1])
    # The one that waits already is shown, not refused.
    assert town.asks(town.places[0]) == asked[0]
    town.cancels(asked[0])
    town.asks(town.places[-1])


def test_nor_by_taking_each_request_back(database: Database) -> None:
    town = Town(database, size=MOST_A_DAY + 1)
    with clock.at(NOON):
        for place in town.places[:MOST_A_DAY]:
            town.cancels(town.asks(place))
        with pytest.raises(RequestsTodayAreTooMany):
            town.asks(town.places[-1])
    with clock.at(NOON + DAY + MINUTE):
        town.asks(town.places[-1])


def test_two_requests_at_once_do_not_pass_the_limit(database: Database) -> None:
    town = Town(database, size=MOST_PENDING + 4)
    for place in town.places[: MOST_PENDING - 1]:
        town.asks(place)

    def asks(place: Establishment) -> bool:
        try:
            town.asks(place)
        except Refusal:
            return False
        return True

    with ThreadPoolExecutor(5) as pool:
        outcomes = list(pool.map(asks, town.places[MOST_PENDING - 1 :]))
    assert sorted(outcomes) == [False, False, False, False, True]
