"""Limits by network address hold for people, not for the addresses they can take."""

import httpx
from sqlmodel import select
from starlette.types import ASGIApp

from ecoapp.core.database import Database
from ecoapp.models import RefusedForm
from ecoapp.services.rate_rules import FAILURES_AN_HOUR_AND_CLIENT
from tests.conftest import PUBLIC_URL

TOO_MANY = "depuis votre connexion"


async def fails_to_log_in(site: ASGIApp, number: int, *forwarded_for: str, peer: str) -> None:
    """One wrong password, each time for another account."""
    transport = httpx.ASGITransport(app=site, client=(peer, 4711))
    async with httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL) as web:
        headers = [("x-forwarded-for", line) for line in forwarded_for]
        form = {"email": f"y{number}@exemple.fr", "password": "x"}
        await web.post("/connexion", data=form, headers=headers)


def refused_for_the_address(database: Database) -> int:
    """How many were told that this network address tried too often."""
    with database.reading() as session:
        told = [form.errors[""] for form in session.exec(select(RefusedForm))]
    return sum(TOO_MANY in words for words in told)


async def test_one_caller_has_one_count_in_all_the_addresses_of_its_network(
    site: ASGIApp, sqlite: Database
) -> None:
    for number in range(FAILURES_AN_HOUR_AND_CLIENT):
        await fails_to_log_in(site, number, peer=f"2001:db8:1:2::{number:x}")
    assert refused_for_the_address(sqlite) == 0
    await fails_to_log_in(site, 98, peer="2001:db8:1:2:ffff::1")
    assert refused_for_the_address(sqlite) == 1
    await fails_to_log_in(site, 99, peer="2001:db8:1:3::1")
    assert refused_for_the_address(sqlite) == 1


async def test_what_a_caller_writes_into_the_request_gives_no_count_of_its_own(
    site: ASGIApp, sqlite: Database
) -> None:
    for number in range(FAILURES_AN_HOUR_AND_CLIENT):
        # Proxies add to the line they find, or write one of their own below.
        lie, truth = f"198.51.100.{number}", "203.0.113.9"
        lines = (f"{lie}, {truth}",) if number % 2 else (lie, truth)
        await fails_to_log_in(site, number, *lines, peer="127.0.0.1")
    await fails_to_log_in(site, 98, "198.51.100.98, 203.0.113.9", peer="127.0.0.1")
    assert refused_for_the_address(sqlite) == 1
    await fails_to_log_in(site, 99, "203.0.113.10", peer="127.0.0.1")
    assert refused_for_the_address(sqlite) == 1
