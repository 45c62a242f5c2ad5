"""The pages of raised standards: from the computation to the lists, letters and budget."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from doudi.office.audit import actions as audit
from doudi.office.base.calendar import today
from doudi.office.base.errors import Refused
from doudi.office.base.models import Task
from doudi.office.base.money import yuan
from doudi.office.base.tasks import enqueue
from doudi.office.places.enums import Level
from doudi.office.programmes import rulebook
from doudi.office.staff.permissions import allowed, visible_divisions

from .. import actions, answers, documents, exports, forms, permissions
from ..enums import RaiseLineState
from ..models import AwardUnit, Raise, RaiseLine
from ..questions import add_months, month_of, next_month

PAGE_ROWS = 50
LONG = 300
MOST_LETTERS = 500
YEARS_BACK = 24
TONES = {"BUILDING": "pri", "PROPOSED": "warn", "APPROVED": "pri", "DONE": "ok", "CANCELLED": ""}
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@allowed(*permissions.SEES_RAISES)
@require_safe
def raise_list(request: HttpRequest) -> HttpResponse:
    """All raises, the newest first."""
    rows = Raise.objects.visible_to(request.user).with_totals()
    rows = rows.select_related("division", "by", "decided_by")
    page = Paginator(rows.order_by("-pk"), PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "rows": [(run, rulebook.label(run.programme), TONES[run.state]) for run in page.object_list],
        "may_compute": request.user.has_role(*permissions.RAISES),
    }
    return render(request, "awards/raise_list.html", context)


@allowed(*permissions.RAISES)
@require_http_methods(["GET", "POST"])
def raise_new(request: HttpRequest) -> HttpResponse:
    """Compute what a new value means; for many awards in the background."""
    units = AwardUnit.objects.visible_to(request.user).filter(awards__monthly_fen__gt=0)
    names = sorted(set(units.order_by().values_list("programme", flat=True)))
    divisions = visible_divisions(request.user).filter(level=Level.COUNTY)
    form = forms.RaiseForm(
        request.POST or None,
        divisions=divisions,
        programmes=[(name, rulebook.label(name)) for name in names],
        initial={"regular_month": next_month(month_of(today()))},
    )
    if request.method == "POST" and form.is_valid():
        try:
            run = _compute(request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return redirect("raise_detail", run.number)
    context = {"form": form, "known": _known_days(divisions, names)}
    status = 422 if request.method == "POST" else 200
    return render(request, "awards/raise_new.html", context, status=status)


def _known_days(divisions: Any, names: list[str]) -> list[dict[str, Any]]:
    """The days of the last years and the next on which a standard of these programmes changes."""
    first, last = add_months(month_of(today()), -YEARS_BACK), add_months(month_of(today()), 12)
    return [
        {"place": division.name, "label": rulebook.label(name), "on": day,
         "changes": rulebook.value_changes(division.policy_place, name, day)}
        for division in divisions
        for name in names
        for day in rulebook.value_days(division.policy_place, name, first, last)
    ]  # fmt: skip


def _compute(user: Any, division: Any, programme: str, value_on: date, regular_month: date) -> Raise:
    run = actions.start_raise(division, programme, value_on, regular_month, by=user)
    return _filled(run, user)


def _filled(run: Raise, user: Any) -> Raise:
    ids = actions.waiting_for_raise(run)
    if len(ids) > LONG:
        enqueue("awards.raise", {"run": run.pk}, by=user)
        return run
    actions.fill_raise(run, ids, by=user)
    return actions.propose_raise(run, by=user)


@allowed(*permissions.SEES_RAISES)
@require_safe
def raise_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One raise: what changes, what it costs, who gets how much more, and who is left to be handled singly."""
    run = _run(request, number)
    kind = request.GET.get("kind", "")
    kind = kind if kind in _kinds(run) else "raised"
    townships = visible_divisions(request.user).of_level(Level.TOWNSHIP).values_list("code", "name")
    form = forms.RaiseFilter(request.GET, list(townships))
    lines = _narrowed(_kinds(run)[kind], form).select_related("unit__household__division__parent")
    page = Paginator(lines.in_order(), PAGE_ROWS).get_page(request.GET.get("page"))
    shown = [line.unit.household_id for line in page.object_list]
    audit.record_access(request.user, None, _("查看提标方案"), ["name"], path=request.path, listed=shown)
    may = permissions.may_raise(run, request.user)
    needs, whole = answers.budget(run)
    context = {
        "run": run, "label": rulebook.label(run.programme), "tone": TONES[run.state], "form": form, "kind": kind,
        "facts": _facts(run), "tabs": _tabs(request, run, kind), "page_obj": page,
        "needs": needs, "whole": whole, "acts": [(ACTS[name], why) for name, why in may.items()], "may": may,
        "task": Task.objects.filter(kind__in=["awards.raise", "awards.apply_raise"], args={"run": run.pk}).last(),
    }  # fmt: skip
    return render(request, "awards/raise_detail.html", context)


def _kinds(run: Raise) -> dict[str, Any]:
    return {
        "raised": run.lines.filter(
            state__in=[RaiseLineState.PROPOSED, RaiseLineState.APPLIED, RaiseLineState.VOID]
        ),
        "held": run.lines.filter(state=RaiseLineState.HELD),
        "same": run.lines.filter(state=RaiseLineState.SAME),
    }


def _tabs(request: HttpRequest, run: Raise, kind: str) -> list[dict[str, Any]]:
    labels = {"raised": _("调整的家庭"), "held": _("须另行处理"), "same": _("不受影响")}
    return [
        {"label": labels[key], "url": f"{request.path}?kind={key}", "count": rows.count(), "current": key == kind}
        for key, rows in _kinds(run).items()
    ]  # fmt: skip


def _facts(run: Raise) -> list[dict[str, Any]]:
    row = Raise.objects.filter(pk=run.pk).with_totals().get()
    held = {"held": row.held_count, "same": row.same_count}
    return [
        {"label": _("调整"), "value": row.raised_count, "unit": _("户"),
         "note": _("须另行处理 %(held)d，不受影响 %(same)d") % held},
        {"label": _("每月增加"), "value": yuan(row.more_fen), "unit": _("元"),
         "note": _("从 %(month)s 起") % {"month": f"{run.regular_month:%Y-%m}"}},
        {"label": _("补发合计"), "value": yuan(row.total_arrears_fen), "unit": _("元"),
         "note": _("从 %(month)s 起算") % {"month": f"{run.first_month:%Y-%m}"}},
    ]  # fmt: skip


def _narrowed(lines: Any, form: forms.RaiseFilter) -> Any:
    if not form.is_valid():
        return lines
    given = form.cleaned_data
    if given["q"]:
        number = given["q"].upper()
        lines = lines.filter(
            Q(name__contains=given["q"]) | Q(unit__number=number) | Q(unit__household__number=number)
        )
    if given["division"]:
        lines = lines.filter(unit__household__division__path__contains=f"/{given['division']}/")
    return lines


@dataclass(frozen=True)
class Act:
    """A step of a raise that asks once more before it is taken."""

    name: str
    title: Any
    text: Any
    run: Callable[..., Raise]
    form: type = forms.NoForm
    danger: bool = False
    primary: bool = False


def _approve(run: Raise, user: Any) -> Raise:
    run = actions.approve_raise(run, by=user)
    ids = actions.waiting_to_apply(run)
    if len(ids) > LONG:
        enqueue("awards.apply_raise", {"run": run.pk}, by=user)
        return run
    actions.apply_raise(run, ids, by=user)
    return actions.finish_raise(run, by=user)


def _again(run: Raise, user: Any) -> Raise:
    return _filled(actions.restart_raise(run, by=user), user)


def _cancel(run: Raise, user: Any, reason: str) -> Raise:
    return actions.cancel_raise(run, by=user, reason=reason)


APPROVE_TEXT = gettext_lazy(
    "批准后逐户变更月救助金（原因：提高标准），补发款转入资金发放的“补发”名单，不能撤回。"
    "测算后情况有变的家庭不执行，单独列出。"
)
AGAIN_TEXT = gettext_lazy("按现在的情况重新测算；原来的测算作废，留存备查。")
CANCEL_TEXT = gettext_lazy("撤销后可以重新测算。已批准的方案不能撤销。")
ACTS = {
    act.name: act
    for act in (
        Act("approve", gettext_lazy("批准并执行"), APPROVE_TEXT, _approve, primary=True),
        Act("again", gettext_lazy("重新测算"), AGAIN_TEXT, _again),
        Act("cancel", gettext_lazy("撤销方案"), CANCEL_TEXT, _cancel, forms.ReasonForm, danger=True),
    )
}


@allowed(*permissions.RAISES, *permissions.APPROVES)
@require_http_methods(["GET", "POST"])
def raise_act(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """One step of a raise, asked once more."""
    run = _run(request, number)
    if act not in ACTS:
        raise Http404
    shown = ACTS[act]
    form = shown.form(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            done = shown.run(run, request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("已办理：%(act)s。") % {"act": shown.title})
            return redirect("raise_detail", done.number)
    context = {
        "run": run,
        "label": rulebook.label(run.programme),
        "shown": shown,
        "form": form,
        "facts": _facts(run),
        "reason": permissions.may_raise(run, request.user)[act],
    }
    return render(request, "awards/raise_act.html", context, status=422 if request.method == "POST" else 200)


@allowed(*permissions.SEES_RAISES)
@require_safe
def raise_export(request: HttpRequest, number: str) -> HttpResponse:
    """The households with their months, or with `?table=budget` what it costs, as a workbook."""
    run = _run(request, number)
    kind = exports.BUDGET if request.GET.get("table") == exports.BUDGET else exports.LINES
    listed = list(run.lines.values_list("unit__household_id", flat=True)) if kind == exports.LINES else []
    audit.record_access(request.user, None, _("导出提标方案"), ["name"], path=request.path, listed=listed)
    return _download(exports.raise_workbook(run, kind), f"{run.number}-{kind}.xlsx", XLSX_TYPE)


@allowed(*permissions.SEES_RAISES)
@require_safe
def raise_letters(request: HttpRequest, number: str) -> HttpResponse:
    """The letters of all households, or of one township, in one PDF; at most some hundred at a time."""
    run = _run(request, number)
    townships = visible_divisions(request.user).of_level(Level.TOWNSHIP).values_list("code", "name")
    lines = _narrowed(run.lines.raised(), forms.RaiseFilter(request.GET, list(townships)))
    count = lines.count()
    if not 0 < count <= MOST_LETTERS:
        words = _("没有可以打印的告知书。") if not count else _(
            "共 %(count)d 份，一次最多 %(most)d 份：请先按乡镇（街道）筛选，再打印。"
        ) % {"count": count, "most": MOST_LETTERS}  # fmt: skip
        messages.warning(request, words)
        return redirect("raise_detail", run.number)
    rows = list(lines.select_related("unit__household").in_order())
    listed = [line.unit.household_id for line in rows]
    audit.record_access(request.user, None, _("打印提标告知书"), ["name"], path=request.path, listed=listed)
    return _download(documents.raise_letters(run, rows), f"{run.number}.pdf", "application/pdf")


@allowed(*permissions.SEES_RAISES)
@require_safe
def raise_letter(request: HttpRequest, number: str, line: int) -> HttpResponse:
    """The letter of one household."""
    run = _run(request, number)
    rows: Any = RaiseLine.objects.raised().filter(run=run).select_related("unit__household")
    row = get_object_or_404(rows, pk=line)
    audit.record_access(
        request.user, row.unit.household, _("打印提标告知书"), fields=[run.number], path=request.path
    )
    return _download(documents.raise_letters(run, [row]), f"{run.number}-{row.pk}.pdf", "application/pdf")


def _download(content: bytes, name: str, kind: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _run(request: HttpRequest, number: str) -> Raise:
    rows = Raise.objects.visible_to(request.user).select_related(
        "division", "by", "decided_by", "cancelled_by"
    )
    return get_object_or_404(rows, number=number.upper())
