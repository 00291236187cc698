"""From a template's name and words to a PDF, in a process of its own."""

import json
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Mapping
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Any, BinaryIO

from ecoapp.papers.characters import as_drawn

_PRESS = Path(__file__).with_name("press.py")
# Seconds; a paper of 2,000 entries takes two, more on a machine that does much else.
LONGEST = 120.0
# Bytes of address space: some 10,000 entries; 2,000 take 500 MB of it, 320 MB of them real.
MOST_MEMORY = 2 * 1024**3


class PaperFailed(Exception):
    """It could not be set: `reason`, which may hold some of its words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def print_paper(
    template: str,
    words: Mapping[str, Any],
    out: BinaryIO,
    *,
    made_at: datetime,
    items: Iterable[Mapping[str, Any]] = (),
) -> None:
    """Set `templates/{template}.typ` and write its PDF to `out`. Slow: seconds for 2,000 entries.

    `words`: what it says, in dicts, lists and plain values. `items`: more of it, asked for one by
    one and never held together here. The same words at the same moment give the same bytes.
    Raises `PaperFailed`, and whatever `items` raises.
    """
    # Isolated: no environment, hence no secret of ours, goes along.
    command = [sys.executable, "-I", str(_PRESS), template, str(int(made_at.timestamp()))]
    with tempfile.TemporaryFile() as faults:
        process = subprocess.Popen(
            [*command, str(MOST_MEMORY)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=faults,
            env={},
        )
        end = threading.Timer(LONGEST, process.kill)
        end.start()
        try:
            _hand_over(process, words, items)
            _take(process, out)
        finally:
            end.cancel()
            process.kill()
            process.wait()
        if process.returncode:
            faults.seek(0)
            raise PaperFailed(faults.read(500).decode(errors="replace").strip())


def _hand_over(
    process: subprocess.Popen[bytes], words: Mapping[str, Any], items: Iterable[Mapping[str, Any]]
) -> None:
    """All of it before anything is read: the press says nothing until it has everything."""
    assert process.stdin is not None
    try:
        with TextIOWrapper(process.stdin, encoding="utf-8", newline="") as pipe:
            _write(pipe, words, items)
    except BrokenPipeError:
        pass  # it has ended; why, `print_paper` tells


def _write(pipe: IO[str], words: Mapping[str, Any], items: Iterable[Mapping[str, Any]]) -> None:
    pipe.write(_as_json(words))
    for item in items:
        pipe.write("\n" + _as_json(item))


def _as_json(words: Mapping[str, Any]) -> str:
    return json.dumps(_as_drawn(words), ensure_ascii=False)


def _as_drawn(value: Any) -> Any:
    match value:
        case str():
            return as_drawn(value)
        case dict():
            return {name: _as_drawn(part) for name, part in value.items()}
        case list():
            return [_as_drawn(part) for part in value]
        case _:
            return value


def _take(process: subprocess.Popen[bytes], out: BinaryIO) -> None:
    assert process.stdout is not None
    with process.stdout as paper:
        shutil.copyfileobj(paper, out)
    process.wait()
