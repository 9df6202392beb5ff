"""Simulated coverage of the intervals and calibration of the grade, as the tables of docs/inference.md.

Run ``python benchmarks/coverage.py``; the same seed gives the same tables. About two minutes.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from skm.result.inference import METHODS, interval, probability_at_least

SEED, SURVEYS, UNSUR, SIZES = 2022, 10_000, 9, (5, 10, 30, 100, 384)
LOW, HIGH, BOUND_A = 25.0, 100.0, 88.305  # an index of 88.305 prints as 88.31, the lower bound of A
Answers = NDArray[np.float64]
Profile = Callable[[np.random.Generator, int], Answers]


def leaning(shares: tuple[float, float, float], together: float, weak: float = 0.0) -> Profile:
    """Answers 1 to 4 with these shares up to 1, 2 and 3, and this correlation between unsur; one weaker."""

    def draw(random: np.random.Generator, n: int) -> Answers:
        latent = random.standard_normal((n, 1)) * together**0.5
        latent = latent + random.standard_normal((n, UNSUR)) * (1 - together) ** 0.5
        latent[:, 3] -= weak
        return 1.0 + np.searchsorted(norm.ppf(shares), latent)

    return draw


def u_shaped(dissatisfied: float) -> Profile:
    """This share wholly dissatisfied (1, sometimes 2), the others content (4, sometimes 3)."""

    def draw(random: np.random.Generator, n: int) -> Answers:
        content = np.where(random.random((n, UNSUR)) < 0.85, 4.0, 3.0)
        angry = np.where(random.random((n, UNSUR)) < 0.85, 1.0, 2.0)
        return np.where(random.random((n, 1)) < 1 - dissatisfied, content, angry)

    return draw


def straight_lining(random: np.random.Generator, n: int) -> Answers:
    """Four of five give one answer to everything."""
    one = random.choice([2.0, 3.0, 4.0], (n, 1), p=[0.05, 0.5, 0.45])
    return np.where(random.random((n, 1)) < 0.8, one, leaning((0.01, 0.07, 0.54), 0.2)(random, n))


PROFILES: dict[str, Profile] = {
    "near-perfect (87 % fours)": leaning((0.004, 0.02, 0.13), 0.55),
    "typical (mean 3.4)": leaning((0.01, 0.07, 0.54), 0.4),
    "U-shaped (1 in 4 dissatisfied)": u_shaped(0.25),
    "straight-lining": straight_lining,
    "one weak unsur": leaning((0.01, 0.05, 0.4), 0.35, 2.2),
    "harder: 95 % fours": leaning((0.001, 0.005, 0.05), 0.55),
    "harder: 1 in 6 dissatisfied": u_shaped(1 / 6),
}


def covered(values: Answers, truth: Answers | float, sampled: float) -> list[float]:
    """The share of surveys (rows) whose interval holds the truth, for each method, in percent."""
    n = values.shape[1]
    mean, variance = values.mean(axis=1), values.var(axis=1, ddof=1) / n * (1 - sampled)
    shares = []
    for method in METHODS:
        low, high = interval(mean, variance, n, low=LOW, high=HIGH, sampled=sampled, method=method)
        with np.errstate(invalid="ignore"):
            shares.append(100 * ((low <= truth + 1e-9) & (high >= truth - 1e-9)).mean())
    return shares


def coverage_table() -> str:
    """Markdown: coverage of the nominal 95 % interval, by profile, n and share of the users asked."""
    random = np.random.default_rng(SEED)
    lines = [
        f"| profile | n | {' | '.join(METHODS)} | {' | '.join(f'{m}, half asked' for m in METHODS)} |",
        "| --- | ---: |" + " ---: |" * (2 * len(METHODS)),
    ]
    for name, draw in PROFILES.items():
        everybody = draw(random, 1_000_000).mean(axis=1) * 25
        for n in SIZES:
            infinite = covered(random.choice(everybody, (SURVEYS, n)), everybody.mean(), 0.0)
            users = random.choice(everybody, (SURVEYS, 2 * n))  # its own users in each survey, half asked
            finite = covered(users[:, :n], users.mean(axis=1), 0.5)
            cells = " | ".join(f"{x:.1f}" for x in infinite + finite)
            lines.append(f"| {name} | {n} | {cells} |")
    return "\n".join(lines)


def calibration_table() -> str:
    """Markdown: of surveys whose grade is said to be A with some probability, the share that truly is."""
    random = np.random.default_rng(SEED + 1)
    said, true = [], []
    for n in (30, 100, 384):
        for _ in range(20_000):
            spread = random.uniform(3, 14)  # standard deviation of respondents, in points
            truth = random.uniform(76, 99)
            share = (truth - LOW) / (HIGH - LOW)
            most = share * (1 - share) * (HIGH - LOW) ** 2
            a = max(most / spread**2 - 1, 0.5)
            values = LOW + (HIGH - LOW) * random.beta(share * a, (1 - share) * a, n)
            values = np.round(values * 27 / 75) * 75 / 27  # nine answers of 1 to 4 give 28 different indices
            mean = np.array([values.mean()])
            variance = np.array([values.var(ddof=1) / n])
            said.append(float(probability_at_least(BOUND_A, mean, variance, n, low=LOW, high=HIGH)[0]))
            true.append(truth >= BOUND_A)
    said_array, true_array = np.array(said), np.array(true)
    lines = ["| said to be A with | surveys | truly A |", "| --- | ---: | ---: |"]
    for low in np.arange(0, 1, 0.1):
        chosen = (said_array >= low) & (said_array < low + 0.1 + (low > 0.85))
        lines.append(f"| {low:.1f} to {low + 0.1:.1f} | {chosen.sum()} | {true_array[chosen].mean():.3f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(coverage_table(), calibration_table(), sep="\n\n")
