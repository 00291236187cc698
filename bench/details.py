"""The sections of `docs/performance.md` below the goals: how each figure was found."""

from bench import attacks, growth, memory, start, steps, throughput
from bench.apps import COUNTER_APP, OURS
from bench.attacks import Attacked, Memory
from bench.first_load import RUNS as LOADS
from bench.first_load import PageLoads
from bench.growth import Grown
from bench.measured import Measured
from bench.throughput import Compared
from bench.words import clients, markdown, rows, spread

_NAMES = (OURS.name, COUNTER_APP.name)


def of_loads(loads: list[PageLoads]) -> list[str]:
    kinds = sorted({kind for page in loads for kind in page.usual.by_kind})
    cells = [
        [
            f"{page.app} `{page.path}`",
            spread(page.http_bytes, ",.0f"),
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
        *markdown(("Page", "HTTP bytes", "Requests", *kinds, "Socket"), cells),
    ]


def of_throughput(found: list[Compared]) -> list[str]:
    headings = ("Clients", "Event", "Events/s", "p50, ms", "p99, ms", "Server's CPU, ms/event")
    ratios = ", ".join(
        f"{compared.step.label}, {clients(compared.clients)}: {spread(compared.ratios(), '.0%')}"
        for compared in found
    )
    return [
        "",
        "## Events a second",
        "",
        *_STEPS,
        f"Clients are raw websockets in a process of their own; each waits for its answer before"
        f" it sends again. After {throughput.WARM_UP_S:g} s of warm-up,"
        f" {throughput.ROUNDS} rounds of {throughput.ROUND_S:g} s of each, in turn. A round begins"
        " once the server rests: the mails of the decisions before it have gone.",
        "",
        *markdown(headings, _throughput_cells(found)),
        "",
        f"Ours over the counter's, round by round – {ratios}.",
    ]


_STEPS = (
    "The wizard's step is the submit of step 2: it is guarded, read, checked, written to the"
    " draft in SQLite, committed to the disk, and answered by a redirection. Each client has"
    " its own cookie and draft, and chooses another structure than the time before, so that"
    " there is something to write.",
    "",
    f"Opening the inbox is what `/notifications` does as it opens, for somebody who has"
    f" {steps.IN_INBOX:,} notifications, one in {steps.PENDING_ONE_IN} of them unread: who asks is"
    " recognised, a page of 20 and three counts are read and sent. All and the unread ones are"
    " opened in turn, so that there are rows to send.",
    "",
    "A decision is « Valider » with some rights, each on another request: under the lock, the"
    " request ends, the person belongs, and the history, the notification and the mail are"
    " written, all committed to the disk at once; then the page shows the outcome. The mail is"
    " delivered to a folder beside.",
    "",
    "The counter's increment is answered from memory.",
    "",
)


def _throughput_cells(found: list[Compared]) -> list[list[str]]:
    counters = {compared.clients: compared.counter for compared in found}
    series = [(one.clients, one.step.label, one.ours) for one in found]
    series += [(count, steps.COUNTER.label, counter) for count, counter in counters.items()]
    return [
        [
            clients(count),
            label,
            spread(one.per_second, ".0f"),
            spread(one.p50_ms, ".1f"),
            spread(one.p99_ms, ".1f"),
            spread(one.cpu_ms_per_event, ".2f"),
        ]
        for count, label, one in series
    ]


def of_growth(found: list[Grown]) -> list[str]:
    headings = ("Page", "Database", *(f"{rows(size)} rows, ms" for size in growth.SIZES), "Ratio")
    cells = [
        [
            grown.page,
            grown.database,
            *(spread(grown.ms[size], ".1f") for size in growth.SIZES),
            f"× {spread(grown.ratios(), '.2f')}",
        ]
        for grown in found
    ]
    return [
        "",
        "## Pages as the rows grow",
        "",
        f"Three databases, each with so many accounts, and one établissement with so many members,"
        f" as many requests (one in {growth.PENDING_ONE_IN} waits) and as many lines of history;"
        f" its administrator has a notification of each request. One client, as that"
        f" administrator: the three lists of the inbox and a page in its middle; requests of every"
        f" age, with what it takes to decide; « Membres » with its four lists. The three servers"
        f" are asked in turn, {growth.IN_A_ROUND} times each, {growth.ROUNDS} times over; a figure"
        " is the median of those medians. Until the answer is there, socket included.",
        "",
        *markdown(headings, cells),
    ]


def of_the_rest(measured: Measured) -> list[str]:
    kibibytes = {name: [b / 1024 for b in found] for name, found in measured.memory.items()}
    return [
        "",
        "## Memory and start",
        "",
        *markdown(
            ("Measure", "Espace Services", "Counter"),
            [
                ["KiB per session", *(spread(kibibytes[name], ".0f") for name in _NAMES)],
                ["Start, s", *(spread(measured.start[name], ".2f") for name in _NAMES)],
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


def of_attacks(found: Attacked) -> list[str]:
    return [
        "## Under attack",
        "",
        f"Memory: {attacks.SOCKETS} anonymous sockets from {attacks.ADDRESSES} addresses, each with"
        f" a token of its own, send an event whose page has an address of"
        f" {attacks.LETTERS_OF_AN_ADDRESS // 10:,} characters, one of them an emoji, then one of"
        f" {attacks.LETTERS_OF_AN_ADDRESS:,}. {_memory(found.saying_much)}",
        "",
        f"Memory: as many send a message in {attacks.PARTS} parts of"
        f" {attacks.LETTERS_OF_A_PART:,} characters, and never its end."
        f" {_memory(found.never_ending)}",
        "",
        f"Log-in: the right password, {attacks.LOG_INS} times in a row, alone"
        f" ({spread(found.idle, '.2f')} s), and while {attacks.WEIGHERS} tabs of one browser have"
        f" {len(attacks.SIGNS)} signs full of substitutions weighed again and again"
        f" ({spread(found.attacked, '.2f')} s; {found.weighed} were answered).",
        "",
        "The limits hold in these measures alone; in the others, clients are quicker than people.",
        "",
    ]


def _memory(found: Memory) -> str:
    return (
        f"The worker had {found.before:.0f} MB before, {found.most:.0f} at most, and"
        f" {found.after:.0f} {attacks.SECONDS_UNTIL_GIVEN_BACK} s after they left."
    )
