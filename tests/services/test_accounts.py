"""Accounts: one an address, made whole or not at all."""

from datetime import UTC, datetime

import pytest
from sqlmodel import Session, func, select

from ecoapp.core import clock
from ecoapp.core.errors import SignInIsNeeded
from ecoapp.core.tokens import new_id
from ecoapp.models import Account, Consent, OutgoingMail, Step
from ecoapp.services import accounts
from tests import factories

NOON = datetime(2026, 9, 15, 12, tzinfo=UTC)


def test_an_address_has_an_account_or_not(session: Session) -> None:
    factories.account(session, email="Camille@exemple.fr")
    assert accounts.exists(session, "camille@exemple.fr")
    assert not accounts.exists(session, "jean@exemple.fr")


def test_people_see_their_own_account(session: Session) -> None:
    account = factories.account(session, individual=True)
    seen = accounts.view(session, by=account.id)
    assert (seen.id, seen.email, seen.is_individual) == (account.id, account.email, True)
    assert seen.full_name == "Camille Renaud"
    assert account.password_hash not in repr(seen)


@pytest.mark.parametrize("ask", [accounts.get, lambda session, by: accounts.view(session, by=by)])
def test_an_account_that_is_gone_needs_a_new_sign_in(session: Session, ask) -> None:
    with pytest.raises(SignInIsNeeded):
        ask(session, new_id())


def test_a_draft_becomes_an_account_with_its_consent_and_its_welcome(session: Session) -> None:
    with clock.at(NOON):
        account = accounts.open_from(session, factories.signup_draft(session))
    assert account
    consent = session.exec(select(Consent)).one()
    assert (consent.account_id, consent.given_at) == (account.id, NOON)
    mail = session.exec(select(OutgoingMail)).one()
    assert (mail.kind, mail.recipient) == ("welcome", "camille@exemple.fr")
    assert "https://espace-services.example/espace" in mail.text


def test_an_address_that_is_taken_makes_nothing(session: Session) -> None:
    factories.account(session, email="Camille@exemple.fr")
    assert accounts.open_from(session, factories.signup_draft(session)) is None
    assert session.exec(select(func.count()).select_from(Account)).one() == 1
    assert session.exec(select(Consent)).all() == session.exec(select(OutgoingMail)).all() == []


@pytest.mark.parametrize("at", [Step.STRUCTURE, Step.PERSON])
def test_a_draft_without_structure_or_consent_never_becomes_an_account(
    session: Session, at: Step
) -> None:
    with pytest.raises(ValueError, match="not complete"):
        accounts.open_from(session, factories.signup_draft(session, at=at))
