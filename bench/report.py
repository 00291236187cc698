"""The table on screen and `docs/performance.md`, from what was measured."""

from dataclasses import dataclass
from statistics import median

from bench import attacks, details, growth
from bench.apps import COUNTER_APP, OURS
from bench.attacks import Attacked, Memory
from bench.first_load import PageLoads
from bench.growth import Grown
from bench.measured import Measured
from bench.throughput import Compared
from bench.words import clients, markdown, rows

BYTES_GOAL = 190_000
MEMORY_GOAL = 1.5
START_GOAL_S = 2.0


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
        *(_growth_line(grown) for grown in measured.growth),
        _memory_line(measured.memory),
        _start_line(measured.start),
        *attack_lines(measured.attacked),
    ]


def table(lines: list[Line]) -> str:
    """The goals, for a terminal."""
    rows = [list(HEADINGS), *(line.cells() for line in lines)]
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
            *markdown(HEADINGS, [line.cells() for line in lines(measured)]),
            _missed(measured),
            "",
            "## The machine",
            "",
            *markdown(("What", "Value"), measured.machine),
            *details.of_loads(measured.loads),
            *details.of_throughput(measured.throughput),
            *details.of_growth(measured.growth),
            *details.of_the_rest(measured),
            *details.of_attacks(measured.attacked),
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
    goal = compared.step.goal
    label = compared.step.label
    return Line(
        what=f"{label[0].upper()}{label[1:]}, {clients(compared.clients)}, events/s",
        ours=f"{median(compared.ours.per_second):.0f}",
        counter=f"{median(compared.counter.per_second):.0f}",
        found=f"{median(compared.ratios()):.0%}",
        goal=f"≥ {goal:.0%}",
        is_met=compared.is_met,
    )


def _growth_line(grown: Grown) -> Line:
    least, most = growth.SIZES[0], growth.SIZES[-1]
    return Line(
        what=f"{grown.page}, {rows(least)} → {rows(most)} rows, {grown.database}, ms",
        ours=f"{median(grown.ms[least]):.1f} → {median(grown.ms[most]):.1f}",
        counter="–",
        found=f"× {median(grown.ratios()):.2f}",
        goal=f"≤ × {growth.GOAL}",
        is_met=grown.is_met,
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


def attack_lines(found: Attacked) -> list[Line]:
    """Those of the attacks alone."""
    ratio = found.log_in_ratio
    idle, attacked = median(found.idle), median(found.attacked)
    return [
        _attacked_memory_line("sockets that say much", found.saying_much),
        _attacked_memory_line("messages that never end", found.never_ending),
        Line(
            what=f"Log-in while {attacks.WEIGHERS} tabs have passwords weighed, s",
            ours=f"{idle:.2f} → {attacked:.2f}",
            counter="–",
            found=f"× {ratio:.2f}",
            goal=f"≤ × {attacks.LOG_IN_GOAL:g}",
            is_met=ratio <= attacks.LOG_IN_GOAL,
        ),
    ]


def _attacked_memory_line(attack: str, found: Memory) -> Line:
    goal = attacks.MEMORY_GOAL_MB
    return Line(
        what=f"Memory of {attacks.SOCKETS} {attack}, MB",
        ours=f"{found.before:.0f} → {found.most:.0f}",
        counter="–",
        found=f"{found.cost:.0f}, {max(0.0, found.kept):.0f} kept",
        goal=f"< {goal}, given back",
        is_met=found.cost < goal and found.kept < goal / 2,
    )
