"""Nobody fills the log, writes lines into it, or makes it say more than that something was odd."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from reflex_base.registry import RegistrationContext

from ecoapp.core import tokens
from ecoapp.core.database import Database
from ecoapp.http import log_redaction
from ecoapp.http.log_redaction import LONGEST_RECORD, MOST_OF_A_PLACE, in_one_line
from ecoapp.state.guard import FRAMEWORK_HANDLERS
from tests.state.tabs import HYDRATE, running

FORGED = "x\nERROR: somebody else's line\r\n\x1b[31mred\u2028\u202eesrever"
LARGE = "x" * 60_000
FAULT = "reflex___state____state.reflex___state____frontend_event_exception_state."
FAULT += "handle_frontend_exception"
ON_LOAD = "reflex___state____state.reflex___state____on_load_internal_state."
ROOT = "reflex___state____state."


class Lines(logging.Handler):
    """What a file of logs would have."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def log() -> Iterator[Lines]:
    before = logging.getLogRecordFactory()
    logging.setLogRecordFactory(logging.LogRecord)
    log_redaction.install()
    lines = Lines()
    logging.getLogger().addHandler(lines)
    yield lines
    logging.getLogger().removeHandler(lines)
    logging.setLogRecordFactory(before)


@pytest.mark.parametrize(
    ("event", "payload"),
    [
        (ROOT + "set_is_hydrated", {"value": LARGE}),
        (ROOT + "set_is_hydrated", {"value": FORGED}),
        (ROOT + "set_is_hydrated", {"value": True}),
        (ON_LOAD + "set_is_hydrated", {"value": LARGE}),
        (HYDRATE, {"vars": {"x": "y"}}),
        (HYDRATE, {"vars": {FORGED: FORGED}}),
        (HYDRATE, {"vars": LARGE}),
        (HYDRATE, {"vars": [1]}),
        (HYDRATE, {"hashes": LARGE}),
        (HYDRATE, {"hashes": [1, {}]}),
        (HYDRATE, {"hashes": {"x": "y"}}),
        (HYDRATE, LARGE),
        (HYDRATE, [FORGED]),
        (HYDRATE, {"more": FORGED}),
        (FAULT, {"info": FORGED, "component_stack": FORGED}),
        (FAULT, {"info": LARGE, "component_stack": LARGE}),
        (FAULT, {"info": 5, "component_stack": None}),
        (FAULT, {"info": FORGED}),
        (FAULT, FORGED),
        (FORGED, {}),
        (LARGE, {}),
        (ROOT + "hydrate", {"x": LARGE}),
        (ROOT + "setvar", {"var_name": FORGED, "value": LARGE}),
    ],
    ids=lambda value: str(value)[:60],
)
async def test_an_event_of_the_framework_writes_little_in_one_line_and_no_traceback(
    sqlite: Database, log: Lines, event: str, payload: Any
) -> None:
    async with running() as tabs:
        tab = await tabs.open(cookie=tokens.new_token())
        for _ in range(100):
            await tab.send_raw({"name": event, "payload": payload, "router_data": {}})
    text = "\n".join(log.lines)
    assert len(log.lines) <= 3 * MOST_OF_A_PLACE
    assert text.count("\n") == max(0, len(log.lines) - 1)
    assert len(text) < MOST_OF_A_PLACE * LONGEST_RECORD
    assert "Traceback" not in text
    assert "\x1b" not in text and "\r" not in text


async def test_pages_load_as_before(sqlite: Database, log: Lines) -> None:
    async with running() as tabs:
        tab = await tabs.open(cookie=tokens.new_token())
        answer = await tab.send(HYDRATE, {"vars": {}, "hashes": ["a", "b"]}, path="/connexion")
        assert '"is_hydrated_rx_state_": true' in answer.wire
        again = await tab.send(HYDRATE, {}, path="/connexion")
        assert '"is_hydrated_rx_state_": true' in again.wire
    assert log.lines == []


def test_every_handler_of_the_framework_that_reads_something_is_tried() -> None:
    handlers = RegistrationContext.get().event_handlers.values()
    reading = {
        of.handler.fn.__qualname__
        for of in handlers
        if of.handler.fn.__qualname__ in FRAMEWORK_HANDLERS
        and of.handler.fn.__code__.co_argcount > 1
    }
    assert reading == {
        "State.set_is_hydrated",
        "OnLoadInternalState.set_is_hydrated",
        "State.hydrate_and_load",
        "FrontendEventExceptionState.handle_frontend_exception",
    }


class TestRecords:
    def test_one_place_writes_so_many_a_minute_and_says_what_it_left_out(
        self, log: Lines, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        now = [0.0]
        monkeypatch.setattr("ecoapp.http.log_redaction.time.monotonic", lambda: now[0])
        for number in range(500):
            logging.getLogger("x").error("number %d", number)
            if number == 400:
                now[0] = 61.0
        assert len(log.lines) == 2 * MOST_OF_A_PLACE
        assert log.lines[MOST_OF_A_PLACE] == "number 401 [381 more like this were left out before]"
        logging.getLogger("x").error("another place")
        assert log.lines[-1] == "another place"

    def test_another_kind_of_fault_at_the_same_place_is_still_told(self, log: Lines) -> None:
        def fail(error: Exception) -> None:
            try:
                raise error
            except Exception:
                logging.getLogger("x").exception("it failed")

        for _ in range(50):
            fail(ValueError("a"))
        fail(KeyError("b"))
        assert len(log.lines) == MOST_OF_A_PLACE + 1
        assert "KeyError: 'b'" in log.lines[-1] and "\n" not in log.lines[-1]

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("a\nb\r\nc\td", r"a\nb\r\nc\td"),
            ("\x00\x1b[2J\x7f\x85\x9b", r"\x00\x1b[2J\x7f\x85\x9b"),
            ("\u2028\u2029\u202e\u2066\ud800", r"\u2028\u2029\u202e\u2066\ud800"),
            ("Été, « très » bien… 🦊", "Été, « très » bien… 🦊"),
        ],
    )
    def test_what_is_not_of_a_line_is_written_out(self, text: str, line: str) -> None:
        assert in_one_line(text) == line
