"""Survei Kepuasan Masyarakat: raw questionnaires in, a correct and explained IKM out.

>>> import skm
>>> hasil = skm.summarize("survei_2022.xlsx", by="layanan")  # doctest: +SKIP
>>> hasil.ikm, hasil.mutu, hasil.priorities(3)  # doctest: +SKIP
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from skm.ground.errors import (
    ColumnNotFoundError,
    FileError,
    PedomanError,
    PopulationError,
    ResponseError,
    ResponseWarning,
    SampleSizeWarning,
    SkmError,
    SkmWarning,
    StructureError,
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
from skm.pedoman.sampling import cochran, sample_size, sample_size_mean, slovin
from skm.reading import read, read_labels, read_pedoman
from skm.reading.responses import Responses
from skm.result import IKM, Result, summarize
from skm.result.certainty import Certainty, ConfidenceInterval
from skm.tally import Tally
from skm.tally.counting import count
from skm.version import __version__

if TYPE_CHECKING:
    from skm import charts, priorities, report
    from skm.auditing import Audit, audit
    from skm.batch import Recap, recompute
    from skm.reading.screening import Screening, screen
    from skm.result.comparison import Comparison, compare, compare_groups
    from skm.result.disclosure import publishable
    from skm.result.reliability import Reliability, reliability
    from skm.trends import Trend, decompose, trend
    from skm.trends.performance import achievement

__all__ = [
    "IKM",
    "KEPMENPAN_25_2004",
    "PERMENPANRB_14_2017",
    "PERMENPANRB_16_2014",
    "Audit",
    "Certainty",
    "ColumnNotFoundError",
    "Comparison",
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
    "StructureError",
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
    "read_labels",
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

# Loaded when they are first used, so that importing skm stays quick: rooms, and functions with their room.
_ROOMS = {"charts", "priorities", "report"}
_NAMES = {
    "Audit": "auditing",
    "audit": "auditing",
    "Recap": "batch",
    "recompute": "batch",
    "Comparison": "result.comparison",
    "compare": "result.comparison",
    "compare_groups": "result.comparison",
    "publishable": "result.disclosure",
    "Reliability": "result.reliability",
    "reliability": "result.reliability",
    "Screening": "reading.screening",
    "screen": "reading.screening",
    "Trend": "trends",
    "achievement": "trends",
    "decompose": "trends",
    "trend": "trends",
}


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return import_module(f"skm.{name}")
    if name in _NAMES:
        return getattr(import_module(f"skm.{_NAMES[name]}"), name)
    raise AttributeError(f"module 'skm' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
