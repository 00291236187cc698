"""Nobody can be recognised while the database is away: the page that they act on says so."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import UUID

import pytest

from ecoapp.core.database import Database
from ecoapp.services.messages import UNKNOWN_FAULT
from ecoapp.state.inbox import Inbox
from tests.faults.outages import lost_database, stopped_database
from tests.state.tabs import Tab

PATH = "/notifications"


@pytest.mark.parametrize("outage", [lost_database, stopped_database])
async def test_an_action_of_somebody_who_cannot_be_recognised_says_so(
    sqlite: Database,
    tab: Tab,
    signed_in: UUID,
    outage: Callable[[Database], AbstractContextManager[None]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    await tab.call(Inbox.load, path=PATH)
    with outage(sqlite):
        answer = await tab.call(Inbox.mark_all_read, path=PATH)
    assert answer.of(Inbox)["errors"] == {"": UNKNOWN_FAULT}
    assert answer.of(Inbox)["error_title"] == "Votre action n’a pas abouti"
    assert "a handler of Inbox failed" in caplog.text
    answer = await tab.call(Inbox.mark_all_read, path=PATH)
    assert answer.of(Inbox)["errors"] == {}
