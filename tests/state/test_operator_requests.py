"""`/operateur`, called directly."""

from datetime import timedelta

from ecoapp.core import clock
from ecoapp.core.database import Database
from ecoapp.mail import outbox
from ecoapp.mail.message import Message
from ecoapp.services import health
from ecoapp.services.health import Concern
from ecoapp.state.operator.requests import OperatorRequests
from tests import factories
from tests.state.screens import run, screen


async def test_the_team_is_told_that_mail_does_not_leave(sqlite: Database) -> None:
    with sqlite.writing() as session:
        person = factories.account(session, is_operator=True).id
    page = await screen(OperatorRequests, account=person)
    await run(page.load())
    assert health.WORDS[Concern.OLD_MAIL] not in page.concerns
    with sqlite.writing() as session, clock.at(clock.now() - timedelta(minutes=20)):
        mail = Message("x", "Objet", "Texte", "<p>")
        outbox.put(session, mail, to="a@b.fr", deduplication_key="1")
    await run(page.load())
    assert health.WORDS[Concern.OLD_MAIL] in page.concerns
