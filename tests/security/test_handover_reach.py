"""After a handover the buyer reaches exactly what was chosen, the seller exactly the rest, and
those with whom it was shared nothing: by every door, whatever the carnet and the choice."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from ecoapp.adapters.files.fake import FakeStore
from ecoapp.core import clock, tokens
from ecoapp.core.database import Database
from ecoapp.core.errors import NotAllowed, Refusal
from ecoapp.models import Account, Attachment, Entry, Logbook, Notification, Share
from ecoapp.services import (
    attachments,
    deadlines,
    entries,
    file_stores,
    handovers,
    logbook_exports,
    logbook_shelf,
)
from ecoapp.services.catalogue_terms import AccessLevel
from ecoapp.services.logbook_catalogue import PARTS
from ecoapp.services.places import PartAddress
from tests import factories

CODES = [part.code for part in PARTS]
# The parts that remind of what ends in them.
ENDING = {part.code for part in PARTS if any(one.is_deadline for one in part.content.fields)}
LEVELS = list(AccessLevel)

# What is found is told at once: making it smaller would take minutes of database.
QUICKLY_TOLD = settings(
    max_examples=25,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@dataclass(frozen=True)
class Paper:
    """An entry to be: where, with how many files, put aside or not, added by whom."""

    part: str
    files: int
    is_put_aside: bool
    by_recipient: bool


papers = st.builds(Paper, st.sampled_from(CODES), st.integers(0, 2), st.booleans(), st.booleans())


@dataclass
class House:
    """A carnet, everybody around it, and what is in it. `chosen`: what the buyer is to get."""

    seller: UUID
    buyer: UUID
    recipients: list[UUID]
    logbook: UUID
    entries: dict[UUID, Paper] = field(default_factory=dict)
    files: dict[UUID, UUID] = field(default_factory=dict)

    def chosen(self, parts: set[str]) -> set[UUID]:
        return {
            entry
            for entry, paper in self.entries.items()
            if paper.part in parts and not paper.is_put_aside
        }


@pytest.fixture(autouse=True)
def store() -> Iterator[FakeStore]:
    fake = FakeStore()
    file_stores.install(fake)
    yield fake
    file_stores.install(None)


def built(database: Database, drawn: list[Paper], shared: list[dict[str, AccessLevel]]) -> House:
    with database.writing() as session:
        seller, buyer = factories.account(session), factories.account(session)
        recipients = [factories.account(session) for _ in shared]
        logbook = factories.logbook(session, seller)
        # The buyer was let in to see it before they bought.
        for who, levels in zip([*recipients, buyer], [*shared, shared[0]], strict=True):
            factories.share(session, logbook, who, levels)
        house = House(seller.id, buyer.id, [who.id for who in recipients], logbook.id)
        for paper in drawn:
            by = recipients[0] if paper.by_recipient else seller
            entry = factories.entry(
                session, logbook, paper.part, archived=paper.is_put_aside, by=by, title="Pièce"
            )
            entry.ends_on = deadlines.today() + timedelta(days=30)
            house.entries[entry.id] = paper
            for _ in range(paper.files):
                file = factories.attachment(session, entry)
                file.preview_id = tokens.new_id()
                house.files[file.id] = entry.id
                for content in (file.id, file.preview_id):
                    file_stores.current().put(content, io.BytesIO(b"x"))
    return house


def allowed(work: Callable[[], object]) -> bool:
    """Whatever else is refused, they have found it."""
    try:
        work()
    except NotAllowed:
        return False
    except Refusal:
        return True
    return True


def carnets(session: Session, house: House) -> list[UUID]:
    """The one that was handed over, and all of both."""
    both = col(Logbook.owner_id).in_([house.seller, house.buyer])
    return list(session.exec(select(Logbook.id).where(both)))


def reached(session: Session, house: House, by: UUID) -> dict[str, set[UUID]]:
    """The entries that this person reaches, by each door; every address is tried."""
    here = [PartAddress(carnet, code) for carnet in carnets(session, house) for code in CODES]
    listed, viewed = set(), set()
    for address in here:
        for archived in (False, True):
            if allowed(lambda: entries.listed(session, address, by=by)):  # noqa: B023
                page = entries.listed(session, address, by=by, archived=archived)
                listed |= {line.id for line in page.lines}
        viewed |= {
            entry
            for entry, paper in house.entries.items()
            if paper.part == address.code
            and allowed(lambda: entries.view(session, address, entry, by=by))  # noqa: B023
        }
    return {
        "list": listed,
        "page": viewed,
        "form": {
            entry
            for entry in house.entries
            if allowed(lambda: entries.form(session, entry, "edit", by=by))  # noqa: B023
        },
        "deposit": {
            entry
            for entry in house.entries
            if allowed(
                lambda: attachments.place_of_deposit(session, entry, "attach", by=by)  # noqa: B023
            )
        },
        "download": {
            entry
            for file, entry in house.files.items()
            if allowed(lambda: attachments.download(session, file, by=by))  # noqa: B023
        },
        "preview": {
            entry
            for file, entry in house.files.items()
            if allowed(lambda: attachments.preview(session, file, by=by))  # noqa: B023
        },
        "calendar": {line.deadline.entry_id for line in deadlines.for_calendar(session, by=by)},
        "export": {
            entry.id
            for entry in session.exec(select(Entry).where(col(Entry.id).in_(house.entries)))
            if allowed(lambda: logbook_exports.require(session, entry.logbook_id, by=by))  # noqa: B023
        },
    }


def expected(house: House, reach: set[UUID]) -> dict[str, set[UUID]]:
    with_files = {entry for entry in house.files.values() if entry in reach}
    ending = {
        entry
        for entry in reach
        if house.entries[entry].part in ENDING and not house.entries[entry].is_put_aside
    }
    return {
        "list": reach,
        "page": reach,
        "form": reach,
        "deposit": reach,
        "download": with_files,
        "preview": with_files,
        "calendar": ending,
        "export": reach,
    }


@QUICKLY_TOLD
@given(
    drawn=st.lists(papers, min_size=1, max_size=8),
    parts=st.sets(st.sampled_from(CODES), min_size=1),
    shared=st.lists(
        st.dictionaries(st.sampled_from(CODES), st.sampled_from(LEVELS)), min_size=1, max_size=2
    ),
)
def test_after_a_handover_everybody_reaches_what_is_theirs_and_nothing_else(
    database: Database,
    drawn: list[Paper],
    parts: set[str],
    shared: list[dict[str, AccessLevel]],
) -> None:
    house = built(database, drawn, shared)
    chosen = house.chosen(parts)
    assume(chosen)
    with database.writing() as session:
        buyer = session.get_one(Account, house.buyer)
        handover = handovers.propose(
            session, house.logbook, by=house.seller, buyer_email=buyer.email, parts=parts
        )
    with database.writing() as session:
        handovers.accept(session, handover, by=house.buyer)
    rest = set(house.entries) - chosen
    with database.reading() as session:
        assert reached(session, house, house.buyer) == expected(house, chosen)
        assert reached(session, house, house.seller) == expected(house, rest)
        for who in house.recipients:
            assert reached(session, house, who) == expected(house, set())
            assert logbook_shelf.of_account(session, by=who) == []
        _nothing_is_left_behind(session, house, rest)


def _nothing_is_left_behind(session: Session, house: House, rest: set[UUID]) -> None:
    """No row was lost nor made, but one carnet when something stays."""
    of_seller = session.exec(select(Logbook).where(Logbook.owner_id == house.seller)).all()
    assert len(of_seller) == bool(rest)
    assert session.get_one(Logbook, house.logbook).owner_id == house.buyer
    both = [house.logbook, *(row.id for row in of_seller)]
    found = session.exec(select(Entry.id).where(col(Entry.logbook_id).in_(both)))
    assert set(found) == set(house.entries)
    theirs = col(Attachment.entry_id).in_(house.entries)
    files = session.exec(select(Attachment.id).where(theirs))
    assert set(files) == set(house.files)
    assert session.exec(select(Share).where(Share.logbook_id == house.logbook)).all() == []
    expects = select(Notification).where(Notification.logbook_id == house.logbook)
    assert not any(row.is_to_handle for row in session.exec(expects))


def test_a_big_carnet_is_handed_over_by_a_few_statements(database: Database) -> None:
    from tests.services.statements import statements

    with database.writing() as session:
        seller, buyer = factories.account(session), factories.account(session)
        small, large = factories.logbook(session, seller), factories.logbook(session, seller)
        for carnet, count in ((small, 1), (large, 600)):
            session.add_all(
                Entry(logbook_id=carnet.id, section=section, created_at=clock.now() - timedelta(1))
                for section in ("equipment", "private")
                for _ in range(count)
            )
    asked = []
    for carnet in (small, large):
        with database.writing() as session:
            handover = handovers.propose(
                session, carnet.id, by=seller.id, buyer_email=buyer.email, parts=["equipment"]
            )
        with statements(database) as sent, database.writing() as session:
            handovers.accept(session, handover, by=buyer.id)
        asked.append(len(sent))
    # What is read for the digest comes two hundred entries at a time.
    assert asked[1] - asked[0] <= 2 * 4
