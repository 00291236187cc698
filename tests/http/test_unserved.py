"""What nothing takes is told in French; among it React's forms, sent where no script runs."""

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


NOT_TAKEN = [
    ("POST", "/sante"),
    ("PUT", "/fichiers"),
    ("DELETE", "/connexion"),
    ("OPTIONS", "/adhesion"),
    ("POST", "/inconnue"),
]


@pytest.mark.parametrize(("method", "path"), NOT_TAKEN)
@pytest.mark.parametrize(
    ("accepted", "kind"),
    [("text/html,*/*", "text/html"), ("application/json", "application/json"), ("*/*", "text/")],
)
def test_what_no_address_takes_is_told_in_french_to_people_and_in_json_to_scripts(
    browser: TestClient, method: str, path: str, accepted: str, kind: str
) -> None:
    answer = browser.request(method, path, headers={"accept": accepted})
    assert answer.status_code == 405
    assert answer.headers["content-type"].startswith(kind)
    assert "Rien n’a été enregistré." in answer.text
    assert "Not Allowed" not in answer.text and "JavaScript" not in answer.text


@pytest.mark.parametrize("path", ["/inconnue", "/import/carnets", "/fichiers/x", "/sante/x"])
def test_what_does_not_exist_is_a_page_for_people_and_json_for_scripts(
    browser: TestClient, path: str
) -> None:
    page = browser.get(path, headers={"accept": "text/html"})
    assert (page.status_code, "404.html" in page.text) == (404, True)
    script = browser.get(path, headers={"accept": "application/json"})
    assert script.status_code == 404
    assert script.json()["message"].startswith("Cette adresse n’existe pas.")
