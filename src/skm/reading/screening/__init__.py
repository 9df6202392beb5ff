"""Screen of the answers before they are counted: copies, patterns, impossible values. It removes nothing."""

from skm.reading.screening._screen import Screening, screen

__all__ = ["Screening", "screen"]
