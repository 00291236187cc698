"""What `deploy/` says agrees with what the application does."""

import configparser
from pathlib import Path

from ecoapp.__main__ import FOR_US_ALONE, SECONDS_TO_STOP
from ecoapp.cli.failures import WRONG_SETTING
from ecoapp.http import sockets

UNIT = Path(__file__).parents[1] / "deploy" / "espace-services.service"


STATE = 240 * 1024
"""Bytes that a page takes (docs/performance.md)."""
MACHINE = 4e9


def _unit() -> configparser.ConfigParser:
    unit = configparser.ConfigParser(interpolation=None, strict=False)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read(UNIT)
    return unit


def test_the_unit_keeps_the_data_private_and_does_not_start_for_ever() -> None:
    unit = _unit()
    service = unit["Service"]
    assert service["StateDirectoryMode"] == "0700"
    assert int(service["UMask"], 8) == FOR_US_ALONE
    assert service["Environment"].endswith(f"/var/lib/{service['StateDirectory']}")
    assert int(service["RestartPreventExitStatus"]) == WRONG_SETTING
    # systemd kills what takes longer to stop, and gives up what fails too often in a while.
    assert int(service["TimeoutStopSec"]) > SECONDS_TO_STOP
    tries, pause = int(unit["Unit"]["StartLimitBurst"]), int(service["RestartSec"])
    assert tries * pause < int(unit["Unit"]["StartLimitIntervalSec"])
    # A database may be up some minutes after us.
    assert tries * pause >= 240


def test_the_unit_holds_all_the_sockets_that_are_let_in() -> None:
    service = _unit()["Service"]
    assert int(service["LimitNOFILE"]) > 2 * sockets.MOST
    slowed_down, ended = (int(service[name].rstrip("%")) for name in ("MemoryHigh", "MemoryMax"))
    assert slowed_down < ended < 100
    of_each = STATE + sockets.LARGEST_UNFINISHED + sockets.LARGEST_FRAME
    assert sockets.MOST * of_each + 500e6 < MACHINE * slowed_down / 100
