"""Where one goes after the log-in: a page of ours, never another site."""

import pytest

from ecoapp.core.way_back import log_in_path, way_back

REQUEST = "/demandes/01a20132-1d34-7324-ac58-028d37f36cda"


@pytest.mark.parametrize(
    "wanted", [REQUEST, "/notifications", "/etablissements/99900005200012/membres", "/operateur"]
)
def test_a_page_of_ours_is_led_to(wanted: str) -> None:
    assert way_back(wanted) == wanted
    assert log_in_path(wanted) == f"/connexion?suite={wanted}"


@pytest.mark.parametrize(
    "wanted",
    [
        "",
        "/",
        "https://mechant.example/demandes/1",
        "//mechant.example",
        "/\\mechant.example",
        "/demandes//mechant.example",
        "/demandes/../deconnexion",
        "/demandes/%2e%2e",
        "/demandes/x\nLocation: https://mechant.example",
        "/notificationsmechant",
        "javascript:alert(1)",
        "/deconnexion",
    ],
)
def test_anything_else_leads_to_mon_espace(wanted: str) -> None:
    assert way_back(wanted) == "/espace"
    assert log_in_path(wanted) == "/connexion"


def test_what_follows_the_path_is_left_behind() -> None:
    assert way_back(f"{REQUEST}?x=https://mechant.example") == REQUEST
