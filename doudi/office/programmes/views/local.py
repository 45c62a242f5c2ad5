"""Local standards: their list, each with its history, and the acts on them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from doudi.office.base.calendar import today
from doudi.office.base.errors import Refused
from doudi.office.programmes import actions, permissions, rulebook
from doudi.office.programmes.enums import StandardState
from doudi.office.programmes.forms import (
    LocalStandardForm,
    MeetingForm,
    NothingForm,
    OpinionForm,
    ParameterForm,
    ReasonForm,
)
from doudi.office.programmes.models import LocalStandard
from doudi.office.programmes.permissions import POLICY_READERS
from doudi.office.programmes.rulebook import judging, local
from doudi.office.programmes.rulebook.history import history
from doudi.office.staff.enums import Role
from doudi.office.staff.permissions import allowed
from doudi.policies.documents import outdated

from .standards import own_place
from .tabs import tabs

TONES = {
    StandardState.DRAFT: "",
    StandardState.SUBMITTED: "warn",
    StandardState.APPROVED: "ok",
    StandardState.RETURNED: "bad",
    StandardState.WITHDRAWN: "",
}
POST_TOO = require_http_methods(["GET", "HEAD", "POST"])


@allowed(*POLICY_READERS)
@require_safe
def local_standard_list(request: HttpRequest) -> HttpResponse:
    """Every local standard of the county, whatever its state."""
    on = today()
    rows = LocalStandard.objects.visible_to(request.user).select_related("division", "by", "decided_by")
    context = {
        "tabs": tabs(request, "local_standard_list"),
        "rows": [_row(standard) for standard in rows],
        "reviews": [_row(s) for s in LocalStandard.objects.visible_to(request.user).for_review(on)],
        "may_draft": request.user.has_role(Role.COUNTY_OFFICER),  # type: ignore[union-attr]
        "on": on,
    }
    return render(request, "programmes/local_standard_list.html", context)


def _row(standard: LocalStandard) -> dict[str, Any]:
    parameter = local.find_parameter(standard.place, standard.name)
    return {
        "standard": standard,
        "label": parameter.label if parameter else standard.name,
        "figures": rulebook.show_figures(parameter.unit, standard.figures) if parameter else standard.figures,
        "tone": TONES[StandardState(standard.state)],
        "parameter": parameter,
    }


@allowed(Role.COUNTY_OFFICER)
@POST_TOO
def local_standard_new(request: HttpRequest) -> HttpResponse:
    """First which standard, then its figures and its paper."""
    place = own_place(request)
    name = request.GET.get("name", "")
    parameter = local.find_parameter(place, name) if name else None
    if parameter is None:
        return _choose(request, place, name)
    start = {
        "since": request.GET.get("since"),
        "urban": request.GET.get("urban"),
        "rural": request.GET.get("rural"),
    }
    form = LocalStandardForm(request.POST or None, parameter=parameter, initial=start)

    def act() -> LocalStandard:
        return actions.draft_standard(place=place, name=name, by=request.user, **form.draft())

    made = _done(form, act)
    if made is not None:
        messages.success(request, _("已存为草稿，核对无误后报批。"))
        return redirect("local_standard_detail", number=made.number)
    return _edit_page(request, form, parameter, place, _("起草本地标准"))


def _choose(request: HttpRequest, place: str, name: str) -> HttpResponse:
    try:
        local.place_known(place)
        problem = ""
    except Refused as refusal:
        problem = str(refusal)
    form = ParameterForm({"name": name} if name else None, place=rulebook.known_place(place))
    context = {"form": form, "problem": problem, "tabs": tabs(request, "local_standard_list")}
    return render(request, "programmes/local_standard_new.html", context)


@allowed(Role.COUNTY_OFFICER)
@POST_TOO
def local_standard_edit(request: HttpRequest, number: str) -> HttpResponse:
    """Other figures in a draft, or in one that was sent back."""
    standard = _visible(request, number)
    parameter = local.parameter_known(standard.place, standard.name)
    form = LocalStandardForm(request.POST or None, parameter=parameter, initial=_initial(standard, parameter))

    def act() -> LocalStandard:
        return actions.revise_standard(standard, by=request.user, **form.draft())

    if _done(form, act) is not None:
        messages.success(request, _("已保存修改。"))
        return redirect("local_standard_detail", number=number)
    return _edit_page(request, form, parameter, standard.place, _("修改本地标准"), standard)


def _initial(standard: LocalStandard, parameter: Any) -> dict[str, Any]:
    names = (
        "last_day", "hands_back", "source", "issued_on", "rests_on", "text", "note", "is_trial", "review_on",
        "meetings_needed",
    )  # fmt: skip
    known = {name: getattr(standard, name) for name in names} | {"since": standard.first_day}
    typed = {s: rulebook.write_figure(parameter.unit, v) for s, v in standard.figures.items()}
    if typed["URBAN"] == typed["RURAL"]:
        return {**known, "value": typed["URBAN"]}
    return {**known, "urban": typed["URBAN"], "rural": typed["RURAL"]}


def _edit_page(
    request: HttpRequest,
    form: Any,
    parameter: Any,
    place: str,
    title: str,
    standard: LocalStandard | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "parameter": parameter,
        "rows": history(place, parameter.name, today()),
        "title": title,
        "standard": standard,
    }
    return render(request, "programmes/local_standard_edit.html", context)


@allowed(*POLICY_READERS)
@require_safe
def local_standard_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One local standard: figures, paper, limits, meetings, what was decided, what may be done."""
    standard, on = _visible(request, number), today()
    row = _row(standard)
    context = {
        **row,
        "judgement": judging.judge(standard) if row["parameter"] else None,
        "outdated": outdated(rulebook.in_force(), standard.place, standard.rests_on, on)
        if standard.rests_on
        else "",
        "rows": history(standard.place, standard.name, on) if row["parameter"] else [],
        "meetings": standard.meetings.select_related("by"),
        "may": permissions.may_standard(standard, request.user, on),
        "on": on,
    }
    return render(request, "programmes/local_standard_detail.html", context)


@dataclass(frozen=True)
class Act:
    """How an act is asked for."""

    title: Any
    text: Any
    form: type[django_forms.Form]
    run: Callable[..., Any]
    danger: bool = False


ACTS = {
    "submit": Act(
        gettext_lazy("报批"),
        gettext_lazy("报批以后内容不能再改，由县级负责人批准或退回。"),
        NothingForm,
        lambda s, c, by: actions.submit_standard(s, by=by),
    ),
    "approve": Act(
        gettext_lazy("批准"),
        gettext_lazy("批准以后任何人不能再改，从起始日期起全系统按它计算。"),
        OpinionForm,
        lambda s, c, by: actions.approve_standard(s, opinion=c["opinion"], by=by),
    ),
    "return": Act(
        gettext_lazy("退回"),
        gettext_lazy("退回起草人修改后再报。"),
        ReasonForm,
        lambda s, c, by: actions.return_standard(s, opinion=c["reason"], by=by),
    ),
    "withdraw": Act(
        gettext_lazy("撤回"),
        gettext_lazy("撤回以后不能恢复，要用就另起一份。"),
        ReasonForm,
        lambda s, c, by: actions.withdraw_standard(s, reason=c["reason"], by=by, on=today()),
        danger=True,
    ),
    "meeting": Act(
        gettext_lazy("登记会议决定"),
        gettext_lazy("登记以后不能更改。"),
        MeetingForm,
        lambda s, c, by: actions.record_meeting(s, by=by, **c),
    ),
}


@allowed(*permissions.COUNTY_ROLES)
@POST_TOO
def local_standard_act(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """Submit, approve, return, withdraw, or note a meeting: each asked for on a page of its own."""
    if act not in ACTS:
        raise Http404
    standard, shown = _visible(request, number), ACTS[act]
    form = shown.form(request.POST if request.method == "POST" else None)
    reason = permissions.may_standard(standard, request.user, today())[act]
    if request.method == "POST":
        done = _done(form, lambda: shown.run(standard, form.cleaned_data, by=request.user))
        if done is not None:
            messages.success(request, _("已办理：%(act)s。") % {"act": shown.title})
            return redirect("local_standard_detail", number=number)
    context = {**_row(standard), "form": form, "shown": shown, "reason": reason}
    return render(request, "programmes/local_standard_act.html", context)


def _done(form: django_forms.Form, act: Callable[[], Any]) -> Any:
    """What the act answers, or None with what is wrong on the form."""
    if not form.is_valid():
        return None
    try:
        return act()
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None


def _visible(request: HttpRequest, number: str) -> LocalStandard:
    seen = LocalStandard.objects.visible_to(request.user).select_related(
        "division", "by", "decided_by", "withdrawn_by"
    )
    return get_object_or_404(seen, number=number)
