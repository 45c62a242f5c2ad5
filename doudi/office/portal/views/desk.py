"""Where the office answers what the public sent, and the village goes visiting with a phone."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from doudi.office.audit.actions import record_access
from doudi.office.base.calendar import today
from doudi.office.base.errors import Refused
from doudi.office.cases import permissions as case_permissions
from doudi.office.cases.enums import Step
from doudi.office.cases.models import Case
from doudi.office.cases.views.acts import ACTS, carry_out
from doudi.office.people import questions as people
from doudi.office.people.models import Household, Membership
from doudi.office.programmes import rulebook
from doudi.office.staff.enums import COUNTY_ROLES, TOWNSHIP_ROLES, Role
from doudi.office.staff.permissions import allowed

from .. import actions, forms, permissions
from ..models import Grievance, PhoneApplication

POST_TOO = require_http_methods(["GET", "HEAD", "POST"])
PAGE = 50
VISITS = (Role.VILLAGE_ASSISTANT, *TOWNSHIP_ROLES)


@allowed(*TOWNSHIP_ROLES, *COUNTY_ROLES, Role.AUDITOR)
@require_safe
def grievance_list(request: HttpRequest) -> HttpResponse:
    """Complaints, reports and questions, those without an answer first."""
    rows = (
        Grievance.objects.visible_to(request.user)
        .select_related("division")
        .order_by("-state", "due_on", "pk")
    )
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    on = today()
    shown = [(row, (row.due_on - on).days if row.state == "OPEN" else None) for row in page]
    return render(request, "portal/grievance_list.html", {"page_obj": page, "rows": shown})


@allowed(*TOWNSHIP_ROLES, *COUNTY_ROLES, Role.AUDITOR)
@POST_TOO
def grievance_detail(request: HttpRequest, number: str) -> HttpResponse:
    """Read it and answer it."""
    row = get_object_or_404(Grievance.objects.visible_to(request.user), number=number)
    form = forms.AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.answer_grievance(row, by=request.user, on=today(), **form.cleaned_data)
        except Refused as refusal:
            forms.refuse(form, refusal)
        else:
            messages.success(request, _("已答复，反映人凭查询码可以看到。"))
            return redirect("grievance_detail", number=number)
    record_access(request.user, None, _("查看投诉举报"), fields=[row.number], path=request.path)
    context = {"row": row, "form": form, "reason": permissions.may_answer(row, request.user)}
    return render(request, "portal/grievance_detail.html", context)


@allowed(Role.TOWNSHIP_INTAKE)
@POST_TOO
def phone_application_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Register a phone application with its household, or say why not."""
    row = get_object_or_404(
        PhoneApplication.objects.visible_to(request.user).select_related("division"), code=code
    )
    members = _members(request, row)
    choices = [
        (str(m.pk), f"{m.person.name} · {m.household.number} · {m.household.division.name}") for m in members
    ]
    register = forms.RegisterForm(request.POST if "register" in request.POST else None, members=choices)
    decline = forms.DeclineForm(request.POST if "decline" in request.POST else None)
    answer = _registered(request, row, register, members) or _declined(request, row, decline)
    if answer is not None:
        return answer
    calls = "call" in request.POST
    purpose = _("回电话联系申请人") if calls else _("查看手机申请")
    record_access(
        request.user, None, purpose, fields=[row.code, *(["phone"] if calls else [])], path=request.path
    )
    context = {"row": row, "register": register, "decline": decline, "members": members, "calls": calls}
    return render(request, "portal/phone_application_detail.html", context)


def _members(request: HttpRequest, row: PhoneApplication) -> list[Membership]:
    """Members on file with this number."""
    hits = people.find(request.user, row.document_number, 5)
    return [hit.membership for hit in hits if not hit.is_former]


def _registered(
    request: HttpRequest, row: PhoneApplication, form: Any, members: list[Membership]
) -> HttpResponse | None:
    if not form.is_valid():
        return None
    chosen = next(m for m in members if str(m.pk) == form.cleaned_data["member"])
    household = Household.objects.visible_to(request.user).get(pk=chosen.household_id)
    by: dict[str, Any] = {"by": request.user, "on": today()}
    try:
        made = actions.register_phone_application(row, household=household, applicant=chosen.person, **by)
    except Refused as refusal:
        forms.refuse(form, refusal)
        return None
    messages.success(request, _("已登记，编号 %(number)s。") % {"number": made.number})
    return redirect("application_detail", number=made.number)


def _declined(request: HttpRequest, row: PhoneApplication, form: Any) -> HttpResponse | None:
    if not form.is_valid():
        return None
    try:
        actions.decline_phone_application(row, by=request.user, on=today(), **form.cleaned_data)
    except Refused as refusal:
        forms.refuse(form, refusal)
        return None
    messages.success(request, _("已说明原因，申请人凭查询码可以看到。"))
    return redirect("inbox")


@allowed(*VISITS)
@require_safe
def visit_list(request: HttpRequest) -> HttpResponse:
    """Households to be visited, on a phone."""
    rows = Case.objects.visible_to(request.user).open().at_step(Step.HOME_VISIT)
    rows = list(rows.select_related("application__applicant", "household__division")[:200])
    record_access(
        request.user, None, _("入户名单"), path=request.path, listed=[row.household_id for row in rows]
    )
    shown = [(row, rulebook.label(row.programme)) for row in rows]
    return render(request, "portal/visit_list.html", {"rows": shown, "on": today()})


@allowed(*VISITS)
@POST_TOO
def visit_form(request: HttpRequest, number: str) -> HttpResponse:
    """The visit form on a phone: the same act as on the case page."""
    rows = Case.objects.visible_to(request.user).select_related(
        "household__division", "application__applicant"
    )
    case, on = get_object_or_404(rows, number=number), today()
    known = {"case": case, "user": request.user, "on": on}
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = forms.PhoneVisitForm(*sent, **known)
    if request.method == "POST" and form.is_valid():
        try:
            carry_out("record_visit", case, form, request, on)
        except Refused as refusal:
            forms.refuse(form, refusal)
        else:
            messages.success(request, _("入户调查已登记。"))
            return redirect("visit_list")
    record_access(request.user, case.household, _("入户调查"), fields=[case.number], path=request.path)
    context = {
        "case": case,
        "label": rulebook.label(case.programme),
        "form": form,
        "shown": ACTS["record_visit"],
        "reason": case_permissions.may(case, request.user, on).get("record_visit"),
    }
    return render(request, "portal/visit_form.html", context)
