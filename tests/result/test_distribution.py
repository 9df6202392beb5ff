"""Frequencies per unsur and characteristics of respondents: they account for everybody, and sum to 100."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import skm
from skm.ground.numbers import apportion
from skm.pedoman import PERMENPANRB_14_2017, Pedoman, Pertanyaan, Unsur
from skm.result.distribution import characteristics, count_text, frequencies
from strategies import tallies

SHEET = pd.DataFrame(
    {f"U{i}": [4, 3, 4, 2, 3] for i in range(1, 10)}
    | {
        "jenis_kelamin": ["L", "P", "P", None, "P"],
        "usia": [19, 20, 64, None, 45],
        "pendidikan": ["S2", "SMA", "SD", "SMA", "SMA"],
        "layanan": ["KTP", "SKCK", "KTP", "KTP", "KTP"],
    }
)


@given(st.lists(st.integers(0, 10**6), max_size=12), st.sampled_from([100, 1000]))
def test_shares_sum_to_the_whole_and_are_less_than_one_unit_off(counts, whole):
    shares = apportion(counts, whole)
    if not sum(counts):
        assert shares == [0] * len(counts)
        return
    assert sum(shares) == whole
    assert all(abs(s - c * whole / sum(counts)) < 1 for s, c in zip(shares, counts, strict=True))
    assert all(s == 0 for s, c in zip(shares, counts, strict=True) if c == 0)


def test_shares_of_negative_counts_are_refused():
    with pytest.raises(ValueError, match="0 or more"):
        apportion([1, -1])


@given(tallies())
def test_frequencies_account_for_every_answer_and_their_percentages_sum_to_100(tally):
    frame, values = frequencies(skm.Result(tally)), range(1, tally.pedoman.nilai_max + 1)
    questions = [len(u.pertanyaan) for u in tally.pedoman.unsur]
    assert (frame["n"] + frame["kosong"]).tolist() == [int(tally.n.sum()) * q for q in questions]
    assert frame[list(values)].sum(axis=1).tolist() == frame["n"].tolist()
    assert (frame[list(values)] @ np.array(values)).tolist() == skm.Result(tally).unsur["total"].tolist()
    percent = frame[[f"persen_{v}" for v in values]].sum(axis=1)
    assert percent.tolist() == [100 if n else 0 for n in frame["n"]]


def test_an_unsur_with_two_questions_counts_the_answers_to_both():
    two = Pedoman(
        "Dua",
        (Unsur("A", "Alur", pertanyaan=(Pertanyaan("A1"), Pertanyaan("A2"))), Unsur("B", "Biaya")),
        PERMENPANRB_14_2017.mutu,
    )
    sheet = pd.DataFrame({"A1": [1, 4], "A2": [4, None], "B": [3, 3]})
    frame = frequencies(skm.summarize(sheet, pedoman=two))
    assert frame.loc["A", ["n", "kosong", 1, 2, 3, 4]].tolist() == [3, 1, 1, 0, 0, 2]


def test_frequencies_need_answers_and_not_only_totals():
    totals = skm.Tally.from_totals({f"U{i}": 300 for i in range(1, 10)}, n=100)
    with pytest.raises(ValueError, match="totals only"):
        frequencies(skm.Result(totals))


def test_characteristics_count_every_respondent_once_in_each_block():
    responses = skm.read(SHEET)
    frame = characteristics(skm.summarize(responses), responses)
    assert frame.groupby("karakteristik", sort=False)["n"].sum().to_dict() == {
        "Jenis kelamin": 5,
        "Usia": 5,
        "Pendidikan": 5,
        "Jenis layanan": 5,
    }
    assert count_text(frame, "jenis_kelamin") == [
        ("Laki-laki", "1"),
        ("Perempuan", "3"),
        ("(tidak diisi)", "1"),
    ]
    assert count_text(frame, "usia") == [
        ("19 tahun ke bawah", "1"),
        ("20–29 tahun", "1"),
        ("30–39 tahun", "0"),
        ("40–49 tahun", "1"),
        ("50–59 tahun", "0"),
        ("60 tahun ke atas", "1"),
        ("(tidak diisi)", "1"),
    ]
    assert [name for name, _ in count_text(frame, "pendidikan")] == ["SD", "SMA", "S2"]
    assert frame["persen"].tolist() == [100 * n / 5 for n in frame["n"]]


def test_equal_numbers_have_equal_shares_rounded_half_up():
    sheet = pd.DataFrame({f"U{i}": [3] * 16 for i in range(1, 10)} | {"jenis_kelamin": ["L"] + ["P"] * 15})
    frame = characteristics(skm.summarize(sheet, by="jenis_kelamin"))
    assert frame["persen"].tolist() == [6.3, 93.8]  # 6.25 and 93.75


def test_respondents_set_aside_as_incomplete_are_not_counted():
    sheet = SHEET.assign(U1=[4, None, 4, 2, 3])
    responses = skm.read(sheet)
    result = skm.summarize(responses, blanks="complete")
    frame = characteristics(result, responses)
    assert result.n == 4
    assert set(frame.groupby("kolom")["n"].sum()) == {4}


def test_without_responses_the_groups_of_the_result_are_its_characteristics():
    frame = characteristics(skm.summarize(SHEET, by=["layanan", "jenis_kelamin"]))
    assert list(dict.fromkeys(frame["kolom"])) == ["jenis_kelamin", "layanan"]
    assert count_text(frame, "layanan") == [("KTP", "4"), ("SKCK", "1")]
    assert characteristics(skm.summarize(SHEET)).empty


def test_responses_of_another_survey_are_refused():
    with pytest.raises(ValueError, match="4 responses are used, but the result has n = 5"):
        characteristics(skm.summarize(SHEET), skm.read(SHEET.iloc[:4]))
