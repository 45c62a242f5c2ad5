"""Checks and rows that several acts share."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from doudi.office.audit import actions as audit
from doudi.office.base.errors import Refused
from doudi.office.people.models import Household, Person
from doudi.office.programmes import rulebook
from doudi.office.programmes.models import Determination
from doudi.office.staff.models import User

from ..enums import EndReason
from ..models import Award, AwardUnit, Hearing, UnitMember
from ..questions import ONE_DAY, last_day_of, previous_month


def locked(unit: AwardUnit) -> AwardUnit:
    return AwardUnit.objects.select_for_update().get(pk=unit.pk)


def check_members(household: Household, members: Collection[Person], first_month: date) -> None:
    if not members:
        raise Refused(_("请至少选择一名保障对象。"), "members")
    at_home = set(
        household.memberships.filter(last_day=None, kind="LIVING_TOGETHER").values_list("person", flat=True)
    )
    strangers = [person.name for person in members if person.pk not in at_home]
    if strangers:
        raise Refused(
            _("%(names)s 不是这户的共同生活成员，请先办理成员变动。") % {"names": "、".join(strangers)},
            "members",
        )
    dead = [person.name for person in members if person.died_on is not None and person.died_on < first_month]
    if dead:
        raise Refused(_("%(names)s 已登记去世，不能列为保障对象。") % {"names": "、".join(dead)}, "members")


def check_determination(
    determination: Determination, household: Household, programme: str, monthly_fen: int
) -> None:
    if determination.household_id != household.pk or determination.programme != programme:
        raise Refused(_("所选的核算结果不属于这户的这项救助，请重新选择。"), "determination")
    if determination.outcome != "ELIGIBLE":
        raise Refused(_("核算结果不是“符合条件”，不能据以发放；请补充材料后重新核算。"), "determination")
    if (determination.amount_fen or 0) != monthly_fen:
        raise Refused(_("金额与核算结果不一致；金额由核算得出，不能手工改动。"), "monthly_fen")


def exclusion_group(programme: str) -> str:
    """What excludes what: at least the programme itself."""
    return rulebook.exclusion_group(programme) or programme


def new_award(
    unit: AwardUnit,
    by: User,
    monthly_fen: int,
    first_month: date,
    reason: str,
    determination: Determination,
    decision_number: str,
    hearing: Hearing | None = None,
    last_month: date | None = None,
) -> Award:
    over: dict[str, Any] = {"end_reason": EndReason.GRACE_OVER, "ended_by": by} if last_month else {}
    return Award.objects.create(
        unit=unit,
        monthly_fen=monthly_fen,
        first_month=first_month,
        last_month=last_month,
        reason=reason,
        determination=determination,
        decision_number=decision_number,
        by=by,
        hearing=hearing,
        **over,
    )


def open_award(unit: AwardUnit, first_month: date) -> Award:
    """The award that a new one follows; it may be withdrawn whole, but nothing before it is touched."""
    current = unit.awards.get(last_month=None)
    if first_month < current.first_month:
        raise Refused(
            _("现行金额从 %(month)s 起执行，变更不能早于这个月。")
            % {"month": f"{current.first_month:%Y-%m}"},
            "first_month",
        )
    return current


def close_award(
    award: Award, by: User, last_month: date, reason: str, note: str, hearing: Hearing | None
) -> None:
    award.last_month, award.end_reason, award.end_note = last_month, reason, note
    award.ended_by, award.end_hearing = by, hearing
    award.save(update_fields=["last_month", "end_reason", "end_note", "ended_by", "end_hearing"])


def end(unit: AwardUnit, by: User, last_month: date, reason: str, note: str, hearing: Hearing | None) -> None:
    """Cut every award of the unit at `last_month`; those that begin later are withdrawn."""
    running = list(unit.awards.effective().filter(Q(last_month=None) | Q(last_month__gt=last_month)))
    if not running:
        raise Refused(_("这项救助到所选月份时已经停发，不需要再办理停发。"), "last_month")
    for position, award in enumerate(running):
        why = reason if position == 0 else EndReason.CHANGED
        until = max(last_month, previous_month(award.first_month))
        close_award(award, by, until, why, note, hearing if position == 0 else None)
    close_unit(unit, last_month)
    after = {"last_month": last_month, "reason": reason}
    audit.record(by, "end_award", unit, after=after, reason=note)


def close_unit(unit: AwardUnit, last_month: date) -> None:
    unit.ended_on = last_day_of(last_month)
    unit.save(update_fields=["ended_on"])
    for member in unit.members.filter(Q(last_day=None) | Q(last_day__gt=unit.ended_on)):
        member.last_day = max(unit.ended_on, member.first_day - ONE_DAY)
        member.save(update_fields=["last_day"])


def set_members(unit: AwardUnit, members: Collection[Person], first_month: date) -> None:
    """From `first_month` on the unit consists of these people."""
    check_members(unit.household, members, first_month)
    wanted = {person.pk: person for person in members}
    for member in unit.members.filter(Q(last_day=None) | Q(last_day__gte=first_month)):
        if member.person_id in wanted and member.last_day is None:
            del wanted[member.person_id]
            continue
        member.last_day = first_month - ONE_DAY
        member.save(update_fields=["last_day"])
    group = exclusion_group(unit.programme)
    try:
        with transaction.atomic():
            for person in wanted.values():
                UnitMember.objects.create(
                    unit=unit, person=person, exclusion_group=group, first_day=first_month
                )
    except IntegrityError:
        raise Refused(_("新增的成员正在享受不能同时享受的救助，请先停发那一项。"), "members") from None


def said(award: Award, members: Collection[Person] = ()) -> dict[str, Any]:
    said: dict[str, Any] = {
        "monthly_fen": award.monthly_fen, "first_month": award.first_month,
        "reason": award.reason, "decision": award.decision_number, "determination": award.determination_id,
    }  # fmt: skip
    return said | ({"members": [person.pk for person in members]} if members else {})
