"""What is decided on an award while it runs; before less money, the recipient is heard."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from doudi.office.audit import actions as audit
from doudi.office.base.actions import action
from doudi.office.base.errors import Refused
from doudi.office.people.models import Person
from doudi.office.programmes.models import Determination
from doudi.office.staff.models import User

from .. import permissions
from ..enums import CHOSEN_ENDS, WITHOUT_HEARING, AwardReason, EndReason, HearingAbout
from ..models import Award, AwardUnit, Hearing, Suspension, UnitMember
from ..questions import month_of, next_month, previous_month
from . import rows


@action
def hear(
    unit: AwardUnit, about: str, *, by: User, heard_on: date, ground: str, statement: str, on: date
) -> Hearing:
    """Take down what the recipient says before the award is reduced, suspended or ended."""
    permissions.check_hear(unit, by, on)
    if heard_on > on:
        raise Refused(_("听取意见的日期不能晚于今天。"), "heard_on")
    if not ground.strip() or not statement.strip():
        raise Refused(_("请写明拟调整的理由和当事人的意见；当事人没有意见的，写“无意见”。"), "statement")
    hearing = Hearing.objects.create(
        unit=unit, about=about, heard_on=heard_on, ground=ground.strip(), statement=statement.strip(), by=by
    )
    after = {"about": about, "heard_on": heard_on, "ground": hearing.ground}
    audit.record(by, "hear_recipient", hearing, after=after, household_id=unit.household_id)
    return hearing


@action
def change(
    unit: AwardUnit,
    *,
    by: User,
    monthly_fen: int,
    first_month: date,
    reason: str,
    determination: Determination,
    decision_number: str,
    on: date,
    members: Collection[Person] | None = None,
    hearing: Hearing | None = None,
) -> Award:
    """Decide the amount (and the members) again from a month on; a lower amount needs a hearing."""
    unit = rows.locked(unit)
    permissions.check_decide(unit, by, on, hearing)
    permissions.check_open(unit)
    permissions.check_month(unit, first_month)
    current = rows.open_award(unit, first_month)
    rows.check_determination(determination, unit.household, unit.programme, monthly_fen)
    if monthly_fen < current.monthly_fen:
        permissions.check_heard(unit, hearing, HearingAbout.DECREASE, on)
        reason = AwardReason.DECREASE
    elif hearing is not None or reason == AwardReason.DECREASE:
        raise Refused(_("金额没有减少，请把原因改为增发、成员变动或提高标准，并不要选择意见记录。"), "reason")
    rows.close_award(current, by, previous_month(first_month), EndReason.CHANGED, "", None)
    award = rows.new_award(
        unit, by, monthly_fen, first_month, reason, determination, decision_number, hearing
    )
    if members is not None:
        rows.set_members(unit, members, first_month)
    before = {"monthly_fen": current.monthly_fen}
    audit.record(
        by, "change_award", award, before=before, after=rows.said(award), household_id=unit.household_id
    )
    return award


@action
def suspend(
    unit: AwardUnit, *, by: User, first_month: date, reason: str, hearing: Hearing | None, on: date
) -> Suspension:
    """Let the award rest from a month on, until it is resumed or ended."""
    unit = rows.locked(unit)
    permissions.check_decide(unit, by, on, hearing)
    permissions.check_not_suspended(unit)
    permissions.check_month(unit, first_month)
    permissions.check_heard(unit, hearing, HearingAbout.SUSPEND, on)
    if not reason.strip():
        raise Refused(_("请写明暂停的理由。"), "reason")
    if not unit.awards.covering(first_month).exists():
        raise Refused(_("所选月份没有核定的救助金，请选择发放期内的月份。"), "first_month")
    suspension = Suspension.objects.create(
        unit=unit, first_month=first_month, reason=reason.strip(), by=by, hearing=hearing
    )
    after = {"first_month": first_month}
    audit.record(by, "suspend_award", suspension, after=after, reason=reason, household_id=unit.household_id)
    return suspension


@action
def resume(unit: AwardUnit, *, by: User, first_month: date, reason: str, on: date) -> Suspension:
    """Pay again from a month on; from the first suspended month on means that all of them are paid later."""
    unit = rows.locked(unit)
    permissions.check_decide(unit, by, on)
    permissions.check_suspended(unit)
    suspension = unit.suspensions.get(last_month=None)
    if first_month != month_of(first_month) or first_month < suspension.first_month:
        raise Refused(
            _("最早从暂停的第一个月（%(month)s）起恢复，请重新选择月份。")
            % {"month": f"{suspension.first_month:%Y-%m}"},
            "first_month",
        )
    if not reason.strip():
        raise Refused(_("请写明恢复的理由。"), "reason")
    suspension.last_month = previous_month(first_month)
    suspension.resume_reason, suspension.resumed_by = reason.strip(), by
    suspension.save(update_fields=["last_month", "resume_reason", "resumed_by"])
    after = {"first_month": first_month}
    audit.record(by, "resume_award", suspension, after=after, reason=reason, household_id=unit.household_id)
    return suspension


@action
def end(
    unit: AwardUnit,
    *,
    by: User,
    last_month: date,
    reason: str,
    on: date,
    note: str = "",
    hearing: Hearing | None = None,
) -> AwardUnit:
    """Stop the award after `last_month`; the recipient is heard first unless the reason speaks for itself."""
    unit = rows.locked(unit)
    permissions.check_decide(unit, by, on, hearing)
    permissions.check_month(unit, next_month(month_of(last_month)))
    if reason not in CHOSEN_ENDS:
        raise Refused(_("请选择停发的原因。"), "reason")
    if reason in WITHOUT_HEARING and hearing is not None:
        raise Refused(_("因去世或自愿放弃停发的，不需要选择意见记录。"), "hearing")
    if reason not in WITHOUT_HEARING:
        permissions.check_heard(unit, hearing, HearingAbout.END, on)
    _check_reason_holds(unit, reason, note, on)
    rows.end(unit, by, month_of(last_month), reason, note, hearing)
    return unit


@action
def member_leaves(unit: AwardUnit, person: Person, *, by: User, on: date, reason: str) -> UnitMember:
    """Note that a member died or left; the award then shows as needing a change, or an end."""
    unit = rows.locked(unit)
    member = unit.members.filter(
        Q(last_day=None) | Q(last_day__gt=on), person=person, first_day__lte=on
    ).first()
    if member is None:
        raise Refused(_("此人不在这项救助的成员中，请刷新页面核对。"))
    before = {"last_day": member.last_day}
    member.last_day = on
    member.save(update_fields=["last_day"])
    audit.record(
        by, "member_leaves", member, before=before, after={"last_day": on}, reason=reason,
        household_id=unit.household_id,
    )  # fmt: skip
    return member


def _check_reason_holds(unit: AwardUnit, reason: str, note: str, on: date) -> None:
    """Death and giving up need no hearing, so they must be shown."""
    if reason == EndReason.DEATH and unit.members.filter(person__died_on=None, last_day=None).exists():
        raise Refused(_("还有健在的成员，不能以去世为由停发；请办理金额变更，或先登记死亡。"), "reason")
    if reason == EndReason.VOLUNTARY and not note.strip():
        raise Refused(_("请在说明中写明当事人自愿放弃的书面声明（日期、经手人）。"), "note")
