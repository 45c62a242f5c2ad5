"""The pages of payment lists, from making one to the bank's answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from doudi.office.audit import actions as audit
from doudi.office.awards.models import AwardUnit
from doudi.office.awards.questions import previous_month
from doudi.office.base.errors import Refused
from doudi.office.base.models import Task
from doudi.office.base.money import yuan
from doudi.office.base.tasks import enqueue
from doudi.office.places.enums import Level
from doudi.office.programmes import rulebook
from doudi.office.staff.permissions import allowed, visible_divisions

from . import actions, bankfiles, exports, forms, permissions
from .enums import BatchState, Kind
from .models import PaymentBatch, PaymentLine

PAGE_ROWS = 50
LONG = 1500
TONES = {
    "BUILDING": "pri",
    "PREPARED": "warn",
    "APPROVED": "pri",
    "SENT": "inf",
    "SETTLED": "ok",
    "CANCELLED": "",
}
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@allowed(*permissions.SEES)
@require_safe
def batch_list(request: HttpRequest) -> HttpResponse:
    """All lists, the newest first."""
    rows = PaymentBatch.objects.visible_to(request.user).select_related(
        "division", "prepared_by", "approved_by"
    )
    page = Paginator(rows.order_by("-month", "-pk"), PAGE_ROWS).get_page(request.GET.get("page"))
    ids = [batch.pk for batch in page.object_list]
    totals = {row.pk: row for row in PaymentBatch.objects.filter(pk__in=ids).with_totals()}
    context = {
        "page_obj": page,
        "rows": [_listed(batch, totals[batch.pk]) for batch in page.object_list],
        "may_prepare": request.user.has_role(*permissions.PREPARES),
    }
    return render(request, "payments/batch_list.html", context)


def _listed(batch: PaymentBatch, totals: Any) -> dict[str, Any]:
    return {
        "batch": batch,
        "totals": totals,
        "label": rulebook.label(batch.programme),
        "tone": TONES[batch.state],
    }


@allowed(*permissions.PREPARES)
@require_http_methods(["GET", "POST"])
def batch_new(request: HttpRequest) -> HttpResponse:
    """Make the list of a month; a long one is made in the background."""
    units = AwardUnit.objects.visible_to(request.user).filter(awards__monthly_fen__gt=0)
    names = units.order_by("programme").values_list("programme", flat=True).distinct()
    divisions = visible_divisions(request.user).filter(level__in=[Level.COUNTY, Level.TOWNSHIP])
    last = PaymentBatch.objects.visible_to(request.user).defer("content").order_by("pk").last()
    form = forms.BatchForm(
        request.POST or None,
        programmes=[(name, rulebook.label(name)) for name in names],
        divisions=divisions,
        initial={"template": last.template} if last else {},
    )
    if request.method == "POST" and form.is_valid():
        try:
            batch = _make(request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return redirect("batch_detail", batch.number)
    status = 422 if request.method == "POST" else 200
    return render(request, "payments/batch_new.html", {"form": form}, status=status)


def _make(user: Any, programme: str, kind: str, month: date, division: Any, template: str) -> PaymentBatch:
    given = {"by": user, "template": template, "kind": kind}
    asked = PaymentBatch(programme=programme, month=month, division=division, kind=kind)
    if len(actions.waiting_units(asked)) <= LONG:
        return actions.prepare_batch(programme, month, division, **given)
    batch = actions.start_batch(programme, month, division, **given)
    enqueue("payments.fill", {"batch": batch.pk}, by=user)
    return batch


@allowed(*permissions.SEES)
@require_safe
def batch_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One list: its lines against last month, who is left out, what stopped, what the bank said."""
    batch = _batch(request, number)
    tab = request.GET.get("tab", "lines")
    if tab not in TABS:
        raise Http404
    context = {
        "batch": batch,
        "label": rulebook.label(batch.programme),
        "tone": TONES[batch.state],
        "layout": bankfiles.layout(batch.template).label,
        "facts": _facts(batch),
        "acts": [
            (ACTS[name], why) for name, why in permissions.may(batch, request.user).items() if name in ACTS
        ],
        "may": permissions.may(batch, request.user),
        "task": Task.objects.filter(kind__startswith="payments.", args={"batch": batch.pk}).last(),
        "tabs": _tabs(request, batch, tab),
        "tab": tab,
        **TABS[tab](request, batch),
    }
    return render(request, "payments/batch_detail.html", context)


def _facts(batch: PaymentBatch) -> list[dict[str, Any]]:
    """The sums of the list, against the month before, and what the bank said."""
    now = batch.lines.listed().aggregate(
        count=Count("pk"), fen=Coalesce(Sum("amount_fen"), 0), people=Coalesce(Sum("member_count"), 0),
        paid=Count("pk", filter=Q(state="PAID")), paid_fen=Coalesce(Sum("amount_fen", filter=Q(state="PAID")), 0),
        back=Count("pk", filter=Q(state="RETURNED")),
        new=Count("pk", filter=Q(difference="NEW")), changed=Count("pk", filter=Q(difference="CHANGED")),
    )  # fmt: skip
    more = now["fen"] - _lines_before(batch).totals()["fen"]
    less = {"stopped": _stopped(batch).count(), "held": batch.held.count()}
    return [
        {"label": _("户数"), "value": now["count"], "unit": _("户"), "note": _("%(people)d 人") % now},
        {"label": _("金额"), "value": yuan(now["fen"]), "unit": _("元"),
         "note": _("比上月 %(more)s 元") % {"more": f"{'+' if more >= 0 else ''}{yuan(more)}"}},
        {"label": _("与上月相比"), "value": _("新增 %(new)d") % now, "unit": _("户"),
         "note": _("变动 %(changed)d，停止 %(stopped)d，未列入 %(held)d") % (now | less)},
        {"label": _("已到账"), "value": yuan(now["paid_fen"]), "unit": _("元"), "note": _("%(paid)d 户") % now},
        {"label": _("退回"), "value": now["back"], "unit": _("户"), "tone": "bad" if now["back"] else ""},
    ]  # fmt: skip


def _lines_before(batch: PaymentBatch) -> Any:
    if batch.kind == Kind.ARREARS:
        return PaymentLine.objects.none()
    return (
        PaymentLine.objects.regular()
        .counting()
        .filter(
            programme=batch.programme,
            month=previous_month(batch.month),
            household__division__path__startswith=batch.division.path,
        )
    )


def _tabs(request: HttpRequest, batch: PaymentBatch, tab: str) -> list[dict[str, Any]]:
    counts = {
        "lines": batch.lines.listed().count(),
        "held": batch.held.count(),
        "stopped": _stopped(batch).count(),
        "returns": batch.returns.count(),
    }
    labels = {"lines": _("名单"), "held": _("未列入"), "stopped": _("本月停止"), "returns": _("银行回单")}
    return [
        {
            "label": labels[name],
            "url": f"{request.path}?tab={name}",
            "count": counts[name],
            "current": name == tab,
        }
        for name in TABS
    ]


def _lines_tab(request: HttpRequest, batch: PaymentBatch) -> dict[str, Any]:
    form = forms.LineFilter(request.GET)
    lines = _narrowed(batch, form).select_related("answer", "award").prefetch_related("parts__arrear")
    page = Paginator(lines, PAGE_ROWS).get_page(request.GET.get("page"))
    shown = [line.household_id for line in page.object_list]
    audit.record_access(request.user, None, _("查看发放名单"), ["name"], path=request.path, listed=shown)
    return {"form": form, "page_obj": page, "stale": _stale(batch), "shared": _shared_accounts(batch)}


def _stale(batch: PaymentBatch) -> list[Any]:
    """What changed since the list was made; looked up while it waits, and only for lists of a usual length."""
    if batch.state != BatchState.PREPARED or batch.lines.count() > LONG:
        return []
    return actions.stale_lines(batch)


def _shared_accounts(batch: PaymentBatch) -> list[Any]:
    """Accounts that receive the money of several households: right for an institution, else to be looked at."""
    rows = batch.lines.listed().exclude(account_index="").values("account_index")
    return list(rows.annotate(count=Count("pk")).filter(count__gt=1).order_by("-count")[:20])


def _narrowed(batch: PaymentBatch, form: forms.LineFilter) -> Any:
    lines = batch.lines.all() if batch.state == BatchState.CANCELLED else batch.lines.listed()
    if not form.is_valid():
        return lines
    given = form.cleaned_data
    if given["q"]:
        lines = lines.filter(Q(holder_name__contains=given["q"]) | Q(household_number=given["q"].upper()))
    if given["difference"]:
        lines = lines.filter(difference=given["difference"])
    return lines.filter(state=given["state"]) if given["state"] else lines


def _held_tab(request: HttpRequest, batch: PaymentBatch) -> dict[str, Any]:
    rows = batch.held.select_related("unit__household__division__parent", "person")
    return {"page_obj": Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))}


def _stopped(batch: PaymentBatch) -> Any:
    """Households that were in last month's list and are in none of this month."""
    return _lines_before(batch).without_line_in(batch.month, batch.programme).order_by("division_code", "pk")


def _stopped_tab(request: HttpRequest, batch: PaymentBatch) -> dict[str, Any]:
    rows = _stopped(batch).select_related("unit", "award")
    page = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))
    held = {
        held.unit_id: held for held in batch.held.filter(unit__in=[line.unit_id for line in page.object_list])
    }
    return {"page_obj": page, "rows": [(line, _why_stopped(line, batch, held)) for line in page.object_list]}


def _why_stopped(line: PaymentLine, batch: PaymentBatch, held: dict[int, Any]) -> str:
    if line.unit_id in held:
        return str(held[line.unit_id].get_problem_display())
    last = line.unit.awards.effective().filter(first_month__lte=batch.month).last()
    return str(last.get_end_reason_display()) if last and last.end_reason else _("没有列入本批")


def _returns_tab(request: HttpRequest, batch: PaymentBatch) -> dict[str, Any]:
    failed = (
        batch.lines.filter(state="RETURNED").select_related("answer").prefetch_related("resent_as__batch")
    )
    page = Paginator(failed, PAGE_ROWS).get_page(request.GET.get("page"))
    return {"page_obj": page, "returns": batch.returns.select_related("by")}


TABS: dict[str, Callable[[HttpRequest, PaymentBatch], dict[str, Any]]] = {
    "lines": _lines_tab,
    "held": _held_tab,
    "stopped": _stopped_tab,
    "returns": _returns_tab,
}


@dataclass(frozen=True)
class Act:
    """A step of a list that asks once more before it is taken."""

    name: str
    title: Any
    text: Any
    run: Callable[..., Any]
    form: type = forms.NoForm
    danger: bool = False
    primary: bool = False


def _approve(batch: PaymentBatch, user: Any) -> PaymentBatch:
    """At once, or in the background where the file is long."""
    if batch.lines.count() <= LONG:
        return actions.approve(batch, by=user)
    permissions.check_approve(batch, user)
    enqueue("payments.approve", {"batch": batch.pk}, by=user)
    return batch


def _send(batch: PaymentBatch, user: Any) -> PaymentBatch:
    return actions.send(batch, by=user)


def _drop(batch: PaymentBatch, user: Any) -> PaymentBatch:
    actions.drop_stale(batch, by=user)
    return batch


def _resend(batch: PaymentBatch, user: Any) -> PaymentBatch:
    return actions.resend_failed(batch, by=user)


def _cancel(batch: PaymentBatch, user: Any, reason: str) -> PaymentBatch:
    return actions.cancel(batch, by=user, reason=reason)


APPROVE_TEXT = gettext_lazy("审批后名单和银行文件固定，不能再改。请先核对户数、金额，以及与上月不同的家庭。")
SEND_TEXT = gettext_lazy("点击后可以下载银行文件；文件一经取走，本批不能再撤销。")
DROP_TEXT = gettext_lazy("名单编制后去世、离开或停发的家庭将从本批剔除，其余不变。")
RESEND_TEXT = gettext_lazy("只把银行退回的家庭编成新的一批，每笔都与原来的退回相连；请先更正账户。")
CANCEL_TEXT = gettext_lazy("撤销后本批家庭可以重新编入名单。")
ACTS = {
    act.name: act
    for act in (
        Act("approve", gettext_lazy("审批"), APPROVE_TEXT, _approve, primary=True),
        Act("send", gettext_lazy("送银行"), SEND_TEXT, _send, primary=True),
        Act("drop", gettext_lazy("剔除情况有变的家庭"), DROP_TEXT, _drop),
        Act("resend", gettext_lazy("重发退回款项"), RESEND_TEXT, _resend),
        Act("cancel", gettext_lazy("撤销本批"), CANCEL_TEXT, _cancel, forms.ReasonForm, danger=True),
    )
}


@allowed(*permissions.PREPARES, *permissions.APPROVES)
@require_http_methods(["GET", "POST"])
def batch_act(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """One step of a list, asked once more."""
    batch = _batch(request, number)
    if act not in ACTS:
        raise Http404
    shown = ACTS[act]
    form = shown.form(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            done = shown.run(batch, request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("已办理：%(act)s。") % {"act": shown.title})
            return redirect("batch_detail", done.number)
    context = {
        "batch": batch,
        "label": rulebook.label(batch.programme),
        "shown": shown,
        "form": form,
        "facts": _facts(batch),
        "reason": permissions.may(batch, request.user)[act],
    }
    return render(
        request, "payments/batch_act.html", context, status=422 if request.method == "POST" else 200
    )


@allowed(*permissions.APPROVES)
@require_safe
def batch_file(request: HttpRequest, number: str) -> HttpResponse:
    """The bank file, byte for byte as approved."""
    batch = _batch(request, number)
    return _download(actions.take_file(batch, by=request.user, path=request.path), batch.file_name)


@allowed(*permissions.SEES)
@require_safe
def batch_export(request: HttpRequest, number: str) -> HttpResponse:
    """The list as a workbook, narrowed as on the page, with its totals."""
    batch = _batch(request, number)
    lines = _narrowed(batch, forms.LineFilter(request.GET))
    listed = lines.values_list("household_id", flat=True)
    audit.record_access(request.user, None, _("导出发放名单"), ["name"], path=request.path, listed=listed)
    return _download(exports.batch_workbook(batch, lines), f"{batch.number}.xlsx", XLSX_TYPE)


def _download(content: bytes, name: str, kind: str = "application/octet-stream") -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@allowed(*permissions.PREPARES, *permissions.APPROVES)
@require_http_methods(["GET", "POST"])
def return_new(request: HttpRequest, number: str) -> HttpResponse:
    """Read the bank's answer; a wrong file is refused whole, with every place that is wrong."""
    batch = _batch(request, number)
    form = forms.ReturnForm(request.POST or None, request.FILES or None)
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            file = actions.read_return(batch, form.cleaned_data["upload"], by=request.user)
        except actions.ReturnRefused as refusal:
            problems = refusal.problems
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            text = _("回单已读入：到账 %(paid)d 户，退回 %(returned)d 户。")
            messages.success(request, text % {"paid": file.paid, "returned": file.returned})
            answer = redirect("batch_detail", batch.number)
            answer["Location"] += "?tab=returns"
            return answer
    context = {
        "batch": batch,
        "label": rulebook.label(batch.programme),
        "form": form,
        "problems": problems,
        "layout": bankfiles.layout(batch.template).label,
        "reason": permissions.may(batch, request.user)["read_return"],
    }
    return render(
        request, "payments/return_new.html", context, status=422 if request.method == "POST" else 200
    )


def _batch(request: HttpRequest, number: str) -> PaymentBatch:
    rows = PaymentBatch.objects.visible_to(request.user)
    rows = rows.select_related(
        "division", "prepared_by", "approved_by", "sent_by", "cancelled_by", "resend_of"
    )
    return get_object_or_404(rows.defer("content"), number=number.upper())
