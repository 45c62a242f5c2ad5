"""Awards that were decided before this system was here."""

from collections.abc import Collection
from datetime import date

from doudi.office.audit import actions as audit
from doudi.office.base.actions import action
from doudi.office.people.models import Household, Person
from doudi.office.programmes.actions import determine
from doudi.office.staff.models import User

from .. import permissions
from ..enums import AwardReason
from ..models import AwardUnit
from . import rows
from .granting import check_free, new_unit


@action
def take_over(
    household: Household,
    programme: str,
    *,
    by: User,
    members: Collection[Person],
    monthly_fen: int,
    first_month: date,
    decision_number: str,
    on: date,
) -> AwardUnit:
    """Write down an award in force with the amount that was decided elsewhere.

    What the rulebook says today is frozen beside it, whatever it is, so that the next review sees the
    difference; the amount stays as it was decided until then.
    """
    permissions.check_take_over(household, by)
    rows.check_members(household, members, first_month)
    permissions.check_first_month(first_month)
    check_free(household, programme, members, first_month)
    determination = determine(household, programme, by=by, on=on)
    unit = new_unit(household, programme, members, first_month, on)
    award = rows.new_award(
        unit, by, monthly_fen, first_month, AwardReason.TAKEN_OVER, determination, decision_number
    )
    audit.record(by, "take_over_award", unit, after=rows.said(award, members), household_id=household.pk)
    return unit
