"""What a household and its people are recognised as through awards in force; programmes ask for it."""

from collections import defaultdict
from datetime import date
from typing import Any

from doudi.office.programmes import rulebook

from ..models import Award, AwardUnit, UnitMember
from ..questions import month_of


def recognised_by_awards(household: Any, on: date) -> rulebook.Recognition:
    """The classes that awards of the month give; an award that rests gives none."""
    month = month_of(on)
    units = list(AwardUnit.objects.in_force(month).filter(household=household))
    if not units:
        return rulebook.Recognition()
    awards = Award.objects.covering(month).filter(unit__in=units).select_related("determination")
    by_unit = {award.unit_id: award for award in awards}
    people: dict[int, list[int]] = defaultdict(list)
    for member in UnitMember.objects.on(on).filter(unit__in=units):
        people[member.unit_id].append(member.person_id)
    found = rulebook.Recognition()
    for unit in units:
        found = rulebook.joined(found, _given(household, unit, by_unit[unit.pk], people[unit.pk], on))
    return found


def _given(
    household: Any, unit: AwardUnit, award: Award, people: list[int], on: date
) -> rulebook.Recognition:
    frozen = award.determination.frozen
    path = rulebook.path_code(frozen, award.determination.on) if frozen else ""
    return rulebook.gives(unit.programme, rulebook.place_of(household), on, path, people)
