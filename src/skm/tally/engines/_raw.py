"""What an engine or a stream counted, under keys as they stand in the source, becomes a tally."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skm.ground.errors import ResponseError
from skm.ground.numbers import integer_id
from skm.reading.questionnaire.personal import Mask
from skm.reading.responses import Source
from skm.reading.responses.column import Column
from skm.reading.responses.other_columns import Said, holds_profile, settled
from skm.reading.responses.table import PROBLEMS
from skm.tally._grouping import coded, groups_of
from skm.tally._pairs import Pairs
from skm.tally.engines._plan import Plan
from skm.tally.provenance import Asal
from skm.tally.tally import Tally

Counts = NDArray[np.int64]
Moments = tuple[Counts, tuple[Counts, Counts] | None]


@dataclass(frozen=True, slots=True)
class Raw:
    """Counts of R groups, each a combination of keys as they stand in the source.

    keys : per key a Series of R values
    seen : int64 (R,), questionnaires with an answer, incomplete ones too
    counts : int64 (R, Q, nilai_max + 1), of the questionnaires used
    moments : as :func:`skm.tally._kernel.second_moments` gives them, or None
    rows : questionnaires found
    set_aside : questionnaires not used, by reason
    """

    keys: Sequence[pd.Series]
    seen: Counts
    counts: Counts
    moments: Moments | None
    rows: int
    set_aside: Mapping[str, int]
    sources: tuple[Source, ...]
    notes: Sequence[str] = field(default=())


def tally_of(raw: Raw, plan: Plan) -> Tally:
    """The tally: keys spelled as :func:`skm.read` would, groups in the order of `raw`.

    Raises
    ------
    KeyError
        When a key turns out to hold personal data or free text.
    ResponseError
        When there is no usable questionnaire.
    """
    if not raw.seen.sum():
        raise _nothing(raw, plan)
    by = list(plan.ask.by)
    said, mask = Said([*plan.layout.notes, *raw.notes]), Mask()
    keys = []
    for (name, _), values, called in zip(plan.keys, raw.keys, by, strict=True):
        cells: Any = values.tolist() if plan.from_text else values
        column = Column(cells, raw.seen)
        if name is None and not holds_profile(column):
            raise KeyError(f"{called!r} holds personal data or free text; it makes no groups")
        masked = [mask(v) if isinstance(v, str) else v for v in column.distinct]
        if masked != column.distinct:
            column = column.with_distinct(masked)
        keys.append(coded(settled(name, column, plan.ask.layanan or {}, said)))
    codes, sizes, groups = groups_of(by, keys, len(raw.seen))
    at = _positions(codes, sizes, len(raw.seen))
    counts = _added(raw.counts, at, len(groups))
    used = counts[:, 0].sum(axis=1)
    pairs = None
    if raw.moments is not None:
        products, blanks = raw.moments
        empty = None
        if blanks is not None:
            empty = _added(blanks[0], at, len(groups)), _added(blanks[1], at, len(groups))
        pairs = Pairs.of_moments(counts, _added(products, at, len(groups)), empty)
    asal = Asal(
        plan.ask.blanks,
        {k: n for k, n in sorted(raw.set_aside.items()) if n},
        raw.sources,
        tuple(dict.fromkeys(said.notes)),
    )
    tally = Tally(plan.ask.pedoman, groups, used, counts, asal=asal, pairs=pairs)
    if len(by) > 1 and not used.all():
        tally = replace(tally.take(np.flatnonzero(used)), asal=asal)
    return tally


def _positions(codes: Sequence[NDArray[Any]], sizes: Sequence[int], n: int) -> NDArray[np.intp]:
    at: NDArray[np.intp] = np.zeros(n, np.intp)
    for code, size in zip(codes, sizes, strict=True):
        at = at * size + code
    assert not n or at.max() < math.prod(sizes)
    return at


def _added(values: Counts, at: NDArray[np.intp], groups: int) -> Counts:
    """Row r of `values` added to row at[r] of a table of `groups` rows."""
    out: Counts = np.zeros((groups, *values.shape[1:]), np.int64)
    np.add.at(out, at, values)
    return out


def _nothing(raw: Raw, plan: Plan) -> ResponseError:
    problems = pd.DataFrame(columns=PROBLEMS, dtype=object)
    if not raw.rows:
        return ResponseError(
            f"{plan.name} tidak memuat satu kuesioner pun.\nPeriksa apakah sumber yang dibaca sudah benar.",
            problems,
        )
    reasons = "; ".join(reason for reason, n in raw.set_aside.items() if n)
    return ResponseError(
        f"{plan.name}: tidak satu pun dari {integer_id(raw.rows)} kuesioner dapat dipakai ({reasons}).",
        problems,
    )
