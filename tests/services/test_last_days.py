"""What is said to hold until a day holds to the end of that day, in Paris."""

from datetime import UTC, date, datetime, timedelta

import pytest

from ecoapp.core import clock
from ecoapp.core.database import Database
from ecoapp.services import (
    handover_views,
    handovers,
    invitation_answers,
    invitations,
    pending_invitations,
)
from ecoapp.services.french_words import PARIS
from ecoapp.services.last_days import end_of_day_in
from ecoapp.services.rights import READ_ONLY
from tests import factories
from tests.services.letters import letters

SECOND = timedelta(seconds=1)
LAST_DAY = "26\N{NO-BREAK SPACE}décembre 2026"
# 30 days before the end of the 26th of December, late and early in the day, in Paris and in UTC.
MOMENTS = [
    datetime(2026, 11, 26, 8, 30, tzinfo=UTC),
    datetime(2026, 11, 25, 23, 30, tzinfo=UTC),  # half past midnight in Paris, of the 26th
    datetime(2026, 11, 26, 22, 59, tzinfo=UTC),
]
MIDNIGHT = datetime(2026, 12, 26, 23, 0, tzinfo=UTC)


@pytest.mark.parametrize("now", MOMENTS)
def test_a_day_ends_at_midnight_in_paris(now: datetime) -> None:
    with clock.at(now):
        end = end_of_day_in(timedelta(days=30))
    assert MIDNIGHT - SECOND < end < MIDNIGHT
    assert end.astimezone(PARIS).date() == date(2026, 12, 26)


def test_summer_time_moves_no_end() -> None:
    with clock.at(datetime(2026, 10, 20, 12, tzinfo=UTC)):
        end = end_of_day_in(timedelta(days=5))  # the 25th, which has 25 hours
    assert end.astimezone(PARIS).strftime("%d %H:%M") == "25 23:59"


@pytest.mark.parametrize("now", MOMENTS)
def test_an_invitation_holds_to_the_end_of_the_day_that_its_mail_names(
    database: Database, now: datetime
) -> None:
    with clock.at(now), database.writing() as session:
        jean, camille = factories.account(session), factories.account(session)
        place = factories.establishment(session, administrators=(jean,))
        invitations.invite(session, place.siret, by=jean.id, email=camille.email, rights=READ_ONLY)
    (mail,) = letters(database, kind="invitation")
    assert LAST_DAY in mail.text
    with database.reading() as session:
        (line,) = pending_invitations.of_person(session, by=camille.id)
    with clock.at(MIDNIGHT), database.writing() as session:
        assert pending_invitations.of_person(session, by=camille.id) == []
    with clock.at(MIDNIGHT - SECOND), database.writing() as session:
        assert invitation_answers.accept(session, line.id, by=camille.id)


@pytest.mark.parametrize("now", MOMENTS)
def test_so_does_a_carnet_that_is_handed_over(database: Database, now: datetime) -> None:
    with clock.at(now), database.writing() as session:
        jean, camille = factories.account(session), factories.account(session)
        logbook = factories.logbook(session, jean)
        factories.entry(session, logbook, section="identity")
        handovers.propose(
            session, logbook.id, by=jean.id, buyer_email=camille.email, parts=["identity"]
        )
    (mail,) = letters(database, kind="handover_offered")
    assert LAST_DAY in mail.text
    with database.reading() as session:
        (seen,) = handover_views.waiting(session, by=camille.id)
    with clock.at(MIDNIGHT), database.reading() as session:
        assert handovers.to_expire(session, after=None, limit=9) == [seen.id]
    with clock.at(MIDNIGHT - SECOND), database.writing() as session:
        assert handovers.to_expire(session, after=None, limit=9) == []
        handovers.accept(session, seen.id, by=camille.id)
