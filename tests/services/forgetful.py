"""People who forgot their password, as tests of the services speak of them."""

import pytest
from sqlmodel import select

from ecoapp.core import tokens
from ecoapp.core.database import Database
from ecoapp.core.errors import Refusal
from ecoapp.models import Account
from ecoapp.services import account_sessions, password_resets
from tests import factories
from tests.services.letters import Letter, letters

EMAIL = "camille@exemple.fr"
NOBODY = "personne@exemple.fr"
NEW = factories.NEW_PASSWORD


def ask(database: Database, email: str = EMAIL, client: str = "192.0.2.1") -> None:
    with database.writing() as session:
        password_resets.ask(session, email=email, client=client)


def links(database: Database, to: str = EMAIL) -> list[Letter]:
    return letters(database, to=to, kind="password_reset")


def asked(database: Database) -> str:
    """The token of a link that was just asked for."""
    ask(database)
    return links(database)[-1].link


def change(database: Database, token: str, password: str = NEW) -> str:
    return password_resets.change(database, token=token, password=password, user_agent="Firefox")


def refusal_of(database: Database, token: str, password: str = NEW) -> Refusal:
    with pytest.raises(Refusal) as refused:
        change(database, token, password)
    return refused.value


def password_hash(database: Database, account: Account) -> str:
    with database.reading() as session:
        return session.exec(select(Account.password_hash).where(Account.id == account.id)).one()


def who(database: Database, token: str) -> account_sessions.SignedIn | None:
    with database.reading() as session:
        return account_sessions.of_browser(session, browser=tokens.digest(token))
