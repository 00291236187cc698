"""The process that sets one paper: JSON lines in, PDF out. Run as a script, never imported.

It knows Typst and nothing of the application. Typst keeps what it has set in a cache that nobody
can empty: 180 MB more for each long paper, up to 2 GB. Here the cache ends with the paper.
"""

import resource
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import typst

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"


def press(template: str, made_at: datetime, words: str, items: list[str]) -> bytes:
    """The paper: `words` and `items` are JSON. Raises `typst.TypstError`."""
    compiler = typst.Compiler(
        TEMPLATES / f"{template}.typ",
        root=TEMPLATES,
        # Nothing of the machine: the same paper everywhere.
        font_paths=typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=[HERE / "fonts"],
        ),
        ignore_system_fonts=True,
        # Words are values, never markup: nothing that people type can be a command.
        sys_inputs={"words": words, "items": f"[{','.join(items)}]"},
    )
    # ISO 14289-1: a paper that could not be read aloud is not made.
    paper = compiler.compile(format="pdf", pdf_standards="ua-1", timestamp=made_at)
    assert isinstance(paper, bytes)
    return paper


def main(template: str, made_at: str, most_memory: str) -> int:
    with suppress(ValueError, OSError):  # not every system can
        resource.setrlimit(resource.RLIMIT_AS, (int(most_memory), int(most_memory)))
    words, *items = sys.stdin.buffer.read().decode().split("\n")
    try:
        paper = press(template, datetime.fromtimestamp(int(made_at), UTC), words, items)
    except typst.TypstError as error:
        print(error.message, file=sys.stderr)
        return 1
    sys.stdout.buffer.write(paper)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
