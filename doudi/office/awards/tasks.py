"""Long raises are computed and carried out slice by slice; a crash goes on where it stopped."""

from typing import Any

from doudi.office.base.tasks import Handle, task

from . import actions
from .enums import RaiseState
from .models import Raise

SLICE = 100


@task("awards.raise")
def compute(handle: Handle, run: int) -> dict[str, Any]:
    """Compute the units of a raise that `start_raise` opened, and propose it."""
    row = Raise.objects.get(pk=run)
    ids = actions.waiting_for_raise(row) if row.state == RaiseState.BUILDING else []
    for start in range(0, len(ids), SLICE):
        actions.fill_raise(row, ids[start : start + SLICE], by=handle.by)
        handle.progress(min(start + SLICE, len(ids)), len(ids))
    row.refresh_from_db()
    if row.state == RaiseState.BUILDING:
        row = actions.propose_raise(row, by=handle.by)
    return {"raise": row.number, "lines": row.lines.count()}


@task("awards.apply_raise")
def apply(handle: Handle, run: int) -> dict[str, Any]:
    """Carry out a raise that was approved; a second run goes on with what is left."""
    row = Raise.objects.get(pk=run)
    ids = actions.waiting_to_apply(row)
    for start in range(0, len(ids), SLICE):
        actions.apply_raise(row, ids[start : start + SLICE], by=handle.by)
        handle.progress(min(start + SLICE, len(ids)), len(ids))
    row.refresh_from_db()
    if row.state == RaiseState.APPROVED:
        row = actions.finish_raise(row, by=handle.by)
    return {"raise": row.number, "held": row.lines.filter(state="HELD").count()}
