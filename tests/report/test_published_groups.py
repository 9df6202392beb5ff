"""What a stranger can work out of what an office publishes: no group too small, from no sum and no share."""

from __future__ import annotations

import io
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from scipy.optimize import Bounds, LinearConstraint, milp

import skm
from skm import charts
from skm.charts._saving import _charts
from skm.ground.errors import ResponseError
from skm.report import page, poster
from skm.result.disclosure import SMALLEST, published
from skm.result.distribution import characteristics
from surveys import UNSUR

_WITH_GROUPS = ("layanan", "layanan_unsur", "kepastian_mutu", "responden")


class _Tables(HTMLParser):
    """The tables of a page, each a list of rows of texts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self._cell = False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self._cell = True
            self.tables[-1][-1].append("")

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self._cell = False

    def handle_data(self, data):
        if self._cell:
            self.tables[-1][-1][-1] += data


def survey(seed, by):
    """Respondents in small groups of random sizes."""
    random = np.random.default_rng(seed)
    n = int(random.integers(SMALLEST, 60))
    frame = pd.DataFrame(random.integers(1, 5, (n, 9)), columns=UNSUR)
    columns = {
        "layanan": random.choice(["KTP", "KK", "Nikah", "SKCK", "Akta"], n, p=[0.5, 0.3, 0.1, 0.06, 0.04]),
        "jenis_kelamin": random.choice(["L", "P"], n, p=[0.8, 0.2]),
        "pendidikan": random.choice(["SD", "SMP", "SMA", "S2"], n, p=[0.1, 0.1, 0.7, 0.1]),
        "disabilitas": random.choice(["Ya", "Tidak"], n, p=[0.05, 0.95]),
    }
    responses = skm.read(frame.assign(**columns, usia=random.integers(17, 70, n)))
    return skm.summarize(responses, by=by), responses


def shown_by(result, responses):
    """Every name with its number, as the page has them: of the groups, and of each characteristic."""
    out = io.BytesIO()
    page(result, out, responses=responses)
    found = []
    for table in _Tables(out.getvalue().decode("utf-8")).tables:
        head, *rows = table
        if "n" in head and "IKM" in head:
            found.append({row[0]: int(row[head.index("n")]) for row in rows[:-1] if len(rows) > 1})
        elif (
            any("Responden" in cell or "Jumlah" in cell for cell in head)
            and "%" in "".join(head) + rows[0][-1]
        ):
            found.append({row[0]: int(row[1]) for row in rows})
    return found, out.getvalue().decode("utf-8")


def could_be(true, numbers, n):
    """Per small group, the largest number it can have for whoever knows the published numbers and the rule."""
    names = list(true)
    hidden = [name for name in names if name not in numbers]
    rest = n - sum(k for name, k in numbers.items() if name in true)
    if not hidden or not numbers:  # all shown, or nothing published
        return {}
    largest = {}
    for name in hidden:
        found = milp(
            -np.array([float(h == name) for h in hidden]),
            constraints=LinearConstraint(np.ones((1, len(hidden))), rest, rest),
            bounds=Bounds(1, rest),
            integrality=np.ones(len(hidden)),
        )
        largest[name] = round(-found.fun)
    return largest


def true_counts(result, responses):
    frame = characteristics(result, responses)
    fields = {f: dict(zip(rows["indikator"], rows["n"], strict=True)) for f, rows in frame.groupby("kolom")}
    if result.tally.keys:
        names = [" / ".join(map(str, row)) for row in result.tally.groups.itertuples(index=False)]
        fields["/".join(result.tally.keys)] = dict(zip(names, result.tally.n.tolist(), strict=True))
    return {f: {k: int(v) for k, v in found.items() if v} for f, found in fields.items()}


@pytest.mark.parametrize("by", ["layanan", None, ["layanan", "jenis_kelamin"], "usia"])
@pytest.mark.parametrize("seed", range(6))
def test_no_small_group_can_be_solved_from_the_page_and_the_charts(seed, by):
    result, responses = survey(seed, by)
    tables, text = shown_by(result, responses)
    assert "Kelompok di bawah 5 responden tidak ditampilkan" in text
    drawn = [chart for chart in _charts(result, responses, SMALLEST) if chart[0] in _WITH_GROUPS]
    labels = [_labels(draw, *args) for _, draw, *args in drawn] if seed < 2 else []
    for field, true in true_counts(result, responses).items():
        small = {name for name, k in true.items() if k < SMALLEST}
        for table in tables:
            if not set(table) & set(true):
                continue
            assert not small & set(table), (field, table)
            for name, most in could_be(true, table, result.n).items():
                assert most >= SMALLEST, (field, name, table)
        alone = {f"{name} (n = {true[name]})" for name in small} | {
            name for name in small if not name.isdigit()
        }
        assert not [said for chart in labels for said in chart if said in alone]


def _labels(draw, *args):
    """The texts at the axes of a chart, and beside its bars."""
    ax = draw(*args, ax=Figure().subplots())
    return [text.get_text() for text in [*ax.get_yticklabels(), *ax.get_xticklabels(), *ax.texts]]


@pytest.mark.parametrize("seed", range(8))
def test_the_numbers_beside_the_bars_are_never_small(seed):
    result, responses = survey(seed, "layanan")
    frame = characteristics(result, responses, SMALLEST)
    assert ((frame["n"] == 0) | (frame["n"] >= SMALLEST)).all()
    assert frame.groupby("kolom")["n"].sum().eq(result.n).all()
    assert (published(result).tally.n >= SMALLEST).all()


def test_totals_stay_true_and_the_office_keeps_every_group():
    for seed in range(8):
        result, _ = survey(seed, "layanan")
        shown = published(result)
        assert shown.tally.pool() == result.tally.pool()
        assert (shown.ikm_exact, shown.standard_error) == (result.ikm_exact, result.standard_error)
        assert published(result, smallest=1) is result


def test_users_served_go_with_the_groups_that_stand_together():
    sheet = pd.DataFrame({u: [4, 3] * 8 for u in UNSUR} | {"layanan": ["A"] * 2 + ["B"] * 6 + ["C"] * 8})
    result = skm.Result(skm.count(sheet, "layanan"), population={"A": 10, "B": 20, "C": 30})
    assert published(result).population == {"C": 30, "A + B (digabung)": 30}
    nothing_left = skm.Result(skm.count(sheet[:8], "layanan"), population={"A": 10, "B": 20})
    assert (published(nothing_left).tally.keys, published(nothing_left).population) == ([], 30)


def test_many_small_groups_are_counted_not_listed():
    sheet = pd.DataFrame(
        {u: [4, 3] * 20 for u in UNSUR} | {"layanan": [f"Desa {i // 3}" for i in range(24)] + ["Z"] * 16}
    )
    assert published(skm.summarize(sheet, by="layanan")).keys() == ["Z", "8 kelompok (digabung)"]


@pytest.mark.parametrize("write", [page, poster])
def test_fewer_than_five_questionnaires_are_not_published(write):
    few = skm.summarize(pd.DataFrame({u: [4, 3, 3, 1] for u in UNSUR}))
    options = {"format": "pdf"} if write is poster else {}
    with pytest.raises(ResponseError, match="Hanya 4 kuesioner"):
        write(few, io.BytesIO(), **options)
    write(few, io.BytesIO(), smallest=1, **options)


def test_a_period_of_few_does_not_show_on_the_page_nor_from_the_change_after_it():
    few, many = (skm.summarize(pd.DataFrame({u: [4, 3, 2] * k for u in UNSUR})) for k in (1, 4))
    out = io.BytesIO()
    page(many, out, trend=skm.trend({2020: many, 2021: few, 2022: many}))
    (table,) = [t for t in _Tables(out.getvalue().decode("utf-8")).tables if "Periode" in t[0]]
    assert [row[1:5] for row in table[1:]] == [
        ["12", "75,00", "C", "–"],
        ["–"] * 4,
        ["12", "75,00", "C", "–"],
    ]


def test_the_page_keeps_notes_on_single_cells_in_the_office():
    sheet = pd.DataFrame({u: [4] * 12 for u in UNSUR} | {"jenis_kelamin": ["L"] * 11 + ["x"]})
    result = skm.summarize(skm.read(sheet))
    assert result.tally.asal.notes
    out = io.BytesIO()
    page(result, out)
    assert not [note for note in result.tally.asal.notes if note in out.getvalue().decode("utf-8")]


def test_pictures_for_the_public_leave_small_groups_together():
    result, responses = survey(3, "layanan")
    assert charts.pictures(result, responses=responses, smallest=SMALLEST, dpi=30).keys() == {
        f"{name}.png" for name, *_ in _charts(result, responses, SMALLEST)
    }
