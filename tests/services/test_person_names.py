"""People who have one name only: through the adhesion, in mails, in lists and histories."""

import pytest
from sqlmodel import Session, select

from ecoapp.core.database import Database
from ecoapp.core.errors import FieldsRefused
from ecoapp.models import Account, Step
from ecoapp.services import accounts, invitations, logbook_shelf, signup_drafts, signups
from ecoapp.services.catalogue_terms import AccessLevel
from ecoapp.services.membership_events import account_name
from ecoapp.services.person_names import TwoNamesAreTyped
from ecoapp.services.rights import READ_ONLY
from ecoapp.services.signup_drafts import DraftView, PersonTyped
from ecoapp.services.texts import NameHasOtherCharacters, TextIsMissing
from tests import factories
from tests.services.letters import letters

BROWSER = factories.browser()


def describe(
    session: Session, first_name: str, last_name: str, *, has_one_name: bool = True
) -> DraftView | None:
    typed = PersonTyped(first_name, last_name, "Maire", "06 39 98 12 34", True, has_one_name)
    signup_drafts.describe_person(session, typed, browser=BROWSER, consent_wording="J’autorise")
    return signup_drafts.view(session, browser=BROWSER)


@pytest.fixture
def at_their_name(session: Session) -> Session:
    factories.signup_draft(session, at=Step.PERSON)
    return session


@pytest.mark.parametrize(
    ("first_name", "last_name"),
    [("Suharto", ""), ("", "Suharto"), (" Suharto ", "\u200b"), ("Suharto", "suharto")],
)
def test_the_only_name_is_taken_from_whichever_field_has_it(
    at_their_name: Session, first_name: str, last_name: str
) -> None:
    seen = describe(at_their_name, first_name, last_name)
    assert seen and (seen.first_name, seen.last_name) == ("Suharto", "")
    assert seen.has_one_name and seen.first_to_do is Step.PASSWORD


@pytest.mark.parametrize(
    ("first_name", "last_name", "field", "refusal"),
    [
        ("", " ", "first_name", TextIsMissing),
        ("Camille", "Renaud", "last_name", TwoNamesAreTyped),
        ("", "***", "last_name", NameHasOtherCharacters),
        ("-", "", "first_name", NameHasOtherCharacters),
    ],
)
def test_no_name_or_two_are_asked_again(
    at_their_name: Session, first_name: str, last_name: str, field: str, refusal: type
) -> None:
    with pytest.raises(FieldsRefused) as refused:
        describe(at_their_name, first_name, last_name)
    (told,) = refused.value.refusals.items()
    assert told[0] == field and isinstance(told[1], refusal)


def test_who_does_not_say_so_is_asked_for_both(at_their_name: Session) -> None:
    with pytest.raises(FieldsRefused) as refused:
        describe(at_their_name, "Suharto", "", has_one_name=False)
    assert isinstance(refused.value.refusals["last_name"], TextIsMissing)


def test_second_thoughts_count(at_their_name: Session) -> None:
    describe(at_their_name, "", "Suharto")
    seen = describe(at_their_name, "Suharto", "Raharjo", has_one_name=False)
    assert seen and (seen.first_name, seen.last_name) == ("Suharto", "Raharjo")
    assert not seen.has_one_name


def test_one_name_goes_through_to_the_account_and_is_greeted(database: Database) -> None:
    with database.writing() as session:
        factories.signup_draft(session)
        describe(session, "", "Suharto")
        draft = signup_drafts.of_browser(session, BROWSER)
        assert draft is not None
        draft.password_hash = "chosen again"
    signed_up = signups.confirm_with_code(database, browser=BROWSER, typed=factories.CODE)
    with database.reading() as session:
        assert accounts.view(session, by=signed_up.account_id).full_name == "Suharto"
        account = session.exec(select(Account)).one()
    assert (account_name(account), account.name_key) == ("Suharto", "suharto")
    (welcome,) = letters(database)
    assert welcome.text.startswith("Bonjour Suharto,") or "\nBonjour Suharto,\n" in welcome.text


def test_one_name_is_written_without_a_space_beside_it(database: Database) -> None:
    with database.writing() as session:
        one = factories.account(session, first_name="Suharto", last_name="")
        guest = factories.account(session)
        place = factories.establishment(session, administrators=(one,))
        logbook = factories.logbook(session, one)
        factories.share(session, logbook, guest, {"plans": AccessLevel.READ})
    with database.writing() as session:
        invitations.invite(
            session, place.siret, by=one.id, email="lea@exemple.fr", rights=READ_ONLY
        )
        (line,) = logbook_shelf.of_account(session, by=guest.id)
    assert line.who == "Suharto"
    (mail,) = letters(database)
    assert "Suharto vous invite" in mail.text and "Suharto  " not in mail.text
