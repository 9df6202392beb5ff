"""Periods in order: change, target, achievement, class changes, and what a change is made of."""

from __future__ import annotations

import csv
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from skm.pedoman import KEPMENPAN_25_2004, PERMENPANRB_14_2017, PERMENPANRB_16_2014, Pedoman, Unsur
from skm.result import Result
from skm.tally import Tally
from skm.trends import (
    Achievement,
    Indikator,
    achievement,
    capaian,
    class_change,
    decompose,
    kategori_of,
    trend,
)
from skm.trends.decomposition import matches
from strategies import guidelines, tallies

KODE = [f"U{i}" for i in range(1, 10)]
LKIP = Path(__file__).parents[2] / "sample_data" / "lkip_2022"


def survey(totals: dict[str, int], n: dict[str, int], pedoman: Pedoman = PERMENPANRB_14_2017) -> Result:
    """Services whose nine unsur all have the same total."""
    frame = pd.DataFrame({service: [t] * len(pedoman.unsur) for service, t in totals.items()})
    frame.index = list(pedoman.kode)
    return Result(Tally.from_totals(frame, n=n, pedoman=pedoman))


def level(ikm: str, pedoman: Pedoman = PERMENPANRB_14_2017) -> Result:
    """A unit of 10,000 answers to each unsur whose index is exactly this."""
    total = Fraction(ikm) * 10_000 / 25
    assert total.denominator == 1
    return Result(Tally.from_totals(dict.fromkeys(pedoman.kode, int(total)), n=10_000, pedoman=pedoman))


# Achievement ----------------------------------------------------------------------------------------------


def test_the_years_of_bakarangan_reproduce_with_their_targets():
    with (LKIP / "yearly_printed.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))

    def number(text: str) -> Decimal | None:
        return Decimal(text.replace(",", ".")) if text else None

    tren = trend(
        {int(r["tahun"]): number(r["realisasi_ikm"]) for r in rows},
        targets={int(r["tahun"]): number(r["target_ikm"]) for r in rows},
    )
    printed = tren.printed.set_index("Periode")
    # 2021 and 2022 are printed 100,1 and 99,64 in the report; the right ones are these
    assert printed["Capaian (%)"].tolist() == ["106,25", "102,91", "100,00", "100,81", "99,65", "–"]
    assert printed.loc["2023", ["IKM", "Mutu", "Target"]].tolist() == ["–", "–", "90,00"]
    assert tren.frame["kategori"].tolist() == ["Sangat Baik"] * 5 + [None]
    assert tren.frame["n"].isna().all()
    assert "tidak dihitung ulang" in repr(tren)


def test_the_main_indicators_of_2022_reach_99_95_not_99():
    with (LKIP / "iku_printed.csv").open(encoding="utf-8") as file:
        rows = [r for r in csv.DictReader(file) if r["target"]]
    others = tuple(Indikator(r["indikator"], int(r["target"]), int(r["realisasi"])) for r in rows[1:])
    totals = (566, 565, 540, 647, 554, 555, 561, 564, 569)
    unit = Result(Tally.from_totals(dict(zip(KODE, totals, strict=True)), n=162))
    table = achievement(unit, 88, others=others)
    assert table.printed["Capaian (%)"].tolist()[:2] == ["99,78", "tidak ada"]
    same_rows = Achievement((table.indikator[0], *others))
    assert same_rows.printed.iloc[-1].tolist() == ["", "Rata-rata capaian", "", "", "99,95", "Sangat Baik"]


@pytest.mark.parametrize(
    ("percent", "name"),
    [
        ("100.01", "Sangat Baik"), ("90.01", "Sangat Baik"), ("90.005", "Sangat Baik"), ("90.004", "Baik"),
        ("90", "Baik"), ("80", "Baik"), ("79.995", "Baik"), ("79.99", "Cukup"), ("60", "Cukup"),
        ("59.99", "Kurang"), ("0", "Kurang"),
    ],
)  # fmt: skip
def test_both_sides_of_every_bound_of_achievement(percent, name):
    assert kategori_of(Decimal(percent)) == name


def test_an_indicator_with_nothing_to_count_is_absent_and_not_a_hundred():
    none = Indikator.share("Persentase pengaduan yang diselesaikan", 100, done=0, of=0)
    half = Indikator.share("Persentase pengaduan yang diselesaikan", 100, done=1, of=2)
    table = Achievement((Indikator("IKM", 80, 80), none))
    assert table.frame["kategori"].tolist() == ["Sangat Baik", "tidak ada"]
    assert table.mean == 100
    assert "1 indikator tanpa realisasi" in repr(table)
    assert Achievement((Indikator("IKM", 80, 80), half)).mean == 75
    assert Achievement((none,)).mean_exact is None
    assert Achievement((none,)).printed.iloc[-1, 4] == "tidak ada"


def test_services_with_at_least_b_are_counted_by_the_guideline_of_the_period():
    totals, n = {"KTP": 350, "SKCK": 300, "KK": 200}, {"KTP": 100, "SKCK": 100, "KK": 100}
    frame = trend({2016: survey(totals, n, PERMENPANRB_16_2014), 2018: survey(totals, n)}).frame
    assert frame["layanan"].tolist() == [3, 3]
    assert frame["minimal_b"].tolist() == [2, 1]  # 75.00 is B by the classes of 2014, C by those of 2017
    assert frame["persen_minimal_b"].tolist() == [pytest.approx(200 / 3), pytest.approx(100 / 3)]


def test_an_empty_service_is_not_counted():
    frame = trend({2020: survey({"KTP": 350, "SKCK": 0}, {"KTP": 100, "SKCK": 0})}).frame
    assert frame.loc[2020, ["layanan", "minimal_b"]].tolist() == [1, 1]


@pytest.mark.parametrize("target", [0, -1, Decimal("-0.5")])
def test_a_target_is_more_than_nothing(target):
    with pytest.raises(ValueError, match="more than 0"):
        capaian(80, target)
    with pytest.raises(ValueError, match="more than 0"):
        trend({2020: 80}, targets={2020: target})


# Order and gaps -------------------------------------------------------------------------------------------


def test_periods_come_in_order_whatever_the_mapping():
    assert list(trend({2022: 80, 2018: 70, 2020: 75}).frame.index) == [2018, 2020, 2022]
    quarters = ["2021 Triwulan IV", "2020 Triwulan II", "2021 Triwulan I", "2020 Triwulan III"]
    assert list(trend(dict.fromkeys(quarters, 80)).frame.index) == sorted(quarters, key=_quarter)
    assert list(trend({"awal": 80, "akhir": 81}).frame.index) == ["awal", "akhir"]
    with pytest.raises(ValueError, match="not both"):
        trend({2020: 80}, targets={"2020": 84})


def _quarter(label: str) -> tuple[int, int]:
    year, _, roman = label.split()
    return int(year), ["I", "II", "III", "IV"].index(roman)


def test_a_period_without_answers_is_missing_and_the_next_one_looks_past_it():
    frame = trend({2019: level("80"), 2020: None, 2021: level("82")}).frame
    assert pd.isna(frame.loc[2020, "ikm"])
    assert pd.isna(frame.loc[2020, "change"])
    assert frame.loc[2021, "change"] == 2
    assert frame.loc[2021, "since"] == 2019


def test_columns_and_kinds_are_the_same_whatever_is_given():
    empty, full = trend({}), trend({2020: survey({"KTP": 350}, {"KTP": 100})}, targets={2020: 80})
    numbers_only = trend({2020: 80})
    for other in (empty, numbers_only):
        assert list(other.frame.dtypes) == list(full.frame.dtypes)
        assert list(other.frame.columns) == list(full.frame.columns)
        assert list(other.unsur.columns) == list(full.unsur.columns)
    assert empty.frame.empty


def test_what_is_no_result_is_refused():
    with pytest.raises(TypeError, match="not str"):
        trend({2020: "80"})
    with pytest.raises(TypeError, match="not bool"):
        trend({2020: True})
    with pytest.raises(KeyError, match="2021"):
        trend({2020: 80}).class_change(2021)


def test_changes_per_unsur_follow_the_unsur_and_not_the_code():
    before = Result(
        Tally.from_totals(dict.fromkeys(KODE, 30) | {"U8": 40}, n=10, pedoman=PERMENPANRB_16_2014)
    )
    after = Result(Tally.from_totals(dict.fromkeys(KODE, 32), n=10))
    changes = trend({2016: before, 2018: after}).unsur.loc[2018, "change"]
    assert changes["U1"] == pytest.approx(0.2)
    assert changes["U8"] == pytest.approx(0.2)  # Penanganan Pengaduan, which was U9
    assert pd.isna(changes["U9"])  # Sarana dan Prasarana was not asked


# Classes --------------------------------------------------------------------------------------------------


def test_a_letter_lost_to_the_guideline_is_told_from_one_lost_to_the_answers():
    frame = trend({2016: level("82", PERMENPANRB_16_2014), 2017: level("82"), 2018: level("76")}).frame
    assert frame["mutu"].tolist() == ["A", "B", "C"]
    assert frame["cause"].tolist() == ["", "pedoman", "jawaban"]
    assert frame["mutu_regraded"].tolist() == [None, "A", "C"]


def test_both_causes_and_causes_that_cancel_are_named():
    old, new = PERMENPANRB_16_2014, PERMENPANRB_14_2017
    both = class_change(Fraction(82), old, Fraction(75), new)
    assert (both.before, both.after, both.cause) == ("A", "C", "jawaban dan pedoman")
    assert (both.by_answers, both.by_pedoman) == (-1, -1)
    hidden = class_change(Fraction(80), old, Fraction(89), old)
    assert (hidden.before, hidden.after, hidden.cause) == ("B", "A", "jawaban")
    cancelled = class_change(Fraction(62), old, Fraction(63), new)
    assert (cancelled.before, cancelled.after, cancelled.cause) == ("C", "D", "pedoman")
    masked = class_change(Fraction(80), old, Fraction(85), new)
    assert (masked.before, masked.after, masked.steps) == ("B", "B", 0)
    assert masked.cause == "jawaban dan pedoman saling meniadakan"


def test_guidelines_with_other_letters_are_not_compared():
    five = Pedoman("Lima kelas", PERMENPANRB_14_2017.unsur, (*PERMENPANRB_14_2017.mutu[:3],))
    change = class_change(Fraction(80), five, Fraction(80), PERMENPANRB_14_2017)
    assert (change.steps, change.cause) == (None, "tidak dapat dibandingkan")


NATIONAL = [PERMENPANRB_14_2017, PERMENPANRB_16_2014, KEPMENPAN_25_2004]
indices = st.fractions(25, 100, max_denominator=3000)


@given(indices, st.sampled_from(NATIONAL), indices, st.sampled_from(NATIONAL))
def test_the_two_effects_on_the_letter_add_up(before, old, after, new):
    change = class_change(before, old, after, new)
    assert change.by_answers + change.by_pedoman == change.steps
    if old.mutu == new.mutu:
        assert change.cause in {"", "jawaban"}
    if before == after:
        assert change.cause in {"", "pedoman"}


# Decomposition --------------------------------------------------------------------------------------------


@given(st.data())
def test_the_decomposition_adds_up_exactly(data):
    guide = data.draw(guidelines())
    before, after = (Result(data.draw(tallies(pedoman=st.just(guide)))) for _ in range(2))
    assume(before.ikm_exact is not None and after.ikm_exact is not None)
    effects = decompose(before, after)
    assert sum(effects.unsur.values()) + effects.mix + effects.pedoman == effects.change
    assert effects.change == after.ikm_exact - before.ikm_exact
    assert effects.pedoman == 0
    assert effects.frame["efek"].sum() == pytest.approx(float(effects.change), abs=1e-9)
    backwards = decompose(after, before)
    assert backwards.unsur == {k: -e for k, e in effects.unsur.items()}
    assert backwards.services == {k: -e for k, e in effects.services.items()}


@given(st.data())
def test_it_adds_up_across_guidelines_and_without_services(data):
    results = [Result(data.draw(tallies())) for _ in range(2)]
    assume(all(r.ikm_exact is not None for r in results))
    for services in ("layanan", None):
        effects = decompose(*results, services)
        assert sum(effects.unsur.values()) + effects.mix + effects.pedoman == effects.change
    assert effects.services == {}


@given(tallies())
def test_an_unchanged_year_has_no_effects(tally):
    result = Result(tally)
    assume(result.ikm_exact is not None)
    effects = decompose(result, result)
    assert not any(effects.unsur.values())
    assert not any(effects.services.values())


def test_more_users_of_a_poor_service_is_all_mix():
    before = survey({"KTP": 400, "SKCK": 200}, {"KTP": 100, "SKCK": 100})
    after = survey({"KTP": 400, "SKCK": 600}, {"KTP": 100, "SKCK": 300})
    effects = decompose(before, after)
    assert not any(effects.unsur.values())
    assert effects.mix == effects.change == Fraction(-25, 2)
    assert effects.printed["Poin IKM"].tolist()[-2:] == ["-12,50", "-12,50"]


def test_better_answers_to_one_unsur_are_that_unsur():
    before = Result(Tally.from_totals(dict.fromkeys(KODE, 300), n=100))
    after = Result(Tally.from_totals(dict.fromkeys(KODE, 300) | {"U3": 390}, n=100))
    effects = decompose(before, after)
    assert {k for k, e in effects.unsur.items() if e} == {"U3"}
    assert effects.unsur["U3"] == Fraction(9, 10) * 25 / 9
    assert "Waktu Penyelesaian" in repr(effects)


def test_an_unsur_that_came_or_went_is_the_guideline():
    before = Result(Tally.from_totals(dict.fromkeys(KODE, 30), n=10, pedoman=PERMENPANRB_16_2014))
    after = Result(Tally.from_totals(dict.fromkeys(KODE, 30) | {"U9": 40}, n=10))
    effects = decompose(before, after)
    assert not any(effects.unsur.values())
    assert effects.pedoman == effects.change == Fraction(25, 9)


def test_a_new_service_is_mix():
    before, after = (
        survey({"KTP": 300}, {"KTP": 100}),
        survey({"KTP": 300, "KK": 400}, {"KTP": 100, "KK": 100}),
    )
    effects = decompose(before, after)
    assert not any(effects.unsur.values())
    assert effects.mix == effects.change


def test_what_cannot_be_split_is_refused():
    one, none = survey({"KTP": 300}, {"KTP": 100}), survey({"KTP": 0}, {"KTP": 0})
    plain = Result(one.tally.pool())
    with pytest.raises(ValueError, match="no index"):
        decompose(one, none)
    with pytest.raises(ValueError, match="services=None"):
        decompose(one, plain)
    with pytest.raises(ValueError, match="without answers"):
        trend({2020: 80, 2021: one}).decompose(2020, 2021)
    assert trend({2020: plain, 2021: one}).decompose(2020, 2021).change == 0


def test_unsur_are_matched_by_name_before_alias_and_never_by_code():
    found = matches(PERMENPANRB_16_2014, PERMENPANRB_14_2017)
    assert found == {k: k for k in KODE[:7]} | {"U9": "U8"}
    mutu = PERMENPANRB_14_2017.mutu
    a = Pedoman("a", (Unsur("X", "Waktu"), Unsur("Y", "Jadwal", alias=("Waktu",))), mutu)
    b = Pedoman("b", (Unsur("P", "Jadwal"), Unsur("Q", "Waktu")), mutu)
    assert matches(a, b) == {"X": "Q", "Y": "P"}


@pytest.mark.parametrize("results", [[86.7, 87.69], (86.7,), 86.7, None])
def test_results_that_are_no_mapping_are_refused_with_what_to_give(results):
    with pytest.raises(TypeError, match=r"trend\(\{2021: a, 2022: b\}\)"):
        trend(results)
