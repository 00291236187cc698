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


def test_which_part_of_a_list_was_wanted_is_kept() -> None:
    page = "/notifications?filtre=a-traiter&avant=01a20132-1d34-7324-ac58-028d37f36cda"
    assert way_back(page) == page
    assert log_in_path("/notifications?filtre=non-lues") == (
        "/connexion?suite=/notifications%3Ffiltre%3Dnon-lues"
    )


@pytest.mark.parametrize(
    "query",
    [
        "x=https://mechant.example",
        "filtre=https://mechant.example",
        "filtre=//mechant.example",
        "filtre=%2F%2Fmechant.example",
        "filtre=a%0d%0aLocation:%20https://mechant.example",
        "filtre=a\r\nLocation: https://mechant.example",
        "filtre=a\n",
        "filtre=é",
        "filtre=<script>",
        "filtre=javascript:alert(1)",
        "filtre=",
        "filtre",
        "suite=/deconnexion",
        "jeton=secret",
        f"filtre={'a' * 41}",
        "&" * 100_000,
        "?filtre=a",
        ";filtre=a",
        "#filtre=a",
        "\x00filtre=a",
    ],
)
def test_nothing_else_that_follows_the_path_is_kept(query: str) -> None:
    assert way_back(f"{REQUEST}?{query}") == REQUEST


def test_what_is_kept_is_written_anew() -> None:
    assert way_back("/notifications?x=1&filtre=b&filtre=//c#d") == ("/notifications?filtre=b")
    assert way_back("/notifications?x=1&filtre=b&filtre=c&") == "/notifications?filtre=c"


def test_a_query_is_no_way_around_the_path() -> None:
    assert way_back("//mechant.example?filtre=a") == "/espace"
    assert way_back("/deconnexion?filtre=a") == "/espace"
    assert way_back("?filtre=a") == "/espace"
