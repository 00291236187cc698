"""The format of an exported carnet is what its documentation says."""

import json
import os
import re
from pathlib import Path

import pytest

from ecoapp.services import imported_logbooks, logbook_format
from ecoapp.services.logbook_catalogue import PARTS
from ecoapp.services.logbook_format import LogbookRecord, file_path, is_path_of

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "carnet-format.md").read_text(encoding="utf-8")
SCHEMA = DOCS / "carnet-format.schema.json"


def test_the_schema_is_that_of_the_models() -> None:
    """`UPDATE_SNAPSHOTS=1` writes it anew."""
    said = json.dumps(LogbookRecord.model_json_schema(), ensure_ascii=False, indent=2) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        SCHEMA.write_text(said, encoding="utf-8")
    assert SCHEMA.read_text(encoding="utf-8") == said


def test_the_example_is_a_carnet_that_is_taken() -> None:
    (example,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    record = logbook_format.read(example.encode())
    imported_logbooks.check(record)
    assert record.entries[0].files[0].path == file_path("equipment", 1, "Notice.pdf")


def test_every_name_and_every_part_is_described() -> None:
    schema = LogbookRecord.model_json_schema()
    models = [schema, *schema["$defs"].values()]
    names = {name for model in models for name in model["properties"]}
    wanted = names | {part.code for part in PARTS}
    assert {name for name in wanted if f"`{name}`" not in PAGE} == set()


def test_every_limit_is_described() -> None:
    for number in (logbook_format.MOST_ENTRIES, logbook_format.MOST_FILES):
        assert f"{number:,}" in PAGE
    assert f"{logbook_format.LARGEST_CONTENTS // 2**20} MB" in PAGE
    assert f"{imported_logbooks.LARGEST_FILES // 2**30} GB" in PAGE


@pytest.mark.parametrize("part", [part.code for part in PARTS])
def test_a_file_is_where_its_part_is(part: str) -> None:
    path = file_path(part, 12, "é" * 200 + ".pdf")
    assert path == f"fichiers/{part}/012-{'é' * 80}.pdf"
    assert is_path_of(part, path)
    for other in (f"/{path}", f"../{path}", path.replace("/", "\\"), f"{path}/x", path + "\n"):
        assert not is_path_of(part, other), other
