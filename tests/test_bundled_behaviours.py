"""The behaviours go together into one file, or the build says why not."""

from pathlib import Path

import pytest

from ecoapp import bundled_behaviours
from ecoapp.bundled_behaviours import BehavioursNotBundledError, bundle
from ecoapp.frontend import WORK
from tests.e2e.conftest import _front_end  # noqa: F401

ROLLDOWN = WORK / bundled_behaviours.ROLLDOWN


@pytest.fixture
def modules(_front_end: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:  # noqa: F811
    """A folder of modules instead of ours; `_front_end` has installed the tool."""
    monkeypatch.setattr(bundled_behaviours, "MODULES", tmp_path)
    (tmp_path / "index.js").write_text('import "./one.js";')
    return tmp_path


def test_the_modules_become_one_script_without_names_of_its_own(modules: Path) -> None:
    (modules / "one.js").write_text("/* why */ const word = 'dit'; export const x = 1; say(word);")
    bundle(ROLLDOWN, modules / "served.js")
    served = (modules / "served.js").read_text()
    assert served.startswith("(") and "say(" in served
    assert "import" not in served and "why" not in served


def test_modules_that_do_not_go_together_stop_the_build(modules: Path) -> None:
    with pytest.raises(BehavioursNotBundledError, match=r"one\.js"):
        bundle(ROLLDOWN, modules / "served.js")
