"""What follows for awards from a raised standard, or from a fact that came out late."""

from .budget import Need, budget, need_of
from .raising import Finding, Raising
from .reassessing import Asked, MonthFound, Reassessed, reassess
from .recognising import recognised_by_awards

__all__ = [
    "Asked",
    "Finding",
    "MonthFound",
    "Need",
    "Raising",
    "Reassessed",
    "budget",
    "need_of",
    "reassess",
    "recognised_by_awards",
]
