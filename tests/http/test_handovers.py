"""The receipt of a handover: what it says, to whom, and that it says the same for ever."""

import io
from typing import NamedTuple
from uuid import UUID

import pytest
from pypdf import PdfReader
from sqlmodel import select
from starlette.testclient import TestClient

from ecoapp.core import browser_cookie, tokens
from ecoapp.core.database import Database
from ecoapp.models import Account, Entry, Logbook
from ecoapp.services import handovers
from tests import factories


class Sold(NamedTuple):
    """A carnet that was handed over. `cookies`: of the seller, the buyer and a stranger."""

    database: Database
    handover: UUID
    logbook: UUID
    cookies: dict[str, str]

    def changed(self, model: type, **values: object) -> None:
        with self.database.writing() as session:
            for row in session.exec(select(model)):
                for name, value in values.items():
                    setattr(row, name, value)


@pytest.fixture
def sold(sqlite: Database) -> Sold:
    cookies = {who: tokens.new_token() for who in ("Jean", "Léa", "Anne")}
    with sqlite.writing() as session:
        people = {who: factories.account(session, first_name=who) for who in cookies}
        for who, account in people.items():
            factories.signed_in(session, account, cookie=cookies[who])
        logbook = factories.logbook(session, people["Jean"])
        boiler = factories.entry(session, logbook, "equipment", name="Chaudière")
        factories.attachment(session, boiler, name="Notice.pdf")
        factories.entry(session, logbook, "private", title="Testament")
        email = people["Léa"].email
        handover = handovers.propose(
            session, logbook.id, by=people["Jean"].id, buyer_email=email, parts=["equipment"]
        )
        handovers.accept(session, handover, by=people["Léa"].id)
    return Sold(sqlite, handover, logbook.id, cookies)


def ask(browser: TestClient, sold: Sold, who: str, handover: UUID | None = None) -> object:
    browser.cookies.clear()
    cookie = f"{browser_cookie.name()}={sold.cookies[who]}"
    return browser.get(f"/recus/{handover or sold.handover}", headers={"cookie": cookie})


def words(answer: object) -> str:
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_both_get_the_same_paper(browser: TestClient, sold: Sold) -> None:
    of_seller, of_buyer = ask(browser, sold, "Jean"), ask(browser, sold, "Léa")
    assert of_seller.headers["content-type"] == "application/pdf"
    assert of_seller.headers["content-disposition"].startswith("attachment;")
    assert of_seller.headers["cache-control"] == "private, no-store"
    assert of_seller.content == of_buyer.content
    said = words(of_seller)
    for word in ("Maison de Larmor", "Jean Renaud", "Léa Renaud", "Équipements et notices"):
        assert word in said
    for word in ("Chaudière", "Notice.pdf", "Testament"):
        assert word not in said


def test_nobody_else_gets_anything(browser: TestClient, sold: Sold) -> None:
    for handover in (sold.handover, UUID(int=1)):
        answer = ask(browser, sold, "Anne", handover)
        assert answer.status_code == 404
        assert "Larmor" not in answer.text


def test_it_says_the_same_whatever_becomes_of_the_carnet_and_the_people(
    browser: TestClient, sold: Sold
) -> None:
    before = ask(browser, sold, "Jean").content
    sold.changed(Entry, values={"name": "Pompe"})
    sold.changed(Logbook, name="Autre nom")
    sold.changed(Account, last_name="Autre")
    assert ask(browser, sold, "Jean").content == before
    with sold.database.writing() as session:
        session.delete(session.get_one(Logbook, sold.logbook))
    assert ask(browser, sold, "Jean").content == ask(browser, sold, "Léa").content == before
