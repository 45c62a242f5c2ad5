"""Who may do what to this award, now; a refusal says why and what to do."""

from collections.abc import Callable
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from doudi.office.base.errors import Refused
from doudi.office.places.enums import Level
from doudi.office.places.models import Division
from doudi.office.staff.enums import Role
from doudi.office.staff.models import User
from doudi.office.staff.permissions import check_no_conflict, is_same_person

from .answers.listed import earliest_month, listed_until
from .enums import HearingAbout, RaiseState
from .models import AwardUnit, Hearing, Raise
from .questions import month_of

HEARS = (Role.TOWNSHIP_INTAKE, Role.TOWNSHIP_REVIEWER, Role.COUNTY_OFFICER)
DECIDES = (Role.COUNTY_HEAD, Role.TOWNSHIP_HEAD)
RAISES = (Role.COUNTY_OFFICER,)
APPROVES = (Role.COUNTY_HEAD,)
SEES_RAISES = (*RAISES, *APPROVES, Role.FINANCE_OFFICER, Role.AUDITOR)
REASSESSES = (*HEARS, *DECIDES)
SEES = (*HEARS, *DECIDES, Role.FINANCE_OFFICER, Role.AUDITOR)


def check_month(unit: AwardUnit, month: date) -> None:
    """Refuses a change of a month that stands in a payment list already."""
    check_first_month(month)
    earliest = earliest_month(unit)
    if earliest is not None and month < earliest:
        raise Refused(
            _("%(month)s 及以前的救助金已列入发放名单，最早只能从 %(earliest)s 起变更；多发的部分另行追回。")
            % {"month": f"{listed_until(unit):%Y-%m}", "earliest": f"{earliest:%Y-%m}"},
            "first_month",
        )


def check_first_month(month: date) -> None:
    """Refuses a day that is not the first of a month."""
    if month != month_of(month):
        raise Refused(_("月份须从当月 1 日起算，请重新选择月份。"), "first_month")


def check_grant(household, user: User, on: date) -> None:
    """Refuses whoever may not decide for this household."""
    if not _decides(user, household.division, on):
        raise Refused(_("只有县级民政部门负责人，或受委托乡镇（街道）的负责人，才能作出救助决定。"))
    check_no_conflict(user, person_keys(household), on)


def check_take_over(household, user: User) -> None:
    """Refuses whoever may not write down awards that were decided before this system was here."""
    if not user.has_role(Role.COUNTY_OFFICER, division=household.division):
        raise Refused(_("原有救助的接续由县级经办人员办理。"))
    check_no_conflict(user, person_keys(household))


def why_not_close(household, on: date) -> str | None:
    """An award in force keeps a household from being closed or merged away."""
    running = AwardUnit.objects.filter(Q(ended_on=None) | Q(ended_on__gte=on), household=household).first()
    if running is None:
        return None
    return _("这户还在享受救助（%(number)s），请先办理停发或变更。") % {"number": running}


def check_hear(unit: AwardUnit, user: User, on: date) -> None:
    """Refuses whoever may not take down what the recipient says."""
    if not user.has_role(*HEARS, division=unit.household.division):
        raise Refused(_("听取意见由乡镇（街道）经办人员或县级经办人员办理。"))
    check_running(unit, on)
    check_no_conflict(user, person_keys(unit.household), on)


def check_decide(unit: AwardUnit, user: User, on: date, hearing: Hearing | None = None) -> None:
    """Refuses whoever may not change, suspend, resume or end this award."""
    check_running(unit, on)
    check_grant(unit.household, user, on)
    if hearing is not None and is_same_person(hearing.by, user):
        raise Refused(_("听取意见的人不能作决定，请由另一名有决定权的负责人办理。"), "hearing")


def check_running(unit: AwardUnit, on: date) -> None:
    """Refuses when the award has run out."""
    if unit.ended_on is not None and unit.ended_on < on:
        raise Refused(
            _("这项救助已于 %(day)s 停发；如重新符合条件，请另行受理申请。")
            % {"day": unit.ended_on.isoformat()}
        )


def check_open(unit: AwardUnit) -> None:
    """Refuses when the end of the award is fixed already."""
    if unit.ended_on is not None:
        raise Refused(
            _("这项救助已确定发放至 %(day)s，不能再变更金额；可以提前停发。")
            % {"day": unit.ended_on.isoformat()}
        )


def check_heard(unit: AwardUnit, hearing: Hearing | None, about: HearingAbout, on: date) -> None:
    """Refuses when the recipient was not heard about just this, or the record was used before."""
    if hearing is None:
        raise Refused(
            _("%(act)s前须先听取当事人意见（社会救助法第四十八条）。请先登记听取意见。")
            % {"act": about.label},
            "hearing",
        )
    if hearing.unit_id != unit.pk or hearing.about != about or hearing.heard_on > on:
        raise Refused(
            _("所选的意见记录与本次%(act)s不符，请选择对应的记录。") % {"act": about.label}, "hearing"
        )
    if is_used(hearing):
        raise Refused(_("这份意见记录已用于另一项决定，请重新听取意见并登记。"), "hearing")


def is_used(hearing: Hearing) -> bool:
    """Whether a decision rests on this record already."""
    return any(hasattr(hearing, use) for use in ("award", "ended_award", "suspension"))


def check_start_raise(division, user: User) -> None:
    """Refuses whoever may not compute what a raised standard means for a county."""
    if not user.has_role(*RAISES, division=division):
        raise Refused(_("提标测算由县级经办人员办理。"))


def check_raise_state(run: Raise, *wanted: RaiseState) -> None:
    if run.state not in wanted:
        raise Refused(
            _("这份方案现在是“%(state)s”，不能办理此项；请刷新页面查看最新状态。")
            % {"state": run.get_state_display()}
        )


def check_fill_raise(run: Raise, user: User) -> None:
    check_start_raise(run.division, user)
    check_raise_state(run, RaiseState.BUILDING)


def check_approve_raise(run: Raise, user: User) -> None:
    """Refuses everybody but a county head who did not compute it, in whichever account."""
    check_raise_state(run, RaiseState.PROPOSED)
    if not user.has_role(*APPROVES, division=run.division):
        raise Refused(_("提标方案由县级民政部门负责人审批。"))
    if is_same_person(run.by, user):
        raise Refused(_("测算人不能审批自己提出的方案（包括用本人的另一个账号），请由另一名负责人审批。"))


def check_apply_raise(run: Raise, user: User) -> None:
    """What was approved is carried out in the name of who approved it."""
    check_raise_state(run, RaiseState.APPROVED)
    if run.decided_by_id != user.pk:
        raise Refused(_("方案由批准它的负责人执行。"))


def check_cancel_raise(run: Raise, user: User) -> None:
    check_raise_state(run, RaiseState.BUILDING, RaiseState.PROPOSED)
    if not user.has_role(*RAISES, *APPROVES, division=run.division):
        raise Refused(_("提标方案由县级民政部门撤销。"))


def may_raise(run: Raise, user: User) -> dict[str, str | None]:
    """What the buttons of a raise ask: None, or the reason why not."""
    return {
        "approve": _reason(lambda: check_approve_raise(run, user)),
        "again": _reason(lambda: (check_cancel_raise(run, user), check_start_raise(run.division, user))),
        "cancel": _reason(lambda: check_cancel_raise(run, user)),
    }


def check_reassess(unit: AwardUnit, user: User) -> None:
    """Refuses whoever may not write down what a late fact means for an award."""
    if not user.has_role(*REASSESSES, division=unit.household.division):
        raise Refused(_("追溯核定由乡镇（街道）或县级经办人员办理。"))
    check_no_conflict(user, person_keys(unit.household))


def may(unit: AwardUnit, user: User, on: date) -> dict[str, str | None]:
    """What the buttons of the page ask: None, or the reason why not."""
    return {
        "hear": _reason(lambda: check_hear(unit, user, on)),
        "change": _reason(lambda: (check_decide(unit, user, on), check_open(unit))),
        "suspend": _reason(lambda: (check_decide(unit, user, on), check_not_suspended(unit))),
        "resume": _reason(lambda: (check_decide(unit, user, on), check_suspended(unit))),
        "grace": _reason(lambda: (check_decide(unit, user, on), check_open(unit))),
        "end": _reason(lambda: check_decide(unit, user, on)),
    }


def check_not_suspended(unit: AwardUnit) -> None:
    if unit.suspensions.filter(last_month=None).exists():
        raise Refused(_("这项救助已经暂停，请先恢复，或直接停发。"))


def check_suspended(unit: AwardUnit) -> None:
    if not unit.suspensions.filter(last_month=None).exists():
        raise Refused(_("这项救助没有暂停，不需要恢复。"))


def _reason(check: Callable[[], object]) -> str | None:
    try:
        check()
    except Refused as refusal:
        return str(refusal)
    return None


def _decides(user: User, division, on: date) -> bool:
    if user.has_role(Role.COUNTY_HEAD, division=division):
        return True
    return user.has_role(Role.TOWNSHIP_HEAD, division=division) and is_delegated(division, on)


def is_delegated(division, on: date) -> bool:
    """Whether the township in which `division` lies had the power to confirm on that day."""
    township = Division.objects.filter(pk=division.code_at(Level.TOWNSHIP)).first()
    return township is not None and township.confirms_on(on)


def person_keys(household) -> list[str]:
    """The blind indexes of those who live in the household now."""
    members = household.memberships.filter(last_day=None).select_related("person")
    return [member.person.id_index for member in members if member.person.id_index]
