"""An office's own template of the Laporan: one with every field to begin with, and filling it in."""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from skm.ground.errors import FileError, missing_extra
from skm.ground.writing import Target, write_to
from skm.reading.files.grids import opened
from skm.reading.files.limits import Limits
from skm.reading.files.zipped import DAMAGED, has_doctype
from skm.report.document._content import TITLE, LaporanContent
from skm.report.document._styles import NAMESPACE
from skm.report.document._word import CELL, Word, cleaned, same_bytes
from skm.report.isian import ISIAN, mark

# Fields of one value, beside those of ISIAN.
VALUES = {
    "n": "jumlah responden yang dipakai",
    "ikm": "nilai IKM unit, dua desimal",
    "mutu": "huruf mutu",
    "kinerja": "kinerja unit pelayanan",
    "pedoman": "nama pedoman",
    "nilai": "nilai IKM, mutu, dan kinerja dalam satu frasa",
    "rentang": "unsur terendah dan tertinggi dalam satu kalimat",
    "terendah": "tiga unsur terendah dengan NRR-nya",
    "tertinggi": "tiga unsur tertinggi dengan NRR-nya",
    "seri": "keterangan bila ada unsur yang seri",
    "kuesioner": "ke mana setiap kuesioner pergi",
    "kecukupan": "kecukupan jumlah responden menurut Krejcie dan Morgan",
    "kepastian": "seberapa pasti mutu dan unsur terendahnya",
    "perubahan": "perubahan sejak periode sebelumnya",
    "tanggal_kuesioner": "tanggal kuesioner pertama dan terakhir",
    "bagan_unsur": "gambar: unsur dari yang terendah",
    "bagan_kelompok": "gambar: IKM per layanan atau kelompok lain",
    "bagan_kelompok_unsur": "gambar: NRR setiap unsur per layanan atau kelompok lain",
    "bagan_tren": "gambar: IKM dari periode ke periode",
}
# Fields that are tables, each with the columns of its rows.
TABLES = {
    "tabel_unsur": ("no", "unsur", "n", "nrr", "nrr_tertimbang", "ikm", "mutu", "kinerja"),
    "tabel_kelompok": ("kelompok", "n", "jumlah_nilai", "nrr", "ikm", "mutu", "kinerja"),
    "tabel_urutan": ("urutan", "unsur", "nrr", "ikm", "mutu", "kinerja", "keterangan"),
    "tabel_responden": ("no", "karakteristik", "indikator", "jumlah", "persentase"),
    "tabel_mutu": ("mutu", "kinerja", "nilai_interval_konversi"),
    "tabel_rencana": ("no", "prioritas_unsur", "program_kegiatan", "waktu", "penanggung_jawab"),
    "tabel_tren": ("periode", "responden", "ikm", "mutu", "perubahan", "target", "capaian", "kategori"),
    "tabel_tindak_lanjut": (
        "no",
        "rencana_tindak_lanjut",
        "unsur",
        "status",
        "nrr_lalu",
        "nrr_kini",
        "arah",
        "masih_terendah",
    ),
    "tabel_asal": ("hal", "isi"),
}
_PICTURE_CM = 16.0
_WIDE = {"unsur", "isi", "prioritas_unsur", "program_kegiatan", "rencana_tindak_lanjut", "karakteristik"}


def laporan_template(path: Target) -> Path | None:
    """Write a .docx template with every field, for an office to edit in Word and pass to :func:`laporan`.

    Raises
    ------
    SkmError
        When the extra `laporan` is not installed.
    FileError
        When the file cannot be written.
    """
    word = Word(f"Templat {TITLE}", "")
    word.text(TITLE.upper(), "Sampul")
    word.text("{{ unit }}", "Sampul")
    word.text("{{ periode }}", "Sampul")
    word.text(
        "Ubah susunan, kata, dan bentuknya sesuka kantor; tanda kurung kurawal diganti oleh skm. Hapus yang "
        "tidak diperlukan. Baris tabel di antara {_%tr for ... %_} dan {_%tr endfor %_} diulang untuk setiap "
        "baris data."
    )
    word.chapter("ISIAN DAN KALIMAT")
    words = {**ISIAN, **{k: v for k, v in VALUES.items() if not _is_picture(k)}}
    rows = [[f"{key}", meaning, f"{{{{ {key} }}}}"] for key, meaning in words.items()]
    word.table("", "Isian dan kalimat", ["Bidang", "Isinya", "Hasil"], rows, widths=[32, 45, 40])
    word.chapter("TABEL")
    for name, columns in TABLES.items():
        cells = [f"{{{{ r.{column} }}}}" for column in columns]
        blank = [""] * (len(columns) - 1)
        loop = [[f"{{%tr for r in {name} %}}", *blank], cells, ["{%tr endfor %}", *blank]]
        widths = [30 if column in _WIDE else 15 for column in columns]
        word.table("", name, [_title(c) for c in columns], loop, widths=widths)
    word.chapter("GAMBAR")
    for name in filter(_is_picture, VALUES):
        word.text(f"{{{{ {name} }}}}", "Gambar")
    return write_to(path, word.content())


def fill(of: LaporanContent, templat: str | os.PathLike[str]) -> bytes:
    """The template with its fields filled in.

    Raises
    ------
    FileError
        When it is not a Word file, names an unknown field, or has a syntax error.
    """
    try:
        import docxtpl
        from jinja2 import StrictUndefined, TemplateError
        from jinja2.sandbox import SandboxedEnvironment
    except ImportError as error:
        raise missing_extra("Laporan Word", "laporan") from error
    name, content = opened(templat, Limits())
    try:
        _check_archive(name, content)
        document = docxtpl.DocxTemplate(io.BytesIO(content))
        document.init_docx()
    except (*DAMAGED, SyntaxError) as error:
        raise FileError(
            f"{name}: bukan berkas Word (.docx) yang utuh. Simpan templatnya sebagai .docx."
        ) from error
    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    values = _fields(of, document)
    try:
        unknown = sorted(document.get_undeclared_template_variables(environment) - values.keys())
        if unknown:
            raise FileError(
                f"{name}: bidang {', '.join(unknown)} tidak dikenal. Yang ada: {', '.join(sorted(values))}."
            )
        document.render(values, environment)
    except (TemplateError, OverflowError, SyntaxError) as error:
        where = " ".join(" ".join(getattr(error, "docx_context", [])).split())[:200]
        near = f' Periksa di sekitar "{where}".' if where else ""
        raise FileError(f"{name}: templat tidak dapat diisi ({error}).{near}") from error
    _highlight(document)
    file = io.BytesIO()
    document.save(file)
    return same_bytes(file.getvalue())


def _check_archive(name: str, content: bytes) -> None:
    """Refuse an archive that unpacks to gigabytes, or XML that declares entities."""
    limits = Limits()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        limits.refuse_bytes(name, sum(member.file_size for member in members))
        for member in members:
            if member.filename.endswith((".xml", ".rels")) and has_doctype(archive.read(member)):
                raise FileError(f"{name}: bagian {member.filename!r} memuat deklarasi DOCTYPE; tidak dibaca.")


def _fields(of: LaporanContent, document: Any) -> dict[str, Any]:
    """Every field by name: text, tables as lists of rows, pictures for this document."""
    result = of.result
    values: dict[str, Any] = {key: of.field(key) for key in ISIAN}
    values |= {key: getattr(of, key) for key in VALUES if hasattr(of, key)}
    values |= {
        "unit": of.unit,
        "periode": of.periode,
        "n": result.printed_groups["n"].iloc[-1],
        "ikm": result.ikm_text,
        "mutu": result.mutu or "–",
        "kinerja": result.kinerja or "–",
        "pedoman": result.pedoman.nama,
        "kepastian": " ".join(of.kepastian),
        "perubahan": " ".join(of.perubahan),
    }
    values = {key: _paragraphs(str(text)) for key, text in values.items()}
    values |= {name: _rows(getattr(of, name), columns) for name, columns in TABLES.items()}
    for name in filter(_is_picture, VALUES):
        values[name] = "" if of.subject(name) is None else _Picture(document, of, name)
    return values


class _Picture:
    """A chart that is drawn only where a template shows it."""

    def __init__(self, document: Any, of: LaporanContent, name: str) -> None:
        self._document, self._of, self._name = document, of, name

    def __html__(self) -> str:
        from docx.shared import Cm
        from docxtpl import InlineImage

        picture = io.BytesIO(self._of.picture(self._name))
        return str(InlineImage(self._document, picture, width=Cm(_PICTURE_CM)))

    __str__ = __html__


def _paragraphs(text: str) -> str:
    """Cleaned text; the template's engine makes a paragraph of each BEL."""
    return "\a".join(cleaned(part) for part in re.split(r"\n\s*\n", text))


def _rows(frame: pd.DataFrame | None, columns: tuple[str, ...]) -> list[Mapping[str, str]]:
    """The rows of a printed table by column names such as "nrr_tertimbang"."""
    if frame is None:
        return []
    named = {_field(heading): i for i, heading in enumerate(frame.columns)}
    place = [named.get(column, 0) for column in columns]  # the first column is named after the groups
    return [
        {column: cleaned(row[i], CELL) for column, i in zip(columns, place, strict=True)}
        for row in frame.astype(str).itertuples(index=False, name=None)
    ]


def _field(heading: Any) -> str:
    """ "Persentase (%)" becomes "persentase"."""
    return re.sub(r"\W+", "_", re.sub(r"\(.*?\)", "", str(heading)).strip().casefold())


def _is_picture(name: str) -> bool:
    return name.startswith("bagan_")


def _title(column: str) -> str:
    """The heading of a column: "NRR tertimbang"."""
    words = column.replace("_", " ").split()
    first, *rest = (w.upper() if w in ("nrr", "ikm") else w for w in words)
    return " ".join([first if first in ("NRR", "IKM", "n") else first.capitalize(), *rest])


def _highlight(document: Any) -> None:
    """Colour the runs that hold a mark, wherever the template put it."""
    from docx.oxml import parse_xml

    word = f"{{{NAMESPACE}}}"
    for text in document.docx.element.body.iter(f"{word}t"):
        if mark("").removesuffix("]") in (text.text or ""):
            properties = text.getparent().get_or_add_rPr()
            for old in properties.findall(f"{word}highlight"):
                properties.remove(old)
            properties._insert_highlight(parse_xml(f'<w:highlight xmlns:w="{NAMESPACE}" w:val="yellow"/>'))
