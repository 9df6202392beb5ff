"""The workbook counted anew: by LibreOffice, cell by cell, and its formula of the IKM in doubles, on any answers."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from libreoffice import convert, formulas_and_values, needs_libreoffice, values_at, with_cell
from skm import KEPMENPAN_25_2004, PERMENPANRB_14_2017, Result, Tally, read, read_pedoman, report, summarize
from skm.ground.numbers import apportion, round_half_up
from skm.pedoman import Pedoman, Pertanyaan, Unsur
from skm.report._formulas import Formulas
from skm.result.indeks import indices
from strategies import tallies

SAMPLE = Path(__file__).parents[2] / "sample_data"
BAKARANGAN = read_pedoman(SAMPLE / "pedoman_bakarangan.toml")
U = list(PERMENPANRB_14_2017.kode)

# n, sum over nine unsur, printed index, letter: each is a hair from a boundary or exactly on one
GOLDEN = [
    (5, 117, 65.00, "C"),
    (58, 1357, 64.99, "D"),
    (63, 1474, 64.99, "D"),
    (26, 717, 76.60, "C"),
    (19, 524, 76.61, "B"),
    (19, 604, 88.30, "B"),
    (43, 1367, 88.31, "A"),
    (7, 252, 100.00, "A"),
    (7, 63, 25.00, "D"),
    (200, 4679, 64.99, "D"),
    (800, 22061, 76.60, "C"),
]


def answers(n, columns, seed, blanks=0.0, largest=4):
    """Answers of n respondents, mostly high; a share of them blank."""
    random = np.random.default_rng(seed)
    weight = np.arange(1, largest + 1) ** 3
    nilai = random.choice(np.arange(1, largest + 1), (n, len(columns)), p=weight / weight.sum())
    frame = pd.DataFrame(nilai, columns=list(columns)).astype("Int64")
    return frame.mask(random.random(frame.shape) < blanks)


def adding_up_to(total, n):
    """n complete questionnaires over nine unsur whose answers add up to `total`."""
    low, more = divmod(total, 9 * n)
    nilai = np.full(9 * n, low)
    nilai[:more] += 1
    return pd.DataFrame(nilai.reshape(n, 9), columns=U)


def own_guideline():
    """Seven answers, three unsur of which two have several questions, unequal bobot."""
    unsur = (
        Unsur("A", "Alur", pertanyaan=(Pertanyaan("P1"), Pertanyaan("P2"))),
        Unsur("B", "Biaya"),
        Unsur("C", 'Cara "baru"', pertanyaan=(Pertanyaan("P3"), Pertanyaan("P4"), Pertanyaan("P5"))),
    )
    bobot = (Fraction(1, 3), Fraction(1, 4), Fraction(5, 12))
    return Pedoman('Pedoman "kami"', unsur, PERMENPANRB_14_2017.mutu, 7, bobot)


def surveys():
    """Each survey as (result, responses): every kind of workbook there is."""

    def of(source, by=None, pedoman=PERMENPANRB_14_2017, **options):
        responses = read(source, pedoman=pedoman)
        return summarize(responses, by=by, **options), responses

    def services(n, groups, **options):
        names = [f"Layanan {i + 1:02d}" for i in range(groups)]
        return answers(n, U, seed=groups, **options).assign(layanan=[names[i % groups] for i in range(n)])

    fourteen = answers(50, KEPMENPAN_25_2004.kode, seed=14)
    golden = [adding_up_to(total, n).assign(kasus=f"n={n}, jumlah {total}") for n, total, _, _ in GOLDEN]
    empty = pd.Categorical(["KTP"] * 6, categories=["KTP", "SKCK"])
    hostile = ["=1+1", "+62", "-5", "@SUM(A1)", "\tKTP", "ktp", "KTP", "KTP*", "K?P", "<>", 'a"b', "a'b"]
    many = dict(zip(U, [300, 310, 320, 320, 330, 330, 330, 330, 290], strict=True))
    with_blanks = answers(60, U, seed=1, blanks=0.15).assign(layanan=["KTP", "KK", "SKCK"] * 20)
    with_blanks.loc[with_blanks["layanan"] == "SKCK", "U4"] = pd.NA  # an unsur without one answer
    yield "sampel_a", *of(SAMPLE / "bakarangan_2022_layanan.xlsx", "layanan", BAKARANGAN)
    yield "sampel_b", *of(SAMPLE / "bakarangan_2022_unit.csv", "layanan", BAKARANGAN)
    yield "empat_belas", *of(fourteen, None, KEPMENPAN_25_2004)
    yield "kosong", *of(with_blanks, "layanan")
    yield "kosong_lengkap", *of(with_blanks.drop(columns="U4").assign(U4=4), "layanan", blanks="complete")
    yield "satu_layanan", *of(services(12, 1), "layanan")
    yield "empat_puluh", *of(services(220, 40, blanks=0.02), "layanan")
    yield "emas", *of(pd.concat(golden), "kasus")
    yield "emas_satu", *of(adding_up_to(117, 5))
    yield "sendiri", *of(answers(40, ["P1", "P2", "B", "P3", "P4", "P5"], 3, 0.1, 7), None, own_guideline())
    yield "kelompok_kosong", *of(adding_up_to(200, 6).assign(layanan=empty), "layanan")
    yield "nama_berbahaya", *of(answers(24, U, seed=5).assign(cara=hostile * 2), "cara")
    yield "dua_kunci", *of(services(30, 3).assign(tahun=[2021, 2022] * 15), ["layanan", "tahun"])
    yield "satu_responden", *of(adding_up_to(31, 1))
    yield "hanya_rekap", of(services(90, 4, blanks=0.05), "layanan")[0], None
    yield "hanya_frekuensi", of(answers(30, U, seed=8, blanks=0.05))[0], None
    yield "hanya_jumlah", Result(Tally.from_totals(many, n=100)), None


SURVEYS = {name: (result, responses) for name, result, responses in surveys()}


def same(ours, theirs):
    if isinstance(ours, float) and isinstance(theirs, int | float):
        return abs(ours - theirs) <= 1e-12 * abs(ours)
    return (ours or "") == (theirs or "")


def differences(expected, found):
    return {at: (value, found[at]) for at, value in expected.items() if not same(value, found[at])}


@pytest.fixture(scope="module")
def counted_anew(tmp_path_factory):
    """Every survey's workbook as written, and as LibreOffice saves it after counting everything anew."""
    folder = tmp_path_factory.mktemp("buku")
    written = [
        report.workbook(result, folder / f"{name}.xlsx", responses=responses)
        for name, (result, responses) in SURVEYS.items()
    ]
    return dict(zip(SURVEYS, zip(written, convert(written, folder / "baru"), strict=True), strict=True))


@needs_libreoffice
@pytest.mark.parametrize("name", SURVEYS)
def test_every_formula_gives_what_skm_gives(counted_anew, name):
    written, anew = counted_anew[name]
    expected = formulas_and_values(written)
    assert len(expected) > 100
    assert differences(expected, values_at(anew, expected)) == {}


@needs_libreoffice
def test_golden_vectors_come_out_of_the_formulas(counted_anew):
    sheet = openpyxl.load_workbook(counted_anew["emas"][1], data_only=True)["Ringkasan"]
    rows = {row[0]: row for row in sheet.iter_rows(values_only=True)}
    for n, total, ikm, mutu in GOLDEN:
        row = rows[f"n={n}, jumlah {total}"]
        assert (row[1], row[2], row[5], row[6]) == (n, total, ikm, mutu)
    alone = openpyxl.load_workbook(counted_anew["emas_satu"][1], data_only=True)["Pengolahan data"]
    closing = {row[0]: row[10] for row in alone.iter_rows(values_only=True)}
    assert (closing["IKM Unit pelayanan  **)"], closing["MUTU PELAYANAN"]) == (65.0, "C")


# Survey, respondent, question, and what is typed over the answer: None takes it out.
CHANGES = [
    ("sampel_a", 3, 5, 1),
    ("empat_belas", 0, 3, None),
    ("kosong", None, 1, 4),  # the first that left it blank
    ("empat_puluh", 7, 2, 1),
    ("sendiri", 4, 5, None),
    ("dua_kunci", 0, 1, 1),
]


@pytest.fixture(scope="module")
def changed(tmp_path_factory, counted_anew):
    """Workbooks in which one answer was overtyped, counted anew; and those that skm writes of those answers."""
    folder = tmp_path_factory.mktemp("diubah")
    edited, fresh = [], []
    for name, respondent, question, new in CHANGES:
        result, responses = SURVEYS[name]
        code = list(responses.answers)[question]
        if respondent is None:
            respondent = int(np.flatnonzero(responses.answers[code] == 0)[0])
        rows = list(openpyxl.load_workbook(counted_anew[name][0])["Pengolahan data"].iter_rows())
        head = next(row for row in rows if any(cell.value == code for cell in row))
        column = next(i for i, cell in enumerate(head) if cell.value == code)
        cell = next(row for row in rows if row[0].value == respondent + 1)[column]
        assert (cell.value or 0) == responses.answers[code][respondent]
        path = folder / f"{name}.xlsx"
        edited.append(with_cell(counted_anew[name][0], "Pengolahan data", cell.coordinate, new, path))
        answers = {k: v.copy() for k, v in responses.answers.items()}
        answers[code][respondent] = new or 0
        responses = replace(responses, answers=answers)
        again = summarize(responses, by=result.tally.keys or None)
        fresh.append(report.workbook(again, folder / f"{name}_skm.xlsx", responses=responses))
    anew = convert(edited, folder / "baru")
    return {change[0]: pair for change, pair in zip(CHANGES, zip(anew, fresh, strict=True), strict=True)}


@needs_libreoffice
@pytest.mark.parametrize("name", [change[0] for change in CHANGES])
@pytest.mark.long
def test_after_one_answer_is_changed_every_formula_gives_what_skm_gives_of_those_answers(
    changed, counted_anew, name
):
    edited, fresh = changed[name]
    expected = formulas_and_values(fresh)
    flag = next(at for at in expected if at[0] == "Ringkasan" and at[1].endswith("12"))
    del expected[flag]  # says that an answer was changed, which the fresh workbook does not know of
    assert differences(expected, values_at(edited, expected)) == {}
    assert values_at(edited, [flag]) == {flag: "ya"}
    before = formulas_and_values(counted_anew[name][0])
    assert differences({at: before[at] for at in expected}, expected)  # the answer mattered


# The formula itself, run in doubles as a spreadsheet runs it ---------------------------------------------------


def run(formula, **cells):
    """A formula over named ranges, in doubles: INT and MOD as Excel has them."""
    text = formula.removeprefix("=").replace("=0", "==0").replace('"–"', "None")
    text = re.sub(r"\{([\d;,]+)\}", lambda m: f"np.array([{m[1].replace(';', ',')}], dtype=float)", text)
    functions = {
        "np": np,
        "IF": lambda test, yes, no: yes() if test else no(),
        "MIN": np.min,
        "INT": np.floor,
        "MOD": lambda a, b: a - b * np.floor(a / b),
        "SUMPRODUCT": lambda x: float(np.cumsum(x)[-1]),  # one after the other, not in pairs
    }
    test, then, rest = re.fullmatch(r"IF\((.*?==0),(None),(.*)\)", text).groups()
    values = {name: np.asarray(v, dtype=float) for name, v in cells.items()}
    if eval(test, functions, values):
        return eval(then, functions, values)
    return eval(rest, functions, values)


@given(tallies())
@pytest.mark.long
def test_the_formula_of_the_ikm_is_exact_in_doubles(tally):
    forms = Formulas(tally.pedoman)
    filled, total = tally.per_unsur()
    expected = indices(tally).ikm.hundredths()
    for s, n, hundredths in zip(total, filled, expected, strict=True):
        value = run(forms.ikm("s", "n", down=True), s=s, n=n)
        assert value == (hundredths / 100 if hundredths >= 0 else None)


def spread_over_unsur(total):
    """A total as nine that differ."""
    s = np.full(9, total // 9)
    s[: total % 9] += 1
    return s + np.array([5, -5, 0, 3, 0, -3, 0, 1, -1])


IKM = Formulas(PERMENPANRB_14_2017).ikm("s", "n", down=False)


@given(st.integers(1, 5000), st.integers(110, 390), st.integers(-2, 2))
def test_a_true_half_goes_up_and_its_neighbours_stay_where_they_are(m, half, answers_more):
    """Sums of 9 * m * (2 * half + 1) over nine unsur of 200 * m respondents are on a half."""
    n, total = 200 * m, 9 * m * (2 * half + 1) + answers_more
    expected = (200 * 2500 * total + 100 * 9 * n) // (2 * 100 * 9 * n)
    assert run(IKM, s=spread_over_unsur(total), n=np.full(9, n)) == expected / 100


@pytest.mark.parametrize(
    ("total", "below", "at"), [(116991, 64.99, 65.0), (137889, 76.60, 76.61), (158949, 88.30, 88.31)]
)
def test_a_half_below_a_class_reaches_it(total, below, at):
    n = np.full(9, 5000)
    assert run(IKM, s=spread_over_unsur(total), n=n) == at
    assert run(IKM, s=spread_over_unsur(total - 1), n=n) == below


@given(st.lists(st.tuples(st.integers(200, 5000), st.integers(0, 6)), min_size=9, max_size=9), st.data())
def test_large_surveys_with_blanks_are_exact_too(shape, data):
    n = np.array([size - blank for size, blank in [(shape[0][0], blank) for _, blank in shape]])
    s = np.array([data.draw(st.integers(int(x), int(4 * x))) for x in n])
    exact = sum(Fraction(int(a), int(b)) for a, b in zip(s, n, strict=True)) * Fraction(25, 9)
    assert run(IKM, s=s, n=n) == float(round_half_up(exact))


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=7))
def test_shares_of_a_row_are_those_of_the_frames(counts):
    """The rule of the formula `share`, cell by cell."""
    total = sum(counts)
    rests = [100 * c % total for c in counts] if total else []
    lacking = 100 - sum(100 * c // total for c in counts) if total else 0
    shares = [
        100 * c // total + (sum(r > rests[i] for r in rests) + rests[: i + 1].count(rests[i]) <= lacking)
        if total
        else 0
        for i, c in enumerate(counts)
    ]
    assert shares == apportion(counts)
