"""What a form was refused for, carried to the page that is shown next."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, func, select

from ecoapp.core import clock
from ecoapp.core.database import Database
from ecoapp.models import RefusedForm
from ecoapp.services import email_addresses, refused_forms
from ecoapp.services.refused_forms import RefusedFormView
from tests import factories
from tests.services.at_once import at_once

NOON = datetime(2026, 9, 15, 12, tzinfo=UTC)
BROWSER = factories.browser()
REFUSED = RefusedFormView({"email": "camille@é"}, {"email": "Cette adresse…"})


def put(session: Session, refused: RefusedFormView = REFUSED, form: str = "log_in") -> None:
    refused_forms.put(session, form, browser=BROWSER, values=refused.values, errors=refused.errors)


def view(session: Session, form: str = "log_in", browser: str = BROWSER) -> RefusedFormView:
    return refused_forms.view(session, form, browser=browser)


def test_what_was_refused_is_shown_as_often_as_the_page_is_loaded(session: Session) -> None:
    put(session)
    assert view(session) == view(session) == REFUSED


def test_nothing_is_shown_elsewhere(session: Session) -> None:
    put(session)
    assert view(session, browser=factories.browser("another")) == RefusedFormView()
    assert view(session, form="code") == RefusedFormView()


def test_of_a_long_text_no_more_is_kept_than_anybody_types(session: Session) -> None:
    """Whoever makes up a browser each time has a row kept of each."""
    put(session, RefusedFormView({"email": "é" * 5_000}, {}))
    assert view(session).values == {"email": "é" * refused_forms.LONGEST_KEPT}
    assert refused_forms.LONGEST_KEPT < 5 * email_addresses.LONGEST


def test_the_last_refusal_counts(session: Session) -> None:
    put(session)
    put(session, RefusedFormView({}, {"": "Autre chose"}))
    assert view(session).errors == {"": "Autre chose"}
    assert session.exec(select(func.count()).select_from(RefusedForm)).one() == 1


def test_it_is_shown_for_ten_minutes_then_deleted_by_the_next(session: Session) -> None:
    with clock.at(NOON):
        put(session)
    with clock.at(NOON + timedelta(minutes=10)):
        assert view(session) == RefusedFormView()
        refused_forms.clear(session, "code", browser=factories.browser("another"))
    assert session.exec(select(RefusedForm)).all() == []


def test_it_can_be_forgotten(session: Session) -> None:
    put(session)
    put(session, form="code")
    refused_forms.clear(session, "log_in", browser=BROWSER)
    assert view(session) == RefusedFormView()
    assert view(session, form="code") == REFUSED


@pytest.mark.parametrize("typed", ["<b>", "🦊", "\0", "\ud800", "'; DROP TABLE account; --"])
def test_whatever_was_typed_can_be_carried(database: Database, typed: str) -> None:
    with database.writing() as session:
        put(session, RefusedFormView({"email": typed}, {"email": "Non"}))
    with database.reading() as session:
        assert view(session).errors == {"email": "Non"}


def test_two_refusals_at_the_same_moment_leave_one(database: Database) -> None:
    def work(opened: Database) -> None:
        with opened.writing() as session:
            put(session)

    for _ in range(3):
        assert at_once(database, [work] * 4) == [None] * 4
    with database.reading() as session:
        assert session.exec(select(func.count()).select_from(RefusedForm)).one() == 1
