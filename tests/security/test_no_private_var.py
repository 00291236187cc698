"""The defaults of all vars are compiled into files that anyone can read: nothing private is there.

Nor may they depend on the environment: one build serves every address and every operator.
"""

import asyncio
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from reflex.state import State

import ecoapp.ecoapp  # noqa: F401 -- brings in every state
from ecoapp.state.base import Screen
from ecoapp.state.viewer import Viewer

SECRET_WORDS = re.compile(r"password|passwd|token|hash|secret|digest|cookie|key|code\b|jeton", re.I)
# They speak of a secret; they do not hold it.
HARMLESS = {("Joining", "postal_code")}

PRINT_DEFAULTS = """
import asyncio, json
import ecoapp.ecoapp
from reflex.state import State, _resolve_delta
root = State(_reflex_internal_init=True)
vars = asyncio.run(_resolve_delta(root.dict(initial=True)))
print(json.dumps(vars, default=repr, sort_keys=True))
"""


def states() -> list[type[State]]:
    return [state for state in State.get_substates() if state.__module__.startswith("ecoapp.")]


def own_fields(state: type[State]) -> dict[str, Any]:
    """The fields that the class declares, itself or through its mixins."""
    return {name: field for name, field in state.get_fields().items() if field._owner is state}


def defaults(**environment: str) -> str:
    """What would be compiled, by a process with this environment."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ECOAPP_")}
    done = subprocess.run(
        [sys.executable, "-c", PRINT_DEFAULTS],
        env={**kept, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()[-1]


def test_every_state_is_a_flat_sibling() -> None:
    assert len(states()) >= 10
    assert all(state.get_parent_state() is State for state in states())
    assert all(issubclass(state, Screen) or state is Viewer for state in states())


def test_no_var_is_named_after_a_secret() -> None:
    named = {
        (state.__name__, name)
        for state in states()
        for name in own_fields(state)
        if not name.startswith("_") and SECRET_WORDS.search(name)
    }
    assert named <= HARMLESS


def test_what_is_hidden_is_not_sent_to_browsers() -> None:
    hidden = {name for state in states() for name in own_fields(state) if name.startswith("_")}
    assert {"_browser", "_account_id"} <= hidden
    root = State(_reflex_internal_init=True)
    sent = {name for vars in root.dict(initial=True).values() for name in vars}
    assert not [name for name in sent if name.startswith("_")]


def test_vars_hold_plain_data_and_never_a_row() -> None:
    plain = (str, int, bool, type(None))
    for state in states():
        for name, field in own_fields(state).items():
            value = field.default_value()
            items = value if isinstance(value, list) else [value]
            for item in items:
                values = item.values() if isinstance(item, dict) else [item]
                assert all(isinstance(one, plain) for one in values), (state, name)


def test_defaults_are_blank_but_for_sentences_of_the_interface() -> None:
    """Whatever is not blank is named here: a new one is looked at by a person first."""
    told = {
        f"{state.__name__}.{name}"
        for state in states()
        for name, field in own_fields(state).items()
        if field.default_value() not in ("", 0, False, None, [], {})
    }
    assert told == {
        "NewPassword.rules",
        "RequestTracking.is_mine",
        "SignupConfirmation.same_browser",
        "SignupPassword.rules",
    }


def test_there_is_no_computed_var_that_could_read_something() -> None:
    """Should one be needed, this test is where to say why its first value is public."""
    assert {name for state in states() for name in state.computed_vars} == set()


@pytest.mark.parametrize(
    "forbidden", ["ecoapp.db", "secret", "localhost", "://", str(Path.home()), str(Path.cwd())]
)
def test_defaults_hold_nothing_of_the_machine(forbidden: str) -> None:
    root = State(_reflex_internal_init=True)
    from reflex.state import _resolve_delta

    vars = asyncio.run(_resolve_delta(root.dict(initial=True)))
    # Reflex describes its own address there; empty until there is a connection.
    ours = {name: value for name, value in vars.items() if "ecoapp" in name}
    assert len(ours) == len(states())
    assert forbidden not in json.dumps(ours)


def test_defaults_do_not_depend_on_the_environment() -> None:
    other = {
        "PORT": "4321",
        "ECOAPP_PUBLIC_URL": "https://ailleurs.example",
        "ECOAPP_SECRET_KEY": "quite another key, as long as it must be",
        "ECOAPP_OPERATOR_NAME": "Un Autre",
        "ECOAPP_CONTACT_MAIL": "contact@ailleurs.example",
    }
    assert defaults() == defaults(**other)
