"""Journey 1: a new user creates an account and reaches an établissement."""

from tests.e2e.directory_server import OfficialDirectory, spaced
from tests.e2e.installation import Installation
from tests.e2e.people import CONGRATULATIONS, CREATED, ESTABLISHMENT_STEP, INDIVIDUAL, MEMBER_AREA


def test_an_unknown_siret_of_the_directory_makes_an_administrator(
    newcomer: Newcomer, server: Installation, directory: OfficialDirectory
) -> None:
    siret = directory.knows(name="ATELIER MARTIN")
    camille = newcomer().signs_up()
    camille.creates(siret)


def test_a_particulier(newcomer: Newcomer) -> None:
    camille = newcomer().signs_up(INDIVIDUAL)
    camille.sees("Votre compte est prêt")
