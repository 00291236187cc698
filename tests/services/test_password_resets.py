"""« Mot de passe oublié ? »: who learns what, and which link opens."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import select

from ecoapp.core import clock, tokens
from ecoapp.core.database import Database
from ecoapp.core.errors import FieldsRefused
from ecoapp.models import Account, PasswordReset
from ecoapp.services import password_resets, rate_rules
from ecoapp.services.password_resets import LIFE, ResetLinkIsExpired, ResetLinkIsUnknown
from ecoapp.services.rate_rules import TriesAreTooMany
from tests import factories
from tests.security.test_secrets import holds
from tests.services.at_once import at_once
from tests.services.forgetful import (
    EMAIL,
    NEW,
    NOBODY,
    ask,
    asked,
    change,
    links,
    password_hash,
    refusal_of,
    who,
)
from tests.state.rows import contents

NOON = datetime(2026, 9, 15, 12, tzinfo=UTC)


@pytest.fixture
def account(database: Database) -> Account:
    with database.writing() as session:
        return factories.account(session, email=EMAIL)


def statements(database: Database, email: str) -> list[str]:
    """What asking for this address has the database do."""
    done: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        done.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    ask(database, email)
    event.remove(database.engine, "before_cursor_execute", note)
    return done


class TestAsking:
    @pytest.mark.parametrize("typed", [EMAIL, " Camille@EXEMPLE.fr "])
    def test_a_link_goes_to_the_address_of_the_account(
        self, database: Database, account: Account, typed: str
    ) -> None:
        ask(database, typed)
        (letter,) = links(database)
        assert f"https://espace-services.example/nouveau-mot-de-passe?jeton={letter.link}" in (
            letter.text
        )
        assert "60\N{NO-BREAK SPACE}minutes" in letter.text and "Camille" in letter.text

    def test_an_address_without_account_is_answered_the_same_and_leaves_nothing(
        self, database: Database, account: Account
    ) -> None:
        before = contents(database)
        ask(database, NOBODY)
        assert contents(database) == before

    def test_asking_changes_neither_password_nor_sessions(
        self, database: Database, account: Account
    ) -> None:
        with database.writing() as session:
            factories.signed_in(session, account, cookie="here")
        ask(database)
        assert password_hash(database, account) == account.password_hash
        assert who(database, "here") is not None

    def test_both_answers_cost_the_same_work(self, database: Database, account: Account) -> None:
        """What is left of a difference, the page's own pause covers (`ANSWER_TAKES`)."""
        known, unknown = statements(database, EMAIL), statements(database, NOBODY)
        for work in (known, unknown):
            assert [done for done in work if "INSERT INTO outgoing_mail" in done]
        assert abs(len(known) - len(unknown)) <= 1, (known, unknown)

    @pytest.mark.parametrize("typed", ["", "camille", "a@b@c.fr", "x" * 300 + "@exemple.fr"])
    def test_what_is_no_address_is_told_beside_its_field(
        self, database: Database, typed: str
    ) -> None:
        with pytest.raises(FieldsRefused) as refused:
            ask(database, typed)
        assert list(refused.value.refusals) == ["email"]

    def test_an_address_gets_five_links_an_hour(self, database: Database, account: Account) -> None:
        for minute in range(7):
            with clock.at(NOON + timedelta(minutes=minute)):
                ask(database)
        assert len(links(database)) == 5
        with clock.at(NOON + timedelta(minutes=8)), database.reading() as session:
            last = links(database)[-1].link
            # The two that were not sent have not replaced it.
            assert password_resets.look_at(session, token=last).email == EMAIL
        with clock.at(NOON + timedelta(minutes=61)):
            ask(database)
        assert len(links(database)) == 6

    def test_a_network_address_asks_twenty_times_an_hour_whoever_it_is_for(
        self, database: Database, account: Account
    ) -> None:
        for number in range(rate_rules.RESETS_ASKED_AN_HOUR_AND_CLIENT):
            ask(database, f"c{number}@exemple.fr")
        for email in (EMAIL, NOBODY):
            with pytest.raises(TriesAreTooMany):
                ask(database, email)
        ask(database, client="192.0.2.2")
        assert len(links(database)) == 1

    def test_links_asked_for_at_the_same_moment_leave_one_that_opens(
        self, database: Database, account: Account
    ) -> None:
        at_once(database, [ask] * 4)
        with database.reading() as session:
            (row,) = session.exec(select(PasswordReset)).all()
        digests = [tokens.digest(letter.link) for letter in links(database)]
        assert len(digests) == 4 and row.token_hash in digests


class TestLink:
    def test_looking_at_it_tells_whose_it_is_and_changes_nothing(
        self, database: Database, account: Account
    ) -> None:
        token = asked(database)
        before = contents(database)
        for _ in range(3):
            with database.reading() as session:
                assert password_resets.look_at(session, token=token).email == EMAIL
        assert contents(database) == before

    def test_a_newer_link_makes_the_older_one_useless(
        self, database: Database, account: Account
    ) -> None:
        old, new = asked(database), asked(database)
        assert isinstance(refusal_of(database, old), ResetLinkIsUnknown)
        assert change(database, new)

    def test_it_opens_for_sixty_minutes(self, database: Database, account: Account) -> None:
        with clock.at(NOON):
            token = asked(database)
        with clock.at(NOON + LIFE):
            assert isinstance(refusal_of(database, token), ResetLinkIsExpired)
        with clock.at(NOON + LIFE - timedelta(seconds=1)):
            assert change(database, token)

    def test_it_is_forgotten_a_day_after_its_end(
        self, database: Database, account: Account
    ) -> None:
        with clock.at(NOON):
            token = asked(database)
        with clock.at(NOON + LIFE + timedelta(days=1)):
            ask(database, NOBODY)
            assert isinstance(refusal_of(database, token), ResetLinkIsUnknown)
        with database.reading() as session:
            assert session.exec(select(PasswordReset)).all() == []

    @pytest.mark.parametrize("token", ["", "x", "\0", "\ud800", "x" * 5_000, "' OR 1=1 --"])
    def test_any_other_token_opens_nothing(
        self, database: Database, account: Account, token: str
    ) -> None:
        asked(database)
        before = contents(database)
        assert isinstance(refusal_of(database, token), ResetLinkIsUnknown)
        with database.reading() as session, pytest.raises(ResetLinkIsUnknown):
            password_resets.look_at(session, token=token)
        with pytest.raises(ResetLinkIsUnknown):
            password_resets.weigh(database, token=token, password=NEW)
        assert contents(database) == before

    def test_the_digest_that_is_kept_opens_nothing(
        self, database: Database, account: Account
    ) -> None:
        token = asked(database)
        assert isinstance(refusal_of(database, tokens.digest(token)), ResetLinkIsUnknown)
        assert not holds(database, token)
