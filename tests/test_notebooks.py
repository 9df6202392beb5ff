"""The notebooks run from top to bottom, and what they show is what was saved with them."""

import json
import re
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
RUN = [NOTEBOOKS[0], *(pytest.param(path, marks=pytest.mark.long) for path in NOTEBOOKS[1:])]
FIGURES = {
    "01_dari_kuesioner_ke_ikm": ["88,65", "84,72", "83,98", "87,22", "86,00", "87,81"],
    "02_tahun_dan_target": ["87,81", "100,81", "99,78", "102,91"],
    "03_bagan_untuk_paparan": ["86,00"],
    "04_mengaudit_laporan": [
        "tercetak 9636, seharusnya 96",
        "tercetak 84,00, seharusnya 86,00",
        "B17",
        "162",
    ],
    "05_seberapa_pasti_mutunya": ["86,39 sampai 89,11", "Mutu B belum pasti", "Alpha Cronbach 0,840"],
}


def shown(cell):
    """What a code cell shows, as text; a picture is one word."""
    return "\n".join(
        "picture" if "image/png" in output.get("data", {}) else text(output)
        for output in cell.get("outputs", [])
    )


def text(output):
    found = output.get("text") or output.get("data", {}).get("text/plain", "")
    return found if isinstance(found, str) else "".join(found)


def saved(path):
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def test_there_are_five_notebooks():
    assert [path.stem for path in NOTEBOOKS] == list(FIGURES)


@pytest.mark.filterwarnings(
    "default"
)  # of Jupyter's own packages; those of the cells become outputs and are seen
@pytest.mark.parametrize("path", RUN, ids=lambda path: path.stem)
def test_a_notebook_runs_and_shows_what_was_saved(path):
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    notebook = nbformat.read(path, as_version=4)
    options = {"timeout": 300, "resources": {"metadata": {"path": str(path.parent)}}}
    nbclient.NotebookClient(notebook, **options).execute()
    for before, now in zip(saved(path), notebook.cells, strict=True):
        assert not any(output.get("name") == "stderr" for output in now.get("outputs", []))
        # Numbers, not letters: other releases of pandas space and name their columns otherwise.
        numbers = [re.findall(r"\d+(?:[.,]\d+)?", shown(cell)) for cell in (before, now)]
        assert numbers[0] == numbers[1], "".join(before["source"])
        assert shown(before).count("picture") == shown(now).count("picture")


@pytest.mark.parametrize("path", RUN, ids=lambda path: path.stem)
def test_a_notebook_is_saved_with_its_outputs_and_without_a_trace_of_where_it_ran(path):
    cells = [cell for cell in saved(path) if cell["cell_type"] == "code"]
    for cell in cells:
        assert cell["outputs"] or "".join(cell["source"]).lstrip().startswith("import")
        assert not any(output["output_type"] == "error" for output in cell["outputs"])
    everything = "\n".join(map(shown, cells))
    assert [figure for figure in FIGURES[path.stem] if figure not in everything] == []
    assert not re.search(r"/(home|root|tmp|work|Users)/", path.read_text(encoding="utf-8"))
