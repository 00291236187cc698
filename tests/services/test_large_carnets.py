"""A large carnet goes out and comes back without ever being in memory."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
MEGABYTES = 40


def test_two_thousand_entries_and_five_hundred_files_take_little_memory(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.services.large_carnet", "2000", "500", "200000"]
    environment = {
        **os.environ,
        "ECOAPP_SECRET_KEY": "a key of tests, long enough for the check",
        "ECOAPP_DATA_DIR": str(tmp_path / "data"),
        "ECOAPP_DATABASE_URL": "",
    }
    done = subprocess.run(
        command, cwd=ROOT, env=environment, check=True, timeout=300, capture_output=True, text=True
    )
    said = json.loads(done.stdout.splitlines()[-1])
    # Far more than it may take.
    assert said["archive"]["mb"] > 2 * MEGABYTES
    more = {what: numbers["more_mb"] for what, numbers in said.items() if "more_mb" in numbers}
    assert set(more) == {"prepared", "sent", "received", "imported", "exported again"}
    assert sum(more.values()) < MEGABYTES, said
