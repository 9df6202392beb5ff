import numpy as np
import pandas as pd
import pytest
from hypothesis import given

import skm
from skm import PERMENPANRB_14_2017, Result, Tally, count, summarize
from skm.pedoman import Unsur
from skm.reading.responses import Source
from skm.result import highest
from skm.tally.provenance import Asal
from strategies import tallies
from surveys import sheet

UNSUR_COLUMNS = [
    "nama", "n", "total", "nrr", "nrr_tertimbang", "ikm", "mutu", "kinerja", "rank", "prioritas", "tied",
]  # fmt: skip
GROUP_COLUMNS = ["n", "total", "nrr", "nrr_tertimbang", "ikm", "mutu", "kinerja"]


@pytest.fixture
def hasil():
    frame = sheet("432143214", "444444444", "33333333.", layanan=["KTP", "Umum", "KTP"])
    return summarize(frame, by="layanan")


def test_the_whole_pools_its_respondents(hasil):
    totals = [11, 10, 9, 8, 11, 10, 9, 8, 8]
    filled = [3] * 8 + [2]
    nrr = [t / f for t, f in zip(totals, filled, strict=True)]
    assert hasil.n == 3
    assert hasil.unsur["total"].tolist() == totals
    assert hasil.unsur["nrr"].tolist() == nrr
    assert hasil.ikm == pytest.approx(sum(nrr) / 9 * 25, rel=1e-15)
    assert float(hasil.ikm_exact) == hasil.ikm
    assert (hasil.ikm_text, hasil.mutu, hasil.kinerja) == ("81,48", "B", "Baik")


def test_groups_are_rows_and_results(hasil):
    assert hasil.groups.index.tolist() == ["KTP", "Umum"]
    assert hasil.groups.loc["Umum", "ikm"] == hasil["Umum"].ikm == 100.0
    assert hasil["Umum"].name == "Umum"
    assert hasil.unsur_by_group.loc["KTP"].equals(hasil["KTP"].unsur)
    assert hasil.groups.loc["KTP", "nrr_tertimbang"] * 25 == pytest.approx(hasil["KTP"].ikm, rel=1e-15)
    with pytest.raises(KeyError, match="no group 'KK'"):
        hasil["KK"]


def test_a_result_with_groups_goes_like_a_mapping(hasil):
    assert list(hasil) == hasil.keys() == ["KTP", "Umum"]
    assert len(hasil) == 2
    assert "Umum" in hasil
    assert "KK" not in hasil
    assert {name: one.ikm for name, one in hasil.items()} == hasil.groups["ikm"].to_dict()
    assert [one.name for _, one in hasil.items()] == ["KTP", "Umum"]
    assert dict(hasil)["KTP"].n == 2
    alone = hasil["KTP"].tally.pool()
    assert (list(Result(alone)), len(Result(alone)), bool(Result(alone))) == ([], 0, True)
    both = summarize(sheet("4" * 9, layanan=["KTP"], tahun=[2021]), by=["tahun", "layanan"])
    assert list(both) == [(2021, "KTP")]


@pytest.mark.parametrize("wrong", [pd.Series([4, 3]), np.array([4, 3]), 7])
def test_what_no_answers_can_be_read_from_is_named(wrong):
    for function in (summarize, count):
        with pytest.raises(TypeError, match=f"cannot read answers from {type(wrong).__name__}"):
            function(wrong)


def test_a_result_is_not_summarized_again(hasil):
    for function in (summarize, count):
        with pytest.raises(TypeError, match="cannot read answers from Result: give a path"):
            function(hasil)


def test_everything_public_can_be_imported_at_once():
    names = {}
    exec("from skm import *", names)
    assert set(skm.__all__) <= set(names)
    assert dir(skm) == sorted(skm.__all__)


def test_several_keys_make_tuples():
    frame = sheet("4" * 9, "3" * 9, layanan=["KTP", "Umum"], tahun=[2021, 2022])
    hasil = summarize(frame, by=["tahun", "layanan"])
    assert hasil[2021, "KTP"].ikm == 100.0
    assert hasil[2021, "KTP"].name == "2021 / KTP"
    assert hasil.unsur_by_group.index.names == ["tahun", "layanan", "unsur"]
    assert hasil.unsur_by_group.loc[(2022, "Umum", "U1"), "nrr"] == 3.0
    assert hasil.printed_groups.iloc[:, 0].tolist() == ["2021 / KTP", "2022 / Umum", "Unit"]


@given(tallies())
def test_frames_have_the_same_columns_and_dtypes_whatever_the_survey(tally):
    hasil = Result(tally)
    reference = summarize(sheet("4" * 9))
    for name, columns in (
        ("unsur", UNSUR_COLUMNS),
        ("groups", GROUP_COLUMNS),
        ("unsur_by_group", UNSUR_COLUMNS),
    ):
        frame = getattr(hasil, name)
        assert list(frame.columns) == columns
        assert frame.dtypes.tolist() == getattr(reference, name).dtypes.tolist()
    assert len(hasil.unsur) == len(tally.pedoman.unsur)
    assert len(hasil.groups) == len(tally.n)
    assert len(hasil.unsur_by_group) == len(tally.n) * len(tally.pedoman.unsur)


@given(tallies())
def test_every_survey_can_be_shown(tally):
    hasil = Result(tally)
    assert hasil.ikm_text in repr(hasil)
    assert hasil._repr_html_().count("<tr>") == len(hasil.printed_groups) + len(tally.pedoman.unsur) + 2


@given(tallies())
def test_what_is_printed_is_the_exact_value_rounded_half_up(tally):
    import oracle

    hasil = Result(tally.pool())
    unsur = oracle.per_unsur(tally.pool(), 0)
    table = hasil.printed_unsur
    for u, (filled, total) in enumerate(unsur):
        if filled:
            nrr = oracle.Fraction(total, filled)
            wanted = [nrr, nrr * tally.pedoman.bobot[u], nrr * tally.pedoman.faktor]
            texts = [str(oracle.printed(x)).replace(".", ",") for x in wanted]
        else:
            texts = ["–"] * 3
        assert table[["NRR", "NRR tertimbang", "IKM"]].iloc[u].tolist() == texts


def test_without_groups_the_whole_is_one_row():
    hasil = summarize(sheet("4" * 9))
    assert hasil.groups.index.tolist() == ["Unit"]
    assert hasil.groups.index.name == "kelompok"
    assert hasil.groups["ikm"].tolist() == [100.0]
    assert hasil.unsur_by_group.index.names == ["kelompok", "unsur"]


def test_a_survey_without_answers_has_no_index():
    hasil = Result(Tally.from_totals(dict.fromkeys([f"U{i}" for i in range(1, 10)], 0), n=0))
    assert (np.isnan(hasil.ikm), hasil.ikm_exact, hasil.mutu, hasil.kinerja, hasil.ikm_text) == (
        True,
        None,
        None,
        None,
        "–",
    )
    assert hasil.unsur["rank"].tolist() == [0] * 9
    assert hasil.unsur["mutu"].isna().all()
    assert "tidak dapat dihitung" in repr(hasil)
    assert hasil.priorities().empty
    assert np.isnan(hasil.mean_of_groups().ikm)
    assert hasil.mean_of_groups().mutu is None


def test_one_unsur_nobody_answered():
    hasil = summarize(sheet("44444444.", "33333333."))
    assert np.isnan(hasil.ikm)
    assert hasil.unsur.loc["U9", "n"] == 0
    assert hasil.unsur.loc["U9", "kinerja"] is None
    assert "U9" not in hasil.priorities(9).index
    assert hasil.printed_unsur.loc["U9", ["NRR", "Mutu"]].tolist() == ["–", "–"]


# Ranking --------------------------------------------------------------------------------------------------


def test_priorities_lowest_and_highest():
    hasil = summarize(sheet("123444444", "113344443"))
    assert list(hasil.priorities().index) == ["U1", "U2", "U3"]
    assert list(hasil.priorities(1).index) == ["U1"]
    assert list(hasil.priorities(2).index) == ["U1", "U2"]
    assert list(highest(hasil, 1).index) == ["U5", "U6", "U7", "U8"]
    assert highest(hasil, 1)["tied"].all()
    assert list(highest(hasil, 6).index) == ["U5", "U6", "U7", "U8", "U4", "U9"]
    assert list(hasil.priorities(9).index[:2]) == ["U1", "U2"]
    assert hasil.priorities(2)["prioritas"].all()


def test_ties_at_the_end_of_the_list_are_marked_for_that_length():
    hasil = summarize(sheet("122344444"))
    assert hasil.priorities(2)["tied"].tolist() == [False, True, True]
    assert hasil.priorities(4)["tied"].tolist() == [False] * 4
    assert hasil.unsur.loc[["U2", "U3"], "tied"].all()
    assert "(sama)" in repr(hasil)


@pytest.mark.parametrize("function", [Result.priorities, highest])
def test_no_unsur_at_all_cannot_be_asked_for(function):
    with pytest.raises(ValueError, match="1 or more"):
        function(summarize(sheet("4" * 9)), 0)


# Other means ----------------------------------------------------------------------------------------------


def test_means_of_groups_are_graded_exactly():
    hasil = summarize(sheet("4" * 9, "2" * 9, "2" * 9, layanan=["A", "B", "B"]), by="layanan")
    assert hasil.mean_of_groups() == (75.0, "C", "Kurang baik")
    assert hasil.weighted_by_users({"A": 1, "B": 3}) == (62.5, "D", "Tidak baik")
    assert hasil.weighted_by_users({"A": 0.25, "B": 0}).ikm == 100.0
    with pytest.raises(KeyError, match="B"):
        hasil.weighted_by_users({"A": 1})
    with pytest.raises(ValueError, match="cannot be negative"):
        hasil.weighted_by_users({"A": -1, "B": 2})
    with pytest.raises(ValueError, match="nor all of them 0"):
        hasil.weighted_by_users({"A": 0, "B": 0})


def test_a_group_without_answers_is_left_out_of_means_and_cannot_be_weighted():
    services = pd.Categorical(["A"], categories=["A", "B"])
    hasil = summarize(sheet("4" * 9, layanan=services), by="layanan")
    assert hasil.mean_of_groups().ikm == 100.0
    assert hasil.weighted_by_users({"A": 5, "B": 0}).ikm == 100.0
    with pytest.raises(ValueError, match="has no index"):
        hasil.weighted_by_users({"A": 5, "B": 1})


# How it came about, and how it looks ----------------------------------------------------------------------


def test_a_result_says_how_it_came_about():
    tally = summarize(sheet("4" * 9, "33333333."), blanks="complete").tally
    asal = Asal(
        "complete", tally.asal.set_aside, (Source("survei.csv", "ab" * 32, 2),), ("Kolom Nama dibuang.",)
    )
    hasil = Result(Tally(tally.pedoman, tally.groups, tally.n, tally.counts, asal=asal))
    facts = dict(hasil.provenance.itertuples(index=False, name=None))
    assert facts["Pedoman"] == "PermenPANRB 14/2017"
    assert facts["Bobot"] == "1/9 untuk setiap unsur"
    assert facts["Jawaban kosong"] == "hanya kuesioner yang terisi lengkap"
    assert (facts["Kuesioner masuk"], facts["Kuesioner dipakai"]) == ("2", "1")
    assert facts["Disisihkan: jawaban tidak lengkap"] == "1"
    assert facts["Sumber: survei.csv"] == f"2 kuesioner, SHA-256 {'ab' * 32}"
    assert facts["Catatan"] == "Kolom Nama dibuang."
    assert facts["Dihitung dengan"].startswith("skm ")
    assert "Kuesioner masuk 2 = dipakai 1 + disisihkan 1 (1 jawaban tidak lengkap)" in repr(hasil)


def test_unequal_weights_are_said():
    own = PERMENPANRB_14_2017.drop("U4", "U5", "U6", "U7", "U8", "U9").with_bobot(
        {"U1": "1/2", "U2": "1/4", "U3": "1/4"}
    )
    tally = Tally.from_totals({"U1": 4, "U2": 3, "U3": 1}, n=1, pedoman=own)
    hasil = summarize(tally)
    assert hasil.ikm == 75.0
    assert hasil.groups["nrr"].tolist() == [8 / 3]
    assert dict(hasil.provenance.to_numpy())["Bobot"] == "U1 1/2; U2 1/4; U3 1/4"


def test_the_plain_form_is_a_table_an_officer_can_paste(hasil):
    assert repr(hasil).splitlines()[:6] == [
        "Unit: IKM 81,48, mutu B (Baik), n = 3, PermenPANRB 14/2017",
        "",
        "Layanan  n  Jumlah nilai   NRR     IKM  Mutu  Kinerja",
        "KTP      2            48  2,89   72,22  C     Kurang baik",
        "Umum     1            36  4,00  100,00  A     Sangat baik",
        "Unit     3            84  3,26   81,48  B     Baik",
    ]


def test_html_escapes_what_respondents_and_offices_wrote():
    own = PERMENPANRB_14_2017.drop("U9").add(Unsur("U9", "<script>alert(1)</script>"), nama="<i>X</i>")
    frame = sheet("4" * 9, layanan=["<b>KTP</b>"])
    html = summarize(frame, by="layanan", pedoman=own)._repr_html_()
    assert "<script" not in html
    assert "<b>" not in html
    assert "&lt;i&gt;X" in html


def test_summarize_takes_a_tally_and_fewer_keys():
    frame = sheet("4" * 9, "3" * 9, layanan=["KTP", "Umum"], tahun=[2021, 2022])
    tally = summarize(frame, by=["tahun", "layanan"]).tally
    assert summarize(tally).tally is tally
    assert summarize(tally, by="layanan").groups.index.tolist() == ["KTP", "Umum"]
    assert summarize(tally, by=[]).groups.index.tolist() == ["Unit"]


def test_the_certainty_of_the_contract_is_that_of_the_certainty_value():
    hasil = summarize(sheet("432143214", "443343214", "334433444", "223344332"))
    certainty = hasil.certainty(0.9)
    assert hasil.standard_error == hasil.certainty().standard_error
    assert hasil.confidence_interval(0.9) == (certainty.low, certainty.high)
    assert hasil.mutu_probability.to_dict() == certainty.probability
    assert abs(hasil.mutu_probability.sum() - 1) < 1e-12
