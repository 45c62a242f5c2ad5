"""What the calendar does to cases, whether somebody looks at them or not."""

from datetime import date
from typing import Any

from doudi.office.base.tasks import Handle, daily

from . import actions


@daily("cases.end_due_notices")
def end_due_notices(handle: Handle, on: str) -> dict[str, Any]:
    """Take down every public notice whose days are over."""
    return {"notices": actions.end_due_notices(date.fromisoformat(on))}
