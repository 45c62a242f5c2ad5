"""Public notices: made from data, and taken down by the clock."""

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from doudi.office.base.actions import action
from doudi.office.base.errors import Refused
from doudi.office.people.models import Person
from doudi.office.places.enums import Level
from doudi.office.places.models import Division
from doudi.office.programmes.actions import determine
from doudi.office.programmes.enums import Outcome
from doudi.office.staff.models import User

from .. import permissions
from ..enums import AppraisalLevel, ObjectionState, Step, StepState
from ..models import Case, PublicNotice, StepRecord
from ..questions import covered_persons
from . import machine

ADULT = 18
LONGEST_NAME = 30
LONGEST_DISPLAY = 60
MARKS_IN_NAMES = frozenset("·•・. '-")
LEVELS = {
    AppraisalLevel.VILLAGE: Level.VILLAGE,
    AppraisalLevel.TOWNSHIP: Level.TOWNSHIP,
    AppraisalLevel.COUNTY: Level.COUNTY,
}


class Clock:
    """Who acts when only the days have passed."""

    pk = None

    def __str__(self) -> str:
        return gettext_noop("系统（公示期满）")


CLOCK = Clock()


@dataclass(frozen=True)
class NoticeContent:
    """All that a notice can say: there is no place in it for an ID, a phone, an address or an illness."""

    applicant_name: str
    member_count: int
    amount_fen: int

    def __post_init__(self) -> None:
        if not is_plain_name(self.applicant_name):
            raise Refused(_("申请人姓名中有数字或其他符号，不能公示，请先更正姓名。"))
        if type(self.member_count) is not int or not 1 <= self.member_count <= 99:
            raise Refused(_("公示的保障人数不对，请核对家庭成员。"))
        if type(self.amount_fen) is not int or self.amount_fen < 0:
            raise Refused(_("公示的金额不对，请重新审核。"))


def is_plain_name(name: str) -> bool:
    """Letters (of any script) and the marks that names contain; never a digit."""
    letters = all(
        unicodedata.category(c) in {"Lo", "Lu", "Ll", "Lm", "Mn", "Mc"} or c in MARKS_IN_NAMES for c in name
    )
    return letters and 1 <= len(name) <= LONGEST_NAME and bool(name.strip())


def shown_name(person: Person, on: date) -> str:
    """The applicant's name; of a child only the surname."""
    age = person.age(on)
    return person.name[:1] + "某某" if age is not None and age < ADULT else person.name


def content_of(case: Case, on: date) -> NoticeContent:
    """What the notice of this case says, from its determination."""
    return NoticeContent(
        applicant_name=shown_name(case.application.applicant, on),
        member_count=len(covered_persons(case.determination)),
        amount_fen=case.determination.amount_fen,
    )


@action
def post_notice(case: Case, *, by: User, on: date, days: int | None = None) -> PublicNotice:
    """Post the notice of the present step; the day of posting does not count.

    `days` (calendar days) is asked for only where the procedure gives none.
    """
    record = begin("post_notice", case, by, on)
    last_day = _last_day(case, machine.plan_of(case, record.key), on, days)
    if case.determination is None:
        case.determination = determine(case.household, case.programme, by=by, on=on)
    if case.determination.outcome != Outcome.ELIGIBLE:
        raise Refused(_("按核算结果还不能认定这户符合条件，不能公示；请补全情况，或办理“不予公示”。"))
    content = content_of(case, on)
    level = AppraisalLevel(record.level or AppraisalLevel.VILLAGE)
    notice = PublicNotice.objects.create(
        case=case,
        key=record.key,
        round=case.round,
        slug=secrets.token_urlsafe(15),
        level=level,
        division=division_at(case, level),
        first_day=on,
        last_day=last_day,
        applicant_name=content.applicant_name,
        member_count=content.member_count,
        amount_fen=content.amount_fen,
        programme=case.programme,
        by=by,
    )
    record.due_on = case.step_due_on = machine.step_due(case, record, on)
    record.save(update_fields=["due_on"])
    machine.note(by, "post_notice", case, key=record.key, level=level, last_day=notice.last_day)
    machine.touch(case, "step_due_on", "determination")
    return notice


@action
def leave_out_notice(case: Case, *, by: User, on: date) -> Case:
    """Where a notice comes before the review: nobody is posted who does not qualify."""
    record = begin("leave_out_notice", case, by, on)
    determination = determine(case.household, case.programme, by=by, on=on)
    if determination.outcome != Outcome.NOT_ELIGIBLE:
        raise Refused(_("按核算结果不能认定这户不符合条件，应当公示或补全情况。"))
    record.state, record.text = StepState.NOT_NEEDED, gettext_noop("不符合条件，不公示。")
    record.save(update_fields=["state", "text"])
    machine.note(by, "leave_out_notice", case, key=record.key, determination=determination.number)
    machine.advance(case, on)
    return case


def _last_day(case: Case, plan: Any, on: date, days: int | None) -> date:
    """The last day of display: by the procedure (a shorter one may hold after an objection), or as given."""
    planned = (plan.objection_days if case.objections.exists() else None) or plan.days
    if planned:
        return machine.counted(plan.calendar, on, planned).due
    if days is None or not 1 <= days <= LONGEST_DISPLAY:
        raise Refused(_("本地程序没有规定公示天数，请填写天数（1 至 60 天）。"), "days")
    return on + timedelta(days=days)


@action
def end_notice(case: Case, *, by: User, on: date) -> Case:
    """Take down the notice whose days are over; the step is done when nobody objected."""
    machine.lock(case)
    if not catch_up(case, by=by, on=on):
        raise Refused(_("没有期满的公示：公示期未满，或还有异议没有答复。"))
    return case


def end_due_notices(on: date, *, by: Any = CLOCK) -> int:
    """Take down every notice whose days are over; a sweep that may run at any time, any number of times."""
    over = PublicNotice.objects.over(on).values_list("case_id", flat=True).distinct()
    return sum(_sweep_one(pk, by=by, on=on) for pk in list(over))


@action
def _sweep_one(pk: int, *, by: Any, on: date) -> bool:
    """One case of the sweep, in a transaction of its own."""
    case = Case.objects.get(pk=pk)
    machine.lock(case)
    return catch_up(case, by=by, on=on)


def begin(act: str, case: Case, by: User, on: date) -> StepRecord:
    """Lock the case, let the clock do its part, check the act; answers the present step."""
    machine.lock(case)
    catch_up(case, by=by, on=on)
    return permissions.check(act, case, by, on).current


def catch_up(case: Case, *, by: Any, on: date) -> bool:
    """What the clock has done meanwhile: a notice whose days are over without an objection is a step done."""
    moved = False
    for notice in case.notices.filter(round=case.round, last_day__lt=on):
        if notice.taken_down_on is None:
            notice.taken_down_on = machine.after(notice.last_day)
            notice.save(update_fields=["taken_down_on"])
        record = case.steps.of_round(case).filter(
            key=notice.key, step=Step.PUBLIC_NOTICE, state=StepState.PENDING
        )
        if record and not case.objections.filter(state=ObjectionState.OPEN).exists():
            machine.finish(
                record[0], by=notice.by, on=notice.taken_down_on, text=gettext_noop("公示期满，无异议。")
            )
            machine.note(by, "end_notice", case, key=notice.key)
            moved = True
    if moved:
        machine.advance(case, on)
    return moved


def division_at(case: Case, level: AppraisalLevel) -> Division:
    """Where a notice of this level hangs."""
    code = case.household.division.code_at(LEVELS[level])
    return Division.objects.filter(pk=code).first() or case.household.division
