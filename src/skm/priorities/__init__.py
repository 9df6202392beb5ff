"""From the lowest unsur to a follow-up plan, and from last period's plan to what became of it."""

from skm.priorities.catalogue import Usulan, usulan
from skm.priorities.follow import TindakLanjut, follow, pekppp_media
from skm.priorities.horizon import horizon_of
from skm.priorities.plan import STATUS, Rencana, plan
from skm.priorities.suggestions import SortedSaran, Topik, keywords, sort_saran

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
