"""What the operator's team sees and does, and what is written of it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert, text
from sqlmodel import col, select

from ecoapp.core import clock
from ecoapp.core.database import Database, begins_with
from ecoapp.core.errors import FieldsRefused, NotAllowed
from ecoapp.core.folding import folded
from ecoapp.core.tokens import new_id
from ecoapp.models import (
    Account,
    AuditRecord,
    ContactMessage,
    Establishment,
    EstablishmentSource,
    RequestStatus,
)
from ecoapp.services import (
    audit,
    membership_decisions,
    operator_search,
    operators,
    orphan_requests,
    received_messages,
)
from ecoapp.services.operator_search import SearchIsTooShort, SearchResult
from ecoapp.services.rights import ADMINISTRATOR
from tests import factories
from tests.services.at_once import at_once


@pytest.fixture
def olga(database: Database) -> UUID:
    with database.writing() as session:
        return factories.account(
            session, first_name="Olga", last_name="Perrin", is_operator=True
        ).id


def records(database: Database) -> list[tuple[str, str, str]]:
    with database.reading() as session:
        rows = session.exec(select(AuditRecord).order_by(col(AuditRecord.id)))
        return [(row.actor_name, row.action, row.subject) for row in rows]


ASKED: dict[str, Callable[..., Any]] = {
    "enter": operators.enter,
    "requests": lambda session, by: orphan_requests.page(session, by=by, limit=5),
    "messages": lambda session, by: received_messages.page(session, by=by, handled=False, limit=5),
    "handling": lambda session, by: received_messages.handle(session, new_id(), by=by),
    "search": lambda session, by: operator_search.search(session, "Perrin", by=by),
    "audit": lambda session, by: audit.page(session, by=by, limit=5),
}


@pytest.mark.parametrize("what", ASKED)
def test_nobody_else_is_answered_and_nothing_is_written(database: Database, what: str) -> None:
    with database.writing() as session:
        person = factories.account(session)
        factories.establishment(session, administrators=(person,))
    with database.writing() as session, pytest.raises(NotAllowed):
        ASKED[what](session, by=person.id)
    assert records(database) == []


def test_only_requests_that_nobody_can_answer_are_listed_the_oldest_first(
    database: Database, olga: UUID
) -> None:
    with database.writing() as session:
        camille, jean = factories.account(session), factories.account(session)
        orphan = factories.establishment(session, name="Sans personne")
        led = factories.establishment(session, administrators=(jean,))
        read_only = factories.establishment(session)
        factories.membership(session, jean, read_only)
        wanted = [
            factories.membership_request(session, camille, orphan, sent_days_ago=1).id,
            factories.membership_request(session, jean, orphan, sent_days_ago=9).id,
            factories.membership_request(session, camille, read_only, sent_days_ago=5).id,
        ]
        factories.membership_request(session, camille, led)
        factories.membership_request(
            session, factories.account(session), orphan, status=RequestStatus.CANCELLED
        )
    with database.reading() as session:
        found = orphan_requests.page(session, by=olga, limit=10)
        assert [line.id for line in found] == [wanted[1], wanted[2], wanted[0]]
        assert found[0].establishment_name == "Sans personne"
        first = orphan_requests.page(session, by=olga, limit=2)
        rest = orphan_requests.page(session, by=olga, after=first[-1].id, limit=2)
    assert [line.id for line in [*first, *rest]] == [line.id for line in found]


def test_requests_of_the_same_moment_are_each_on_one_page(database: Database, olga: UUID) -> None:
    moment = datetime(2026, 9, 1, tzinfo=UTC)
    with clock.at(moment), database.writing() as session:
        place = factories.establishment(session)
        wanted = {
            factories.membership_request(session, factories.account(session), place).id
            for _ in range(5)
        }
    seen: list[UUID] = []
    with clock.at(moment), database.reading() as session:
        while page := orphan_requests.page(
            session, by=olga, after=seen[-1] if seen else None, limit=2
        ):
            seen += [line.id for line in page]
    assert (len(seen), set(seen)) == (5, wanted)


def test_what_the_team_decides_is_in_its_log(database: Database, olga: UUID) -> None:
    with database.writing() as session:
        place = factories.establishment(session, name="Aubry", siret=factories.OCTO)
        one = factories.membership_request(session, factories.account(session), place)
        two = factories.membership_request(session, factories.account(session), place)
    with database.writing() as session:
        membership_decisions.refuse(session, two.id, by=olga, reason="")
    with database.writing() as session:
        membership_decisions.accept(session, one.id, by=olga, rights=ADMINISTRATOR)
    subject = f"Camille Renaud, Aubry (SIRET {factories.OCTO})"
    assert records(database) == [
        ("Olga Perrin", "Demande refusée", subject),
        ("Olga Perrin", "Demande acceptée", subject),
    ]


def test_what_an_administrator_decides_is_not(database: Database) -> None:
    with database.writing() as session:
        jean = factories.account(session, is_operator=True)
        place = factories.establishment(session, administrators=(jean,))
        request = factories.membership_request(session, factories.account(session), place)
    with database.writing() as session:
        membership_decisions.accept(session, request.id, by=jean.id, rights=ADMINISTRATOR)
    assert records(database) == []


# Messages


def a_message(database: Database, name: str = "Léa Martin") -> UUID:
    with database.writing() as session:
        row = ContactMessage(
            deduplication_key=name,
            name=name,
            email="lea@exemple.fr",
            subject="Autre",
            body="Bonjour",
        )
        session.add(row)
        return row.id


def messages(database: Database, by: UUID, *, handled: bool = False) -> list[str]:
    with database.reading() as session:
        found = received_messages.page(session, by=by, handled=handled, limit=10)
        return [message.name for message in found]


def test_a_message_waits_until_somebody_has_handled_it(database: Database, olga: UUID) -> None:
    first, _ = a_message(database, "Ana"), a_message(database, "Bob")
    assert messages(database, olga) == ["Bob", "Ana"]
    with database.writing() as session:
        assert received_messages.handle(session, first, by=olga)
    assert (messages(database, olga), messages(database, olga, handled=True)) == (["Bob"], ["Ana"])
    with database.reading() as session:
        (seen,) = received_messages.page(session, by=olga, handled=True, limit=5)
    assert (seen.handled_by, seen.handled_at is not None) == ("Olga Perrin", True)
    assert records(database) == [("Olga Perrin", "Message traité", "Message de Ana")]


def test_of_two_who_handle_it_at_once_one_is_written_down(database: Database, olga: UUID) -> None:
    message = a_message(database)

    def handle(here: Database) -> bool:
        with here.writing() as session:
            return received_messages.handle(session, message, by=olga)

    assert sorted(at_once(database, [handle] * 3), key=str) == [False, False, True]
    assert len(records(database)) == 1


# Search


def search(database: Database, typed: str, by: UUID) -> SearchResult:
    with database.writing() as session:
        return operator_search.search(session, typed, by=by)


@pytest.fixture
def world(database: Database) -> None:
    with database.writing() as session:
        ana = factories.account(
            session, first_name="Ana", last_name="Écuyer", email="Ana.E@bois.example"
        )
        factories.account(session, first_name="Bob", last_name="Œuvrard", email="bob@bois.example")
        place = factories.establishment(
            session, name="L’Établi d’Anaïs", siret=factories.OCTO, administrators=(ana,)
        )
        factories.membership(session, factories.account(session, last_name="Zola"), place)
        factories.establishment(session, name="Scierie", siret=factories.CLAMART)


@pytest.mark.parametrize(
    ("typed", "accounts", "establishments"),
    [
        ("ana.e", ["Ana Écuyer"], []),
        ("ANA.E@bois.example", ["Ana Écuyer"], []),
        ("ecu", ["Ana Écuyer"], []),
        ("ÉCUYER  ana", ["Ana Écuyer"], []),
        ("oeuv", ["Bob Œuvrard"], []),
        ("l'etabli", [], ["L’Établi d’Anaïs"]),
        ("L’ÉTABLI", [], ["L’Établi d’Anaïs"]),
        ("418 166", [], ["L’Établi d’Anaïs"]),
        ("418.166.096", [], ["L’Établi d’Anaïs"]),
        (factories.CLAMART, [], ["Scierie"]),
        ("cuyer", [], []),
        ("%%%", [], []),
        ("___", [], []),
        ("***", [], []),
        ("'; --", [], []),
    ],
)
def test_what_begins_so_is_found_whatever_its_case_and_accents(
    database: Database,
    olga: UUID,
    world: None,
    typed: str,
    accounts: list[str],
    establishments: list[str],
) -> None:
    found = search(database, typed, olga)
    assert [one.name for one in found.accounts] == accounts
    assert [one.name for one in found.establishments] == establishments


def test_what_is_found_says_how_many_belong_to_it(
    database: Database, olga: UUID, world: None
) -> None:
    (place,) = search(database, "l'établi", olga).establishments
    assert (place.members, place.administrators) == (2, 1)
    (ana,) = search(database, "ana", olga).accounts
    assert ana.establishments == 1


def test_who_looked_for_what_is_written_in_the_same_transaction(
    database: Database, olga: UUID
) -> None:
    search(database, "  Écuyer ", olga)
    assert records(database) == [
        ("Olga Perrin", "Recherche", "«\N{NO-BREAK SPACE}Écuyer\N{NO-BREAK SPACE}»")
    ]
    with pytest.raises(RuntimeError), database.writing() as session:
        operator_search.search(session, "Renaud", by=olga)
        raise RuntimeError
    assert len(records(database)) == 1


@pytest.mark.parametrize("typed", ["", "ab", "  é ", "\u200b\u200b\u200b"])
def test_too_short_a_search_is_refused_and_not_written(
    database: Database, olga: UUID, typed: str
) -> None:
    with pytest.raises(FieldsRefused) as refused:
        search(database, typed, olga)
    assert isinstance(refused.value.refusals["text"], SearchIsTooShort)
    assert records(database) == []


def test_twenty_are_shown_and_that_there_are_others(database: Database, olga: UUID) -> None:
    with database.writing() as session:
        for number in range(21):
            factories.establishment(session, name=f"Scierie {number:02}")
    found = search(database, "scierie", olga)
    assert (len(found.establishments), found.has_more) == (20, True)


def test_the_folded_name_follows_the_name(database: Database, olga: UUID) -> None:
    with database.writing() as session:
        place = factories.establishment(session, name="Ancien nom")
    with database.writing() as session:
        session.get_one(Establishment, place.id).name = "Nouvel atelier"
    assert search(database, "nouvel", olga).establishments
    assert not search(database, "ancien", olga).establishments


@pytest.mark.parametrize(
    ("column", "index"),
    [
        (Account.email_key, "ix_account_email_key"),
        (Account.name_key, "ix_account_name_key"),
        (Establishment.name_key, "ix_establishment_name_key"),
    ],
)
def test_an_index_answers_each_search(database: Database, column: Any, index: str) -> None:
    table = column.class_
    with database.writing() as session:
        fill(session, table)
    with database.reading() as session:
        asked = select(table.id).where(begins_with(session, column, "abc")).limit(21)
        statement = str(
            asked.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
        ).replace("%%", "%")
        explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
        lines = session.connection().execute(text(explain + statement.replace(":", "\\:")))
        plan = "\n".join(str(line) for line in lines)
    assert "SCAN" not in plan if database.is_sqlite else "Seq Scan" not in plan, plan
    assert index in plan or (database.is_sqlite and "INDEX" in plan), plan


def fill(session: Any, table: Any) -> None:
    """Enough rows for PostgreSQL to prefer an index."""
    now = clock.now()
    values: dict[str, Any] = (
        {"source": EstablishmentSource.DIRECTORY, "street": "", "postal_code": "", "city": ""}
        | {"naf": "", "phone": "", "email": "", "opening_hours": ""}
        if table is Establishment
        else {"structure_type": "entreprise", "first_name": "A", "last_name": "B", "phone": ""}
        | {"job_title": "", "password_hash": "", "is_operator": False}
    )
    rows = []
    for number in range(3000):
        name = f"{number:05}"
        own = (
            {"siret": name, "name": name, "name_key": name}
            if table is Establishment
            else {"email": name, "email_key": name, "name_key": name}
        )
        rows.append({"id": new_id(), "created_at": now, **values, **own})
    session.connection().execute(insert(table), rows)
    session.connection().execute(text("ANALYZE"))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("École du Bois", "ecole du bois"),
        ("L’Œuvre", "l'oeuvre"),
        ("  A\u00a0 b ", "a b"),
        ("", ""),
    ],
)
def test_folding(typed: str, expected: str) -> None:
    assert folded(typed) == expected


# The log


def test_the_log_is_read_a_page_at_a_time_the_newest_first(database: Database, olga: UUID) -> None:
    with database.writing() as session:
        for number in range(7):
            audit.record(session, audit.Action.SEARCHED, str(number), by=olga)
        audit.record(session, audit.Action.IMPORT_BEGUN, "7", by=None)
    seen: list[str] = []
    last = None
    with database.reading() as session:
        while page := audit.page(session, by=olga, before=last, limit=3):
            seen += [line.subject for line in page]
            last = page[-1].id
        (newest, *_) = audit.page(session, by=olga, limit=1)
    assert seen == [str(number) for number in range(7, -1, -1)]
    assert newest.actor_name == "Ligne de commande"
    assert clock.now() - newest.happened_at < timedelta(minutes=1)


def test_the_log_keeps_the_name_of_who_is_gone(database: Database, olga: UUID) -> None:
    with database.writing() as session:
        other = factories.account(session, is_operator=True)
        audit.record(session, audit.Action.SEARCHED, "x", by=olga)
    with database.writing() as session:
        session.delete(session.get_one(Account, olga))
    with database.reading() as session:
        (line,) = audit.page(session, by=other.id, limit=5)
    assert line.actor_name == "Olga Perrin"
