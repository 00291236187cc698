"""Where no script runs, the browser itself sends React's forms: to a page, which takes none."""

import pytest
from starlette.testclient import TestClient

TYPED = {"email": "camille@exemple.fr"}


@pytest.mark.parametrize("path", ["/adhesion", "/carnets/1/partages", "/inconnue"])
def test_a_form_that_only_a_script_could_send_says_so_in_french(
    browser: TestClient, path: str
) -> None:
    answer = browser.post(path, data=TYPED)
    assert answer.status_code == 405
    assert "Cette page a besoin de JavaScript" in answer.text
    assert "Rien n’a été enregistré." in answer.text
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert TYPED["email"] not in answer.text


def test_a_form_that_a_route_takes_is_taken(browser: TestClient) -> None:
    assert browser.post("/connexion", data=TYPED).status_code == 303


def test_another_refused_method_is_answered_as_before(browser: TestClient) -> None:
    assert "JavaScript" not in browser.put("/adhesion").text
