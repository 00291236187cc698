"""What breaks on its own, and what people see of it: the fixtures of all floors."""

from tests.e2e.conftest import (  # noqa: F401
    _account,
    _front_end,
    chromium,
    known_siret,
    letter_box,
    member,
    newcomer,
    official_directory,
    own_server,
    pytest_collection_modifyitems,
    pytest_runtest_makereport,
    resident,
    server,
    start_server,
)
from tests.http.conftest import browser, front_end, site  # noqa: F401
from tests.state.conftest import cookie, people, signed_in, tab, tabs  # noqa: F401
