"""What payments know of a unit: they register it here, as they stand above awards."""

from collections.abc import Callable
from datetime import date

from ..models import AwardUnit
from ..questions import next_month

Paid = dict[date, int]


def _nothing_listed(unit: AwardUnit) -> date | None:
    return None


def _nothing_paid(unit: AwardUnit) -> Paid:
    return {}


_listed_until: Callable[[AwardUnit], date | None] = _nothing_listed
_paid: Callable[[AwardUnit], Paid] = _nothing_paid


def register_payments(until: Callable[[AwardUnit], date | None], paid: Callable[[AwardUnit], Paid]) -> None:
    """Payments tell here up to which month a unit stands in a list, and what it was paid for each month."""
    global _listed_until, _paid
    _listed_until, _paid = until, paid


def listed_until(unit: AwardUnit) -> date | None:
    """The last month for which the unit was paid or stands in a payment list."""
    return _listed_until(unit)


def earliest_month(unit: AwardUnit) -> date | None:
    """From which month on a decision can still change what is paid; None when nothing was listed."""
    listed = listed_until(unit)
    return next_month(listed) if listed else None


def paid_by_month(unit: AwardUnit) -> Paid:
    """What was paid, or stands in a list, for each month; arrears count for their months."""
    return _paid(unit)
