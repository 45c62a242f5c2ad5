"""Lists of cases and notices, and the page of one case."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from doudi.office.audit.actions import record_access
from doudi.office.base.calendar import WorkDays, today
from doudi.office.base.errors import Refused
from doudi.office.people import questions as people
from doudi.office.people.views.sheet import fact_sections
from doudi.office.programmes import rulebook
from doudi.office.staff.enums import COUNTY_ROLES, TOWNSHIP_ROLES, Role
from doudi.office.staff.permissions import allowed
from doudi.office.verification.models import Check

from .. import actions, documents, forms, permissions, questions
from ..models import Case, PublicNotice
from .acts import ACTS, MAIN_ACTS
from .shared import days_left, let_the_clock_pass, pdf, sheet_of, village_choices

PAGE = 50
READS = (Role.VILLAGE_ASSISTANT, *TOWNSHIP_ROLES, *COUNTY_ROLES, Role.AUDITOR)
TELLS = (Role.VILLAGE_ASSISTANT, Role.TOWNSHIP_INTAKE, Role.TOWNSHIP_REVIEWER, Role.COUNTY_OFFICER)
TONES = {"OPEN": "pri", "CONFIRMED": "ok", "REFUSED": "bad", "WITHDRAWN": "", "ENDED": ""}
SORTS = {"number": "number", "due": "due_on", "step": "step_due_on"}
TABS = ("sheet", "facts", "verification", "survey", "notices", "decision", "timeline")


@allowed(*READS)
@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """Cases in one's divisions; narrowed and sorted without leaving the page."""
    on = today()
    let_the_clock_pass(on)
    programmes = [(info.name, info.label) for info in rulebook.programmes(_place(request), on)]
    form = forms.CaseFilterForm(request.GET, divisions=village_choices(request.user), programmes=programmes)
    rows = Case.objects.visible_to(request.user).select_related(
        "application__applicant", "household__division"
    )
    if form.is_valid():
        rows = rows.narrowed(user=request.user, on=on, **form.cleaned_data)
    page = Paginator(rows.order_by(*_order(request)), PAGE).get_page(request.GET.get("page"))
    record_access(
        request.user, None, _("办理列表"), path=request.path, listed=[row.household_id for row in page]
    )
    days = WorkDays()
    shown = [
        {
            "case": row,
            "label": rulebook.label(row.programme),
            "tone": TONES[row.state],
            "left": _left(days, row, on),
        }
        for row in page
    ]
    return render(request, "cases/case_list.html", {"form": form, "page_obj": page, "rows": shown})


@allowed(*READS)
@require_safe
def case_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One case: what, where, how long, what next; and the calculation sheet."""
    on = today()
    let_the_clock_pass(on)
    case = case_of(request, number)
    record_access(request.user, case.household, _("查看办件"), fields=[case.number], path=request.path)
    tab = request.GET.get("tab", TABS[0])
    if tab not in TABS:
        raise Http404
    may = permissions.may(case, request.user, on)
    record = questions.current_record(case)
    context = {
        "case": case,
        "label": rulebook.label(case.programme),
        "tone": TONES[case.state],
        "on": on,
        "left": days_left(case.due_on, on, WorkDays()) if case.state == "OPEN" else None,
        "step_left": days_left(record.due_on, on, WorkDays()) if record else None,
        "record": record,
        "record_label": questions.step_label(record) if record else "",
        "flow": _flow(case, on),
        "tab": tab,
        "tabs": _tabs(case, tab),
        "main_acts": _acts(case, may, record, main=True),
        "other_acts": _acts(case, may, record, main=False),
        "todo": _todo(case, record, on),
        "decision": getattr(case, "decision", None),
        **_TAB_CONTEXT[tab](case, on),
    }
    return render(request, "cases/case_detail.html", context)


@allowed(*READS)
@require_safe
def decision_letter(request: HttpRequest, number: str) -> HttpResponse:
    """The letter as it was written when the decision was made, byte for byte."""
    case = case_of(request, number)
    decision = getattr(case, "decision", None)
    if decision is None:
        raise Http404
    record_access(request.user, case.household, _("打开决定书"), fields=[decision.number], path=request.path)
    return pdf(bytes(decision.letter), f"{decision.number}.pdf")


@allowed(*TELLS)
@require_POST
def decision_told(request: HttpRequest, number: str) -> HttpResponse:
    """Note that the letter reached the applicant today."""
    case = case_of(request, number)
    decision = getattr(case, "decision", None)
    if decision is None:
        raise Http404
    actions.mark_told(decision, by=request.user, on=today())
    messages.success(request, _("已登记送达。"))
    return redirect(f"{reverse('case_detail', args=[number])}?tab=decision")


@allowed(*READS)
@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    """Notices on display and those of the past, with the objections to them."""
    on = today()
    rows = (
        PublicNotice.objects.visible_to(request.user)
        .select_related("division", "case")
        .order_by("-first_day", "-pk")
    )
    past = request.GET.get("past") == "1"
    rows = rows if past else rows.on_display(on)
    page = Paginator(rows.counting_objections(), PAGE).get_page(request.GET.get("page"))
    labels = {row.pk: rulebook.label(row.programme) for row in page}
    context = {"page_obj": page, "past": past, "on": on, "rows": [(row, labels[row.pk]) for row in page]}
    return render(request, "cases/notice_list.html", context)


@allowed(*READS)
@require_safe
def notice_sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """The notice on paper, with the QR code that leads to the objection form."""
    notice = get_object_or_404(PublicNotice.objects.visible_to(request.user), slug=slug)
    url = request.build_absolute_uri(reverse("notice_detail", args=[notice.slug]))
    return pdf(documents.notice_sheet([notice], url), f"{notice.case.number}-notice.pdf")


@allowed(Role.VILLAGE_ASSISTANT, *TOWNSHIP_ROLES, *COUNTY_ROLES)
@require_POST
def draft_save(request: HttpRequest, form: str, object_id: str) -> HttpResponse:
    """Keep what is being typed in the form of an act on a case; answers 204."""
    if form not in ACTS:
        raise Http404
    case_of(request, object_id)
    data = {k: v for k, v in request.POST.items() if k != "csrfmiddlewaretoken"}
    try:
        actions.save_draft(by=request.user, form=form, object_id=object_id, data=data)
    except Refused as refusal:
        return HttpResponse(str(refusal), status=409, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204)


# --- inside -----------------------------------------------------------------------------------


def case_of(request: HttpRequest, number: str) -> Case:
    rows = Case.objects.visible_to(request.user).select_related(
        "application__applicant", "household__division", "township", "determination", "assigned_to"
    )
    return get_object_or_404(rows, number=number)


def _place(request: HttpRequest) -> str:
    post = next(iter(request.user.current_posts()), None)  # type: ignore[union-attr]
    return post.division.policy_place if post else rulebook.NATION


def _order(request: HttpRequest) -> tuple[str, ...]:
    asked = request.GET.get("sort", "")
    column = SORTS.get(asked.removeprefix("-"))
    if column is None:
        return ("closed_on", "due_on", "pk")
    return (f"{'-' if asked.startswith('-') else ''}{column}", "pk")


def _left(days: WorkDays, case: Case, on: date) -> int | None:
    return days_left(case.due_on, on, days) if case.state == "OPEN" else None


def _flow(case: Case, on: date) -> list[dict[str, Any]]:
    """Acceptance, the steps, and what follows, for the row of dots."""
    accepted = {"label": _("受理"), "state": "DONE", "when": f"{case.accepted_on:%m-%d}"}
    accepted["who"] = str(case.application.accepted_by or "")
    steps = [_dot(step, on) for step in questions.step_list(case) if step.state != "NOT_NEEDED"]
    return [accepted, *steps]


def _dot(step: questions.StepView, on: date) -> dict[str, Any]:
    state = {"DONE": "DONE", "WAIVED": "SKIPPED"}.get(step.state, "OPEN")
    if step.is_current:
        state = "LATE" if step.is_late(on) else "NOW"
    when = _("%(day)s 完成") % {"day": f"{step.done_on:%m-%d}"} if step.done_on else ""
    if not when and step.due_on:
        when = _("应于 %(day)s") % {"day": f"{step.due_on:%m-%d}"}
    who = str(step.by or "") or step.role_label
    return {"label": step.label, "state": state, "when": when, "who": who, "note": step.ground_label}


def _tabs(case: Case, tab: str) -> list[dict[str, Any]]:
    counts = questions.tab_counts(case)
    labels = {
        "sheet": _("收入与认定"),
        "facts": _("成员与情况"),
        "verification": _("信息核对"),
        "survey": _("调查与评议"),
        "notices": _("公示与异议"),
        "decision": _("决定"),
        "timeline": _("办理经过"),
    }
    return [
        {"label": labels[key], "url": f"?tab={key}", "count": counts.get(key), "current": key == tab}
        for key in TABS
    ]


def _acts(case: Case, may: dict[str, str | None], record: Any, *, main: bool) -> list[dict[str, Any]]:
    """Buttons: those of the present step, or all the others that may be done now."""
    step = record.step if record else ""
    own = MAIN_ACTS.get(step, ())
    rows = []
    for act, reason in may.items():
        if act not in ACTS or (act in own) is not main or (reason and not main):
            continue
        rows.append(
            {
                "act": act,
                "label": ACTS[act].title,
                "icon": ACTS[act].icon,
                "reason": reason,
                "url": reverse("case_act", args=[case.number, act]),
                "danger": ACTS[act].danger,
            }
        )
    return sorted(rows, key=lambda row: own.index(row["act"])) if main else rows


def _todo(case: Case, record: Any, on: date) -> list[dict[str, Any]]:
    return questions.todo(case, record, on) if record else []


def _facts_tab(case: Case, on: date) -> dict[str, Any]:
    facts = people.facts_for(case.household, on)
    return {"facts": facts, "sections": fact_sections(facts)}


def _verification_tab(case: Case, on: date) -> dict[str, Any]:
    return {"checks": Check.objects.filter(household=case.household).select_related("asked_by")}


def _survey_tab(case: Case, on: date) -> dict[str, Any]:
    visits = case.visits.select_related("first_investigator", "second_investigator", "member_signature")
    return {
        "visits": visits.prefetch_related("photos__file"),
        "appraisals": case.appraisals.select_related("by"),
    }


def _notices_tab(case: Case, on: date) -> dict[str, Any]:
    notices = case.notices.select_related("division").order_by("first_day")
    return {"notices": notices, "objections": case.objections.select_related("by", "notice")}


def _decision_tab(case: Case, on: date) -> dict[str, Any]:
    return {}


def _timeline_tab(case: Case, on: date) -> dict[str, Any]:
    return {"events": questions.timeline(case)}


_TAB_CONTEXT = {
    "sheet": sheet_of,
    "facts": _facts_tab,
    "verification": _verification_tab,
    "survey": _survey_tab,
    "notices": _notices_tab,
    "decision": _decision_tab,
    "timeline": _timeline_tab,
}
