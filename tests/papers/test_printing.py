"""The process that sets papers: what it is told, and what becomes of its failures."""

import io
import os
import threading

import pytest

from ecoapp.papers import printing
from ecoapp.papers.press import TEMPLATES
from ecoapp.papers.printing import PaperFailed, print_paper
from tests.papers.samples import MADE_AT


def test_a_paper_that_cannot_be_set_says_why_and_writes_nothing() -> None:
    out = io.BytesIO()
    with pytest.raises(PaperFailed, match="dictionary does not contain key"):
        print_paper("handover_receipt", {}, out, made_at=MADE_AT)
    assert out.getvalue() == b""


def test_one_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "LONGEST", 0.3)
    go_on = threading.Event()

    def items() -> object:
        while not go_on.wait(0.01):
            yield {"title": "x" * 1_000}

    with pytest.raises(PaperFailed):
        print_paper("logbook_summary", {}, io.BytesIO(), made_at=MADE_AT, items=items())  # type: ignore[arg-type]


def test_one_that_takes_too_much_memory_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "MOST_MEMORY", 64 * 1024**2)
    with pytest.raises(PaperFailed):
        print_paper("handover_receipt", {}, io.BytesIO(), made_at=MADE_AT)


def test_no_process_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PaperFailed):
        print_paper("no_such_template", {}, io.BytesIO(), made_at=MADE_AT)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_the_drawings_have_no_word_of_their_own() -> None:
    """French is written in Python, where its typography is checked."""
    for template in TEMPLATES.glob("*.typ"):
        code = "\n".join(line.partition("//")[0] for line in template.read_text().splitlines())
        assert code.isascii(), template.name
