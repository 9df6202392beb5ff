import dataclasses
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skm import KEPMENPAN_25_2004, PERMENPANRB_14_2017, PERMENPANRB_16_2014, Pedoman, Unsur
from skm.ground.errors import PedomanError
from skm.pedoman import Mutu, Pertanyaan, of_name
from strategies import guidelines

CLASSES = PERMENPANRB_14_2017.mutu


def test_the_national_guidelines_have_their_unsur_weights_and_classes():
    assert [len(p.unsur) for p in (PERMENPANRB_14_2017, PERMENPANRB_16_2014, KEPMENPAN_25_2004)] == [9, 9, 14]
    assert PERMENPANRB_14_2017.nama_unsur == (
        "Persyaratan",
        "Sistem, Mekanisme, dan Prosedur",
        "Waktu Penyelesaian",
        "Biaya/Tarif",
        "Produk Spesifikasi Jenis Pelayanan",
        "Kompetensi Pelaksana",
        "Perilaku Pelaksana",
        "Penanganan Pengaduan, Saran dan Masukan",
        "Sarana dan Prasarana",
    )
    assert PERMENPANRB_16_2014.nama_unsur[7:] == (
        "Maklumat Pelayanan",
        "Penanganan Pengaduan, Saran dan Masukan",
    )
    assert set(PERMENPANRB_14_2017.bobot) == {Fraction(1, 9)}
    assert set(KEPMENPAN_25_2004.bobot) == {Fraction(1, 14)}
    bounds = {m.huruf: str(m.ikm_min) for m in CLASSES}
    assert bounds == {"A": "88.31", "B": "76.61", "C": "65.00", "D": "25.00"}
    assert [str(m.ikm_min) for m in PERMENPANRB_16_2014.mutu] == ["81.26", "62.51", "43.76", "25.00"]
    assert PERMENPANRB_16_2014.mutu == KEPMENPAN_25_2004.mutu


@pytest.mark.parametrize("pedoman", [PERMENPANRB_14_2017, PERMENPANRB_16_2014, KEPMENPAN_25_2004])
def test_every_unsur_is_defined_asked_and_labelled(pedoman):
    for unsur in pedoman.unsur:
        (question,) = unsur.pertanyaan
        assert unsur.definisi.endswith(".")
        assert question.teks.startswith("Bagaimana") and question.teks.endswith("?")
        assert len(question.label) == len(set(question.label)) == 4


def test_the_labels_of_the_form_that_do_not_follow_the_pattern():
    labels = {u.kode: u.pertanyaan[0].label for u in PERMENPANRB_14_2017.unsur}
    assert labels["U4"] == ("Sangat mahal", "Cukup mahal", "Murah", "Gratis")
    assert labels["U8"][1] == "Ada tetapi tidak berfungsi"
    assert labels["U9"] == ("Buruk", "Cukup", "Baik", "Sangat baik")


@pytest.mark.parametrize(
    ("ikm", "huruf"),
    [
        ("25", "D"), ("64.99", "D"), ("64.994999", "D"), ("64.995", "C"), ("65", "C"), ("76.60", "C"),
        ("76.604", "C"), ("76.605", "B"), ("76.61", "B"), ("88.30", "B"), ("88.3041", "B"), ("88.305", "A"),
        ("88.31", "A"), ("100", "A"), ("24.75", "D"), ("0", "D"),
    ],
)  # fmt: skip
def test_both_sides_of_every_class_bound(ikm, huruf):
    assert PERMENPANRB_14_2017.mutu_of(Fraction(ikm)).huruf == huruf


@given(guidelines(), st.fractions(0, 100), st.fractions(0, 100))
def test_every_index_has_one_class_and_a_higher_index_never_a_worse_one(pedoman, a, b):
    better, worse = max(a, b), min(a, b)
    classes = list(pedoman.mutu)
    assert classes.index(pedoman.mutu_of(better)) <= classes.index(pedoman.mutu_of(worse))


def test_a_float_is_never_graded():
    with pytest.raises(TypeError, match="not a float"):
        PERMENPANRB_14_2017.mutu_of(64.99999999999999)


@given(guidelines())
def test_a_guideline_survives_being_written_and_read(pedoman):
    back = Pedoman.from_dict(pedoman.to_dict())
    assert back == pedoman
    assert back.to_dict() == pedoman.to_dict()


def test_an_own_guideline_takes_lists_from_national_ones():
    own = Pedoman.from_toml('nama = "X"\nunsur = "PermenPANRB 16/2014"\nmutu = "PermenPANRB 14/2017"')
    assert own.unsur == PERMENPANRB_16_2014.unsur
    assert own.mutu == CLASSES
    assert own.bobot == (Fraction(1, 9),) * 9


def test_a_toml_guideline_with_weights_several_questions_and_its_own_scale():
    own = Pedoman.from_toml(
        """
        nama = "Enam belas butir, sebagian"
        nilai_max = 5
        mutu = [{huruf = "L", kinerja = "Lulus", ikm_min = "70.00"}, {huruf = "T", kinerja = "Tidak", ikm_min = 0}]
        [[unsur]]
        kode = "U1"
        nama = "Persyaratan"
        bobot = "2/3"
        [[unsur.pertanyaan]]
        kode = "P1"
        [[unsur.pertanyaan]]
        kode = "P2"
        teks = "Persyaratan sesuai?"
        [[unsur]]
        kode = "U2"
        nama = "Prosedur"
        bobot = "1/3"
        teks = "Prosedur mudah?"
        label = ["1", "2", "3", "4", "5"]
        """
    )
    assert own.pertanyaan_kode == ("P1", "P2", "U2")
    assert own.bobot == (Fraction(2, 3), Fraction(1, 3))
    assert own.faktor == 20
    assert own.mutu_of(Fraction(69995, 1000)).kinerja == "Lulus"
    assert own.to_dict() == {
        "nama": "Enam belas butir, sebagian",
        "sumber": "",
        "nilai_max": 5,
        "mutu": [
            {"huruf": "L", "kinerja": "Lulus", "ikm_min": "70.00"},
            {"huruf": "T", "kinerja": "Tidak", "ikm_min": "0"},
        ],
        "unsur": [
            {
                "kode": "U1",
                "nama": "Persyaratan",
                "definisi": "",
                "alias": [],
                "bobot": "2/3",
                "pertanyaan": [
                    {"kode": "P1", "teks": "", "label": []},
                    {"kode": "P2", "teks": "Persyaratan sesuai?", "label": []},
                ],
            },
            {
                "kode": "U2",
                "nama": "Prosedur",
                "definisi": "",
                "alias": [],
                "bobot": "1/3",
                "pertanyaan": [{"kode": "U2", "teks": "Prosedur mudah?", "label": ["1", "2", "3", "4", "5"]}],
            },
        ],
    }


def test_a_scale_has_2_to_100_steps_and_a_weight_is_more_than_0():
    assert [PERMENPANRB_14_2017.with_scale(n).faktor for n in (2, 100)] == [50, 1]
    with pytest.raises(PedomanError, match="semuanya harus lebih dari 0"):
        PERMENPANRB_14_2017.drop("U3", "U4", "U5", "U6", "U7", "U8", "U9").with_bobot({"U1": 1, "U2": 0})


def test_a_question_without_a_text_asks_for_its_unsur():
    assert Unsur("U1", "Satu").pertanyaan[0].teks == "Satu"
    own = Pedoman.from_toml('nama = "X"\n' + MUTU + UNSUR)
    assert [(p.kode, p.teks) for p in own.pertanyaan] == [("U1", "Satu"), ("U2", "Dua")]


UNSUR = 'unsur = [{kode = "U1", nama = "Satu"}, {kode = "U2", nama = "Dua"}]\n'
MUTU = 'mutu = "PermenPANRB 14/2017"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nama = ", "bukan TOML"),
        (MUTU + UNSUR, "tidak lengkap"),
        ('nama = "X"\n' + MUTU, "tidak lengkap"),
        ('nama = "X"\n' + MUTU + "unsur = []", "tidak memuat satu unsur pun"),
        ('nama = "X"\nwarna = "biru"\n' + MUTU + UNSUR, "tidak dikenal: warna"),
        ('nama = "X"\nnilai_max = "4"\n' + MUTU + UNSUR, "bukan bilangan bulat"),
        ('nama = "X"\nnilai_max = 1\n' + MUTU + UNSUR, "2 sampai 100"),
        ('nama = "X"\nnilai_max = 101\n' + MUTU + UNSUR, "2 sampai 100"),
        (
            'nama = "X"\nunsur = "PermenPANRB 99/2099"\n' + MUTU,
            "'PermenPANRB 99/2099' tidak dikenal. Yang ada: \"PermenPANRB 14/2017\", \"PermenPANRB 16/2014\", "
            '"KepMenPAN 25/2004"; atau nama berkas .toml',
        ),
        ('nama = "X"\n' + MUTU + 'unsur = [{kode = "U1", nama = "Satu", label = ["Ya"]}]', "1 label jawaban"),
        ('nama = "X"\n' + MUTU + 'unsur = [{kode = "U1", nama = "S", warna = 1}]', "'X': kunci unsur tidak dikenal: warna"),
        ('nama = "X"\n' + MUTU + 'unsur = [{kode = "U", nama = "A"}, {kode = "U", nama = "B"}]', "kode U dipakai"),
        ('nama = "X"\n' + MUTU + 'unsur = [{kode = "U", nama = "A"}, {kode = "V", nama = "A"}]', "nama A dipakai"),
        ('nama = "X"\n' + UNSUR + "mutu = []", "baris 3: .*kelas mutu harus ada"),
        (
            'nama = "X"\n' + UNSUR + 'mutu = [{huruf = "A", kinerja = "a", ikm_min = "70"}, '
            '{huruf = "B", kinerja = "b", ikm_min = "70"}]',
            "baris 3: .*batas bawah mutu B 70, tidak di bawah kelas sebelumnya; batas bawah harus menurun",
        ),
        ('nama = "X"\n' + UNSUR + 'mutu = [{huruf = "A", kinerja = "a", ikm_min = "70.005"}]', "dua desimal"),
        ('nama = "X"\n' + UNSUR + 'mutu = [{huruf = "A", kinerja = "a", ikm_min = "x"}]', "salah bentuk"),
        ('nama = "X"\n' + MUTU + 'unsur = [{kode = "U1", nama = "Satu", bobot = 0.5}]', "'X': bobot 0.5 harus ditulis sebagai teks"),
        ('nama = "X"\n' + MUTU + 'unsur = [{kode = "U1", nama = "Satu", bobot = "1/0"}]', "bukan pecahan"),
        ('nama = "X"\n' + MUTU + 'unsur = [{kode = "U1", nama = "S", bobot = "0.11"}]', "jumlah bobot 11/100"),
        (
            'nama = "X"\n' + MUTU + 'unsur = [{kode = "U", nama = "A", bobot = "1"}, {kode = "V", nama = "B"}]',
            "1 bobot untuk 2 unsur",
        ),
        (
            'nama = "X"\n' + MUTU + 'unsur = [{kode = "U", nama = "A", bobot = "2"}, '
            '{kode = "V", nama = "B", bobot = "-1"}]',
            "lebih dari 0",
        ),
    ],
)  # fmt: skip
def test_a_contradictory_guideline_is_refused_in_words(text, said):
    with pytest.raises(PedomanError, match=said):
        Pedoman.from_toml(text)


def own(labels='"Tidak", "Kurang", "Cukup", "Baik"', bounds=("80", "60"), letters="AB", code="U2"):
    """A guideline of one's own, whose labels are on line 5, second code on line 9, bounds on lines 14 and 18."""
    classes = "".join(
        f'[[mutu]]\nhuruf = "{letter}"\nikm_min = {bound}\nkinerja = "k"\n'
        for letter, bound in zip(letters, bounds, strict=True)
    )
    return (
        f"[[unsur]]\nkode = 'U1'\nnama = 'Satu'\nlabel = [{labels}]\n# kode = \"U2\"\n\n"
        f'[[unsur]]\nkode = "{code}"\nnama = "Dua"\n\n{classes}'
    ).replace("[[unsur]]", "nama = 'X'\n[[unsur]]", 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            own('"Tidak", "Baik", "Baik", "Sangat"'),
            'baris 5: .*pertanyaan U1 memuat label jawaban "baik" lebih',
        ),
        (own('"Tidak", "Baik", "BAIK!", "Sangat"'), 'label jawaban "baik" lebih dari sekali'),
        (own('"🙁", "🙂", "🙂", "😀"'), 'label jawaban "🙂" lebih dari sekali'),
        (
            own('"4", "3", "2", "1"'),
            'baris 5: .*label jawaban "4" untuk nilai 1; label berupa angka harus sama',
        ),
        (own('"1.", "(2)", "３", "5"'), 'label jawaban "5" untuk nilai 4'),
        (own(code="U1"), "baris 9: .*kode U1 dipakai lebih dari sekali"),
        (own(letters="BB"), "baris 17: .*huruf mutu B dipakai lebih dari sekali"),
        *((own(bounds=(80, bound)), "baris 18: .*bilangan 0 sampai 100") for bound in ("nan", "inf", "-1")),
        (own(bounds=('"sNaN"', 60)), "baris 14: .*bilangan 0 sampai 100"),
        (own(bounds=("100.01", 60)), "baris 14: .*bilangan 0 sampai 100"),
        (own(bounds=(80, "80.00")), "baris 18: .*harus menurun"),
        (own(bounds=(80, "60.001")), "baris 18: .*paling banyak dua desimal"),
        ("nama = 'X'\nx = " + "[" * 9999 + "]" * 9999, "baris 2: berkas pedoman bersarang terlalu dalam"),
    ],
)
def test_what_contradicts_itself_is_named_with_its_line(text, said):
    with pytest.raises(PedomanError, match=said):
        Pedoman.from_toml(text)


def test_labels_with_numbers_in_them_and_classes_from_0_to_100_are_in_order():
    guide = Pedoman.from_toml(own('"Lebih dari 3 hari", "3 hari", "2 hari", "1 hari"', bounds=("100", "0")))
    assert (guide.pertanyaan[0].label[3], [m.ikm_min for m in guide.mutu]) == ("1 hari", [100, 0])
    assert Pedoman.from_toml(own('"1", "2", "3", "4"')).pertanyaan[0].label == ("1", "2", "3", "4")


def test_two_questions_may_not_share_a_code():
    unsur = (Unsur("U1", "Satu", pertanyaan=(Pertanyaan("P1"), Pertanyaan("P1"))),)
    with pytest.raises(PedomanError, match="P1"):
        Pedoman("X", unsur, CLASSES)


def test_weights_are_exact_or_refused():
    assert sum(PERMENPANRB_14_2017.bobot) == 1
    with pytest.raises(PedomanError, match="tepat 1"):
        dataclasses.replace(PERMENPANRB_14_2017, bobot=(Fraction(111, 1000),) * 9)


def test_rename_add_drop_reweigh_and_rescale():
    base = PERMENPANRB_14_2017
    renamed = base.rename({"U9": "Maklumat Pelayanan"}, nama="Kecamatan X")
    assert (renamed.nama, renamed.unsur[8].nama, renamed.unsur[8].alias) == (
        "Kecamatan X",
        "Maklumat Pelayanan",
        (),
    )
    assert renamed.unsur[:8] == base.unsur[:8]
    assert (renamed.kode, renamed.pertanyaan_kode) == (base.kode, base.pertanyaan_kode)
    more = base.add(Unsur("U10", "Kedisiplinan"))
    assert more.bobot == (Fraction(1, 10),) * 10
    less = base.drop("U4", "U8")
    assert less.kode == ("U1", "U2", "U3", "U5", "U6", "U7", "U9")
    assert less.bobot[0] == Fraction(1, 7)
    weighed = less.with_bobot(dict.fromkeys(less.kode, "1/14") | {"U1": Fraction(4, 7)})
    assert weighed.bobot[0] == Fraction(4, 7)
    assert weighed.kode == less.kode
    five = base.with_scale(5)
    assert (five.faktor, five.pertanyaan[0].label, five.nama) == (20, (), "PermenPANRB 14/2017, skala 1-5")
    assert [(p.kode, p.teks) for p in five.pertanyaan] == [(p.kode, p.teks) for p in base.pertanyaan]


def test_an_adapted_guideline_says_so_once_or_has_the_name_it_is_given():
    base, tenth = PERMENPANRB_14_2017, Unsur("U10", "Kedisiplinan")
    same = dict.fromkeys(base.kode, "1/9")
    adapted = [base.rename({"U9": "X"}), base.add(tenth), base.drop("U9"), base.with_bobot(same)]
    assert {p.nama for p in adapted} == {"PermenPANRB 14/2017, disesuaikan"}
    assert base.drop("U9").drop("U8").nama == "PermenPANRB 14/2017, disesuaikan"
    named = [
        base.rename({"U9": "X"}, nama="K"),
        base.add(tenth, nama="K"),
        base.drop("U9", nama="K"),
        base.with_bobot(same, nama="K"),
        base.with_scale(5, nama="K"),
    ]
    assert [p.nama for p in named] == ["K"] * 5


def test_misuse_from_python_speaks_english():
    with pytest.raises(KeyError, match="no unsur"):
        PERMENPANRB_14_2017.rename({"U10": "X"})
    with pytest.raises(KeyError, match="no unsur"):
        PERMENPANRB_14_2017.drop("U10")
    with pytest.raises(KeyError, match="exactly these unsur"):
        PERMENPANRB_14_2017.with_bobot({"U1": 1})
    with pytest.raises(PedomanError, match=r"'PermenPANRB 14/2017': bobot 0.11 harus ditulis sebagai teks"):
        PERMENPANRB_14_2017.with_bobot(dict.fromkeys(PERMENPANRB_14_2017.kode, 0.11))


def test_a_guideline_is_found_by_name():
    assert of_name(" permenpanrb 14/2017 ") is PERMENPANRB_14_2017


def test_wording_does_not_make_two_guidelines_different():
    """What the numbers depend on is compared; definitions and question texts are not."""
    unsur = tuple(dataclasses.replace(u, definisi="lain", alias=("lain",)) for u in PERMENPANRB_14_2017.unsur)
    assert dataclasses.replace(PERMENPANRB_14_2017, unsur=unsur) == PERMENPANRB_14_2017
    bounds = (Mutu("A", "Sangat baik", Decimal("83.31")), *CLASSES[1:])
    assert dataclasses.replace(PERMENPANRB_14_2017, mutu=bounds) != PERMENPANRB_14_2017


def test_a_guideline_shows_itself_in_one_line():
    assert repr(PERMENPANRB_14_2017) == "Pedoman('PermenPANRB 14/2017', 9 unsur, nilai 1-4)"
    assert repr(KEPMENPAN_25_2004) == "Pedoman('KepMenPAN 25/2004', 14 unsur, nilai 1-4)"


def test_an_unsur_can_have_several_questions_with_its_labels():
    national = PERMENPANRB_14_2017
    more = national.with_questions({"U1": 2, "U2": 1})
    assert more.pertanyaan_kode[:3] == ("U1.1", "U1.2", national.pertanyaan_kode[1])
    assert more.pertanyaan[0].label == national.pertanyaan[0].label
    assert more.nama.endswith(", 10 pertanyaan")
    assert national.with_questions({"U1": 2}, nama="Sepuluh").nama == "Sepuluh"
    with pytest.raises(KeyError):
        national.with_questions({"U99": 2})
