"""Pages are made without Emotion, and none may need it."""

import json
import subprocess
import sysconfig
from pathlib import Path

import pytest

from ecoapp.plain_elements import (
    STAND_IN_SOURCE,
    ElementHasStyleError,
    refuse_styles,
    with_stand_in,
)

CONFIG = "resolve: {\n    alias: [\n      {\n        find: '$',\n      },\n    ],\n  },\n"


def test_emotion_is_replaced_once_however_often_it_is_said() -> None:
    once = with_stand_in(CONFIG)
    assert once.count("emotion") == 1
    assert "./utils/plain-jsx.js" in once
    assert with_stand_in(once) == once


def test_a_configuration_that_has_changed_stops_the_build() -> None:
    with pytest.raises(ValueError, match=r"vite\.config\.js"):
        with_stand_in("export default {}")


@pytest.mark.parametrize("place", ["app/routes/[aide]._index.jsx", "utils/components/Cond.jsx"])
def test_a_style_on_an_element_stops_the_build(tmp_path: Path, place: str) -> None:
    page = tmp_path / place
    page.parent.mkdir(parents=True)
    page.write_text('jsx("p",{className:"css"},"css: des feuilles de style")')
    refuse_styles(tmp_path)
    page.write_text('jsx("p",{css:({ ["color"] : "red" })},"")')
    with pytest.raises(ElementHasStyleError, match="style sheets"):
        refuse_styles(tmp_path)


def test_a_form_goes_by_post_unless_it_says_otherwise(tmp_path: Path) -> None:
    """Where no script runs the browser sends it: by GET, what was typed would be in the address."""
    made = _made_by_stand_in(
        tmp_path, 'jsx("form", {id: 1}), jsx("form", {method: "get"}), jsx("p")'
    )
    assert made == [["form", {"method": "post", "id": 1}], ["form", {"method": "get"}], ["p", None]]


def _made_by_stand_in(folder: Path, elements: str) -> list[list[object]]:
    """What our `jsx` asks React for, with a React that only notes it."""
    (folder / "react.mjs").write_text("export const createElement = (...asked) => asked;")
    stand_in = STAND_IN_SOURCE.replace('"react"', '"./react.mjs"')
    (folder / "stand-in.mjs").write_text(stand_in)
    (folder / "test.mjs").write_text(
        'import { jsx } from "./stand-in.mjs";\n'
        f"console.log(JSON.stringify([{elements}].map(([type, props]) => [type, props ?? null])));"
    )
    node = Path(sysconfig.get_path("scripts")) / "node"
    done = subprocess.run(
        [node, folder / "test.mjs"], capture_output=True, text=True, check=True, timeout=30
    )
    made: list[list[object]] = json.loads(done.stdout)
    return made
