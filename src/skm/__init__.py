"""Survei Kepuasan Masyarakat: raw questionnaires in, a correct and explained IKM out.

>>> import skm
>>> hasil = skm.summarize("survei_2022.xlsx", by="layanan")  # doctest: +SKIP
>>> hasil.ikm, hasil.mutu, hasil.priorities(3)  # doctest: +SKIP
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from skm.certainty import Certainty, ConfidenceInterval
from skm.counting import count
from skm.errors import (
    ColumnNotFoundError,
    FileError,
    PedomanError,
    PopulationError,
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
from skm.sampling import cochran, sample_size, sample_size_mean, slovin
from skm.tally import Tally
from skm.version import __version__

if TYPE_CHECKING:
    from skm import charts, priorities, report
    from skm.audit import Audit, audit
    from skm.batch import Recap, recompute
    from skm.comparison import compare, compare_groups
    from skm.disclosure import publishable
    from skm.quality import Screening, screen
    from skm.reliability import Reliability, reliability
    from skm.trend import Trend, decompose, trend
    from skm.trend.achievement import achievement

__all__ = [
    "IKM",
    "KEPMENPAN_25_2004",
    "PERMENPANRB_14_2017",
    "PERMENPANRB_16_2014",
    "Audit",
    "Certainty",
    "ColumnNotFoundError",
    "ConfidenceInterval",
    "FileError",
    "Mutu",
    "Pedoman",
    "PedomanError",
    "Pertanyaan",
    "PopulationError",
    "Recap",
    "Reliability",
    "ResponseError",
    "ResponseWarning",
    "Responses",
    "Result",
    "SampleSizeWarning",
    "Screening",
    "SkmError",
    "SkmWarning",
    "Tally",
    "TallyError",
    "Trend",
    "Unsur",
    "__version__",
    "achievement",
    "audit",
    "charts",
    "cochran",
    "compare",
    "compare_groups",
    "count",
    "decompose",
    "priorities",
    "publishable",
    "read",
    "read_pedoman",
    "recompute",
    "reliability",
    "report",
    "sample_size",
    "sample_size_mean",
    "screen",
    "slovin",
    "summarize",
    "trend",
]

# Loaded when they are first used, so that importing skm stays quick: rooms, and names with their room.
# audit, trend and reliability are rooms that can be called, for Python puts a room in place of a name.
_ROOMS = {"audit", "charts", "priorities", "reliability", "report", "trend"}
_NAMES = {
    "Audit": "audit",
    "Recap": "batch",
    "recompute": "batch",
    "compare": "comparison",
    "compare_groups": "comparison",
    "Reliability": "reliability",
    "Screening": "quality",
    "screen": "quality",
    "Trend": "trend",
    "achievement": "trend",
    "decompose": "trend",
    "publishable": "disclosure",
}


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return import_module(f"skm.{name}")
    if name in _NAMES:
        return getattr(import_module(f"skm.{_NAMES[name]}"), name)
    raise AttributeError(f"module 'skm' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
