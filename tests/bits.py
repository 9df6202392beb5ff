"""What skm computes on seeded surveys, to the last bit: python tests/bits.py > tests/reference/bits.json

A digest for each table and file, so that every supported release of numpy, pandas and Python is held to one result.
Floats count as the hexadecimal text of their bits. What goes through a distribution of scipy, whose releases differ in the
last bit, is kept as numbers.
"""

import hashlib
import io
import json
import random
import re
import sys
import tempfile
import warnings
from pathlib import Path

import openpyxl
import pandas as pd

import skm
from skm import report
from skm.ground.writing import written
from skm.pedoman import NATIONAL

KEPT = Path(__file__).parent / "reference" / "bits.json"
SERVICES = ["KTP", "Kartu Keluarga", "SKCK", "Izin Usaha", "Æther & Co"]


def csv(pedoman, seed, rows=211):
    """A survey as a file: services, sex and age, one answer in thirty blank. Every draw is one of `random.random`."""
    draw = random.Random(seed).random
    codes = pedoman.pertanyaan_kode
    lines = [";".join(["Layanan", "Jenis Kelamin", "Umur", *codes])]
    for _ in range(rows):
        service = SERVICES[int(draw() ** 2 * len(SERVICES))]
        answers = ["" if draw() < 1 / 30 else str(4 - int(draw() ** 2 * 4)) for _ in codes]
        lines.append(";".join([service, "LP"[int(draw() * 2)], str(17 + int(draw() * 60)), *answers]))
    file = io.BytesIO("\n".join(lines).encode())
    file.name = f"survei_{seed}.csv"
    return file


def exact(value):
    """A value as text that is another for another bit, whatever library holds it."""
    if pd.api.types.is_float(value):
        return "" if value != value else float(value).hex()
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    return str(int(value)) if pd.api.types.is_integer(value) else str(value)


def cells(frame):
    """A frame with its index and headings as rows of exact texts."""
    flat = frame.reset_index() if isinstance(frame, pd.DataFrame) else frame.reset_index(name="nilai")
    return [[str(c) for c in flat.columns], *([exact(v) for v in flat[c].tolist()] for c in flat.columns)]


def values(content):
    """What the cells of a workbook hold: its bytes differ between releases of xlsxwriter."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [
        (sheet.title, cell.coordinate, exact(cell.value))
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]


def sha256(thing):
    content = thing if isinstance(thing, bytes) else json.dumps(thing, ensure_ascii=False).encode()
    content = content.replace(f"skm {skm.__version__}".encode(), b"skm")  # a new version changes no figure
    return hashlib.sha256(content).hexdigest()


def of_survey(pedoman, seed):
    """Digests of everything that is exact, and the numbers that scipy has a part in."""
    responses = skm.read(csv(pedoman, seed), pedoman=pedoman)
    hasil = skm.summarize(responses, by="layanan")
    frames = {
        "unsur": hasil.unsur,
        "groups": hasil.groups,
        "unsur_by_group": hasil.unsur_by_group,
        "priorities": hasil.priorities(3),
        "printed_unsur": hasil.printed_unsur,
        "printed_groups": hasil.printed_groups,
        "provenance": hasil.provenance,
        "decompose": skm.decompose(summary(pedoman, seed + 100), hasil).frame,
    }
    with tempfile.TemporaryDirectory() as folder:
        tally = skm.count(responses, by=["layanan", "jenis_kelamin"], pairs=True).save(
            Path(folder) / "a.json"
        )
        found = {"tally": sha256(tally.read_bytes())}
    found |= {name: sha256(cells(frame)) for name, frame in frames.items()}
    found["repr"] = sha256(repr(hasil) + hasil._repr_html_())
    found["ikm, standard errors"] = sha256(
        [
            exact(hasil.ikm),
            str(hasil.ikm_exact),
            exact(hasil.standard_error),
            cells(hasil.certainty().groups[["standard_error"]]),
            cells(hasil.certainty().unsur[["standard_error"]]),
        ]
    )
    alpha = skm.reliability(skm.count(responses, pairs=True))
    found["alpha, items"] = sha256([exact(alpha.alpha), cells(alpha.unsur)])
    files = report.csv_files(hasil, responses=responses)
    found |= {name: sha256(content) for name, content in files.items()}
    found["rekap.xlsx, cells"] = sha256(values(written(report.workbook, hasil, responses=responses)))
    interval = hasil.confidence_interval()
    numbers = {
        "confidence_interval": [interval.low, interval.high],
        "mutu_probability": hasil.mutu_probability.tolist(),
        "group_certainty": numeric(hasil.certainty().groups),
        "unsur_certainty": numeric(hasil.certainty().unsur.drop(columns="prioritas_probability")),
        "priority_probability": numeric(hasil.certainty().priorities),
        "compare_groups": numeric(skm.compare_groups(hasil).frame),
    }
    return {"exact": found, "numbers": numbers}


def summary(pedoman, seed):
    return skm.summarize(skm.read(csv(pedoman, seed), pedoman=pedoman), by="layanan")


def numeric(frame):
    return [float(v) for v in frame.select_dtypes("number").to_numpy(dtype=float).ravel() if v == v]


def everything():
    """The digests and numbers of a survey under each national guideline."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", skm.SkmWarning)
        return {pedoman.nama: of_survey(pedoman, seed) for seed, pedoman in enumerate(NATIONAL, start=1)}


if __name__ == "__main__":
    text = json.dumps(everything(), indent=1, ensure_ascii=False)
    lists = re.compile(r"\[[^\[\]]*\]")
    sys.stdout.write(lists.sub(lambda found: " ".join(found[0].split()), text) + "\n")
