"""The summary that goes out with a carnet says what the carnet says."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from pypdf import PdfReader

from ecoapp.adapters.files.fake import FakeStore
from ecoapp.core.database import Database
from ecoapp.models import Account, Logbook
from ecoapp.papers.printing import PaperFailed
from ecoapp.services import file_stores, logbook_exports, logbook_summaries, logbooks
from tests.services.carnets import Household, brought_back, household, lasting, members, record


@pytest.fixture(autouse=True)
def store() -> Iterator[FakeStore]:
    fake = FakeStore()
    file_stores.install(fake)
    yield fake
    file_stores.install(None)


@pytest.fixture
def home(database: Database) -> Household:
    return household(database)


def text_of(paper: bytes) -> str:
    pages = PdfReader(io.BytesIO(paper)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_it_says_what_the_carnet_says(home: Household) -> None:
    home.add(
        "identity",
        {
            "dwelling": "maison",
            "street": "12 rue des Charpentiers",
            "postal_code": "56000",
            "city": "Vannes",
        },
    )
    boiler = home.add(
        "equipment", {"name": "Chaudière à condensation", "installed_on": "2026-03-02"}
    )
    home.attach(boiler, "Notice de la chaudière.pdf")
    home.do(home.add("journal", {"title": "Cloison du salon"}), "archive")
    with home.database.writing() as session:
        logbooks.set_applicable(
            session, home.logbook, "condominium", applicable=False, by=home.lucie
        )
    text = text_of(members(home.exported())["resume.pdf"])
    for said in (
        "Maison de Larmor",
        "12 rue des Charpentiers, 56000 Vannes",
        "pour Lucie Le Goff",
        "Parties renseignées : 2 sur 14",
        "Chaudière à condensation",
        "2 mars 2026",
        "Notice de la chaudière.pdf (1 Ko)",
        "Cloison du salon",
        "Mis de côté",
        "Non applicable",
    ):
        assert said in text, said


def test_it_speaks_of_the_same_moment_as_the_rest(
    home: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = logbook_summaries.write

    def later(*given: Any, **more: Any) -> None:
        home.add("journal", {"title": "Trop tard"})
        write(*given, **more)

    monkeypatch.setattr(logbook_summaries, "write", later)
    content = home.exported()
    assert record(content)["entries"] == []
    assert "Trop tard" not in text_of(members(content)["resume.pdf"])


def test_a_carnet_goes_out_without_it_when_it_cannot_be_set(
    home: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.attach(home.add("equipment"))

    def fails(_session: object, _logbook: Logbook, out: io.BytesIO, *, made_for: Account) -> None:
        out.write(b"%PDF-half")
        raise PaperFailed(made_for.first_name)

    whole = home.exported()
    monkeypatch.setattr(logbook_summaries, "write", fails)
    content = home.exported()
    assert "resume.pdf" in members(whole)
    assert "resume.pdf" not in members(content)
    back = brought_back(home.database, content, by=home.lucie)
    assert lasting(home.exported(back)) == lasting(content)
    assert logbook_exports.SUMMARY == "resume.pdf"
