"""What rows say of themselves, and how they are kept."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlmodel import Session, SQLModel

from ecoapp.core import clock
from ecoapp.core.tokens import new_id
from ecoapp.models import (
    AccountSession,
    Establishment,
    EstablishmentSource,
    SignupDraft,
    Step,
    StructureType,
)
from tests import factories

NOON = datetime(2026, 9, 15, 12, tzinfo=UTC)


def test_tables_are_named_after_their_classes() -> None:
    assert {"account", "membership_request", "outgoing_mail"} <= set(SQLModel.metadata.tables)


@pytest.mark.parametrize("structure", list(StructureType))
def test_only_a_particulier_is_an_individual(structure: StructureType) -> None:
    assert structure.is_individual is (structure == "particulier")


@pytest.mark.parametrize("at", [step for step in Step if step is not Step.EMAIL])
def test_a_draft_knows_its_first_step_to_do(session: Session, at: Step) -> None:
    assert factories.signup_draft(session, at=at).first_step_to_do() is at


def test_a_draft_goes_back_to_the_earliest_step_that_is_undone(session: Session) -> None:
    draft = factories.signup_draft(session, at=Step.CODE)
    draft.password_hash = ""
    assert draft.first_step_to_do() is Step.PASSWORD
    draft.person_done_at = None
    assert draft.first_step_to_do() is Step.PERSON
    draft.structure_type = None
    assert draft.first_step_to_do() is Step.STRUCTURE


@pytest.mark.parametrize(
    ("closed", "seconds", "live"), [(False, 1, True), (False, 0, False), (True, 1, False)]
)
def test_a_session_lives_until_it_ends_or_is_closed(closed: bool, seconds: int, live: bool) -> None:
    row = AccountSession(
        account_id=new_id(),
        token_hash="x",
        expires_at=NOON + timedelta(seconds=seconds),
        closed_at=NOON if closed else None,
    )
    assert row.is_live(NOON) is live


@pytest.mark.parametrize(
    ("source", "confirmed", "to_be_verified"),
    [
        (EstablishmentSource.TYPED_IN, False, True),
        (EstablishmentSource.TYPED_IN, True, False),
        (EstablishmentSource.DIRECTORY, True, False),
        (EstablishmentSource.PARTNER_IMPORT, False, False),
    ],
)
def test_what_was_typed_in_is_to_be_verified_until_the_directory_agrees(
    source: EstablishmentSource, confirmed: bool, to_be_verified: bool
) -> None:
    row = Establishment(
        siret=factories.siret(), name="x", source=source, confirmed_at=NOON if confirmed else None
    )
    assert row.is_to_be_verified is to_be_verified


def test_choices_are_kept_as_their_words(session: Session) -> None:
    factories.account(session, individual=True)
    kept = session.connection().execute(text("SELECT structure_type FROM account")).scalar()
    assert kept == "particulier"


def test_rows_are_born_at_the_time_of_the_clock_with_an_id_of_their_own() -> None:
    with clock.at(NOON):
        drafts = [SignupDraft(browser_hash="x", email="", email_key="") for _ in range(2)]
    assert {draft.created_at for draft in drafts} == {NOON}
    assert drafts[0].id != drafts[1].id
