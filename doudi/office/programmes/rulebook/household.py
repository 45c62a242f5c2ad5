"""From the register of persons to the case that the engine judges."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

from doudi.engine import Case
from doudi.office.people import questions
from doudi.office.people.enums import MembershipKind
from doudi.policies import get_policies
from doudi.policies.enums import living as enums

from .recognition import recognised_as

Changes = Mapping[tuple[int | None, str], int | None]
"""What-if: values by (person id, or None for the household) and fact; None makes a fact unknown."""

ROLES = {
    MembershipKind.LIVING_TOGETHER: enums.PersonRole.MEMBER,
    MembershipKind.SUPPORT_OBLIGOR: enums.PersonRole.SUPPORT_OBLIGOR,
}


def _age(membership: Any, on: date) -> int | None:
    age: int | None = membership.person.age(on)
    return age


def _role(membership: Any, on: date) -> int | None:
    return int(ROLES[membership.kind])


_DERIVED: dict[str, Callable[[Any, date], int | None]] = {"age": _age, "role": _role}


def case_of(household: Any, on: date, changes: Changes | None = None, without: Collection[int] = ()) -> Case:
    """The household as it is known on a day; obligors are rows of their own, hukou-only persons none."""
    return known_of(household, on, changes, without)[0]


def known_of(
    household: Any, on: date, changes: Changes | None = None, without: Collection[int] = ()
) -> tuple[Case, tuple[int, ...]]:
    """The case, and the ids of the persons behind its members."""
    sheet = questions.facts_for(household, on)
    counted = [(m, facts) for m, facts in sheet.members if m.kind in ROLES and m.person_id not in without]
    granted = recognised_as(household, on)
    members = [
        ({**granted.of_person(m.person_id), **member_values(m, facts, on)}, m.person_id)
        for m, facts in counted
    ]
    case = Case(
        household=changed({**granted.household, **fact_values(sheet.household)}, None, changes),
        members=[changed(facts, person, changes) for facts, person in members],
        settlement=household.settlement,
        names=[m.person.name for m, _facts in counted],
    )
    return case, tuple(m.person_id for m, _facts in counted)


def fact_values(facts: Mapping[str, Any]) -> dict[str, int | None]:
    """The values that count, of facts that the rulebook still knows."""
    known = get_policies().facts
    return {name: view.value for name, view in facts.items() if name in known}


def member_values(membership: Any, facts: Mapping[str, Any], on: date) -> dict[str, int | None]:
    """The facts of a person, with those that follow from the register."""
    known = get_policies().facts
    derived = {name: derive(membership, on) for name, derive in _DERIVED.items() if name in known}
    return {**fact_values(facts), **derived}


def changed(
    values: Mapping[str, int | None], person: int | None, changes: Changes | None
) -> dict[str, int | None]:
    """The facts of a person, or of the household, with those that are tried out."""
    mine = {name: value for (whose, name), value in (changes or {}).items() if whose == person}
    return {**values, **mine}
