"""The steps between acceptance and decision."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from doudi.office.base.actions import action
from doudi.office.base.errors import Refused
from doudi.office.programmes.actions import determine
from doudi.office.programmes.enums import Outcome
from doudi.office.programmes.models import Determination
from doudi.office.staff.enums import COUNTY_ROLES, TOWNSHIP_ROLES, Role
from doudi.office.staff.models import User
from doudi.office.verification import actions as verification
from doudi.office.verification.enums import Purpose, Weight
from doudi.office.verification.models import Check, Finding

from .. import permissions
from ..enums import Opinion, ReturnCause, Step, StepState, WaiveGround
from ..models import Case, StepRecord
from ..questions import step_label
from . import machine
from .notices import begin


@action
def do_consent(case: Case, *, by: User, on: date) -> Case:
    """Every adult member and obligor has signed the consent to verification."""
    record = begin("do_consent", case, by, on)
    missing = verification.missing_consents(case.household, Purpose.APPLICATION, on)
    if missing:
        names = "、".join(person.name for person in missing)
        raise Refused(_("还缺 %(names)s 的核对授权，请先补签授权书。") % {"names": names})
    machine.finish(record, by=by, on=on)
    machine.note(by, "do_consent", case)
    machine.advance(case, on)
    return case


@action
def start_verification(case: Case, *, by: User, on: date, sources: Iterable[str] | None = None) -> Check:
    """Ask the sources about the household."""
    begin("start_verification", case, by, on)
    chosen = None if sources is None else list(sources)
    check = verification.start_check(case.household, case.number, by=by, on=on, sources=chosen)
    machine.note(by, "start_verification", case, check=check.number)
    machine.touch(case)
    return check


@action
def finish_verification(case: Case, *, by: User, on: date) -> Case:
    """The report is there and every difference that changes the result is settled."""
    record = begin("finish_verification", case, by, on)
    report = verification.latest_report(case.household, on)
    if report is None or Check.objects.open().filter(reference=case.number).exists():
        raise Refused(_("核对还没有完成，请先录入各单位的结果并完成核对。"))
    blocking = Finding.objects.of_check(report).unsettled().exclude(weight=Weight.INFORMATION)
    if blocking.exists():
        raise Refused(_("核对中还有 %(n)d 项差异没有处理，请先逐项处理。") % {"n": blocking.count()})
    machine.finish(record, by=by, on=on, text=f"{report.number} {report.get_state_display()}")
    machine.note(by, "finish_verification", case, check=report.number, state=report.state)
    machine.advance(case, on)
    return case


@action
def review(case: Case, opinion: str, text: str, *, by: User, on: date) -> Determination:
    """The township's opinion, on a frozen determination; what it says is what the notice will show."""
    record = begin("review", case, by, on)
    determination = determine(case.household, case.programme, by=by, on=on)
    text = text.strip()
    _check_opinion(case, opinion, text, determination)
    _check_as_posted(case, opinion, determination)
    case.determination = determination
    machine.finish(record, by=by, on=on, opinion=opinion, text=text)
    if opinion == Opinion.REFUSE:
        notices = case.steps.of_round(case).filter(step=Step.PUBLIC_NOTICE, state=StepState.PENDING)
        notices.update(state=StepState.NOT_NEEDED, text=gettext_noop("拟不予确认，不公示。"))
    machine.note(by, "review", case, opinion=opinion, determination=determination.number)
    machine.advance(case, on)
    return determination


@action
def waive(case: Case, ground: str, *, by: User, on: date, text: str = "") -> StepRecord:
    """Leave out the present step, on a ground that the procedure allows and that is true."""
    record = begin("waive", case, by, on)
    why_not = waive_grounds(case, on).get(ground, _("本地程序没有这一免除理由，请从列表中选择。"))
    if why_not:
        raise Refused(why_not, "ground")
    text = text.strip()
    if ground in GROUNDS_BY_PAPER and not text:
        raise Refused(_("请写明免除所依据的文件名称和文号。"), "text")
    plan = machine.plan_of(case, record.key)
    said = "；".join(part for part in (plan.waive_law, text) if part)
    machine.finish(record, by=by, on=on, state=StepState.WAIVED, ground=ground, text=said)
    machine.note(by, "waive", case, key=record.key, ground=ground, law=plan.waive_law, reason=text)
    machine.advance(case, on)
    return record


GROUNDS_BY_PAPER = frozenset({WaiveGround.MAJOR_EMERGENCY, WaiveGround.COUNTY_SETTING})


def waive_grounds(case: Case, on: date) -> dict[str, str]:
    """The grounds that the procedure allows for the present step: "" where one is true, else why not."""
    if not case.current_key:
        return {}
    return {
        ground: _why_not_true(case, ground, on) for ground in machine.plan_of(case, case.current_key).waive
    }


@action
def send_back(case: Case, *, by: User, on: date, reason: str, to_key: str = "") -> Case:
    """Return the case to an earlier step (by default to the survey) for what is missing."""
    record = begin("send_back", case, by, on)
    reason = machine.need_reason(reason)
    to_key = to_key or machine.survey_key(case)
    earlier = case.steps.filter(key=to_key, position__lt=record.position)
    if not earlier.exists():
        raise Refused(_("只能退回到当前步骤之前的步骤，请重新选择。"), "to_key")
    machine.go_back(case, by=by, on=on, cause=ReturnCause.SENT_BACK, to_key=to_key, reason=reason)
    machine.note(by, "send_back", case, to=to_key, reason=reason)
    return case


@action
def escalate(case: Case, *, by: User, on: date, reason: str) -> Case:
    """A township with the power to confirm hands a case to the county; this refuses nothing."""
    machine.lock(case)
    permissions.check("escalate", case, by, on)
    case.escalated_on, case.escalated_reason = on, machine.need_reason(reason)
    case.delegated = False
    machine.set_due_again(case)
    for record in case.steps.of_round(case).filter(state=StepState.PENDING):
        record.role = machine.role_for(case, machine.plan_of(case, record.key))
        record.save(update_fields=["role"])
    machine.note(by, "escalate", case, due_on=case.due_on, reason=reason)
    machine.advance(case, on)
    return case


@action
def extend(case: Case, *, by: User, on: date, reason: str) -> Case:
    """Give the case the longer statutory period, once, for a reason."""
    machine.lock(case)
    permissions.check("extend", case, by, on)
    case.extended_reason = machine.need_reason(reason)[:200]
    machine.set_due_again(case)
    machine.note(by, "extend", case, due_on=case.due_on, reason=reason)
    machine.advance(case, on)
    return case


@action
def assign(case: Case, to: User, *, by: User, on: date) -> Case:
    """Put the case in somebody's hands; never in those of a relative."""
    machine.lock(case)
    permissions.check("assign", case, by, on)
    if not to.has_role(
        Role.VILLAGE_ASSISTANT, *TOWNSHIP_ROLES, *COUNTY_ROLES, division=case.household.division
    ):
        raise Refused(_("%(name)s 不管辖这一户，请选择其他人员。") % {"name": to}, "to")
    permissions.check_related_free(case.household, to, on)
    case.assigned_to = to
    machine.note(by, "assign", case, to=to.pk)
    machine.advance(case, on)
    return case


@action
def disclose_relative(case: Case, *, by: User, on: date, reason: str) -> Case:
    """A relative works in the office or sits in the village committee: the county will visit."""
    machine.lock(case)
    permissions.check("disclose_relative", case, by, on)
    case.relative_disclosed = True
    machine.note(by, "disclose_relative", case, reason=machine.need_reason(reason))
    machine.advance(case, on)
    return case


# --- inside -----------------------------------------------------------------------------------


def _check_opinion(case: Case, opinion: str, text: str, determination: Determination) -> None:
    if opinion not in Opinion.values:
        raise Refused(_("请选择审核意见。"), "opinion")
    if determination.outcome == Outcome.UNKNOWN:
        raise Refused(_("还有情况没有查清，不能作出审核意见；请先补全核算单中标明缺少的项目。"), "opinion")
    eligible = determination.outcome == Outcome.ELIGIBLE
    if opinion == Opinion.AGREE and not eligible:
        raise Refused(_("按核算结果这户不符合条件，不能拟同意；情况有误的，请先更正。"), "opinion")
    if opinion == Opinion.REFUSE and eligible:
        raise Refused(_("按核算结果这户符合条件，不能拟不予确认；情况不实的，请先更正。"), "opinion")
    if opinion == Opinion.REFUSE and not text:
        raise Refused(_("拟不予确认的，须写明理由。"), "text")
    if case.appraisals.filter(round=case.round, passed=False).exists() and not text:
        raise Refused(_("民主评议没有通过，仍拟同意的，须写明理由。"), "text")


def _check_as_posted(case: Case, opinion: str, determination: Determination) -> None:
    """Whoever agrees after a notice agrees to what the public has seen."""
    posted = case.notices.filter(round=case.round).first()
    if opinion == Opinion.AGREE and posted is not None and posted.amount_fen != determination.amount_fen:
        raise Refused(_("核算结果与已公示的金额不同，请退回重新调查和公示。"), "opinion")


def _why_not_true(case: Case, ground: str, on: date) -> str:
    if ground == WaiveGround.FULL_VERIFICATION_REPORT and not verification.report_is_full(case.household, on):
        return _("没有完整、有效的核对报告，不能以此免除“%(step)s”。") % {"step": _present_label(case)}
    if ground == WaiveGround.NO_OBJECTION and case.objections.exists():
        return _("这件有人提出过异议，不能以无异议免除。")
    return ""


def _present_label(case: Case) -> str:
    return step_label(case.steps.of_round(case).get(key=case.current_key))
