"""The pages of awards: who receives what, and the decisions on it."""

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

from doudi.office.base.calendar import today
from doudi.office.base.errors import Refused
from doudi.office.base.money import yuan
from doudi.office.people import actions as people
from doudi.office.places.enums import Level
from doudi.office.programmes import rulebook
from doudi.office.staff.permissions import allowed, visible_divisions

from .. import actions, forms, permissions
from ..models import AwardUnit
from ..questions import add_months, month_of, own_share

PAGE_ROWS = 50
WARN_MONTHS = 2
PAYMENTS_SHOWN = 24


@allowed(*permissions.SEES)
@require_safe
def award_list(request: HttpRequest) -> HttpResponse:
    """Awards in force, those that need a decision, those that run out, those that ended."""
    units = AwardUnit.objects.visible_to(request.user)
    on = today()
    form = forms.FilterForm(request.GET, _programmes(units), _townships(request.user))
    kinds = _kinds(units, on)
    kind = request.GET.get("kind", "")
    kind = kind if kind in kinds else "now"
    rows = (
        _narrowed(kinds[kind], form).with_award_of(month_of(on)).select_related("household__division__parent")
    )
    page = Paginator(rows.order_by("-pk"), PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "kind": kind,
        "tabs": _tabs(request, kinds, kind),
        "page_obj": page,
        "rows": [_row(unit, on) for unit in page.object_list.prefetch_related("members__person")],
    }
    return render(request, "awards/award_list.html", context)


def _kinds(units: Any, on: date) -> dict[str, Any]:
    month = month_of(on)
    return {
        "now": units.filter(Q(ended_on=None) | Q(ended_on__gte=month)),
        "change": units.change_required(on),
        "ending": units.ending(month, add_months(month, WARN_MONTHS)),
        "suspended": units.suspended(month).filter(Q(ended_on=None) | Q(ended_on__gte=month)),
        "ended": units.ended_before(month),
    }


def _tabs(request: HttpRequest, kinds: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    labels = {
        "now": _("正在享受"), "change": _("须办理变更"), "ending": _("即将到期"), "suspended": _("已暂停"), "ended": _("已停发"),
    }  # fmt: skip
    return [
        {
            "label": labels[key],
            "url": f"{request.path}?kind={key}",
            "count": rows.count(),
            "current": key == kind,
        }
        for key, rows in kinds.items()
    ]


def _narrowed(units: Any, form: forms.FilterForm) -> Any:
    if not form.is_valid():
        return units
    given = form.cleaned_data
    if given["q"]:
        named = Q(members__person__name__contains=given["q"])
        units = units.filter(
            named | Q(number=given["q"].upper()) | Q(household__number=given["q"].upper())
        ).distinct()
    if given["programme"]:
        units = units.filter(programme=given["programme"])
    if given["division"]:
        units = units.filter(household__division__path__contains=f"/{given['division']}/")
    return units


def _programmes(units: Any) -> list[tuple[str, str]]:
    names = units.order_by("programme").values_list("programme", flat=True).distinct()
    return [(name, rulebook.label(name)) for name in names]


def _townships(user: Any) -> list[tuple[str, str]]:
    return list(visible_divisions(user).of_level(Level.TOWNSHIP).values_list("code", "name"))


def _row(unit: AwardUnit, on: date) -> dict[str, Any]:
    present = [
        m.person
        for m in unit.members.all()
        if m.last_day is None or m.last_day >= min(on, unit.ended_on or on)
    ]
    return {
        "unit": unit,
        "label": rulebook.label(unit.programme),
        "names": [person.name for person in present],
        "ended": unit.ended_on is not None and unit.ended_on < on,
    }


@allowed(*permissions.SEES)
@require_safe
def award_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One award: amounts by month, members, what was said and decided, what was paid."""
    unit = _unit(request, number)
    on = today()
    people.note_file_read(unit.household, by=request.user, path=request.path)
    awards = list(unit.awards.select_related("determination", "by", "ended_by", "hearing", "end_hearing"))
    may = permissions.may(unit, request.user, on)
    context = {
        "unit": unit,
        "label": rulebook.label(unit.programme),
        "facts": _facts(unit, awards, on),
        "awards": list(reversed(awards)),
        "members": _members(unit, awards, on),
        "may_reassess": request.user.has_role(*permissions.REASSESSES, division=unit.household.division),
        "hearings": [
            (hearing, permissions.is_used(hearing)) for hearing in unit.hearings.select_related("by")
        ],
        "suspensions": unit.suspensions.select_related("by", "resumed_by"),
        "resting": unit.suspensions.covering(month_of(on)).exists(),
        "change_required": AwardUnit.objects.change_required(on).filter(pk=unit.pk).exists(),
        "payments": unit.payment_lines.select_related("batch").order_by("-month", "-pk")[:PAYMENTS_SHOWN],
        "acts": [(ACTS[name], why) for name, why in may.items()],
        "over": unit.ended_on is not None and unit.ended_on < on,
    }
    return render(request, "awards/award_detail.html", context)


def _facts(unit: AwardUnit, awards: list[Any], on: date) -> list[dict[str, Any]]:
    """The amount that holds now, or the one that comes next."""
    begun = [a for a in awards if not a.is_withdrawn and a.first_month <= month_of(on)]
    shown = (begun[-1:] or [a for a in awards if not a.is_withdrawn] or awards)[0]
    division = unit.household.division
    return [
        {"label": _("月救助金"), "value": yuan(shown.monthly_fen), "unit": _("元")},
        {"label": _("从哪个月起"), "value": f"{shown.first_month:%Y-%m}"},
        {"label": _("发放至"), "value": unit.ended_on.isoformat() if unit.ended_on else _("长期")},
        {
            "label": _("村（社区）"),
            "value": division.name,
            "note": division.parent.name if division.parent else "",
        },
    ]


def _members(unit: AwardUnit, awards: list[Any], on: date) -> list[tuple[Any, int | None]]:
    """Everybody with the own part of the present amount: what may be cut when only one person is at fault."""
    rows = list(unit.members.select_related("person"))
    present = [row for row in rows if row.first_day <= on and (row.last_day is None or row.last_day >= on)]
    now = next((a for a in awards if _holds(a, month_of(on))), None)
    shares = (
        {row.pk: own_share(now.monthly_fen, len(present), i) for i, row in enumerate(present)} if now else {}
    )
    return [(row, shares.get(row.pk)) for row in rows]


def _holds(award: Any, month: date) -> bool:
    return award.first_month <= month and (award.last_month is None or award.last_month >= month)


@dataclass(frozen=True)
class Act:
    """A decision that has a page of its own."""

    name: str
    title: Any
    verb: Any
    text: Any
    form: type
    run: Callable[[AwardUnit, Any, dict[str, Any]], Any]
    danger: bool = False


def _decision_number(unit: AwardUnit) -> str:
    return f"{unit.number}-{unit.awards.count() + 1:02d}"


def _hear(unit: AwardUnit, user: Any, data: dict[str, Any]) -> Any:
    return actions.hear(unit, by=user, on=today(), **data)


def _change(unit: AwardUnit, user: Any, data: dict[str, Any]) -> Any:
    fen, number = data["determination"].amount_fen or 0, _decision_number(unit)
    return actions.change(unit, by=user, on=today(), monthly_fen=fen, decision_number=number, **data)


def _suspend(unit: AwardUnit, user: Any, data: dict[str, Any]) -> Any:
    return actions.suspend(unit, by=user, on=today(), **data)


def _resume(unit: AwardUnit, user: Any, data: dict[str, Any]) -> Any:
    return actions.resume(unit, by=user, on=today(), **data)


def _end(unit: AwardUnit, user: Any, data: dict[str, Any]) -> Any:
    return actions.end(unit, by=user, on=today(), **data)


def _grace(unit: AwardUnit, user: Any, data: dict[str, Any]) -> Any:
    schedule = actions.grace_schedule(unit, today())
    if not schedule:
        raise Refused(_("本地政策没有规定渐退期，请在保障标准中核对；需要停发的，请办理停发。"))
    newest = unit.awards.effective().last()
    return actions.start_grace(
        unit, by=user, on=today(), schedule=schedule, decision_number=_decision_number(unit),
        determination=newest.determination, **data,
    )  # fmt: skip


HEAR_TEXT = gettext_lazy(
    "减发、暂停、停发之前，把拟作出的决定和理由告诉当事人，并记下当事人的意见（社会救助法第四十八条）。"
)
CHANGE_TEXT = gettext_lazy("按新的核算结果变更金额或保障对象。金额减少的，须先听取当事人意见。")
SUSPEND_TEXT = gettext_lazy("从所选月份起不再列入发放名单，直到恢复或停发。")
RESUME_TEXT = gettext_lazy("从所选月份起重新列入发放名单。")
GRACE_TEXT = gettext_lazy("按本地规定的比例逐月减少，期满自动停发。")
END_TEXT = gettext_lazy("最后发放月份之后不再列入发放名单；重新符合条件时须另行申请。")
ACTS = {
    act.name: act
    for act in (
        Act("hear", gettext_lazy("听取意见"), gettext_lazy("登记意见"), HEAR_TEXT, forms.HearForm, _hear),
        Act(
            "change",
            gettext_lazy("变更金额"),
            gettext_lazy("确认变更"),
            CHANGE_TEXT,
            forms.ChangeForm,
            _change,
        ),
        Act(
            "suspend",
            gettext_lazy("暂停发放"),
            gettext_lazy("确认暂停"),
            SUSPEND_TEXT,
            forms.SuspendForm,
            _suspend,
        ),
        Act(
            "resume",
            gettext_lazy("恢复发放"),
            gettext_lazy("确认恢复"),
            RESUME_TEXT,
            forms.ResumeForm,
            _resume,
        ),
        Act(
            "grace",
            gettext_lazy("转入渐退期"),
            gettext_lazy("转入渐退期"),
            GRACE_TEXT,
            forms.GraceForm,
            _grace,
        ),
        Act(
            "end", gettext_lazy("停发"), gettext_lazy("确认停发"), END_TEXT, forms.EndForm, _end, danger=True
        ),
    )
}


@allowed(*permissions.HEARS, *permissions.DECIDES)
@require_http_methods(["GET", "POST"])
def award_act(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """One decision on an award, with its reasons; what is refused stands in the form."""
    unit = _unit(request, number)
    if act not in ACTS:
        raise Http404
    shown = ACTS[act]
    form = shown.form(request.POST or None, unit=unit)
    if request.method == "POST" and form.is_valid():
        try:
            shown.run(unit, request.user, form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("已办理：%(act)s。") % {"act": shown.title})
            return redirect("award_detail", unit.number)
    context = {
        "unit": unit,
        "label": rulebook.label(unit.programme),
        "shown": shown,
        "form": form,
        "reason": permissions.may(unit, request.user, today())[act],
        "schedule": _schedule(unit) if act == "grace" else [],
    }
    return render(request, "awards/award_act.html", context, status=422 if request.method == "POST" else 200)


def _schedule(unit: AwardUnit) -> list[dict[str, Any]]:
    """The months of the grace period as they would be from next month on."""
    newest, first = unit.awards.effective().last(), forms.next_free_month(unit, today())
    shares = actions.grace_schedule(unit, today())
    runs = actions.grace_months(newest.monthly_fen, shares, first) if newest else []
    return [{"fen": fen, "first": first, "last": last} for fen, first, last in runs]


def _unit(request: HttpRequest, number: str) -> AwardUnit:
    rows = AwardUnit.objects.visible_to(request.user).select_related("household__division__parent")
    return get_object_or_404(rows, number=number.upper())
