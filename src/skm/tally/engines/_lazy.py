"""Counting inside an engine: plain sums and counts that Polars, DuckDB or Spark push down themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skm.reading.responses import FRAME, Passed, Source
from skm.reading.responses.checking import NO_ANSWER
from skm.reading.responses.marks import USUAL
from skm.tally._kernel import squares
from skm.tally._pairs import kept
from skm.tally.engines._odd_rows import CODE, NUMBER, Telling, are_labels, kinds, odd_rows
from skm.tally.engines._plan import (
    BAD,
    DISTINCT,
    Ask,
    Bad,
    Counts,
    Moments,
    Plan,
    Raw,
    blank_error,
    refused,
    tally_of,
    too_many,
)
from skm.tally.tally import Tally

Frame = nw.LazyFrame[Any]
Expr = nw.Expr

_EMPTY_SIGNS = " \t\r\n-–—_.?/'\""


def count_inside(frame: Frame, ask: Ask) -> Tally:
    """The tally of a lazy frame; only sums per group leave the engine.

    Every row with something filled in is a questionnaire. Rows of an engine have no order, so that rows which
    lack what the others have cannot be judged and are refused, and groups are sorted by key.
    """
    schema = frame.collect_schema()
    names, types = list(schema), list(schema.values())
    dates = [i for i, t in enumerate(types) if isinstance(t, nw.Date | nw.Datetime)]
    plan = Plan.of(ask, FRAME, names, dates)
    meanings, notes = _texts(frame, plan, types)
    nilai = [_nilai(plan, kode, names[at], types[at], meanings) for kode, at in plan.questions.items()]
    coded = frame.with_columns(x.alias(_x(q)) for q, x in enumerate(nilai))
    keys = [_key(f"_k{i}", names[at], types[at], at in plan.dated) for i, (_, at) in enumerate(plan.keys)]
    names_of_keys = [f"_k{i}" for i in range(len(keys))]
    staged = coded.select(*keys, *(nw.col(_x(q)) for q in range(len(nilai))))

    _refuse_odd_rows(coded, plan, types)

    values = range(1, ask.pedoman.nilai_max + 1)
    questions = range(len(nilai))
    sums = [_n(nw.col(_x(q)) == v, f"_c{q}_{v}") for q in questions for v in values]
    answered = [_n(_any(len(nilai), lambda x: x > 0), "_seen"), *sums]
    bad = [_n(nw.col(_x(q)) == BAD, f"_b{q}") for q in questions]
    table = _sums(staged, names_of_keys, [nw.len().alias("_rows"), *bad, *answered])
    wrong = [q for q in questions if table[f"_b{q}"].any()]
    rows, set_aside = int(table["_rows"].sum()), {}
    if wrong and ask.invalid == "raise":
        raise refused(plan, _listed(coded, plan, wrong), rows)
    passed = {}
    if wrong:
        kind = "dropped" if ask.invalid == "drop" else "blanked"
        passed = {kind: _passed(staged, plan, wrong, kind == "blanked")}
        if ask.invalid == "drop":
            set_aside = _dropped(staged, plan, wrong)
        staged = _without_bad(staged, plan, wrong)
        table = _sums(staged, names_of_keys, [nw.len().alias("_rows"), *answered])
    if empty := int(table["_rows"].sum() - table["_seen"].sum()):
        blank = _blank_rows(coded, plan, types)
        rows -= blank
        if empty > blank:
            set_aside[NO_ANSWER] = empty - blank
    groups = table[table["_seen"] > 0].reset_index(drop=True)
    groups = groups.iloc[_order(groups, names_of_keys)].reset_index(drop=True)
    seen = _integers(groups["_seen"])
    if ask.blanks != "per_unsur":
        complete = staged.filter(_all(len(nilai), lambda x: x > 0))
        of_complete = _sums(complete, names_of_keys, [nw.len().alias("_n"), *sums])
        aligned = _aligned(of_complete, groups, names_of_keys)
        n, filled = aligned[:, 0], aligned[:, 1:]
    else:
        complete = staged
        n, filled = seen, _integers(groups[[f"_c{q}_{v}" for q in questions for v in values]])
    counts = np.zeros((len(groups), len(nilai), len(values) + 1), np.int64)
    counts[:, :, 1:] = filled.reshape(len(groups), len(nilai), len(values))
    counts[:, :, 0] = n[:, None] - counts[:, :, 1:].sum(axis=2)
    if lacking := int(seen.sum() - n.sum()):
        if ask.blanks == "reject":
            given = [sum(int(groups[f"_c{q}_{v}"].sum()) for v in values) for q in questions]
            lacks = [int(seen.sum()) - g for g in given]
            raise blank_error(plan, lacking, dict(zip(plan.questions, lacks, strict=True)))
        set_aside["jawaban tidak lengkap"] = lacking
    moments = None
    if kept(ask.pairs, len(groups), len(nilai)) and len(groups):
        # rows without any answer would count as blanks beside blanks
        complete = complete.filter(_any(len(nilai), lambda x: x > 0))
        moments = _moments(complete, groups, names_of_keys, len(nilai), bool(counts[:, :, 0].any()))
    levels = [_declared(types[at]) for _, at in plan.keys]
    raw = Raw(
        [
            _series(groups[k], types[at], lv)
            for k, (_, at), lv in zip(names_of_keys, plan.keys, levels, strict=True)
        ],
        seen,
        counts,
        moments,
        rows,
        set_aside,
        (Source(FRAME, "", rows),),
        notes,
        **passed,
    )
    return tally_of(raw, plan)


# Rows that may be none ------------------------------------------------------------------------------------


def _refuse_odd_rows(coded: Frame, plan: Plan, types: Sequence[Any]) -> None:
    """Raise StructureError when rows with answers lack what the others have."""
    told = Telling.of(plan)
    answered = _any(len(plan.questions), lambda x: x != 0)
    _refuse_labelled(coded, plan, [at for at in told.beside if _is_text(types[at])], answered)
    if (
        told.number is not None
        and (odd := _without_number(coded, plan, types, told.number, answered)) is not None
    ):
        if odd:
            raise odd_rows(plan, odd)
        return
    if told.fields:
        if odd := _without_kind(coded, plan, types, told.fields, answered):
            raise odd_rows(plan, odd)
        return
    given = nw.sum_horizontal(
        *(nw.when(nw.col(_x(q)) != 0).then(1).otherwise(0) for q in range(len(plan.questions)))
    )
    sums = [_n(answered & (3 * given < len(plan.questions)), "_f"), _n(~answered, "_b")]
    table = _sums(coded, [], sums)  # a legend below a gap
    if table["_b"].iloc[0] and table["_f"].iloc[0]:
        raise odd_rows(plan, int(table["_f"].iloc[0]))


def _refuse_labelled(coded: Frame, plan: Plan, beside: Sequence[int], answered: Expr) -> None:
    """Raise StructureError when a column right of the answers labels a few of the rows with answers."""
    if not beside:
        return
    columns = {at: nw.col(plan.headings[at]) for at in beside}
    filled = [_n(~c.is_null() & (c.cast(nw.String) != ""), f"_f{at}") for at, c in columns.items()]
    table = _sums(coded.filter(answered), [], [nw.len().alias("_n"), *filled])
    for at in beside:
        if are_labels(few := int(table[f"_f{at}"].iloc[0]), int(table["_n"].iloc[0])):
            raise odd_rows(plan, few)


def _without_number(coded: Frame, plan: Plan, types: Sequence[Any], at: int, answered: Expr) -> int | None:
    """How many rows with answers have no running number; None when the column holds none."""
    column = nw.col(plan.headings[at])
    if _is_text(types[at]):
        text = column.cast(nw.String).fill_null("")
        number, code = text.str.contains(NUMBER), text.str.contains(CODE)
        table = _sums(coded, [], [_n(number, "_n"), _n(code, "_c"), _n(text != "", "_f")])
        numbers, codes, filled = (int(table[c].iloc[0]) for c in ("_n", "_c", "_f"))
        if 3 * max(numbers, codes) < filled or not filled:
            return None
        there = number if numbers >= codes else code
    else:
        there = ~column.is_null()
    blank = _all(len(plan.questions), lambda x: x == 0) & ~there
    table = _sums(coded, [], [_n(answered & ~there, "_o"), _n(blank, "_b")])
    odd, blanks = int(table["_o"].iloc[0]), int(table["_b"].iloc[0])
    if blanks and not odd:  # a table below a gap, whose numbers begin again
        each = coded.filter(answered).group_by(plan.headings[at]).agg(nw.len().alias("_n"))
        odd = int(_sums(each.filter(nw.col("_n") > 1), [], [nw.len().alias("_m")])["_m"].iloc[0])
    return odd


def _without_kind(
    coded: Frame, plan: Plan, types: Sequence[Any], fields: Sequence[tuple[str, int]], answered: Expr
) -> int:
    """How many rows with answers have no field of its kind, but a text that hardly any other has.

    Where there are blank rows, below which another table may stand, it need not have a text.
    """
    known, strange = [], [nw.lit(False)]
    for name, at in fields:
        column = nw.col(plan.headings[at])
        if not _is_text(types[at]):
            known.append(~column.is_null())
            continue
        text = column.cast(nw.String).fill_null("")
        each = coded.filter(answered).group_by(text.alias("_v")).agg(nw.len().cast(nw.Int64).alias("_n"))
        table = _collected(each.head(DISTINCT))
        times = dict(zip(table["_v"].tolist(), table["_n"].tolist(), strict=True))
        usual, other = kinds(name, times)
        usual += [v for v in other if times[v] >= USUAL]
        known.append(text.is_in(usual or ["\0"]))
        strange.append(text.is_in([v for v in other if v not in usual] or ["\0"]))
    without = ~nw.any_horizontal(*known, ignore_nulls=False)
    texts = nw.any_horizontal(*strange, ignore_nulls=False)
    sums = [_n(answered & without & texts, "_o"), _n(answered & without, "_w"), _n(~answered & without, "_b")]
    table = _sums(coded, [], sums)
    odd, lacking, blanks = (int(table[name].iloc[0]) for name in ("_o", "_w", "_b"))
    return lacking if blanks else odd


# Answers as nilai -----------------------------------------------------------------------------------------


def _x(q: int) -> str:
    return f"_x{q}"


def _is_text(dtype: Any) -> bool:
    return isinstance(dtype, nw.String | nw.Categorical | nw.Enum)


def _texts(
    frame: Frame, plan: Plan, types: Sequence[Any]
) -> tuple[dict[str, dict[Any, int | str]], list[str]]:
    """The meaning of each distinct text, of the questions whose columns hold texts; and notes."""
    text = {kode: at for kode, at in plan.questions.items() if _is_text(types[at])}
    parts = [
        frame.select(nw.lit(kode).alias("q"), nw.col(plan.headings[at]).cast(nw.String).alias("v"))
        .unique()
        .head(DISTINCT + 1)
        for kode, at in text.items()
    ]
    distinct: dict[str, list[str]] = {kode: [] for kode in text}
    if parts:
        table = _collected(nw.concat(parts) if len(parts) > 1 else parts[0])
        for kode, value in zip(table["q"], table["v"], strict=True):
            if isinstance(value, str):
                distinct[kode].append(value)
    for kode, values in distinct.items():
        if len(values) > DISTINCT:
            raise too_many(plan, kode)
        values.sort()
    return plan.meanings(distinct)


def _nilai(plan: Plan, kode: str, name: str, dtype: Any, meanings: dict[str, dict[Any, int | str]]) -> Expr:
    """An answer as a number: 0 for a blank, 1 to nilai_max, BAD for anything else."""
    column = nw.col(name)
    highest = plan.ask.pedoman.nilai_max
    if _is_text(dtype):
        column = column.cast(nw.String)
        x = nw.lit(BAD)
        by_nilai: dict[int, list[str]] = {}
        for text, nilai in meanings[kode].items():
            if isinstance(nilai, int):
                by_nilai.setdefault(nilai, []).append(text)
        for nilai, texts in by_nilai.items():
            x = nw.when(column.is_in(texts)).then(nw.lit(nilai)).otherwise(x)
        return nw.when(column.is_null()).then(nw.lit(0)).otherwise(x).cast(nw.Int8)
    if not dtype.is_numeric():
        return nw.when(column.is_null()).then(nw.lit(0)).otherwise(nw.lit(BAD)).cast(nw.Int8)
    blank = column.is_null()
    if dtype.is_float():
        blank = blank | column.is_nan()
    if numbers := plan.ask.told.numbers:
        x = nw.lit(BAD)
        for number, nilai in ({v: v for v in range(1, highest + 1)} | numbers).items():
            x = nw.when(column == number).then(nw.lit(nilai)).otherwise(x)
        return nw.when(blank).then(nw.lit(0)).otherwise(x).cast(nw.Int8)
    if dtype.is_integer():
        valid = (column >= 1) & (column <= highest)
    else:
        valid = column == 1
        for v in range(2, highest + 1):
            valid = valid | (column == v)
    x = nw.when(valid).then(column).otherwise(nw.lit(BAD))
    return nw.when(blank).then(nw.lit(0)).otherwise(x).cast(nw.Int8)


def _any(questions: int, holds: Any) -> Expr:
    return nw.any_horizontal(*(holds(nw.col(_x(q))) for q in range(questions)), ignore_nulls=False)


def _all(questions: int, holds: Any) -> Expr:
    return nw.all_horizontal(*(holds(nw.col(_x(q))) for q in range(questions)), ignore_nulls=False)


def _n(condition: Expr, name: str) -> Expr:
    """How many rows fulfil a condition."""
    return nw.when(condition).then(nw.lit(1)).count().alias(name)


# Accounts -------------------------------------------------------------------------------------------------


def _without_bad(staged: Frame, plan: Plan, wrong: Sequence[int]) -> Frame:
    """The frame with invalid answers made blank, or their questionnaires left out."""
    if plan.ask.invalid == "drop":
        return staged.filter(_all(len(plan.questions), lambda x: x != BAD))
    return staged.with_columns(
        nw.when(nw.col(_x(q)) == BAD).then(nw.lit(0)).otherwise(nw.col(_x(q))).alias(_x(q)) for q in wrong
    )


def _blank_rows(coded: Frame, plan: Plan, types: Sequence[Any]) -> int:
    """How many rows are empty; they do not count as questionnaires."""
    blank = coded.filter(_all(len(plan.questions), lambda x: x == 0))
    if beside := _told_beside(plan, types):
        blank = blank.filter(~nw.any_horizontal(*beside, ignore_nulls=False))
    return int(_sums(blank, [], [nw.len().alias("_n")])["_n"].iloc[0])


def _listed(coded: Frame, plan: Plan, wrong: Sequence[int]) -> list[Bad]:
    """The distinct invalid cells, with how many there are of each."""
    found = []
    kodes = list(plan.questions)
    for q in wrong:
        name = plan.headings[plan.questions[kodes[q]]]
        table = _collected(
            coded.filter(nw.col(_x(q)) == BAD)
            .group_by(name)
            .agg(nw.len().cast(nw.Int64).alias("_n"))
            .sort(name)
            .head(DISTINCT)
        )
        values = [v.item() if isinstance(v, np.generic) else v for v in table[name].tolist()]
        meanings, _ = plan.meanings({kodes[q]: values})
        for value, n in zip(values, table["_n"].tolist(), strict=True):
            found.append(Bad(kodes[q], value, meanings[kodes[q]][value], n))
    return found


def _dropped(staged: Frame, plan: Plan, wrong: Sequence[int]) -> dict[str, int]:
    """Questionnaires with invalid answers, counted by the questions concerned."""
    flags = [(nw.col(_x(q)) == BAD).alias(_x(q)) for q in wrong]
    table = _sums(
        staged.filter(_any(len(plan.questions), lambda x: x == BAD)).select(*flags),
        [_x(q) for q in wrong],
        [nw.len().alias("_n")],
    )
    kodes = list(plan.questions)
    reasons = {}
    for row in table.to_dict("records"):
        codes = ", ".join(kodes[q] for q in wrong if row[_x(q)])
        reasons[f"jawaban tidak dapat dipakai: {codes}"] = int(row["_n"])
    return reasons


def _passed(staged: Frame, plan: Plan, wrong: Sequence[int], answered: bool) -> Passed:
    """The questionnaires with an invalid answer; `answered` if only those with a valid one are used."""
    faulty = staged.filter(_any(len(plan.questions), lambda x: x == BAD))
    if answered:
        faulty = faulty.filter(_any(len(plan.questions), lambda x: x > 0))
    values = range(1, plan.ask.pedoman.nilai_max + 1)
    questions = range(len(plan.questions))
    sums = [_n(nw.col(_x(q)) == v, f"_c{q}_{v}") for q in questions for v in (BAD, *values)]
    row = _sums(faulty, [], [nw.len().alias("_n"), *sums]).iloc[0]
    found = {}
    for q, kode in enumerate(plan.questions):
        counts = {v: int(row[f"_c{q}_{v}"]) for v in values}
        total = sum(v * n for v, n in counts.items())
        found[kode] = (int(row[f"_c{q}_{BAD}"]), sum(counts.values()), total)
    return Passed(int(row["_n"]), found) if row["_n"] else Passed()


def _told_beside(plan: Plan, types: Sequence[Any]) -> list[Expr]:
    """Per column that is neither a question nor a running number: whether something is filled in."""
    passed = {*plan.questions.values(), *plan.layout.numbers}
    told = []
    for i, (name, dtype) in enumerate(zip(plan.headings, types, strict=True)):
        if i not in passed:
            column = nw.col(name)
            there = ~column.is_null()
            if isinstance(dtype, nw.String):
                there = there & (column.fill_null("").str.strip_chars(_EMPTY_SIGNS) != "")
            told.append(there)
    return told


# Sums out of the engine -----------------------------------------------------------------------------------


def _collected(frame: Frame) -> pd.DataFrame:
    """A small result, out of the engine."""
    native = nw.to_native(frame)
    if type(native).__module__.startswith("polars"):
        return frame.collect(engine="streaming").to_pandas()
    return frame.collect().to_pandas()


def _sums(frame: Frame, keys: Sequence[str], sums: Sequence[Expr]) -> pd.DataFrame:
    """One row a group with these sums as int64; one row for everybody without keys."""
    table = frame.group_by(*keys).agg(*sums) if keys else frame.select(*sums)
    names = [n for n in table.collect_schema().names() if n not in keys]
    # sums of no rows are null, and DuckDB's are wider than 64 bits
    found = _collected(table.with_columns(nw.col(n).fill_null(0).cast(nw.Int64) for n in names))
    return found[[*keys, *names]].astype(dict.fromkeys(names, np.int64))


def _integers(table: pd.DataFrame | pd.Series) -> Counts:
    return np.asarray(table, dtype=np.int64)


def _cells(column: pd.Series) -> list[Any]:
    """Plain values; None where nothing is."""
    return [None if v is None or v is pd.NA or v != v else v for v in column.tolist()]


def _order(groups: pd.DataFrame, keys: Sequence[str]) -> list[int]:
    """Rows sorted by their keys, empty ones last."""
    cells = [_cells(groups[k]) for k in keys]

    def rank(row: int) -> list[Any]:
        return [(c[row] is None, isinstance(c[row], str), 0 if c[row] is None else c[row]) for c in cells]

    return sorted(range(len(groups)), key=rank)


def _aligned(table: pd.DataFrame, groups: pd.DataFrame, keys: Sequence[str]) -> Counts:
    """The sums of `table` (R, S) in the order of `groups`; 0 for a group it does not have."""
    sums = table.drop(columns=list(keys)).to_numpy(np.int64)
    if not keys:
        return sums if len(groups) else sums[:0]
    place = {key: i for i, key in enumerate(zip(*(_cells(groups[k]) for k in keys), strict=True))}
    at: NDArray[np.intp] = np.array(
        [place[key] for key in zip(*(_cells(table[k]) for k in keys), strict=True)], dtype=np.intp
    )
    out: Counts = np.zeros((len(groups), sums.shape[1]), np.int64)
    out[at] = sums
    return out


def _moments(
    frame: Frame, groups: pd.DataFrame, keys: Sequence[str], questions: int, blanks: bool
) -> Moments:
    """Sums of products of two answers; with blanks also those with where the other is blank."""
    upper = [(i, j) for i in range(questions) for j in range(i + 1, questions)]
    ordered = [(i, j) for i in range(questions) for j in range(questions) if i != j]

    def empty(q: int) -> Expr:
        return nw.col(_x(q)) == 0

    def x(q: int) -> Expr:
        return nw.col(_x(q)).cast(nw.Int64)

    def product(i: int, j: int) -> Expr:
        return (x(i) * x(j)).sum().alias(f"_xx{i}_{j}")

    def beside(i: int, j: int) -> Expr:
        return nw.when(empty(j)).then(x(i)).otherwise(nw.lit(0)).sum().alias(f"_xe{i}_{j}")

    sums = [product(i, j) for i, j in upper]
    if blanks:
        sums += [beside(i, j) for i, j in ordered]
        sums += [_n(empty(i) & empty(j), f"_ee{i}_{j}") for i, j in upper]
    if not sums:
        return np.zeros((len(groups), questions, questions), np.int64), None
    found = _aligned(_sums(frame, keys, sums), groups, keys)
    one, two = len(upper), len(upper) + len(ordered)
    products = squares(found[:, :one], upper, questions, symmetric=True)
    if not blanks:
        return products, None
    beside_blanks = squares(found[:, one:two], ordered, questions, symmetric=False)
    return products, (beside_blanks, squares(found[:, two:], upper, questions, symmetric=True))


# Keys -----------------------------------------------------------------------------------------------------


def _key(alias: str, name: str, dtype: Any, day: bool) -> Expr:
    column = nw.col(name)
    if day and isinstance(dtype, nw.Datetime):  # one group a day, not one a moment
        column = column.cast(nw.Date)
    if isinstance(dtype, nw.Categorical | nw.Enum):
        column = column.cast(nw.String)
    return column.alias(alias)


def _declared(dtype: Any) -> list[str] | None:
    """The values a column declares, in their order; None when it declares none."""
    return list(dtype.categories) if isinstance(dtype, nw.Enum) and hasattr(dtype, "categories") else None


def _series(column: pd.Series, dtype: Any, declared: list[str] | None) -> pd.Series:
    if declared is not None:
        return pd.Series(pd.Categorical(_cells(column), categories=declared))
    if dtype.is_numeric() or isinstance(dtype, nw.Datetime):
        return column
    return pd.Series(_cells(column), dtype=object)
