"""A household comes to be; people join, leave and die; another becomes its head."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from doudi.office.audit.actions import record
from doudi.office.base.actions import action, next_number
from doudi.office.base.calendar import today
from doudi.office.base.errors import Refused
from doudi.office.places.models import Division

from .. import permissions, questions
from ..enums import HouseholdEventKind, HouseholdTag, MembershipKind, Relation, Settlement
from ..models import Household, HouseholdEvent, HouseholdMark, Membership, Person
from . import entry

ONE_DAY = timedelta(days=1)
LIVING = MembershipKind.LIVING_TOGETHER
NewMember = tuple[Person, str, str]


@action
def form_household(
    *,
    by: Any,
    division: Division,
    settlement: str = "",
    address: str = "",
    members: Iterable[NewMember] = (),
    on: date | None = None,
    reason: str = "",
) -> Household:
    """Open the file of a household; `members` are (person, relation, kind) with exactly one head."""
    on = on or today()
    members = list(members)
    permissions.check_form(by, division)
    _check_one_head(members)
    household = Household.objects.create(
        number=next_number("H", division.policy_place, on.year),
        division=division,
        settlement=clean_settlement(settlement or division.settlement),
        address=address.strip(),
        address_index=questions.address_index(division, address),
        first_day=on,
    )
    for person, relation, kind in members:
        admit(household, person, relation, kind, on)
    permissions.check_keep(household, by, on)
    note(household, HouseholdEventKind.FORMED, by=by, on=on, reason=reason or gettext_noop("建立家庭档案"))
    people = [person.pk for person, _relation, _kind in members]
    record(
        by,
        "people.form_household",
        household,
        after={"number": household.number, "members": people},
        reason=reason,
    )
    return household


def _check_one_head(members: list[NewMember]) -> None:
    heads = [kind for _person, relation, kind in members if relation == Relation.HEAD]
    if heads != [LIVING]:
        raise Refused(_("请指定一名共同生活的成员为户主，而且只能有一名。"), "relation")


def clean_settlement(settlement: str) -> str:
    if settlement not in Settlement.values:
        raise Refused(_("请选择城乡类别。"), "settlement")
    return settlement


@action
def join(
    household: Household,
    person: Person,
    relation: str,
    kind: str = LIVING,
    *,
    by: Any,
    on: date | None = None,
    reason: str = "",
) -> Membership:
    """A person becomes a member, or a member of another kind, from the day `on`."""
    on = on or today()
    household = locked(household)
    permissions.check_keep(household, by, on)
    if relation == Relation.HEAD and head_of(household) is not None:
        raise Refused(_("本户已有户主，请改选与户主的关系，或先办理变更户主。"), "relation")
    membership = admit(household, person, relation, kind, on)
    note(
        household,
        HouseholdEventKind.JOIN,
        by=by,
        on=on,
        reason=reason or gettext_noop("登记成员"),
        person=person,
    )
    after = {"person": person.pk, "relation": relation, "kind": kind, "first_day": on}
    record(by, "people.join", household, after=after, reason=reason, person_id=person.pk)
    return membership


def admit(household: Household, person: Person, relation: str, kind: str, on: date) -> Membership:
    """Put a person into a household; a membership of another kind there ends the day before."""
    if relation not in Relation.values or kind not in MembershipKind.values:
        raise Refused(_("请选择与户主的关系和成员类别。"), "relation")
    person = Person.objects.select_for_update().get(pk=person.pk)
    permissions.check_living(person, on)
    for row in open_memberships(person, household=household):
        if row.kind == kind:
            raise Refused(_("%(name)s已经是本户成员，不用重复登记。") % {"name": person.name}, "person")
        end(row, on)
    _check_not_elsewhere(person, kind, household)
    try:
        with transaction.atomic():
            return Membership.objects.create(
                household=household, person=person, relation=relation, kind=kind, first_day=on
            )
    except IntegrityError:
        raise Refused(_("刚才另一人已办理此人的成员登记，请刷新页面后核对。")) from None


def _check_not_elsewhere(person: Person, kind: str, household: Household) -> None:
    if kind != LIVING:
        return
    other = open_memberships(person, kind=LIVING).exclude(household=household).first()
    if other is not None:
        text = _("%(name)s目前登记在另一户（%(number)s）共同生活，请先在那一户办理分户或迁出。")
        raise Refused(text % {"name": person.name, "number": other.household.number}, "person")


@action
def leave(household: Household, person: Person, *, by: Any, on: date | None = None, reason: str) -> Household:
    """A member no longer belongs from the day `on`; the last one closes the file."""
    on = on or today()
    household = locked(household)
    permissions.check_change(household, by, on)
    reason = entry.clean_reason(reason)
    rows = rows_of(household, person)
    if is_head(rows) and _living(household).count() > 1:
        raise Refused(_("%(name)s是户主，请先办理变更户主。") % {"name": person.name})
    for row in rows:
        end(row, on)
    note(household, HouseholdEventKind.LEAVE, by=by, on=on, reason=reason, person=person)
    record(
        by,
        "people.leave",
        household,
        before={"person": person.pk},
        after={"on": on},
        reason=reason,
        person_id=person.pk,
    )
    close_if_empty(household, by=by, on=max(on - ONE_DAY, household.first_day))
    return household


@action
def record_death(person: Person, *, by: Any, on: date, reason: str) -> Person:
    """A person died on that day: memberships end with it; a household without head needs a new one."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    reason = entry.clean_reason(reason)
    _check_death(person, by, on)
    person.died_on = on
    person.save(update_fields=["died_on"])
    record(by, "people.record_death", person, before={"died_on": None}, after={"died_on": on}, reason=reason)
    for row in open_memberships(person).select_related("household__division").order_by("household_id"):
        household = locked(row.household)
        end(row, max(on, row.first_day) + ONE_DAY)
        note(household, HouseholdEventKind.DEATH, by=by, on=on, reason=reason, person=person)
        close_if_empty(household, by=by, on=max(on, household.first_day))
    return person


def _check_death(person: Person, by: Any, on: date) -> None:
    if person.died_on is not None:
        raise Refused(_("%(name)s已于 %(day)s 登记去世。") % {"name": person.name, "day": person.died_on})
    if on > today():
        raise Refused(_("去世日期不能晚于今天。"), "on")
    if person.birth_on is not None and on < person.birth_on:
        raise Refused(_("去世日期不能早于出生日期。"), "on")
    permissions.check_update_person(person, by, today())
    permissions.check_role(by, *permissions.OFFICERS)


@action
def set_head(
    household: Household,
    person: Person,
    *,
    by: Any,
    on: date | None = None,
    reason: str,
    relations: Mapping[int, str] | None = None,
) -> Household:
    """Another living member becomes head; `relations` gives the new relation by person id."""
    on = on or today()
    household = locked(household)
    permissions.check_change(household, by, on)
    reason = entry.clean_reason(reason)
    rows = list(_living(household))
    chosen = next((row for row in rows if row.person_id == person.pk), None)
    if chosen is None:
        raise Refused(_("新户主须是本户共同生活的成员。"), "person")
    if chosen.relation == Relation.HEAD:
        raise Refused(_("%(name)s已经是户主。") % {"name": person.name}, "person")
    before = head_of(household)
    relate(rows, person.pk, relations or {}, on)
    note(household, HouseholdEventKind.NEW_HEAD, by=by, on=on, reason=reason, person=person)
    was = {"head": before.person_id if before else None}
    record(
        by,
        "people.set_head",
        household,
        before=was,
        after={"head": person.pk},
        reason=reason,
        person_id=person.pk,
    )
    return household


@action
def set_relation(
    household: Household,
    person: Person,
    relation: str,
    *,
    by: Any,
    on: date | None = None,
    reason: str,
) -> Household:
    """A member who is not the head is related to the head in another way from that day."""
    on = on or today()
    household = locked(household)
    permissions.check_change(household, by, on)
    reason = entry.clean_reason(reason)
    rows = rows_of(household, person)
    if is_head(rows) or relation == Relation.HEAD:
        raise Refused(_("户主只能通过“变更户主”办理。"), "relation")
    if relation not in Relation.values:
        raise Refused(_("请选择与户主的关系。"), "relation")
    before = {"relation": rows[0].relation}
    for row in rows:
        alter(row, on, relation=relation)
    after = {"relation": relation}
    record(
        by, "people.set_relation", household, before=before, after=after, reason=reason, person_id=person.pk
    )
    return household


def relate(rows: Iterable[Membership], head_id: int, relations: Mapping[int, str], on: date) -> None:
    """Give living members their relation to the head; the head comes last, as there is only one."""
    for row in sorted(rows, key=lambda row: row.person_id == head_id):
        relation = relations.get(row.person_id, row.relation)
        if row.person_id == head_id:
            relation = Relation.HEAD
        elif relation == Relation.HEAD:
            relation = Relation.OTHER
        if relation not in Relation.values:
            raise Refused(_("请选择与户主的关系。"), "relation")
        alter(row, on, relation=relation)


@action
def mark(household: Household, tag: str, *, by: Any, on: date | None = None) -> HouseholdMark:
    """Put the household into a group; twice is once."""
    if tag not in HouseholdTag.values:
        raise Refused(_("请选择家庭标识。"), "tag")
    permissions.check_keep(household, by, on or today())
    row, made = HouseholdMark.objects.get_or_create(household=household, tag=tag)
    if made:
        record(by, "people.mark", household, after={"tag": tag})
    return row


@action
def unmark(household: Household, tag: str, *, by: Any, on: date | None = None) -> Household:
    """Take the household out of a group."""
    permissions.check_keep(household, by, on or today())
    gone, _rows = HouseholdMark.objects.filter(household=household, tag=tag).delete()
    if gone:
        record(by, "people.unmark", household, before={"tag": tag})
    return household


@action
def set_marks(household: Household, tags: Iterable[str], *, by: Any, on: date | None = None) -> Household:
    """The household is in these groups and in no other."""
    wanted = set(tags)
    present = set(household.marks.values_list("tag", flat=True))
    for tag in sorted(wanted - present):
        mark(household, tag, by=by, on=on)
    for tag in sorted(present - wanted):
        unmark(household, tag, by=by, on=on)
    return household


def locked(household: Household) -> Household:
    """The household as it is now, held until the act is over."""
    return Household.objects.select_for_update(of=("self",)).select_related("division").get(pk=household.pk)


def open_memberships(person: Person, **which: Any) -> Any:
    return Membership.objects.filter(person=person, last_day=None, **which).select_related("household")


def rows_of(household: Household, person: Person) -> list[Membership]:
    rows = list(open_memberships(person, household=household))
    if not rows:
        raise Refused(_("%(name)s现在不是本户成员。") % {"name": person.name}, "person")
    return rows


def _living(household: Household) -> Any:
    return Membership.objects.filter(household=household, last_day=None, kind=LIVING)


def head_of(household: Household) -> Membership | None:
    return Membership.objects.filter(household=household, last_day=None, relation=Relation.HEAD).first()


def is_head(rows: Iterable[Membership]) -> bool:
    return any(row.relation == Relation.HEAD for row in rows)


def end(row: Membership, on: date) -> None:
    """The day before `on` is its last; a membership that began that same day never was."""
    if on < row.first_day:
        text = _("日期早于%(name)s加入本户的日期 %(day)s，请核对。")
        raise Refused(text % {"name": row.person.name, "day": row.first_day}, "on")
    if on == row.first_day:
        row.delete()
        return
    row.last_day = on - ONE_DAY
    row.save(update_fields=["last_day"])


def alter(row: Membership, on: date, **changes: Any) -> None:
    """Change a membership from a day on: the row until then stays as it was."""
    if all(getattr(row, name) == value for name, value in changes.items()):
        return
    end(row, on)
    row.pk, row.last_day, row.first_day = None, None, on
    row._state.adding = True
    for name, value in changes.items():
        setattr(row, name, value)
    row.save()


def close_if_empty(household: Household, *, by: Any, on: date) -> None:
    if not _living(household).exists():
        shut(household, by=by, on=on, reason=gettext_noop("已无共同生活的成员"))


def shut(household: Household, *, by: Any, on: date, reason: str) -> None:
    """The file ends on that day, and with it what still ran."""
    for row in Membership.objects.filter(household=household, last_day=None):
        row.last_day = max(on, row.first_day)
        row.save(update_fields=["last_day"])
    household.last_day = on
    household.save(update_fields=["last_day"])
    note(household, HouseholdEventKind.CLOSED, by=by, on=on, reason=reason)
    record(by, "people.close", household, before={"last_day": None}, after={"last_day": on}, reason=reason)


def note(
    household: Household,
    kind: str,
    *,
    by: Any,
    on: date,
    reason: str,
    person: Person | None = None,
    other: Household | None = None,
) -> HouseholdEvent:
    return HouseholdEvent.objects.create(
        household=household, kind=kind, by=by, on=on, reason=reason[:200], person=person, other=other
    )
