"""Golden vectors, and the mistakes that published IKM figures contain: skm makes none of them."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

import skm
from skm import KEPMENPAN_25_2004, PERMENPANRB_14_2017, PERMENPANRB_16_2014, Tally, summarize
from skm.ground.errors import ColumnNotFoundError, ResponseError

UNSUR = [f"U{i}" for i in range(1, 10)]


def survey(total: int, n: int) -> pd.DataFrame:
    """n complete questionnaires whose answers sum to `total` over nine unsur."""
    low, more = divmod(total, 9 * n)
    answers = np.full(9 * n, low)
    answers[:more] += 1
    return pd.DataFrame(answers.reshape(n, 9), columns=UNSUR)


@pytest.mark.parametrize(
    ("n", "total", "printed", "mutu"),
    [
        (5, 117, "65,00", "C"),
        (58, 1357, "64,99", "D"),
        (63, 1474, "64,99", "D"),
        (26, 717, "76,60", "C"),
        (19, 524, "76,61", "B"),
        (19, 604, "88,30", "B"),
        (43, 1367, "88,31", "A"),
        (7, 7 * 36, "100,00", "A"),
        (7, 7 * 9, "25,00", "D"),
    ],
)
def test_golden_vectors(n, total, printed, mutu):
    hasil = summarize(survey(total, n))
    assert (hasil.ikm_text, hasil.mutu, hasil.n) == (printed, mutu, n)
    assert hasil.ikm == float(Fraction(total * 25, 9 * n))


def test_golden_vector_of_a_published_table():
    totals = [105, 101, 100, 116, 102, 105, 106, 105, 115]
    hasil = summarize(Tally.from_totals(dict(zip(UNSUR, totals, strict=True)), n=29))
    assert (hasil.ikm_text, hasil.mutu) == ("91,48", "A")
    assert round(hasil.ikm, 4) == 91.4751


@pytest.mark.long
def test_b1_no_index_falls_between_two_classes():
    for total in range(9 * 19, 36 * 19 + 1):
        assert summarize(survey(total, 19)).mutu in "ABCD"


@pytest.mark.parametrize(("total", "mutu"), [(2340, "C"), (2339, "D"), (3600, "A"), (900, "D")])
def test_b2_a_class_starts_at_its_bound(total, mutu):
    assert summarize(survey(total, 100)).mutu == mutu
    assert [
        PERMENPANRB_14_2017.mutu_of(Fraction(x)).huruf for x in ("88.31", "76.61", "65", "100", "25")
    ] == list("ABCAD")


def test_b3_a_true_65_is_65():
    for n in range(5, 200, 5):
        hasil = summarize(survey(117 * n // 5, n))
        assert (hasil.ikm, hasil.mutu) == (65.0, "C")


def test_b4_nine_unsur_weigh_a_ninth():
    assert summarize(survey(36, 1)).ikm == 100.0
    fourteen = pd.DataFrame({f"U{i}": [4] for i in range(1, 15)})
    assert summarize(fourteen, pedoman=KEPMENPAN_25_2004).ikm == 100.0


def test_b5_nothing_is_rounded_before_the_last_step():
    frame = pd.DataFrame([[4] * 9, [4] * 9, [3] * 9], columns=UNSUR)  # NRR 3.666...; 3.67 x 25 is 91.75
    hasil = summarize(frame)
    assert hasil.ikm == pytest.approx(91.66666666666667, abs=0)
    assert hasil.ikm_text == "91,67"


def test_b6_a_blank_is_not_a_zero():
    frame = pd.DataFrame([[4] * 9, [4] * 8 + [None]], columns=UNSUR)
    hasil = summarize(frame)
    assert hasil.ikm == 100.0
    assert hasil.unsur["n"].tolist() == [2] * 8 + [1]


def test_b7_the_unit_pools_its_respondents_and_other_means_have_names():
    frame = pd.concat([survey(36, 1).assign(layanan="A"), survey(9 * 9, 9).assign(layanan="B")])
    hasil = summarize(frame, by="layanan")
    assert hasil.ikm == (100 + 9 * 25) / 10
    assert hasil.mean_of_groups().ikm == 62.5
    assert hasil.weighted_by_users({"A": 3, "B": 1}).ikm == 81.25


def test_b8_every_respondent_is_used():
    frame = survey(9 * 500 + 400, 500)
    assert summarize(frame).n == 500
    assert skm.count(frame).n_in == 500


def test_b9_one_guideline_grades_everything_and_is_named():
    hasil = summarize(survey(30, 1), pedoman=PERMENPANRB_16_2014)
    assert hasil.mutu == "A"
    assert hasil.pedoman.nama in repr(hasil)
    assert hasil.provenance.set_index("hal").loc["Pedoman", "isi"] == "PermenPANRB 16/2014"
    assert summarize(survey(30, 1)).mutu == "B"


@pytest.mark.parametrize("value", [5, 0, 6])
def test_b10_a_value_outside_the_scale_is_refused(value):
    frame = survey(36, 1)
    frame.loc[0, "U3"] = value
    with pytest.raises(ResponseError, match="1 sampai 4"):
        summarize(frame)


def test_b11_ties_at_the_third_lowest_are_kept_and_marked():
    frame = pd.DataFrame([[4, 4, 4, 4, 1, 2, 3, 3, 3]], columns=UNSUR)
    rows = summarize(frame).priorities(3)
    assert list(rows.index) == ["U5", "U6", "U7", "U8", "U9"]
    assert rows["tied"].tolist() == [False, False, True, True, True]


def test_b12_columns_are_matched_by_heading():
    frame = pd.DataFrame([[1, 2, 3, 4, 4, 4, 4, 4, 4]], columns=UNSUR)
    turned = frame[UNSUR[::-1]]
    assert summarize(turned).unsur.equals(summarize(frame).unsur)
    with pytest.raises(ColumnNotFoundError, match="U9"):
        summarize(frame.rename(columns={"U9": "Kolom ke-9"}))


def test_b13_the_n_shown_is_the_n_behind_the_index():
    frame = pd.concat([survey(36 * 4, 4), pd.DataFrame([[None] * 9, [4] * 8 + [None]], columns=UNSUR)])
    frame["layanan"] = "KTP"  # so that the row without any answer is a questionnaire, not an empty row
    hasil = summarize(frame, blanks="complete")
    assert hasil.n == 4 == int(hasil.unsur["n"].max())
    assert hasil.tally.n_in == 6
    assert "Kuesioner masuk 6 = dipakai 4 + disisihkan 2" in repr(hasil)


def test_b14_an_empty_group_is_missing_and_never_0():
    months = pd.Categorical(["Januari", "Maret"], categories=["Januari", "Februari", "Maret"])
    hasil = summarize(survey(72, 2).assign(bulan=months), by="bulan")
    empty = hasil.groups.loc["Februari"]
    assert empty["n"] == 0
    assert np.isnan(empty["ikm"])
    assert empty["mutu"] is None
    assert hasil.ikm == hasil.mean_of_groups().ikm == 100.0
