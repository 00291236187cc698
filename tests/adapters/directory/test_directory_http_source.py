import gzip
import socket
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from ecoapp.adapters.directory import DirectoryIsUnreachable
from ecoapp.adapters.directory.http_source import Answer, HttpSource, seconds_to_wait


def source(url: str, **changes: Any) -> HttpSource:
    return HttpSource(url, **{"time_out": 1.0, "pause": 0.0, **changes})


def failure(http: HttpSource) -> DirectoryIsUnreachable:
    with pytest.raises(DirectoryIsUnreachable) as caught:
        http.get("search")
    return caught.value


def test_it_says_who_it_is_and_keeps_the_path_of_the_base_url(api: Any) -> None:
    api.answers({"a": 1})
    answer = source(api.url + "/v3/", headers={"X-Key": "k"}).get("search", {"q": "1"})
    assert answer == Answer(200, b'{"a": 1}')
    assert api.paths == ["/v3/search?q=1"]
    assert "EspaceServices" in api.headers[0]["user-agent"]
    assert api.headers[0]["x-key"] == "k"


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_server_error_is_tried_once_more(api: Any, status: int) -> None:
    api.answers(status=status).answers({})
    assert source(api.url).get("search").status == 200
    assert api.count == 2


def test_two_server_errors_are_enough(api: Any) -> None:
    api.answers(status=500)
    error = failure(source(api.url))
    assert (error.reason, error.retry_after, api.count) == ("HTTP 500", 0.0, 2)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 301])
def test_a_refusal_is_an_answer_and_is_not_tried_again(api: Any, status: int) -> None:
    api.answers({"erreur": "…"}, status=status, headers={"Location": "/elsewhere"})
    assert source(api.url).get("search").status == status
    assert api.count == 1


def test_a_slow_answer_times_out_twice(api: Any) -> None:
    api.answers({}, before=1.0)
    began = time.monotonic()
    assert failure(source(api.url, time_out=0.1)).reason == "ReadTimeout"
    assert time.monotonic() - began < 0.9
    assert api.count == 2


def test_an_answer_that_trickles_times_out_although_each_byte_is_in_time(api: Any) -> None:
    api.answers(b"x" * 50, trickle=0.02)
    assert failure(source(api.url, time_out=0.1)).reason == "ReadTimeout"


def test_a_refused_connection_is_unreachable() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # bound but not listening: connections are refused
        port = closed.getsockname()[1]
        assert failure(source(f"http://127.0.0.1:{port}")).reason == "ConnectError"


def test_a_cut_answer_is_unreachable(api: Any) -> None:
    api.answers(b"{", headers={"Content-Length": "10", "Connection": "close"})
    assert failure(source(api.url)).reason in {"RemoteProtocolError", "ReadTimeout"}


def test_an_answer_larger_than_the_limit_is_refused_at_once(api: Any) -> None:
    api.answers(b"x" * 1001)
    assert failure(source(api.url, max_body=1000)).reason == "the answer is too large"
    assert api.count == 1


def test_the_limit_itself_is_allowed(api: Any) -> None:
    api.answers(b"x" * 1000)
    assert len(source(api.url, max_body=1000).get("search").body) == 1000


def test_the_default_limit_is_one_megabyte(api: Any) -> None:
    api.answers(b"x" * 1_000_001)
    assert failure(HttpSource(api.url)).reason == "the answer is too large"


def test_the_limit_counts_what_a_compressed_answer_becomes(api: Any) -> None:
    api.answers(gzip.compress(b"x" * 5000), headers={"Content-Encoding": "gzip"})
    assert failure(source(api.url, max_body=1000)).reason == "the answer is too large"
    assert api.headers[0]["accept-encoding"] == "identity"


def test_too_many_requests_for_a_moment_is_waited_for(api: Any) -> None:
    api.answers(status=429, headers={"Retry-After": "1"}).answers({})
    began = time.monotonic()
    assert source(api.url).get("search").status == 200
    assert time.monotonic() - began >= 1.0
    assert api.count == 2


def test_too_many_requests_twice_is_unreachable_with_the_delay(api: Any) -> None:
    # A date in the past means "now": the test need not wait.
    past = "Wed, 21 Oct 2015 07:28:00 GMT"
    api.answers(status=429, headers={"Retry-After": past})
    api.answers(status=429, headers={"Retry-After": "1"})
    error = failure(source(api.url))
    assert (error.reason, error.retry_after, api.count) == ("HTTP 429", 1.0, 2)


def test_too_many_requests_for_long_is_given_up_at_once(api: Any) -> None:
    api.answers(status=429, headers={"Retry-After": "2"})
    began = time.monotonic()
    error = failure(source(api.url))
    assert (error.retry_after, api.count) == (2.0, 1)
    assert time.monotonic() - began < 0.9


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, 1.0),
        ("", 1.0),
        ("soon", 1.0),
        ("-5", 1.0),
        ("٣", 1.0),
        ("0", 0.0),
        (" 120 ", 120.0),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
        ("Wed, 21 Oct 2015 07:28:00 -0000", 0.0),
    ],
)
def test_a_retry_after_is_read(header: str | None, seconds: float) -> None:
    assert seconds_to_wait(header) == seconds


def test_a_retry_after_may_be_a_date() -> None:
    later = datetime.now(UTC) + timedelta(seconds=90)
    assert 85 < seconds_to_wait(format_datetime(later, usegmt=True)) <= 90


def test_an_error_never_tells_the_key() -> None:
    http = source("http://127.0.0.1:1", headers={"X-Key": "SECRET"})
    error = failure(http)
    assert "SECRET" not in f"{error} {error!r} {error.__cause__!r}"
