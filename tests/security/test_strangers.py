"""A stranger never reads nor writes anything of an établissement or a carnet, whatever id they try.

Every use case of entries, sheets and files is tried, and the HTTP routes of files, with ids that
exist, mixed with ids that do not.
"""

import io
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from ecoapp.adapters.files.fake import FakeStore
from ecoapp.core import browser_cookie
from ecoapp.core.database import Database
from ecoapp.core.errors import NotAllowed
from ecoapp.http import files as files_routes
from ecoapp.models import Account, Attachment, Entry, Share
from ecoapp.services import (
    attachments,
    entries,
    entry_fields,
    establishment_sheets,
    file_stores,
    logbooks,
    shares,
)
from ecoapp.services.catalogue import RIGHTS, SECTIONS
from ecoapp.services.catalogue_terms import AccessLevel
from ecoapp.services.logbook_catalogue import PARTS
from ecoapp.services.places import PartAddress
from tests import factories
from tests.conftest import PUBLIC_URL
from tests.services.sections import ACTIONS, KINDS, PDF, Workshop, typed_for, workshop
from tests.state.rows import contents

COOKIE = "s" * 43
ACTION_CODES = sorted({action.code for _, _, action in ACTIONS} | {"add", "burn", ""})
SECTION_CODES = [section.code for section in SECTIONS] + ["membres", ""]

# What is found is told at once: making it smaller would take minutes of database.
QUICKLY_TOLD = settings(
    max_examples=60,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def store() -> Iterator[FakeStore]:
    fake = FakeStore()
    file_stores.install(fake)
    yield fake
    file_stores.install(None)


@pytest.fixture
def place(database: Database, store: FakeStore) -> Workshop:
    made = workshop(database)
    with database.writing() as session:
        stranger = session.get_one(factories.Account, made.stranger)
        factories.signed_in(session, stranger, cookie=COOKIE)
        # They have every right, elsewhere.
        elsewhere = factories.establishment(session)
        factories.membership(session, stranger, elsewhere, rights=list(RIGHTS.values()))
    for section, kind in KINDS:
        made.entry(section, kind)
        deposit = next((one for one in kind.actions if one.takes_files), None)
        if deposit:
            entry = made.entry(section, kind, deposit)
            content = io.BytesIO(PDF)
            attachments.add(database, entry, deposit.code, "secret.pdf", content, by=made.jean)
    fill_a_carnet(made)
    return made


def fill_a_carnet(made: Workshop) -> None:
    """Jean's, all of it open to Lucie, with an entry and its file in each part."""
    with made.database.writing() as session:
        jean, lucie = (session.get_one(Account, who) for who in (made.jean, made.lucie))
        logbook = factories.logbook(session, jean, name="secret")
        everything = {part.code: AccessLevel.WRITE for part in PARTS}
        factories.share(session, logbook, lucie, everything)
        # They have one themself.
        factories.logbook(session, session.get_one(Account, made.stranger))
        for part in PARTS:
            values = entry_fields.parse(part.content.fields, typed_for(part.content.fields))
            entry = factories.entry(session, logbook, part.code, by=jean, **values)
            factories.attachment(session, entry, name="secret.pdf")


Ids = dict[str, list[UUID]]


@pytest.fixture
def ids(place: Workshop) -> Ids:
    """Of everything that is there."""
    with place.database.reading() as session:
        return {
            "entry": sorted(session.exec(select(Entry.id))),
            "file": sorted(session.exec(select(Attachment.id))),
            "logbook": [session.exec(select(Share.logbook_id)).one()],
            "share": [session.exec(select(Share.id)).one()],
        }


Try = Callable[[Any], Any]


def tries(place: Workshop, ids: Ids, draw: Callable[[st.SearchStrategy], Any]) -> dict[str, Try]:
    """Every use case, as the stranger calls it with what was drawn."""
    by = place.stranger
    entry = draw(st.sampled_from(ids["entry"]) | st.uuids())
    file = draw(st.sampled_from(ids["file"]) | st.uuids())
    section, action = draw(st.sampled_from(SECTION_CODES)), draw(st.sampled_from(ACTION_CODES))
    kind = dict(KINDS).get(section)
    typed = typed_for(kind.fields) if kind else {}
    version = place.version(entry)
    at, sheet = place.at(section), establishment_sheets
    return {
        "list": lambda s: entries.listed(s, at, by=by, before=draw(st.none() | st.uuids())),
        "archives": lambda s: entries.listed(s, at, by=by, archived=True),
        "view": lambda s: entries.view(s, at, entry, by=by),
        "creation form": lambda s: entries.creation_form(s, at, by=by),
        "form": lambda s: entries.form(s, entry, action, by=by),
        "create": lambda s: entries.create(s, at, typed, by=by),
        "act": lambda s: entries.act(s, entry, action, typed, version=version, by=by),
        "place of deposit": lambda s: attachments.place_of_deposit(s, entry, action, by=by),
        "download": lambda s: attachments.download(s, file, by=by),
        "remove": lambda s: attachments.remove(s, file, by=by),
        "sheet": lambda s: sheet.view(s, place.siret, by=by),
        "sheet form": lambda s: sheet.form(s, place.siret, by=by),
        "change": lambda s: sheet.change(s, place.siret, {"name": "x"}, version="", by=by),
    }


def tries_at_carnets(
    place: Workshop, ids: Ids, draw: Callable[[st.SearchStrategy], Any]
) -> dict[str, Try]:
    """The same, of a carnet."""
    by = place.stranger
    logbook = draw(st.sampled_from(ids["logbook"]) | st.uuids())
    share = draw(st.sampled_from(ids["share"]) | st.uuids())
    entry = draw(st.sampled_from(ids["entry"]) | st.uuids())
    part = draw(st.sampled_from(PARTS))
    typed = typed_for(part.content.fields)
    levels = {part.code: draw(st.sampled_from(list(AccessLevel))).value}
    at = PartAddress(logbook, draw(st.sampled_from([part.code, "", "contracts"])))
    how = {"levels": levels, "ends_on": ""}
    return {
        "carnet": lambda s: logbooks.view(s, logbook, by=by),
        "name": lambda s: logbooks.rename(s, logbook, "x", by=by),
        "applicable": lambda s: logbooks.set_applicable(
            s, logbook, part.code, applicable=False, by=by
        ),
        "list": lambda s: entries.listed(s, at, by=by),
        "archives": lambda s: entries.listed(s, at, by=by, archived=True),
        "view": lambda s: entries.view(s, at, entry, by=by),
        "creation form": lambda s: entries.creation_form(s, at, by=by),
        "create": lambda s: entries.create(s, at, typed, by=by),
        "share": lambda s: shares.share(s, logbook, by=by, email="x@exemple.fr", **how),
        "change": lambda s: shares.change(s, logbook, share, by=by, **how),
        "end": lambda s: shares.end(s, logbook, share, by=by),
        "leave": lambda s: shares.leave(s, logbook, by=by),
        "shares": lambda s: shares.of_logbook(s, logbook, by=by),
        "a share": lambda s: shares.view(s, logbook, share, by=by),
        "what is shared": lambda s: shares.shown_to(s, logbook, by=by),
    }


@QUICKLY_TOLD
@given(data=st.data())
def test_of_carnets_by_the_services(
    place: Workshop, ids: Ids, store: FakeStore, data: st.DataObject
) -> None:
    before = contents(place.database)
    for attempt in tries_at_carnets(place, ids, data.draw).values():
        with place.database.writing() as session, pytest.raises(NotAllowed):
            attempt(session)
    assert contents(place.database) == before


@QUICKLY_TOLD
@given(data=st.data())
def test_by_the_services(place: Workshop, ids: Ids, store: FakeStore, data: st.DataObject) -> None:
    before, files = contents(place.database), dict(store.contents)
    for attempt in tries(place, ids, data.draw).values():
        with place.database.writing() as session, pytest.raises(NotAllowed):
            attempt(session)
    entry = data.draw(st.sampled_from(ids["entry"]))
    action = data.draw(st.sampled_from(ACTION_CODES))
    with pytest.raises(NotAllowed):
        attachments.add(place.database, entry, action, "x.pdf", io.BytesIO(PDF), by=place.stranger)
    assert (contents(place.database), store.contents) == (before, files)


@QUICKLY_TOLD
@given(data=st.data())
def test_by_the_routes(place: Workshop, ids: Ids, store: FakeStore, data: st.DataObject) -> None:
    before, files = contents(place.database), dict(store.contents)
    browser = TestClient(Starlette(routes=files_routes.routes()), base_url=PUBLIC_URL)
    entry = data.draw(st.sampled_from(ids["entry"]) | st.uuids())
    file = data.draw(st.sampled_from(ids["file"]) | st.uuids())
    action = data.draw(st.sampled_from(ACTION_CODES))
    headers = {"cookie": f"{browser_cookie.name()}={COOKIE}"}
    sent = browser.post(
        f"/fichiers?piece={entry}&action={action}", files={"f": ("x.pdf", PDF)}, headers=headers
    )
    found = browser.get(f"/fichiers/{file}", headers=headers)
    assert (sent.status_code, found.status_code) == (404, 404)
    for answer in (sent, found):
        assert "secret" not in answer.text
        assert place.siret not in answer.text
    assert (contents(place.database), store.contents) == (before, files)
