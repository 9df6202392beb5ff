"""Nothing personal that stands in an input comes out again: it is planted everywhere, and every output searched."""

from __future__ import annotations

import io
import logging
import pickle
import re
import warnings
import zipfile

import pandas as pd
import pytest

import skm
import workbooks as wb
from skm import charts, report
from skm.batch import recompute
from skm.cli import main
from skm.ground.errors import SkmError, SkmWarning
from skm.priorities import plan
from skm.reading import read
from skm.reading.questionnaire.personal import MASK, Mask
from skm.reading.screening import screen
from skm.result import summarize
from skm.tally.counting import count

CODES = [f"U{i}" for i in range(1, 10)]
NAMES = ["Zulkarnaen Fitriadi", "Wahyuningtyas", "M. Qodarisman, S.Sos", "Raden Ajeng Xaveria"]
NIK = ["6371011234560001", "6371 0212 3456 0002", "637103-123456-0003", "6371.0412.3456.0004"]
PHONES = [
    "081253467891",
    "+62 812-5346-7892",
    "0812 5346 7893",
    "(0511) 4777123",
    "6281253467894",
    "85253467895",
]
MAILS = ["zulkarnaen.f@contoh.go.id", "wahyu_88@surel.co.id"]
STREETS = [
    "Jl. Pangeran Hidayatullah No. 17A",
    "Gang Kenanga no 4 RT 03/RW 02",
    "Komplek Griya Asri Blok C nomor 12",
]
SECRETS = [*NAMES, *NIK, *PHONES, *MAILS, *STREETS]


def digits(text):
    return re.sub(r"\D", "", text)


def leaks(content):
    """The secrets that stand in a text, whatever separates their digits."""
    found = [s for s in SECRETS if s.casefold() in content.casefold()]
    squeezed = re.sub(r"(?<=\d)[ .()\-]+(?=\d)", "", content)
    numbers = [s for s in (*NIK, *PHONES) if digits(s)[-9:] in squeezed]
    return sorted({*found, *numbers})


def planted(bad_answer="4"):
    """A sheet with personal data in columns of its own, in free text, in every profile field, in an answer."""
    heads = ["Nama", "NIK", "No. HP", "Email", "Alamat", "Layanan", "Jenis Kelamin", "Umur", "Pendidikan", "Pekerjaan", "Tanggal", "Kelurahan", "Kode", *CODES, "Saran", "Keluhan"]  # fmt: skip
    rows = []
    for i in range(24):
        name, nik, phone = NAMES[i % 4], NIK[i % 4], PHONES[i % 6]
        mail, street = MAILS[i % 2], STREETS[i % 3]
        free = [f"Hubungi {name} di {phone}", f"NIK saya {nik}, tinggal di {street}", f"kirim ke {mail}; {name.upper()} menunggu lama sekali", "Waktu pelayanan terlalu lama"][i % 4]  # fmt: skip
        hidden = [f"Guru, {phone}", name, nik, mail][i % 4] if i < 8 else "PNS"
        rows.append(
            [name, nik, phone, mail, street, ["KTP", f"KTP {phone}"][i == 20], ["L", name][i == 3], ["25", nik][i == 4],
             ["S1", street][i == 5], hidden, ["05/01/2024", phone][i == 6], [f"Desa {mail}", "Desa A"][i % 2],
             f"K-{nik}" if i == 9 else f"K-{i}", *[(i + j) % 4 + 1 for j in range(9)], free, f"Keluhan {name}: {phone}"]
        )  # fmt: skip
    rows[7][13] = bad_answer
    return heads, rows


def workbook(path, **arguments):
    heads, rows = planted(**arguments)
    path.write_bytes(wb.xlsx(wb.cells([heads, *rows])))
    return path


def texts_in(path):
    """Everything legible in a file: the parts of an archive one by one, the bytes as text."""
    content = path.read_bytes() if hasattr(path, "read_bytes") else path
    found = [content.decode("utf-8", "replace"), content.decode("utf-16-le", "replace")]
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                found += [name, re.sub(r"<[^>]+>", " ", archive.read(name).decode("utf-8", "replace"))]
    return found


def written(folder):
    return [t for p in folder.rglob("*") if p.is_file() for t in (p.name, *texts_in(p))]


@pytest.fixture(autouse=True)
def quiet():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SkmWarning)
        yield


def test_the_secrets_are_found_where_they_are(tmp_path):
    assert leaks(" ".join(texts_in(workbook(tmp_path / "a.xlsx")))) == sorted(SECRETS)


def test_responses_hold_nothing_personal(tmp_path):
    responses = read(workbook(tmp_path / "a.xlsx"))
    everything = [repr(responses), responses._repr_html_(), *responses.notes]
    frames = (responses.profile, responses.saran, responses.set_aside, responses.problems, responses.unplaced)
    everything += [frame.to_csv() for frame in frames]
    everything += [
        str(responses.profile[c].cat.categories.tolist()) for c in responses.profile.select_dtypes("category")
    ]
    everything.append(pickle.dumps(responses).decode("latin-1"))
    assert leaks("\n".join(everything)) == []
    assert f"Hubungi {MASK} di {MASK}" in responses.saran["Saran"].tolist()
    assert "Waktu pelayanan terlalu lama" in responses.saran["Saran"].tolist()
    assert any(
        n.startswith("Data pribadi di dalam isian disamarkan: ") and '"Saran" (18 isian)' in n
        for n in responses.notes
    )


def test_a_frame_is_read_as_carefully_as_a_file():
    heads, rows = planted()
    responses = read(pd.DataFrame(rows, columns=heads))
    assert leaks(responses.profile.to_csv() + responses.saran.to_csv() + repr(responses)) == []
    frame = pd.DataFrame(rows, columns=heads).astype({"Kelurahan": "category", "Pekerjaan": "category"})
    responses = read(frame)
    assert (
        leaks(responses.profile.to_csv() + str(responses.profile["Kelurahan"].cat.categories.tolist())) == []
    )


@pytest.mark.parametrize(
    "secret", [NAMES[0], NIK[0], PHONES[1], MAILS[0], STREETS[0], f"{NAMES[1]} ({PHONES[0]})"]
)
def test_an_answer_that_is_personal_is_refused_without_being_quoted(tmp_path, secret):
    path = workbook(tmp_path / "a.xlsx", bad_answer=secret)
    with pytest.raises(SkmError) as caught:
        read(path)
    told = str(caught.value) + caught.value.problems.to_csv() + repr(caught.value.__cause__)
    assert leaks(told) == []
    assert f'sel N9 (kolom "U1"): "{MASK}' in told
    for invalid in ("blank", "drop"):
        responses = read(path, invalid=invalid)
        assert leaks(responses.problems.to_csv() + responses.set_aside.to_csv() + repr(responses)) == []


def test_a_file_without_headings_is_refused_without_quoting_a_respondent(tmp_path):
    (tmp_path / "a.csv").write_text(f"{NAMES[0]};{PHONES[0]};{MAILS[0]};4;4;4;4;4;4;4;4;4\n")
    with pytest.raises(SkmError, match="memuat angka, jadi bukan judul kolom") as caught:
        read(tmp_path / "a.csv")
    assert leaks(str(caught.value)) == []


def test_tallies_results_plans_and_screens_hold_nothing_personal(tmp_path):
    responses = read(workbook(tmp_path / "a.xlsx"))
    for by in ("layanan", ["layanan", "pekerjaan"], "Kelurahan", "Kode"):
        tally = count(responses, by=by, pairs=True)
        tally.save(tmp_path / "rekap.json")
        hasil = summarize(tally)
        told = [
            (tmp_path / "rekap.json").read_text(),
            repr(tally),
            repr(hasil),
            hasil._repr_html_(),
            hasil.groups.to_csv(),
        ]
        assert leaks("\n".join(told)) == []
    hasil = summarize(responses, by="layanan")
    told = [
        repr(plan(hasil, saran=responses)),
        repr(screen(responses)),
        screen(responses).findings.__repr__(),
    ]
    assert leaks("\n".join(told)) == []


def test_every_file_that_is_written_holds_nothing_personal(tmp_path):
    responses = read(workbook(tmp_path / "masuk.xlsx"))
    hasil = summarize(responses, by="layanan")
    out = tmp_path / "ke"
    out.mkdir()
    report.workbook(hasil, out / "a.xlsx", responses=responses)
    for name, content in report.csv_files(hasil, responses=responses).items():
        (out / name.replace("/", "_")).write_bytes(content)
    charts.save_all(hasil, out / "svg", responses=responses, format="svg")
    hasil.tally.save(out / "rekap.json")
    files = [p for p in out.rglob("*") if p.is_file()]
    print(
        f"{len(SECRETS)} secrets, {len(files)} files, {len(written(out))} texts in them searched: none found"
    )
    assert leaks("\n".join(written(out))) == []


def test_the_archive_its_cache_and_the_command_line_hold_nothing_personal(tmp_path, caplog, capsys):
    caplog.set_level(logging.DEBUG)
    folder = tmp_path / "arsip" / "Dinas A" / "2023"
    folder.mkdir(parents=True)
    workbook(folder / "a.xlsx")
    workbook(folder.parent / "b.xlsx", bad_answer=NAMES[0])
    recap = recompute(tmp_path / "arsip", cache=tmp_path / "simpanan")
    told = [repr(recap), recap.files.to_csv(), *recap.notes, *written(tmp_path / "simpanan")]
    for words in (
        ["rekap", str(folder / "a.xlsx"), "--ke", str(tmp_path / "ke")],
        ["rekap", str(folder.parent / "b.xlsx")],
        ["periksa", str(folder / "a.xlsx")],
        ["tahunan", str(tmp_path / "arsip"), "--ke", str(tmp_path / "tahunan")],
    ):
        main(words)
        told += capsys.readouterr()
    assert any("IKM" in text for text in told)
    files = [
        p for place in ("ke", "simpanan", "tahunan") for p in (tmp_path / place).rglob("*") if p.is_file()
    ]
    print(
        f"{len(SECRETS)} secrets, {len(files)} files of the archive, its cache and the command line: none found"
    )
    assert (
        leaks("\n".join([*told, *written(tmp_path / "ke"), *written(tmp_path / "tahunan"), caplog.text]))
        == []
    )


# The mask -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "secret", [*NIK, *PHONES, *MAILS, *STREETS, "12.345.678.9-012.345", "No Rek 123456789012"]
)
def test_numbers_and_addresses_are_masked_by_their_form(secret):
    masked = Mask()(f"Data saya {secret}.")
    assert MASK in masked
    assert leaks(masked) == []
    assert not re.search(r"\d{6}", masked)


@pytest.mark.parametrize(
    "text",
    ["Antre 2 jam sejak 08.00 s.d. 10.30", "tahun 2023-2024 lebih baik", "biaya Rp150.000 terlalu mahal", "12 Januari 2024", "5/1/2024 10:22", "Perda No 12 Tahun 2019", "jalan menuju kantor rusak", "Bapak/Ibu petugas ramah", "Pak Camat dan Ibu Bidan baik", "nilai 100%", "U1 sampai U9 sudah sesuai", "Nomor antrean 27"],
)  # fmt: skip
def test_ordinary_remarks_stay_as_they_are(text):
    assert Mask(["Siti"])(text) == text


def test_a_name_after_a_title_is_masked_though_no_column_told_it():
    assert Mask()("Terima kasih Bu Xaveria Dewi, semoga sukses") == f"Terima kasih Bu {MASK}, semoga sukses"
    assert Mask()("Pak Zul kurang ramah") == f"Pak {MASK} kurang ramah"


@pytest.mark.parametrize(
    "between", [" ", "-", ".", "/", "\u00a0", "\u2007", "\u2010", "\u2011", "\u2013", "\u2014", "\u2212"]
)
def test_phones_are_masked_whatever_stands_between_their_digits(between):
    assert Mask()(f"hub. 0812{between}5550{between}1234 pagi") == f"hub. {MASK} pagi"
    assert Mask()(f"hub. 0274{between}555{between}1234 pagi") == f"hub. {MASK} pagi"


@pytest.mark.parametrize(
    "title", ["Bpk.", "bpk", "Tn.", "Ny.", "Nn.", "a.n.", "A.n", "a/n", "atas nama", "Hj."]
)
def test_names_are_masked_after_every_title(title):
    assert Mask()(f"titip {title} Joko Susilo") == f"titip {title} {MASK}"


# Headings, sheets and files -----------------------------------------------------------------------------

CONTACT = ("Siti Aminah", "0812-5550-1234")


def with_row_above(above, heading):
    rows = [above, [heading, *(f"U{i}" for i in range(1, 10))], *[["x", *[4] * 9]] * 3]
    return "\n".join(";".join(map(str, row)) for row in rows).encode()


def told_by(content, name="survei.csv", **arguments):
    file = io.BytesIO(content)
    file.name = name
    try:
        responses = skm.read(file, **arguments)
    except skm.SkmError as error:
        return str(error)
    tally = skm.count(responses)
    return "\n".join(
        [repr(responses), *responses.profile.columns, *tally.asal.notes, str(tally.asal.sources)]
    )


@pytest.mark.parametrize(
    "above",
    [
        ["Petugas: Ibu Siti Aminah, 0812-5550-1234"],
        ["Siti Aminah"],
        ["CP Siti Aminah 0812-5550-1234", "Kecamatan Contoh", "2024", "Triwulan I"],
    ],
)
def test_a_contact_above_a_blank_heading_is_no_heading(above):
    said = told_by(with_row_above(above, ""))
    assert "Kolom A" in said
    assert not [secret for secret in CONTACT if secret in said]


def test_the_upper_of_two_rows_of_headings_is_still_read():
    upper = ["Kecamatan Asal", "Unsur", "", "", "Nilai", "", "", "Catatan", "", ""]
    assert "Kecamatan Asal" in told_by(with_row_above(upper, ""))
    assert "layanan" in told_by(with_row_above(["Jenis Layanan"], ""))


@pytest.mark.parametrize("heading", ["Enumerator Ibu Siti Aminah 0812-5550-1234", "CP 0812-5550-1234"])
def test_a_heading_passes_the_mask_wherever_it_is_told(heading):
    good = with_row_above(["Survei"], heading)
    assert MASK in told_by(good)
    for content in (good, good.replace(b"U3", b"P3"), good.replace(b"4;4\n", b"4;9\n")):
        assert not [secret for secret in CONTACT if secret in told_by(content)]


def test_the_name_of_a_file_passes_the_mask():
    good = with_row_above(["Survei"], "Desa")
    for content in (good, good.replace(b"U3", b"P3"), b""):
        assert "0812" not in told_by(content, "hub 0812-5550-1234.csv")


def test_an_engine_masks_headings_too():
    pl = pytest.importorskip("polars")
    frame = pl.DataFrame({f"U{i}": [4, 9] for i in range(1, 10)} | {"CP 0812-5550-1234": ["x", "y"]})
    with pytest.raises(skm.ResponseError) as raised:
        skm.count(frame.rename({"U1": "U1 0812-5550-1234"}).lazy())
    assert "0812" not in str(raised.value) + raised.value.problems.to_string()
