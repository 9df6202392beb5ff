"""Checked answers to a tally: who belongs to which group, and what to do with blanks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skm.ground.errors import ResponseError
from skm.pedoman import PERMENPANRB_14_2017, Pedoman
from skm.reading import read
from skm.reading.responses import Passed, Responses
from skm.reading.responses.refusals import ALL_PROBLEMS
from skm.tally._kernel import frequencies, second_moments
from skm.tally._pairs import Pairs, kept
from skm.tally.engines import counted
from skm.tally.grouping import coded, columns_of, groups_of, key_column, keys_of
from skm.tally.provenance import BLANKS, FILL_IN, Asal, Blanks
from skm.tally.tally import Tally


def count(
    source: Any,
    by: str | Sequence[str] | None = None,
    *,
    blanks: Blanks = "per_unsur",
    pairs: bool | None = False,
    pedoman: Pedoman = PERMENPANRB_14_2017,
    **reading: Any,
) -> Tally:
    """Count answers into a tally.

    Parameters
    ----------
    source : Responses, DataFrame, path, file object, or list of paths
        Anything but Responses is read first, with `pedoman` and the other arguments of :func:`skm.read`.
        With the extra ``scale`` also a Polars DataFrame or a PyArrow Table, read like a pandas frame; a
        Polars LazyFrame, a DuckDB relation or a Spark DataFrame, counted inside the engine, where groups
        come sorted; and paths of Parquet files, of folders of them (``tahun=2024/`` is a column), or of a
        CSV above 100 MB, streamed with bounded memory. ``progress=`` is then called with the rows done and
        the rows in all.
    by : str or list of str
        Columns of the profile whose values make the groups, by their names ("jenis_kelamin") or their
        headings in the source ("Jenis Kelamin"); or "bulan", "triwulan", "semester", "tahun": the period that
        each date falls in, where no column is called so. One key: groups in the order declared (a categorical
        column) or first met, periods in order of time, declared groups without questionnaires kept with
        n = 0. Several keys: the combinations that occur. A questionnaire without a value belongs to "(tidak
        diisi)".
    blanks : {"per_unsur", "complete", "reject"}
        Divide by filled answers (default), use only complete questionnaires and set the others aside, or
        refuse blanks.
    pairs : bool or None
        Keep the second moments over questions too, from which standard errors, intervals and Cronbach's
        alpha follow: about as much work again as counting. None keeps them when they take little room, as
        :func:`skm.summarize` does: at most 8 million products, which is 100,000 groups of nine questions.

    Returns
    -------
    Tally
        Its `asal` says how many questionnaires were set aside, and why.

    Raises
    ------
    ResponseError
        When an answer cannot be used, or is blank under ``blanks="reject"``.
    KeyError
        When `by` names a column that is not there.

    Examples
    --------
    >>> sheet = pd.DataFrame({f"U{i}": [4, 3] for i in range(1, 10)} | {"layanan": ["KTP", "SKCK"]})
    >>> tally = count(sheet, by="layanan")
    >>> tally.groups["layanan"].tolist(), tally.n.tolist()
    (['KTP', 'SKCK'], [1, 1])
    """
    if blanks not in BLANKS:
        raise ValueError(f"blanks is one of {list(BLANKS)}, not {blanks!r}")
    if not isinstance(source, Responses):
        elsewhere = counted(source, by, blanks=blanks, pairs=pairs, pedoman=pedoman, **reading)
        if isinstance(elsewhere, Tally):
            return elsewhere
        source = elsewhere or source
    responses = source if isinstance(source, Responses) else read(source, pedoman=pedoman, **reading)
    by = keys_of(by, columns_of(responses))
    answers = list(responses.answers.values())
    keys = [coded(key_column(responses.profile, key)) for key in by]
    reasons = responses.set_aside["alasan"].value_counts(sort=False)
    set_aside = {str(k): int(v) for k, v in sorted(reasons.items())}
    n = responses.n
    if blanks != "per_unsur":
        complete = np.ones(n, bool)
        for answer in answers:
            complete &= answer > 0
        lacking = n - int(complete.sum())
        if lacking and blanks == "reject":
            raise _blank_error(responses, complete)
        if lacking:
            set_aside["jawaban tidak lengkap"] = lacking
            answers = [answer[complete] for answer in answers]
            keys = [(code[complete], levels) for code, levels in keys]
            n -= lacking
    codes, sizes, groups = groups_of(by, keys, n)
    counts = frequencies(codes, sizes, answers, responses.pedoman.nilai_max, n)
    used = counts[:, 0].sum(axis=1)
    moments = None
    if kept(pairs, len(used), len(answers)):
        found = second_moments(codes, sizes, answers, responses.pedoman.nilai_max, n)
        moments = Pairs.of_moments(counts, *found)
    blanked = Passed.of(responses.answers, responses.blanked)
    asal = Asal(blanks, set_aside, responses.sources, tuple(map(str, responses.notes)))
    tally = Tally(
        responses.pedoman,
        groups,
        used,
        counts,
        asal=asal.passing_over(blanked, responses.dropped),
        pairs=moments,
    )
    return tally.without_empty_combinations()


def _blank_error(responses: Responses, complete: NDArray[np.bool_]) -> ResponseError:
    """Every blank answer as a problem."""
    rows = np.flatnonzero(~complete)
    origin = responses.origin
    problems = [
        {
            "sumber": responses.sources[0].name if origin is None else origin["sumber"].iloc[row],
            "lembar": "" if origin is None else origin["lembar"].iloc[row],
            "sel": f"baris {row + 1 if origin is None else origin['baris'].iloc[row]}",
            "kolom": code,
            "nilai": "",
            "masalah": "jawaban kosong",
        }
        for row in rows
        for code, answer in responses.answers.items()
        if answer[row] == 0
    ]
    first = problems[0]
    return ResponseError(
        f"{first['sumber']}: {len(problems)} jawaban kosong pada {len(rows)} kuesioner.\n"
        f"Pertama: {first['sel']}, {first['kolom']}.",
        pd.DataFrame(problems),
        hints=[ALL_PROBLEMS, FILL_IN],
    )
