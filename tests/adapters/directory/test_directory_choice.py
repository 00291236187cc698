from collections.abc import Callable
from typing import Any

import pytest

from ecoapp.adapters.directory import (
    DirectoryIsUnreachable,
    EstablishmentIsClosed,
    NoDirectory,
    SiretNotInDirectory,
)
from ecoapp.adapters.directory.choice import choose_directory

POSTE = "35600000000048"
OCTO = "41816609600069"


def test_nothing_configured_is_no_directory() -> None:
    directory = choose_directory(url="", insee_api_key=None)
    assert isinstance(directory, NoDirectory)
    with pytest.raises(DirectoryIsUnreachable):
        directory.look_up(POSTE)
    assert isinstance(choose_directory(url="", insee_api_key=""), NoDirectory)


def test_without_a_key_only_the_open_source_is_asked_and_answers_are_kept(
    api: Any, page: Any
) -> None:
    api.answers(page())
    directory = choose_directory(url=api.url, insee_api_key=None)
    assert directory.look_up(POSTE) is directory.look_up(POSTE)
    assert api.count == 1


def test_with_only_a_key_sirene_is_asked(api: Any, sirene_reply: Any) -> None:
    api.answers(sirene_reply())
    directory = choose_directory(url="", insee_api_key="k", insee_url=f"{api.url}/api-sirene/3.11")
    assert directory.look_up(OCTO).source == "sirene"
    assert api.paths == [f"/api-sirene/3.11/siret/{OCTO}"]


def test_sirene_stands_in_when_the_open_source_fails_and_gets_the_key_alone(
    make_api: Callable[[], Any], sirene_reply: Any
) -> None:
    a, b = make_api().answers(status=500), make_api().answers(sirene_reply())
    directory = choose_directory(url=a.url, insee_api_key="k", insee_url=b.url)
    assert directory.look_up(OCTO).source == "sirene"
    assert a.count == 2
    assert "x-insee-api-key-integration" not in a.headers[0]
    assert b.headers[0]["x-insee-api-key-integration"] == "k"


def test_unknown_to_both_is_unknown(make_api: Callable[[], Any]) -> None:
    a, b = make_api().answers({"results": []}), make_api().answers(status=404)
    directory = choose_directory(url=a.url, insee_api_key="k", insee_url=b.url)
    for _ in range(2):
        with pytest.raises(SiretNotInDirectory):
            directory.look_up(OCTO)
    assert (a.count, b.count) == (1, 1)


def test_a_closed_establishment_is_not_asked_for_elsewhere(
    make_api: Callable[[], Any], page: Any, establishment: Any
) -> None:
    gone = establishment(etat_administratif="F", date_fermeture="2020-01-31")
    a, b = make_api().answers(page(gone)), make_api()
    directory = choose_directory(url=a.url, insee_api_key="k", insee_url=b.url)
    with pytest.raises(EstablishmentIsClosed):
        directory.look_up(POSTE)
    assert b.count == 0


def test_each_source_has_its_own_guard(make_api: Callable[[], Any]) -> None:
    # 400 and 401 are failures, an empty page and 404 are answers.
    for status_a, status_b, counts in ((400, 404, (5, 8)), (200, 401, (8, 5))):
        a = make_api().answers({"results": []}, status=status_a)
        b = make_api().answers(status=status_b)
        directory = choose_directory(url=a.url, insee_api_key="k", insee_url=b.url)
        for turn in range(8):
            with pytest.raises(SiretNotInDirectory):
                directory.look_up(f"{turn:014}")
        assert (a.count, b.count) == counts
