"""What cases show elsewhere: in the inbox, and on the file of a household."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from doudi.office.base.calendar import WorkDays
from doudi.office.programmes import rulebook
from doudi.office.staff.enums import Role
from doudi.office.staff.inbox import Item

from . import permissions
from .models import Application, Case, Decision, StepRecord
from .questions import step_label

ANSWER_DAYS = 3
"""Working days in which an application is accepted or its missing papers are told: our own habit, not a term of law."""
MOST_ITEMS = 500
NUMBER_PREFIXES = ("BL", "SQ")


def waiting_cases(user: Any, on: date) -> Iterator[Item]:
    """Cases whose present step is done by one of the user's posts."""
    rows = Case.objects.visible_to(user).waiting_for(user)
    rows = rows.select_related("application__applicant", "household__division__parent")
    rows = list(rows.order_by("step_due_on", "due_on", "pk")[:MOST_ITEMS])
    labels = _step_labels(rows)
    for case in rows:
        due = min((day for day in (case.step_due_on, case.due_on) if day), default=None)
        yield Item(
            title=rulebook.label(case.programme),
            url=reverse("case_detail", args=[case.number]),
            subject=case.application.applicant.name,
            place=_place(case.household.division),
            step=labels.get(case.pk, ""),
            due_on=due,
            number=case.number,
            provisional=case.due_provisional,
        )


def waiting_applications(user: Any, on: date) -> Iterator[Item]:
    """Applications that the window has to answer."""
    if not user.has_role(Role.TOWNSHIP_INTAKE):
        return
    rows = (
        Application.objects.visible_to(user)
        .waiting()
        .select_related("applicant", "household__division__parent")
    )
    days = WorkDays()
    for row in rows[:MOST_ITEMS]:
        yield Item(
            title=_("新申请"),
            url=reverse("application_detail", args=[row.number]),
            subject=row.applicant.name,
            place=_place(row.household.division),
            step=str(row.get_state_display()),
            due_on=days.add(row.received_on, ANSWER_DAYS).due if row.state == "SUBMITTED" else None,
            number=row.number,
        )


def untold_refusals(user: Any, on: date) -> Iterator[Item]:
    """Refusals whose letter has not reached the applicant."""
    if not user.has_role(Role.TOWNSHIP_INTAKE, Role.TOWNSHIP_REVIEWER):
        return
    rows = Decision.objects.visible_to(user).untold()
    for row in rows.select_related("case__application__applicant", "case__household__division__parent")[
        :MOST_ITEMS
    ]:
        yield Item(
            title=_("送达不予确认决定书"),
            url=f"{reverse('case_detail', args=[row.case.number])}?tab=decision",
            subject=row.case.application.applicant.name,
            place=_place(row.case.household.division),
            step=_("送达"),
            due_on=row.tell_by,
            number=row.number,
        )


def household_panel(request: Any, household: Any) -> tuple[str, str, dict[str, Any]] | None:
    """Applications and cases of the household, the newest first: links of its chain of assistance."""
    applications = list(household.applications.select_related("applicant").prefetch_related("needs"))
    cases = list(household.cases.select_related("application__applicant", "decision").order_by("-pk"))
    if not applications:
        return None
    rows = [(case, rulebook.label(case.programme)) for case in cases]
    waiting = [row for row in applications if row.state in {"SUBMITTED", "PAPERS_MISSING"}]
    return _("申请与办理"), "cases/household_panel.html", {"cases": rows, "waiting": waiting}


def apply_act(request: Any, household: Any) -> tuple[str, str] | None:
    """The button that begins an application, for those who take them in."""
    if household.last_day is not None or not request.user.has_role(
        *permissions.TAKES_IN, division=household.division
    ):
        return None
    return _("登记申请"), reverse("application_fill", args=[household.number])


def search(user: Any, text: str) -> list[tuple[str, str, str]]:
    """Applications and cases by their number: (label, note, address)."""
    text = text.strip().upper()
    if not text.startswith(NUMBER_PREFIXES):
        return []
    cases = Case.objects.visible_to(user).filter(number__startswith=text)
    cases = cases.select_related("application__applicant")
    applications = (
        Application.objects.visible_to(user).filter(number__startswith=text).select_related("applicant")
    )
    found = [
        (c.number, c.application.applicant.name, reverse("case_detail", args=[c.number])) for c in cases[:5]
    ]
    rows = [
        (a.number, a.applicant.name, reverse("application_detail", args=[a.number])) for a in applications[:5]
    ]
    return found + rows


def _step_labels(cases: list[Case]) -> dict[int, str]:
    records = StepRecord.objects.filter(case__in=cases, state="PENDING").order_by("-round", "-position")
    wanted = {case.pk: (case.current_key, case.round) for case in cases}
    return {r.case_id: step_label(r) for r in records if wanted.get(r.case_id) == (r.key, r.round)}


def _place(division: Any) -> str:
    return f"{division.parent.name if division.parent else ''} {division.name}".strip()
