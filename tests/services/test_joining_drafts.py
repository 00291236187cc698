"""What is being typed at the établissement step."""

from uuid import UUID

import pytest
from sqlmodel import func, select

from ecoapp.core.database import Database
from ecoapp.models import JoiningDraft
from ecoapp.services import joining_drafts
from ecoapp.services.joining_drafts import KEPT_FIELDS, JoiningDraftView
from tests import factories
from tests.services.at_once import at_once


@pytest.fixture
def by(database: Database) -> UUID:
    with database.writing() as session:
        return factories.account(session).id


def keep(database: Database, by: UUID, **typed: str) -> None:
    with database.writing() as session:
        joining_drafts.keep(session, by=by, **typed)


def view(database: Database, by: UUID) -> JoiningDraftView:
    with database.reading() as session:
        return joining_drafts.view(session, by=by)


def test_nothing_is_under_way_at_first(database: Database, by: UUID) -> None:
    assert view(database, by) == JoiningDraftView()


@pytest.mark.parametrize("typed", ["356 000", "<b>", "🦊", "Bonjour,\nà vous", " "])
def test_what_is_typed_is_kept_right_or_wrong(database: Database, by: UUID, typed: str) -> None:
    keep(database, by, message=typed, siret=typed)
    assert (view(database, by).message, view(database, by).siret) == (typed, typed)


def test_other_fields_stay_as_they_are(database: Database, by: UUID) -> None:
    keep(database, by, siret="356", city="Vannes")
    keep(database, by, siret="")
    assert view(database, by) == JoiningDraftView(city="Vannes")


@pytest.mark.parametrize(("field", "longest"), KEPT_FIELDS.items())
def test_what_is_too_long_is_kept_up_to_its_limit(
    database: Database, by: UUID, field: str, longest: int
) -> None:
    keep(database, by, **{field: "x" * 5_000})
    assert getattr(view(database, by), field) == "x" * longest


@pytest.mark.parametrize("typed", ["Vannes\0", "Vannes\ud83d"])
def test_what_no_database_takes_is_left_out(database: Database, by: UUID, typed: str) -> None:
    keep(database, by, city=typed)
    assert view(database, by).city == "Vannes"


def test_people_see_only_what_they_typed(database: Database, by: UUID) -> None:
    with database.writing() as session:
        other = factories.account(session).id
    keep(database, by, siret="356")
    assert view(database, other) == JoiningDraftView()


def test_what_was_sent_is_forgotten(database: Database, by: UUID) -> None:
    keep(database, by, siret="356")
    for _ in range(2):
        with database.writing() as session:
            joining_drafts.discard(session, by=by)
    assert view(database, by) == JoiningDraftView()


def test_two_tabs_that_begin_at_once_share_one_draft(database: Database, by: UUID) -> None:
    fields = ["siret", "message", "name", "city"]
    works = [lambda opened, field=field: keep(opened, by, **{field: "x"}) for field in fields]
    assert at_once(database, works) == [None] * 4
    seen = view(database, by)
    assert [getattr(seen, field) for field in fields] == ["x"] * 4
    with database.reading() as session:
        assert session.exec(select(func.count()).select_from(JoiningDraft)).one() == 1


def test_typing_and_sending_at_once_disturb_nobody(database: Database, by: UUID) -> None:
    def type_and_send(opened: Database) -> None:
        for number in range(8):
            keep(opened, by, city=f"Vannes {number}")
            with opened.writing() as session:
                joining_drafts.discard(session, by=by)

    assert at_once(database, [type_and_send] * 4) == [None] * 4
    assert view(database, by) == JoiningDraftView()
