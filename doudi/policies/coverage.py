"""What the policies cover: place by programme, from when to when, checked on which day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from doudi.engine.parameters import Parameter, Period
from doudi.engine.places import Place
from doudi.policies import get_policies
from doudi.policies.procedures import procedures_of

KEY_PARAMETERS = {
    "dibao": ("dibao_line", "dibao_line_year"),
    "tekun": ("tekun_standard_home", "tekun_standard_institution"),
    "near_dibao": ("near_dibao_ratio", "near_dibao_published_line"),
}
"""The parameters without which a programme cannot be computed at a place; any of them will do."""


@dataclass(frozen=True)
class Coverage:
    """One programme at one place. No `first_day`: no standard of its own; no `last_day`: still in force."""

    place: str
    place_name: str
    made_up: bool
    programme: str
    first_day: date | None
    last_day: date | None
    gaps: int
    checked: date | None
    values: int
    procedures: int


def coverage() -> list[Coverage]:
    """A row for each place and programme that has anything of its own, in the order of places."""
    rows = [_row(place, name) for place in get_policies().places.values() for name in KEY_PARAMETERS]
    return [row for row in rows if row.values or row.procedures]


def _row(place: Place, programme: str) -> Coverage:
    own = [p for p in get_policies().parameters[place.code].values() if p.file.parent.name == programme]
    periods = _key_periods(own, programme)
    checked = [period.checked for parameter in own for period in parameter.periods if period.checked]
    return Coverage(
        place=place.code,
        place_name=place.name,
        made_up=place.made_up,
        programme=programme,
        first_day=periods[0].since if periods else None,
        last_day=_last_day(periods),
        gaps=_gaps(periods),
        checked=max(checked, default=None),
        values=sum(len(parameter.periods) for parameter in own),
        procedures=len(procedures_of(place.code, programme)),
    )


def _key_periods(own: list[Parameter], programme: str) -> list[Period]:
    periods = [period for p in own if p.name in KEY_PARAMETERS[programme] for period in p.periods]
    return sorted(periods, key=lambda period: period.since)


def _last_day(periods: list[Period]) -> date | None:
    """The last day of the latest period; None while one is open or the place above goes on."""
    latest = [period for period in periods if period.since == periods[-1].since]
    ends = [period.until for period in latest if period.until is not None and not period.hands_back]
    return max(ends) if ends and len(ends) == len(latest) else None


def _gaps(periods: list[Period]) -> int:
    """How many times a closed period is followed by a later one that does not join it."""
    by_day = {period.since: period.until for period in periods}
    days = sorted(by_day)
    joined = [(by_day[day], after) for day, after in pairwise(days)]
    return sum(until is not None and (after - until).days > 1 for until, after in joined)
