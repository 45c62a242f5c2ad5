"""Programmes, their names and procedures at a place and on a day."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from doudi.engine.programmes import Programme
from doudi.office.places.models import Division
from doudi.policies import get_policies
from doudi.policies.answers import NATION, known_place

LATEST = date.max
BASIC = frozenset({"dibao", "tekun", "near_dibao"})
"""Basic living assistance: one of them at a time (社会救助暂行办法 第十四条、43号 第九条)."""


@dataclass(frozen=True)
class ProgrammeInfo:
    """One kind of assistance, as the office shows it."""

    name: str
    label: str
    meaning: str
    owner: str
    unit: str
    papers: tuple[Any, ...]
    facts: tuple[str, ...]
    conditions: tuple[str, ...]
    law: tuple[Any, ...]
    exclusion_group: str


def place_of(household: Any) -> str:
    """The place by whose rules a household is judged."""
    return known_place(household.division.policy_place)


def place_name(code: str) -> str:
    """The name of a place that the policies know, with the mark of a made-up one."""
    place = get_policies().places[known_place(code)]
    return _("%(place)s（示例，并非真实地区）") % {"place": place.name} if place.made_up else place.name


def place_choices() -> list[tuple[str, str]]:
    """Places with policies of their own, (code, name with the places above); made-up ones only where this office is."""
    places = get_policies().places.values()
    made_up = [place.code for place in places if place.made_up]
    ours = set(Division.objects.filter(pk__in=made_up).values_list("pk", flat=True))
    chosen = []
    for place in places:
        if not place.made_up or place.code in ours:
            above = [p.name for p in place.chain[:-1]]
            chosen.append((place.code, " · ".join(reversed(above)) or place.name))
    return chosen


def programmes(place_code: str, on: date) -> list[ProgrammeInfo]:
    """The programmes in force at a place on a day."""
    known = get_policies().programmes(known_place(place_code), on)
    return [_info(descriptor) for descriptor in known.values()]


def programme(name: str, place_code: str = NATION, on: date | None = None) -> ProgrammeInfo | None:
    """One programme; without a day, as the nearest place describes it."""
    if on is None:
        return _info(found) if (found := _described(name)) else None
    return next((info for info in programmes(place_code, on) if info.name == name), None)


def label(name: str) -> str:
    """The Chinese name of a programme; the name itself where the policies have dropped it."""
    found = _described(name)
    return found.label if found else name


def exclusion_group(name: str) -> str:
    """Programmes of one group exclude each other for a person and month; empty when none does."""
    found = _described(name)
    return _group(found) if found else ""


def procedure(place_code: str, programme_name: str, on: date) -> Any:
    """The procedure in force: steps, roles, days, grounds for waiving."""
    from doudi.policies import procedures

    return procedures.procedure(known_place(place_code), programme_name, on)


def _described(name: str) -> Programme | None:
    """The national descriptor, or the first place's that has one."""
    return next((p for p in get_policies().every_programme() if p.name == name), None)


def _group(descriptor: Programme) -> str:
    return "BASIC" if descriptor.name in BASIC else ""


def _info(descriptor: Programme) -> ProgrammeInfo:
    return ProgrammeInfo(
        name=descriptor.name,
        label=descriptor.label,
        meaning=descriptor.meaning,
        owner=descriptor.owner,
        unit=descriptor.unit,
        papers=descriptor.papers,
        facts=descriptor.facts,
        conditions=descriptor.conditions,
        law=descriptor.law,
        exclusion_group=_group(descriptor),
    )
