"""Intervals and certainty on charts: lines where the frames say they are, words that say what to do."""

from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure

from skm.charts import grade, ranking, trend
from skm.result import Result, summarize
from skm.tally import Tally
from skm.tally.counting import count
from skm.trends import trend as in_order

SAMPLE = Path(__file__).parents[2] / "sample_data" / "bakarangan_2022_layanan.csv"
UNSUR = [f"U{i}" for i in range(1, 10)]


@pytest.fixture(scope="module")
def hasil():
    return summarize(SAMPLE, by="layanan")


@pytest.fixture
def ax():
    return Figure().subplots()


def words(ax):
    return [text.get_text() for text in ax.texts]


def spans(ax):
    """The ends of every line of two points along x, at its place."""
    lines = [(line.get_xdata(), line.get_ydata()) for line in ax.lines if line.get_marker() == "|"]
    return {float(y[0]): (float(x[0]), float(x[1])) for x, y in lines}


def test_grade_draws_the_interval_of_each_group_and_of_the_unit(hasil, ax):
    assert grade(hasil, ax=ax) is ax
    frame = hasil.certainty().groups
    wanted = [*zip(frame["ci_low"], frame["ci_high"], strict=True), hasil.confidence_interval()]
    assert spans(ax) == {place: tuple(pair) for place, pair in enumerate(wanted)}
    points = [line.get_xdata()[0] for line in ax.lines if line.get_marker() == "o"]
    assert points == [*frame["ikm"], hasil.ikm]
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert names == ["Umum (n = 35)", "KTP (n = 30)", "IUMKM (n = 30)", "SKCK (n = 5)", "Unit (n = 100)"]


def test_grade_says_which_letters_are_sure(hasil, ax):
    grade(hasil, ax=ax)
    assert "84,72  B pasti" in words(ax)
    assert "88,65  A belum pasti: A 59 %, B 41 %" in words(ax)
    assert any(text.replace("\n", " ").startswith(hasil.certainty().text[:40]) for text in words(ax))


def test_grade_at_another_level_calls_more_letters_sure(hasil, ax):
    grade(hasil, level=0.5, ax=ax)
    assert "88,65  A pasti" in words(ax)
    assert "selang kepercayaan 50 %" in ax.get_title(loc="left")


def test_grade_of_a_table_of_totals_is_points_alone(ax):
    grade(Result(Tally.from_totals(dict.fromkeys(UNSUR, 90), n=30)), ax=ax)
    assert spans(ax) == {}
    assert "75,00  C" in words(ax)


def test_grade_of_nobody_says_so(ax):
    import pandas as pd

    services = pd.Categorical(["KTP"], categories=["KTP", "KK"])
    sheet = pd.DataFrame([[3] * 9], columns=UNSUR).assign(layanan=services)
    grade(Result(count(sheet, by="layanan", pairs=True)), ax=ax)
    assert "tidak dapat dihitung" in words(ax)


def test_ranking_draws_the_interval_of_each_nrr_and_says_how_sure_the_three_are(hasil, ax):
    ranking(hasil, interval=True, ax=ax)
    frame = hasil.certainty().unsur.loc[hasil.unsur.sort_values("rank", kind="stable").index]
    assert spans(ax) == dict(enumerate(zip(frame["ci_low"], frame["ci_high"], strict=True)))
    assert any("Garis: selang kepercayaan 95 %." in " ".join(text.split()) for text in words(ax))
    assert any("Kompetensi Pelaksana 84 %" in " ".join(text.split()) for text in words(ax))


def test_ranking_without_asking_or_without_second_moments_draws_none(hasil, ax):
    ranking(hasil, ax=ax)
    assert spans(ax) == {}
    other = Figure().subplots()
    ranking(Result(Tally.from_totals(dict.fromkeys(UNSUR, 90), n=30)), interval=True, ax=other)
    assert spans(other) == {}
    assert not any("Garis" in text for text in words(other))


def test_trend_draws_intervals_of_the_periods_that_have_answers(hasil, ax):
    trend(in_order({2020: 84.1, 2021: hasil["KTP"], 2022: hasil}), interval=True, ax=ax)
    upright = {
        float(line.get_xdata()[0]): tuple(line.get_ydata())
        for line in ax.lines
        if len(line.get_xdata()) == 2 and line.get_xdata()[0] == line.get_xdata()[1]
    }
    assert upright == {1.0: hasil["KTP"].confidence_interval(), 2.0: hasil.confidence_interval()}
    low, high = ax.get_ylim()
    assert low < np.min([*upright.values()])
    assert high > np.max([*upright.values()])
    assert any("Garis tegak: selang kepercayaan 95 %" in " ".join(text.split()) for text in words(ax))
