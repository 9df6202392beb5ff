"""The data files that ship with skm."""

from __future__ import annotations

from importlib import resources


def data_text(name: str) -> str:
    """The text of one of them: ``data_text("usulan.toml")``."""
    return resources.files("skm").joinpath("data", name).read_text(encoding="utf-8")
