"""Long lists are filled slice by slice; a crash goes on where it stopped."""

from typing import Any

from doudi.office.base.tasks import Handle, task

from . import actions
from .enums import BatchState
from .models import PaymentBatch

SLICE = 500


@task("payments.fill")
def fill(handle: Handle, batch: int) -> dict[str, Any]:
    """Fill the list that `start_batch` opened, and finish it."""
    row = PaymentBatch.objects.get(pk=batch)
    ids = actions.waiting_units(row)
    for start in range(0, len(ids), SLICE):
        actions.fill_batch(row, ids[start : start + SLICE], by=handle.by)
        handle.progress(min(start + SLICE, len(ids)), len(ids))
    row.refresh_from_db()
    if row.state == BatchState.BUILDING:
        row = actions.finish_batch(row, by=handle.by)
    return {"batch": row.number, "lines": row.lines.count(), "held": row.held.count()}


@task("payments.approve")
def approve(handle: Handle, batch: int) -> dict[str, Any]:
    """Release a long list; a second run finds it approved and changes nothing."""
    row = PaymentBatch.objects.get(pk=batch)
    if row.state == BatchState.PREPARED:
        row = actions.approve(row, by=handle.by)
    return {"batch": row.number, "sha256": row.content_sha256}
