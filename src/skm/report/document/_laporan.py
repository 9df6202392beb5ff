"""The Laporan SKM as a Word file: its parts, and the two outlines in use that arrange them."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, cast

import pandas as pd

from skm.ground.numbers import integer_id
from skm.ground.printing import MISSING
from skm.ground.writing import Target, write_to
from skm.priorities import Rencana, TindakLanjut, plan
from skm.reading.responses import Responses
from skm.report.document._content import ROWS, TITLE, LaporanContent
from skm.report.document._template import fill
from skm.report.document._word import Word, ref
from skm.report.isian import Isian, mark, unknown
from skm.result import Result
from skm.trends import Trend

Susunan = Literal["lengkap", "ringkas"]

# A chart of more groups cannot be read on a page; the table has them all.
_DRAWN = 20
# Most columns of answers that fit on a portrait page.
_UPRIGHT = 12
# The yearly duty, as the regulation puts it (Pasal 1).
_DUTY = (
    "Penyelenggara pelayanan publik wajib melakukan Survei Kepuasan Masyarakat secara berkala, paling "
    "sedikit satu kali dalam satu tahun, untuk memperoleh Indeks Kepuasan Masyarakat (Pasal 1 Peraturan "
    "Menteri PANRB Nomor 14 Tahun 2017)."
)


def _dasar_pelaksanaan(word: Word, of: LaporanContent) -> None:
    pedoman = of.result.pedoman
    word.text("Survei ini dilaksanakan dan diolah berdasarkan:")
    national = pedoman.sumber.startswith(("Peraturan", "Keputusan"))
    word.items([pedoman.sumber if national else f"Pedoman {pedoman.nama}", of.field("dasar_hukum")])


def _maksud_dan_tujuan(word: Word, of: LaporanContent) -> None:
    word.text(
        f"Survei ini mengukur kepuasan masyarakat sebagai pengguna layanan {of.unit} untuk memperoleh Indeks "
        "Kepuasan Masyarakat (IKM). Hasilnya dipakai untuk:"
    )
    word.items(
        [
            "mengetahui kelemahan dan kekuatan setiap unsur pelayanan;",
            "menetapkan perbaikan yang didahulukan dan rencana tindak lanjutnya;",
            "memantau perubahan mutu pelayanan dari periode ke periode;",
            "menyampaikan kinerja pelayanan kepada masyarakat.",
        ]
    )


def _metode(word: Word, of: LaporanContent) -> None:
    pedoman = of.result.pedoman
    count = len(pedoman.pertanyaan)
    about = f"{count} pertanyaan tentang " if count != len(pedoman.unsur) else ""
    word.text(
        f"Data dikumpulkan dengan kuesioner yang memuat {about}{len(pedoman.unsur)} unsur pelayanan. Setiap "
        f"pertanyaan dijawab dengan nilai 1 (terendah) sampai {pedoman.nilai_max} (tertinggi). Pertanyaan "
        "dan pilihan jawabannya ada pada Lampiran 1."
    )
    word.text(of.field("cara"))


def _waktu_pelaksanaan(word: Word, of: LaporanContent) -> None:
    if of.tanggal_kuesioner:
        word.text(of.tanggal_kuesioner)
    word.text(f"Kegiatan survei dilaksanakan menurut {ref('jadwal')}.")
    steps = {
        "Persiapan": "waktu_persiapan",
        "Pengumpulan data": "waktu_pengumpulan",
        "Pengolahan data dan analisis hasil": "waktu_pengolahan",
        "Penyusunan dan pelaporan hasil": "waktu_penyusunan",
    }
    rows = [
        [str(i), step, of.field(key), mark("hari")] for i, (step, key) in enumerate(steps.items(), start=1)
    ]
    word.table(
        "jadwal",
        "Waktu pelaksanaan SKM",
        ["No", "Kegiatan", "Waktu pelaksanaan", "Jumlah hari kerja"],
        rows,
        widths=[7, 40, 30, 18],
    )


def _responden(word: Word, of: LaporanContent) -> None:
    known = len(of.tabel_responden) > 0
    word.text(of.kuesioner + (f" Karakteristik responden ada pada {ref('responden')}." if known else ""))
    if known:
        _frame(word, "responden", "Karakteristik responden", of.tabel_responden)
    else:
        word.text(mark("jenis kelamin, pendidikan, pekerjaan, dan jenis layanan responden"))
    if of.result.tally.asal.set_aside:
        rows = [[reason, integer_id(n)] for reason, n in of.result.tally.asal.set_aside.items()]
        word.table("", "Kuesioner yang disisihkan", ["Alasan", "Jumlah"], rows, widths=[80, 15])


def _indeks(word: Word, of: LaporanContent) -> None:
    word.text(
        f"Dari {integer_id(of.result.n)} responden diperoleh {of.nilai}. {of.rentang} Nilai setiap unsur ada "
        f"pada {ref('unsur')} dan urutannya pada {ref('bagan_unsur')}; kelas mutunya pada {ref('mutu')}."
    )
    for line in of.kepastian:
        word.text(line)
    _frame(word, "mutu", f"Kelas mutu menurut {of.result.pedoman.nama}", of.tabel_mutu)
    _frame(word, "unsur", "Nilai rata-rata (NRR) dan IKM per unsur pelayanan", of.tabel_unsur)
    _picture(word, of, "bagan_unsur", "Unsur pelayanan dari yang terendah")
    table = of.tabel_kelompok
    if table is None:
        return
    label, groups = str(table.columns[0]).lower(), len(of.result.groups)
    drawn = groups <= _DRAWN
    places = f"{ref('layanan')} dan {ref('bagan_kelompok')}" if drawn else ref("layanan")
    word.text(f"IKM per {label} ada pada {places}. IKM unit dihitung dari semua responden bersama.")
    _frame(word, "layanan", f"IKM per {label}", table)
    if drawn:
        _picture(word, of, "bagan_kelompok", f"IKM per {label} dan kelas mutunya")
    if drawn and groups > 1:
        word.text(f"Nilai setiap unsur per {label} ada pada {ref('bagan_kelompok_unsur')}.")
        _picture(word, of, "bagan_kelompok_unsur", f"NRR unsur pelayanan per {label}")


def _masalah(word: Word, of: LaporanContent) -> None:
    word.text(
        f"Unsur dengan nilai terendah, yang diprioritaskan untuk diperbaiki, adalah {of.terendah or '–'}. "
        f"Unsur dengan nilai tertinggi adalah {of.tertinggi or '–'}. Urutan selengkapnya ada pada "
        f"{ref('urutan')}."
    )
    if of.seri:
        word.text(of.seri)
    _frame(word, "urutan", "Unsur pelayanan dari nilai terendah", of.tabel_urutan)
    table = of.terendah_per_layanan
    if table is not None:
        word.text(f"Unsur terendah setiap {str(table.columns[0]).lower()} ada pada {ref('terendah')}.")
        _frame(word, "terendah", f"Unsur terendah per {str(table.columns[0]).lower()}", table)
    word.text(of.field("masalah"))


def _rencana_tindak_lanjut(word: Word, of: LaporanContent) -> None:
    word.text(f"Rencana tindak lanjut dibahas dalam Forum Konsultasi Publik (FKP): {of.field('fkp')}.")
    word.text(f"Rencana tindak lanjut atas unsur terendah ada pada {ref('rencana')}.")
    _frame(word, "rencana", "Rencana tindak lanjut", of.tabel_rencana, widths=[7, 24, 40, 18, 20])


def _tren(word: Word, of: LaporanContent) -> None:
    if of.trend is None:
        word.text(mark("nilai IKM periode-periode sebelumnya dan penjelasan perubahannya"))
        return
    word.text(
        " ".join(
            [*of.perubahan, f"Nilai dari periode ke periode ada pada {ref('tren')} dan {ref('bagan_tren')}."]
        )
    )
    kept = ["Periode", "Responden", "IKM", "Mutu", "Perubahan", "Target", "Capaian (%)", "Kategori"]
    table = of.trend.printed[kept]
    empty = [column for column in kept[4:] if (table[column] == MISSING).all()]
    _frame(word, "tren", "Tren nilai IKM", table.drop(columns=empty))
    _picture(word, of, "bagan_tren", "Tren nilai IKM dan kelas mutunya")


def _simpulan(word: Word, of: LaporanContent) -> None:
    word.text(
        f"Berdasarkan survei terhadap {integer_id(of.result.n)} responden, {of.unit} pada {of.periode} "
        f"memperoleh {of.nilai}."
    )
    word.items(
        [
            f"Unsur yang diprioritaskan untuk diperbaiki: {of.terendah or '–'}.",
            f"Unsur yang perlu dipertahankan: {of.tertinggi or '–'}.",
            *of.perubahan[:1],
            f"Hasil survei diumumkan kepada masyarakat melalui {of.field('publikasi')}.",
        ]
    )


def _tanda_tangan(word: Word, of: LaporanContent) -> None:
    field = of.field
    word.text("")
    for text in (
        f"{field('tempat')}, {field('tanggal')}",
        field("jabatan"),
        "",
        "",
        field("penanggung_jawab"),
        f"NIP {field('nip')}",
    ):
        word.text(text, "Tanda Tangan")


def _kuesioner(word: Word, of: LaporanContent) -> None:
    word.text(
        "Isian responden: tanggal survei, jenis kelamin, usia, pendidikan, pekerjaan, dan jenis layanan "
        "yang diterima."
    )
    _frame(word, "", "Pertanyaan kuesioner", of.kuesioner_soal, widths=[7, 9, 45, 45])


def _hasil_pengolahan(word: Word, of: LaporanContent) -> None:
    pedoman, rows = of.result.pedoman, of.pengolahan
    caption = "Pengolahan data SKM per responden dan per unsur pelayanan"
    if rows is None:
        why = f"lebih dari {integer_id(ROWS)} baris" if of.responses is not None else "tidak ikut dibaca"
        word.text(f"Jawaban setiap responden ({why}) ada pada buku kerja; di bawah ini jumlah dan nilainya.")
        rows = []
    else:
        word.text(f"Unit pelayanan: {of.unit}. Periode: {of.periode}. Tanda – berarti tidak diisi.")
    codes = pedoman.pertanyaan_kode
    widths = [16, *[8] * len(codes)]
    word.table("", caption, ["No. resp.", *codes], rows, foot=of.kaki_pengolahan, widths=widths)
    legend = "; ".join(f"{u.kode} = {u.nama}" for u in pedoman.unsur)
    factor = integer_id(int(pedoman.faktor)) if pedoman.faktor.denominator == 1 else str(pedoman.faktor)
    word.text(
        f"{legend}. NRR = jumlah nilai dibagi jumlah jawaban yang terisi; NRR tertimbang = NRR dikalikan "
        f"bobot; *) jumlah NRR tertimbang; **) jumlah NRR tertimbang dikalikan {factor}. Setiap angka "
        "dibulatkan satu kali dari nilai tepatnya, sehingga jumlah angka yang tercetak dapat berbeda pada "
        "desimal terakhir."
    )
    _frame(word, "", "Asal angka", of.tabel_asal.set_axis(["Hal", "Isi"], axis="columns"), widths=[30, 100])


def _tindak_lanjut_sebelumnya(word: Word, of: LaporanContent) -> None:
    if of.tindak_lanjut is None:
        word.text(mark("rencana tindak lanjut periode sebelumnya dan status pelaksanaannya"))
    else:
        done = ", ".join(f"{status} {integer_id(n)}" for status, n in of.tindak_lanjut.counts.items())
        word.text(f"Status pelaksanaan rencana tindak lanjut periode sebelumnya: {done} ({ref('lalu')}).")
        widths = [7, 38, 22, 13, 9, 9, 9, 15]
        _frame(word, "lalu", "Tindak lanjut SKM periode sebelumnya", of.tindak_lanjut.printed, widths)
    word.text(of.field("tindak_lanjut"))


def _picture(word: Word, of: LaporanContent, name: str, caption: str) -> None:
    word.picture(name, caption, of.picture(name))


def _frame(
    word: Word, name: str, caption: str, frame: pd.DataFrame, widths: Sequence[float] | None = None
) -> None:
    """A frame of printed text as a table."""
    rows = frame.astype(str).to_numpy().tolist()
    word.table(name, caption, [str(c) for c in frame.columns], rows, widths=widths)


Part = Callable[[Word, LaporanContent], None]


def _field(key: str) -> Part:
    """A part that is one field of the office."""
    return lambda word, of: word.text(of.field(key))


def _latar_belakang(word: Word, of: LaporanContent) -> None:
    word.text(_DUTY)
    word.text(of.field("latar_belakang"))


def _tempat(word: Word, of: LaporanContent) -> None:
    word.text(f"Tempat pengumpulan data: {of.field('lokasi')}.")


def _kecukupan(word: Word, of: LaporanContent) -> None:
    word.text(of.kecukupan)


@dataclass(frozen=True, slots=True)
class Outline:
    """What stands where in a Laporan.

    chapters : heading of each chapter, with its sections: their headings, "" for none, and their parts
    attachments : heading of each attachment, with its part
    """

    chapters: Mapping[str, Mapping[str, Sequence[Part]]]
    attachments: Mapping[str, Part]


_KESIMPULAN = {"": (_simpulan, _tanda_tangan)}

OUTLINES = {
    "lengkap": Outline(
        {
            "PENDAHULUAN": {
                "Latar Belakang": [_latar_belakang],
                "Dasar Pelaksanaan SKM": [_dasar_pelaksanaan],
                "Maksud dan Tujuan": [_maksud_dan_tujuan],
            },
            "PENGUMPULAN DATA SKM": {
                "Pelaksana SKM": [_field("pelaksana")],
                "Metode Pengumpulan Data": [_metode],
                "Lokasi Pengumpulan Data": [_field("lokasi")],
                "Waktu Pelaksanaan SKM": [_waktu_pelaksanaan],
                "Penentuan Jumlah Responden": [_kecukupan],
            },
            "HASIL PENGOLAHAN DATA SKM": {
                "Jumlah Responden SKM": [_responden],
                "Indeks Kepuasan Masyarakat (Unit Layanan dan Per Unsur)": [_indeks],
            },
            "ANALISIS HASIL SKM": {
                "Analisis Permasalahan, Kelemahan, dan Kelebihan Unsur Layanan": [_masalah],
                "Rencana Tindak Lanjut": [_rencana_tindak_lanjut],
                "Tren Nilai SKM": [_tren],
            },
            "KESIMPULAN": _KESIMPULAN,
        },
        {
            "Kuesioner": _kuesioner,
            "Hasil Pengolahan Data": _hasil_pengolahan,
            "Dokumentasi": _field("dokumentasi"),
            "Laporan Hasil Tindak Lanjut SKM Periode Sebelumnya": _tindak_lanjut_sebelumnya,
        },
    ),
    "ringkas": Outline(
        {
            "PENDAHULUAN": {
                "Latar Belakang": [_latar_belakang],
                "Tujuan dan Manfaat": [_maksud_dan_tujuan],
                "Metode": [_dasar_pelaksanaan, _metode, _tempat, _kecukupan],
            },
            "ANALISIS DATA SKM": {
                "Analisis Responden": [_responden],
                "Indeks Kepuasan Masyarakat dan Nilai Per Unsur": [_indeks, _tren],
                "Analisis Masalah dan Rencana Tindak Lanjut": [_masalah, _rencana_tindak_lanjut],
            },
            "HASIL TINDAK LANJUT SKM PERIODE SEBELUMNYA": {"": [_tindak_lanjut_sebelumnya]},
            "KESIMPULAN": _KESIMPULAN,
        },
        {"Kuesioner": _kuesioner, "Data Responden dan Hasil Pengolahan": _hasil_pengolahan},
    ),
}


def _write(word: Word, of: LaporanContent, outline: Outline) -> None:
    """Cover, lists of contents, chapters, attachments."""
    _cover(word, of)
    _lists(word)
    for heading, sections in outline.chapters.items():
        word.chapter(heading)
        for section, parts in sections.items():
            if section:
                word.section(section)
            for part in parts:
                part(word, of)
    for heading, part in outline.attachments.items():
        wide = part is _hasil_pengolahan and len(of.result.pedoman.pertanyaan) > _UPRIGHT
        word.attachment(heading, wide=wide)
        part(word, of)


def _cover(word: Word, of: LaporanContent) -> None:
    unit = of.unit.upper() if of.knows_unit else of.unit
    top = ["", "", mark("logo instansi"), "", TITLE.upper(), unit, of.periode]
    for text in (*top, "", "", of.field("instansi"), of.field("alamat")):
        word.text(text, "Sampul")


def _lists(word: Word) -> None:
    word.page_break()
    word.contents("DAFTAR ISI", "bab")
    word.text(mark("nomor halaman: klik kanan pada daftar, pilih Perbarui, lalu hapus baris ini"))
    word.page_break()
    word.contents("DAFTAR TABEL", "Tabel")
    word.contents("DAFTAR GAMBAR", "Gambar")


def laporan(
    result: Result,
    path: Target,
    *,
    susunan: Susunan = "lengkap",
    responses: Responses | None = None,
    trend: Trend | None = None,
    rencana: Rencana | None = None,
    tindak_lanjut: TindakLanjut | None = None,
    isian: Mapping[str, Any] | None = None,
    templat: str | os.PathLike[str] | None = None,
) -> Path | None:
    """Write the Laporan SKM as a Word file, whole or not at all.

    Every number in it, in tables and in sentences, comes from the frames of the result. What only the office
    knows is marked ``[isi: ...]`` in yellow unless `isian` gives it. The same arguments give the same bytes.

    Parameters
    ----------
    result : Result
        With `population`, the report says whether the respondents were enough.
    path : path or binary file object
        A file already at the path is replaced, and its path returned.
    susunan : {"lengkap", "ringkas"}
        The outline: five chapters (Pendahuluan, Pengumpulan data, Hasil pengolahan, Analisis, Kesimpulan) and
        four attachments; or the newer one of four chapters, with the follow-up of the previous period as a
        chapter of its own.
    responses : Responses
        The answers behind the result: characteristics of the respondents, dates, and the table of answers.
    trend : Trend
        Earlier periods, targets included where it has them.
    rencana : Rencana
        The follow-up plan; without it, proposals for the three lowest unsur, marked as such.
    tindak_lanjut : TindakLanjut
        What became of the plan of the previous period.
    isian : mapping of str to str
        What only the office knows, see :class:`skm.report.isian.Isian`; empty lines in a text separate
        paragraphs.
    templat : path
        An office's own .docx template, filled in place of the standard outlines, see
        :func:`laporan_template`.

    Raises
    ------
    SkmError
        When the extra `laporan` is not installed.
    ValueError
        When `susunan` or a field of `isian` is unknown, or the responses are not those behind the result.
    FileError
        When the file cannot be written, or the template cannot be read or used.
    """
    if susunan not in OUTLINES:
        raise ValueError(f"susunan is one of {list(OUTLINES)}, not {susunan!r}")
    if said := unknown(isian or {}):
        raise ValueError(said)
    fields = cast(Isian, isian or {})
    unit = str(fields.get("unit", "")).strip()
    if unit and result.name == Result.name:
        result = replace(result, name=unit)
    if trend is not None and trend.name == Trend.name:
        trend = replace(trend, name=result.name)
    if rencana is None:
        rencana = plan(result, saran=responses)
    of = LaporanContent(result, responses, trend, rencana, tindak_lanjut, fields)
    if templat is not None:
        return write_to(path, fill(of, templat))
    unit = of.unit if of.knows_unit else ""
    word = Word(f"{TITLE} {unit}".strip(), unit)
    _write(word, of, OUTLINES[susunan])
    return write_to(path, word.content())
