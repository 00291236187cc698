"""A page that was open during an upgrade still finds its scripts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.testclient import TestClient

from ecoapp.http.earlier_builds import EarlierBuilds
from ecoapp.http.gate import Gate
from tests.conftest import PUBLIC_URL
from tests.http.conftest import write


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[TestClient]:
    """A site that was upgraded twice."""
    builds = {
        "present": {"assets/page-3.js": "third", "assets/same.js": "same"},
        "second": {"assets/page-2.js": "second", "assets/same.js": "same", "index.html": "old"},
        "first": {"assets/page-1.js": "first", "assets/page-1.js.br": "compressed"},
    }
    for name, files in builds.items():
        for path, content in files.items():
            write(tmp_path / name / path, content)
    write(tmp_path / "second" / "secret.key", "the key")
    present = tmp_path / "present"
    app = Starlette(routes=[Mount("/", StaticFiles(directory=present, html=True))])
    earlier = EarlierBuilds(app, present, [tmp_path / "second", tmp_path / "first"])
    with TestClient(Gate(earlier, present), base_url=PUBLIC_URL) as client:
        yield client


@pytest.mark.parametrize(
    ("name", "content"),
    [("page-1.js", "first"), ("page-2.js", "second"), ("page-3.js", "third"), ("same.js", "same")],
)
def test_the_scripts_of_every_build_that_is_kept_are_served_for_long(
    browser: TestClient, name: str, content: str
) -> None:
    answer = browser.get(f"/assets/{name}")
    assert (answer.status_code, answer.text) == (200, content)
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize("path", ["/", "/secret.key", "/assets/../secret.key", "/assets/gone.js"])
def test_nothing_else_of_an_earlier_build_is(browser: TestClient, path: str) -> None:
    assert browser.get(path).status_code == 404


def test_a_build_that_was_removed_meanwhile_is_no_fault_of_ours(
    browser: TestClient, tmp_path: Path
) -> None:
    (tmp_path / "first" / "assets" / "page-1.js").unlink()
    assert browser.get("/assets/page-1.js").status_code == 404
