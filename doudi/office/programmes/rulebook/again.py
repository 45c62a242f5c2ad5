"""A stored determination computed again: on another day, with a fact that came out late, for another family."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from doudi.engine import Case, MissingParameter
from doudi.engine.parameters import SETTLEMENTS, ParameterValue, lookup
from doudi.policies import get_policies

from .assessing import Assessment, assess_case
from .household import Changes, changed, known_of
from .programmes import known_place


@dataclass(frozen=True)
class ValueChange:
    """A standard that is another one from a day on; values by settlement, as people read them."""

    name: str
    label: str
    settlement: str
    before: str
    after: str
    source: str
    place: str


def frozen_case(
    frozen: Mapping[str, Any],
    changes: Changes | None = None,
    without: Collection[int] = (),
    added: Mapping[int, Mapping[str, int | None]] | None = None,
) -> tuple[Case, tuple[int, ...]]:
    """The family of a determination with its facts as they were frozen, and the ids of its persons.

    `added` are the facts of people who were not in it, by id.
    """
    facts = frozen["facts"]
    known = dict(zip(frozen["persons"], facts["members"], strict=True)) | dict(added or {})
    members = {person: known[person] for person in known if person not in without}
    case = Case(
        household=changed(facts["household"], None, changes),
        members=[changed(own, person, changes) for person, own in members.items()],
        settlement=frozen["settlement"],
    )
    return case, tuple(members)


def assess_again(
    frozen: Mapping[str, Any],
    on: date,
    changes: Changes | None = None,
    without: Collection[int] = (),
    added: Mapping[int, Mapping[str, int | None]] | None = None,
    *,
    explained: bool = True,
) -> Assessment | None:
    """What the rulebook of a day says of it; None where nobody is left or the programme is not offered."""
    case, persons = frozen_case(frozen, changes, without, added)
    if not case.members:
        return None
    found = assess_case(case, frozen["place"], on, [frozen["programme"]], explained=explained)
    return next(
        (replace(a, persons=persons, covered=tuple(persons[i] for i in a.members)) for a in found), None
    )


def facts_of(household: Any, persons: Iterable[int], on: date) -> dict[int, dict[str, Any]]:
    """What the register knows of some members on a day, as the rules read it."""
    case, known = known_of(household, on)
    wanted = set(persons)
    return {
        person: dict(facts) for person, facts in zip(known, case.members, strict=True) if person in wanted
    }


def value_changes(place: str, programme: str, on: date) -> list[ValueChange]:
    """The standards that a programme reads and that are others on a day than on the day before."""
    code = known_place(place)
    now, before = (_values(code, programme, day) for day in (on, on - timedelta(days=1)))
    rows = [
        _change(name, settlement, before.get((name, settlement)), value)
        for (name, settlement), value in now.items()
        if _differs(before.get((name, settlement)), value)
    ]
    return _joined(rows)


def value_days(place: str, programme: str, first: date, last: date) -> list[date]:
    """The days on which a standard that the programme reads becomes another one, the latest first."""
    policies, code = get_policies(), known_place(place)
    chain = policies.places[code].chain
    names = {name for day in (first, last) for name in _read(code, programme, day)}
    series = [policies.parameters[at.code][name] for at in chain for name in names if _has(at.code, name)]
    days = {period.since for parameter in series for period in parameter.periods}
    ended = {p.until + timedelta(days=1) for parameter in series for p in parameter.periods if p.until}
    asked = sorted((day for day in days | ended if first <= day <= last), reverse=True)
    return [day for day in asked if value_changes(code, programme, day)]


def _has(code: str, name: str) -> bool:
    return name in get_policies().parameters[code]


def _read(code: str, programme: str, on: date) -> set[str]:
    """The parameters that the rules of a programme read, or may read, on a day."""
    policies = get_policies()
    offered = policies.programmes(code, on).get(programme)
    if offered is None:
        return set()
    rules = policies.rulebook(place=code, on=on).graph.needed((offered.eligible, offered.amount))
    return {name for rule in rules for name in rule.parameters}


def _values(code: str, programme: str, on: date) -> dict[tuple[str, str], ParameterValue]:
    policies, found = get_policies(), {}
    for name in sorted(_read(code, programme, on)):
        for settlement in SETTLEMENTS:
            try:
                value = lookup(policies.parameters, policies.places[code], name, settlement, on)
            except MissingParameter:
                continue
            found[name, str(settlement)] = value
    return found


def _differs(before: ParameterValue | None, now: ParameterValue) -> bool:
    return before is None or before.value != now.value


def _change(name: str, settlement: str, before: ParameterValue | None, now: ParameterValue) -> ValueChange:
    then = before.text if before else "—"
    return ValueChange(name, now.label, settlement, then, now.text, now.source, now.place_name)


def _joined(rows: list[ValueChange]) -> list[ValueChange]:
    """One row where town and country are alike."""
    by_name: dict[str, list[ValueChange]] = {}
    for row in rows:
        by_name.setdefault(row.name, []).append(row)
    joined = []
    for same in by_name.values():
        alike = len(same) == len(SETTLEMENTS) and len({(row.before, row.after) for row in same}) == 1
        joined += [replace(same[0], settlement="")] if alike else same
    return joined
