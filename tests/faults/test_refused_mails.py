"""A mail that its recipient's server refuses for good is told to whoever can do something."""

from datetime import timedelta
from uuid import UUID

import pytest
from playwright.sync_api import expect

from ecoapp.adapters.post_office.fake import FakeTransport
from ecoapp.core import clock
from ecoapp.core.database import Database
from ecoapp.core.errors import NotAllowed
from ecoapp.mail import delivery, outbox
from ecoapp.mail.message import Message
from ecoapp.services import membership_requests, refused_mails, signups
from ecoapp.services.membership_requests import RequestView
from tests import factories
from tests.e2e.people import CODE_STEP, INDIVIDUAL, Newcomer
from tests.services.journey import BROWSER, Journey
from tests.services.journey import EMAIL as CAMILLE

INES, JEAN, NADIA = "ines@exemple.fr", "jean@aubry.example", "nadia@aubry.example"


async def delivered(*refusing: str) -> None:
    post_office = FakeTransport()
    for address in refusing:
        post_office.refuses(address)
    while await delivery.deliver_due(post_office):
        pass


def asks_for_a_code(database: Database) -> None:
    journey = Journey(database)
    for step in (journey.begin, journey.structure, journey.person, journey.password):
        step()


def code_is_refused(database: Database) -> bool:
    with database.reading() as session:
        return signups.code_view(session, browser=BROWSER).is_refused


async def test_the_page_of_the_code_knows_that_the_address_refuses_it(database: Database) -> None:
    asks_for_a_code(database)
    assert not code_is_refused(database)
    await delivered(CAMILLE)
    assert code_is_refused(database)
    # Another one is another question.
    with clock.at(clock.now() + timedelta(minutes=2)), database.writing() as session:
        signups.resend_code(session, browser=BROWSER)
    assert not code_is_refused(database)


async def test_a_code_that_is_only_late_is_not_called_refused(database: Database) -> None:
    asks_for_a_code(database)
    await delivery.deliver_due(FakeTransport().delays(CAMILLE))
    assert not code_is_refused(database)
    # Nor one that was given up because it opens nothing any more.
    with clock.at(clock.now() + timedelta(hours=1)):
        await delivered()
        with database.reading() as session:
            assert refused_mails_of(database) == []
            assert outbox.waiting(session) == 0


class Asked:
    """Inès asks to join an établissement that Jean and Nadia administer."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.writing() as session:
            self.ines = factories.account(session, email=INES)
            both = [factories.account(session, email=email) for email in (JEAN, NADIA)]
            place = factories.establishment(session, administrators=tuple(both))
            self.jean = both[0]
            self.request = membership_requests.send(session, place, by=self.ines.id)

    def seen(self, by: UUID | None = None) -> RequestView:
        with self.database.reading() as session:
            return membership_requests.track(session, self.request, by=by or self.ines.id)


async def test_the_requester_sees_which_administrator_no_mail_reaches(database: Database) -> None:
    asked = Asked(database)
    assert asked.seen().unreachable == ()
    await delivered(JEAN)
    seen = asked.seen()
    assert len(seen.informed) == 2
    # Masked, as the others are.
    assert seen.unreachable == (seen.informed[0],)
    assert JEAN not in seen.unreachable
    assert not seen.is_own_refused


async def test_the_requester_sees_that_their_own_address_refuses(database: Database) -> None:
    asked = Asked(database)
    await delivered(INES)
    assert asked.seen().is_own_refused
    assert asked.seen().unreachable == ()


async def test_what_was_refused_with_others_in_one_mail_is_refused(database: Database) -> None:
    news = Message("news", "Nouvelle", "Bonjour\n", "<p>Bonjour</p>", "https://x.example/")
    with database.writing() as session:
        for number in range(12):
            outbox.put(session, news, to=JEAN, deduplication_key=f"{number}", by="lucie")
    await delivered()
    with clock.at(clock.now() + timedelta(days=1)):
        await delivered(JEAN)
    with database.reading() as session:
        assert outbox.refused_among(session, ["0", "10", "11"]) == {"10", "11"}


def refused_mails_of(database: Database) -> list[refused_mails.RefusedMail]:
    with database.writing() as session:
        olga = factories.account(session, is_operator=True)
    with database.reading() as session:
        return refused_mails.latest(session, by=olga.id)


async def test_the_operator_s_team_sees_who_is_not_reached_and_why(database: Database) -> None:
    asked = Asked(database)
    asks_for_a_code(database)
    await delivered(JEAN, CAMILLE)
    found = refused_mails_of(database)
    assert {(mail.recipient, mail.reason) for mail in found} == {
        (JEAN, "550 5.1.1 no such mailbox"),
        (CAMILLE, "550 5.1.1 no such mailbox"),
    }
    assert "Code de vérification" in {mail.what for mail in found}
    assert any("demande son rattachement" in mail.what for mail in found)
    with clock.at(clock.now() + timedelta(days=31)):
        assert refused_mails_of(database) == []
    with database.reading() as session, pytest.raises(NotAllowed):
        refused_mails.latest(session, by=asked.jean.id)


def test_the_page_of_the_code_says_so_by_itself(newcomer: Newcomer) -> None:
    lea = newcomer("Léa", "Kerdoncuff")
    lea.letter_box.refused.add(lea.email.casefold())
    lea.signs_up(INDIVIDUAL, until=CODE_STEP)
    lea.sees("Cette adresse refuse nos messages.")
    # What cannot have arrived is not to be looked for.
    expect(lea.page.get_by_text("courriers indésirables")).to_be_hidden()
    lea.page.get_by_role("main").get_by_role("status").get_by_role(
        "link", name="Modifier l’adresse mail"
    ).click()
    lea.is_at("/adhesion")
