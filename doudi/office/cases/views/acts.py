"""One page for every act on a case: what it does, its form, and the reason when it cannot be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from doudi.office.base.calendar import today
from doudi.office.base.errors import Refused
from doudi.office.files import actions as files
from doudi.office.files.enums import FileKind
from doudi.office.programmes import rulebook
from doudi.office.staff.enums import COUNTY_ROLES, TOWNSHIP_ROLES, Role
from doudi.office.staff.permissions import allowed

from .. import actions, forms, permissions
from ..enums import Step
from ..models import Case
from .shared import POST_TOO, let_the_clock_pass, sheet_of

Text = str | Promise


@dataclass(frozen=True)
class Act:
    """How an act looks: its title, what it does in a sentence, its form, its drawing."""

    title: Text
    text: Text
    form: type[forms.CaseForm] = forms.PlainForm
    icon: str = "check2-circle"
    done: Text = _("已办理。")
    danger: bool = False


ACTS: dict[str, Act] = {
    "do_consent": Act(
        _("授权已齐，进入核对"), _("每名成年成员和赡养、抚养、扶养义务人都已签署核对授权。"), icon="pen"
    ),
    "start_verification": Act(
        _("发起信息核对"), _("向各单位查询这户的收入和财产，查询会逐条留痕。"), icon="shield-check"
    ),
    "finish_verification": Act(
        _("核对完成，进入调查"), _("核对报告已出，差异已逐项处理。"), icon="check2-all"
    ),
    "record_visit": Act(
        _("登记入户调查"), _("两名工作人员共同入户，由家庭成员签字。"), forms.VisitForm, "house-door"
    ),
    "record_county_visit": Act(
        _("登记县级入户调查"),
        _("有近亲属备案或者投诉举报的，由县级入户。"),
        forms.CountyVisitForm,
        "house-check",
    ),
    "record_appraisal": Act(
        _("登记民主评议"), _("票数、到会人数和结果都会留存。"), forms.AppraisalForm, "people"
    ),
    "call_appraisal": Act(
        _("组织民主评议"),
        _("本地程序不要求、但有争议或情况不清的，可以加办民主评议。"),
        forms.ReasonedForm,
        "people",
        done=_("请登记评议结果。"),
    ),
    "review": Act(
        _("提出审核意见"),
        _("按今天登记的情况核算，并把核算结果固定下来。"),
        forms.ReviewForm,
        "clipboard-check",
    ),
    "post_notice": Act(
        _("张贴公示"),
        _("只公布申请人姓名、保障人数和金额；期满自动撤下。"),
        forms.NoticeForm,
        "megaphone",
        done=_("已公示。"),
    ),
    "leave_out_notice": Act(
        _("不予公示"),
        _("按核算结果不符合条件的，不公示，转入审核。"),
        icon="eye-slash",
        done=_("已转入审核。"),
    ),
    "settle_objection": Act(
        _("答复异议"), _("重新调查后，把结果答复提出异议的人。"), forms.SettleObjectionForm, "chat-dots"
    ),
    "confirm": Act(
        _("确认"), _("确认后生成决定书，并从规定的月份起发放。"), forms.ConfirmForm, "patch-check"
    ),
    "refuse": Act(
        _("不予确认"),
        _("须写明理由；决定书在规定期限内送达，并告知救济途径。"),
        forms.ReasonedForm,
        "x-circle",
        danger=True,
    ),
    "send_back": Act(
        _("退回补正"),
        _("退回前面的步骤补做，本轮以后的步骤重新办理。"),
        forms.SendBackForm,
        "arrow-return-left",
    ),
    "waive": Act(
        _("免除本步骤"), _("只能按本地程序规定的理由免除，理由会留存。"), forms.WaiveForm, "skip-forward"
    ),
    "escalate": Act(
        _("提请县级办理"),
        _("乡镇难以决定的，提请县级；这不是不予确认。"),
        forms.ReasonedForm,
        "arrow-up-circle",
    ),
    "extend": Act(
        _("延长办理期限"), _("情况复杂的，按规定延长一次，并写明理由。"), forms.ReasonedForm, "calendar-plus"
    ),
    "assign": Act(_("转交他人"), _("交给另一名管辖这户的工作人员。"), forms.AssignForm, "person-gear"),
    "disclose_relative": Act(
        _("登记近亲属关系"),
        _("与工作人员或村干部有近亲属关系的，须由县级入户调查。"),
        forms.ReasonedForm,
        "diagram-2",
    ),
    "withdraw": Act(
        _("申请人撤回"), _("申请人自愿撤回这一项。"), forms.ReasonedForm, "box-arrow-left", danger=True
    ),
    "discontinue": Act(
        _("终止办理"),
        _("不配合调查、申请人去世等无法决定的，终止办理。"),
        forms.ReasonedForm,
        "slash-circle",
        danger=True,
    ),
}
MAIN_ACTS: dict[str, tuple[str, ...]] = {
    Step.CONSENT: ("do_consent",),
    Step.VERIFICATION: ("start_verification", "finish_verification"),
    Step.HOME_VISIT: ("record_visit", "waive"),
    Step.APPRAISAL: ("record_appraisal", "waive"),
    Step.REVIEW: ("review", "send_back"),
    Step.PUBLIC_NOTICE: ("post_notice",),
    Step.CONFIRM: ("confirm", "refuse", "send_back"),
}
WEIGHED = {"review", "confirm", "refuse"}
"""Acts that decide: what they decide upon stands under the form."""
FILE_KINDS = {"photos": FileKind.VISIT_PHOTO, "signature": FileKind.EVIDENCE}


@allowed(Role.VILLAGE_ASSISTANT, *TOWNSHIP_ROLES, *COUNTY_ROLES)
@POST_TOO
def case_act(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """Show the form of an act, and carry the act out."""
    on = today()
    let_the_clock_pass(on)
    case = _case(request, number)
    if act not in ACTS:
        raise Http404
    shown = ACTS[act]
    form = case_act_form(request, case, act, on)
    if request.method == "POST" and form.is_valid():
        try:
            carry_out(act, case, form, request, on)
        except Refused as refusal:
            forms.refuse(form, refusal)
        else:
            messages.success(request, _("%(title)s：%(done)s") % {"title": shown.title, "done": shown.done})
            return redirect("case_detail", number=case.number)
    context = {
        "case": case,
        "label": rulebook.label(case.programme),
        "act": act,
        "shown": shown,
        "form": form,
        "reason": permissions.may(case, request.user, on).get(act),
        **(sheet_of(case, on) if act in WEIGHED else {}),
    }
    return render(request, "cases/case_act.html", context)


def _case(request: HttpRequest, number: str) -> Case:
    rows = Case.objects.visible_to(request.user).select_related(
        "household__division", "application__applicant"
    )
    return get_object_or_404(rows, number=number)


def case_act_form(request: HttpRequest, case: Case, act: str, on: Any) -> forms.CaseForm:
    """The form of an act, filled from what was sent or from the draft."""
    known = {"case": case, "user": request.user, "on": on}
    if request.method == "POST":
        return ACTS[act].form(request.POST, request.FILES, **known)
    return ACTS[act].form(initial=_draft(request, case, act), **known)


def _draft(request: HttpRequest, case: Case, act: str) -> dict[str, Any]:
    draft = request.user.drafts.filter(form=act, object_id=case.number).first()  # type: ignore[union-attr]
    return draft.content if draft else {}


def carry_out(act: str, case: Case, form: forms.CaseForm, request: HttpRequest, on: Any) -> None:
    """Do the act with what the form says; uploads are kept first, the draft is gone after."""
    given = form.arguments()
    for name, kind in FILE_KINDS.items():
        if name in given:
            given[name] = _stored(given[name], request, case, kind)
    if act == "settle_objection":
        actions.settle_objection(given.pop("objection"), by=request.user, on=on, **given)
    else:
        run: Callable[..., Any] = getattr(actions, act)
        run(case, by=request.user, on=on, **given)
    actions.discard_draft(by=request.user, form=act, object_id=case.number)


def _stored(uploads: Any, request: HttpRequest, case: Case, kind: FileKind) -> Any:
    """The files kept, one or several; nothing stays nothing."""
    if isinstance(uploads, list):
        return [_stored(upload, request, case, kind) for upload in uploads]
    if uploads is None:
        return None
    uploads.seek(0)
    return files.store(uploads, by=request.user, kind=kind, division=case.household.division)
