"""To whom an award is given, and from which month."""

from collections.abc import Collection
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from doudi.office.audit import actions as audit
from doudi.office.base.actions import action, next_number
from doudi.office.base.errors import Refused
from doudi.office.people.models import Household, Person
from doudi.office.programmes import rulebook
from doudi.office.programmes.models import Determination
from doudi.office.staff.models import User

from .. import permissions
from ..enums import AwardReason, EndReason
from ..models import Award, AwardUnit, UnitMember
from ..questions import previous_month
from . import rows


@action
def grant(
    household: Household,
    programme: str,
    *,
    by: User,
    determination: Determination,
    members: Collection[Person],
    monthly_fen: int,
    first_month: date,
    decision_number: str,
    on: date,
    replaces: AwardUnit | None = None,
) -> AwardUnit:
    """Award a programme to `members` of a household from a month on.

    `replaces` is the award of another programme that this one takes the place of (低保转特困).
    """
    permissions.check_grant(household, by, on)
    rows.check_members(household, members, first_month)
    rows.check_determination(determination, household, programme, monthly_fen)
    permissions.check_first_month(first_month)
    if replaces is not None:
        replaces = rows.locked(replaces)
        permissions.check_month(replaces, first_month)
        rows.end(replaces, by, previous_month(first_month), EndReason.OTHER_PROGRAMME, decision_number, None)
    check_free(household, programme, members, first_month)
    unit = new_unit(household, programme, members, first_month, on)
    award = rows.new_award(
        unit, by, monthly_fen, first_month, AwardReason.NEW, determination, decision_number
    )
    audit.record(by, "grant_award", unit, after=rows.said(award, members), household_id=household.pk)
    return unit


def check_free(household: Household, programme: str, members: Collection[Person], first_month: date) -> None:
    """Nobody is in two awards that exclude each other, on any day."""
    group = rows.exclusion_group(programme)
    still = Q(last_day=None) | Q(last_day__gte=first_month)
    taken = (
        UnitMember.objects.effective()
        .filter(still, person__in=members, exclusion_group=group)
        .select_related("person", "unit")
    )
    if first := taken.first():
        raise Refused(
            _(
                "%(name)s 已在享受%(programme)s（%(number)s），不能同时享受；请先停发，或在批准时选择由本项代替。"
            )
            % {
                "name": first.person.name,
                "programme": rulebook.label(first.unit.programme),
                "number": first.unit,
            },
            "members",
        )
    same = AwardUnit.objects.filter(
        Q(ended_on=None) | Q(ended_on__gte=first_month),
        Exists(Award.objects.effective().filter(unit=OuterRef("pk"))),
        household=household,
        programme=programme,
    )
    if running := same.first():
        raise Refused(
            _("这户已在享受同一项救助（%(number)s），请办理变更，不要重复批准。") % {"number": running}
        )


def new_unit(
    household: Household, programme: str, members: Collection[Person], first_month: date, on: date
) -> AwardUnit:
    """The unit with its members from the first day of the month on."""
    number = next_number("JZ", household.division.policy_place, on.year)
    group = rows.exclusion_group(programme)
    try:
        with transaction.atomic():
            unit = AwardUnit.objects.create(number=number, household=household, programme=programme)
            for person in members:
                UnitMember.objects.create(
                    unit=unit, person=person, exclusion_group=group, first_day=first_month
                )
    except IntegrityError:
        raise Refused(_("这户或其中的成员刚刚被批准了不能同时享受的救助，请刷新页面核对。")) from None
    return unit
