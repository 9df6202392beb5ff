"""Imports run one way through the rooms, each room touches only what it may, and what is private stays inside."""

import ast
import functools
import re
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "skm"

# Top to bottom: a room imports only rooms above it. Beside each, the third-party packages it may touch.
ROOMS = {
    "ground": set(),
    "pedoman": set(),
    "reading": {"numpy", "pandas", "python_calamine"},
    "tally": {"numpy", "pandas", "narwhals", "pyarrow"},
    "result": {"numpy", "pandas", "scipy"},
    "priorities": {"numpy", "pandas"},
    "trends": {"numpy", "pandas"},
    "auditing": {"numpy", "pandas"},
    "charts": {"numpy", "pandas", "matplotlib"},
    "report": {"numpy", "pandas", "xlsxwriter", "docx", "docxtpl", "jinja2", "segno"},
    "batch": {"numpy", "pandas"},
    "cli": {"numpy", "pandas", "click", "rich"},
}
# Beside the rooms: the package itself names what is public; `python -m skm` starts the command line.
FRONT = {"version": -1, "__init__": 10.5, "__main__": 12}
LINES = 600

MODULES = sorted(SOURCE.rglob("*.py"))


def room_of(path):
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def position(room):
    """Where a room stands, or a module beside the rooms; None for what is neither."""
    return FRONT.get(room, list(ROOMS).index(room) if room in ROOMS else None)


def imported(tree):
    """Every module imported anywhere in a file, lazily or not, with the names taken from it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative import"
            top = node.module.partition(".")[0]
            yield from (
                f"{node.module}.{alias.name}" if top == "skm" else node.module for alias in node.names
            )


@functools.cache
def taken_from(path):
    """The rooms that a file of the package imports from, its own left out."""
    names = imported(ast.parse(path.read_text(encoding="utf-8")))
    found = {name.split(".")[1] for name in names if name.startswith("skm.")}
    return found & set(ROOMS) - {room_of(path)}


def faults(path, source):
    """What is wrong with the imports of one file, in words."""
    room = room_of(path)
    if position(room) is None:
        return [f"{room} is no room of the table"]
    found = []
    for name in imported(ast.parse(source)):
        top, *rest = name.split(".")
        if top == "skm":
            other = rest[0]
            if position(other) is None:
                found.append(f"imports {name}, which is no room")
            elif other != room and position(other) > position(room):
                found.append(f"imports {other}, a room below it")
            elif other != room and any(part.startswith("_") and part != "__version__" for part in rest):
                found.append(f"imports {name}, which is private to {other}")
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


def test_every_room_is_a_package_with_a_line_that_says_its_job():
    assert len(ROOMS) <= 12
    packages = {p.name for p in SOURCE.iterdir() if p.is_dir() and p.name not in {"__pycache__", "data"}}
    assert packages == set(ROOMS)
    assert {p.stem for p in SOURCE.glob("*.py")} == set(FRONT)
    for room in ROOMS:
        assert ast.get_docstring(ast.parse((SOURCE / room / "__init__.py").read_text(encoding="utf-8")))


def test_the_table_of_contributing_lists_the_rooms_in_their_order():
    text = (SOURCE.parents[1] / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = text.split("| Room | Its one job |")[1].split("\n\n")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, flags=re.MULTILINE) == list(ROOMS)


@pytest.mark.parametrize(
    ("path", "source", "fault"),
    [
        ("tally/pairs.py", "from skm.result import Result", "imports result, a room below it"),
        ("result/indeks.py", "def f():\n    from skm import charts", "imports charts, a room below it"),
        ("charts/style.py", "import skm.report.sheets", "imports report, a room below it"),
        ("ground/numbers.py", "import numpy as np", "touches numpy"),
        ("report/page.py", "from matplotlib.figure import Figure", "touches matplotlib"),
        ("utils.py", "", "utils is no room of the table"),
        ("cli/_words.py", "import skm.helpers", "imports skm.helpers, which is no room"),
        (
            "batch/_recap.py",
            "from skm.tally._kernel import frequencies",
            "imports skm.tally._kernel.frequencies, which is private to tally",
        ),
    ],
)
def test_the_check_sees_faults(path, source, fault):
    assert faults(SOURCE / path, source) == [fault]


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
