"""What a share lets its recipient see and do is the table of PRODUCT §4, whatever the share.

The table is written down here once more, and asked of the services, of the handlers of the pages
and of the routes of files alike; strangers, and whose share is over, get nothing.
"""

import asyncio
import io
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from ecoapp.adapters.files.fake import FakeStore
from ecoapp.core import browser_cookie, clock, tokens
from ecoapp.core.database import Database
from ecoapp.core.errors import NotAllowed, Refusal
from ecoapp.http import files as files_routes
from ecoapp.models import Account, Attachment, Entry, Logbook, Share, ShareEnd
from ecoapp.services import attachments, entries, entry_fields, file_stores, logbooks, shares
from ecoapp.services.entry_actions import EntryHasMovedOn
from ecoapp.services.french_words import PARIS
from ecoapp.services.logbook_catalogue import PARTS, part_of
from ecoapp.services.places import PartAddress
from ecoapp.state.entries import EntryDetails
from ecoapp.state.logbooks import LogbookHead
from ecoapp.state.sections import SectionEntries
from ecoapp.state.shared_with import SharedWith
from tests import factories
from tests.conftest import PUBLIC_URL
from tests.services.sections import PDF, typed_for
from tests.state.rows import contents
from tests.state.screens import run, screen

CODES = [part.code for part in PARTS]
LEVELS = ("aucun", "lecture", "depot", "ecriture")

# PRODUCT §4, as a person would read it.
SEES = {"aucun": "nothing", "lecture": "everything", "depot": "their own", "ecriture": "everything"}
MAY = {
    "aucun": set(),
    "lecture": set(),
    "depot": {"add", "attach"},
    "ecriture": {"add", "attach", "edit", "archive", "restore", "take a file away"},
}
# Of an entry that is in its place, and of one that was put aside. Nobody but the owner deletes.
POSSIBLE = {False: {"attach", "edit", "archive", "take a file away"}, True: {"restore"}}
ACTIONS = ("edit", "archive", "restore", "delete")

COOKIE, STRANGER_COOKIE = "s" * 43, "t" * 43
LOST = "/introuvable"


@dataclass(frozen=True)
class Kept:
    """An entry with its file, which has a preview."""

    id: UUID
    part: str
    is_own: bool
    is_archived: bool
    file_id: UUID
    preview_id: UUID


@dataclass(frozen=True)
class Drawn:
    """A share, and what is tried with it."""

    levels: dict[str, str]
    days: int | None
    is_ended: bool
    tried: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not self.is_ended and (self.days is None or self.days >= 0)

    def level(self, part: str) -> str:
        return self.levels[part] if self.holds else "aucun"

    def sees(self, entry: Kept) -> bool:
        seen = SEES[self.level(entry.part)]
        return seen == "everything" or (seen == "their own" and entry.is_own)

    def may(self, action: str, entry: Kept) -> bool:
        """Whether it is theirs to do, be it possible now or not."""
        return self.sees(entry) and action in MAY[self.level(entry.part)]

    @property
    def opened(self) -> list[str]:
        return [part for part in CODES if self.level(part) != "aucun"]


DRAWN = st.builds(
    Drawn,
    levels=st.fixed_dictionaries({code: st.sampled_from(LEVELS) for code in CODES}),
    # Most shares hold: what they open is what there is most to see of.
    days=st.sampled_from([None, None, None, 0, 1, 30, -1, -30]),
    is_ended=st.sampled_from([False, False, False, False, True]),
    tried=st.lists(st.sampled_from(CODES), min_size=3, max_size=3, unique=True).map(tuple),
)


def examples(count: int) -> settings:
    return settings(
        max_examples=count,
        # What is found is told at once: making it smaller would take minutes of database.
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


@dataclass
class Carnet:
    """Maïa's, with four entries in each part: Adel's and hers, in their place and put aside."""

    database: Database
    id: UUID
    adel: UUID
    stranger: UUID
    share_id: UUID
    kept: list[Kept] = field(default_factory=list)

    def set(self, drawn: Drawn) -> None:
        """Let the share be what was drawn."""
        today = clock.now().astimezone(PARIS).date()
        with self.database.writing() as session:
            row = session.get_one(Share, self.share_id)
            row.levels = drawn.levels
            row.ends_on = None if drawn.days is None else today + timedelta(days=drawn.days)
            row.ended_at = clock.now() if drawn.is_ended else None
            row.ended_how = ShareEnd.ENDED if drawn.is_ended else None
            session.add(row)

    def of(self, part: str, *, archived: bool | None = None) -> list[Kept]:
        here = [entry for entry in self.kept if entry.part == part]
        return [entry for entry in here if archived in (None, entry.is_archived)]

    def tries(self, work: Callable[[Session], Any]) -> Any:
        """What a use case gives, or the refusal; whatever it changes is undone."""
        with self.database.writing() as session:
            try:
                return work(session)
            except Refusal as refusal:
                return refusal
            finally:
                session.rollback()


@pytest.fixture
def store() -> Iterator[FakeStore]:
    fake = FakeStore()
    file_stores.install(fake)
    yield fake
    file_stores.install(None)


def carnet_in(database: Database, store: FakeStore) -> Carnet:
    with database.writing() as session:
        maia, adel, stranger = (factories.account(session) for _ in range(3))
        factories.signed_in(session, adel, cookie=COOKIE)
        factories.signed_in(session, stranger, cookie=STRANGER_COOKIE)
        row = factories.logbook(session, maia)
        share = factories.share(session, row, adel, {})
        carnet = Carnet(database, row.id, adel.id, stranger.id, share.id)
        # The stranger has a carnet of their own, and everything in it.
        factories.logbook(session, stranger)
        for part in PARTS:
            for by, archived in ((adel, False), (adel, True), (maia, False), (maia, True)):
                carnet.kept.append(_kept(session, row, part.code, by, archived, adel))
    for entry in carnet.kept:
        store.put(entry.file_id, io.BytesIO(PDF))
        store.put(entry.preview_id, io.BytesIO(b"a small picture"))
    return carnet


def _kept(
    session: Session, row: Logbook, part: str, by: Account, archived: bool, adel: Account
) -> Kept:
    found = part_of(part)
    assert found
    values = entry_fields.parse(found.content.fields, typed_for(found.content.fields))
    entry = factories.entry(session, row, part, by=by, archived=archived, **values)
    file = factories.attachment(session, entry, name="secret.pdf")
    file.preview_id = tokens.new_id()
    session.add(file)
    return Kept(entry.id, part, by.id == adel.id, archived, file.id, file.preview_id)


@pytest.fixture
def carnet(sqlite: Database, store: FakeStore) -> Carnet:
    return carnet_in(sqlite, store)


@pytest.fixture
def carnet_elsewhere(postgresql: Database, store: FakeStore) -> Carnet:
    return carnet_in(postgresql, store)


# By the services


def check_by_services(carnet: Carnet, drawn: Drawn) -> None:
    carnet.set(drawn)
    seen = carnet.tries(lambda s: logbooks.view(s, carnet.id, by=carnet.adel))
    if drawn.opened:
        assert [line.part.code for line in seen.parts] == drawn.opened
        assert [(line.part.code, line.level.value) for line in seen.parts] == [
            (part, drawn.level(part)) for part in drawn.opened
        ]
        assert seen.completeness is None
    else:
        assert isinstance(seen, NotAllowed)
    for part in CODES:
        check_list(carnet, drawn, part)
    for part in drawn.tried:
        for entry in carnet.of(part):
            check_entry(carnet, drawn, entry)
            check_acts(carnet, drawn, entry)


def check_list(carnet: Carnet, drawn: Drawn, part: str) -> None:
    at, by, level = PartAddress(carnet.id, part), carnet.adel, drawn.level(part)
    for archived in (False, True):
        listed = carnet.tries(
            lambda s, archived=archived: entries.listed(s, at, by=by, archived=archived)
        )
        if level == "aucun":
            assert isinstance(listed, NotAllowed)
            continue
        expected = {entry.id for entry in carnet.of(part, archived=archived) if drawn.sees(entry)}
        assert {line.id for line in listed.lines} == expected
        assert (listed.creation is not None) == ("add" in MAY[level])
        assert listed.sees_only_own == (level == "depot")
    typed = typed_for(part_of(part).content.fields)  # type: ignore[union-attr]
    created = carnet.tries(lambda s: entries.create(s, at, typed, by=by))
    form = carnet.tries(lambda s: entries.creation_form(s, at, by=by))
    for outcome in (created, form):
        assert isinstance(outcome, NotAllowed) == ("add" not in MAY[level])


def check_entry(carnet: Carnet, drawn: Drawn, entry: Kept) -> None:
    by, at = carnet.adel, PartAddress(carnet.id, entry.part)
    seen = carnet.tries(lambda s: entries.view(s, at, entry.id, by=by))
    file = carnet.tries(lambda s: attachments.download(s, entry.file_id, by=by))
    small = carnet.tries(lambda s: attachments.preview(s, entry.file_id, by=by))
    assert isinstance(seen, NotAllowed) == (not drawn.sees(entry))
    assert isinstance(file, NotAllowed) == (not drawn.sees(entry))
    assert isinstance(small, NotAllowed) == (not drawn.sees(entry))
    # By the address of another part there is no such entry, whatever is open there.
    other = next(code for code in CODES if code != entry.part)
    elsewhere = PartAddress(carnet.id, other)
    assert isinstance(
        carnet.tries(lambda s: entries.view(s, elsewhere, entry.id, by=by)), NotAllowed
    )
    if not drawn.sees(entry):
        return
    may = {action for action in POSSIBLE[entry.is_archived] if drawn.may(action, entry)}
    assert {action.code for action in seen.actions} == may - {"attach", "take a file away"}
    assert {action.code for action in seen.deposits} == may & {"attach"}
    assert seen.may_remove_files == ("take a file away" in may)


def check_acts(carnet: Carnet, drawn: Drawn, entry: Kept) -> None:
    by, typed = carnet.adel, typed_for(part_of(entry.part).content.fields)  # type: ignore[union-attr]
    for code in (*ACTIONS, "sign", ""):
        form = carnet.tries(lambda s, code=code: entries.form(s, entry.id, code, by=by))
        done = carnet.tries(
            lambda s, code=code: entries.act(s, entry.id, code, typed, version=_last(s), by=by)
        )
        for outcome in (form, done):
            assert isinstance(outcome, NotAllowed) == (not drawn.may(code, entry)), code
        if drawn.may(code, entry):
            is_possible = code in POSSIBLE[entry.is_archived]
            assert isinstance(form, EntryHasMovedOn) == (not is_possible)
    deposit = carnet.tries(lambda s: attachments.place_of_deposit(s, entry.id, "attach", by=by))
    taken = carnet.tries(lambda s: attachments.remove(s, entry.file_id, by=by))
    for action, outcome in (("attach", deposit), ("take a file away", taken)):
        assert isinstance(outcome, NotAllowed) == (not drawn.may(action, entry)), action
        if drawn.may(action, entry):
            is_possible = action in POSSIBLE[entry.is_archived]
            assert isinstance(outcome, EntryHasMovedOn) == (not is_possible)


def _last(session: Session) -> str:
    """A version that is no entry's: who may act is told that it has changed, not more."""
    return str(uuid4())


@examples(15)
@given(drawn=DRAWN)
def test_by_the_services(carnet: Carnet, drawn: Drawn) -> None:
    check_by_services(carnet, drawn)


@examples(6)
@given(drawn=DRAWN)
def test_by_the_services_on_postgresql(carnet_elsewhere: Carnet, drawn: Drawn) -> None:
    check_by_services(carnet_elsewhere, drawn)


# By the pages


def awaited(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(work)


async def check_pages(carnet: Carnet, drawn: Drawn, by: UUID) -> None:
    head = await screen(LogbookHead, account=by, path=f"/carnets/{carnet.id}")
    where = await run(head.load())
    assert where == (None if drawn.opened else LOST)
    assert [row["code"] for row in head.parts] == drawn.opened
    assert (head.name != "") == bool(drawn.opened)
    shared = await screen(SharedWith, account=by, path=f"/carnets/{carnet.id}")
    assert await run(shared.load()) == (None if drawn.opened else LOST)
    assert shared.people == []
    for part in drawn.tried:
        await check_part_page(carnet, drawn, part, by)
        for entry in carnet.of(part):
            await check_entry_page(carnet, drawn, entry, by)


async def check_part_page(carnet: Carnet, drawn: Drawn, part: str, by: UUID) -> None:
    level = drawn.level(part)
    lost = LOST if level == "aucun" else None
    page = await screen(SectionEntries, account=by, path=f"/carnets/{carnet.id}/{part}")
    assert await run(page.load()) == lost
    assert ids(page.entries) == {
        entry.id for entry in carnet.of(part, archived=False) if drawn.sees(entry)
    }
    assert bool(page.view.get("opens")) == ("add" in MAY[level])
    assert await run(page.show_archived("oui")) == lost
    assert ids(page.entries) == {
        entry.id for entry in carnet.of(part, archived=True) if drawn.sees(entry)
    }
    fresh = await screen(SectionEntries, account=by, path=f"/carnets/{carnet.id}/{part}")
    assert await run(fresh.more(str(UUID(int=2**128 - 1)))) == lost
    assert ids(fresh.entries) == {
        entry.id for entry in carnet.of(part, archived=False) if drawn.sees(entry)
    }
    may_add = "add" in MAY[level]
    assert await run(fresh.open()) == (None if may_add else LOST)
    assert bool(fresh.editor) == may_add
    if not may_add:
        typed = typed_for(part_of(part).content.fields)  # type: ignore[union-attr]
        assert await run(fresh.submit({"_action": "add", **typed})) == LOST


async def check_entry_page(carnet: Carnet, drawn: Drawn, entry: Kept, by: UUID) -> None:
    path = f"/carnets/{carnet.id}/{entry.part}/{entry.id}"
    page = await screen(EntryDetails, account=by, path=path)
    lost = None if drawn.sees(entry) else LOST
    assert await run(page.load()) == lost
    assert bool(page.entry) == drawn.sees(entry)
    assert await run(page.refresh()) == lost
    for code in ACTIONS:
        fresh = await screen(EntryDetails, account=by, path=path)
        opens = await run(fresh.open(code))
        assert opens == (None if drawn.may(code, entry) else LOST)
        is_possible = drawn.may(code, entry) and code in POSSIBLE[entry.is_archived]
        assert bool(fresh.editor) == is_possible
        if not drawn.may(code, entry):
            sent = {"_action": code, "_entry": str(entry.id), "_version": ""}
            assert await run(fresh.submit(sent)) == LOST
    if not drawn.may("take a file away", entry):
        assert await run(page.remove_file(str(entry.file_id))) == LOST


def ids(rows: list[dict[str, Any]]) -> set[UUID]:
    return {UUID(row["path"].rpartition("/")[2]) for row in rows}


@examples(12)
@given(drawn=DRAWN)
def test_by_the_pages(carnet: Carnet, drawn: Drawn) -> None:
    carnet.set(drawn)
    before = contents(carnet.database)
    awaited(check_pages(carnet, drawn, carnet.adel))
    assert contents(carnet.database) == before


@examples(3)
@given(drawn=DRAWN)
def test_by_the_pages_on_postgresql(carnet_elsewhere: Carnet, drawn: Drawn) -> None:
    carnet_elsewhere.set(drawn)
    awaited(check_pages(carnet_elsewhere, drawn, carnet_elsewhere.adel))


@examples(10)
@given(drawn=DRAWN)
def test_what_is_allowed_is_done_by_events_too(carnet: Carnet, drawn: Drawn) -> None:
    carnet.set(drawn)
    awaited(check_done(carnet, drawn))


async def check_done(carnet: Carnet, drawn: Drawn) -> None:
    for part in drawn.tried:
        typed = typed_for(part_of(part).content.fields)  # type: ignore[union-attr]
        if "add" in MAY[drawn.level(part)]:
            path = f"/carnets/{carnet.id}/{part}"
            page = await screen(SectionEntries, account=carnet.adel, path=path)
            where = await run(page.submit({"_action": "add", **typed}))
            assert where
            assert where.startswith(f"{path}/")
            forget(carnet, UUID(where.rpartition("/")[2]))
        for entry in carnet.of(part, archived=False):
            if drawn.may("edit", entry):
                path = f"/carnets/{carnet.id}/{part}/{entry.id}"
                page = await screen(EntryDetails, account=carnet.adel, path=path)
                await run(page.open("edit"))
                sent = {"_action": "edit", "_entry": str(entry.id), **typed}
                assert await run(page.submit({**sent, "_version": page.editor["version"]})) is None
                assert page.errors == {}


def forget(carnet: Carnet, entry_id: UUID) -> None:
    with carnet.database.writing() as session:
        session.delete(session.get_one(Entry, entry_id))


# By the routes


def check_routes(carnet: Carnet, drawn: Drawn, store: FakeStore) -> None:
    carnet.set(drawn)
    browser = TestClient(Starlette(routes=files_routes.routes()), base_url=PUBLIC_URL)
    headers = {"cookie": f"{browser_cookie.name()}={COOKIE}", "accept": "application/json"}
    for part in drawn.tried:
        for entry in carnet.of(part):
            file, small = f"/fichiers/{entry.file_id}", f"/fichiers/{entry.file_id}/apercu"
            found = browser.get(file, headers=headers)
            assert found.status_code == (200 if drawn.sees(entry) else 404)
            assert ("secret" in str(found.headers)) == drawn.sees(entry)
            shown = browser.get(small, headers=headers)
            assert shown.status_code == (200 if drawn.sees(entry) else 404)
            assert (shown.content == b"a small picture") == drawn.sees(entry)
            # What a browser has kept of it is asked for again.
            known = {**headers, "if-none-match": f'"{entry.preview_id}"'}
            assert browser.get(small, headers=known).status_code == (
                304 if drawn.sees(entry) else 404
            )
            sent = browser.post(
                f"/fichiers?piece={entry.id}&action=attach",
                files={"f": ("x.pdf", PDF)},
                headers=headers,
            )
            is_possible = drawn.may("attach", entry) and not entry.is_archived
            assert (sent.status_code == 404) == (not drawn.may("attach", entry))
            assert (sent.status_code == 200) == is_possible
    take_back_files(carnet, store)


def take_back_files(carnet: Carnet, store: FakeStore) -> None:
    """What was sent in an example is not to fill the entries of the next."""
    first = {entry.file_id for entry in carnet.kept}
    with carnet.database.writing() as session:
        for row in session.exec(select(Attachment).where(col(Attachment.id).not_in(first))):
            session.delete(row)
    for sent in set(store.contents) - first - {entry.preview_id for entry in carnet.kept}:
        store.remove(sent)


@examples(15)
@given(drawn=DRAWN)
def test_by_the_routes(carnet: Carnet, store: FakeStore, drawn: Drawn) -> None:
    check_routes(carnet, drawn, store)


@examples(4)
@given(drawn=DRAWN)
def test_by_the_routes_on_postgresql(
    carnet_elsewhere: Carnet, store: FakeStore, drawn: Drawn
) -> None:
    check_routes(carnet_elsewhere, drawn, store)


# Whoever else


@examples(5)
@given(drawn=DRAWN)
def test_the_share_of_somebody_opens_nothing_to_a_stranger(carnet: Carnet, drawn: Drawn) -> None:
    carnet.set(drawn)
    nothing = Drawn(drawn.levels, drawn.days, True, drawn.tried)
    before = contents(carnet.database)
    awaited(check_pages(carnet, nothing, carnet.stranger))
    browser = TestClient(Starlette(routes=files_routes.routes()), base_url=PUBLIC_URL)
    headers = {"cookie": f"{browser_cookie.name()}={STRANGER_COOKIE}"}
    for entry in carnet.kept:
        for address in (f"/fichiers/{entry.file_id}", f"/fichiers/{entry.file_id}/apercu"):
            assert browser.get(address, headers=headers).status_code == 404
    for work in (
        lambda s: shares.of_logbook(s, carnet.id, by=carnet.stranger),
        lambda s: shares.shown_to(s, carnet.id, by=carnet.stranger),
        lambda s: shares.view(s, carnet.id, carnet.share_id, by=carnet.stranger),
        lambda s: shares.leave(s, carnet.id, by=carnet.stranger),
    ):
        assert isinstance(carnet.tries(work), NotAllowed)
    assert contents(carnet.database) == before
