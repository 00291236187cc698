"""Makes log lines: without cookies, passwords and codes, one line each, and not too many.

Reflex and the libraries below it write down the whole of what they do not understand. A tab that
was opened before a new version was installed is enough: its event, with the cookie of its
connection and what its person typed, would be in the log. So every record is cut off where such
words begin, whichever library made it, before any handler sees it.

What browsers send ends in the log as well, and not only in our words: a record is one line, so
that nobody writes others into it, and one place in the code writes twenty a minute.
"""

import logging
import re
import time
import traceback
from collections.abc import Callable

LONGEST_RECORD = 8_000
MOST_OF_A_PLACE = 20
"""Records a minute of one place in the code; the next one says how many were left out."""
MINUTE = 60.0
_MOST_PLACES = 1_000
# Below the level of every handler: they pass it over.
_LEFT_OUT = -1
# What a terminal, a pager or a collector of logs takes for the end of a line, or obeys.
_NOT_OF_A_LINE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
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


def in_one_line(text: str) -> str:
    """`text` with what is not of a line written out: a line break as a backslash and an n."""
    return _NOT_OF_A_LINE.sub(lambda found: ascii(found[0])[1:-1], text)


class _Redacting:
    """Makes records whose text is redacted already, traceback included."""

    def __init__(self, make: Callable[..., logging.LogRecord]) -> None:
        self.make = make
        self.places: dict[object, _Place] = {}

    def __call__(self, *args: object, **kwargs: object) -> logging.LogRecord:
        record = self.make(*args, **kwargs)
        left_out = self._place_of(record).left_out()
        if left_out is None:
            record.levelno = _LEFT_OUT
            return record
        try:
            text = record.getMessage()
        except (TypeError, ValueError):
            return record  # `logging` itself says that the arguments do not fit
        if record.exc_info and record.exc_info[1]:
            text = f"{text}\n{''.join(traceback.format_exception(record.exc_info[1]))}".rstrip()
        record.exc_info = record.exc_text = record.stack_info = None
        more = f" [{left_out} more like this were left out before]" if left_out else ""
        record.msg, record.args = in_one_line(redacted(text)) + more, ()
        return record

    def _place_of(self, record: logging.LogRecord) -> "_Place":
        if len(self.places) >= _MOST_PLACES:
            self.places.clear()
        error = record.exc_info[1] if record.exc_info else None
        return self.places.setdefault((record.pathname, record.lineno, type(error)), _Place())


class _Place:
    """How much one place in the code has written in this minute."""

    def __init__(self) -> None:
        self.begun = float("-inf")
        self.count = 0

    def left_out(self) -> int | None:
        """How many were, before this one; None when this one is left out too."""
        now, before = time.monotonic(), 0
        if now - self.begun > MINUTE:
            before = max(0, self.count - MOST_OF_A_PLACE)
            self.begun, self.count = now, 0
        self.count += 1
        return before if self.count <= MOST_OF_A_PLACE else None
