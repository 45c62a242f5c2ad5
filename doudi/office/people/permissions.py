"""Who may keep the files of persons and households; every refusal says why and who may."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from doudi.office.base.errors import Refused
from doudi.office.places.models import Division
from doudi.office.staff.enums import Role
from doudi.office.staff.permissions import check_no_conflict, check_role

from .models import Fact, Household, Membership, Person

VILLAGE = "VILLAGE"
KEEPERS = (Role.VILLAGE_ASSISTANT, Role.TOWNSHIP_INTAKE, Role.TOWNSHIP_REVIEWER, Role.COUNTY_OFFICER)
OFFICERS = (Role.TOWNSHIP_INTAKE, Role.TOWNSHIP_REVIEWER, Role.COUNTY_OFFICER)
READERS = (*KEEPERS, Role.TOWNSHIP_HEAD, Role.COUNTY_HEAD, Role.FINANCE_OFFICER, Role.AUDITOR)
REVEALERS = (*KEEPERS, Role.TOWNSHIP_HEAD, Role.COUNTY_HEAD, Role.AUDITOR)
IMPORTERS = (Role.TOWNSHIP_INTAKE, Role.COUNTY_OFFICER)

ClosingCheck = Callable[[Household, date], str | None]
_closing_checks: list[ClosingCheck] = []


def register_closing_check(check: ClosingCheck) -> None:
    """Higher apps say here why a household cannot close yet (an award in force, a case under way)."""
    if check not in _closing_checks:
        _closing_checks.append(check)


def check_register(user: Any) -> None:
    """May write down a person at all."""
    check_role(user, *KEEPERS)


def check_form(user: Any, division: Division) -> None:
    """May open a household file in that village."""
    if division.level != VILLAGE:
        raise Refused(_("请把居住地选到村（社区）。"), "division")
    check_role(user, *KEEPERS, division=division)


def check_keep(household: Household, user: Any, on: date) -> None:
    """May add to the file: a member, a fact, a mark."""
    check_role(user, *KEEPERS, division=household.division)
    _check_open(household, on)
    check_no_conflict(user, person_keys(household, on), on)


def check_change(household: Household, user: Any, on: date) -> None:
    """May change who the household is, where it lives and where its money goes."""
    check_role(user, *OFFICERS, division=household.division)
    _check_open(household, on)
    check_no_conflict(user, person_keys(household, on), on)


def check_move(household: Household, division: Division, user: Any, on: date) -> None:
    """May move the household there: both ends lie in the user's hands."""
    check_change(household, user, on)
    if division.level != VILLAGE:
        raise Refused(_("请把迁入地选到村（社区）。"), "division")
    if not user.has_role(*OFFICERS, division=division):
        raise Refused(_("迁入地不在您的辖区，请由同时管辖两地的县级民政部门办理。"), "division")


def check_update_person(person: Person, user: Any, on: date) -> None:
    """May correct a person: someone in charge of a household of theirs, or who just wrote them down."""
    check_role(user, *KEEPERS)
    check_no_conflict(user, [person.id_index], on)
    if not is_within_reach(person, user):
        raise Refused(_("此人的家庭不在您的辖区，请由其家庭所在的乡镇（街道）办理。"))


def is_within_reach(person: Person, user: Any) -> bool:
    """Whether a household of this person is the user's to see, or there is none yet."""
    return not person.memberships.exists() or Person.objects.visible_to(user).filter(pk=person.pk).exists()


def check_withdraw(fact: Fact, user: Any, on: date) -> None:
    """May say that a fact does not hold."""
    if fact.household is not None:
        check_keep(fact.household, user, on)
    else:
        check_update_person(fact.person, user, on)


def check_close(household: Household, on: date) -> None:
    """Nothing stands against closing the file."""
    for check in _closing_checks:
        reason = check(household, on)
        if reason:
            raise Refused(reason)


def check_reveal(person: Person, user: Any) -> None:
    """May see a number in full."""
    check_role(user, *REVEALERS)
    if not is_within_reach(person, user):
        raise Refused(_("此人的家庭不在您的辖区，不能查看。"))


def may_read_file(user: Any, file: Any) -> bool:
    """The evidence of a fact opens to whoever sees the household or the person."""
    facts = Fact.objects.filter(evidence=file)
    persons = Person.objects.visible_to(user)
    return facts.filter(Q(household__in=Household.objects.visible_to(user)) | Q(person__in=persons)).exists()


def check_import(user: Any, division: Division) -> None:
    check_role(user, *IMPORTERS, division=division)


def check_living(person: Person, on: date) -> None:
    if person.died_on is not None and person.died_on < on:
        raise Refused(_("%(name)s已登记去世，不能再列为家庭成员。") % {"name": person.name})


def _check_open(household: Household, on: date) -> None:
    if household.last_day is not None and household.last_day < on:
        raise Refused(_("家庭档案已于 %(day)s 注销，不能再修改。") % {"day": household.last_day})
    if on < household.first_day:
        raise Refused(_("日期早于建档日期 %(day)s，请核对。") % {"day": household.first_day}, "on")


def person_keys(household: Household, on: date) -> list[str]:
    """The blind indexes of the members of that day, to find staff and their relatives among them."""
    members = Membership.objects.filter(household=household).on(on)
    return list(members.exclude(person__id_index="").values_list("person__id_index", flat=True))
