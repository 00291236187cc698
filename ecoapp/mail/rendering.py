"""From a template's name and typed words to a message: escaping, typography, line widths."""

import html
import re
import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ecoapp.core.public_address import address_of
from ecoapp.mail import typed_words
from ecoapp.mail.message import Message
from ecoapp.settings import get_settings

LINE_WIDTH = 72
"""Characters in a line of the plain text; a link is never broken, whatever its length."""

_LINK = re.compile(r"https?://\S+")
_TEMPLATES = Path(__file__).parent / "templates"


class _VisibleSpaces(FileSystemLoader):
    """Lets the plain text templates say `&nbsp;` and `&#8239;`, which an editor would not show."""

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        source, path, is_fresh = super().get_source(environment, template)
        return html.unescape(source), path, is_fresh


def render(
    kind: str,
    *,
    subject: str,
    link: str,
    words: Mapping[str, str],
    is_secret: bool = False,
    has_own_limit: bool = False,
    **values: str | int | bool | tuple[str, ...],
) -> Message:
    """Fill in `templates/{kind}.html` and `templates/{kind}.txt`.

    `words`: what people typed, made harmless here, whatever it holds; in `message` lines are kept.
    `link`: the address of the one button, made by us; ValueError if it is not one.
    `is_secret`, `has_own_limit`: see `Message`.
    `values`: everything else that we made.
    """
    data: dict[str, Any] = {
        **values,
        **{name: _harmless(name, typed) for name, typed in words.items()},
        "subject": subject,
        "link": _checked(link),
        "help_url": address_of("/contact"),
        "operator_name": get_settings().operator_name,
    }
    return Message(
        kind=kind,
        subject=subject,
        text=_wrapped(_TEXT.get_template(f"{kind}.txt").render(data)),
        html=_HTML.get_template(f"{kind}.html").render(data),
        link=link,
        is_secret=is_secret,
        has_own_limit=has_own_limit,
    )


def spaced_siret(siret: str) -> str:
    """99941863500010 → 999 418 635 00010, with no-break spaces."""
    return "\u00a0".join((siret[:3], siret[3:6], siret[6:9], siret[9:]))


def _harmless(name: str, typed: str) -> str:
    clean = typed_words.several_lines if name == "message" else typed_words.one_line
    return clean(typed)


def _checked(link: str) -> str:
    if not _LINK.fullmatch(link):
        raise ValueError("the link of a mail must be an http(s) address")
    return link


def _wrapped(text: str) -> str:
    lines = [part for line in text.split("\n") for part in _wrapped_line(line)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def _wrapped_line(line: str) -> list[str]:
    # What people typed never matches: typed_words has broken their links.
    if _LINK.fullmatch(line):
        return [line]
    words = line.lstrip(" ")
    indent = " " * (len(line) - len(words))
    parts = textwrap.wrap(
        words,
        LINE_WIDTH,
        initial_indent=indent,
        subsequent_indent=indent,
        break_on_hyphens=False,
    )
    return parts or [""]


def _environment(loader: FileSystemLoader, *, autoescape: bool) -> Environment:
    environment = Environment(
        # Templates change with the application only: no look at the disk for each mail.
        auto_reload=False,
        loader=loader,
        autoescape=autoescape,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["siret"] = spaced_siret
    return environment


_HTML = _environment(FileSystemLoader(_TEMPLATES), autoescape=True)
_TEXT = _environment(_VisibleSpaces(_TEMPLATES), autoescape=False)
