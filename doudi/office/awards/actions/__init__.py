"""What can happen to an award."""

from .deciding import change, end, hear, member_leaves, resume, suspend
from .fading import grace_months, grace_schedule, start_grace
from .granting import grant
from .taking_over import take_over

__all__ = [
    "change",
    "end",
    "grace_months",
    "grace_schedule",
    "grant",
    "hear",
    "member_leaves",
    "resume",
    "start_grace",
    "suspend",
    "take_over",
]
