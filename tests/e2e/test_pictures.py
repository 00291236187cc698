"""Pictures of each step at the width of a desk and of a phone, to be looked at.

They go to the folder named by ECOAPP_TEST_PICTURES, else nowhere that lasts. The one of the README
is `wizard.png` of `ECOAPP_TEST_PICTURES=docs pytest tests/e2e/test_pictures.py`.
"""

import os
from pathlib import Path

from tests.e2e.conftest import Newcomer
from tests.e2e.directory_server import OfficialDirectory
from tests.e2e.people import COMPANY, CONGRATULATIONS, ESTABLISHMENT_STEP, PERSON_STEP, Somebody

DESK, PHONE = 1280, 360
LARGEST = 400_000  # bytes; a page of ours is flat colours and text


def test_every_step_can_be_looked_at(
    newcomer: Newcomer, official_directory: OfficialDirectory, tmp_path: Path
) -> None:
    folder = Path(os.environ.get("ECOAPP_TEST_PICTURES") or tmp_path)
    camille = newcomer("Camille", "Renaud")
    camille.signs_up(COMPANY, until=PERSON_STEP)
    camille.field("Prénom").fill("Camille")
    camille.field("Nom").fill("Renaud")
    pictures = [_picture(camille, folder, "wizard", DESK), _picture(camille, folder, "step", PHONE)]
    camille.introduces_themself()
    camille.chooses_a_password()
    camille.types_the_code()
    camille.is_at(ESTABLISHMENT_STEP)
    camille.looks_for(official_directory.knows())
    camille.button("Continuer").click()
    camille.is_at(CONGRATULATIONS)
    pictures += [_picture(camille, folder, "created", width) for width in (DESK, PHONE)]
    assert all(0 < picture.stat().st_size < LARGEST for picture in pictures)


def _picture(of: Somebody, folder: Path, name: str, width: int) -> Path:
    of.page.set_viewport_size({"width": width, "height": 900})
    path = folder / (f"{name}.png" if name == "wizard" else f"{name}-{width}.png")
    of.page.screenshot(path=path, full_page=True)
    return path
