"""Rosters: upload, look over, confirm."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doudi.office.base.calendar import today
from doudi.office.base.errors import Refused
from doudi.office.base.models import Task
from doudi.office.staff.permissions import allowed

from .. import actions, imports, permissions
from ..forms import ImportForm, refuse
from ..models import ImportRun
from .pages import PAGE_ROWS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@allowed(*permissions.IMPORTERS)
@require_GET
def import_list(request: HttpRequest) -> HttpResponse:
    rows = ImportRun.objects.visible_to(request.user).select_related("file", "by", "division").order_by("-pk")
    page = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))
    return render(request, "people/import_list.html", {"page": page})


@allowed(*permissions.IMPORTERS)
@require_http_methods(["GET", "POST"])
def import_new(request: HttpRequest) -> HttpResponse:
    form = ImportForm(request.POST or None, request.FILES or None, initial={"on": today()})
    if request.method == "POST" and form.is_valid():
        post = next(post for post in request.user.current_posts() if post.role in permissions.IMPORTERS)
        try:
            run = actions.begin_import(
                form.cleaned_data["file"], by=request.user, division=post.division, on=form.cleaned_data["on"]
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect("import_detail", pk=run.pk)
    context = {"form": form, "sheets": imports.columns.sheets()}
    return render(request, "people/import_new.html", context, status=422 if request.method == "POST" else 200)


@allowed(*permissions.IMPORTERS)
@require_GET
def import_template(request: HttpRequest) -> HttpResponse:
    """The empty workbook to fill in."""
    return _workbook(imports.template_workbook(), _("家庭名册模板.xlsx"))


def _workbook(data: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=XLSX)
    answer.headers["Content-Disposition"] = _attachment(name)
    return answer


def _attachment(name: str) -> str:
    from django.utils.http import content_disposition_header

    return content_disposition_header(True, name) or "attachment"


def _run(request: HttpRequest, pk: int) -> ImportRun:
    rows = ImportRun.objects.visible_to(request.user).select_related("file", "errors_file", "by", "division")
    return get_object_or_404(rows, pk=pk)


@allowed(*permissions.IMPORTERS)
@require_GET
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The preview with its counts, or how far the work is; asked again every second while it runs."""
    run = _run(request, pk)
    task = Task.objects.filter(pk=run.task_id).first()
    context: dict[str, Any] = {"run": run, "task": task, "is_waiting": run.is_live and _is_alive(task)}
    context["counts"] = [
        {"label": _("新增"), "value": run.new, "tone": "ok" if run.new else ""},
        {"label": _("变更"), "value": run.changed},
        {"label": _("相同"), "value": run.same},
        {"label": _("退回"), "value": run.refused, "tone": "bad" if run.refused else ""},
    ]
    template = "people/import_detail.html#progress" if request.htmx else "people/import_detail.html"
    answer = render(request, template, context)
    if request.htmx and not context["is_waiting"]:
        answer.headers["HX-Refresh"] = "true"
    return answer


def _is_alive(task: Task | None) -> bool:
    return task is not None and task.is_live


@allowed(*permissions.IMPORTERS)
@require_POST
def import_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, actions.confirm_import)


@allowed(*permissions.IMPORTERS)
@require_POST
def import_stop(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, actions.stop_import)


def _act(request: HttpRequest, pk: int, act: Any) -> HttpResponse:
    run = _run(request, pk)
    try:
        act(run, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("import_detail", pk=pk)


@allowed(*permissions.IMPORTERS)
@require_GET
def import_errors(request: HttpRequest, pk: int) -> HttpResponse:
    """The workbook of the refused rows."""
    run = _run(request, pk)
    if run.errors_file is None:
        raise Http404
    return redirect(reverse("download", args=[run.errors_file.uuid]))
