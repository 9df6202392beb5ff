"""What the text of a report names as the lowest and the highest unsur."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import pandas as pd

from skm.auditing._claim_checks import explain, text
from skm.auditing._findings import DIFFERENT, SAME, Cause, Cell
from skm.auditing._published_tables import Claim, Printed, position, printed, rounded, text_of, texts
from skm.auditing._recomputation import RIGHT, Known
from skm.pedoman import Pedoman
from skm.reading.questionnaire.vocabulary import is_blank, plain


@dataclass(frozen=True, slots=True)
class Named:
    """One unsur that a claim names: as printed, its position in the guideline if known, its printed value."""

    tercetak: str
    unsur: int | None
    number: Printed | None
    kolom: str
    kolom_nilai: str


@dataclass(frozen=True, slots=True)
class Ranking:
    """One claim: these are the lowest, or the highest."""

    tabel: str
    klaim: str
    lowest: bool
    named: tuple[Named, ...]


def is_ranking(frame: pd.DataFrame) -> bool:
    """Whether a table lists claims of lowest or highest unsur."""
    return _claim_column(texts(frame)) is not None


def of_rankings(frame: pd.DataFrame, tabel: str, pedoman: Pedoman) -> list[Ranking]:
    """The claims of a table with a row for each unsur that is named."""
    frame = texts(frame)
    at = _claim_column(frame)
    if at is None:
        return []
    others = [j for j in range(frame.shape[1]) if j != at]
    hits = {j: sum(position(str(c), pedoman) is not None for c in frame.iloc[:, j]) for j in others}
    who = max(others, key=lambda j: hits[j])
    values = [j for j in others if j != who and "nilai" in plain(frame.columns[j]).split()]
    named: dict[str, list[Named]] = {}
    for i in range(len(frame)):
        cell = frame.iat[i, who]
        if not is_blank(cell):
            number = printed(frame.iat[i, values[0]]) if values else None
            heading = str(frame.columns[values[0]]) if values else ""
            one = Named(
                str(cell).strip(), position(str(cell), pedoman), number, str(frame.columns[who]), heading
            )
            named.setdefault(str(frame.iat[i, at]).strip(), []).append(one)
    return [Ranking(tabel, k, "terendah" in plain(k), tuple(v)) for k, v in named.items()]


def of_list(tabel: str, key: str, values: Sequence[str], pedoman: Pedoman) -> Ranking:
    """The claim that a list of names makes."""
    named = tuple(Named(str(v), position(str(v), pedoman), None, key, "") for v in values)
    return Ranking(tabel, key, "terendah" in plain(key), named)


def matches(rankings: Sequence[Ranking], known: Known) -> int:
    """How many of the printed values are those of the survey."""
    return sum(
        _shows(n, known) for r in rankings for n in r.named if n.number is not None and n.unsur is not None
    )


def check_ranking(ranking: Ranking, known: Known, labels: Mapping[int, str]) -> list[Cell]:
    """One cell for each unsur named, one for each value beside it; `labels` is what the report calls them."""
    pedoman = known.low.pedoman
    called = [labels.get(u, name) for u, name in enumerate(pedoman.nama_unsur)]
    nrr = [_nrr(u, known) for u in range(len(pedoman.unsur))]
    chosen, definite = _chosen(nrr, len(ranking.named), ranking.lowest)
    positions = [n.unsur for n in ranking.named]
    missing = [u for u in chosen if u not in positions]
    cells = []
    for i, named in enumerate(ranking.named, 1):
        cell = Cell(ranking.tabel, f"{ranking.klaim} {i}", named.kolom, named.tercetak)
        if named.unsur is None:
            cell = replace(cell, keterangan=f"unsur tidak dikenal dalam {pedoman.nama}")
        elif not definite:
            cell = replace(cell, keterangan="tidak ada angka lain yang menentukannya")
        elif named.unsur in chosen:
            cell = replace(cell, status=SAME)
        else:
            causes = _causes(named.unsur, ranking, nrr, chosen)
            others = missing[: 1 + max(0, len(missing) - sum(p not in chosen for p in positions))]
            missing = missing[len(others) :]
            values = [f"NRR {called[u]} {_three(_both(nrr[u])[0])}" for u in (*others, named.unsur)]
            right = " dan ".join(called[u] for u in others)
            cell = replace(
                cell, status=DIFFERENT, seharusnya=right, causes=causes, keterangan="; ".join(values)
            )
        cells.append(cell)
        if named.number is not None:
            cells.append(_value_cell(ranking, i, named, known))
    if definite and missing and all(c.status == SAME for c in cells if c.kolom == ranking.named[0].kolom):
        left_out = ", ".join(called[u] for u in missing)
        last = max(j for j, c in enumerate(cells) if c.kolom == ranking.named[-1].kolom)
        cause = Cause("B11", f"nilai sama dengan {left_out}, yang tidak disebut")
        cells[last] = replace(
            cells[last],
            status=DIFFERENT,
            seharusnya=f"{cells[last].tercetak} dan {left_out}",
            causes=(cause,),
        )
    return cells


def _claim_column(frame: pd.DataFrame) -> int | None:
    def says(cell: object) -> bool:
        return bool({"terendah", "tertinggi"} & set(plain(cell).split()))

    filled = [j for j in range(frame.shape[1]) if len(frame) and all(says(c) for c in frame.iloc[:, j])]
    return filled[0] if filled and frame.shape[1] > 1 else None


def _nrr(unsur: int, known: Known) -> tuple[Fraction, Fraction] | None:
    low, high = (RIGHT.nrr(s.unit, unsur) for s in (known.low, known.high))
    return None if low is None or high is None else (low, high)


def _both(bounds: tuple[Fraction, Fraction] | None) -> tuple[Fraction, Fraction]:
    return bounds or (Fraction(0), Fraction(0))


def _chosen(nrr: Sequence[tuple[Fraction, Fraction] | None], k: int, lowest: bool) -> tuple[list[int], bool]:
    """The k lowest or highest, ties with the last included, in order; and whether that is certain."""
    if any(b is None for b in nrr) or not nrr or k < 1:
        return [], False
    sign = 1 if lowest else -1
    bounds = [tuple(sorted((sign * low, sign * high))) for low, high in map(_both, nrr)]
    everyone = range(len(bounds))
    surely = [sum(bounds[v][1] < bounds[u][0] for v in everyone) for u in everyone]  # others before it
    perhaps = [sum(bounds[v][0] < bounds[u][1] for v in everyone if v != u) for u in everyone]
    chosen = sorted((u for u in everyone if perhaps[u] < k), key=lambda u: bounds[u])
    return chosen, all(perhaps[u] < k or surely[u] >= k for u in everyone)


def _causes(
    unsur: int, ranking: Ranking, nrr: Sequence[tuple[Fraction, Fraction] | None], chosen: Sequence[int]
) -> tuple[Cause, ...]:
    """Ranked on rounded values, where a tie is then broken in silence; or U8 and U9 exchanged."""
    found = []
    shown = [(rounded(_both(b)[0], 2),) * 2 for b in nrr]
    by_rounded, _ = _chosen(shown, len(ranking.named), ranking.lowest)
    if unsur in by_rounded:
        found.append(
            Cause(
                "B5+B11",
                "diurutkan menurut NRR yang sudah dibulatkan, dan nilai yang sama "
                f"({text_of(shown[unsur][0], 2)}) dipilih diam-diam",
            )
        )
    named = [n.unsur for n in ranking.named]
    exchanged = [{7: 8, 8: 7}.get(u, u) if u is not None else None for u in named]
    if unsur in (7, 8) and len(nrr) == 9 and set(exchanged) == set(chosen):
        found.append(Cause("B12", "U8 dan U9 tertukar"))
    return tuple(found)


def _three(value: Fraction) -> str:
    return text_of(value, 3)


def _claim(ranking: Ranking, i: int, named: Named, known: Known) -> Claim:
    assert named.number is not None
    besaran = "nrr" if named.number.value <= known.low.pedoman.nilai_max else "indeks"
    return Claim(
        ranking.tabel,
        f"{ranking.klaim} {i}",
        named.kolom_nilai,
        named.number.text,
        besaran,
        None,
        named.unsur,
        (besaran,),
        named.number,
        named.number.places,
    )


def _bounds(claim: Claim, known: Known) -> tuple[Fraction, Fraction] | None:
    low, high = (RIGHT.value(s, claim.besaran, None, claim.unsur) for s in (known.low, known.high))
    return None if low is None or high is None else (low, high)


def _shows(named: Named, known: Known) -> bool:
    bounds = _bounds(_claim(Ranking("", "", True, ()), 1, named, known), known)
    return bounds is not None and named.number is not None and named.number.shows(*bounds)


def _value_cell(ranking: Ranking, i: int, named: Named, known: Known) -> Cell:
    assert named.number is not None
    cell = Cell(ranking.tabel, f"{ranking.klaim} {i}", named.kolom_nilai, named.number.text)
    if named.unsur is None:
        return cell
    claim = _claim(ranking, i, named, known)
    bounds = _bounds(claim, known)
    if bounds is None:
        return cell
    if named.number.shows(*bounds):
        return replace(cell, status=SAME)
    fix = text(*bounds, claim)
    return replace(cell, status=DIFFERENT, seharusnya=fix, causes=explain(claim, claim.besaran, known, fix))
