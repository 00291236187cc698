"""What `deploy/` says agrees with what the application does."""

import configparser
from pathlib import Path

from ecoapp.__main__ import FOR_US_ALONE, SECONDS_TO_STOP
from ecoapp.cli.failures import WRONG_SETTING

UNIT = Path(__file__).parents[1] / "deploy" / "espace-services.service"


def test_the_unit_keeps_the_data_private_and_does_not_start_for_ever() -> None:
    unit = configparser.ConfigParser(interpolation=None, strict=False)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read(UNIT)
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
