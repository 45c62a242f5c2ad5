"""The table in which sources write their results."""

from doudi.office.base.exports import xlsx_bytes

from .enums import AnswerState
from .imports import columns, source_label
from .models import Check


def results_template(check: Check) -> bytes:
    """A row for every source that has not answered; the ids of persons are typed by the one who fills it."""
    waiting = check.answers.exclude(state=AnswerState.ANSWERED).values_list("source", flat=True)
    rows = [[source_label(source), "", "", ""] for source in waiting]
    return xlsx_bytes(columns(), rows, sheet="结果", widths=(24, 24, 24, 18))
