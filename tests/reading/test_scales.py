"""What an answer means where the file or its reader says so: letters, labels, stated scales; and what was passed over."""

import io
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

import skm
from skm import ResponseError
from skm.ground.errors import worded
from skm.reading.questionnaire.answers import Told
from skm.reading.questionnaire.statements import Stated, stated, without_statement
from skm.reading.responses import Passed
from skm.result.display import account, passed_over, provenance

CODES = [f"U{i}" for i in range(1, 10)]


def text(*rows, name="survei.csv", above="", below=""):
    """A text file of answers, each row a string of nine signs or a list."""
    lines = [",".join(CODES), *(",".join(row) for row in rows)]
    file = io.BytesIO("\n".join([*([above] if above else []), *lines, *([below] if below else [])]).encode())
    file.name = name
    return file


def answered(file, **reading):
    """The answers to U1."""
    return skm.read(file, **reading).answers["U1"].tolist()


def letters_note(file, **reading):
    (note,) = [worded(n) for n in skm.read(file, **reading).notes if "huruf" in n]
    return note


# Letters ------------------------------------------------------------------------------------------------------


def test_letters_are_read_as_on_the_form_and_said_with_the_way_to_turn_them():
    file = ["abcdabcda", "d" * 9]
    assert answered(text(*file)) == [1, 4]
    assert letters_note(text(*file)) == (
        'Jawaban berupa huruf dibaca a = 1, b = 2, c = 3, d = 4. Bila a yang terbaik, sebutkan letters="a=4".'
    )
    assert answered(text(*file), letters="a=4") == [4, 1]
    assert letters_note(text(*file), letters="a=4").endswith("dibaca a = 4, b = 3, c = 2, d = 1.")
    mixed = text(["a", *"44444444"], ["3", *"44444444"])
    assert "huruf pada U1 dibaca" in letters_note(mixed)
    with pytest.raises(ValueError, match="letters"):
        skm.read(text(*file), letters="a=3")


def test_a_text_around_the_table_says_which_letter_is_the_best():
    said = "A = Sangat Baik; D = Tidak Baik"
    assert answered(text("A" * 9, "B" * 9, above=said)) == [4, 3]
    assert f'menurut "{said}"' in letters_note(text("A" * 9, "B" * 9, above=said))
    assert answered(text("A" * 9, "B" * 9, above="A = Tidak Baik; D = Sangat Baik")) == [1, 2]
    both = text("a" * 9, above=said, below="a = tidak baik; d = sangat baik")
    with pytest.raises(ResponseError, match=r"a = 1 .*atau a = 4"):
        skm.read(both)
    five = text("a" * 9, above="A = Sangat Baik; E = Tidak Baik")
    with pytest.raises(ResponseError, match="huruf"):
        skm.read(five)


def test_capital_letters_under_bare_codes_may_be_grades_and_are_refused_with_both_readings():
    with pytest.raises(ResponseError) as caught:
        skm.read(text("ABCDABCDA"))
    assert str(caught.value) == (
        "survei.csv: jawaban berupa huruf dapat dibaca a = 1 (yang terburuk, seperti pada formulir) atau a = 4 "
        "(yang terbaik, seperti huruf mutu); berkas ini tidak menyebut yang mana.\n"
        'Sebutkan letters="a=1" atau letters="a=4".'
    )
    assert answered(text("ABCDABCDA"), letters="a=4") == [4]
    named = pd.DataFrame([list("ABCDABCDA")], columns=[u.nama for u in skm.PERMENPANRB_14_2017.unsur])
    assert answered(named) == [1]


@pytest.mark.parametrize("cell", ["a-", "B+", "A -"])
def test_a_letter_with_a_sign_is_no_answer(cell):
    with pytest.raises(ResponseError, match="bukan nilai 1 sampai 4"):
        skm.read(text([cell, *"bbbbbbbb"]), letters="a=1")


# Stated scales ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        "1 = Sangat Baik; 2 = Baik; 3 = Kurang Baik; 4 = Tidak Baik",
        "Ket. 1 sangat puas s.d. 4 tidak puas",
        "Nilai 1 berarti sangat mudah dan 4 berarti sangat sulit",
    ],
)
def test_a_file_in_which_1_is_the_best_is_refused_until_its_numbers_are_said(said):
    rows = ["1" * 9, "4" * 9]
    for place in ("above", "below"):
        with pytest.raises(ResponseError) as caught:
            skm.read(text(*rows, **{place: said}))
        assert 'labels={"1": 4, "2": 3, "3": 2, "4": 1}' in str(caught.value)
        assert 'labels={"1": 1, "2": 2, "3": 3, "4": 4}' in str(caught.value)
    turned = {1: 4, 2: 3, 3: 2, 4: 1}
    assert answered(text(*rows, above=said), labels=turned) == [4, 1]
    assert answered(text(*rows, above=said), labels={n: n for n in turned}) == [1, 4]
    labels = [u.pertanyaan[0].label[3] for u in skm.PERMENPANRB_14_2017.unsur]
    assert answered(text(labels, above=said)) == [4]  # a label means itself


def test_a_heading_states_a_scale_and_is_still_the_name_of_its_unsur():
    names = [u.nama for u in skm.PERMENPANRB_14_2017.unsur]
    for said, fine in {"(skala 1-5)": 0, "(1-4)": 1, "(1 = Tidak Baik; 4 = Sangat Baik)": 1}.items():
        frame = pd.DataFrame([[4] * 9, [1] * 9], columns=[f"{name} {said}" for name in names])
        if fine:
            assert answered(frame) == [4, 1]
        else:
            with pytest.raises(ResponseError, match="skala lain daripada 1 sampai 4"):
                skm.read(frame)
    assert without_statement("Kecepatan (tatap muka)") == "Kecepatan (tatap muka)"


@pytest.mark.parametrize(
    "said",
    [
        "Periode 1-5 Maret 2024", "RT 1-5", "Halaman 1-10", "(skala 1-4)", "Nilai unsur 1-9", "Nilai 1-3 = kurang",
        "Nilai interval 1,00 - 2,60", "1. Laki-laki 2. Perempuan", "Diisi responden nomor 1 s.d. 15",
        "A (Sangat Baik): 88,31 - 100,00; D (Tidak Baik): 25,00 - 64,99", "1 = Tidak Baik, 2 = Sangat Baik Sekali",
    ],
)  # fmt: skip
def test_other_texts_say_nothing_against_the_scale(said):
    numbers, letters = stated([said], [], 4)
    assert not (numbers.best_first or letters.best_first or letters.other)
    assert not numbers.other or said.startswith("1 = Tidak")


@pytest.mark.parametrize(
    "said", ["Skala 1-5", "Likert 1 s.d. 7", "skor diberikan: 1 – 10", "skala 0-10", "Skala 1-3"]
)
def test_another_scale_is_heard(said):
    assert stated([said], [], 4)[0].other == (said,)
    assert stated([said], [], int(said.split("-")[-1].split("–")[-1].split()[-1]))[0] == Stated()


def test_a_scale_is_said_in_one_line_or_a_line_for_every_answer():
    lines = ["1 | Sangat Baik", "2 | Baik", "4 | Tidak Baik"]
    assert stated(lines, [], 4)[0].best_first == tuple(lines)
    assert stated(["1 | Persyaratan | 3,52 | B | Baik"], [], 4) == (Stated(), Stated())
    five = "1 = Sangat Tidak Baik, 2 = Tidak Baik, 3 = Cukup, 4 = Baik, 5 = Sangat Baik"
    assert stated([five], [], 4)[0].other == (five,)
    assert stated([five], [], 5)[0].worst_first == (five,)


# Labels -------------------------------------------------------------------------------------------------------


def test_labels_of_ones_own_are_read_where_the_caller_says_them():
    rows = [
        ["Jelek", *"44444444"],
        ["MANTAP", *"44444444"],
        ["4. Mantap", *"44444444"],
        ["Sesuai", *"44444444"],
    ]
    assert answered(text(*rows), labels={"jelek": 1, "Mantap": 4}) == [1, 4, 4, 3]
    smileys = [["😡", *"44444444"], ["😍", *"44444444"]]
    assert answered(text(*smileys), labels={"😡": 1, "😍": 4}) == [1, 4]
    with pytest.raises(ResponseError, match="labelnya berarti 4"):
        skm.read(text(["3. Mantap", *"44444444"]), labels={"Mantap": 4})
    over = text(["Kurang sesuai", *"44444444"])  # the caller knows better than the guideline
    assert answered(over, labels={"Kurang sesuai": 1}) == [1]


@pytest.mark.parametrize(
    "labels", [{"A": 5}, {"A": 0}, {"A": True}, {"A": "2"}, {"-": 1}, {"Oke": 3, "OKE": 2}]
)
def test_labels_that_fit_no_scale_are_misuse(labels):
    with pytest.raises(ValueError, match="labels"):
        Told.of(labels, None, 4)


def test_a_toml_file_gives_labels(tmp_path):
    path = tmp_path / "label.toml"
    for content in ('"Kurang Mampu" = 2\nOke = 3\n', '[label]\n"Kurang Mampu" = 2\nOke = 3\n'):
        path.write_text(content, encoding="utf-8")
        assert skm.read_labels(path) == {"Kurang Mampu": 2, "Oke": 3}
    for content in ("= 2", 'Oke = "3"', "", "label = 3"):
        path.write_text(content, encoding="utf-8")
        with pytest.raises(skm.FileError, match=r"label\.toml: "):
            skm.read_labels(path)


def test_labels_of_an_old_and_a_new_form_are_read_together_unless_another_scale_is_in_use():
    old_and_new = ["Tidak mampu", "Kurang mampu", "Kompeten", "Sangat kompeten"]

    def rows(other):
        return text(*([*"44444", cell, *other] for cell in old_and_new))

    assert skm.read(rows("444")).answers["U6"].tolist() == [1, 2, 3, 4]
    with pytest.raises(ResponseError, match="lebih dari satu nilai"):
        skm.read(rows(["Sangat tidak ramah", "4", "4"]))


# What is refused, together --------------------------------------------------------------------------------------


def many(cell, n, of=40):
    return [[cell if i < n else "4", *"44444444"] for i in range(of)]


def test_equal_answers_are_one_line_and_what_is_systematic_is_never_to_be_blanked():
    with pytest.raises(ResponseError) as caught:
        skm.read(text(*many("Oke", 12)))
    assert str(caught.value).splitlines() == [
        "survei.csv: 12 jawaban tidak dapat dipakai.",
        'Pertama: sel A2 (kolom "U1"): "Oke" bukan nilai 1 sampai 4 atau salah satu dari: Tidak sesuai; Kurang '
        "sesuai; Sesuai; Sangat sesuai.",
        '  label "Oke" 12 kali, kolom "U1", sel A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, …',
        "Seluruhnya ada pada tabel `problems` galat ini. Bila itu label jawaban, sebutkan nilainya dengan "
        'labels={"Oke": ...}.',
    ]
    assert len(caught.value.problems) == 12
    with pytest.raises(ResponseError, match="periksa skala dan kolomnya") as caught:
        skm.read(text(*many("5", 12)))
    assert "blank" not in str(caught.value)
    with pytest.raises(ResponseError, match='invalid="blank"'):
        skm.read(text(*many("5", 2)))


def test_sheets_and_kinds_are_told_apart_and_the_rest_is_counted():
    rows = [[f"ke {chr(97 + i)}{chr(97 + i)}", *"44444444"] for i in range(11)]
    with pytest.raises(ResponseError, match="dan 3 macam isian lain, 3 kali"):
        skm.read(text(*rows))


def test_engines_say_it_in_the_same_words():
    pl = pytest.importorskip("polars")
    frame = pl.DataFrame(many("Oke", 12), schema=CODES, orient="row")
    said = []
    for source in (frame, frame.lazy()):
        with pytest.raises(ResponseError) as caught:
            skm.count(source)
        said.append(str(caught.value).splitlines())
    assert said[0][2].startswith('  label "Oke" 12 kali, kolom "U1", baris 0, 1')
    assert said[1][2] == '  label "Oke" 12 kali, kolom "U1"'
    assert said[0][3] == said[1][3]


@pytest.mark.parametrize(
    "reading", [{"labels": {"1": 4, "2": 3, "3": 2, "4": 1}}, {"letters": "a=4"}, {"labels": {"x1": 1}}]
)
def test_engines_read_what_the_caller_says_as_a_file_does(reading, tmp_path):
    pl = pytest.importorskip("polars")
    cells = "abcd" if "letters" in reading else "1234"
    texts = pl.DataFrame(
        [list(cells * 3)[:9], list("dcba4321"[:4] * 3)[:9]] if cells == "abcd" else [list("123412341")] * 2,
        schema=CODES,
        orient="row",
    )
    frames = [texts] if cells == "abcd" else [texts, texts.cast(pl.Int64), texts.cast(pl.Float64)]
    for frame in frames:
        frame.write_parquet(tmp_path / "a.parquet")
        frame.write_csv(tmp_path / "a.csv")
        true = skm.count(tmp_path / "a.csv", **reading)
        for source in (frame, frame.lazy(), tmp_path / "a.parquet", frame.to_pandas()):
            assert (skm.count(source, **reading).counts == true.counts).all()


# What was passed over -------------------------------------------------------------------------------------------


def test_answers_passed_over_are_counted_and_the_index_is_shown_with_and_without():
    rows = ["444444444", ["Oke", *"32323232"], "222222222"]
    blanked, dropped = (skm.count(text(*rows), invalid=how) for how in ("blank", "drop"))
    u1 = Fraction(4 + 2, 2)
    odd = [Fraction(4 + 3 + 2, 3), Fraction(4 + 2 + 2, 3)] * 4
    both = (u1 + sum(odd)) / 9 * 25
    assert f"{float(both):.2f}" == "71.30"
    sentence = "IKM dengan dan tanpa kuesioner itu: 71,30 (C) dan 75,00 (C)."
    assert passed_over(blanked)[1] == passed_over(dropped)[1] == sentence
    assert passed_over(blanked)[0] == "1 jawaban yang bukan nilai pada 1 kuesioner dikosongkan (U1 1)."
    assert "membuat kuesionernya disisihkan (U1 1)" in passed_over(dropped)[0]
    assert sentence.removesuffix(".") in account(blanked)
    assert sentence in provenance(dropped)["isi"].tolist()
    assert passed_over(skm.count(text("444444444"))) == []
    complete = skm.count(text(*rows), invalid="blank", blanks="complete")
    assert passed_over(complete)[1] == sentence
    assert complete.asal.blanked == Passed()


def test_what_was_passed_over_adds_is_saved_and_does_not_go_with_single_groups(tmp_path):
    rows = ["444444444", ["Oke", *"32323232"]]
    one = skm.count(text(*rows), invalid="blank")
    two = skm.count(text(*rows, "333333333"), invalid="drop")
    both = one + two
    assert (both.asal.blanked, both.asal.dropped) == (one.asal.blanked, two.asal.dropped)
    assert (one.asal.blanked + one.asal.blanked).answers["U2"] == (0, 2, 6)
    both.save(tmp_path / "a.json")
    assert skm.Tally.load(tmp_path / "a.json").asal == both.asal
    skm.count(text("444444444")).save(tmp_path / "b.json")
    assert "tidak_sah" not in (tmp_path / "b.json").read_text(encoding="utf-8")
    content = (tmp_path / "a.json").read_text(encoding="utf-8")
    for wrong in (
        content.replace('"U2":[0,1,3]', '"U2":[0,1,9]'),
        content.replace('"U2":[0,1,3]', '"X":[0,1,3]'),
    ):
        (tmp_path / "c.json").write_text(wrong, encoding="utf-8")
        with pytest.raises(skm.SkmError):
            skm.Tally.load(tmp_path / "c.json")
    assert both.take([0]).asal.blanked == Passed()


def test_integers_of_answers_passed_over_hold_only_the_rows_that_have_one():
    answers = {"U1": np.array([4, -1, 0, 3], np.int8), "U2": np.array([4, 2, -1, 1], np.int8)}
    bad = {k: v < 0 for k, v in answers.items()}
    assert Passed.of(answers, bad) == Passed(2, {"U1": (1, 0, 0), "U2": (1, 1, 2)})
    assert Passed.of(answers, {}) == Passed.of(answers, {"U1": np.zeros(4, bool)}) == Passed()


def test_engines_pass_over_the_same_answers(tmp_path):
    pl = pytest.importorskip("polars")
    rows = [list("444444444"), ["Oke", *"32323232"], ["Oke", *[None] * 8], list("333333333")]
    frame = pl.DataFrame(rows, schema=CODES, orient="row")
    frame.write_parquet(tmp_path / "a.parquet")
    for how in ("blank", "drop"):
        true = skm.count(frame, invalid=how).asal
        assert true.blanked.n + true.dropped.n == (1 if how == "blank" else 2)
        for source in (frame.lazy(), tmp_path / "a.parquet"):
            asal = skm.count(source, invalid=how).asal
            assert (asal.blanked, asal.dropped) == (true.blanked, true.dropped)


def test_what_a_rule_sets_aside_takes_its_blanked_answers_along():
    frame = pd.DataFrame([[5, *[4] * 8], [5, *[4] * 8], [3] * 9], columns=CODES)
    read = skm.read(frame, invalid="blank")
    left = skm.screen(read).apply("berurutan")
    assert (skm.count(read).asal.blanked.n, skm.count(left).asal.blanked.n) == (2, 1)
