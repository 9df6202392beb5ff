"""Published against recomputed: what does not reproduce, and which known mistake explains it."""

import sys
from types import ModuleType

from skm.auditing._document import audit
from skm.auditing._findings import Audit
from skm.auditing._mistakes import MISTAKES, Mistake, catalogue, class_catalogue

__all__ = ["MISTAKES", "Audit", "Mistake", "audit", "catalogue", "class_catalogue"]


class _Room(ModuleType):
    """The room can be called: ``skm.audit(...)`` is the function of its name."""

    __call__ = staticmethod(audit)


sys.modules[__name__].__class__ = _Room
