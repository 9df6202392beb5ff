"""The trend and the change per unsur, by what their artists show."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.figure import Figure

from skm.charts import change, trend
from skm.charts.style import picture
from skm.pedoman import PERMENPANRB_14_2017, PERMENPANRB_16_2014
from skm.result import Result
from skm.tally import Tally
from skm.trends import trend as in_order

KODE = [f"U{i}" for i in range(1, 10)]
REAL = {2018: 85, 2019: 84.39, 2020: 84, 2021: 86.7, 2022: 87.69}
TARGETS = {2018: 80, 2019: 82, 2020: 84, 2021: 86, 2022: 88, 2023: 90}


def unit(pedoman=PERMENPANRB_14_2017, **totals: int) -> Result:
    return Result(Tally.from_totals(dict.fromkeys(KODE, 32) | totals, n=10, pedoman=pedoman))


def texts(ax) -> list[str]:
    return [t.get_text() for t in ax.texts]


def test_the_line_is_the_index_and_the_dashed_one_the_target():
    tren = in_order(REAL, TARGETS, name="Kecamatan Bakarangan")
    ax = Figure().subplots()
    assert trend(tren, ax=ax) is ax
    lines = {line.get_label(): line for line in ax.lines}
    pd.testing.assert_series_equal(
        pd.Series(lines["IKM"].get_ydata()), tren.frame["ikm"].reset_index(drop=True), check_names=False
    )
    assert list(lines["Target"].get_ydata()) == list(TARGETS.values())
    assert {"85,00  B", "87,69  B"} <= set(texts(ax))
    assert [t.get_text() for t in ax.get_xticklabels()] == [str(y) for y in range(2018, 2024)]
    assert "Kecamatan Bakarangan" in ax.get_title(loc="left")
    assert "Angka terbitan" in " ".join(texts(ax)).replace("\n", " ")


def test_each_period_says_its_n_and_a_trend_without_targets_has_one_line():
    ax = trend(in_order({2020: unit(), 2021: None, 2022: unit(U3=20)}), ax=Figure().subplots())
    assert [t.get_text() for t in ax.get_xticklabels()] == ["2020\nn = 10", "2021", "2022\nn = 10"]
    assert len(ax.lines) == 1
    assert pd.isna(ax.lines[0].get_ydata()[1])


def test_the_bands_are_those_of_the_guideline_of_each_period():
    tren = in_order({2016: unit(PERMENPANRB_16_2014), 2018: unit()})
    ax = trend(tren, ax=Figure().subplots())
    edges = {
        place: {
            round(float(y), 2)
            for band in ax.collections
            for path in band.get_paths()
            for x, y in path.vertices
            if x == outer
        }
        for place, outer in ((0, -0.5), (1, 1.5))
    }
    assert 81.26 in edges[0]
    assert 76.61 not in edges[0]
    assert 76.61 in edges[1]
    assert 81.26 not in edges[1]


def test_of_many_periods_the_lowest_the_highest_and_the_last_are_told():
    months = {f"2022-{m:02d}": 80 + m % 7 for m in range(1, 13)} | {"2023-01": 83}
    ax = trend(in_order(months), ax=Figure().subplots())
    assert [t for t in texts(ax) if t.endswith(("  B", "  A"))] == ["86,00  B", "80,00  B", "83,00  B"]
    assert len(ax.get_xticklabels()) == 7


def test_the_dumbbells_are_the_changes_the_largest_fall_on_top():
    tren = in_order({2020: unit(), 2021: unit(U3=20, U5=40, U1=31)})
    ax = change(tren, ax=Figure().subplots())
    names = [t.get_text().replace("\n", " ") for t in ax.get_yticklabels()]
    assert names[:2] == ["Waktu Penyelesaian", "Persyaratan"]
    assert names[-1] == "Produk Spesifikasi Jenis Pelayanan"
    assert texts(ax)[:9] == ["-1,20", "-0,10", *["0,00"] * 6, "+0,80"]
    before, after = (c.get_offsets()[:, 0].tolist() for c in ax.collections[1:3])
    assert before == pytest.approx([3.2] * 9)
    assert after == pytest.approx([2.0, 3.1, *[3.2] * 6, 4.0])


def test_an_unsur_that_is_new_has_one_mark_and_stands_last():
    tren = in_order({2016: unit(PERMENPANRB_16_2014), 2018: unit()})
    ax = change(tren, ax=Figure().subplots())
    assert [t.get_text() for t in ax.get_yticklabels()][-1] == "Sarana dan Prasarana"
    assert "baru" in texts(ax)


def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(ValueError, match="without a period"):
        trend(in_order({}))
    with pytest.raises(ValueError, match="two periods"):
        change(in_order(REAL))
    with pytest.raises(KeyError, match="no change up to 2020"):
        change(in_order({2020: unit(), 2021: unit()}), 2020)


def test_pictures_are_the_same_every_time():
    tren = in_order({2020: unit(), 2021: unit(U3=20)}, {2021: 85})
    assert picture(trend, tren) == picture(trend, tren)
    assert picture(change, tren) == picture(change, tren)
