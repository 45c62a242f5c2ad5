"""What awards show on the file of a household, and say of a person who is being typed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from doudi.office.base.calendar import today
from doudi.office.programmes import rulebook

from .models import AwardUnit, UnitMember
from .questions import month_of


def household_panel(request: Any, household: Any) -> tuple[str, str, dict[str, Any]] | None:
    """The awards of the household, those in force first."""
    on = today()
    units = AwardUnit.objects.filter(household=household).with_award_of(month_of(on)).order_by("-pk")
    rows = [
        (unit, rulebook.label(unit.programme), unit.ended_on is not None and unit.ended_on < on)
        for unit in units
    ]
    return (_("救助金"), "awards/household_panel.html", {"rows": rows}) if rows else None


def person_hint(user: Any, person: Any) -> list[str]:
    """Awards in which the person is counted now, wherever they are."""
    rows = UnitMember.objects.on(today()).filter(person=person).select_related("unit")
    return [
        _("正在享受%(programme)s（%(number)s）。")
        % {"programme": rulebook.label(row.unit.programme), "number": row.unit}
        for row in rows
    ]
