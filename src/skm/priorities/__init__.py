"""From the lowest unsur to a follow-up plan, and from last period's plan to what became of it."""

from skm.priorities._follow_through import TindakLanjut, follow, pekppp_media
from skm.priorities._suggestions import SortedSaran, Topik, keywords, sort_saran
from skm.priorities.proposals import Usulan, usulan
from skm.priorities.rencana import STATUS, Rencana, horizon_of, plan

__all__ = [
    "STATUS",
    "Rencana",
    "SortedSaran",
    "TindakLanjut",
    "Topik",
    "Usulan",
    "follow",
    "horizon_of",
    "keywords",
    "pekppp_media",
    "plan",
    "sort_saran",
    "usulan",
]


def __dir__() -> list[str]:
    return __all__
