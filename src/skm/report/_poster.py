"""The publication sheet: the index on one page, for the wall."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Unpack

from skm import charts
from skm.charts.sheet import Sheet
from skm.charts.style import INK, MUTED, class_edges, text_on, tint
from skm.ground.errors import FileError, SkmError, missing_extra
from skm.ground.numbers import decimal_id, integer_id
from skm.ground.writing import Target, write_to
from skm.reading.files.grids import opened
from skm.reading.responses import Responses
from skm.report._publication import Publication
from skm.report.isian import Isian
from skm.result import Result
from skm.result.disclosure import SMALLEST

_NAVY = "#1f3b73"
_LEFT, _RIGHT, _EDGE = 14.0, 162.0, 283.0  # where the two columns begin, and the right edge
_TOP = 62.0  # where they begin, below the heading
_FORMATS = ("pdf", "png")


def poster(
    result: Result,
    path: Target,
    *,
    responses: Responses | None = None,
    paper: str = "A4",
    logo: str | os.PathLike[str] | bytes | None = None,
    format: str | None = None,
    dpi: int = 200,
    smallest: int = SMALLEST,
    **isian: Unpack[Isian],
) -> Path | None:
    """Write the publication sheet of a result: one landscape page with index, letter and who answered.

    It shows the unit and the period, the index, its mutu and kinerja on the scale of classes, the service,
    the respondents by number, sex and education, the days of the survey, the thanks, and the guideline. On
    A4 the figures of the index are 30 mm high; index, letter, kinerja, service and n can be read from two
    metres away.

    Parameters
    ----------
    result : Result
    path : path or binary file object
        A file already at the path is replaced.
    responses : Responses
        The answers behind the result: sex, education and the days of the survey.
    paper : {"A4", "A3"}
    logo : path or bytes
        The office's logo, PNG or JPEG.
    format : {"pdf", "png"}
        By default the ending of the path; a file object needs it.
    dpi : int
        Dots per inch of a PNG.
    smallest : int
        Categories with fewer respondents stand together or are left out, as on :func:`skm.report.page`.
    **isian
        ``unit``, ``instansi``, ``layanan``, ``periode``, ``mulai``, ``selesai``, ``tautan``, ``ucapan``, see
        :class:`skm.report.isian.Isian`. With ``tautan`` the sheet carries a QR code (extra `laporan`).

    Returns
    -------
    Path or None
        None for a file object.

    Raises
    ------
    FileError
        When the sheet cannot be written, or the logo cannot be read.
    SkmError
        When a QR code is asked for and segno is not installed, or the link is too long for one.
    TypeError, ValueError
        For an unknown field, paper or format.
    """
    if format is None and isinstance(path, str | os.PathLike):
        format = Path(path).suffix.lower().removeprefix(".")
    if format not in _FORMATS:
        raise ValueError(f"format, or the ending of the path, is one of {_FORMATS}, not {format!r}")
    facts, sheet = Publication(result, responses, isian, smallest), Sheet(paper)
    _heading(sheet, facts, logo)
    _index(sheet, facts)
    _respondents(sheet, facts)
    _foot(sheet, facts)
    return write_to(path, sheet.content(format, dpi))


def _heading(sheet: Sheet, facts: Publication, logo: str | os.PathLike[str] | bytes | None) -> None:
    sheet.box(0, 0, sheet.width, 5, _NAVY)
    room = _EDGE - _LEFT
    if logo is not None:
        _logo(sheet, logo)
        room -= 2 * 32
    lines = [("INDEKS KEPUASAN MASYARAKAT (IKM)", 27.0, True, _NAVY), (facts.unit.upper(), 21.0, True, INK)]
    if facts.instansi:
        lines.append((" · ".join(facts.instansi), 15.0, False, MUTED))
    if facts.periode:
        lines.append((facts.periode, 17.0, False, INK))
    y = 9.0 + 4.5 * (4 - len(lines))  # in the middle of the heading, however many there are
    for text, points, bold, colour in lines:
        y = 0.5 + sheet.words(
            sheet.width / 2, y, text, points, width=room, across="center", bold=bold, colour=colour
        )
    sheet.rule(_LEFT, 54, _EDGE - _LEFT, points=2, colour=_NAVY)


def _logo(sheet: Sheet, logo: str | os.PathLike[str] | bytes) -> None:
    name = "Logo" if isinstance(logo, bytes) else os.fspath(logo)
    try:
        content = logo if isinstance(logo, bytes) else opened(logo)[1]
    except FileError as error:
        raise FileError(f"{name}: logo tidak dapat dibaca. {error.problem}") from error
    try:
        sheet.picture(content, _LEFT, 11, 30, 38)
    except ValueError as error:
        raise FileError(f"{name}: logo bukan gambar PNG atau JPEG yang utuh.") from error


def _index(sheet: Sheet, facts: Publication) -> None:
    """Left: the index as large as the page allows, its letter and wording, and its place on the scale."""
    result, width = facts.result, 134.0
    colour = charts.palette(result.pedoman).get(result.mutu or "", "#e6e6e6")
    sheet.box(_LEFT, _TOP, width, 103, tint(colour, 0.16))
    sheet.words(_LEFT + width / 2, _TOP + 4, "NILAI IKM", 22, width=width, across="center", bold=True)
    sheet.words(
        _LEFT + width / 2,
        _TOP + 35,
        result.ikm_text,
        132 if result.mutu else 80,
        width=width - 2,
        across="center",
        bold=True,
        middle=True,
    )
    sheet.box(_LEFT + 10, _TOP + 56, 24, 24, colour)
    letter = result.mutu or "–"
    sheet.words(
        _LEFT + 22,
        _TOP + 68,
        letter,
        54,
        width=22,
        across="center",
        bold=True,
        middle=True,
        colour=text_on(colour),
    )
    sheet.words(_LEFT + 40, _TOP + 57, "Mutu pelayanan", 15, width=90, colour=MUTED)
    sheet.words(_LEFT + 40, _TOP + 65, facts.kinerja, 32, width=90, bold=True, least=0.5)
    _scale(sheet, result, _LEFT + 10, _TOP + 90, width - 20)


def _scale(sheet: Sheet, result: Result, x: float, y: float, width: float) -> None:
    """The classes from the lowest index to 100, and a mark where this one lies."""
    pedoman = result.pedoman
    edges = class_edges(pedoman)
    lowest = edges[-1]

    def at(ikm: float) -> float:
        return x + (ikm - lowest) / (100 - lowest) * width

    for (letter, colour), high, low in zip(charts.palette(pedoman).items(), edges, edges[1:], strict=False):
        sheet.box(at(low), y, at(high) - at(low), 5.5, colour)
        sheet.words(
            (at(low) + at(high)) / 2,
            y + 2.75,
            letter,
            11,
            width=max(at(high) - at(low), 3),
            across="center",
            middle=True,
            bold=True,
            colour=text_on(colour),
        )
    for edge in edges[1:-1] if len(edges) <= 6 else []:
        sheet.words(at(edge), y + 5.9, decimal_id(edge), 9, width=20, across="center")
    sheet.words(at(lowest), y + 5.9, decimal_id(lowest, places=0), 9, width=20, across="center")
    sheet.words(at(100), y + 5.9, "100", 9, width=20, across="center")
    if result.mutu is not None:
        sheet.marker(at(result.ikm), y - 0.4, 4.5)


def _respondents(sheet: Sheet, facts: Publication) -> None:
    """Right: the service, who answered, and when."""
    width = _EDGE - _RIGHT

    def part(y: float, name: str) -> float:
        return sheet.words(_RIGHT, y, name, 13, width=width, bold=True, colour=_NAVY) + 0.5

    y = part(_TOP, "NAMA LAYANAN")
    y = sheet.words(_RIGHT, y, facts.layanan, 22, width=width, lines=2, bold=True, least=0.55)
    y = part(y + 3, "RESPONDEN")
    y = sheet.words(_RIGHT, y, f"{integer_id(facts.result.n)} orang", 26, width=width, bold=True)
    if sexes := facts.counted("jenis_kelamin"):
        y = _counts(sheet, y + 1, "Jenis kelamin", sexes, 2)
    if schools := facts.counted("pendidikan"):
        y = _counts(sheet, y + 1, "Pendidikan", schools, 3)
    if facts.survei:
        y = part(max(y + 3, _TOP + 84), "PERIODE SURVEI")
        sheet.words(_RIGHT, y, facts.survei, 18, width=width, least=0.6)


def _counts(sheet: Sheet, y: float, name: str, counts: list[tuple[str, str]], columns: int) -> float:
    """A characteristic and its numbers in columns; what does not fit on three lines is summed up."""
    sheet.words(_RIGHT, y, name, 13, width=60, colour=MUTED)
    y, width = y + 5.6, (_EDGE - _RIGHT) / columns
    shown = counts if len(counts) <= 3 * columns else counts[: 3 * columns - 1]
    for i, (category, n) in enumerate(shown):
        x, row = _RIGHT + i % columns * width, y + i // columns * 7.2
        sheet.words(x, row, f"{category} = {n}", 16, width=width - 2, least=0.55)
    if len(shown) < len(counts):
        i = len(shown)
        more = f"dan {len(counts) - i} lainnya"
        sheet.words(_RIGHT + i % columns * width, y + i // columns * 7.2, more, 16, width=width - 2)
    return y + -(-min(len(counts), 3 * columns) // columns) * 7.2


def _foot(sheet: Sheet, facts: Publication) -> None:
    sheet.rule(_LEFT, 169, _EDGE - _LEFT, points=2, colour=_NAVY)
    room = _EDGE - _LEFT
    if facts.tautan:
        room -= 36
        sheet.cells(_qr(facts.tautan), _EDGE - 31, 172, 31)
    middle = _LEFT + room / 2
    sheet.words(
        middle, 173, facts.ucapan, 17, width=room - 6, lines=3, across="center", bold=True, least=0.65
    )
    notes = f"Dihitung menurut {facts.result.pedoman.nama}."
    if facts.smallest > 1:
        notes += f" Kelompok di bawah {facts.smallest} responden tidak ditampilkan tersendiri."
    if facts.tautan:
        notes += f" Selengkapnya: {facts.tautan}"
    sheet.words(middle, 197, notes, 11, width=room - 6, across="center", colour=MUTED)


def _qr(link: str) -> Any:
    try:
        import segno
    except ImportError as error:
        raise missing_extra("Kode QR", "laporan") from error
    try:
        return list(segno.make_qr(link, error="m").matrix_iter(border=2))
    except segno.DataOverflowError as error:
        raise SkmError(
            f"Tautan terlalu panjang untuk kode QR ({len(link)} huruf); pakai tautan yang lebih pendek."
        ) from error
