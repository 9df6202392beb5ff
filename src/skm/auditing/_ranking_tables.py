"""Rankings: the unsur that a report names as its lowest and highest, compared with the survey."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from skm.auditing._claim_checks import UNDETERMINED, correction, explain
from skm.auditing._findings import SAME, Cause, Cell
from skm.auditing._printed_numbers import read_number, rounded, text_of
from skm.auditing._published_tables import RANKINGS, Claim, unsur_position, with_text_headings
from skm.auditing._recomputation import Interval, Known
from skm.pedoman import Pedoman
from skm.reading.questionnaire.vocabulary import is_blank, plain


@dataclass(frozen=True, slots=True)
class Named:
    """One unsur that a ranking names.

    cell : its cell, not yet checked
    unsur : position in the guideline, or None when it is not known
    value : the claim of the value printed beside it, or None
    """

    cell: Cell
    unsur: int | None
    value: Claim | None = None


@dataclass(frozen=True, slots=True)
class Ranking:
    """One statement that these are the lowest, or the highest, unsur."""

    lowest: bool
    named: tuple[Named, ...]


def is_ranking_table(frame: pd.DataFrame) -> bool:
    """Whether a table names lowest or highest unsur."""
    return _statement_column(with_text_headings(frame)) is not None


def rankings_of_table(frame: pd.DataFrame, tabel: str, pedoman: Pedoman) -> list[Ranking]:
    """The rankings of a table with a row for each unsur that is named."""
    frame = with_text_headings(frame)
    at = _statement_column(frame) or 0
    others = [j for j in range(frame.shape[1]) if j != at]
    hits = {j: sum(unsur_position(str(c), pedoman) is not None for c in frame.iloc[:, j]) for j in others}
    who = max(others, key=lambda j: hits[j])
    values = [j for j in others if j != who and "nilai" in plain(frame.columns[j]).split()]
    by_statement: dict[str, list[Named]] = {}
    for i in range(len(frame)):
        statement, cell = str(frame.iat[i, at]).strip(), frame.iat[i, who]
        if not is_blank(cell):
            named = by_statement.setdefault(statement, [])
            value = (str(frame.columns[values[0]]), frame.iat[i, values[0]]) if values else None
            named.append(
                _named(tabel, f"{statement} {len(named) + 1}", str(frame.columns[who]), cell, pedoman, value)
            )
    return [Ranking("terendah" in plain(k), tuple(v)) for k, v in by_statement.items()]


def ranking_of_list(tabel: str, key: str, names: Sequence[str], pedoman: Pedoman) -> Ranking:
    """The ranking that a list of names makes."""
    named = [_named(tabel, f"{key} {i}", key, name, pedoman) for i, name in enumerate(names, 1)]
    return Ranking("terendah" in plain(key), tuple(named))


def _named(
    tabel: str, row: str, heading: str, name: Any, pedoman: Pedoman, value: tuple[str, Any] | None = None
) -> Named:
    """An unsur that is named, and the value beside it (heading and cell)."""
    unsur = unsur_position(str(name), pedoman)
    cell = Cell(tabel, row, heading, str(name).strip())
    number = read_number(value[1]) if value else None
    if value is None or number is None:
        return Named(cell, unsur)
    quantity = "nrr" if number.value <= pedoman.nilai_max else "indeks"
    claim = Claim(
        tabel, row, value[0], number.text, quantity, None, unsur, (quantity,), number, number.places
    )
    return Named(cell, unsur, claim)


def matching_values(rankings: Sequence[Ranking], known: Known) -> int:
    """How many of the printed values are those of the survey."""
    return sum(
        n.value is not None and n.value.number is not None and n.value.number.shows(*span)
        for r in rankings
        for n in r.named
        if (span := _span(n.value, known))
    )


def check_ranking(ranking: Ranking, known: Known, labels: Mapping[int, str]) -> list[Cell]:
    """One cell for each unsur named, one for each value beside it; `labels` is what the report calls them."""
    pedoman = known.pedoman
    called = [labels.get(u, name) for u, name in enumerate(pedoman.nama_unsur)]
    nrr = [span for u in range(len(called)) if (span := known.span("nrr", None, u))]
    known_all = len(nrr) == len(called) and bool(ranking.named)
    chosen, certain = _chosen(nrr, len(ranking.named), ranking.lowest) if known_all else ([], False)
    positions = [n.unsur for n in ranking.named]
    missing = [u for u in chosen if u not in positions]
    checked = []
    for unsur, named in zip(positions, ranking.named, strict=True):
        if unsur is None:
            cell = named.cell.unchecked(f"unsur tidak dikenal dalam {pedoman.nama}")
        elif not certain:
            cell = named.cell.unchecked(UNDETERMINED)
        elif unsur in chosen:
            cell = named.cell.right()
        else:
            others = missing[: 1 + max(0, len(missing) - sum(p not in chosen for p in positions))]
            missing = missing[len(others) :]
            values = [f"NRR {called[u]} {text_of(nrr[u][0], 3)}" for u in (*others, unsur)]
            causes = _causes(unsur, ranking, nrr, chosen)
            cell = named.cell.wrong(" dan ".join(called[u] for u in others), causes, "; ".join(values))
        checked.append(cell)
    if certain and missing and all(c.status == SAME for c in checked):
        left_out = ", ".join(called[u] for u in missing)
        cause = Cause("B11", f"nilai sama dengan {left_out}, yang tidak disebut")
        checked[-1] = checked[-1].wrong(f"{checked[-1].tercetak} dan {left_out}", (cause,))
    return [
        c
        for cell, named in zip(checked, ranking.named, strict=True)
        for c in (cell, *([_check_value(named.value, known)] if named.value else []))
    ]


def _statement_column(frame: pd.DataFrame) -> int | None:
    """The column whose every cell says "terendah" or "tertinggi"."""
    if not len(frame) or frame.shape[1] < 2:
        return None
    columns = ([set(plain(c).split()) for c in frame.iloc[:, j]] for j in range(frame.shape[1]))
    return next((j for j, column in enumerate(columns) if all(RANKINGS & words for words in column)), None)


def _chosen(nrr: Sequence[Interval], k: int, lowest: bool) -> tuple[list[int], bool]:
    """The k lowest or highest, ties with the last included, in order; and whether that is certain."""
    bounds = list(nrr) if lowest else [(-high, -low) for low, high in nrr]
    everyone = range(len(bounds))
    surely = [sum(bounds[v][1] < bounds[u][0] for v in everyone) for u in everyone]  # others before it
    perhaps = [sum(bounds[v][0] < bounds[u][1] for v in everyone if v != u) for u in everyone]
    chosen = sorted((u for u in everyone if perhaps[u] < k), key=lambda u: bounds[u])
    return chosen, all(perhaps[u] < k or surely[u] >= k for u in everyone)


def _causes(
    unsur: int, ranking: Ranking, nrr: Sequence[Interval], chosen: Sequence[int]
) -> tuple[Cause, ...]:
    """Ranked by rounded values, with the tie that makes broken in silence; or U8 and U9 exchanged."""
    found = []
    shown = [rounded(low, 2) for low, _ in nrr]
    by_rounded, _ = _chosen([(x, x) for x in shown], len(ranking.named), ranking.lowest)
    if unsur in by_rounded:
        what = "diurutkan menurut NRR yang sudah dibulatkan, dan nilai yang sama"
        found.append(Cause("B5+B11", f"{what} ({text_of(shown[unsur], 2)}) dipilih diam-diam"))
    exchanged = {{7: 8, 8: 7}.get(n.unsur, n.unsur) if n.unsur is not None else None for n in ranking.named}
    if unsur in (7, 8) and len(nrr) == 9 and exchanged == set(chosen):
        found.append(Cause("B12", "U8 dan U9 tertukar"))
    return tuple(found)


def _span(value: Claim | None, known: Known) -> Interval | None:
    return None if value is None or value.unsur is None else known.span(value.quantity, *value.scope)


def _check_value(claim: Claim, known: Known) -> Cell:
    """The cell of the value printed beside an unsur."""
    cell = Cell(claim.tabel, claim.baris, claim.kolom, claim.tercetak)
    span = _span(claim, known)
    if span is None or claim.number is None:
        return cell
    if claim.number.shows(*span):
        return cell.right()
    fix = correction(*span, claim)
    return cell.wrong(fix, explain(claim, claim.quantity, known, fix))
