"""The chapters of the report, in the two outlines in use."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from skm.report.document import _sections as bagian
from skm.report.document._content import Bahan
from skm.report.document._fields import mark
from skm.report.document._word import Word

Part = Callable[[Word, Bahan], None]

TITLE = "Laporan Survei Kepuasan Masyarakat (SKM)"
# As many columns of answers fit on an upright page.
_UPRIGHT = 12
# The yearly duty, as the regulation puts it (Pasal 1).
_DUTY = (
    "Penyelenggara pelayanan publik wajib melakukan Survei Kepuasan Masyarakat secara berkala, paling "
    "sedikit satu kali dalam satu tahun, untuk memperoleh Indeks Kepuasan Masyarakat (Pasal 1 Peraturan "
    "Menteri PANRB Nomor 14 Tahun 2017)."
)


def write(word: Word, b: Bahan, parts: Sequence[Part]) -> None:
    """Cover, lists of contents, then the chapters one after another."""
    _cover(word, b)
    _lists(word, b)
    for part in parts:
        part(word, b)


def _cover(word: Word, b: Bahan) -> None:
    unit = b.unit.upper() if b.knows_unit else b.unit
    top = ["", "", mark("logo instansi"), "", TITLE.upper(), unit, b.periode]
    for text in (*top, "", "", b.isian["instansi"], b.isian["alamat"]):
        word.text(text, "Sampul")


def _lists(word: Word, b: Bahan) -> None:
    word.page_break()
    word.contents("DAFTAR ISI", "bab")
    word.text(mark("nomor halaman: klik kanan pada daftar, pilih Perbarui, lalu hapus baris ini"))
    word.page_break()
    word.contents("DAFTAR TABEL", "Tabel")
    word.contents("DAFTAR GAMBAR", "Gambar")


def _wide(b: Bahan) -> bool:
    return len(b.hasil.pedoman.pertanyaan) > _UPRIGHT


# Outline A: five chapters ---------------------------------------------------------------------------------


def _pendahuluan(word: Word, b: Bahan) -> None:
    word.chapter("PENDAHULUAN")
    word.section("Latar Belakang")
    word.text(_DUTY)
    word.text(b.isian["latar_belakang"])
    word.section("Dasar Pelaksanaan SKM")
    bagian.dasar(word, b)
    word.section("Maksud dan Tujuan")
    bagian.tujuan(word, b)


def _pengumpulan(word: Word, b: Bahan) -> None:
    word.chapter("PENGUMPULAN DATA SKM")
    word.section("Pelaksana SKM")
    word.text(b.isian["pelaksana"])
    word.section("Metode Pengumpulan Data")
    bagian.metode(word, b)
    word.section("Lokasi Pengumpulan Data")
    word.text(b.isian["lokasi"])
    word.section("Waktu Pelaksanaan SKM")
    bagian.jadwal(word, b)
    word.section("Penentuan Jumlah Responden")
    word.text(b.kecukupan)


def _hasil(word: Word, b: Bahan) -> None:
    word.chapter("HASIL PENGOLAHAN DATA SKM")
    word.section("Jumlah Responden SKM")
    bagian.responden(word, b)
    word.section("Indeks Kepuasan Masyarakat (Unit Layanan dan Per Unsur)")
    bagian.indeks(word, b)


def _analisis(word: Word, b: Bahan) -> None:
    word.chapter("ANALISIS HASIL SKM")
    word.section("Analisis Permasalahan, Kelemahan, dan Kelebihan Unsur Layanan")
    bagian.masalah(word, b)
    word.section("Rencana Tindak Lanjut")
    bagian.rencana(word, b)
    word.section("Tren Nilai SKM")
    bagian.tren(word, b)


def _kesimpulan(word: Word, b: Bahan) -> None:
    word.chapter("KESIMPULAN")
    bagian.simpulan(word, b)
    bagian.tanda_tangan(word, b)


def _lampiran(word: Word, b: Bahan) -> None:
    word.attachment("Kuesioner")
    bagian.soal(word, b)
    word.attachment("Hasil Pengolahan Data", wide=_wide(b))
    bagian.pengolahan(word, b)
    word.attachment("Dokumentasi")
    word.text(b.isian["dokumentasi"])
    word.attachment("Laporan Hasil Tindak Lanjut SKM Periode Sebelumnya")
    bagian.lalu(word, b)


# Outline B: four chapters, shorter ------------------------------------------------------------------------


def _pendahuluan_ringkas(word: Word, b: Bahan) -> None:
    word.chapter("PENDAHULUAN")
    word.section("Latar Belakang")
    word.text(_DUTY)
    word.text(b.isian["latar_belakang"])
    word.section("Tujuan dan Manfaat")
    bagian.tujuan(word, b)
    word.section("Metode")
    bagian.dasar(word, b)
    bagian.metode(word, b)
    word.text(f"Tempat pengumpulan data: {b.isian['lokasi']}.")
    word.text(b.kecukupan)


def _analisis_ringkas(word: Word, b: Bahan) -> None:
    word.chapter("ANALISIS DATA SKM")
    word.section("Analisis Responden")
    bagian.responden(word, b)
    word.section("Indeks Kepuasan Masyarakat dan Nilai Per Unsur")
    bagian.indeks(word, b)
    bagian.tren(word, b)
    word.section("Analisis Masalah dan Rencana Tindak Lanjut")
    bagian.masalah(word, b)
    bagian.rencana(word, b)


def _lalu_ringkas(word: Word, b: Bahan) -> None:
    word.chapter("HASIL TINDAK LANJUT SKM PERIODE SEBELUMNYA")
    bagian.lalu(word, b)


def _lampiran_ringkas(word: Word, b: Bahan) -> None:
    word.attachment("Kuesioner")
    bagian.soal(word, b)
    word.attachment("Data Responden dan Hasil Pengolahan", wide=_wide(b))
    bagian.pengolahan(word, b)


OUTLINES: dict[str, tuple[Part, ...]] = {
    "lengkap": (_pendahuluan, _pengumpulan, _hasil, _analisis, _kesimpulan, _lampiran),
    "ringkas": (_pendahuluan_ringkas, _analisis_ringkas, _lalu_ringkas, _kesimpulan, _lampiran_ringkas),
}
