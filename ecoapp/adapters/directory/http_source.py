"""Asking a public HTTP API politely, and believing nothing it answers before checking."""

import re
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Annotated, Any, TypeVar

import httpx
from pydantic import BaseModel, BeforeValidator, ValidationError
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt

from ecoapp.adapters.directory.errors import DirectoryIsUnreachable

USER_AGENT = "EspaceServices/1.0 (identification of establishments by SIRET)"
TIME_OUT = 2.0  # seconds, for each try
PAUSE = 0.1  # seconds before the second try
LONGEST_WAIT = 1.0  # seconds a person may be kept waiting because the API said "too many requests"
MAX_BODY = 1_000_000  # bytes; a real answer has some thousands

Model = TypeVar("Model", bound=BaseModel)


def _date_or_none(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


# A date that cannot be read must not hide that the establishment is closed.
LenientDate = Annotated[date | None, BeforeValidator(_date_or_none)]


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer that is neither "too many requests" nor a failure of the server."""

    status: int
    body: bytes


class _TryAgain(Exception):
    """This try failed in a way that may pass; `wait` is in seconds."""

    def __init__(self, reason: str, wait: float, retry_after: float = 0.0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.wait = wait
        self.retry_after = retry_after


class HttpSource:
    """One API behind one shared connection pool: time-outs, one retry, bounded answers."""

    def __init__(
        self,
        base_url: str,
        *,
        headers: Mapping[str, str] | None = None,
        time_out: float = TIME_OUT,
        pause: float = PAUSE,
        max_body: int = MAX_BODY,
    ) -> None:
        """`time_out` (of each try) and `pause` (between both) in seconds, `max_body` in bytes."""
        self._time_out = time_out
        self._pause = pause
        self._max_body = max_body
        # "identity": a small compressed body must not become a large one in memory.
        polite = {"User-Agent": USER_AGENT, "Accept": "application/json"}
        polite["Accept-Encoding"] = "identity"
        self._client = httpx.Client(
            base_url=base_url.rstrip("/") + "/",
            headers={**polite, **(headers or {})},
            timeout=time_out,
            verify=_trusted_authorities(),
        )

    def get(self, path: str, params: Mapping[str, str] | None = None) -> Answer:
        """Return the answer to a GET of `path`, relative to the base URL.

        Tries twice on transport errors, 5xx and 429 with a short `Retry-After` (RFC 9110,
        10.2.3). Raises `DirectoryIsUnreachable`, with `retry_after` when the API set a delay.
        """
        retrying = Retrying(
            stop=stop_after_attempt(2),
            retry=retry_if_exception_type(_TryAgain),
            wait=_asked_wait,
            reraise=True,
        )
        try:
            return retrying(self._try_once, path, params)
        except _TryAgain as failure:
            raise DirectoryIsUnreachable(failure.reason, failure.retry_after) from failure

    def _try_once(self, path: str, params: Mapping[str, str] | None) -> Answer:
        # The reasons name the kind of error only: a message could hold a URL or a key.
        deadline = time.monotonic() + self._time_out
        try:
            with self._client.stream("GET", path, params=params) as response:
                self._check_status(response)
                return Answer(response.status_code, self._read(response, deadline))
        except httpx.RequestError as error:
            raise _TryAgain(type(error).__name__, self._pause) from error

    def _check_status(self, response: httpx.Response) -> None:
        reason = f"HTTP {response.status_code}"
        if response.status_code == httpx.codes.TOO_MANY_REQUESTS:
            delay = seconds_to_wait(response.headers.get("Retry-After"))
            if delay > LONGEST_WAIT:
                raise DirectoryIsUnreachable(reason, retry_after=delay)
            raise _TryAgain(reason, wait=delay, retry_after=delay)
        if response.is_server_error:
            raise _TryAgain(reason, self._pause)

    def _read(self, response: httpx.Response, deadline: float) -> bytes:
        body = bytearray()
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > self._max_body:
                raise DirectoryIsUnreachable("the answer is too large")
            # The client's time-out starts anew at each chunk: a trickle would never end.
            if time.monotonic() > deadline:
                raise httpx.ReadTimeout("the answer trickles")
        return bytes(body)


def read_as(model: type[Model], answer: Answer) -> Model:
    """Parse a 200; anything else, or another shape, raises `DirectoryIsUnreachable`."""
    if answer.status != httpx.codes.OK:
        raise DirectoryIsUnreachable(f"HTTP {answer.status}")
    try:
        return model.model_validate_json(answer.body)
    except ValidationError as error:
        # Without the cause: it quotes the answer, which may hold personal data.
        faults = error.errors(include_input=False, include_url=False, include_context=False)
        where = ".".join(map(str, faults[0]["loc"])) or "body"
        raise DirectoryIsUnreachable(f"unexpected answer: {where}") from None


def seconds_to_wait(retry_after: str | None) -> float:
    """The delay in a `Retry-After` header, in seconds; 1 when missing or unreadable.

    One second, because recherche-entreprises counts its requests by the second.
    """
    text = (retry_after or "").strip()
    if re.fullmatch(r"[0-9]{1,9}", text):
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return 1.0
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


@cache
def _trusted_authorities() -> ssl.SSLContext:
    # Reading the certificates takes longer than a look-up: once for all sources.
    return httpx.create_ssl_context()


def _asked_wait(state: RetryCallState) -> float:
    failure = state.outcome.exception() if state.outcome else None
    return failure.wait if isinstance(failure, _TryAgain) else 0.0
