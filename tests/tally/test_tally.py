import json
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skm import KEPMENPAN_25_2004, PERMENPANRB_14_2017
from skm.ground.errors import FileError, ResponseError, ResponseWarning, TallyError
from skm.pedoman import Pedoman, Pertanyaan, Unsur
from skm.reading import read
from skm.reading.responses import Source
from skm.tally import Tally
from skm.tally._kernel import frequencies
from skm.tally.counting import count
from skm.tally.grouping import NO_KEY
from skm.tally.provenance import Asal
from strategies import sheets, tallies
from surveys import sheet

UNSUR = [f"U{i}" for i in range(1, 10)]


# Counting -------------------------------------------------------------------------------------------------


def test_every_answer_is_counted_where_it_was_given():
    tally = count(sheet("432143214", "43214321."))
    assert tally.n.tolist() == [2]
    assert tally.counts[0, 0].tolist() == [0, 0, 0, 0, 2]
    assert tally.counts[0, 8].tolist() == [1, 0, 0, 0, 1]
    assert tally.filled[0].tolist() == [2] * 8 + [1]
    assert tally.total[0].tolist() == [8, 6, 4, 2, 8, 6, 4, 2, 4]
    assert tally.keys == []


def test_groups_stand_in_the_order_first_met():
    tally = count(sheet("4" * 9, "3" * 9, "2" * 9, layanan=["KTP", "Umum", "KTP"]), by="layanan")
    assert tally.groups["layanan"].tolist() == ["KTP", "Umum"]
    assert tally.n.tolist() == [2, 1]


def test_a_declared_group_without_questionnaires_is_there_with_n_0():
    services = pd.Categorical(["KTP", "KTP"], categories=["Umum", "KTP", "SKCK"])
    tally = count(sheet("4" * 9, "3" * 9, layanan=services), by="layanan")
    assert tally.groups["layanan"].tolist() == ["Umum", "KTP", "SKCK"]
    assert tally.n.tolist() == [0, 2, 0]


def test_of_several_keys_the_combinations_that_occur_are_groups():
    frame = sheet("4" * 9, "3" * 9, "2" * 9, layanan=["KTP", "Umum", "KTP"], tahun=[2021, 2022, 2022])
    tally = count(frame, by=["tahun", "layanan"])
    rows = list(tally.groups.itertuples(index=False, name=None))
    assert rows == [(2021, "KTP"), (2022, "KTP"), (2022, "Umum")]
    assert tally.n.tolist() == [1, 1, 1]


def test_questionnaires_without_a_key_are_kept_as_a_group():
    tally = count(sheet("4" * 9, "3" * 9, desa=["Tangkawang", None]), by="desa")
    assert tally.groups["desa"].tolist() == ["Tangkawang", NO_KEY]
    assert tally.n.tolist() == [1, 1]


def test_keys_that_are_no_text_or_number_become_text():
    tally = count(sheet("4" * 9, hari=pd.to_datetime(["2022-03-01"])), by="hari")
    assert tally.groups["hari"].tolist() == ["2022-03-01 00:00:00"]


def test_more_combinations_of_keys_than_can_be_laid_out_are_cut_down_first(monkeypatch):
    frame = sheet("4" * 9, "3" * 9, "2" * 9, layanan=["KTP", "Umum", "KTP"], tahun=[2022, 2022, 2021])
    wide = count(frame, by=["layanan", "tahun"])
    monkeypatch.setattr("skm.tally.grouping._COMBINATIONS", 1)
    assert count(frame, by=["layanan", "tahun"]) == wide


def test_blanks_per_unsur_complete_and_reject():
    frame = sheet("444444444", "33333333.", layanan=["KTP", "KTP"])
    assert count(frame).n.tolist() == [2]
    complete = count(frame, by="layanan", blanks="complete")
    assert complete.n.tolist() == [1]
    assert complete.asal.set_aside == {"jawaban tidak lengkap": 1}
    assert complete.n_in == 2
    with pytest.raises(ResponseError, match="1 jawaban kosong pada 1 kuesioner") as caught:
        count(frame, blanks="reject")
    assert caught.value.problems[["kolom", "masalah"]].to_numpy().tolist() == [["U9", "jawaban kosong"]]
    assert count(frame.iloc[:1], blanks="reject").n.tolist() == [1]


def test_a_rejected_blank_in_a_file_is_named_by_sheet_and_row(tmp_path):
    path = tmp_path / "ktp.csv"
    path.write_text("U1,U2,U3,U4,U5,U6,U7,U8,U9\n4,4,4,4,4,4,4,4,4\n4,4,,4,4,4,4,4,4\n", encoding="utf-8")
    with pytest.raises(ResponseError, match=r"ktp\.csv: 1 jawaban kosong.*\nPertama: baris 3, U3"):
        count(path, blanks="reject")


def test_misuse_of_count_is_said_in_english():
    with pytest.raises(ValueError, match="blanks is one of"):
        count(sheet("4" * 9), blanks="zero")
    with pytest.raises(KeyError, match="no column"):
        count(sheet("4" * 9), by="kota")


@given(sheets(), st.sampled_from(["per_unsur", "complete"]))
def test_counting_parts_and_adding_is_counting_the_whole(frame, blanks):
    cut = len(frame) // 2
    parts = [frame.iloc[:cut], frame.iloc[cut:]] if cut else [frame]
    assert sum(count(p, by="layanan", blanks=blanks) for p in parts) == count(
        frame, by="layanan", blanks=blanks
    )


@given(sheets(), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_is_irrelevant(frame, random):
    shuffled = frame.sample(frac=1, random_state=random.randrange(2**32), ignore_index=True)
    columns = list(frame.columns)
    random.shuffle(columns)
    assert count(shuffled[columns], by="layanan") == count(frame, by="layanan")


@given(sheets())
def test_the_groups_sum_to_the_whole(frame):
    assert count(frame, by="layanan").pool() == count(frame)


@given(
    st.integers(1, 3),
    st.integers(1, 5),
    st.integers(2, 20),
    st.integers(0, 200),
    st.integers(0, 2**32 - 1),
    st.booleans(),
)
def test_the_kernel_is_a_plain_count(keys, questions, nilai_max, n, seed, small_cache):
    random = np.random.default_rng(seed)
    sizes = random.integers(1, 4, keys).tolist()
    codes = [random.integers(0, size, n).astype(np.int8) for size in sizes]
    answers = [random.integers(0, nilai_max + 1, n).astype(np.int8) for _ in range(questions)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("skm.tally._kernel._ROWS", 7)  # many blocks, so that threads share them
        patch.setattr("skm.tally._kernel._BINS", 1 if small_cache else 1 << 20)
        counts = frequencies(codes, sizes, answers, nilai_max, n)
    plain = np.zeros((int(np.prod(sizes)), questions, nilai_max + 1), np.int64)
    for i in range(n):
        group = 0
        for code, size in zip(codes, sizes, strict=True):
            group = group * size + int(code[i])
        for q in range(questions):
            plain[group, q, answers[q][i]] += 1
    assert counts.tolist() == plain.tolist()


# Adding and pooling ---------------------------------------------------------------------------------------


@given(tallies(), st.data())
def test_adding_is_exact_in_any_order(tally, data):
    other = data.draw(tallies(st.just(tally.pedoman)))
    third = data.draw(tallies(st.just(tally.pedoman)))
    assert tally + other == other + tally
    assert (tally + other) + third == tally + (other + third) == sum([third, tally, other])


def test_tallies_that_do_not_belong_together_are_not_added():
    one = count(sheet("4" * 9))
    with pytest.raises(TallyError, match="pedoman berbeda"):
        one + Tally.from_totals({f"U{i}": 4 for i in range(1, 15)}, n=1, pedoman=KEPMENPAN_25_2004)
    with pytest.raises(TallyError, match="kelompok berbeda"):
        one + count(sheet("4" * 9, layanan=["KTP"]), by="layanan")
    with pytest.raises(TallyError, match="jawaban kosong yang berbeda"):
        one + count(sheet("4" * 9), blanks="complete")
    with pytest.raises(TypeError):
        one + 1
    with pytest.raises(TypeError):
        1 + one


def test_the_same_file_added_twice_is_said():
    one = replace(count(sheet("4" * 9)), asal=Asal(sources=(Source("a.csv", "f" * 64, 1),)))
    with pytest.warns(ResponseWarning, match=r"lebih dari sekali: a\.csv"):
        assert (one + one).n.tolist() == [2]


def test_with_totals_only_the_sum_knows_totals_only():
    known = count(sheet("432143214"))
    table = Tally.from_totals(dict(zip(UNSUR, [4, 3, 2, 1, 4, 3, 2, 1, 4], strict=True)), n=1)
    both = known + table
    assert both.counts is None
    assert both.total[0].tolist() == [8, 6, 4, 2, 8, 6, 4, 2, 8]
    assert known.without_counts() == table == table.without_counts()
    assert (table + known) == both
    assert known != table


def test_pooling_to_fewer_keys():
    frame = sheet("4" * 9, "3" * 9, "2" * 9, layanan=["KTP", "Umum", "KTP"], tahun=[2021, 2022, 2022])
    tally = count(frame, by=["tahun", "layanan"])
    assert tally.pool("layanan") == count(frame, by="layanan")
    assert tally.without_counts().pool(["tahun"]) == count(frame, by="tahun").without_counts()
    with pytest.raises(KeyError, match="no key"):
        tally.pool("desa")


def test_a_group_without_a_name_is_a_group():
    tally = count(sheet("4" * 9, "3" * 9, layanan=["KTP", "Umum"]), by="layanan")
    nameless = replace(tally, groups=pd.DataFrame({"layanan": [None, "Umum"]}, dtype=object))
    assert nameless.pool("layanan").n.tolist() == [1, 1]
    assert (nameless + nameless).n.tolist() == [2, 2]


def test_some_groups_keep_how_they_came_about_but_not_what_the_whole_set_aside():
    frame = sheet("444444444", "33333333.", "2" * 9, layanan=["KTP", "KTP", "KK"])
    tally = count(frame, by="layanan", blanks="complete")
    one = tally.take([1])
    assert (one.n_in, one.asal.set_aside) == (1, {})
    assert replace(one.asal, set_aside=tally.asal.set_aside) == tally.asal


def test_one_group_is_found_by_its_key():
    frame = sheet("4" * 9, "3" * 9, layanan=["KTP", "Umum"], tahun=[2021, 2022])
    assert count(frame, by="layanan").position("Umum") == 1
    assert count(frame, by=["layanan", "tahun"]).position(("KTP", 2021)) == 0
    with pytest.raises(KeyError, match="no group 'KK'; there are: 'KTP', 'Umum'"):
        count(frame, by="layanan").position("KK")
    with pytest.raises(KeyError, match=r"there are: \('KTP', 2021\), \('Umum', 2022\)\"$"):
        count(frame, by=["layanan", "tahun"]).position("KK")
    many = count(sheet(*["4" * 9] * 13, desa=[f"Desa {i}" for i in range(13)]), by="desa")
    with pytest.raises(KeyError, match=r"'Desa 11' \.\.\."):
        many.position("Desa 99")


def test_equality_looks_at_what_was_counted():
    a = count(sheet("4" * 9, "3" * 9, layanan=["KTP", "Umum"]), by="layanan")
    b = count(sheet("3" * 9, "4" * 9, layanan=["Umum", "KTP"]), by="layanan")
    assert a == b
    assert a != count(sheet("3" * 9, "4" * 9, layanan=["KTP", "Umum"]), by="layanan")
    assert a != count(sheet("4" * 9, "3" * 9, layanan=["KTP", "KK"]), by="layanan")
    assert a != count(sheet("4" * 9, "3" * 9, desa=["KTP", "Umum"]), by="desa")
    weighed = PERMENPANRB_14_2017.with_bobot(dict.fromkeys(UNSUR, "1/18") | {"U1": "5/9"})
    assert a != replace(a, pedoman=weighed)
    assert a != a.take([0])
    assert a != 0
    with pytest.raises(TypeError, match="unhashable"):
        hash(a)


# Tables ---------------------------------------------------------------------------------------------------


def test_totals_by_code_name_or_alias_and_groups_as_columns():
    names = [u.nama for u in PERMENPANRB_14_2017.unsur]
    table = pd.DataFrame({"SKCK": [18, 18, 18, 18, 17, 17, 17, 18, 16], "KTP": [4] * 9}, index=names)
    tally = Tally.from_totals(table, {"SKCK": 5, "KTP": 1})
    assert tally.groups["layanan"].tolist() == ["SKCK", "KTP"]
    assert tally.total[0].tolist() == [18, 18, 18, 18, 17, 17, 17, 18, 16]
    assert Tally.from_totals(table["SKCK"].iloc[::-1], n=5) == tally.take([0]).pool()
    aliased = Tally.from_totals(
        table.rename({"Waktu Penyelesaian": "ketepatan waktu "}), {"SKCK": 5, "KTP": 1}
    )
    assert aliased == tally
    assert (
        Tally.from_totals(table, 5, filled=table.map(lambda x: 5 if x > 4 else 1)).filled[1].tolist()
        == [1] * 9
    )


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (dict.fromkeys(UNSUR[:8], 4), r"\['U9'\]"),
        (dict.fromkeys([*UNSUR, "U10"], 4), r"baris tidak dikenal \['U10'\]"),
        (dict.fromkeys([*UNSUR, "Waktu"], 4), r"\['U3'\]"),
        (dict.fromkeys(UNSUR, 4.5), "bukan bilangan bulat"),
        (dict.fromkeys(UNSUR, True), "bukan bilangan bulat"),
        (dict.fromkeys(UNSUR, "4a"), "bukan bilangan bulat"),
        (dict.fromkeys(UNSUR, 2**70), "bukan bilangan bulat"),
        (dict.fromkeys(UNSUR, 5), "di luar 1 sampai 4 kali"),
        (dict.fromkeys(UNSUR, 0), "di luar 1 sampai 4 kali"),
        (dict.fromkeys(UNSUR, -1), "bilangan negatif"),
    ],
)
def test_a_table_of_totals_that_cannot_be(table, said):
    with pytest.raises(TallyError, match=said):
        Tally.from_totals(table, n=1)


def test_more_answers_than_questionnaires_cannot_be():
    for unsur in UNSUR:
        filled = dict.fromkeys(UNSUR, 5) | {unsur: 6}
        with pytest.raises(TallyError, match="lebih banyak daripada kuesionernya"):
            Tally.from_totals(dict.fromkeys(UNSUR, 15), n=5, filled=filled)


def test_a_tally_is_as_large_as_its_totals_fit_int64():
    largest = 2**62 // 4
    rows = pd.DataFrame([[0, 0, 0, largest]] * 9, index=UNSUR, columns=[1, 2, 3, 4])
    assert Tally.from_frequencies(rows).total.tolist() == [[4 * largest] * 9]
    assert Tally.from_totals(dict.fromkeys(UNSUR, 4 * largest), n=largest).n.tolist() == [largest]
    with pytest.raises(TallyError, match="terlalu besar"):
        Tally.from_frequencies(rows + 1)
    with pytest.raises(TallyError, match="terlalu besar"):
        Tally.from_totals(dict.fromkeys(UNSUR, largest + 1), n=largest + 1)


def test_one_question_that_everybody_answered_is_a_table():
    one = Pedoman("X", (Unsur("U1", "Satu"),), PERMENPANRB_14_2017.mutu)
    assert Tally.from_totals({"U1": 8}, n=2, pedoman=one).filled.tolist() == [[2]]


def test_frequencies():
    table = pd.DataFrame([[0, 1, 2, 3]] * 8 + [[0, 1, 2, 2]], index=UNSUR, columns=[1, 2, 3, 4])
    tally = Tally.from_frequencies(table)
    assert tally.n.tolist() == [6]
    assert tally.counts[0, 8].tolist() == [1, 0, 1, 2, 2]
    assert tally.total[0].tolist() == [20] * 8 + [16]
    assert Tally.from_frequencies(table, n=7).counts[0, 0].tolist() == [1, 0, 1, 2, 3]
    with pytest.raises(TallyError, match="negatif"):
        Tally.from_frequencies(table, n=5)
    with pytest.raises(TallyError, match=r"tidak memuat kolom nilai \[4\]"):
        Tally.from_frequencies(table.drop(columns=4))


def test_an_unsur_with_several_questions_sums_over_them():
    unsur = (Unsur("U1", "Satu", pertanyaan=(Pertanyaan("P1"), Pertanyaan("P2"))), Unsur("U2", "Dua"))
    own = Pedoman("Uji", unsur, PERMENPANRB_14_2017.mutu)
    tally = count(pd.DataFrame({"P1": [4, 3], "P2": [None, 1], "U2": [2, 2]}), pedoman=own)
    filled, total = tally.per_unsur()
    assert (filled.tolist(), total.tolist()) == ([[3, 2]], [[8, 4]])
    assert Tally.from_totals({"P1": 7, "P2": 1, "Dua": 4}, n=2, pedoman=own,
                             filled={"P1": 2, "P2": 1, "U2": 2}) == tally.without_counts()  # fmt: skip


# Files ----------------------------------------------------------------------------------------------------


@given(tallies(), st.booleans())
def test_what_is_saved_is_what_is_loaded(tmp_path_factory, tally, only_totals):
    tally = tally.without_counts() if only_totals else tally
    path = tmp_path_factory.mktemp("tally") / "a.json"
    tally.save(path)
    back = Tally.load(path)
    assert back == tally
    assert back.pedoman.to_dict() == tally.pedoman.to_dict()


def test_a_saved_tally_keeps_how_it_came_about_and_saves_to_the_same_bytes(tmp_path):
    frame = sheet("4" * 9, "33333333.", tahun=[2021, 2022])
    tally = count(read(frame), by="tahun", blanks="complete")
    tally = replace(
        tally, asal=replace(tally.asal, sources=(Source("a.csv", "0" * 64, 2),), notes=("Catatan.",))
    )
    tally.save(tmp_path / "a.json")
    back = Tally.load(tmp_path / "a.json")
    assert back.asal == tally.asal
    assert back.groups["tahun"].tolist() == [2021, 2022]
    back.save(tmp_path / "b.json")
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def edit(path, change):
    data = json.loads(path.read_text(encoding="utf-8"))
    change(data)
    path.write_text(json.dumps(data), encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d.update(format="x"), "bukan rekap skm"),
        (lambda d: d.update(versi=2), "rekap versi 2; skm ini membaca versi 1"),
        (lambda d: d.pop("asal"), r"bukan rekap skm yang utuh \(KeyError\)"),
        (lambda d: d["asal"].update(kosong="nol"), "'nol' tidak dikenal"),
        (lambda d: d["n"].append(1), "salah bentuk"),
        (lambda d: d.update(n=[2.5]), "utuh"),
        (lambda d: d.update(n=[2]), "tidak sama dengan jumlah kuesioner"),
        (lambda d: d["jawaban"][0].pop(), "salah bentuk"),
        (lambda d: d["jawaban"][0][0].pop(), "utuh|salah bentuk"),
        (lambda d: d.update(jawaban=None), "salah bentuk"),
        (lambda d: d["jawaban"][0].__setitem__(0, [2, 0, 0, 0, -1]), "negatif"),
        (lambda d: d.update(n=[2**62]), "terlalu besar"),
        (lambda d: d["jawaban"][0].__setitem__(0, [0, 2**62, 2**62, 2**62, 2**62 + 1]), "tidak sama|besar"),
        (lambda d: d["pedoman"].update(unsur=[]), "tidak memuat satu unsur pun"),
        (
            lambda d: (d.update(kelompok=[["a"], ["a"]], n=[1, 1]), d["jawaban"].append(d["jawaban"][0])),
            "sama lebih",
        ),
    ],
)
def test_a_saved_tally_that_was_changed_is_refused(tmp_path, change, said):
    path = tmp_path / "a.json"
    count(sheet("4" * 9, layanan=["KTP"]), by="layanan").save(path)
    edit(path, change)
    with pytest.raises(TallyError, match=said) as caught:
        Tally.load(path)
    assert str(caught.value).count(str(path)) == 1


def test_files_that_are_no_tally(tmp_path):
    with pytest.raises(FileError, match=r"tidak ada\.json: berkas tidak dapat dibaca"):
        Tally.load(tmp_path / "tidak ada.json")
    for content in (b"", b"[1]", b"\xff\xfe", b'{"format": NaN}', b"[" * 100_000):
        (tmp_path / "x.json").write_bytes(content)
        with pytest.raises(TallyError, match="bukan rekap skm"):
            Tally.load(tmp_path / "x.json")


def test_a_tally_of_the_wrong_shape_cannot_be_made():
    good = count(sheet("4" * 9))
    for change in (
        {"n": np.array([1, 2])},
        {"counts": None},
        {"counts": good.counts.astype(np.int32)},
        {"counts": good.counts[:, :8]},
        {"n": good.n.astype(np.int32)},
        {"sums": good.without_counts().sums},
    ):
        with pytest.raises(TallyError, match="salah bentuk"):
            replace(good, **change)


def test_the_plain_and_html_forms_say_what_is_in_it():
    tally = count(sheet("4" * 9, "3" * 9, layanan=["KTP", "<b>"]), by="layanan")
    assert repr(tally) == "<Tally PermenPANRB 14/2017: 2 kuesioner, 2 kelompok per layanan, frekuensi>"
    assert repr(tally.pool().without_counts()).endswith("1 kelompok, hanya total>")
    two = count(sheet("4" * 9, layanan=["KTP"], tahun=[2022]), by=["layanan", "tahun"], pairs=True)
    assert repr(two).endswith("1 kelompok per layanan, tahun, frekuensi dan hasil kali>")
    html = tally._repr_html_()
    assert html.startswith(f"<p>{repr(tally)[1:-1]}</p><table")
    assert 'border="1"' not in html
    assert re.findall("<t[hd]>([^<]*)", html) == ["layanan", "n", "KTP", "1", "&lt;b&gt;", "1"]
    many = count(sheet(*["4" * 9] * 51, desa=[f"Desa {i}" for i in range(51)]), by="desa")
    assert many._repr_html_().count("<td>Desa") == 50
