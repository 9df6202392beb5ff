"""The version, where the build and every result's provenance read it."""

__version__ = "0.2.0"
