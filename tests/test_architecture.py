"""What keeps the code where one looks for it, and small enough to be read."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ECOAPP = ROOT / "ecoapp"
MODULES = sorted(ECOAPP.rglob("*.py"))

LONGEST_FUNCTION = 40
# Longer, and why. The number may only go down.
LONG_FUNCTIONS: dict[str, tuple[int, str]] = {}

LONGEST_MODULE = 300
# Longer, and why. The number may only go down.
LONG_MODULES = {
    "frontend.py": (410, "the build of the front end, from its digest to its lock"),
    "components/fields.py": (370, "one function for each kind of field, all alike"),
}

# Who may know the environment: everybody else asks the settings.
READS_ENVIRONMENT = {"settings/environment.py"}
# Reflex is told some things through the environment only; `asgi.py` may set these.
SETS_FOR_REFLEX = "REFLEX_"
CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.datetime.now", "date.today"}
VAGUE_NAMES = {"util", "utils", "helper", "helpers", "common", "misc", "tools", "stuff", "lib"}


def where(module: Path) -> str:
    return module.relative_to(ECOAPP).as_posix()


def functions(module: Path) -> Iterator[tuple[str, int]]:
    """Functions and methods, with how many lines they have."""
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{where(module)}:{node.name}", (node.end_lineno or 0) - node.lineno + 1


def uses_of_environment(module: Path) -> list[str]:
    """`os.environ` and `os.getenv` wherever they stand, as they are written."""
    tree = ast.parse(module.read_text())
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    return [
        ast.unparse(parents[node])
        for node in ast.walk(tree)
        if (isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv", "environb"))
        or (isinstance(node, ast.Name) and node.id in ("environ", "getenv"))
    ]


def test_imports_go_one_way() -> None:
    contracts = Path(sys.executable).with_name("lint-imports")
    ended = subprocess.run(
        [contracts, "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert ended.returncode == 0, ended.stdout
    assert "0 broken" in ended.stdout


def test_no_function_is_too_long_to_be_seen_whole() -> None:
    long = {
        name: lines
        for module in MODULES
        for name, lines in functions(module)
        if lines > LONG_FUNCTIONS.get(name, (LONGEST_FUNCTION, ""))[0]
    }
    assert long == {}


def test_no_module_is_too_long_to_be_read_at_once() -> None:
    lines = {where(module): len(module.read_text().splitlines()) for module in MODULES}
    most = {name: LONG_MODULES.get(name, (LONGEST_MODULE, ""))[0] for name in lines}
    assert {name: count for name, count in lines.items() if count > most[name]} == {}


def test_exceptions_are_still_needed() -> None:
    lines = {where(module): len(module.read_text().splitlines()) for module in MODULES}
    assert {name for name in LONG_MODULES if lines[name] <= LONGEST_MODULE} == set()
    written = dict(pair for module in MODULES for pair in functions(module))
    assert {name for name in LONG_FUNCTIONS if written[name] <= LONGEST_FUNCTION} == set()


def test_only_the_settings_read_the_environment() -> None:
    readers = {where(module): uses_of_environment(module) for module in MODULES}
    allowed = READS_ENVIRONMENT | {"asgi.py"}
    assert {name for name, uses in readers.items() if uses} <= allowed
    assert all(use.startswith(f"os.environ['{SETS_FOR_REFLEX}") for use in readers["asgi.py"])


def test_files_are_named_after_what_they_hold() -> None:
    vague = {
        where(path)
        for path in ECOAPP.rglob("*")
        if set(path.stem.split("_")) & VAGUE_NAMES or path.stem in VAGUE_NAMES
    }
    assert vague == set()


@pytest.mark.parametrize("module", MODULES, ids=where)
def test_every_module_begins_by_saying_what_it_is(module: Path) -> None:
    assert ast.get_docstring(ast.parse(module.read_text()))


@pytest.mark.parametrize(
    "module", sorted((ECOAPP / "services").glob("*.py")), ids=lambda path: path.stem
)
def test_use_cases_never_commit(module: Path) -> None:
    called = {
        node.func.attr
        for node in ast.walk(ast.parse(module.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert called.isdisjoint({"commit", "rollback"})


def test_only_the_clock_asks_for_the_time() -> None:
    """Adapters measure the outside world; what the application decides, it decides by the clock."""
    askers = {
        where(module)
        for module in MODULES
        for node in ast.walk(ast.parse(module.read_text()))
        if isinstance(node, ast.Attribute) and ast.unparse(node) in CLOCKS
    }
    assert {name for name in askers if not name.startswith("adapters/")} == {"core/clock.py"}


def test_every_dialog_is_made_in_one_place() -> None:
    """There no second click falls through it: see `behaviours/covered_clicks.js`."""
    makers = {where(module) for module in MODULES if "el.dialog" in module.read_text()}
    assert makers == {"components/dialogs.py"}
