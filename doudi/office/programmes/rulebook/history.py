"""How a parameter went over the years at a place, library and local standards together."""

from dataclasses import dataclass
from datetime import date

from doudi.engine import MissingParameter, Policies
from doudi.engine.parameters import SETTLEMENTS, Period, lookup
from doudi.policies import get_policies


@dataclass(frozen=True)
class Stretch:
    """One period of a parameter at a place: what held from when to when, and where it was entered."""

    period: Period
    urban: str
    rural: str
    place_name: str
    is_local: bool
    in_force: bool


def history(place_code: str, name: str, on: date) -> list[Stretch]:
    """Every period of a parameter at a place and the places above it, the latest first, the nearest place first."""
    policies = get_policies()
    now = _in_force(policies, place_code, name, on)
    found = []
    for at in policies.place(place_code).chain:
        parameter = policies.parameters[at.code].get(name)
        for period in reversed(parameter.periods if parameter else ()):
            assert parameter is not None
            urban, rural = (
                parameter.unit.show(period.values[s]) if s in period.values else "—" for s in SETTLEMENTS
            )
            found.append(
                Stretch(period, urban, rural, at.name, bool(period.origin), (at.code, period.since) == now)
            )
    return found


def _in_force(policies: Policies, place_code: str, name: str, on: date) -> tuple[str, date] | None:
    for settlement in SETTLEMENTS:
        try:
            value = lookup(policies.parameters, policies.place(place_code), name, settlement, on)
        except MissingParameter:
            continue
        return value.place, value.since
    return None
