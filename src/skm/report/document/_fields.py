"""What only the office knows: the fields of the report it fills in, and how they are marked until it has."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from skm.ground.errors import FileError
from skm.reading.files.grids import opened
from skm.reading.files.limits import Limits

# Each field with what belongs there: the words of the mark that stands in its place.
ISIAN = {
    "unit": "nama unit pelayanan",
    "instansi": "kementerian, lembaga, atau pemerintah daerah",
    "alamat": "alamat, telepon, dan laman unit",
    "periode": "periode survei, misalnya Semester I Tahun 2024",
    "latar_belakang": "latar belakang: layanan unit ini, mengapa survei dilakukan, dan bagaimana hasilnya "
    "dipakai",
    "dasar_hukum": "peraturan daerah, surat keputusan tim, dan dasar lain",
    "pelaksana": "tim pelaksana, nomor surat keputusan, atau lembaga mitra",
    "cara": "cara kuesioner dibagikan dan dikumpulkan: di loket, wawancara, atau daring, dan siapa yang "
    "membantu",
    "lokasi": "tempat pengumpulan data",
    "waktu_persiapan": "tanggal",
    "waktu_pengumpulan": "tanggal",
    "waktu_pengolahan": "tanggal",
    "waktu_penyusunan": "tanggal",
    "masalah": "penyebab rendahnya unsur di atas menurut petugas, saran responden, dan Forum Konsultasi "
    "Publik",
    "fkp": "tanggal, peserta, dan kesepakatan Forum Konsultasi Publik",
    "publikasi": "media dan tanggal hasil survei diumumkan",
    "tindak_lanjut": "tindak lanjut yang sudah dilakukan, hambatannya, dan bukti dokumentasinya",
    "dokumentasi": "foto pelaksanaan survei, Forum Konsultasi Publik, dan publikasi hasil",
    "tempat": "tempat",
    "tanggal": "tanggal laporan",
    "jabatan": "jabatan penanggung jawab",
    "penanggung_jawab": "nama penanggung jawab",
    "nip": "NIP",
}


def mark(words: str) -> str:
    """A place to fill in: ``[isi: NIP]``."""
    return f"[isi: {words}]"


@dataclass(frozen=True, slots=True)
class Isian:
    """The fields an office filled in; every other one gives its mark.

    Raises
    ------
    ValueError
        For a field that is none of :data:`ISIAN`.
    """

    given: Mapping[str, str]

    def __post_init__(self) -> None:
        if unknown := [key for key in self.given if key not in ISIAN]:
            raise ValueError(f"unknown fields {unknown}; there are {list(ISIAN)}")

    def __getitem__(self, key: str) -> str:
        text = str(self.given.get(key, "")).replace("\x02", " ").strip()  # no reference of the report's own
        return text or mark(ISIAN[key])

    def has(self, key: str) -> bool:
        """Whether the office filled it in."""
        return bool(str(self.given.get(key, "")).strip())


def read_isian(path: str | os.PathLike[str]) -> dict[str, str]:
    """The fields of a report from a TOML file such as ``periode = "Semester I Tahun 2024"``.

    Raises
    ------
    FileError
        When the file cannot be read, is not TOML, or names a field that the report does not have.
    """
    name, content = opened(path, Limits())
    try:
        found: dict[str, Any] = tomllib.loads(content.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FileError(
            f'{name}: bukan berkas isian ({error}). Tulis satu isian per baris, misalnya periode = "Tahun '
            '2024".'
        ) from error
    check_isian(found, name)
    return {key: str(value) for key, value in found.items()}


def check_isian(found: Mapping[str, Any], place: str) -> None:
    """Refuse fields that the report does not have.

    Raises
    ------
    FileError
    """
    if unknown := [key for key in found if key not in ISIAN or isinstance(found[key], dict | list)]:
        raise FileError(f"{place}: isian {', '.join(unknown)} tidak dikenal. Yang ada: {', '.join(ISIAN)}.")
