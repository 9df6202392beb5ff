"""Survei Kepuasan Masyarakat: raw questionnaires in, a correct and explained IKM out.

>>> import skm
>>> hasil = skm.summarize("survei_2022.xlsx", by="layanan")  # doctest: +SKIP
>>> hasil.ikm, hasil.mutu, hasil.priorities(3)  # doctest: +SKIP
"""

from importlib import import_module
from typing import Any

from skm.counting import count
from skm.errors import (
    ColumnNotFoundError,
    FileError,
    PedomanError,
    ResponseError,
    ResponseWarning,
    SampleSizeWarning,
    SkmError,
    SkmWarning,
    TallyError,
)
from skm.pedoman import (
    KEPMENPAN_25_2004,
    PERMENPANRB_14_2017,
    PERMENPANRB_16_2014,
    Mutu,
    Pedoman,
    Pertanyaan,
    Unsur,
)
from skm.readers import read, read_pedoman
from skm.responses import Responses
from skm.result import IKM, Result, summarize
from skm.sampling import sample_size, slovin
from skm.tally import Tally
from skm.version import __version__

__all__ = [
    "IKM",
    "KEPMENPAN_25_2004",
    "PERMENPANRB_14_2017",
    "PERMENPANRB_16_2014",
    "ColumnNotFoundError",
    "FileError",
    "Mutu",
    "Pedoman",
    "PedomanError",
    "Pertanyaan",
    "ResponseError",
    "ResponseWarning",
    "Responses",
    "Result",
    "SampleSizeWarning",
    "SkmError",
    "SkmWarning",
    "Tally",
    "TallyError",
    "Unsur",
    "__version__",
    "charts",
    "count",
    "read",
    "read_pedoman",
    "report",
    "sample_size",
    "slovin",
    "summarize",
]

# Rooms that need matplotlib or write files are loaded when they are first used.
_ROOMS = {"charts", "report"}


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return import_module(f"skm.{name}")
    raise AttributeError(f"module 'skm' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
