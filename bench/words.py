"""How figures are written in the report."""

from collections.abc import Sequence
from statistics import median


def clients(count: int) -> str:
    return "1 client" if count == 1 else f"{count} clients"


def rows(count: int) -> str:
    """« 10⁵ »."""
    return f"10{'⁰¹²³⁴⁵⁶⁷⁸⁹'[len(str(count)) - 1]}"


def spread(values: Sequence[float], style: str) -> str:
    """The median, the lowest and the highest."""
    return f"{median(values):{style}} ({min(values):{style}}–{max(values):{style}})"


def markdown(headings: Sequence[str], cells: Sequence[Sequence[str]]) -> list[str]:
    """A table."""
    written = [headings, ["---"] * len(headings), *cells]
    return [f"| {' | '.join(row)} |" for row in written]
