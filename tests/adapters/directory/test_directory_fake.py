from datetime import date

import pytest

from ecoapp.adapters.directory import (
    DirectoryIsUnreachable,
    EstablishmentIsClosed,
    IdentityIsProtected,
    Listing,
    SiretNotInDirectory,
)
from ecoapp.adapters.directory.fake import FakeDirectory

VEXIN = Listing(
    siret="20007184300060",
    name="COMMUNAUTE DE COMMUNES DU VEXIN NORMAND",
    street="5 RUE ALBERT LEROY",
    postal_code="27140",
    city="Gisors",
    naf="84.11Z",
    legal_category="7346",
    source="sirene",
)


def test_it_knows_what_it_is_told() -> None:
    directory = FakeDirectory().lists(VEXIN).protects("84098192200015")
    directory.closed("32122785200019", date(2008, 12, 31))
    assert directory.look_up(VEXIN.siret) is VEXIN
    with pytest.raises(IdentityIsProtected):
        directory.look_up("84098192200015")
    with pytest.raises(EstablishmentIsClosed) as closed:
        directory.look_up("32122785200019")
    assert closed.value.closed_on == date(2008, 12, 31)


def test_everything_else_is_unknown() -> None:
    directory = FakeDirectory()
    with pytest.raises(SiretNotInDirectory):
        directory.look_up("11009001600053")
    assert directory.asked == ["11009001600053"]


def test_down_wins_until_it_is_up_again() -> None:
    directory = FakeDirectory().lists(VEXIN).down()
    with pytest.raises(DirectoryIsUnreachable):
        directory.look_up(VEXIN.siret)
    assert directory.up().look_up(VEXIN.siret) is VEXIN


def test_the_last_word_counts() -> None:
    directory = FakeDirectory().lists(VEXIN).closed(VEXIN.siret)
    with pytest.raises(EstablishmentIsClosed):
        directory.look_up(VEXIN.siret)
    assert directory.lists(VEXIN).look_up(VEXIN.siret) is VEXIN
