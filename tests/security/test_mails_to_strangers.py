"""Nobody has us send words of theirs to an address before they have proved one."""

import pytest
from sqlmodel import Session, select

from ecoapp.core import tokens
from ecoapp.core.database import Database
from ecoapp.models import OutgoingMail
from ecoapp.services import contact_messages, signup_drafts, signup_passwords
from ecoapp.services.contact_messages import ContactTyped
from ecoapp.services.signup_drafts import PersonTyped
from ecoapp.settings import get_settings
from tests import factories

VICTIM = "victime@exemple.fr"
LURE = "Vous avez gagné www.evil.example"
BAIT = "gagné"


def words_sent_to(session: Session, address: str) -> list[str]:
    """Everything that stands in the mails for it, opened if they are sealed."""
    found = session.exec(select(OutgoingMail).where(OutgoingMail.recipient == address)).all()
    return [
        tokens.unseal(part) if mail.is_sealed else part
        for mail in found
        for part in (mail.subject, mail.text, mail.html)
    ]


def test_nothing_that_a_stranger_typed_stands_in_the_mail_of_the_code(database: Database) -> None:
    browser = factories.browser()
    person = PersonTyped(LURE, LURE, LURE, "06 39 98 12 34", True)
    with database.writing() as session:
        signup_drafts.begin(session, browser=browser, email=VICTIM)
        signup_drafts.choose_structure(session, browser=browser, structure="entreprise")
        signup_drafts.describe_person(session, person, browser=browser, consent_wording="Oui")
    signup_passwords.choose_password(database, browser=browser, password=factories.PASSWORD)
    with database.reading() as session:
        said = words_sent_to(session, VICTIM)
    assert said
    assert not any(BAIT in words for words in said)


@pytest.mark.parametrize("field", ["name", "message"])
def test_nothing_that_a_stranger_typed_comes_back_from_the_contact_form(
    session: Session, field: str
) -> None:
    words = {"name": "Camille Renaud", "message": "Bonjour", field: LURE}
    typed = ContactTyped(words["name"], VICTIM, "etablissement", words["message"])
    contact_messages.send(session, typed, by=None)
    assert words_sent_to(session, VICTIM)
    assert not any(BAIT in said for said in words_sent_to(session, VICTIM))
    # Our team reads it.
    assert any(BAIT in said for said in words_sent_to(session, get_settings().contact_mail))
