"""What is asked before an act on a case: each check refuses with a reason, or says nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from doudi.office.base.errors import Refused
from doudi.office.programmes import rulebook
from doudi.office.programmes.enums import Outcome
from doudi.office.staff.enums import Role
from doudi.office.staff.models import User
from doudi.office.staff.permissions import check_no_conflict, check_role

from ..enums import CaseState, ObjectionState, Opinion, Step, StepState
from ..models import Case, StepRecord
from ..questions import step_label
from .recusal import check_not_declared_by, investigators, is_among, participants, person_keys, taken_in_by

VILLAGE_HELPS = frozenset({Step.HOME_VISIT, Step.APPRAISAL, Step.PUBLIC_NOTICE})
SURVEY = frozenset({Step.HOME_VISIT, Step.APPRAISAL})


def procedure_of(case: Case) -> Any:
    """The procedure in force on the day of acceptance: a later law does not change a running case."""
    return rulebook.procedure(case.household.division.policy_place, case.programme, case.accepted_on)


@dataclass
class Situation:
    """What the checks ask of a case, each thing read once."""

    case: Case
    user: User
    on: date

    @cached_property
    def records(self) -> list[StepRecord]:
        return list(self.case.steps.of_round(self.case).select_related("by"))

    @cached_property
    def current(self) -> StepRecord:
        """The present step; an open case always has one, as the confirmation ends the case."""
        return next(record for record in self.records if record.state == StepState.PENDING)

    @cached_property
    def plans(self) -> dict[str, Any]:
        return {plan.key: plan for plan in procedure_of(self.case).steps}

    @cached_property
    def person_keys(self) -> list[str]:
        return person_keys(self.case.household)

    @cached_property
    def conflict(self) -> str:
        """Why this user must keep out of this household; empty when nothing stands against it."""
        try:
            check_no_conflict(self.user, self.person_keys, self.on)
            check_not_declared_by(self.user, self.person_keys, self.on)
        except Refused as refusal:
            return str(refusal)
        return ""

    @cached_property
    def has_objections(self) -> bool:
        return self.case.objections.exists()

    @cached_property
    def has_open_objections(self) -> bool:
        return self.case.objections.filter(state=ObjectionState.OPEN).exists()

    def of_step(self, step: Step) -> StepRecord | None:
        """The record of this kind that is next, or else the last one of this round."""
        mine = [record for record in self.records if record.step == step]
        return next(
            (record for record in mine if record.state == StepState.PENDING), mine[-1] if mine else None
        )

    def opinion(self) -> str:
        record = self.of_step(Step.REVIEW)
        return record.opinion if record else ""


Check = Callable[[Situation], None]


def opened(at: Situation) -> None:
    if at.case.state != CaseState.OPEN:
        raise Refused(_("这件已办结（%(state)s），不能再办理。") % {"state": at.case.get_state_display()})


def role(*roles: Role) -> Check:
    """One of `roles`, with the household in its charge."""

    def check(at: Situation) -> None:
        check_role(at.user, *roles, division=at.case.household.division)

    return check


def step_role(*steps: Step) -> Check:
    """The role that the procedure names for the step, or the village where it helps."""

    def check(at: Situation) -> None:
        record = at.current if at.current.step in steps else at.of_step(steps[0])
        if record is not None:
            check_role(at.user, *roles_of(record), division=at.case.household.division)

    return check


def named_role(at: Situation) -> None:
    """The role itself that the procedure names for the present step; the village does not stand in."""
    check_role(at.user, Role(at.current.role), division=at.case.household.division)


def roles_of(record: StepRecord) -> tuple[Role, ...]:
    """Who may do a step: the role of the procedure, and the village's assistant where the village helps."""
    named = Role(record.role)
    helped = (
        record.step in VILLAGE_HELPS and record.level in {"", "VILLAGE"} and named == Role.TOWNSHIP_INTAKE
    )
    if named == Role.VILLAGE_ASSISTANT:
        return (named, Role.TOWNSHIP_INTAKE)
    return (named, Role.VILLAGE_ASSISTANT) if helped else (named,)


def unrelated(at: Situation) -> None:
    """Not oneself, not a declared relative, and not declared by somebody of the household."""
    if at.conflict:
        raise Refused(at.conflict)


def at_step(*steps: Step) -> Check:
    """The step is the present one; otherwise says which step is missing."""

    def check(at: Situation) -> None:
        if at.current.step not in steps:
            raise Refused(_why_not_now(at, steps[0]))

    return check


def _why_not_now(at: Situation, step: Step) -> str:
    record = at.of_step(step)
    if record is None or record.state == StepState.NOT_NEEDED:
        return _("本件的程序中没有“%(step)s”这一步，不需要办理。") % {"step": step.label}
    named = {"step": step_label(record), "by": record.by, "on": record.done_on}
    if record.state != StepState.PENDING:
        return _("“%(step)s”已由 %(by)s 于 %(on)s 办理，不能重复办理。") % named
    missing = step_label(at.current) + _until(at)
    return _("还不能办理“%(step)s”：须先完成“%(missing)s”。") % {
        "step": step_label(record),
        "missing": missing,
    }


def _until(at: Situation) -> str:
    notice = at.case.notices.filter(key=at.current.key, round=at.case.round).first()
    return _("（公示期至 %(day)s）") % {"day": notice.last_day} if notice else ""


def did_not_survey(at: Situation) -> None:
    """The reviewer neither took the application in nor investigated."""
    if is_among(at.user, [*taken_in_by(at.case), *investigators(at.case)]):
        raise Refused(_("您受理或调查过这一户，不能再作审核，请由另一名审核人员办理。"))


def had_no_part(at: Situation) -> None:
    """Who decides has done nothing else on this case, in whatever post."""
    if is_among(at.user, participants(at.case)):
        raise Refused(_("您参与过这件的受理、调查、审核或公示，不能再作决定，请由另一名负责人办理。"))


def no_open_objection(at: Situation) -> None:
    if at.has_open_objections:
        raise Refused(_("还有公示异议没有答复，请先调查核实并答复异议。"))


def open_objection(at: Situation) -> None:
    if not at.has_open_objections:
        raise Refused(_("这件没有等待答复的异议。"))


def surveyed_again(at: Situation) -> None:
    """After an objection the household is visited again before the answer."""
    visited = at.of_step(Step.HOME_VISIT)
    if visited is not None and visited.state == StepState.PENDING:
        raise Refused(_("答复异议前须重新入户调查，请先完成“入户调查”。"))


def county_visited(at: Situation) -> None:
    """A household with a declared relative of staff is visited by the county (57 号第二十条)."""
    if at.case.relative_disclosed and not at.case.visits.filter(for_county=True).exists():
        raise Refused(_("这户有备案的经办人员近亲属，须由县级入户调查后才能确认，请先完成县级入户调查。"))


def agreed(at: Situation) -> None:
    if at.opinion() != Opinion.AGREE:
        raise Refused(_("审核意见是“拟不予确认”，不能直接确认；有不同意见的，请退回重新审核。"))


def refusal_proposed(at: Situation) -> None:
    if at.opinion() != Opinion.REFUSE:
        raise Refused(_("审核意见是“拟同意”，不能直接不予确认；有不同意见的，请退回重新审核。"))


def not_eligible(at: Situation) -> None:
    """Nobody who qualifies may be refused (社会救助法 第七十条)."""
    if at.case.determination.outcome != Outcome.NOT_ELIGIBLE:
        raise Refused(
            _(
                "按已录入的情况，不能认定这户不符合条件；情况有变的，请退回更正并重新审核；不配合调查的，请办理“终止办理”。"
            )
        )


def no_notice_yet(at: Situation) -> None:
    if at.case.notices.filter(key=at.current.key, round=at.case.round).exists():
        raise Refused(_("这一级公示已经张贴，请等公示期满。"))


def waivable(at: Situation) -> None:
    """The procedure names a ground for the present step, and nothing demands the step."""
    named = {"step": step_label(at.current)}
    if not at.plans[at.current.key].waive:
        raise Refused(_("按本地程序，“%(step)s”不能免除，请照常办理。") % named)
    if at.current.step in SURVEY and at.has_objections:
        raise Refused(_("公示有异议的，“%(step)s”不能免除，请照常办理。") % named)
    if at.current.step == Step.HOME_VISIT and at.case.relative_disclosed:
        raise Refused(_("有备案近亲属的家庭必须入户调查，不能免除。"))


def delegated(at: Situation) -> None:
    if not at.case.delegated:
        raise Refused(_("这件本来就由县级确认，不需要提请。"))


def extendable(at: Situation) -> None:
    if at.case.extended_reason:
        raise Refused(_("这件已经延长过一次，不能再延长。"))
    if not procedure_of(at.case).extended_days:
        raise Refused(_("本地程序没有延长办理期限的规定。"))
    if at.case.due_on and at.on > at.case.due_on:
        raise Refused(
            _("办理期限 %(day)s 已过，不能再延长；请尽快办结并说明原因。") % {"day": at.case.due_on}
        )


def appraisal_left_out(at: Situation) -> None:
    if optional_appraisal(at) is None:
        raise Refused(_("本件的程序中没有可以加办的民主评议。"))


def optional_appraisal(at: Situation) -> StepRecord | None:
    """An appraisal that was laid out as not needed and would come now or later."""
    left_out = (r for r in at.records if r.step == Step.APPRAISAL and r.state == StepState.NOT_NEEDED)
    return next((record for record in left_out if record.position >= at.current.position - 1), None)


def not_for_the_public(at: Situation) -> None:
    """Before the review, a notice is left out only for who does not qualify."""
    determination = at.case.determination
    if determination is not None and determination.outcome != Outcome.NOT_ELIGIBLE:
        raise Refused(_("按核算结果这户符合条件，应当公示。"))


def not_disclosed_yet(at: Situation) -> None:
    if at.case.relative_disclosed:
        raise Refused(_("这件已登记近亲属关系。"))


def reason_of(attempt: Callable[[], object]) -> str | None:
    try:
        attempt()
    except Refused as refusal:
        return str(refusal)
    return None
