"""What is replaced in the framework's script: once each, or the build stops."""

from importlib.resources import files

import pytest

from ecoapp.framework_hooks import CHANGES, STATE, with_hooks

SCRIPT = files("reflex_base").joinpath(".templates", "web", STATE).read_text(encoding="utf-8")


def test_the_script_of_the_pinned_version_tells_all_that_we_need() -> None:
    changed = with_hooks(SCRIPT)
    assert all(changed.count(after) == 1 for _, after in CHANGES)


def test_nothing_is_replaced_twice() -> None:
    once = with_hooks(SCRIPT)
    assert with_hooks(once) == once


@pytest.mark.parametrize("before", [before for before, _ in CHANGES])
def test_a_script_that_has_changed_stops_the_build(before: str) -> None:
    with pytest.raises(ValueError, match=r"state\.js is not what it was"):
        with_hooks(SCRIPT.replace(before, ""))
