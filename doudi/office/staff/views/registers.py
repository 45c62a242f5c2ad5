"""Registers that lie below the staff: the audit log, who looked at what, divisions, background tasks."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from doudi.office.audit import verbs
from doudi.office.audit.models import AccessRecord, AuditRecord
from doudi.office.base.calendar import today
from doudi.office.base.errors import Refused
from doudi.office.base.models import Task
from doudi.office.places import actions as places
from doudi.office.places.enums import Level
from doudi.office.staff.enums import STAFF, Role
from doudi.office.staff.forms import DelegationForm, LogForm
from doudi.office.staff.models import User
from doudi.office.staff.permissions import allowed, visible_divisions

PAGE_ROWS = 50
POLL_OVER = 286


def _colleagues(request: HttpRequest) -> QuerySet[User]:
    """Whose acts one may read: everyone who ever had a post in the area, and the house itself."""
    inside = Q(is_machine=True)
    for post in request.user.current_posts():
        inside |= Q(posts__division__path__startswith=post.division.path)
    return User.objects.filter(inside)


def _page(request: HttpRequest, rows: Any) -> Any:
    return Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))


@allowed(Role.AUDITOR, Role.COUNTY_HEAD)
@require_GET
def audit_log(request: HttpRequest) -> HttpResponse:
    form = LogForm(request.GET)
    rows = AuditRecord.objects.filter(actor_id__in=_colleagues(request).values("pk")).order_by("-seq")
    if form.is_valid():
        rows = form.narrowed(rows, "actor_name")
        if form.cleaned_data["verb"]:
            rows = rows.filter(verb=form.cleaned_data["verb"])
    context = {"page": _page(request, rows), "form": form, "verbs": verbs.known(), "title": _("操作日志")}
    return render(request, "staff/audit_log.html", context)


@allowed(Role.AUDITOR, Role.COUNTY_HEAD)
@require_GET
def access_log(request: HttpRequest) -> HttpResponse:
    form = LogForm(request.GET)
    rows = AccessRecord.objects.filter(user_id__in=_colleagues(request).values("pk")).order_by("-seq")
    if form.is_valid():
        rows = form.narrowed(rows, "user_name")
    context = {"page": _page(request, rows), "form": form, "title": _("查阅记录")}
    return render(request, "staff/access_log.html", context)


@allowed(Role.SYSTEM_ADMIN, Role.COUNTY_OFFICER, Role.COUNTY_HEAD, Role.AUDITOR)
@require_GET
def division_list(request: HttpRequest) -> HttpResponse:
    rows = visible_divisions(request.user).select_related("parent").order_by("path")
    text = request.GET.get("q", "").strip()[:60]
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(code__startswith=text))
    context = {"page": _page(request, rows), "q": text, "title": _("行政区划")}
    context["may_delegate"] = request.user.has_role(Role.COUNTY_HEAD)
    return render(request, "staff/division_list.html", context)


@allowed(Role.COUNTY_HEAD)
@require_http_methods(["GET", "POST"])
def delegation(request: HttpRequest, code: str) -> HttpResponse:
    townships = visible_divisions(request.user).filter(level=Level.TOWNSHIP)
    township = get_object_or_404(townships, pk=code)
    form = DelegationForm(request.POST or None, initial={"since": township.confirms_since or today()})
    if request.method == "POST" and form.is_valid():
        try:
            places.delegate_confirmation(township, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("委托已登记。"))
            return redirect("division_list")
    return render(
        request, "staff/delegation.html", {"form": form, "township": township, "title": township.name}
    )


@allowed(*STAFF)
@require_GET
def task_list(request: HttpRequest) -> HttpResponse:
    page = _page(request, Task.objects.filter(created_by_id=request.user.pk).order_by("-pk"))
    rows = [(task, verbs.label(task.kind)) for task in page]
    return render(request, "staff/task_list.html", {"page": page, "rows": rows, "title": _("批量任务")})


@allowed(*STAFF)
@require_GET
def task_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own task; as a fragment it answers 286 when it is over, so that the page stops asking."""
    task = get_object_or_404(Task, pk=pk, created_by_id=request.user.pk)
    context = {
        "task": task,
        "title": str(task),
        "url": request.path,
        "label": verbs.label(task.kind),
        "done": task.progress_done,
        "total": task.progress_total,
        "message": task.error,
    }
    if getattr(request, "htmx", False):
        status = 200 if task.is_live else POLL_OVER
        return render(request, "components/progress.html", context, status=status)
    return render(request, "staff/task_detail.html", context)
