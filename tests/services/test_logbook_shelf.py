"""« Vos carnets », page by page: none is missing, however many there are."""

from itertools import pairwise
from uuid import UUID

from ecoapp.core.database import Database
from ecoapp.models import Account
from ecoapp.services import logbook_shelf
from ecoapp.services.catalogue_terms import AccessLevel
from ecoapp.services.logbook_shelf import Ground, ShelfLine
from tests import factories


def fill(database: Database, counts: dict[Ground, int]) -> UUID:
    """Somebody whose list has so many carnets on each ground."""
    with database.writing() as session:
        person = factories.account(session)
        other = factories.account(session)
        for _ in range(counts.get(Ground.OFFERED, 0)):
            factories.logbook(session, prepared_by=other, offered_to=person.email)
        for _ in range(counts.get(Ground.OWN, 0)):
            factories.logbook(session, person)
        for _ in range(counts.get(Ground.PREPARED, 0)):
            factories.logbook(session, prepared_by=person, offered_to="tiers@exemple.fr")
        for _ in range(counts.get(Ground.SHARED, 0)):
            levels = {"plans": AccessLevel.READ}
            factories.share(session, factories.logbook(session, other), person, levels)
    return person.id


def page_by_page(database: Database, by: UUID, limit: int) -> list[list[ShelfLine]]:
    pages: list[list[ShelfLine]] = []
    with database.reading() as session:
        while True:
            after = pages[-1][-1].place if pages else None
            found = logbook_shelf.of_account(session, by=by, after=after, limit=limit)
            if not found:
                return pages
            pages.append(found)


def test_the_two_hundred_and_first_carnet_is_there(database: Database) -> None:
    by = fill(database, {Ground.OWN: 201})
    lines = [line for page in page_by_page(database, by, logbook_shelf.PAGE) for line in page]
    assert len({line.id for line in lines}) == 201
    assert len(page_by_page(database, by, logbook_shelf.PAGE)) == 5


def test_pages_go_on_from_one_ground_to_the_next(database: Database) -> None:
    counts = {Ground.OFFERED: 3, Ground.OWN: 5, Ground.PREPARED: 4, Ground.SHARED: 6}
    by = fill(database, counts)
    (whole,) = page_by_page(database, by, 100)
    assert [whole.count(line) for line in whole] == [1] * 18
    assert all(before.ground <= after.ground for before, after in pairwise(whole))
    for limit in (1, 2, 3, 4, 5, 7, 17, 18):
        pages = page_by_page(database, by, limit)
        assert [line for page in pages for line in page] == whole, limit


def test_a_page_of_somebody_else_is_not_opened_by_its_place(database: Database) -> None:
    stranger = fill(database, {Ground.OWN: 2})
    by = fill(database, {Ground.OWN: 3})
    with database.reading() as session:
        assert session.get(Account, stranger) is not None
        first = logbook_shelf.of_account(session, by=stranger)[0]
        found = logbook_shelf.of_account(session, by=by, after=first.place)
        mine = logbook_shelf.of_account(session, by=by)
    assert set(found) <= set(mine)
