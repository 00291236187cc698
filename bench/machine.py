"""What the figures were measured on. Names no folder and no person of this machine."""

import os
import platform
import sqlite3
import statistics
import tempfile
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil

SYNCS = 200


def described(folder: Path) -> list[tuple[str, str]]:
    """What and its value; `folder`: where the database of the measures is."""
    gibibytes = psutil.virtual_memory().total / 2**30
    return [
        ("Date", datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")),
        ("Processor", f"{_processor()}, {os.cpu_count()} cores"),
        ("Memory", f"{gibibytes:.0f} GiB"),
        ("Disk", f"{_file_system(folder)}, fsync of 4 KiB: {_fsync_ms(folder):.2f} ms (median)"),
        ("System", f"{platform.system()} {platform.machine()}"),
        ("Load before the measures", f"{os.getloadavg()[0]:.1f} (one minute)"),
        ("Python", platform.python_version()),
        ("Reflex", version("reflex")),
        ("granian", version("granian")),
        ("SQLite", sqlite3.sqlite_version),
        ("SQLAlchemy", version("sqlalchemy")),
    ]


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _file_system(folder: Path) -> str:
    """The kind of the longest mount point that holds the folder."""
    holding = [
        part for part in psutil.disk_partitions(all=True) if folder.is_relative_to(part.mountpoint)
    ]
    return max(holding, key=lambda part: len(part.mountpoint)).fstype if holding else "unknown"


def _fsync_ms(folder: Path) -> float:
    waits = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for _ in range(SYNCS):
            file.write(bytes(4096))
            file.flush()
            begun = time.perf_counter()
            os.fsync(file.fileno())
            waits.append(time.perf_counter() - begun)
    return statistics.median(waits) * 1000
