"""The grace period: an award that fades out by the schedule of the place."""

import itertools
from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from doudi.office.audit import actions as audit
from doudi.office.base.actions import action
from doudi.office.base.errors import Refused
from doudi.office.programmes import rulebook
from doudi.office.programmes.models import Determination
from doudi.office.staff.models import User

from .. import permissions
from ..enums import AwardReason, EndReason, HearingAbout
from ..models import Award, AwardUnit, Hearing
from ..questions import add_months, next_month, previous_month
from . import rows

WHOLE = 10_000


@action
def start_grace(
    unit: AwardUnit,
    *,
    by: User,
    schedule: Sequence[int],
    first_month: date,
    determination: Determination,
    decision_number: str,
    hearing: Hearing,
    on: date,
) -> list[Award]:
    """Let the award fade out: `schedule` gives each month's share of the present amount in 1/10000."""
    unit = rows.locked(unit)
    permissions.check_decide(unit, by, on, hearing)
    permissions.check_open(unit)
    permissions.check_month(unit, first_month)
    permissions.check_heard(unit, hearing, HearingAbout.END, on)
    _check_schedule(schedule)
    current = rows.open_award(unit, first_month)
    rows.close_award(current, by, previous_month(first_month), EndReason.GRACE, "", hearing)
    awards = [
        rows.new_award(
            unit, by, fen, first, AwardReason.GRACE, determination, decision_number, last_month=last
        )
        for fen, first, last in grace_months(current.monthly_fen, schedule, first_month)
    ]
    rows.close_unit(unit, add_months(first_month, len(schedule) - 1))
    after = {"schedule": list(schedule), "first_month": first_month, "until": unit.ended_on}
    audit.record(by, "start_grace", unit, after=after)
    return awards


def grace_schedule(unit: AwardUnit, on: date) -> list[int]:
    """The shares of the place in force, in 1/10000; empty where the place has set none."""
    household = unit.household
    values = [
        rulebook.parameter(rulebook.place_of(household), name, on, household.settlement)
        for name in ("grace_schedule", "grace_months")
    ]
    shares, months = (found.value if found else None for found in values)
    if shares:
        return [int(share) for share in shares][:months]
    return [WHOLE] * int(months or 0)


def grace_months(
    monthly_fen: int, schedule: Sequence[int], first_month: date
) -> list[tuple[int, date, date]]:
    """(amount, first month, last month) of each run of equal shares; months without money are left out."""
    runs: list[tuple[int, date, date]] = []
    for index, share in enumerate(schedule):
        month, fen = add_months(first_month, index), (monthly_fen * share + WHOLE // 2) // WHOLE
        if runs and runs[-1][0] == fen and next_month(runs[-1][2]) == month:
            runs[-1] = (fen, runs[-1][1], month)
        elif fen:
            runs.append((fen, month, month))
    return runs


def _check_schedule(schedule: Sequence[int]) -> None:
    falling = all(a >= b for a, b in itertools.pairwise(schedule))
    if not schedule or not falling or not all(0 <= share <= WHOLE for share in schedule) or not schedule[0]:
        raise Refused(_("渐退期各月比例须从高到低，且不超过百分之百；请在政策参数中核对。"))
