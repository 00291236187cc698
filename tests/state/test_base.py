"""What all screens share: errors beside fields, the summary on top, faults of ours."""

import logging
from typing import Any

import pytest
from reflex.state import State

from ecoapp.core import transactions
from ecoapp.core.database import Database
from ecoapp.core.errors import InputIsNotWhatTheFormSends, NotAllowed, SignInIsNeeded
from ecoapp.services.messages import UNKNOWN_FAULT
from ecoapp.services.signup_drafts import SignupIsNotBegun, Step, StepIsTooEarly
from ecoapp.state.base import OneText, elsewhere, read_text, read_typed, step_path
from ecoapp.state.member_area import MemberArea
from ecoapp.state.signup import SignupEmail, SignupPerson
from tests import factories
from tests.state.screens import _place, run, screen

HERE = factories.browser("here")


@pytest.mark.parametrize(
    ("refusal", "place"),
    [
        (StepIsTooEarly(Step.PERSON), "/adhesion/informations"),
        (StepIsTooEarly(Step.EMAIL), "/adhesion"),
        (SignupIsNotBegun(), "/adhesion"),
        (SignInIsNeeded(), "/connexion"),
        (NotAllowed(), "/introuvable"),
    ],
)
def test_some_refusals_lead_to_another_page(refusal: Any, place: str) -> None:
    assert _place(elsewhere(refusal)) == place


def test_every_step_has_its_address() -> None:
    assert [step_path(step) for step in Step] == [
        "/adhesion",
        "/adhesion/structure",
        "/adhesion/informations",
        "/adhesion/mot-de-passe",
        "/adhesion/verification",
    ]


def test_a_text_is_read_as_it_is() -> None:
    assert read_text("D’Artagnan 🦊 <b>") == "D’Artagnan 🦊 <b>"
    assert read_typed(OneText, {"text": "x", "other": 1}) == OneText(text="x")


@pytest.mark.parametrize("argument", [None, 1, [], {}, "a\0b", "\ud800", "x" * 5_001, b"x"])
def test_what_is_no_text_is_not_understood(argument: Any) -> None:
    with pytest.raises(InputIsNotWhatTheFormSends):
        read_text(argument)


async def test_every_error_is_beside_its_field_and_in_the_summary(sqlite: Database) -> None:
    with sqlite.writing() as session:
        factories.signup_draft(session, at=Step.PERSON, in_browser="here")
    state = await screen(SignupPerson, browser=HERE)
    await run(state.submit({"first_name": "R2D2", "phone": "06"}))
    assert list(state.errors) == ["first_name", "last_name", "job_title", "phone", "consent"]
    assert [line["field"] for line in state.error_lines] == list(state.errors)
    assert state.error_title == "Cinq champs sont à corriger"
    lines = {line["field"]: line["message"] for line in state.error_lines}
    assert lines["last_name"] == "Nom\N{NO-BREAK SPACE}: renseignez ce champ."
    assert lines["consent"] == state.errors["consent"]
    assert state.errors["last_name"] == "Renseignez ce champ."


async def test_one_error_is_counted_in_the_singular_and_goes_when_it_is_corrected(
    sqlite: Database,
) -> None:
    state = await screen(SignupEmail, browser=HERE)
    await run(state.submit({"email": "camille"}))
    assert (state.error_title, list(state.errors)) == ("Un champ est à corriger", ["email"])
    await run(state.submit({"email": "camille@exemple.fr"}))
    assert (state.errors, state.error_lines, state.error_title) == ({}, [], "")


async def test_a_fault_of_ours_is_said_and_logged_without_what_was_typed(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(transactions.database, "current", lambda: 1 / 0)
    state = await screen(SignupEmail, browser=HERE)
    assert await run(state.submit({"email": "camille@exemple.fr"})) is None
    assert state.errors == {"": UNKNOWN_FAULT}
    assert state.is_busy is False
    assert "ZeroDivisionError" in caplog.text and "SignupEmail" in caplog.text
    assert "camille" not in caplog.text
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


async def test_a_guarded_screen_without_an_account_leads_to_the_log_in(sqlite: Database) -> None:
    """Should the guard ever let an event through, the use case still knows no one."""
    state = await screen(MemberArea, browser=HERE)
    assert await run(state.load()) == "/connexion"


async def test_resetting_a_state_empties_hidden_vars_too() -> None:
    """The guard relies on it."""
    root = State(_reflex_internal_init=True)
    hidden = [
        (await root.get_state(kind), name, field.default_value())
        for kind in State.get_substates()
        for name, field in kind.get_fields().items()
        if name.startswith("_") and field._owner is kind
    ]
    assert {"_browser", "_account_id"} <= {name for _, name, _ in hidden}
    for state, name, _ in hidden:
        setattr(state, name, "somebody’s")
    root.reset()
    assert [name for state, name, default in hidden if getattr(state, name) != default] == []
