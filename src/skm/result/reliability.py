"""Is the questionnaire reliable? Cronbach's alpha and the items, as Indonesian reports show them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from skm.ground.numbers import decimal_id, integer_id
from skm.ground.printing import Printed, Shown
from skm.result.inference import Floats
from skm.result.result import Result
from skm.tally import Tally
from skm.tally.counting import count


@dataclass(frozen=True, slots=True, eq=False)
class Alpha:
    """Reliability of Q questions in one group.

    alpha : float
    dropped : float64 (Q,), alpha of the others; NaN with two questions or fewer
    item_total : float64 (Q,), correlation with the sum of the others; NaN where one of the two never varies
    """

    alpha: float
    dropped: Floats
    item_total: Floats


def cronbach(tally: Tally) -> Alpha:
    """Alpha of the questions of a tally of one group, over pairwise complete answers as `psych::alpha` does.

    ``alpha = Q / (Q - 1) (1 - sum of the variances / variance of the sum)``, with the covariance of two
    questions over those who answered both.

    Raises
    ------
    ValueError
        When the tally has several groups or no pairs.

    References
    ----------
    Cronbach, L. J. (1951). Psychometrika 16, 297-334.
    """
    if len(tally.n) != 1 or tally.pairs is None:
        raise ValueError("alpha needs a tally of one group, counted with pairs=True")
    xx, xf, ff = (m[0].astype(np.float64) for m in tally.pairs.filled_in(tally.n, tally.total))
    with np.errstate(invalid="ignore"):  # 0 / 0 where one respondent or none answered both
        covariance = (xx - xf * xf.T / ff) / (ff - 1)
    variances, rows = np.diag(covariance), covariance.sum(axis=1)
    total, questions = covariance.sum(), len(covariance)
    rest = total - 2 * rows + variances  # the variance of the sum of the others
    product = variances * rest
    with np.errstate(divide="ignore", invalid="ignore"):
        item_total = np.where(product > 0, (rows - variances) / np.sqrt(product), np.nan)
    return Alpha(
        float(_alpha(questions, variances.sum(), total)),
        _alpha(questions - 1, variances.sum() - variances, rest),
        item_total,
    )


def _alpha(questions: int, variances: Floats, total: Floats) -> Floats:
    if questions < 2:
        return np.full(np.shape(total), np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        out: Floats = np.where(total > 0, questions / (questions - 1) * (1 - variances / total), np.nan)
    return out


def feldt(alpha: float, n: int, questions: int, level: float = 0.95) -> tuple[float, float]:
    """Confidence limits of alpha after Feldt: 1 - alpha over its estimate is F distributed.

    References
    ----------
    Feldt, L. S., Woodruff, D. J. and Salih, F. A. (1987). Applied Psychological Measurement 11, 93-103.
    """
    from scipy.special import fdtri

    if n < 2 or questions < 2 or np.isnan(alpha):
        return np.nan, np.nan
    df = (float(n - 1), float((n - 1) * (questions - 1)))
    low, high = (1 - (1 - alpha) * fdtri(*df, q) for q in ((1 + level) / 2, (1 - level) / 2))
    return float(low), float(high)


def r_tabel(n: int, level: float = 0.95) -> float:
    """The r table: the correlation that n respondents must exceed, two-sided, n - 2 degrees of freedom."""
    from scipy.special import stdtrit

    if n < 3:
        return np.nan
    t = float(stdtrit(n - 2.0, (1 + level) / 2))
    return float(t / np.sqrt(n - 2 + t**2))


# What is commonly asked of an instrument (Nunnally, J. C. (1978). Psychometric Theory).
RELIABLE = 0.7


@dataclass(frozen=True, repr=False, eq=False)
class Reliability(Printed):
    """Reliability of a questionnaire.

    Parameters
    ----------
    alpha : float
        Cronbach's alpha; NaN when nobody differs or there is one question.
    low, high : float
        Its interval at `level`, after Feldt.
    level : float
    n : int
        Questionnaires.
    r_tabel : float
        The correlation to be exceeded: two-sided at 1 - `level`, n - 2 degrees of freedom.
    frame : DataFrame
        One row per question (with one question an unsur, per unsur). Columns:

        nama : str
        alpha_if_dropped : float64, alpha of the others
        item_total : float64, "r hitung": correlation with the sum of the others (corrected); NaN where all
            answers are the same
        valid : bool, whether item_total exceeds r_tabel
    """

    alpha: float
    low: float
    high: float
    level: float
    n: int
    r_tabel: float
    frame: pd.DataFrame

    @property
    def unsur(self) -> pd.DataFrame:
        """:attr:`frame` by its older name."""
        return self.frame

    @property
    def text(self) -> str:
        """The finding in words."""
        if math.isnan(self.alpha):
            return "Alpha Cronbach tidak dapat dihitung: jawaban responden tidak berbeda-beda."
        verdict = "reliabel" if self.alpha >= RELIABLE else "belum reliabel"
        poor = [str(k) for k in self.frame.index[~self.frame["valid"]]]
        items = f"belum valid: {', '.join(poor)}" if poor else "semua valid"
        return (
            f"Alpha Cronbach {decimal_id(self.alpha, places=3)} (selang kepercayaan "
            f"{decimal_id(100 * self.level, places=0)} % {decimal_id(self.low, places=3)} sampai "
            f"{decimal_id(self.high, places=3)}), {verdict} terhadap batas {decimal_id(RELIABLE)}; "
            f"n = {integer_id(self.n)}. Butir dengan r tabel {decimal_id(self.r_tabel, places=3)}: {items}."
        )

    def _shown(self) -> Shown:
        table = pd.DataFrame(
            {
                "Kode": self.frame.index,
                "Butir": self.frame["nama"].tolist(),
                "Alpha tanpa butir ini": [decimal_id(x, places=3) for x in self.frame["alpha_if_dropped"]],
                "r hitung": [decimal_id(x, places=3) for x in self.frame["item_total"]],
                "Valid": ["ya" if valid else "belum" for valid in self.frame["valid"]],
            },
            dtype=object,
        )
        return self.text, [table], []


def reliability(source: Any, *, level: float = 0.95, **counting: Any) -> Reliability:
    """Cronbach's alpha with its interval, alpha if a question is dropped, and item-total correlations.

    All from the integer sums of a tally; blanks are left out pairwise, as `psych::alpha` in R does.

    Parameters
    ----------
    source : Responses, Tally, Result, or anything :func:`skm.count` reads
        Groups are pooled. A tally needs its second moments (``count(..., pairs=True)``).
    level : float
        Of the interval, and of the r table.
    **counting
        As for :func:`skm.count`.

    Raises
    ------
    ValueError
        For a tally or result without second moments.

    References
    ----------
    Cronbach, L. J. (1951). Psychometrika 16, 297-334. Feldt, L. S., Woodruff, D. J. and Salih, F. A. (1987).
    Applied Psychological Measurement 11, 93-103.

    Examples
    --------
    >>> sheet = pd.DataFrame({f"U{i}": [4, 3, 4, 2, 3 + i % 2] for i in range(1, 10)})
    >>> found = reliability(sheet)
    >>> round(found.alpha, 3), found.frame["valid"].all().item()
    (0.991, True)
    """
    if isinstance(source, Result | Tally):
        tally = source.tally if isinstance(source, Result) else source
    else:
        tally = count(source, pairs=True, **counting)
    tally = tally.pool()
    found, n = cronbach(tally), int(tally.n[0])
    low, high = feldt(found.alpha, n, len(found.dropped), level)
    limit = r_tabel(n, level)
    questions = tally.pedoman.pertanyaan
    names = [u.nama if len(u.pertanyaan) == 1 else p.teks for u in tally.pedoman.unsur for p in u.pertanyaan]
    with np.errstate(invalid="ignore"):
        valid = found.item_total > limit
    frame = pd.DataFrame(
        {
            "nama": pd.Series(names, dtype=object),
            "alpha_if_dropped": found.dropped,
            "item_total": found.item_total,
            "valid": valid,
        }
    ).set_index(pd.Index([p.kode for p in questions], dtype=object, name="unsur"))
    return Reliability(found.alpha, low, high, level, n, limit, frame)
