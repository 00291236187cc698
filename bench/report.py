"""The table on screen and `docs/performance.md`, from what was measured."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from bench import memory, start, throughput
from bench.apps import COUNTER_APP, OURS
from bench.first_load import RUNS as LOADS
from bench.first_load import PageLoads
from bench.throughput import Compared

BYTES_GOAL = 190_000
THROUGHPUT_GOAL = 0.60
MEMORY_GOAL = 1.5
START_GOAL_S = 2.0


@dataclass(frozen=True)
class Measured:
    """Everything that one run has found."""

    machine: list[tuple[str, str]]
    loads: list[PageLoads]
    throughput: list[Compared]
    memory: dict[str, list[float]]
    start: dict[str, list[float]]
    seconds: float


@dataclass(frozen=True)
class Line:
    """One goal."""

    what: str
    ours: str
    counter: str
    found: str
    goal: str
    is_met: bool

    def cells(self) -> list[str]:
        verdict = "met" if self.is_met else "**NOT met**"
        return [self.what, self.ours, self.counter, self.found, self.goal, verdict]


HEADINGS = ("Measure", "Espace Services", "Counter", "Found", "Goal", "Goal is")


def lines(measured: Measured) -> list[Line]:
    """The goals, in the order of the issue."""
    return [
        *_load_lines(measured.loads),
        *(_throughput_line(compared) for compared in measured.throughput),
        _memory_line(measured.memory),
        _start_line(measured.start),
    ]


def table(measured: Measured) -> str:
    """The goals, for a terminal."""
    rows = [list(HEADINGS), *(line.cells() for line in lines(measured))]
    rows = [[cell.replace("**", "") for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def document(measured: Measured) -> str:
    """`docs/performance.md`."""
    return "\n".join(
        [
            *_introduction(measured),
            "## Goals",
            "",
            *_markdown(HEADINGS, [line.cells() for line in lines(measured)]),
            _missed(measured),
            "",
            "## The machine",
            "",
            *_markdown(("What", "Value"), measured.machine),
            *_load_details(measured.loads),
            *_throughput_details(measured.throughput),
            *_other_details(measured),
        ]
    )


def _introduction(measured: Measured) -> list[str]:
    return [
        "# Performance",
        "",
        f"Written by `make bench`, in {measured.seconds:.0f} s; not to be edited by hand.",
        "",
        "The production build is compared with a bare Reflex app of the same version"
        " (`bench/counter`: one state, one page, the default theme), exported by"
        " `reflex export` and served the same way: granian, one worker, states in memory."
        " Everything stays on the loopback. Both are measured in turn, several times; a figure"
        " is the median, with the lowest and the highest in brackets.",
        "",
    ]


def _missed(measured: Measured) -> str:
    missed = [line.what for line in lines(measured) if not line.is_met]
    if not missed:
        return "\nEvery goal is met."
    return f"\n**{len(missed)} goal(s) NOT met:** {'; '.join(missed)}."


def _load_lines(loads: list[PageLoads]) -> list[Line]:
    counter = next(page for page in loads if page.app == COUNTER_APP.name)
    return [
        Line(
            what=f"First load of `{page.path}`, bytes on the wire",
            ours=f"{page.usual.http_bytes:,} in {page.usual.requests} requests",
            counter=f"{counter.usual.http_bytes:,} in {counter.usual.requests} requests",
            found=f"{page.usual.http_bytes:,}",
            goal=f"≤ {BYTES_GOAL:,}",
            is_met=median(page.http_bytes) <= BYTES_GOAL,
        )
        for page in loads
        if page.app == OURS.name
    ]


def _throughput_line(compared: Compared) -> Line:
    ratio = median(compared.ratios())
    return Line(
        what=f"Wizard step, {_clients(compared)}, events/s",
        ours=f"{median(compared.ours.per_second):.0f}",
        counter=f"{median(compared.counter.per_second):.0f}",
        found=f"{ratio:.0%}",
        goal=f"≥ {THROUGHPUT_GOAL:.0%}",
        is_met=ratio >= THROUGHPUT_GOAL,
    )


def _memory_line(found: dict[str, list[float]]) -> Line:
    ours, counter = median(found[OURS.name]), median(found[COUNTER_APP.name])
    return Line(
        what="Memory of a connected session, KiB",
        ours=f"{ours / 1024:.0f}",
        counter=f"{counter / 1024:.0f}",
        found=f"× {ours / counter:.2f}",
        goal=f"≤ × {MEMORY_GOAL}",
        is_met=ours / counter <= MEMORY_GOAL,
    )


def _start_line(found: dict[str, list[float]]) -> Line:
    ours = median(found[OURS.name])
    return Line(
        what="Start to first page, already built, s",
        ours=f"{ours:.2f}",
        counter=f"{median(found[COUNTER_APP.name]):.2f}",
        found=f"{ours:.2f} s",
        goal=f"≤ {START_GOAL_S:.0f} s",
        is_met=ours <= START_GOAL_S,
    )


def _load_details(loads: list[PageLoads]) -> list[str]:
    kinds = sorted({kind for page in loads for kind in page.usual.by_kind})
    rows = [
        [
            f"{page.app} `{page.path}`",
            _spread(page.http_bytes, ",.0f"),
            str(page.usual.requests),
            *(f"{page.usual.by_kind.get(kind, 0):,}" for kind in kinds),
            f"{page.usual.socket_bytes:,}",
        ]
        for page in loads
    ]
    return [
        "",
        "## First load",
        "",
        f"Chromium, driven by Playwright: {LOADS} visits, each with a new browser and an empty"
        " profile, until the network is idle. Bytes are `encodedDataLength` of the DevTools"
        " protocol: what came over HTTP, compressed, headers and font included. The frames of the"
        " socket come on top, in the last column, both ways.",
        "",
        *_markdown(("Page", "HTTP bytes", "Requests", *kinds, "Socket"), rows),
    ]


def _throughput_details(found: list[Compared]) -> list[str]:
    rows = [
        [
            _clients(compared),
            name,
            _spread(series.per_second, ".0f"),
            _spread(series.p50_ms, ".1f"),
            _spread(series.p99_ms, ".1f"),
            _spread(series.cpu_ms_per_event, ".2f"),
        ]
        for compared in found
        for name, series in (("wizard step", compared.ours), ("increment", compared.counter))
    ]
    ratios = ", ".join(
        f"{_clients(compared)}: {_spread(compared.ratios(), '.0%')}" for compared in found
    )
    return [
        "",
        "## Events a second",
        "",
        "The wizard's step is the submit of step 2: it is guarded, read, checked, written to the"
        " draft in SQLite, committed to the disk, and answered by a redirection. Each client has"
        " its own cookie and draft, and chooses another structure than the time before, so that"
        " there is something to write. The counter's increment is answered from memory."
        " Clients are raw websockets in a process of their own; each waits for its answer before"
        f" it sends again. After {throughput.WARM_UP_S:g} s of warm-up,"
        f" {throughput.ROUNDS} rounds of {throughput.ROUND_S:g} s of each, in turn.",
        "",
        *_markdown(
            ("Clients", "Event", "Events/s", "p50, ms", "p99, ms", "Server's CPU, ms/event"), rows
        ),
        "",
        f"Ours over the counter's, round by round – {ratios}.",
    ]


def _other_details(measured: Measured) -> list[str]:
    kibibytes = {name: [b / 1024 for b in found] for name, found in measured.memory.items()}
    return [
        "",
        "## Memory and start",
        "",
        *_markdown(
            ("Measure", "Espace Services", "Counter"),
            [
                ["KiB per session", *(_spread(kibibytes[name], ".0f") for name in _NAMES)],
                ["Start, s", *(_spread(measured.start[name], ".2f") for name in _NAMES)],
            ],
        ),
        "",
        f"Memory: what the resident memory of the worker grows by, after garbage collection, from"
        f" {memory.WARM_UP} to {memory.WARM_UP + memory.SESSIONS} sessions connected and"
        f" hydrated (ours on `/adhesion`), over {memory.SESSIONS}; {memory.ROUNDS} new starts of"
        " each.",
        "",
        f"Start: from `python -m ecoapp run` until `GET /` is answered with 200; {start.RUNS}"
        " starts of each. Ours checks its settings, its database's schema and its build on the"
        " way; the counter only serves.",
        "",
    ]


_NAMES = (OURS.name, COUNTER_APP.name)


def _clients(compared: Compared) -> str:
    return "1 client" if compared.clients == 1 else f"{compared.clients} clients"


def _spread(values: Sequence[float], style: str) -> str:
    return f"{median(values):{style}} ({min(values):{style}}–{max(values):{style}})"


def _markdown(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    written = [headings, ["---"] * len(headings), *rows]
    return [f"| {' | '.join(row)} |" for row in written]
