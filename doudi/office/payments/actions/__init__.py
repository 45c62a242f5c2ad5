"""What can happen to a payment list, from making it to the bank's answer."""

from .approving import approve, cancel, send, stale_lines, take_file
from .preparing import (
    drop_stale,
    fill_batch,
    finish_batch,
    prepare_batch,
    resend_failed,
    start_batch,
    waiting_units,
)
from .returning import ReturnRefused, read_return

__all__ = [
    "ReturnRefused",
    "approve",
    "cancel",
    "drop_stale",
    "fill_batch",
    "finish_batch",
    "prepare_batch",
    "read_return",
    "resend_failed",
    "send",
    "stale_lines",
    "start_batch",
    "take_file",
    "waiting_units",
]
