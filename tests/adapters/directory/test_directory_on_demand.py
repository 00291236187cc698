"""A directory that is made when it is first needed, and what else waits until then."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from ecoapp.adapters.directory import DirectoryOnDemand
from ecoapp.adapters.directory.fake import FakeDirectory
from tests.adapters.directory.test_directory_fake import VEXIN


def test_it_is_made_once_by_the_first_of_many_look_ups() -> None:
    made: list[FakeDirectory] = []

    def make() -> FakeDirectory:
        made.append(FakeDirectory().lists(VEXIN))
        return made[-1]

    directory = DirectoryOnDemand(make)
    assert made == []
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(directory.look_up, [VEXIN.siret] * 8)) == [VEXIN] * 8
    assert len(made) == 1


def test_starting_loads_nothing_that_only_a_look_up_or_a_new_password_needs() -> None:
    """Each would let the first page wait."""
    loads = "import sys, ecoapp.http.routes; print({'httpx', 'zxcvbn'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", loads], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
