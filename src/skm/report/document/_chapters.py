"""The chapters of the report, in the two outlines in use, and the parts they share."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from skm.ground.numbers import integer_id
from skm.report.document._content import ROWS, Bahan
from skm.report.document._fields import mark
from skm.report.document._word import Word, ref

# Groups a chart can show on a page in letters that can be read; with more, the table alone tells them.
_DRAWN = 20


def dasar(word: Word, b: Bahan) -> None:
    pedoman = b.hasil.pedoman
    word.text("Survei ini dilaksanakan dan diolah berdasarkan:")
    national = pedoman.sumber.startswith(("Peraturan", "Keputusan"))
    word.items([pedoman.sumber if national else f"Pedoman {pedoman.nama}", b.isian["dasar_hukum"]])


def tujuan(word: Word, b: Bahan) -> None:
    word.text(
        f"Survei ini mengukur kepuasan masyarakat sebagai pengguna layanan {b.unit} untuk memperoleh Indeks "
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


def metode(word: Word, b: Bahan) -> None:
    pedoman = b.hasil.pedoman
    count = len(pedoman.pertanyaan)
    about = f"{count} pertanyaan tentang " if count != len(pedoman.unsur) else ""
    word.text(
        f"Data dikumpulkan dengan kuesioner yang memuat {about}{len(pedoman.unsur)} unsur pelayanan. Setiap "
        f"pertanyaan dijawab dengan nilai 1 (terendah) sampai {pedoman.nilai_max} (tertinggi). Pertanyaan "
        "dan pilihan jawabannya ada pada Lampiran 1."
    )
    word.text(b.isian["cara"])


def jadwal(word: Word, b: Bahan) -> None:
    if b.tanggal_kuesioner:
        word.text(b.tanggal_kuesioner)
    word.text(f"Kegiatan survei dilaksanakan menurut {ref('jadwal')}.")
    steps = {
        "Persiapan": "waktu_persiapan",
        "Pengumpulan data": "waktu_pengumpulan",
        "Pengolahan data dan analisis hasil": "waktu_pengolahan",
        "Penyusunan dan pelaporan hasil": "waktu_penyusunan",
    }
    rows = [
        [str(i), step, b.isian[key], mark("hari")] for i, (step, key) in enumerate(steps.items(), start=1)
    ]
    word.table(
        "jadwal",
        "Waktu pelaksanaan SKM",
        ["No", "Kegiatan", "Waktu pelaksanaan", "Jumlah hari kerja"],
        rows,
        widths=[7, 40, 30, 18],
    )


def responden(word: Word, b: Bahan) -> None:
    known = len(b.responden) > 0
    word.text(b.kuesioner + (f" Karakteristik responden ada pada {ref('responden')}." if known else ""))
    if known:
        _frame(word, "responden", "Karakteristik responden", b.responden)
    else:
        word.text(mark("jenis kelamin, pendidikan, pekerjaan, dan jenis layanan responden"))
    if b.hasil.tally.asal.set_aside:
        rows = [[reason, integer_id(n)] for reason, n in b.hasil.tally.asal.set_aside.items()]
        word.table("", "Kuesioner yang disisihkan", ["Alasan", "Jumlah"], rows, widths=[80, 15])


def indeks(word: Word, b: Bahan) -> None:
    word.text(
        f"Dari {integer_id(b.hasil.n)} responden diperoleh {b.nilai}. {b.rentang} Nilai setiap unsur ada "
        f"pada {ref('unsur')} dan urutannya pada {ref('bagan_unsur')}; kelas mutunya pada {ref('mutu')}."
    )
    for line in b.kepastian:
        word.text(line)
    _frame(word, "mutu", f"Kelas mutu menurut {b.hasil.pedoman.nama}", b.mutu)
    _frame(word, "unsur", "Nilai rata-rata (NRR) dan IKM per unsur pelayanan", b.per_unsur)
    word.picture("bagan_unsur", "Unsur pelayanan dari yang terendah", b.bagan_unsur)
    table = b.per_layanan
    if table is None:
        return
    label, groups = str(table.columns[0]).lower(), len(b.hasil.groups)
    drawn = groups <= _DRAWN
    places = f"{ref('layanan')} dan {ref('bagan_kelompok')}" if drawn else ref("layanan")
    word.text(f"IKM per {label} ada pada {places}. IKM unit dihitung dari semua responden bersama.")
    _frame(word, "layanan", f"IKM per {label}", table)
    if drawn:
        word.picture("bagan_kelompok", f"IKM per {label} dan kelas mutunya", b.bagan_kelompok)
    if drawn and groups > 1:
        word.text(f"Nilai setiap unsur per {label} ada pada {ref('bagan_kelompok_unsur')}.")
        word.picture("bagan_kelompok_unsur", f"NRR unsur pelayanan per {label}", b.bagan_kelompok_unsur)


def masalah(word: Word, b: Bahan) -> None:
    word.text(
        f"Unsur dengan nilai terendah, yang diprioritaskan untuk diperbaiki, adalah {b.terendah or '–'}. "
        f"Unsur dengan nilai tertinggi adalah {b.tertinggi or '–'}. Urutan selengkapnya ada pada "
        f"{ref('urutan')}."
    )
    if b.seri:
        word.text(b.seri)
    _frame(word, "urutan", "Unsur pelayanan dari nilai terendah", b.urutan)
    table = b.terendah_per_layanan
    if table is not None:
        word.text(f"Unsur terendah setiap {str(table.columns[0]).lower()} ada pada {ref('terendah')}.")
        _frame(word, "terendah", f"Unsur terendah per {str(table.columns[0]).lower()}", table)
    word.text(b.isian["masalah"])


def rencana(word: Word, b: Bahan) -> None:
    word.text(f"Rencana tindak lanjut dibahas dalam Forum Konsultasi Publik (FKP): {b.isian['fkp']}.")
    word.text(f"Rencana tindak lanjut atas unsur terendah ada pada {ref('rencana')}.")
    _frame(word, "rencana", "Rencana tindak lanjut", b.tindak_lanjut, widths=[7, 24, 40, 18, 20])


def tren(word: Word, b: Bahan) -> None:
    if b.tren is None:
        word.text(mark("nilai IKM periode-periode sebelumnya dan penjelasan perubahannya"))
        return
    word.text(
        " ".join(
            [*b.perubahan, f"Nilai dari periode ke periode ada pada {ref('tren')} dan {ref('bagan_tren')}."]
        )
    )
    _frame(word, "tren", "Tren nilai IKM", b.nilai_tren)
    word.picture("bagan_tren", "Tren nilai IKM dan kelas mutunya", b.bagan_tren)


def simpulan(word: Word, b: Bahan) -> None:
    word.text(
        f"Berdasarkan survei terhadap {integer_id(b.hasil.n)} responden, {b.unit} pada {b.periode} "
        f"memperoleh {b.nilai}."
    )
    word.items(
        [
            f"Unsur yang diprioritaskan untuk diperbaiki: {b.terendah or '–'}.",
            f"Unsur yang perlu dipertahankan: {b.tertinggi or '–'}.",
            *b.perubahan[:1],
            f"Hasil survei diumumkan kepada masyarakat melalui {b.isian['publikasi']}.",
        ]
    )


def tanda_tangan(word: Word, b: Bahan) -> None:
    i = b.isian
    word.text("")
    for text in (
        f"{i['tempat']}, {i['tanggal']}",
        i["jabatan"],
        "",
        "",
        i["penanggung_jawab"],
        f"NIP {i['nip']}",
    ):
        word.text(text, "Tanda Tangan")


def soal(word: Word, b: Bahan) -> None:
    word.text(
        "Isian responden: tanggal survei, jenis kelamin, usia, pendidikan, pekerjaan, dan jenis layanan "
        "yang diterima."
    )
    _frame(word, "", "Pertanyaan kuesioner", b.kuesioner_soal, widths=[7, 9, 45, 45])


def pengolahan(word: Word, b: Bahan) -> None:
    pedoman, rows = b.hasil.pedoman, b.pengolahan
    caption = "Pengolahan data SKM per responden dan per unsur pelayanan"
    if rows is None:
        why = f"lebih dari {integer_id(ROWS)} baris" if b.responses is not None else "tidak ikut dibaca"
        word.text(f"Jawaban setiap responden ({why}) ada pada buku kerja; di bawah ini jumlah dan nilainya.")
        rows = []
    else:
        word.text(f"Unit pelayanan: {b.unit}. Periode: {b.periode}. Tanda – berarti tidak diisi.")
    codes = pedoman.pertanyaan_kode
    widths = [16, *[8] * len(codes)]
    word.table("", caption, ["No. resp.", *codes], rows, foot=b.kaki_pengolahan, widths=widths)
    legend = "; ".join(f"{u.kode} = {u.nama}" for u in pedoman.unsur)
    factor = integer_id(int(pedoman.faktor)) if pedoman.faktor.denominator == 1 else str(pedoman.faktor)
    word.text(
        f"{legend}. NRR = jumlah nilai dibagi jumlah jawaban yang terisi; NRR tertimbang = NRR dikalikan "
        f"bobot; *) jumlah NRR tertimbang; **) jumlah NRR tertimbang dikalikan {factor}. Setiap angka "
        "dibulatkan satu kali dari nilai tepatnya, sehingga jumlah angka yang tercetak dapat berbeda pada "
        "desimal terakhir."
    )
    facts = b.hasil.provenance
    word.table("", "Asal angka", ["Hal", "Isi"], facts.astype(str).to_numpy().tolist(), widths=[30, 100])


def lalu(word: Word, b: Bahan) -> None:
    if b.lalu is None:
        word.text(mark("rencana tindak lanjut periode sebelumnya dan status pelaksanaannya"))
        word.text(b.isian["tindak_lanjut"])
        return
    done = ", ".join(f"{status} {integer_id(n)}" for status, n in b.lalu.counts.items())
    word.text(f"Status pelaksanaan rencana tindak lanjut periode sebelumnya: {done} ({ref('lalu')}).")
    _frame(
        word,
        "lalu",
        "Tindak lanjut SKM periode sebelumnya",
        b.lalu.printed,
        widths=[7, 38, 22, 13, 9, 9, 9, 15],
    )
    word.text(b.isian["tindak_lanjut"])


def _frame(
    word: Word, name: str, caption: str, frame: pd.DataFrame, widths: Sequence[float] | None = None
) -> None:
    """A frame of printed text as a table."""
    rows = frame.astype(str).to_numpy().tolist()
    word.table(name, caption, [str(c) for c in frame.columns], rows, widths=widths)


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
    dasar(word, b)
    word.section("Maksud dan Tujuan")
    tujuan(word, b)


def _pengumpulan(word: Word, b: Bahan) -> None:
    word.chapter("PENGUMPULAN DATA SKM")
    word.section("Pelaksana SKM")
    word.text(b.isian["pelaksana"])
    word.section("Metode Pengumpulan Data")
    metode(word, b)
    word.section("Lokasi Pengumpulan Data")
    word.text(b.isian["lokasi"])
    word.section("Waktu Pelaksanaan SKM")
    jadwal(word, b)
    word.section("Penentuan Jumlah Responden")
    word.text(b.kecukupan)


def _hasil(word: Word, b: Bahan) -> None:
    word.chapter("HASIL PENGOLAHAN DATA SKM")
    word.section("Jumlah Responden SKM")
    responden(word, b)
    word.section("Indeks Kepuasan Masyarakat (Unit Layanan dan Per Unsur)")
    indeks(word, b)


def _analisis(word: Word, b: Bahan) -> None:
    word.chapter("ANALISIS HASIL SKM")
    word.section("Analisis Permasalahan, Kelemahan, dan Kelebihan Unsur Layanan")
    masalah(word, b)
    word.section("Rencana Tindak Lanjut")
    rencana(word, b)
    word.section("Tren Nilai SKM")
    tren(word, b)


def _kesimpulan(word: Word, b: Bahan) -> None:
    word.chapter("KESIMPULAN")
    simpulan(word, b)
    tanda_tangan(word, b)


def _lampiran(word: Word, b: Bahan) -> None:
    word.attachment("Kuesioner")
    soal(word, b)
    word.attachment("Hasil Pengolahan Data", wide=_wide(b))
    pengolahan(word, b)
    word.attachment("Dokumentasi")
    word.text(b.isian["dokumentasi"])
    word.attachment("Laporan Hasil Tindak Lanjut SKM Periode Sebelumnya")
    lalu(word, b)


# Outline B: four chapters, shorter ------------------------------------------------------------------------


def _pendahuluan_ringkas(word: Word, b: Bahan) -> None:
    word.chapter("PENDAHULUAN")
    word.section("Latar Belakang")
    word.text(_DUTY)
    word.text(b.isian["latar_belakang"])
    word.section("Tujuan dan Manfaat")
    tujuan(word, b)
    word.section("Metode")
    dasar(word, b)
    metode(word, b)
    word.text(f"Tempat pengumpulan data: {b.isian['lokasi']}.")
    word.text(b.kecukupan)


def _analisis_ringkas(word: Word, b: Bahan) -> None:
    word.chapter("ANALISIS DATA SKM")
    word.section("Analisis Responden")
    responden(word, b)
    word.section("Indeks Kepuasan Masyarakat dan Nilai Per Unsur")
    indeks(word, b)
    tren(word, b)
    word.section("Analisis Masalah dan Rencana Tindak Lanjut")
    masalah(word, b)
    rencana(word, b)


def _lalu_ringkas(word: Word, b: Bahan) -> None:
    word.chapter("HASIL TINDAK LANJUT SKM PERIODE SEBELUMNYA")
    lalu(word, b)


def _lampiran_ringkas(word: Word, b: Bahan) -> None:
    word.attachment("Kuesioner")
    soal(word, b)
    word.attachment("Data Responden dan Hasil Pengolahan", wide=_wide(b))
    pengolahan(word, b)


OUTLINES: dict[str, tuple[Part, ...]] = {
    "lengkap": (_pendahuluan, _pengumpulan, _hasil, _analisis, _kesimpulan, _lampiran),
    "ringkas": (_pendahuluan_ringkas, _analisis_ringkas, _lalu_ringkas, _kesimpulan, _lampiran_ringkas),
}
