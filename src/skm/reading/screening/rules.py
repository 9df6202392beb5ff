"""The ten rules in words, and what one of them found."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skm.ground.errors import Argument, Hint, Wording

Where = Callable[[int], str]  # the place of a questionnaire, in words: "baris 52"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule in words.

    judul : what it looks for
    alasan : why a questionnaire is set aside when the rule is applied
    saran : what to do when it found something
    wajar : what to do when chance may have brought it about
    """

    judul: str
    alasan: str
    saran: str | Hint
    wajar: str = "Sebanyak ini dapat terjadi kebetulan; tidak perlu tindakan."


RULES: dict[str, Rule] = {
    "duplikat": Rule(
        "Seluruh jawaban dan profil sama dengan kuesioner sebelumnya",
        "duplikat: jawaban dan profil sama dengan kuesioner lain",
        Hint(
            "Cocokkan dengan kuesioner aslinya. Bila satu orang terkirim atau terketik dua kali, "
            "sisihkan dengan ",
            Argument("apply()", "duplikat"),
            "; bila orangnya memang berbeda, biarkan.",
        ),
        wajar="Sebanyak ini dapat terjadi kebetulan. Cukup pastikan tidak ada yang terkirim atau terketik "
        "dua kali.",
    ),
    "mirip": Rule(
        "Profil sama dengan kuesioner tepat di atasnya, dan hanya satu jawaban berbeda",
        "mirip: profil sama dengan kuesioner di atasnya, hanya satu jawaban berbeda",
        "Periksa apakah orangnya berbeda, atau satu kuesioner diketik ulang. Tanyakan kepada petugas yang "
        "mengumpulkan sebelum menyisihkan.",
    ),
    "berurutan": Rule(
        "Seluruh jawaban sama dengan kuesioner tepat di atasnya",
        "berurutan: seluruh jawaban sama dengan kuesioner di atasnya",
        "Periksa apakah beberapa kuesioner diisi oleh satu orang atau disalin ke bawah. Jangan menyisihkan "
        "hanya karena temuan ini; bila tabel pernah diurutkan, temuan ini tidak berarti.",
    ),
    "blok": Rule(
        "Deretan kuesioner yang jawabannya mengulang deretan sebelumnya, dalam urutan yang sama",
        "blok: deretan jawaban mengulang deretan lain dalam urutan yang sama",
        Hint(
            "Hampir pasti salin-tempel, atau satu berkas terbaca dua kali. Kembali ke kuesioner aslinya; "
            "tanpa bukti asli, sisihkan dengan ",
            Argument("apply()", "blok"),
            ".",
        ),
    ),
    "seragam": Rule(
        "Semua pertanyaan dijawab dengan nilai yang sama",
        "seragam: semua pertanyaan dijawab sama",
        "Jawaban seragam bukan kesalahan. Bila kebanyakan kuesioner begini, periksa cara mengisinya: apakah "
        "pertanyaan dibaca, apakah petugas ikut mengisi.",
        wajar="Orang yang puas sering menjawab sama di semua pertanyaan; sebanyak ini tidak perlu tindakan.",
    ),
    "pola": Rule(
        "Jawaban berpola, seperti 1 2 3 4 1 2 3 4 1 atau 3 4 3 4 3 4 3 4 3",
        "pola: jawaban berderet atau berselang-seling",
        "Pertanyaan agaknya tidak dibaca. Lihat kuesioner aslinya dan, untuk survei berikutnya, dampingi "
        "pengisian.",
    ),
    "semenit": Rule(
        "Tiga kuesioner atau lebih masuk dalam menit yang sama",
        "semenit: tiga kuesioner atau lebih masuk dalam menit yang sama",
        "Periksa apakah satu orang mengisi untuk banyak orang. Bila kuesioner kertas diketik kemudian, cap "
        "waktu hanya mencatat kapan diketik dan temuan ini tidak berarti.",
    ),
    "jumlah": Rule(
        "Jumlah, rata-rata atau IKM yang tersimpan di barisnya tidak sama dengan hitungan dari jawabannya",
        "jumlah: nilai tersimpan tidak sama dengan hitungan dari jawabannya",
        "Salah satunya keliru ketik. Cocokkan jawaban dengan kuesioner aslinya dan betulkan di berkasnya; "
        "skm selalu menghitung dari jawaban.",
    ),
    "usia": Rule(
        "Usia di bawah 5 atau di atas 110 tahun, atau terlalu muda untuk pendidikan atau pekerjaannya",
        "usia: tidak mungkin",
        "Betulkan di berkasnya menurut kuesioner asli (sering tahun lahir atau salah ketik). Jawabannya "
        "tetap dapat dipakai.",
    ),
    "contoh": Rule(
        'Ditandai sebagai contoh atau percobaan ("contoh", "test", "uji coba")',
        "contoh: ditandai sebagai contoh atau percobaan",
        Hint("Bila bukan jawaban pengguna layanan, sisihkan dengan ", Argument("apply()", "contoh"), "."),
    ),
}


@dataclass(frozen=True, eq=False)
class Finding:
    """What one rule found.

    aturan : key of :data:`RULES`
    rows : positions of the questionnaires found, rising
    expected : number expected by chance; NaN where chance plays no part
    suspicious : whether the finding is worth a look
    tell : describes the questionnaire at a position, given a function that names places
    unexamined : why the rule could not be checked; "" when it was
    remark : a further sentence for `saran`
    """

    aturan: str
    rows: NDArray[np.intp]
    expected: float
    suspicious: bool
    tell: Callable[[int, Where], str]
    unexamined: str = ""
    remark: str = ""

    @classmethod
    def not_examined(cls, aturan: str, why: str) -> Finding:
        return cls(aturan, np.empty(0, dtype=np.intp), math.nan, False, lambda row, where: "", why)

    @property
    def tingkat(self) -> str:
        """ "periksa", "wajar", "tidak ada", or "tidak diperiksa"."""
        if self.unexamined:
            return "tidak diperiksa"
        if not len(self.rows):
            return "tidak ada"
        return "periksa" if self.suspicious else "wajar"

    @property
    def saran(self) -> str:
        """What to do, in words."""
        return self.advice(Argument.in_python)

    def advice(self, wording: Wording) -> str:
        """What to do, for a reader who is given arguments in these words."""
        said: str | Hint = {
            "periksa": RULES[self.aturan].saran,
            "wajar": RULES[self.aturan].wajar,
            "tidak ada": "Tidak ditemukan.",
            "tidak diperiksa": self.unexamined,
        }[self.tingkat]
        text = said if isinstance(said, str) else said.worded(wording)
        return f"{text} {self.remark}".rstrip()
