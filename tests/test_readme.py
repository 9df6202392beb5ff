"""What the READMEs show runs, and both READMEs show the same."""

import re
import warnings

import pytest

from pages import ROOT, blocks, run_commands
from skm import ResponseWarning

READMES = ["README.md", "README.id.md"]


RUN = [READMES[0], pytest.param(READMES[1], marks=pytest.mark.long)]  # both show the same, see below


@pytest.mark.parametrize("name", RUN)
def test_python_of_the_readme_runs_from_top_to_bottom(name, workplace):
    scope = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResponseWarning)  # the example adds a file to itself, and says so
        for block in blocks(name, "python"):
            exec(compile(block, name, "exec"), scope)
    hasil = scope["hasil"]
    assert (hasil.ikm, hasil.mutu, hasil.kinerja, hasil.n) == (86.0, "B", "Baik", 100)
    assert round(hasil["KTP"].ikm, 4) == 84.7222
    assert hasil.priorities(3)["nama"].iloc[0] == "Kompetensi Pelaksana"
    assert scope["both"].n.sum() == 200
    assert (workplace / "rekap_2022.xlsx").exists()


@pytest.mark.parametrize("name", RUN)
def test_commands_of_the_readme_run_and_print_what_it_shows(name, workplace, capsys):
    (workplace / "contoh").rename(workplace / "before")  # the first command makes it anew
    printed = run_commands(name, capsys)
    assert len(printed) >= 6
    (shown,) = blocks(name, "text")
    assert shown in "".join(printed)
    assert sorted(p.suffix for p in (workplace / "hasil").iterdir()) == [".csv"] * 5 + [".png", ".xlsx"]


def test_both_readmes_show_the_same_commands_tables_and_code():
    for language in ("console", "text", "sh", "bat"):
        english, indonesian = (blocks(name, language) for name in READMES)
        assert english == indonesian

    def code(name):  # comments are in the language of the page
        return [re.sub(r" +#.*", "", block) for block in blocks(name, "python")]

    assert code("README.md") == code("README.id.md")
    headings = [re.findall(r"^#+", (ROOT / name).read_text("utf-8"), flags=re.MULTILINE) for name in READMES]
    assert headings[0] == headings[1]


def test_every_option_of_rekap_is_in_both_readmes():
    from skm.cli import rekap

    options = {opt for param in rekap.params for opt in param.opts if opt.startswith("--")}
    for name in READMES:
        text = (ROOT / name).read_text(encoding="utf-8")
        assert [opt for opt in options if opt not in text] == []


@pytest.mark.parametrize("name", ["README.md", "README.id.md", "CONTRIBUTING.md"])
def test_links_lead_to_files_that_are_there(name):
    links = re.findall(r"\]\(([^)#:]+)\)", (ROOT / name).read_text(encoding="utf-8"))
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_contributing_lists_the_rooms_in_the_order_of_the_layer_test():
    from test_layers import ROOMS, SOURCE

    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = text.split("## The rooms")[1].split("## Rules")[0]
    listed = re.findall(r"^\| `(\w+)/?` \|", table, flags=re.MULTILINE)
    there = [room for room in ROOMS if (SOURCE / room).is_dir() or (SOURCE / f"{room}.py").exists()]
    assert listed == [room for room in ROOMS if room in listed]
    assert set(there) <= set(listed)
