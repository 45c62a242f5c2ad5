"""Who may have a household judged by the rulebook, see the result, and set the standards of a county."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from doudi.office.base.errors import Refused
from doudi.office.people.models import Household
from doudi.office.places.models import Division
from doudi.office.staff.enums import COUNTY_ROLES, TOWNSHIP_ROLES, Role
from doudi.office.staff.permissions import check_role, is_same_person

from .enums import StandardState
from .models import LocalStandard, SimulationScenario

DETERMINERS = (*TOWNSHIP_ROLES, *COUNTY_ROLES)
READERS = (*DETERMINERS, Role.AUDITOR)
TRIERS = (*DETERMINERS, Role.VILLAGE_ASSISTANT)
POLICY_READERS = (*COUNTY_ROLES, Role.AUDITOR)
"""Who sees the local standards of a county with their drafts and opinions."""

SIMULATORS = COUNTY_ROLES
"""Who tries out what another standard would cost the county."""


def check_determine(household: Household, user: Any) -> None:
    """May store what the rulebook says of this household; the village too, where it posts the first notice."""
    check_role(user, *TRIERS, division=household.division)


def check_draft(division: Division, user: Any) -> None:
    """May write a local standard of this county."""
    check_role(user, Role.COUNTY_OFFICER, division=division)


def check_revise(standard: LocalStandard, user: Any) -> None:
    """May change a draft, or one that was sent back."""
    check_draft(standard.division, user)
    if not standard.is_open:
        state = standard.get_state_display()
        raise Refused(_("这份标准%(state)s，不能再改；要改就另起一份。") % {"state": state})


def check_submit(standard: LocalStandard, user: Any) -> None:
    """May send it up."""
    check_draft(standard.division, user)
    if not standard.is_open:
        raise Refused(_("这份标准%(state)s，不用再报批。") % {"state": standard.get_state_display()})


def check_decide(standard: LocalStandard, user: Any) -> None:
    """May approve or return it: the head of the county, and never who drafted it."""
    check_role(user, Role.COUNTY_HEAD, division=standard.division)
    if standard.state != StandardState.SUBMITTED:
        raise Refused(_("这份标准%(state)s，现在不能审批。") % {"state": standard.get_state_display()})
    if is_same_person(standard.by, user):
        raise Refused(_("起草和批准不能是同一人，请由另一位县级负责人审批。"))


def check_withdraw(standard: LocalStandard, user: Any, on: date) -> None:
    """May take it back: the officer before it is decided, the head one that has not begun."""
    if standard.state == StandardState.WITHDRAWN:
        raise Refused(_("这份标准已经撤回。"))
    if standard.state != StandardState.APPROVED:
        check_draft(standard.division, user)
        return
    check_role(user, Role.COUNTY_HEAD, division=standard.division)
    if standard.first_day <= on:
        raise Refused(_("这份标准已经施行，不能撤回；请另起一份新标准代替它。"))


def check_meeting(standard: LocalStandard, user: Any) -> None:
    """May note what a meeting decided, until the standard is decided."""
    check_draft(standard.division, user)
    if standard.state not in {StandardState.DRAFT, StandardState.RETURNED, StandardState.SUBMITTED}:
        raise Refused(_("这份标准已经办结，不能再登记会议。"))


def check_scope(county: Division, user: Any) -> None:
    """May say in which townships a programme is open."""
    check_role(user, Role.COUNTY_HEAD, division=county)


def check_simulate(county: Division, user: Any) -> None:
    """May try out standards on the households of this county."""
    check_role(user, *SIMULATORS, division=county)


def check_delete_scenario(scenario: SimulationScenario, user: Any) -> None:
    """May delete a scenario: who made it."""
    check_simulate(scenario.division, user)
    if scenario.by_id != user.pk:
        text = _("只有保存这个方案的%(name)s可以删除它。")
        raise Refused(text % {"name": scenario.by.name})


def may_standard(standard: LocalStandard, user: Any, on: date) -> dict[str, str]:
    """The acts on a standard with why not, in the order of the work; empty where it is allowed."""
    asked: list[tuple[str, Callable[[], None]]] = [
        ("edit", lambda: check_revise(standard, user)),
        ("submit", lambda: check_submit(standard, user)),
        ("meeting", lambda: check_meeting(standard, user)),
        ("approve", lambda: check_decide(standard, user)),
        ("return", lambda: check_decide(standard, user)),
        ("withdraw", lambda: check_withdraw(standard, user, on)),
    ]
    return {name: _reason(check) for name, check in asked}


def _reason(check: Callable[[], None]) -> str:
    try:
        check()
    except Refused as refusal:
        return str(refusal)
    return ""
