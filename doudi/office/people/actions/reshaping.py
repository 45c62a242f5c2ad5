"""Named acts that change what a household is: split, merge, move, close."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from doudi.office.audit.actions import record
from doudi.office.base.actions import action, next_number
from doudi.office.base.calendar import today
from doudi.office.base.errors import Refused
from doudi.office.places.models import Division

from .. import permissions, questions
from ..enums import HouseholdEventKind, Relation
from ..models import Household, Membership, Person
from . import entry
from .households import (
    LIVING,
    ONE_DAY,
    admit,
    alter,
    clean_settlement,
    end,
    locked,
    note,
    open_memberships,
    shut,
)

Relations = Mapping[int, str]


@action
def split(
    household: Household,
    persons: Iterable[Person],
    *,
    by: Any,
    on: date | None = None,
    reason: str,
    new_head: Person | None = None,
    old_head: Person | None = None,
    new_division: Division | None = None,
    settlement: str = "",
    address: str = "",
    relations: Relations | None = None,
) -> Household:
    """Some living members go and form a household of their own; returns the new one."""
    on = on or today()
    household = locked(household)
    permissions.check_change(household, by, on)
    reason = entry.clean_reason(reason)
    going, staying = _parted(household, list(persons))
    relations = relations or {}
    heads = _choose_head(going, new_head), _choose_head(staying, old_head)
    for row in going:
        end(row, on)
    _keep_head(staying, heads[1], relations, on)
    permissions.check_form(by, new_division or household.division)
    new = _new_household(household, new_division or household.division, settlement, address, on)
    _settle_in(new, going, heads[0], relations, on)
    note(household, HouseholdEventKind.SPLIT, by=by, on=on, reason=reason, other=new)
    note(new, HouseholdEventKind.FORMED, by=by, on=on, reason=reason, other=household)
    people = [row.person_id for row in going]
    record(by, "people.split", household, after={"new": new.number, "persons": people}, reason=reason)
    record(by, "people.form_household", new, after={"number": new.number, "members": people}, reason=reason)
    return new


def _new_household(old: Household, division: Division, settlement: str, address: str, on: date) -> Household:
    stays = division == old.division
    address = address.strip() or (old.address if stays else "")
    return Household.objects.create(
        number=next_number("H", division.policy_place, on.year),
        division=division,
        settlement=clean_settlement(settlement or (old.settlement if stays else division.settlement)),
        address=address,
        address_index=questions.address_index(division, address),
        first_day=on,
    )


def _parted(household: Household, persons: list[Person]) -> tuple[list[Membership], list[Membership]]:
    wanted = {person.pk for person in persons}
    rows = list(
        Membership.objects.filter(household=household, last_day=None, kind=LIVING).select_related("person")
    )
    going = [row for row in rows if row.person_id in wanted]
    staying = [row for row in rows if row.person_id not in wanted]
    if not going or len(going) != len(wanted):
        raise Refused(_("请从本户共同生活的成员中选择分出的人。"), "persons")
    if not staying:
        raise Refused(_("不能把全部成员分出去；整户搬迁请用“迁移”。"), "persons")
    return going, staying


def _choose_head(rows: list[Membership], chosen: Person | None) -> int:
    """The head of one side: the one chosen, the head there already, or the only one."""
    ids = [row.person_id for row in rows]
    if chosen is not None:
        if chosen.pk not in ids:
            raise Refused(_("%(name)s不在这一户，不能作户主。") % {"name": chosen.name}, "head")
        return int(chosen.pk)
    present = [row.person_id for row in rows if row.relation == Relation.HEAD]
    if present or len(ids) == 1:
        return int((present or ids)[0])
    raise Refused(_("请为分开后的每一户各指定一名户主。"), "head")


def _keep_head(rows: list[Membership], head_id: int, relations: Relations, on: date) -> None:
    if any(row.person_id == head_id and row.relation == Relation.HEAD for row in rows):
        return
    for row in sorted(rows, key=lambda row: row.person_id == head_id):
        relation = Relation.HEAD if row.person_id == head_id else _relation(row, relations)
        alter(row, on, relation=relation)


def _settle_in(new: Household, going: list[Membership], head_id: int, relations: Relations, on: date) -> None:
    for row in going:
        relation = Relation.HEAD if row.person_id == head_id else _relation(row, relations)
        admit(new, row.person, relation, LIVING, on)


def _relation(row: Membership, relations: Relations) -> str:
    relation = relations.get(row.person_id, row.relation)
    return Relation.OTHER if relation == Relation.HEAD else relation


@action
def merge(
    household: Household,
    other: Household,
    *,
    by: Any,
    on: date | None = None,
    reason: str,
    relations: Relations | None = None,
) -> Household:
    """The members of `other` join `household`, whose head stays head; the file of `other` closes."""
    on = on or today()
    if household.pk == other.pk:
        raise Refused(_("请选择另一户。"), "other")
    household, other = _locked_both(household, other)
    for side in (household, other):
        permissions.check_change(side, by, on)
    permissions.check_close(other, on)
    reason = entry.clean_reason(reason)
    people = _bring_over(household, other, relations or {}, on)
    note(household, HouseholdEventKind.MERGE, by=by, on=on, reason=reason, other=other)
    note(other, HouseholdEventKind.MERGE, by=by, on=on, reason=reason, other=household)
    shut(other, by=by, on=max(on - ONE_DAY, other.first_day), reason=reason)
    record(by, "people.merge", household, after={"from": other.number, "persons": people}, reason=reason)
    return household


def _locked_both(one: Household, two: Household) -> tuple[Household, Household]:
    """Both, locked in the order of their keys, so that two clerks cannot wait for each other."""
    held = {side.pk: locked(side) for side in sorted((one, two), key=lambda side: side.pk)}
    return held[one.pk], held[two.pk]


def _bring_over(household: Household, other: Household, relations: Relations, on: date) -> list[int]:
    rows = list(Membership.objects.filter(household=other, last_day=None).select_related("person"))
    for row in rows:
        end(row, on)
        here = open_memberships(row.person, household=household)
        if row.kind == LIVING or not here.exists():
            for old in here.exclude(kind=row.kind):
                end(old, on)
            admit(household, row.person, _relation(row, relations), row.kind, on)
    return [row.person_id for row in rows]


@action
def move(
    household: Household,
    division: Division,
    *,
    by: Any,
    on: date | None = None,
    reason: str,
    address: str = "",
    settlement: str = "",
) -> Household:
    """The household lives elsewhere from that day."""
    on = on or today()
    household = locked(household)
    permissions.check_move(household, division, by, on)
    reason = entry.clean_reason(reason)
    before = {"division": household.division_id, "settlement": household.settlement}
    household.division = division
    household.settlement = clean_settlement(settlement or division.settlement or household.settlement)
    household.address = address.strip()
    household.address_index = questions.address_index(division, address)
    household.save()
    note(household, HouseholdEventKind.MOVED, by=by, on=on, reason=reason)
    after = {"division": household.division_id, "settlement": household.settlement}
    record(by, "people.move", household, before=before, after=after, reason=reason)
    return household


@action
def close(household: Household, *, by: Any, on: date | None = None, reason: str) -> Household:
    """The file ends on that day: everyone moved away, or it was opened twice."""
    on = on or today()
    household = locked(household)
    permissions.check_change(household, by, on)
    permissions.check_close(household, on)
    shut(household, by=by, on=on, reason=entry.clean_reason(reason))
    return household
