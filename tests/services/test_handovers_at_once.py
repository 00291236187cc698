"""A carnet is handed over while somebody else does something to it: one stands, nothing is lost."""

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlmodel import select

from ecoapp.core.database import Database
from ecoapp.core.errors import NotAllowed, Refusal
from ecoapp.models import Entry, Handover, HandoverStatus, Logbook, Share
from ecoapp.services import entries, handovers, logbooks
from ecoapp.services.catalogue_terms import AccessLevel
from ecoapp.services.messages import french
from ecoapp.services.pending_handovers import HandoverIsOver
from ecoapp.services.places import PartAddress
from tests import factories
from tests.services.at_once import at_once
from tests.services.letters import letters
from tests.services.test_handovers import BUYER, Sale

TIMES = 6


def accepting(sale: Sale, handover_id: UUID) -> Callable[[Database], None]:
    def work(database: Database) -> None:
        with database.writing() as session:
            handovers.accept(session, handover_id, by=sale.lea.id)

    return work


def run(sale: Sale, other: Callable[[Database], object], *, first: bool) -> list[object]:
    accept = accepting(sale, sale.handover_id)
    works = [accept, other] if first else [other, accept]
    found = at_once(sale.database, works)
    return found if first else found[::-1]


@pytest.fixture(params=range(TIMES))
def sale(request: pytest.FixtureRequest, database: Database) -> Sale:
    made = Sale(database)
    made.handover_id = made.propose()
    made.first = request.param % 2 == 0
    return made


def owner_of(sale: Sale) -> UUID | None:
    with sale.database.reading() as session:
        logbook = session.get(Logbook, sale.logbook.id)
        return logbook.owner_id if logbook else None


def test_an_entry_that_is_added_goes_along_or_is_refused(sale: Sale) -> None:
    def adding(database: Database) -> UUID:
        with database.writing() as session:
            where = PartAddress(sale.logbook.id, "journal")
            return entries.create(session, where, {"title": "La cour"}, by=sale.jean.id)

    accepted, added = run(sale, adding, first=sale.first)
    assert accepted is None
    with sale.database.reading() as session:
        of_buyer = set(session.exec(select(Entry.id).where(Entry.logbook_id == sale.logbook.id)))
    assert of_buyer == {sale.boiler.id}
    kept = sale.carnets_of(sale.jean)["Maison de Larmor (conservé)"]
    if isinstance(added, Refusal):
        assert isinstance(added, NotAllowed)
        assert kept == {sale.paper.id, sale.stove.id}
    else:
        assert kept == {sale.paper.id, sale.stove.id, added}


def test_an_entry_that_is_put_aside_stays_or_has_gone(sale: Sale) -> None:
    def archiving(database: Database) -> None:
        with database.writing() as session:
            version = entries.form(session, sale.boiler.id, "archive", by=sale.jean.id).version
            entries.act(session, sale.boiler.id, "archive", {}, version=version, by=sale.jean.id)

    accepted, archived = run(sale, archiving, first=sale.first)
    assert accepted is None
    of_buyer = sale.carnets_of(sale.lea)["Maison de Larmor"]
    assert of_buyer == ({sale.boiler.id} if isinstance(archived, Refusal) else set())


def test_a_share_that_is_given_ends_or_is_refused(sale: Sale) -> None:
    def sharing(database: Database) -> None:
        from ecoapp.services import access

        with database.writing() as session:
            logbook = access.require_owner(
                session, sale.logbook.id, by=sale.jean.id, to_change=True
            )
            factories.share(session, logbook, "ali@exemple.fr", {"equipment": AccessLevel.WRITE})

    accepted, _ = run(sale, sharing, first=sale.first)
    assert accepted is None
    with sale.database.reading() as session:
        shares = session.exec(select(Share)).all()
    assert all(row.ended_at and row.logbook_id != sale.logbook.id for row in shares)


def test_accepted_or_withdrawn_and_the_other_is_told_by_whom(sale: Sale) -> None:
    def withdrawing(database: Database) -> None:
        with database.writing() as session:
            handovers.withdraw(session, sale.handover_id, by=sale.jean.id)

    accepted, withdrawn = run(sale, withdrawing, first=sale.first)
    refused = [one for one in (accepted, withdrawn) if one is not None]
    assert [type(one) for one in refused] == [HandoverIsOver]
    is_accepted = accepted is None
    name = "Léa Kerdoncuff a déjà accepté" if is_accepted else "Jean Morvan a annulé"
    assert name in french(refused[0])
    assert owner_of(sale) == (sale.lea.id if is_accepted else sale.jean.id)


def test_accepted_or_deleted(sale: Sale) -> None:
    def deleting(database: Database) -> None:
        from ecoapp.services import access

        with database.writing() as session:
            session.delete(
                access.require_owner(session, sale.logbook.id, by=sale.jean.id, to_change=True)
            )

    accepted, deleted = run(sale, deleting, first=sale.first)
    if accepted is None:
        assert isinstance(deleted, NotAllowed)
        assert owner_of(sale) == sale.lea.id
    else:
        assert isinstance(accepted, HandoverIsOver) and deleted is None
        assert owner_of(sale) is None
    with sale.database.reading() as session:
        orphans = select(Entry).where(Entry.id.in_([sale.boiler.id, sale.paper.id]))
        assert len(session.exec(orphans).all()) == (2 if accepted is None else 0)


def test_a_name_that_is_changed_is_that_of_the_receipt_or_is_refused(sale: Sale) -> None:
    def renaming(database: Database) -> None:
        with database.writing() as session:
            logbooks.rename(session, sale.logbook.id, "Longère", by=sale.jean.id)

    accepted, renamed = run(sale, renaming, first=sale.first)
    assert accepted is None
    name = "Maison de Larmor" if isinstance(renamed, Refusal) else "Longère"
    assert sale.row(sale.handover_id).logbook_name == name
    assert set(sale.carnets_of(sale.lea)) == {name}


def test_a_part_that_is_said_not_to_apply_is_said_of_ones_own_carnet(sale: Sale) -> None:
    def marking(database: Database) -> None:
        with database.writing() as session:
            logbooks.set_applicable(
                session, sale.logbook.id, "condominium", applicable=False, by=sale.jean.id
            )

    run(sale, marking, first=sale.first)
    with sale.database.reading() as session:
        assert session.get_one(Logbook, sale.logbook.id).not_applicable == []


def test_two_tabs_accept_once(sale: Sale) -> None:
    accept = accepting(sale, sale.handover_id)
    assert at_once(sale.database, [accept] * 3) == [None] * 3
    assert len(sale.carnets_of(sale.jean)) == len(sale.carnets_of(sale.lea)) == 1
    assert len(letters(sale.database, to=BUYER, kind="handover_received")) == 1


def test_two_clicks_propose_once(database: Database) -> None:
    sale = Sale(database)

    def proposing(opened: Database) -> UUID:
        with opened.writing() as session:
            return handovers.propose(
                session, sale.logbook.id, by=sale.jean.id, buyer_email=BUYER, parts=["equipment"]
            )

    assert len(set(at_once(database, [proposing] * 3))) == 1
    with database.reading() as session:
        (handover,) = session.exec(select(Handover))
    assert handover.status is HandoverStatus.PENDING
    assert len(letters(database, to=BUYER)) == 1
