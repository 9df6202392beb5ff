"""Answers become exact integers per group; tallies add, save and load themselves."""

from skm.tally.tally import Tally

__all__ = ["Tally"]
