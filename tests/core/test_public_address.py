"""Links in mails lead to the public address, whatever machine wrote them."""

import pytest

from ecoapp.core.public_address import address_of
from ecoapp.settings import get_settings


def test_a_page_is_at_the_public_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ECOAPP_PUBLIC_URL", "https://services.example")
    get_settings.cache_clear()
    assert address_of("/demandes/1?x=2") == "https://services.example/demandes/1?x=2"
