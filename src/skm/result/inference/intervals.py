"""Confidence intervals of an index or an NRR, and the probability that it reaches a bound."""

from __future__ import annotations

from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Method = Literal["score", "logit", "t", "normal"]
METHODS: tuple[Method, ...] = get_args(Method)


def interval(
    value: Floats,
    variance: Floats,
    n: Any,
    *,
    low: float,
    high: float,
    level: float = 0.95,
    sampled: Any = 0.0,
    method: Method = "score",
) -> tuple[Floats, Floats]:
    """Confidence limits of means that lie between `low` and `high`, all arrays of one shape.

    The default is Wilson's score interval for a mean on a bounded scale. On the scale from 0 to 1 the limits
    p solve ``(estimate - p)^2 = t^2 p (1 - p) / m``, with t of n - 1 degrees of freedom and m the effective
    number of respondents ``estimate (1 - estimate) / variance`` (Kott and Liu; Dean and Pagano). It never
    leaves the scale, and leans away from its ends as the sampling distribution does. m is at least n (Korn
    and Graubard), so that five times the highest answer is not certainty. To the variance is added
    ``1 / (4 n^3)`` of the squared width of the scale (times the finite population factor): without it the
    few respondents who happen to agree feign precision.

    Chosen by simulated coverage, see docs/inference.md: a nominal 95 % covers 93.5 to 97 % from n = 30 and at
    least 90 % at 5 and 10 in the five profiles there, where the t interval falls below 80 %. Where it falls
    short: with 95 % fours it covers 93 % at n = 100; and it cannot know what no respondent showed. Where one
    user in six is wholly dissatisfied and the others wholly content, ten respondents miss all of the
    dissatisfied in one survey of six, and coverage is 83 %.

    Parameters
    ----------
    value, variance : float64
        Estimate and its variance, with the finite population correction. Of a single respondent the
        largest possible variance is taken instead.
    n : int
        Respondents.
    low, high : float
        The ends of the scale.
    level : float
        More than 0 and less than 1.
    sampled : float
        n / N, the share of all users asked; 1 gives the estimate itself.
    method : {"score", "logit", "t", "normal"}
        The others for comparison: logit-transformed with t (undefined at the ends), t, and normal.

    Returns
    -------
    (float64, float64)
        NaN where `value` or `variance` is.

    Raises
    ------
    ValueError
        When `level` or `method` is out of range.

    References
    ----------
    Wilson, E. B. (1927). JASA 22, 209-212. Korn, E. L. and Graubard, B. I. (1998). Survey Methodology 24,
    193-201. Kott, P. S. and Liu, Y. K. (2009). Survey Practice 2(4). Dean, N. and Pagano, M. (2015). Journal
    of Survey Statistics and Methodology 3, 484-503.
    """
    if not 0 < level < 1:
        raise ValueError(f"level is more than 0 and less than 1, not {level!r}")
    if method not in METHODS:
        raise ValueError(f"method is one of {list(METHODS)}, not {method!r}")
    if method == "score":
        return score_limits(value, variance, n, low=low, high=high, level=level, sampled=sampled)
    from scipy.special import expit, logit, ndtri

    t = ndtri((1 + level) / 2) if method == "normal" else _t_quantile(n, level)
    if method != "logit":
        half = t * np.sqrt(variance)
        return value - half, value + half
    width = high - low
    p = (value - low) / width
    with np.errstate(divide="ignore", invalid="ignore"):
        half = t * np.sqrt(variance) / width / (p * (1 - p))
        return low + width * expit(logit(p) - half), low + width * expit(logit(p) + half)


def score_limits(
    value: Floats, variance: Floats, n: Any, *, low: float, high: float, level: Any, sampled: Any
) -> tuple[Floats, Floats]:
    """The default of :func:`interval`, at a level for each element."""
    width = high - low
    p = (value - low) / width
    k = _t_quantile(n, level) ** 2 / effective(p, variance / width**2, n, sampled)
    centre = (p + k / 2) / (1 + k)
    half = np.sqrt(np.maximum(k * (p * (1 - p) + k / 4), 0.0)) / (1 + k)
    return low + width * np.maximum(centre - half, 0.0), low + width * np.minimum(centre + half, 1.0)


def probability_at_least(
    bound: float, value: Floats, variance: Floats, n: Any, *, low: float, high: float, sampled: Any = 0.0
) -> Floats:
    """The probability that the true mean is `bound` or more, given the survey.

    The confidence distribution that belongs to the score interval: `bound` has probability 0.975 just when
    it is the lower 95 % limit. Parameters as for :func:`interval`; NaN where `value` or `variance` is.

    References
    ----------
    Schweder, T. and Hjort, N. L. (2016). Confidence, Likelihood, Probability. Cambridge, ch. 3.
    """
    from scipy.special import stdtr

    width = high - low
    p, q = (value - low) / width, (bound - low) / width
    if q <= 0:
        return np.where(np.isnan(p), np.nan, 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        distance = (p - q) * np.sqrt(effective(p, variance / width**2, n, sampled) / (q * (1 - q)))
    distance = np.where(p == q, np.where(np.asarray(sampled) == 1, np.inf, 0.0), distance)
    out: Floats = stdtr(np.maximum(np.asarray(n) - 1, 1.0), distance)
    return out


def effective(p: Floats, variance: Floats, n: Any, sampled: Any) -> Floats:
    """How many independent yes-or-no answers tell as much: ``p (1 - p)`` over the variance made safe.

    At least n, since no answers vary more than yes and no; infinite when everybody was asked.
    """
    n, rest = np.maximum(n, 1.0), 1 - np.asarray(sampled)
    variance = np.where(n == 1, rest / 4, variance)  # one respondent says nothing of how they differ
    with np.errstate(divide="ignore", invalid="ignore"):
        out: Floats = np.maximum(p * (1 - p) / (variance + rest / (4 * n**3)), n / rest)
    return np.where((rest == 0) & ~np.isnan(p), np.inf, out)


def _t_quantile(n: Any, level: Any) -> Any:
    from scipy.special import stdtrit

    return stdtrit(np.maximum(np.asarray(n) - 1, 1.0), (1 + level) / 2)
