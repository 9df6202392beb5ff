"""What only the office knows: one record of fields for the Laporan, the sheet on the wall and the page."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, TypedDict, get_type_hints

from skm.ground.errors import FileError
from skm.reading.files.grids import opened
from skm.reading.files.limits import Limits
from skm.reading.responses import Responses


class Isian(TypedDict, total=False):
    """The fields that an office fills in, all optional; a document shows those it has a place for.

    Those with words belong to the Laporan, which prints ``[isi: ...]`` with these words until they are filled
    in. On the sheet and the page, `instansi` may be several lines, and these stand in for what the result
    and the questionnaires tell: `layanan`, the service; `mulai` and `selesai`, first and last day of the
    survey; `tautan`, a link (a QR code on the sheet); `ucapan`, the thanks to the respondents.
    """

    unit: Annotated[str, "nama unit pelayanan"]
    instansi: Annotated[str | Sequence[str], "kementerian, lembaga, atau pemerintah daerah"]
    alamat: Annotated[str, "alamat, telepon, dan laman unit"]
    periode: Annotated[str, "periode survei, misalnya Semester I Tahun 2024"]
    latar_belakang: Annotated[
        str, "latar belakang: layanan unit ini, mengapa survei dilakukan, dan bagaimana hasilnya dipakai"
    ]
    dasar_hukum: Annotated[str, "peraturan daerah, surat keputusan tim, dan dasar lain"]
    pelaksana: Annotated[str, "tim pelaksana, nomor surat keputusan, atau lembaga mitra"]
    cara: Annotated[
        str,
        "cara kuesioner dibagikan dan dikumpulkan: di loket, wawancara, atau daring, dan siapa yang membantu",
    ]
    lokasi: Annotated[str, "tempat pengumpulan data"]
    waktu_persiapan: Annotated[str, "tanggal"]
    waktu_pengumpulan: Annotated[str, "tanggal"]
    waktu_pengolahan: Annotated[str, "tanggal"]
    waktu_penyusunan: Annotated[str, "tanggal"]
    masalah: Annotated[
        str, "penyebab rendahnya unsur di atas menurut petugas, saran responden, dan Forum Konsultasi Publik"
    ]
    fkp: Annotated[str, "tanggal, peserta, dan kesepakatan Forum Konsultasi Publik"]
    publikasi: Annotated[str, "media dan tanggal hasil survei diumumkan"]
    tindak_lanjut: Annotated[str, "tindak lanjut yang sudah dilakukan, hambatannya, dan bukti dokumentasinya"]
    dokumentasi: Annotated[str, "foto pelaksanaan survei, Forum Konsultasi Publik, dan publikasi hasil"]
    tempat: Annotated[str, "tempat"]
    tanggal: Annotated[str, "tanggal laporan"]
    jabatan: Annotated[str, "jabatan penanggung jawab"]
    penanggung_jawab: Annotated[str, "nama penanggung jawab"]
    nip: Annotated[str, "NIP"]
    layanan: str
    mulai: date
    selesai: date
    tautan: str
    ucapan: str


_FIELDS: dict[str, Any] = get_type_hints(Isian, include_extras=True)
_DAYS = ("mulai", "selesai")
# The fields of the Laporan, each with the words of the mark that stands in its place.
ISIAN: dict[str, str] = {k: of.__metadata__[0] for k, of in _FIELDS.items() if hasattr(of, "__metadata__")}


def mark(words: str) -> str:
    """A place to fill in: ``[isi: NIP]``."""
    return f"[isi: {words}]"


def unknown(fields: Mapping[str, Any]) -> str:
    """What to say of fields that :class:`Isian` does not have; "" when it has them all."""
    wrong = [key for key in fields if key not in _FIELDS]
    return f"unknown fields {wrong}; there are {list(_FIELDS)}" if wrong else ""


def lines(field: str | Sequence[str]) -> list[str]:
    """A field of one or several lines as a list, empty lines left out."""
    return [line for line in ([field] if isinstance(field, str) else field) if line]


def survey_days(fields: Isian, responses: Responses | None) -> tuple[date | None, date | None]:
    """First and last day of the survey: as filled in, else those of the questionnaires.

    Raises
    ------
    ValueError
        When it ends before it begins.
    """
    begin, end = fields.get("mulai"), fields.get("selesai")
    if begin is not None and end is not None and begin > end:
        raise ValueError(f"the survey ends on {end}, before it begins on {begin}")
    if begin is None and end is None and responses is not None:
        days = responses.profile.get("tanggal")
        if days is not None and days.notna().any():
            return days.min().date(), days.max().date()
    return begin, end


def read_isian(path: str | os.PathLike[str]) -> dict[str, Any]:
    """The fields of :class:`Isian` from a TOML file such as ``periode = "Semester I Tahun 2024"``.

    Returns
    -------
    dict
        Texts; `mulai` and `selesai` are dates.

    Raises
    ------
    FileError
        When the file cannot be read, is not TOML, or names a field that there is not.
    """
    name, content = opened(path, Limits())
    try:
        found = tomllib.loads(content.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FileError(
            f'{name}: bukan berkas isian ({error}). Tulis satu isian per baris, misalnya periode = "Tahun '
            '2024".'
        ) from error
    return checked(found, name)


def checked(found: Mapping[str, Any], place: str) -> dict[str, Any]:
    """The fields as :func:`read_isian` gives them; `place` says in an error where they come from.

    Raises
    ------
    FileError
    """
    if wrong := [key for key in found if key not in _FIELDS or isinstance(found[key], dict | list)]:
        raise FileError(f"{place}: isian {', '.join(wrong)} tidak dikenal. Yang ada: {', '.join(_FIELDS)}.")
    try:
        return {k: date.fromisoformat(str(v)) if k in _DAYS else str(v) for k, v in found.items()}
    except ValueError as error:
        raise FileError(f"{place}: isian mulai dan selesai adalah tanggal, misalnya 2024-01-31.") from error
