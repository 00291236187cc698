"""One's own notifications: paged, counted and marked, as fast with many as with few."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlmodel import col, func, select

from ecoapp.core import clock
from ecoapp.core.database import Database
from ecoapp.core.errors import NotAllowed
from ecoapp.core.tokens import new_id
from ecoapp.models import Account, Notification, NotificationKind
from ecoapp.services import inbox, membership_decisions, membership_requests
from ecoapp.services.inbox import MOST_COUNTED, PAGE, Counts, Filter, Page
from ecoapp.services.rights import READ_ONLY
from tests import factories
from tests.services.statements import Statement, plan, statements, whole_reads

NOON = datetime(2026, 9, 15, 12, tzinfo=UTC)


@pytest.fixture
def jean(database: Database) -> Account:
    with database.writing() as session:
        return factories.account(session, first_name="Jean")


def told(database: Database, to: Account, count: int = 1, **fields: Any) -> list[UUID]:
    """The ids, in the order of time."""
    with database.writing() as session:
        return [factories.notification(session, to, **fields).id for _ in range(count)]


def seen(database: Database, by: Account, **how: Any) -> Page:
    with database.reading() as session:
        return inbox.page(session, by=by.id, **how)


def ids(page: Page) -> list[UUID]:
    return [line.id for line in page.lines]


def counted(database: Database, by: Account) -> Counts:
    with database.reading() as session:
        return inbox.counts(session, by=by.id)


# Pages


def test_the_newest_comes_first_and_others_are_not_there(database: Database, jean: Account) -> None:
    with database.writing() as session:
        somebody_else = factories.account(session)
    mine = told(database, jean, 3)
    told(database, somebody_else, 3)
    assert seen(database, jean) == Page(tuple(seen(database, jean).lines))
    assert ids(seen(database, jean)) == mine[::-1]


def test_pages_follow_each_other_and_come_back(database: Database, jean: Account) -> None:
    newest_first = told(database, jean, 2 * PAGE + 5)[::-1]
    first = seen(database, jean)
    second = seen(database, jean, before=first.older)
    third = seen(database, jean, before=second.older)
    assert ids(first) + ids(second) + ids(third) == newest_first
    assert (first.newer, third.older) == (None, None)
    back = seen(database, jean, after=third.newer)
    assert (ids(back), back.older, back.newer is not None) == (ids(second), second.older, True)
    again = seen(database, jean, after=back.newer)
    assert again == first


def test_what_comes_meanwhile_shifts_no_page(database: Database, jean: Account) -> None:
    newest_first = told(database, jean, PAGE + 5)[::-1]
    first = seen(database, jean)
    told(database, jean, 3)
    second = seen(database, jean, before=first.older)
    assert ids(second) == newest_first[PAGE:]
    # The pages above hold what is just newer, then the newest.
    back = seen(database, jean, after=second.newer)
    assert (ids(back), back.newer) == (ids(first), ids(first)[0])
    assert seen(database, jean, after=back.newer) == seen(database, jean)


@pytest.mark.parametrize("count", [0, 1, PAGE, PAGE + 1])
def test_a_page_knows_whether_there_is_another(
    database: Database, jean: Account, count: int
) -> None:
    told(database, jean, count)
    page = seen(database, jean)
    assert (len(page.lines), page.newer) == (min(count, PAGE), None)
    assert (page.older is not None) == (count > PAGE)


def test_an_id_that_is_nobodys_is_a_place_in_time_and_nothing_else(
    database: Database, jean: Account
) -> None:
    told(database, jean, 2)
    assert len(seen(database, jean, before=new_id()).lines) == 2
    assert seen(database, jean, after=new_id()) == seen(database, jean)
    assert seen(database, jean, before=UUID(int=0)) == Page((), newer=UUID(int=0))


def test_filters_keep_what_they_say(database: Database, jean: Account) -> None:
    (read,) = told(database, jean, read=True)
    (unread,) = told(database, jean)
    (to_handle,) = told(database, jean, to_handle=True, read=True)
    assert ids(seen(database, jean, only=Filter.UNREAD)) == [unread]
    assert ids(seen(database, jean, only=Filter.TO_HANDLE)) == [to_handle]
    assert ids(seen(database, jean, only=Filter.ALL)) == [to_handle, unread, read]
    assert counted(database, jean) == Counts(all=3, unread=1, to_handle=1)


def test_a_line_names_who_asks_until_somebody_has_answered(database: Database) -> None:
    with database.writing() as session:
        jean, camille = factories.account(session), factories.account(session)
        place = factories.establishment(session, administrators=(jean,))
        request = membership_requests.send(session, place, by=camille.id, message="Bonjour")
    (line,) = seen(database, jean).lines
    assert (line.about, line.path) == ("Camille Renaud", f"/demandes/{request}")
    assert (line.is_to_handle, line.is_read) == (True, False)
    with database.writing() as session:
        membership_requests.cancel(session, request, by=camille.id)
    assert seen(database, jean).lines[0].is_to_handle is False
    assert counted(database, jean) == Counts(all=1, unread=1, to_handle=0)


def test_who_answers_a_request_has_read_of_it_and_nobody_else(database: Database) -> None:
    with database.writing() as session:
        jean, ines = factories.account(session), factories.account(session)
        camille = factories.account(session)
        place = factories.establishment(session, administrators=(jean, ines))
        request = membership_requests.send(session, place, by=camille.id)
    with database.writing() as session:
        membership_decisions.accept(session, request, by=jean.id, rights=READ_ONLY)
    assert counted(database, jean) == Counts(all=1, unread=0, to_handle=0)
    assert counted(database, ines) == Counts(all=1, unread=1, to_handle=0)
    assert counted(database, camille) == Counts(all=2, unread=2, to_handle=0)


def test_counts_stop_where_nobody_counts_any_more(database: Database, jean: Account) -> None:
    told(database, jean, MOST_COUNTED + 1, to_handle=True)
    assert counted(database, jean) == Counts(MOST_COUNTED, MOST_COUNTED, MOST_COUNTED)
    with database.reading() as session:
        assert inbox.unread_count(session, by=jean.id) == MOST_COUNTED


# Marking


def test_reading_and_unreading_one(database: Database, jean: Account) -> None:
    one, other = told(database, jean, 2)
    for is_read in (True, True, False, False, True):
        with database.writing() as session:
            inbox.mark(session, one, is_read=is_read, by=jean.id)
        lines = {line.id: line.is_read for line in seen(database, jean).lines}
        assert lines == {one: is_read, other: False}


def test_opening_one_marks_it_and_says_where_it_leads(database: Database, jean: Account) -> None:
    (one,) = told(database, jean, path="/demandes/x")
    with database.writing() as session:
        assert inbox.open_one(session, one, by=jean.id) == "/demandes/x"
    assert counted(database, jean).unread == 0


@pytest.mark.parametrize("whose", ["somebody else’s", "nobody’s"])
def test_only_one_s_own_can_be_marked(database: Database, jean: Account, whose: str) -> None:
    with database.writing() as session:
        stranger = factories.account(session)
    notification = told(database, jean)[0] if whose == "somebody else’s" else new_id()
    for use in (inbox.open_one, marking(is_read=True), marking(is_read=False)):
        with pytest.raises(NotAllowed), database.writing() as session:
            use(session, notification, by=stranger.id)
    with database.reading() as session:
        assert inbox.unread_count(session, by=jean.id) == (whose == "somebody else’s")


def marking(*, is_read: bool) -> Callable[..., Any]:
    return lambda session, notification, by: inbox.mark(
        session, notification, is_read=is_read, by=by
    )


def test_all_are_read_some_at_a_time_and_only_one_s_own(
    database: Database, jean: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "MARKED_AT_ONCE", 4)
    with database.writing() as session:
        somebody_else = factories.account(session)
    told(database, somebody_else, 2)
    told(database, jean, 9)
    more = []
    for _ in range(3):
        with database.writing() as session:
            more.append(inbox.mark_all_read(session, by=jean.id))
    assert more == [True, True, False]
    assert counted(database, jean) == Counts(all=9, unread=0, to_handle=0)
    assert counted(database, somebody_else).unread == 2


# What changed lately


def lately(database: Database) -> dict[UUID, tuple[str, int]]:
    with database.reading() as session:
        return inbox.changed_lately(session, within=timedelta(seconds=10))


def changes(database: Database) -> list[Any]:
    """What somebody may do to notifications, each by itself."""
    with database.writing() as session:
        jean, camille = factories.account(session), factories.account(session)
        place = factories.establishment(session, administrators=(jean,))
        request = membership_requests.send(session, place, by=camille.id)
    (line,) = seen(database, jean).lines
    return [
        (jean, lambda session: inbox.mark(session, line.id, is_read=True, by=jean.id)),
        (jean, lambda session: inbox.mark(session, line.id, is_read=False, by=jean.id)),
        (jean, lambda session: inbox.mark_all_read(session, by=jean.id)),
        (jean, lambda session: factories.notification(session, jean)),
        (jean, lambda session: membership_requests.cancel(session, request, by=camille.id)),
    ]


def test_whatever_changes_is_seen_for_a_while(database: Database) -> None:
    with clock.at(NOON):
        all_changes = changes(database)
    for number, (whose, change) in enumerate(all_changes, start=1):
        then = NOON + number * timedelta(minutes=1)
        with clock.at(then):
            assert lately(database) == {}
            with database.writing() as session:
                change(session)
            before = lately(database)
            assert whose.id in before, number
        with clock.at(then + timedelta(seconds=9)):
            assert lately(database) == before


def test_a_second_change_within_the_same_instant_is_seen_too(
    database: Database, jean: Account
) -> None:
    with clock.at(NOON):
        told(database, jean)
        before = lately(database)
        told(database, jean)
        assert lately(database) != before


def test_reading_all_hides_nobody_else_s_changes(database: Database, jean: Account) -> None:
    with clock.at(NOON - timedelta(hours=1)):
        told(database, jean, 30)
    with clock.at(NOON), database.writing() as session:
        inbox.mark_all_read(session, by=jean.id)
    with clock.at(NOON):
        assert [count for _, count in lately(database).values()] == [1]


# Speed


@pytest.fixture
def crowd(database: Database, jean: Account) -> None:
    """200 notifications of Jean among as many of others, of which the planner knows."""
    with database.writing() as session:
        others = [factories.account(session) for _ in range(20)]
        session.add_all(
            Notification(
                account_id=person.id,
                kind=NotificationKind.REQUEST_SENT,
                title="Votre demande est envoyée",
                is_to_handle=number % 5 == 0,
                read_at=clock.now() if number % 2 else None,
            )
            for number in range(200)
            for person in (jean, others[number % 20])
        )
    with database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))


def everything_asked(database: Database, by: Account) -> list[Statement]:
    with database.reading() as session:
        middle = session.exec(
            select(Notification.id)
            .where(Notification.account_id == by.id)
            .order_by(col(Notification.id))
            .offset(PAGE + 10)
        ).first()
    with statements(database) as sent:
        for only in Filter:
            for place in ({}, {"before": middle}, {"after": middle}):
                seen(database, by, only=only, **place)
        counted(database, by)
        lately(database)
        with database.writing() as session:
            inbox.unread_count(session, by=by.id)
            inbox.mark_all_read(session, by=by.id)
            session.rollback()
    return sent


@pytest.mark.usefixtures("crowd")
def test_no_question_reads_a_table_from_end_to_end(database: Database, jean: Account) -> None:
    asked = everything_asked(database, jean)
    assert len(asked) >= 14
    assert [one.sql for one in asked if whole_reads(database, one)] == []


@pytest.mark.usefixtures("crowd")
@pytest.mark.parametrize(
    ("only", "index"),
    [
        (Filter.ALL, "ix_notification_account_id_id"),
        (Filter.UNREAD, "ix_notification_unread"),
        (Filter.TO_HANDLE, "ix_notification_to_handle"),
    ],
)
def test_each_list_and_its_count_go_by_the_index_made_for_them(
    database: Database, jean: Account, only: Filter, index: str
) -> None:
    first = seen(database, jean, only=only)
    with statements(database) as sent:
        seen(database, jean, only=only)
        seen(database, jean, only=only, before=first.older)
        seen(database, jean, only=only, after=first.lines[-1].id)
        counted(database, jean)
    assert len(sent) >= 4
    for one in sent:
        assert index in plan(database, one), plan(database, one)
        # Rows come in the order of the index: nothing is sorted but a page.
        assert "TEMP B-TREE" not in plan(database, one)


@pytest.mark.usefixtures("crowd")
def test_what_changed_lately_goes_by_the_time_of_the_change(
    database: Database, jean: Account
) -> None:
    with statements(database) as sent:
        lately(database)
    (one,) = sent
    assert "ix_notification_changed_at" in plan(database, one)


def test_as_many_statements_for_many_rows_as_for_few(database: Database) -> None:
    counts = []
    for rows in (1, 5, PAGE, 3 * PAGE):
        with database.writing() as session:
            jean = factories.account(session)
            place = factories.establishment(session, administrators=(jean,))
            for _ in range(rows):
                camille = factories.account(session)
                membership_requests.send(session, place, by=camille.id)
        with statements(database) as sent:
            assert len(seen(database, jean).lines) == min(rows, PAGE)
            counted(database, jean)
        counts.append(len(sent))
    assert counts == [2, 2, 2, 2]


def test_a_plan_that_reads_everything_would_be_seen(database: Database, jean: Account) -> None:
    told(database, jean, 3, detail="x")
    with statements(database) as sent, database.reading() as session:
        session.exec(select(func.count()).where(Notification.detail == "x")).one()
    assert len(whole_reads(database, sent[0])) == 1
