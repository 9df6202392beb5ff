"""Standard errors, intervals, probabilities and reliability, all from the integer sums of a tally."""

from skm.inference.differences import Difference, difference, holm
from skm.inference.estimates import Estimates, estimates, poststratified, stratified
from skm.inference.intervals import METHODS, Method, interval, probability_at_least
from skm.inference.ranks import indistinct, probability_among_lowest
from skm.inference.reliability import Alpha, cronbach, feldt, r_tabel

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
