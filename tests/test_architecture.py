"""docs/architecture.md shows the rooms that there are, and its two walks go where the code goes."""

import re
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from skm.cli import main
from test_layers import MODULES, ROOMS, SOURCE, room_of, taken_from

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
SVG = "{http://www.w3.org/2000/svg}"


def picture():
    return ET.parse(ROOT / "docs" / "architecture.svg").getroot()


def test_the_picture_shows_every_room_and_its_arrows_are_imports():
    drawn = {g.get("id"): float(g.find(f"{SVG}rect").get("y")) for g in picture().iter(f"{SVG}g")}
    assert drawn.keys() == ROOMS.keys()
    imports = {room: set() for room in ROOMS}
    for path in MODULES:
        if room_of(path) in ROOMS:
            imports[room_of(path)] |= taken_from(path)
    arrows = [
        (p.get("data-from"), p.get("data-to")) for p in picture().iter(f"{SVG}path") if p.get("data-to")
    ]
    assert len(arrows) > 10
    assert [(a, b) for a, b in arrows if a not in imports[b] or drawn[a] > drawn[b]] == []


def test_the_table_says_what_each_room_imports():
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| ([^|]*) \|$", PAGE, flags=re.MULTILINE)
    assert [room for room, _ in rows] == list(ROOMS)
    for room, said in rows:
        found = set().union(*(taken_from(path) for path in MODULES if room_of(path) == room))
        assert re.findall(r"\w+", said) == [other for other in ROOMS if other in found], room


def walk(heading):
    """The steps of a walk: file and function, as `reading/sources.py::read`."""
    part = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"^\d+\. `(\w[\w/]*\.py)::(\w+)`", part, flags=re.MULTILINE)


def called(command):
    """Every function of skm in the order in which a command first enters it."""
    order = {}

    def enter(frame, event, _):
        if event == "call" and frame.f_code.co_filename.startswith(str(SOURCE)):
            file = Path(frame.f_code.co_filename).relative_to(SOURCE).as_posix()
            order.setdefault((file, frame.f_code.co_name), len(order))

    sys.setprofile(enter)
    try:
        code = main(command)
    finally:
        sys.setprofile(None)
    return code, order


@pytest.mark.parametrize(
    ("heading", "command", "printed"),
    [
        (
            "From a cell to the printed index",
            [
                "rekap",
                "{sample}/bakarangan_2022_layanan.xlsx",
                "--pedoman",
                "{sample}/pedoman_bakarangan.toml",
            ],
            "86,00",
        ),
        (
            "From a printed 84,00 to its cause",
            ["audit", "{sample}/lkip_2022", "--pedoman", "{sample}/pedoman_bakarangan.toml"],
            "86,00",
        ),
    ],
)
def test_a_walk_enters_its_functions_in_the_order_of_the_page(heading, command, printed, capsys):
    steps = walk(heading)
    assert len(steps) >= 8
    _, order = called([word.format(sample=ROOT / "sample_data") for word in command])
    assert printed in capsys.readouterr().out
    assert [step for step in steps if step not in order] == []
    assert sorted(steps, key=order.__getitem__) == steps
