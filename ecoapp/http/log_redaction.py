"""Keeps cookies, passwords and codes out of the logs.

Reflex and the libraries below it write down the whole of what they do not understand. A tab that
was opened before a new version was installed is enough: its event, with the cookie of its
connection and what its person typed, would be in the log. So every record is cut off where such
words begin, whichever library made it, before any handler sees it.
"""

import logging
import re
import traceback
from collections.abc import Callable

LONGEST_RECORD = 8_000
WITHHELD = "[withheld]"

# Another exception of the same chain begins there.
_END = r"(?=\n\n(?:During handling|The above exception)|\Z)"
_RULES = tuple(
    (re.compile(pattern, re.DOTALL), rf"\1{WITHHELD}")
    for pattern in (
        # An event, after its name.
        rf"(Event\(name=(?:'[^']{{0,200}}'|\"[^\"]{{0,200}}\")?).*?{_END}",
        rf"([Ee]vent data(?: must be a dictionary, but received|:) ).*?{_END}",
        rf"(Error transforming event argument '[^']{{0,200}}' with value ).*?{_END}",
        # What a statement was to write, what a form was to be read from.
        r"(\[parameters: ).*?(?=\n|\Z)",
        r"(input_value=).*?(?=, input_type=|\n|\Z)",
        # Secrets by their shape, wherever they are.
        r"(session=)[\w-]+",
        r"(jeton=)[\w-]+",
        r"(/calendrier/)[\w%.-]+",
    )
)


def install() -> None:
    """Redact every record that is made in this process from now on."""
    if not isinstance(logging.getLogRecordFactory(), _Redacting):
        logging.setLogRecordFactory(_Redacting(logging.getLogRecordFactory()))


def redacted(text: str) -> str:
    """`text` without what an event, a statement or a cookie holds; not longer than a page."""
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text if len(text) <= LONGEST_RECORD else text[:LONGEST_RECORD] + "…"


class _Redacting:
    """Makes records whose text is redacted already, traceback included."""

    def __init__(self, make: Callable[..., logging.LogRecord]) -> None:
        self.make = make

    def __call__(self, *args: object, **kwargs: object) -> logging.LogRecord:
        record = self.make(*args, **kwargs)
        try:
            text = record.getMessage()
        except (TypeError, ValueError):
            return record  # `logging` itself says that the arguments do not fit
        if record.exc_info and record.exc_info[1]:
            text = f"{text}\n{''.join(traceback.format_exception(record.exc_info[1]))}".rstrip()
        record.exc_info = record.exc_text = None
        record.msg, record.args = redacted(text), ()
        return record
