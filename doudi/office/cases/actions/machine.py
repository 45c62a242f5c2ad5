"""The procedure as a machine: steps in order, rounds, deadlines. Only the acts beside it call it."""

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from doudi.office.audit import actions as audit
from doudi.office.base.calendar import Deadline, add_calendar_days, add_working_days
from doudi.office.base.errors import Refused
from doudi.office.staff.enums import Role
from doudi.office.staff.models import User

from ..enums import ApplicationState, AppraisalLevel, CaseState, Step, StepState
from ..models import Application, Case, CaseReturn, StepRecord
from ..permissions import procedure_of

LEVEL_ROLES = {
    AppraisalLevel.VILLAGE: Role.TOWNSHIP_INTAKE,
    AppraisalLevel.TOWNSHIP: Role.TOWNSHIP_INTAKE,
    AppraisalLevel.COUNTY: Role.COUNTY_OFFICER,
}
SURVEY = (Step.HOME_VISIT, Step.APPRAISAL)


def lock(row: Case | Application) -> None:
    """Hold the row for this act and read it afresh; whoever acts on what has changed since is told."""
    seen = row.version
    row.refresh_from_db(from_queryset=type(row).objects.select_for_update(of=("self",)))
    if row.version != seen:
        raise Refused(
            _("%(number)s 刚由他人办理过，请刷新页面，看过最新情况后再办。") % {"number": row.number}
        )


def touch(row: Case | Application, *fields: str) -> None:
    """Save `fields` and move the version on."""
    row.version += 1
    row.save(update_fields=[*fields, "version"])


def note(by: Any, verb: str, case: Case, *, reason: object = "", **after: Any) -> None:
    """The audit record of an act on a case."""
    said = {key: value for key, value in after.items() if value not in (None, "")}
    audit.record(by, f"cases.{verb}", case, after=said or None, reason=reason, household_id=case.household_id)


# --- beginning --------------------------------------------------------------------------------


def due_by(case: Case, procedure: Any) -> Deadline | None:
    """The statutory day, counted from acceptance; None where the procedure gives no limit."""
    days = procedure.days_in_total(delegated=case.delegated, extended=bool(case.extended_reason))
    if days is None:
        return _sum_of_steps(case, procedure)
    deadline = counted(procedure.total_calendar, case.accepted_on, days)
    if procedure.total_excludes_notice:
        return Deadline(deadline.due + timedelta(notice_days(case, procedure)), deadline.provisional)
    return deadline


def _sum_of_steps(case: Case, procedure: Any) -> Deadline | None:
    """Where the law limits the review, the notice and the decision one by one, their sum."""
    limits = [plan.days for plan in procedure.steps if plan.step in (Step.REVIEW, Step.CONFIRM)]
    if None in limits:
        return None
    deadline = add_working_days(case.accepted_on, sum(limits))
    return Deadline(deadline.due + timedelta(notice_days(case, procedure)), deadline.provisional)


def notice_days(case: Case, procedure: Any) -> int:
    """The days for which notices of the case hang, those of later rounds too."""
    plans = [plan for plan in procedure.steps if plan.step == Step.PUBLIC_NOTICE]
    again = sum(plan.objection_days or plan.days or 0 for plan in plans)
    return sum(plan.days or 0 for plan in plans) + (case.round - 1) * again


def counted(calendar: str, start: date, days: int) -> Deadline:
    """`days` working or calendar days after `start`."""
    return add_calendar_days(start, days) if calendar == "CALENDAR" else add_working_days(start, days)


def set_due(case: Case, procedure: Any) -> None:
    """Set the statutory day of the case."""
    deadline = due_by(case, procedure)
    case.due_on = deadline.due if deadline else None
    case.due_provisional = deadline.provisional if deadline else False


def set_due_again(case: Case) -> None:
    """Reckon the statutory day of a running case anew, and with it the day of the present step."""
    set_due(case, procedure_of(case))
    case.steps.filter(state=StepState.PENDING).update(due_on=None)


def begin_round(case: Case, procedure: Any, from_key: str = "") -> None:
    """Lay out the steps of the case's round, from `from_key` on."""
    keys = [plan.key for plan in procedure.steps]
    first = keys.index(from_key) if from_key else 0
    for position, plan in enumerate(procedure.steps):
        if position >= first:
            StepRecord.objects.create(
                case=case,
                key=plan.key,
                step=plan.step,
                round=case.round,
                position=position,
                level=plan.level or "",
                role=role_for(case, plan),
                state=StepState.PENDING if is_needed(case, plan) else StepState.NOT_NEEDED,
            )


def role_for(case: Case, plan: Any) -> str:
    """Who does a step, by the procedure; the township's head confirms where the county has delegated that."""
    if case.escalated_on and plan.step == Step.CONFIRM:
        return Role.COUNTY_HEAD
    if case.delegated and plan.delegated_role:
        return plan.delegated_role
    return plan.role or LEVEL_ROLES[AppraisalLevel(plan.level or AppraisalLevel.TOWNSHIP)]


def is_needed(case: Case, plan: Any) -> bool:
    """A step that only an objection or the office itself demands is not needed without that."""
    return plan.when == "ALWAYS" or case.objections.exists()


# --- going on ---------------------------------------------------------------------------------


def finish(record: StepRecord, *, by: User, on: date, state: str = StepState.DONE, **said: str) -> None:
    """Note who did (or waived) a step; guarded by the database from then on."""
    record.state, record.by, record.done_on = state, by, on
    for name, value in said.items():
        setattr(record, name, value)
    record.save(update_fields=["state", "by", "done_on", *said])


def advance(case: Case, on: date) -> None:
    """Make the first step that is still to do the present one, with its own day."""
    record = case.steps.of_round(case).filter(state=StepState.PENDING).order_by("position").first()
    was = case.current_key, case.current_role
    case.current_key = record.key if record else ""
    case.current_step = record.step if record else ""
    case.current_role = record.role if record else ""
    if record is None:
        case.step_due_on = None
    elif (record.key, record.role) != was or record.due_on is None:
        case.step_due_on = record.due_on = step_due(case, record, on)
        record.save(update_fields=["due_on"])
    touch(case, *CASE_FIELDS)


CASE_FIELDS = (
    "current_key",
    "current_step",
    "current_role",
    "step_due_on",
    "round",
    "due_on",
    "due_provisional",
    "delegated",
    "extended_reason",
    "escalated_on",
    "escalated_reason",
    "relative_disclosed",
    "determination",
    "assigned_to",
    "state",
    "closed_on",
    "closed_reason",
)


def step_due(case: Case, record: StepRecord, on: date) -> date | None:
    """The day of the step itself, where the procedure gives one; never after the day of the case."""
    plan, start = plan_of(case, record.key), on
    if record.step == Step.REVIEW or plan.start_days:
        start = case.accepted_on
    days = plan.start_days or (plan.days if record.step != Step.PUBLIC_NOTICE else None)
    posted = case.notices.filter(key=record.key, round=record.round).first()
    if posted is not None:
        return after(posted.last_day)
    own = counted(plan.calendar, start, days).due if days else None
    return min((day for day in (own, case.due_on) if day is not None), default=None)


def plan_of(case: Case, key: str) -> Any:
    """What the procedure says of one step."""
    return next(plan for plan in procedure_of(case).steps if plan.key == key)


# --- going back -------------------------------------------------------------------------------


def go_back(case: Case, *, by: Any, on: date, cause: str, to_key: str, reason: str) -> None:
    """Begin a new round at `to_key`; what was still to do in this one is left behind."""
    left = case.steps.of_round(case).filter(state=StepState.PENDING)
    left.update(
        state=StepState.NOT_NEEDED, text=gettext_noop("转入第 %(round)d 轮办理。") % {"round": case.round + 1}
    )
    take_down(case, on)
    case.round += 1
    user = by if getattr(by, "pk", None) else None
    CaseReturn.objects.create(
        case=case, round=case.round, cause=cause, to_key=to_key, reason=reason, returned_on=on, by=user
    )
    case.determination = None
    procedure = procedure_of(case)
    set_due(case, procedure)
    begin_round(case, procedure, to_key)
    advance(case, on)


def survey_key(case: Case) -> str:
    """Where a case goes for a new survey: the first home visit or appraisal of its procedure."""
    plans = procedure_of(case).steps
    return next((plan.key for plan in plans if plan.step in SURVEY), plans[0].key)


def take_down(case: Case, on: date) -> None:
    """Take down what is on display for this case."""
    for notice in case.notices.filter(taken_down_on=None):
        notice.taken_down_on = min(max(on, notice.first_day), after(notice.last_day))
        notice.save(update_fields=["taken_down_on"])


def after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


# --- closing ----------------------------------------------------------------------------------


def close(case: Case, *, by: User, on: date, state: str, reason: str = "") -> None:
    """End the case; the application is closed with its last case."""
    record = case.steps.of_round(case).filter(state=StepState.PENDING).order_by("position")
    record.update(state=StepState.NOT_NEEDED, text=gettext_noop("案件已办结。"))
    take_down(case, on)
    case.state, case.closed_on, case.closed_reason = state, on, reason[:200]
    advance(case, on)
    application = Application.objects.select_for_update(of=("self",)).get(pk=case.application_id)
    if not application.cases.filter(state=CaseState.OPEN).exists():
        application.state = ApplicationState.CLOSED
        touch(application, "state")


def need_reason(text: str, field: str = "reason") -> str:
    """The reason without spaces around it; refuses an empty one."""
    text = text.strip()
    if not text:
        raise Refused(_("请写明理由。"), field)
    return text


def need_day(day: date, on: date, field: str, earliest: date | None = None) -> None:
    """Refuses a day in the future, or before what it follows."""
    if day > on:
        raise Refused(_("日期不能晚于今天。"), field)
    if earliest is not None and day < earliest:
        raise Refused(_("日期不能早于 %(day)s。") % {"day": earliest}, field)
