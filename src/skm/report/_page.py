"""The page: the result as one HTML file for the office's website."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Unpack
from urllib.parse import urlsplit

import pandas as pd

from skm import charts
from skm.charts.style import class_edges, nilai_palette, plain_text, text_on
from skm.ground.errors import missing_extra
from skm.ground.numbers import decimal_id, integer_id
from skm.ground.packaged import data_text
from skm.ground.printing import MISSING
from skm.ground.writing import Target, write_to
from skm.priorities import Rencana
from skm.reading.responses import Responses
from skm.report._publication import Publication
from skm.report.isian import Isian
from skm.result import Result, closing
from skm.result.disclosure import SMALLEST
from skm.result.distribution import frequencies
from skm.trends import Trend

# Columns of the trend and of the plan that the public sees: no suggestions in respondents' words.
_TREND = ["Periode", "Responden", "IKM", "Mutu", "Perubahan", "Target"]
_PLAN = ["Prioritas unsur", "Usulan program/kegiatan", "Waktu", "Penanggung jawab", "Status"]
_SCALE = 400.0  # width of the drawing of the classes


def page(
    result: Result,
    path: Target,
    *,
    responses: Responses | None = None,
    trend: Trend | None = None,
    rencana: Rencana | None = None,
    smallest: int = SMALLEST,
    **isian: Unpack[Isian],
) -> Path | None:
    """Write a result as one HTML file that needs nothing else: no script, no request, no font from outside.

    It shows the index and its letter on the scale of classes, every group, every unsur with the three lowest
    marked, how often each answer was given, who the respondents are, and how the numbers came about; with
    `trend` and `rencana` also the periods and the follow-up plan. It can be read on a phone, on paper and
    aloud: headings, table headings, alternative texts and contrast follow WCAG 2 AA.

    Parameters
    ----------
    result : Result
    path : path or binary file object
        A file already at the path is replaced.
    responses : Responses
        The answers behind the result, for the respondents and the days of the survey.
    trend : Trend
    rencana : Rencana
        Without the suggestions in respondents' own words.
    smallest : int
        Groups and categories with fewer respondents stand together or are left out, and what would give them
        away by subtraction with them; 1 shows all.
    **isian
        ``unit``, ``instansi``, ``layanan``, ``periode``, ``mulai``, ``selesai``, ``tautan``, ``ucapan``, see
        :class:`skm.report.isian.Isian`.

    Returns
    -------
    Path or None
        None for a file object.

    Raises
    ------
    SkmError
        When the extra `laporan` is not installed.
    FileError
        When the file cannot be written.
    ResponseError
        When fewer than `smallest` questionnaires are used.
    TypeError, ValueError
        For an unknown field, or responses that are not those behind the result.
    """
    facts = Publication(result, responses, isian, smallest)
    result = facts.published
    names = {m.huruf: f"kelas{i}" for i, m in enumerate(result.pedoman.mutu)}
    colours = dict(zip(names.values(), charts.palette(result.pedoman).values(), strict=True))
    colours |= {f"nilai{value}": colour for value, colour in nilai_palette(result.pedoman).items()}
    period = f", {facts.periode}" if facts.periode else ""
    text: str = _template().render(
        title=f"IKM {facts.unit}{period}",
        description=f"{facts.unit}{period}: {result.headline}",
        colours=[{"name": k, "colour": c, "text": text_on(c)} for k, c in colours.items()],
        facts=facts,
        result=result,
        n=integer_id(result.n),
        names=names,
        notes=closing(result),
        scale=_scale(result, names),
        groups=_groups(result),
        unsur=_unsur(result),
        highest=result.pedoman.nilai_max,
        answers=_answers(result),
        tables=_tables(trend, rencana, smallest),
        characteristics=_characteristics(facts),
        factor=_number(result.pedoman.faktor),
        classes=_classes(result),
        provenance=_provenance(result, smallest),
        link=urlsplit(facts.tautan).scheme in ("http", "https"),
    )
    return write_to(path, text.encode("utf-8"))


@cache
def _template() -> Any:
    try:
        from jinja2 import Environment, StrictUndefined
    except ImportError as error:
        raise missing_extra("Laman HTML", "laporan") from error
    # What cannot be printed is taken out of every text before it is escaped.
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_printable
    )
    return environment.from_string(data_text("laman.html"))


def _printable(value: Any) -> Any:
    return plain_text(value) if type(value) is str else value  # markup is a kind of str that stays as it is


def _number(value: Any) -> str:
    """A number without needless decimals."""
    return integer_id(int(value)) if value == int(value) else decimal_id(value)


def _share(value: float, low: float, high: float) -> float:
    """Where a value lies between two others, in percent for a drawing; 0 when it is missing."""
    return 0.0 if value != value else round(100 * (value - low) / (high - low), 2)


def _scale(result: Result, names: dict[str, str]) -> dict[str, Any]:
    """The classes from the lowest index to 100, as a drawing."""
    pedoman = result.pedoman
    edges = class_edges(pedoman)
    lowest = edges[-1]
    palette = charts.palette(pedoman)

    def at(ikm: float) -> float:
        return round(_SCALE * (ikm - lowest) / (100 - lowest), 1)

    parts = [
        {
            "letter": m.huruf,
            "name": names[m.huruf],
            "x": at(low),
            "width": round(at(high) - at(low), 1),
            "middle": round((at(high) + at(low)) / 2, 1),
            "text": text_on(palette[m.huruf]),
        }
        for m, high, low in zip(pedoman.mutu, edges, edges[1:], strict=False)
    ]
    ticks = [
        {"x": at(e), "label": _number(e), "anchor": "middle"} for e in (edges if len(edges) <= 6 else ())
    ]
    if ticks:
        ticks[0]["anchor"], ticks[-1]["anchor"] = "end", "start"
    where = (
        f"IKM {result.ikm_text}, mutu {result.mutu} ({result.kinerja})" if result.mutu else "belum ada IKM"
    )
    return {
        "parts": parts,
        "ticks": ticks,
        "at": at(result.ikm) if result.mutu else None,
        "title": f"Skala IKM dari {_number(lowest)} sampai 100: {where}. {_classes(result)}.",
        "lowest": _number(lowest),
    }


def _classes(result: Result) -> str:
    return "; ".join(f"{m.huruf} ({m.kinerja}) mulai {decimal_id(m.ikm_min)}" for m in result.pedoman.mutu)


def _groups(result: Result) -> dict[str, Any] | None:
    """Rows of (name, n, IKM, mutu, length of the bar), the unit after several groups."""
    if not result.tally.keys:
        return None
    printed, lowest = result.printed_groups, class_edges(result.pedoman)[-1]
    bars = [_share(value, lowest, 100) for value in [*result.groups["ikm"], result.ikm]]
    rows = zip(printed.iloc[:, 0], *(printed[c] for c in ("n", "IKM", "Mutu")), bars, strict=False)
    return {
        "by": " dan ".join(key.replace("_", " ") for key in result.tally.keys),
        "heading": str(printed.columns[0]).replace("_", " "),
        "rows": list(rows),
        "count": len(result.groups),
    }


def _unsur(result: Result) -> list[tuple[Any, ...]]:
    """Rows of (name, NRR, IKM, mutu, priority, length of the bar)."""
    printed = result.printed_unsur
    bars = [_share(value, 1, result.pedoman.nilai_max) for value in result.unsur["nrr"]]
    columns = (printed[c] for c in ("Unsur", "NRR", "IKM", "Mutu", "Prioritas"))
    return list(zip(*columns, bars, strict=True))


def _answers(result: Result) -> dict[str, Any] | None:
    """How often each answer was given; None where only totals are known, or the scale is too long to show."""
    if result.tally.counts is None or result.pedoman.nilai_max > 10:
        return None
    values = range(1, result.pedoman.nilai_max + 1)
    rows = []
    for _, row in frequencies(result).iterrows():
        n, before, parts = int(row["n"]), 0, []
        for value in values:
            if count := int(row[value]):
                parts.append((value, round(100 * before / n, 2), round(100 * count / n, 2)))
            before += count
        persen = [f"{row[f'persen_{v}']} %" if n else MISSING for v in values]
        rows.append((row["nama"], parts, persen, integer_id(n)))
    return {"nilai": list(values), "rows": rows}


def _provenance(result: Result, smallest: int) -> list[tuple[str, str]]:
    """How the numbers came about; notes on single cells stay in the office, since they count what is rare."""
    rows = result.provenance.itertuples(index=False, name=None)
    return [(hal, isi) for hal, isi in rows if smallest < 2 or hal != "Catatan"]


def _tables(trend: Trend | None, rencana: Rencana | None, smallest: int) -> list[dict[str, Any]]:
    out = []
    if trend is not None:
        shown = _periods(trend, smallest)
        out.append(_table("IKM dari periode ke periode", shown[_TREND], range(1, 6), trend.notes))
    if rencana is not None:
        out.append(_table(rencana.title, rencana.printed[_PLAN], (), ()))
    return out


def _periods(trend: Trend, smallest: int) -> pd.DataFrame:
    """The trend as printed, without what was counted from too few, and without the change since then."""
    shown = trend.printed
    few = [p.result is not None and 0 < p.result.n < smallest for p in trend.periods]
    there = [i for i, p in enumerate(trend.periods) if p.ikm is not None]
    after = {b for a, b in pairwise(there) if few[a]}
    for i in range(len(few)):
        if few[i]:
            shown.loc[i, ["Responden", "IKM", "Mutu", "Perubahan"]] = MISSING
        elif i in after:
            shown.loc[i, "Perubahan"] = MISSING
    return shown


def _table(title: str, frame: pd.DataFrame, right: Sequence[int], notes: Sequence[str]) -> dict[str, Any]:
    return {
        "title": title,
        "headings": list(frame.columns),
        "rows": frame.astype(str).to_numpy().tolist(),
        "right": [i in right for i in range(frame.shape[1])],
        "notes": notes,
    }


def _characteristics(facts: Publication) -> list[dict[str, Any]]:
    """Who the respondents are; the key of the groups stands in their own table already."""
    frame, blocks, keys = facts.characteristics, [], facts.result.tally.keys
    others = frame[~frame["kolom"].isin(keys if len(keys) == 1 else [])]
    for title, rows in others.groupby("karakteristik", sort=False):
        shown = [
            (nama, integer_id(n), decimal_id(persen, places=1), _share(persen, 0, 100))
            for nama, n, persen in zip(rows["indikator"], rows["n"], rows["persen"], strict=True)
        ]
        blocks.append({"title": title, "rows": shown})
    return blocks
