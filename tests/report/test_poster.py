"""The publication sheet: its fields, its numbers, its sizes, and words that stay in their place."""

import gc
import sys
from datetime import date
from io import BytesIO

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

import skm
from skm.charts.sheet import Sheet
from skm.ground.numbers import date_id
from skm.ground.writing import written
from skm.pedoman import KEPMENPAN_25_2004, PERMENPANRB_14_2017
from skm.report import _poster as wall
from skm.report import poster
from skm.report._publication import UCAPAN, Publication

HOSTILE = [
    "$x_1$ \\bad{",
    "<b>=1+1</b>",
    "\x00\x07\tkendali\r\n",
    "sangat panjang " * 200,
    "x" * 3000,
    "\u202egnirts",
    "🚀🎉",
]


def sheet(n=24, services=("KTP", "SKCK"), k=9):
    random = np.random.default_rng(2)
    frame = pd.DataFrame(random.integers(2, 5, (n, k)), columns=[f"U{i + 1}" for i in range(k)])
    return frame.assign(
        layanan=[services[i % len(services)] for i in range(n)],
        jenis_kelamin=["L", "P", "P"] * (n // 3) + ["L"] * (n % 3),
        pendidikan=["SD", "SMA", "SMA", "S1"] * (n // 4) + ["S2"] * (n % 4),
        tanggal=pd.to_datetime("2022-01-03") + pd.to_timedelta(range(n), "D"),
    )


def both(frame, pedoman=PERMENPANRB_14_2017, name="Kecamatan Contoh"):
    responses = skm.read(frame, pedoman=pedoman)
    return skm.Result(skm.count(responses, "layanan"), name), responses


RESULT, RESPONSES = both(sheet())
ALL = {
    "instansi": ["Pemerintah Kabupaten Contoh", "Provinsi Contoh"],
    "periode": "Semester I Tahun 2022",
    "tautan": "https://contoh.go.id/ikm",
}


def logo():
    picture = BytesIO()
    figure = Figure(figsize=(1, 2))
    figure.text(0.5, 0.5, "L")
    figure.savefig(picture, format="png")
    return picture.getvalue()


def drawn(monkeypatch, result, paper="A4", **options):
    """The page as it was drawn, in place of its bytes."""
    pages = []
    monkeypatch.setattr(Sheet, "content", lambda page, *_: pages.append(page) or b"")
    written(poster, result, format="pdf", paper=paper, **options)
    monkeypatch.undo()
    return pages[0].figure


def words(figure):
    """Each text of the page by what it says; of two that say the same the larger."""
    return {text.get_text(): text for text in sorted(figure.axes[0].texts, key=lambda t: t.get_fontsize())}


def test_the_sheet_carries_every_field_of_the_form(monkeypatch):
    shown = words(drawn(monkeypatch, RESULT, responses=RESPONSES, logo=logo(), **ALL))
    for text in (
        "INDEKS KEPUASAN MASYARAKAT (IKM)",
        "KECAMATAN CONTOH",
        "Pemerintah Kabupaten Contoh · Provinsi Contoh",
        "Semester I Tahun 2022",
        "NILAI IKM",
        RESULT.ikm_text,
        RESULT.mutu,
        RESULT.kinerja,
        "NAMA LAYANAN",
        "KTP, SKCK",
        "RESPONDEN",
        "24 orang",
        "Laki-laki = 8",
        "Perempuan = 16",
        "SD = 6",
        "SMA = 12",
        "D4/S1 = 6",
        "PERIODE SURVEI",
        "3 Januari 2022 s/d 26 Januari 2022",
        "Dihitung menurut PermenPANRB 14/2017. Kelompok di bawah 5 responden tidak ditampilkan tersendiri. "
        "Selengkapnya: https://contoh.go.id/ikm",
    ):
        assert text in shown
    assert UCAPAN.startswith("Terima kasih")
    assert any(text.startswith("Terima kasih") for text in shown)


def test_what_is_read_from_two_metres_has_capitals_of_six_millimetres_and_the_index_of_thirty(monkeypatch):
    shown = words(drawn(monkeypatch, RESULT, responses=RESPONSES))
    capital = 0.73 * 25.4 / 72  # millimetres a point, of this typeface
    assert shown[RESULT.ikm_text].get_fontsize() * capital >= 30
    for text in ("INDEKS KEPUASAN MASYARAKAT (IKM)", RESULT.mutu, RESULT.kinerja, "24 orang", "KTP, SKCK"):
        assert shown[text].get_fontsize() * capital >= 5.6


def test_a3_is_the_a4_sheet_enlarged(monkeypatch):
    small, large = (drawn(monkeypatch, RESULT, paper, responses=RESPONSES) for paper in ("A4", "A3"))
    assert tuple(small.get_size_inches() * 25.4) == pytest.approx((297, 210))
    assert tuple(large.get_size_inches() * 25.4) == pytest.approx((420, 297))
    assert list(words(small)) == list(words(large))
    sizes = [(words(large)[t].get_fontsize() / words(small)[t].get_fontsize()) for t in words(small)]
    assert sizes == pytest.approx([420 / 297] * len(sizes))


def empty(frame):
    return frame.assign(
        layanan=pd.Categorical(frame["layanan"], [*frame["layanan"].unique(), "Tanpa responden"])
    )


SURVEYS = {
    "ordinary": lambda: both(sheet()),
    "14 unsur": lambda: both(sheet(k=14), KEPMENPAN_25_2004),
    "40 services": lambda: both(sheet(80, [f"Layanan {i}" for i in range(40)])),
    "one service": lambda: both(sheet(services=("Perekaman KTP elektronik",))),
    "five respondents": lambda: both(sheet(5)),
    "an empty group": lambda: both(empty(sheet())),
    "no index": lambda: both(sheet().assign(U3=pd.NA)),
    "hostile": lambda: both(sheet(24, HOSTILE), name=HOSTILE[0] + HOSTILE[3]),
    "many schools": lambda: both(sheet(60).assign(pendidikan=[f"Sekolah {i}" for i in range(60)])),
}


@pytest.mark.parametrize("survey", SURVEYS)
def test_all_words_stay_on_the_page_and_apart(monkeypatch, survey):
    result, responses = SURVEYS[survey]()
    figure = drawn(monkeypatch, result, responses=responses, **ALL)
    with skm.charts.style.missing_glyphs_are_boxes():
        figure.draw_without_rendering()
    width, height = figure.bbox.size
    boxes = []
    for text in figure.axes[0].texts:
        box = text.get_window_extent()
        assert 0 <= box.x0 < box.x1 <= width, text
        assert 0 <= box.y0 < box.y1 <= height, text
        boxes.append(box.padded(-0.12 * box.height))
    pairs = [(a, b) for i, a in enumerate(boxes) for b in boxes[:i]]
    assert not any(a.overlaps(b) for a, b in pairs)


def test_hostile_fields_stay_on_the_page_too(monkeypatch):
    fields = {
        "unit": HOSTILE[4],
        "instansi": HOSTILE,
        "layanan": HOSTILE[3],
        "periode": HOSTILE[3],
        "ucapan": HOSTILE[3],
    }
    figure = drawn(monkeypatch, RESULT, responses=RESPONSES, **fields)
    with skm.charts.style.missing_glyphs_are_boxes():
        figure.draw_without_rendering()
    width = figure.bbox.width
    assert all(
        t.get_window_extent().x0 >= 0 and t.get_window_extent().x1 <= width for t in figure.axes[0].texts
    )
    assert all(text.isprintable() for text in words(figure))


def test_a_missing_index_is_said_and_not_drawn_as_a_number(monkeypatch):
    result, responses = both(sheet().assign(U3=pd.NA))
    shown = words(drawn(monkeypatch, result, responses=responses))
    assert "belum dapat dihitung" in " ".join(shown)
    assert "–" in shown


def test_without_responses_only_what_is_known_is_printed(monkeypatch):
    shown = words(drawn(monkeypatch, RESULT))
    assert "24 orang" in shown
    assert not {"Jenis kelamin", "Pendidikan", "PERIODE SURVEI"} & set(shown)


def test_given_days_and_service_replace_those_of_the_questionnaires():
    facts = Publication(
        RESULT, RESPONSES, {"mulai": date(2022, 1, 1), "selesai": date(2022, 6, 30), "layanan": "KTP"}
    )
    assert (facts.survei, facts.layanan) == ("1 Januari 2022 s/d 30 Juni 2022", "KTP")
    assert date_id(date(2024, 12, 31)) == "31 Desember 2024"


def test_responses_of_another_survey_are_refused():
    with pytest.raises(ValueError, match="the result has n = 24"):
        written(poster, RESULT, format="pdf", responses=both(sheet(9))[1])


@pytest.mark.parametrize(("name", "start"), [("ikm.pdf", b"%PDF"), ("ikm.PNG", b"\x89PNG")])
@pytest.mark.parametrize("paper", ["A4", "A3"])
def test_the_file_is_written_as_its_ending_says_and_the_same_twice(tmp_path, name, start, paper):
    options = {"responses": RESPONSES, "paper": paper, "logo": logo(), **ALL}
    one = poster(RESULT, tmp_path / name, **options).read_bytes()
    assert one.startswith(start)
    assert one == poster(RESULT, tmp_path / name, **options).read_bytes()
    if start == b"\x89PNG":
        across = {"A4": 2339, "A3": 3307}[paper]
        assert mpl.image.imread(BytesIO(one)).shape[1] == pytest.approx(across, abs=2)


def test_misuse_is_told():
    for options, message in [
        ({"paper": "F4"}, "paper is one of"),
        ({"mulai": date(2022, 2, 1), "selesai": date(2022, 1, 1)}, "before it begins"),
    ]:
        with pytest.raises(ValueError, match=message):
            written(poster, RESULT, format="pdf", **options)
    with pytest.raises(TypeError, match="unknown fields"):
        written(poster, RESULT, format="pdf", unit_name="X")
    with pytest.raises(ValueError, match="format, or the ending of the path"):
        poster(RESULT, "ikm.docx")
    with pytest.raises(ValueError, match="format, or the ending of the path"):
        written(poster, RESULT)


def test_a_logo_that_is_no_picture_is_named(tmp_path):
    (tmp_path / "logo.png").write_bytes(b"bukan gambar")
    with pytest.raises(skm.FileError, match="logo bukan gambar PNG atau JPEG"):
        written(poster, RESULT, format="pdf", logo=tmp_path / "logo.png")
    with pytest.raises(skm.FileError, match="logo tidak dapat dibaca"):
        written(poster, RESULT, format="pdf", logo=tmp_path / "tidak_ada.png")


def test_without_segno_one_message_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "segno", None)
    with pytest.raises(skm.SkmError, match=r'pip install "skm-ikm\[laporan\]"'):
        written(poster, RESULT, format="pdf", tautan="https://contoh.go.id")


def test_the_qr_code_holds_the_link_and_too_long_a_link_is_refused():
    segno = pytest.importorskip("segno")
    expected = segno.make_qr(ALL["tautan"], error="m")
    assert np.array_equal(wall._qr(ALL["tautan"]), list(expected.matrix_iter(border=2)))
    with pytest.raises(skm.SkmError, match="Tautan terlalu panjang"):
        wall._qr("https://contoh.go.id/" + "x" * 5000)


@pytest.mark.long
def test_200_posters_leave_no_figure_behind(monkeypatch):
    import matplotlib.pyplot as plt

    drawn = Sheet.content
    for i in range(200):
        with monkeypatch.context() as patch:
            if i % 50:  # one in fifty is rendered as well; benchmarks/bench_pictures.py renders them all
                patch.setattr(Sheet, "content", lambda page, *_: b"")
            written(poster, RESULT, format="pdf", responses=RESPONSES, dpi=20)
    assert Sheet.content is drawn
    assert plt.get_fignums() == []
    gc.collect()
    assert sum(isinstance(thing, Figure) for thing in gc.get_objects()) <= 3
