"""Screen of the answers before they are counted: copies, patterns, impossible values. It removes nothing."""

from skm.quality.screening import Screening, screen

__all__ = ["Screening", "screen"]
