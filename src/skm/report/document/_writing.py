"""The report as a file: the standard outlines, or an office's own template."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Literal

from skm.ground.writing import write_file
from skm.priorities import Rencana, TindakLanjut
from skm.reading.responses import Responses
from skm.report.document._chapters import OUTLINES, TITLE, write
from skm.report.document._content import Bahan
from skm.report.document._fields import Isian
from skm.report.document._template import fill
from skm.report.document._word import Word
from skm.result import Result
from skm.trends import Trend

Susunan = Literal["lengkap", "ringkas"]
SUSUNAN: tuple[Susunan, ...] = ("lengkap", "ringkas")


def laporan(
    result: Result,
    path: str | os.PathLike[str],
    *,
    susunan: Susunan = "lengkap",
    responses: Responses | None = None,
    trend: Trend | None = None,
    rencana: Rencana | None = None,
    tindak_lanjut: TindakLanjut | None = None,
    isian: Mapping[str, str] | None = None,
    templat: str | os.PathLike[str] | None = None,
) -> Path:
    """Write the Laporan SKM as a Word file, whole or not at all; a file already there is replaced.

    Every number in it, in tables and in sentences, comes from the frames of the result. What only the office
    knows is marked ``[isi: ...]`` in yellow, as long as `isian` does not give it. The same arguments give the
    same bytes.

    Parameters
    ----------
    result : Result
        With `population`, the report says whether the respondents were enough.
    path : path
        Of the .docx file.
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
        What the office knows, see :data:`ISIAN`; a text with empty lines becomes several paragraphs.
    templat : path
        An office's own .docx template, filled in place of the standard outlines, see
        :func:`laporan_template`.

    Returns
    -------
    Path

    Raises
    ------
    SkmError
        When the extra `laporan` is not installed.
    ValueError
        When `susunan` or a field of `isian` is unknown, or the responses are not those behind the result.
    FileError
        When the file cannot be written, or the template cannot be read or used.
    """
    content = laporan_bytes(
        result,
        susunan=susunan,
        responses=responses,
        trend=trend,
        rencana=rencana,
        tindak_lanjut=tindak_lanjut,
        isian=isian,
        templat=templat,
    )
    return write_file(path, content)


def laporan_bytes(
    result: Result,
    *,
    susunan: Susunan = "lengkap",
    responses: Responses | None = None,
    trend: Trend | None = None,
    rencana: Rencana | None = None,
    tindak_lanjut: TindakLanjut | None = None,
    isian: Mapping[str, str] | None = None,
    templat: str | os.PathLike[str] | None = None,
) -> bytes:
    """The content of the file that :func:`laporan` writes."""
    if susunan not in OUTLINES:
        raise ValueError(f"susunan is one of {list(OUTLINES)}, not {susunan!r}")
    filled = Isian(isian or {})
    if filled.has("unit") and result.name == Result.name:
        result = replace(result, name=filled["unit"])
    if trend is not None and trend.name == Trend.name:
        trend = replace(trend, name=result.name)
    bahan = Bahan(result, responses, trend, rencana, tindak_lanjut, filled)
    if templat is not None:
        return fill(bahan, templat)
    unit = bahan.unit if bahan.knows_unit else ""
    word = Word(f"{TITLE} {unit}".strip(), unit)
    write(word, bahan, OUTLINES[susunan])
    return word.content()
