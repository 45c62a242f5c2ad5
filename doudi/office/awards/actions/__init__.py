"""What can happen to an award."""

from .deciding import change, end, hear, member_leaves, resume, suspend
from .fading import grace_months, grace_schedule, start_grace
from .granting import grant
from .raising import (
    apply_raise,
    approve_raise,
    cancel_raise,
    carry_out_raise,
    compute_raise,
    fill_raise,
    finish_raise,
    propose_raise,
    restart_raise,
    start_raise,
    waiting_for_raise,
    waiting_to_apply,
)
from .reassessing import record_reassessment
from .taking_over import take_over

__all__ = [
    "apply_raise",
    "approve_raise",
    "cancel_raise",
    "carry_out_raise",
    "change",
    "compute_raise",
    "end",
    "fill_raise",
    "finish_raise",
    "grace_months",
    "grace_schedule",
    "grant",
    "hear",
    "member_leaves",
    "propose_raise",
    "record_reassessment",
    "restart_raise",
    "resume",
    "start_grace",
    "start_raise",
    "suspend",
    "take_over",
    "waiting_for_raise",
    "waiting_to_apply",
]
