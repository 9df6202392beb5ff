"""Standard errors, intervals, probabilities and reliability, all from the integer sums of a tally."""

from skm.result.inference.differences import Difference, difference, holm
from skm.result.inference.estimates import Estimates, estimates, poststratified, stratified
from skm.result.inference.intervals import METHODS, Method, interval, probability_at_least
from skm.result.inference.ranks import indistinct, probability_among_lowest
from skm.result.inference.reliability import Alpha, cronbach, feldt, r_tabel

__all__ = [
    "METHODS",
    "Alpha",
    "Difference",
    "Estimates",
    "Method",
    "cronbach",
    "difference",
    "estimates",
    "feldt",
    "holm",
    "indistinct",
    "interval",
    "poststratified",
    "probability_among_lowest",
    "probability_at_least",
    "r_tabel",
    "stratified",
]
