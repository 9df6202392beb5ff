"""Imports run one way through the rooms, each room touches only what it may, and no module is too long."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "skm"

# Top to bottom: a room imports only rooms above it. Beside each, the third-party packages it may touch.
ROOMS = {
    "errors": set(),
    "version": set(),
    "numbers": set(),
    "pedoman": set(),
    "writers": set(),
    "questionnaire": set(),
    "responses": {"numpy", "pandas"},
    "readers": {"numpy", "pandas", "python_calamine"},
    "quality": {"numpy", "pandas"},
    "asal": set(),
    "published": {"numpy", "pandas"},
    "kernel": {"numpy"},
    "pairs": {"numpy"},
    "saved": {"numpy", "pandas"},
    "tally": {"numpy", "pandas"},
    "grouping": {"numpy", "pandas"},
    "engines": {"numpy", "pandas", "narwhals", "pyarrow"},
    "counting": {"numpy", "pandas"},
    "indeks": {"numpy"},
    "inference": {"numpy", "scipy"},
    "sampling": set(),
    "grouped": {"numpy", "pandas"},
    "certainty": {"numpy", "pandas"},
    "display": {"numpy", "pandas"},
    "result": {"numpy", "pandas"},
    "sebaran": {"numpy", "pandas"},
    "disclosure": {"numpy", "pandas"},
    "comparison": {"numpy", "pandas", "scipy"},
    "reliability": {"numpy", "pandas"},
    "priorities": {"numpy", "pandas"},
    "trend": {"numpy", "pandas"},
    "audit": {"numpy", "pandas"},
    "charts": {"numpy", "pandas", "matplotlib"},
    "report": {"numpy", "pandas", "xlsxwriter", "docx", "docxtpl", "jinja2", "segno"},
    "batch": {"numpy", "pandas"},
    "cli": {"numpy", "pandas", "click", "rich"},
}
# The package itself names what is public; `python -m skm` starts the command line.
FRONT = {"__init__": "batch", "__main__": "cli"}
LINES = 420

MODULES = sorted(SOURCE.rglob("*.py"))


def room_of(path):
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def position(room):
    """Where a room stands; the front of the package stands just below the last room it may name."""
    rooms = list(ROOMS)
    return rooms.index(FRONT[room]) + 0.5 if room in FRONT else rooms.index(room)


def imported(tree):
    """Every module imported anywhere in a file, lazily or not: `from skm import charts` is `skm.charts`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative import"
            if node.module == "skm":
                yield from (f"skm.{alias.name}" for alias in node.names)
            else:
                yield node.module


def faults(path, source):
    """What is wrong with the imports of one file, in words."""
    room = room_of(path)
    if room not in ROOMS and room not in FRONT:
        return [f"{room} is no room of the table"]
    found = []
    for name in imported(ast.parse(source)):
        top, _, rest = name.partition(".")
        if top == "skm":
            other = rest.partition(".")[0]
            if other not in ROOMS:
                found.append(f"imports {name}, which is no room")
            elif other != room and position(other) > position(room):
                found.append(f"imports {other}, a room below it")
        elif top not in sys.stdlib_module_names and top not in ROOMS.get(room, set()):
            found.append(f"touches {top}")
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(SOURCE).as_posix())
def test_a_module_imports_only_from_rooms_above_and_what_its_room_may_touch(path):
    assert faults(path, path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(SOURCE).as_posix())
def test_a_module_is_short_enough_to_hold_in_mind(path):
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= LINES


@pytest.mark.parametrize(
    ("room", "source", "fault"),
    [
        ("indeks.py", "from skm.result import Result", "imports result, a room below it"),
        ("indeks.py", "def f():\n    from skm import charts", "imports charts, a room below it"),
        ("charts.py", "import skm.report.excel", "imports report, a room below it"),
        ("numbers.py", "import numpy as np", "touches numpy"),
        ("report/excel.py", "from matplotlib.figure import Figure", "touches matplotlib"),
        ("utils.py", "", "utils is no room of the table"),
        ("cli/commands.py", "import skm.helpers", "imports skm.helpers, which is no room"),
    ],
)
def test_the_check_sees_faults(room, source, fault):
    assert faults(SOURCE / room, source) == [fault]


def test_import_skm_loads_nothing_that_is_only_used_at_the_edge():
    edge = [
        "matplotlib",
        "scipy.stats",
        "rich",
        "click",
        "xlsxwriter",
        "python_calamine",
        "narwhals",
        "pyarrow.parquet",
        "ssl",
        "urllib.request",
    ]
    code = f"import sys, skm; print([m for m in {edge} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_importing_the_charts_loads_no_matplotlib_until_one_is_drawn():
    code = (
        "import sys, skm.charts, skm.report; print('matplotlib' in sys.modules, 'xlsxwriter' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False False"
