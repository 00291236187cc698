"""Leaves Emotion, a library of styles in scripts, out of the pages: ours have style sheets.

Reflex makes every element with Emotion's `jsx`, which does what React's `createElement` does unless
an element has a `css`. The first load is seven thousand bytes lighter without the rest of it.

Every form goes by POST unless it says otherwise: where no script runs, the browser itself sends it,
and would write what was typed into the address.
"""

import re
from pathlib import Path
from typing import Any, Unpack

import reflex as rx
from reflex.utils.prerequisites import get_web_dir

CONFIG = "vite.config.js"
STAND_IN = "utils/plain-jsx.js"
STAND_IN_SOURCE = """import { createElement } from "react";

export const jsx = (type, props, ...children) =>
  createElement(type, type === "form" ? { method: "post", ...props } : props, ...children);
"""

_ALIASES = "alias: [\n"
_OURS = f"""      {{
        find: /^@emotion\\/react$/,
        replacement: fileURLToPath(new URL("./{STAND_IN}", import.meta.url)),
      }},
"""
_STYLED = re.compile(r"[{,]\s*css\s*:")


class ElementHasStyleError(Exception):
    """A page gives an element a style, which nothing would show any more."""


class PlainElements(rx.plugins.Plugin):
    """Makes elements with React alone. Raises `ElementHasStyleError` when a page needs more."""

    def pre_compile(self, **context: Unpack[rx.plugins.PreCompileContext]) -> None:
        context["add_save_task"](lambda: (str(get_web_dir() / STAND_IN), STAND_IN_SOURCE))
        context["add_modify_task"](CONFIG, with_stand_in)

    def post_build(self, **_context: Any) -> None:
        refuse_styles(get_web_dir())


def with_stand_in(config: str) -> str:
    """Vite's configuration, told to take our module wherever Emotion is asked for."""
    if _OURS in config:
        return config
    if _ALIASES not in config:
        raise ValueError(f"{CONFIG} is not what it was: see {__name__}")
    return config.replace(_ALIASES, _ALIASES + _OURS)


def refuse_styles(folder: Path) -> None:
    """Raises `ElementHasStyleError` when something that was compiled there has a `css`."""
    for script in (*folder.glob("app/**/*.jsx"), *folder.glob("utils/components/*.jsx")):
        if _STYLED.search(script.read_text(encoding="utf-8")):
            raise ElementHasStyleError(f"{script.name}: use a class of the style sheets")
