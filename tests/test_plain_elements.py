"""Pages are made without Emotion, and none may need it."""

from pathlib import Path

import pytest

from ecoapp.plain_elements import ElementHasStyleError, refuse_styles, with_stand_in

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
