"""Where the measures leave what they make. All of it is under a folder that git ignores."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COUNTER_SOURCES = ROOT / "bench" / "counter"
WORK = ROOT / ".front" / "bench"
COUNTER = WORK / "counter"
REPORT = ROOT / "docs" / "performance.md"
