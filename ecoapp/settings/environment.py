"""The environment of this process, read once."""

import os
from collections.abc import Mapping
from difflib import get_close_matches
from functools import lru_cache

from pydantic import ValidationError

from ecoapp.settings.errors import PREFIX, SettingsError
from ecoapp.settings.model import Settings


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """Read and check the environment, once per process; raises SettingsError."""
    _refuse_misspelt(os.environ)
    try:
        return Settings()
    except ValidationError as error:
        raise _first_problem(error) from error


def variable_of(field: str) -> str:
    """Return the environment variable that sets a field of Settings."""
    alias = (
        Settings.model_fields[field].validation_alias if field in Settings.model_fields else field
    )
    return alias if isinstance(alias, str) else f"{PREFIX}{field.upper()}"


def environment_for_tools(*, first_in_path: str, changes: Mapping[str, str]) -> dict[str, str]:
    """Return the environment for a tool that we start: ours without our settings, then changed.

    Reflex's own variables are left out too: a value meant for another project would count.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if name != "PORT" and not name.startswith((PREFIX, "REFLEX_"))
    }
    kept["PATH"] = os.pathsep.join((first_in_path, kept.get("PATH") or os.defpath))
    return {**kept, **changes}


def _refuse_misspelt(environment: Mapping[str, str]) -> None:
    """Stop at ECOAPP_SMPT_URL, which would otherwise do nothing.

    Unknown names that resemble none of ours pass: Kubernetes makes ECOAPP_SERVICE_HOST and others.
    """
    known = [variable_of(field) for field in Settings.model_fields]
    for name in environment:
        if name.startswith(PREFIX) and name not in known:
            meant = get_close_matches(name, known, n=1, cutoff=0.85)
            if meant:
                raise SettingsError(name, f"unknown setting; did you mean {meant[0]}?")


def _first_problem(error: ValidationError) -> SettingsError:
    problem = error.errors(include_url=False, include_input=False)[0]
    field = str(problem["loc"][0])
    text = problem["msg"].removeprefix("Value error, ")
    return SettingsError(variable_of(field), text[:1].lower() + text[1:])
