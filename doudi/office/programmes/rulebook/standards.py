"""The published figures and local settings in force at a place on a day."""

from datetime import date

from doudi.engine import MissingParameter, ParameterValue
from doudi.engine.parameters import Settlement, lookup
from doudi.policies import get_policies
from doudi.policies.standards import Standard, standards_at

from .programmes import LATEST, NATION, known_place

MAIN = (
    "dibao_line",
    "dibao_line_year",
    "dibao_line_minor",
    "near_dibao_ratio",
    "near_dibao_published_line",
    "tekun_standard_home",
    "tekun_standard_institution",
    "care_able_home",
    "care_partial_home",
    "care_full_home",
    "care_able_institution",
    "care_partial_institution",
    "care_full_institution",
    "minimum_topup",
    "minimum_topup_ratio",
    "deposit_limit_ratio",
    "vehicle_limit",
    "home_limit",
    "minimum_wage",
)
"""The figures that people ask for, in the order in which they ask."""
ADDED = ("severe", "elder", "minor", "student", "disability", "local")


def main_standards(rows: list[Standard]) -> list[Standard]:
    """Of these rows, the main figures that have a value, and the supplements that are paid."""
    known = {row.name: row for row in rows if row.is_set}
    added = [row for name in ADDED if (row := known.get(f"supplement_{name}")) and row.value.value]
    return [known[name] for name in MAIN if name in known] + added


def standards(place_code: str, on: date, programme: str = "") -> list[Standard]:
    """One row for each parameter known at the place, grouped by programme; missing ones say so."""
    return standards_at(get_policies(), known_place(place_code), on, programme)


def parameter(
    place_code: str, name: str, on: date, settlement: Settlement = "URBAN"
) -> ParameterValue | None:
    """One value in force, or None where the place has not set it."""
    policies = get_policies()
    place = policies.places[known_place(place_code)]
    if not any(name in policies.parameters[p.code] for p in place.chain):
        return None
    try:
        return lookup(policies.parameters, place, name, settlement, on)
    except MissingParameter:
        return None


def all_standards() -> list[Standard]:
    """The parameters of the nation, for lists of choices: every parameter is defined there."""
    return standards_at(get_policies(), NATION, LATEST)
