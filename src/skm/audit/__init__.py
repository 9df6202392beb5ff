"""Published against recomputed: what does not reproduce, and which known mistake explains it."""

from skm.audit.document import audit
from skm.audit.findings import Audit
from skm.audit.mistakes import Mistake, catalogue, class_catalogue

__all__ = ["Audit", "Mistake", "audit", "catalogue", "class_catalogue"]
