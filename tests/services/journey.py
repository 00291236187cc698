"""Journey 1 at the level of the services, step by step."""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from sqlmodel import select

from ecoapp.core.database import Database
from ecoapp.models import Account
from ecoapp.services import (
    establishment_search,
    joining,
    joining_drafts,
    signup_drafts,
    signup_passwords,
    signups,
)
from ecoapp.services.joining import Identity
from ecoapp.services.signup_drafts import PersonTyped
from tests import factories
from tests.services.letters import last_code_mail

BROWSER = factories.browser()
EMAIL = "camille@exemple.fr"
TYPED = Identity("Scierie Le Goff", "1 quai du Port", "56100", "Lorient")


@dataclass
class Journey:
    """Somebody on the way; `tokens`: those of the sessions that were opened for them."""

    database: Database
    tokens: list[str] = field(default_factory=list)

    def begin(self) -> None:
        with self.database.writing() as session:
            signup_drafts.begin(session, browser=BROWSER, email=EMAIL)

    def structure(self) -> None:
        with self.database.writing() as session:
            signup_drafts.choose_structure(session, browser=BROWSER, structure="entreprise")

    def typing(self) -> None:
        with self.database.writing() as session:
            signup_drafts.keep_person(session, browser=BROWSER, field="first_name", typed="Cam")

    def person(self) -> None:
        person = PersonTyped("Camille", "Renaud", "Directrice", "06 39 98 12 34", True)
        with self.database.writing() as session:
            signup_drafts.describe_person(
                session, person, browser=BROWSER, consent_wording="J’autorise"
            )

    def password(self) -> None:
        signup_passwords.choose_password(
            self.database, browser=BROWSER, password=factories.PASSWORD
        )

    def code(self) -> None:
        code = last_code_mail(self.database, to=EMAIL).code
        signed_up = signups.confirm_with_code(self.database, browser=BROWSER, typed=code)
        self.tokens.append(signed_up.session_token)

    def siret(self) -> None:
        establishment_search.search(self.database, factories.OCTO, by=self._account())

    def message(self) -> None:
        with self.database.writing() as session:
            joining_drafts.keep(session, by=self._account(), message="Bonjour")

    def establishment(self) -> None:
        joining.create(self.database, factories.OCTO, TYPED, by=self._account())

    def steps(self) -> list[Callable[[], None]]:
        """In their order."""
        return [
            self.begin,
            self.structure,
            self.typing,
            self.person,
            self.password,
            self.code,
            self.siret,
            self.message,
            self.establishment,
        ]

    def _account(self) -> UUID:
        with self.database.reading() as session:
            return session.exec(select(Account.id).where(Account.email_key == EMAIL)).one()
