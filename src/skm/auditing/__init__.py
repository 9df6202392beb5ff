"""Published against recomputed: what does not reproduce, and which known mistake explains it."""

from skm.auditing._audit import audit
from skm.auditing._findings import Audit
from skm.auditing._mistakes import MISTAKES, Mistake, catalogue, class_catalogue

__all__ = ["MISTAKES", "Audit", "Mistake", "audit", "catalogue", "class_catalogue"]
