"""How answers and respondents are spread: frequencies per unsur, characteristics of the respondents."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skm.ground.numbers import apportion, integer_id, round_half_up
from skm.reading.responses import Responses
from skm.result.disclosure import counted_apart, hidden
from skm.result.result import Result
from skm.tally.counting import count
from skm.tally.provenance import Blanks

# What is told of respondents, in the order of the official table.
KARAKTERISTIK = {
    "jenis_kelamin": "Jenis kelamin",
    "usia": "Usia",
    "pendidikan": "Pendidikan",
    "pekerjaan": "Pekerjaan",
    "disabilitas": "Disabilitas",
    "layanan": "Jenis layanan",
}
_NAMES = {"L": "Laki-laki", "P": "Perempuan"}
# The questionnaire asks for years and the regulation has no classes: these are ours, upper ends included.
_AGES = {
    19: "19 tahun ke bawah",
    29: "20–29 tahun",
    39: "30–39 tahun",
    49: "40–49 tahun",
    59: "50–59 tahun",
    np.inf: "60 tahun ke atas",
}


def frequencies(result: Result) -> pd.DataFrame:
    """How often each answer was given, the unit as a whole: one row per unsur, in the guideline's order.

    An unsur with several questions counts the answers to all of them.

    Columns
    -------
    nama : str
    n : int64, filled answers
    kosong : int64, blank answers
    1, ..., nilai_max : int64, how many answered so
    persen_1, ..., persen_<nilai_max> : int64, share of the filled answers in percent; each row sums to 100,
        or is 0 where nobody answered

    Raises
    ------
    ValueError
        When the tally knows totals only, as one typed from a published table.

    Examples
    --------
    >>> from skm import Tally
    >>> answers = pd.DataFrame({1: 0, 2: 1, 3: 1, 4: 1}, index=[f"U{i}" for i in range(1, 10)])
    >>> frame = frequencies(Result(Tally.from_frequencies(answers)))
    >>> frame.loc["U1", ["n", 3, "persen_2", "persen_3"]].tolist()
    [3, 1, 34, 33]
    """
    tally, pedoman = result.tally.pool(), result.pedoman
    if tally.counts is None:
        raise ValueError("this tally knows totals only, not how often each answer was given")
    first = np.cumsum([0] + [len(u.pertanyaan) for u in pedoman.unsur])[:-1]
    answered: NDArray[np.int64] = np.add.reduceat(tally.counts[0], first, axis=0)
    values = range(1, pedoman.nilai_max + 1)
    shares = [apportion(row) for row in answered[:, 1:].tolist()]
    index = pd.Index(pedoman.kode, dtype=object, name="unsur")
    columns: dict[Any, Any] = {
        "nama": pd.Series(list(pedoman.nama_unsur), index=index, dtype=object),
        "n": answered[:, 1:].sum(axis=1),
        "kosong": answered[:, 0],
        **{v: answered[:, v] for v in values},
        **{f"persen_{v}": np.array([row[v - 1] for row in shares], dtype=np.int64) for v in values},
    }
    return pd.DataFrame(columns, index=index)


def characteristics(result: Result, responses: Responses | None = None, smallest: int = 1) -> pd.DataFrame:
    """Who the respondents are: one row per category of each characteristic that is known.

    Known are the keys of the result's own groups and, with `responses`, the fields of the questionnaire. The
    respondents are those behind the index: where incomplete questionnaires were set aside, they are not
    counted here either.

    Parameters
    ----------
    responses : Responses
        The answers behind the result.
    smallest : int
        For the public: a category with fewer respondents, and what would give it away, see
        :func:`skm.result.disclosure.hidden`, stands together with others, or the characteristic is left out;
        so is one that is a key among others of small groups.

    Columns
    -------
    kolom : str, the field, such as "jenis_kelamin"
    karakteristik : str, as printed: "Jenis kelamin"
    indikator : str, the category as printed: "Laki-laki", "SMA", "(tidak diisi)"
    n : int64, respondents; each characteristic sums to the n of the result
    persen : float64, share in percent, rounded half up to one decimal: equal numbers have equal shares

    Raises
    ------
    ValueError
        When the responses are not those behind the result: their number differs.

    Examples
    --------
    >>> import skm
    >>> sheet = pd.DataFrame({f"U{i}": [4, 3, 4] for i in range(1, 10)} | {"jenis_kelamin": ["L", "P", "P"]})
    >>> responses = skm.read(sheet)
    >>> frame = characteristics(skm.summarize(responses), responses)
    >>> frame[["indikator", "n", "persen"]].values.tolist()
    [['Laki-laki', 1, 33.3], ['Perempuan', 2, 66.7]]
    """
    blanks = result.tally.asal.blanks
    known: dict[str, dict[str, int]] = {}
    for field in KARAKTERISTIK:
        if responses is not None and field in responses.profile.columns:
            known[field] = _counted(responses, field, blanks)
            if (n := sum(known[field].values())) != result.n:
                raise ValueError(f"{n} responses are used, but the result has n = {result.n}")
        elif field in result.tally.keys:
            tally = result.tally.pool(field)
            known[field] = dict(zip(map(str, tally.groups[field]), tally.n.tolist(), strict=True))
    if smallest > 1 and hidden(result.tally.groups, result.tally.n, smallest).any():
        # sums over one of several keys, and over ages, would be more equations for the groups
        several = len(result.tally.keys) > 1
        known = {
            f: found
            for f, found in known.items()
            if f not in result.tally.keys or not (several or f == "usia")
        }
    rows = [
        (field, KARAKTERISTIK[field], category, n, _percent(n, result.n))
        for field, found in known.items()
        for category, n in counted_apart({_NAMES.get(c, c): k for c, k in found.items()}, smallest).items()
    ]
    columns = ["kolom", "karakteristik", "indikator", "n", "persen"]
    frame = pd.DataFrame(rows, columns=columns, dtype=object)
    return frame.assign(n=frame["n"].astype("int64"), persen=frame["persen"].astype("float64"))


def count_text(frame: pd.DataFrame, field: str) -> list[tuple[str, str]]:
    """Each category of one characteristic with its number as printed: ``[("Laki-laki", "86"), ...]``."""
    rows = frame[frame["kolom"] == field]
    return [(name, integer_id(n)) for name, n in zip(rows["indikator"], rows["n"], strict=True)]


def _counted(responses: Responses, field: str, blanks: str) -> dict[str, int]:
    """Respondents per category of one field, those used under this treatment of blanks."""
    kind: Blanks = "complete" if blanks == "complete" else "per_unsur"
    if field == "usia" and pd.api.types.is_numeric_dtype(responses.profile[field]):
        classes = _age_classes(responses.profile[field])
        responses = replace(responses, profile=responses.profile.assign(usia=classes))
    tally = count(responses, field, blanks=kind)
    return dict(zip(map(str, tally.groups[field]), tally.n.tolist(), strict=True))


def _percent(n: int, of: int) -> float:
    return float(round_half_up(Fraction(100 * n, of), places=1)) if of else float("nan")


def _age_classes(ages: pd.Series) -> pd.Categorical[Any]:
    years = ages.to_numpy(dtype=np.float64, na_value=np.nan)
    return pd.cut(years, [-np.inf, *_AGES], labels=list(_AGES.values()), ordered=False)
