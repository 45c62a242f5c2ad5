"""What if a standard were another one: changed values of parameters, or the whole rule set of another place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from doudi.engine import FactError, MissingParameter, Policies, PolicyError, Settlement
from doudi.engine.parameters import SETTLEMENTS, Parameter, Period, Value, lookup, read_period
from doudi.engine.units import Unit

ORIGIN = "SIMULATION"
SOURCE = "测算"
_WRITTEN = re.compile(r"(\w+)(?:\.(urban|rural))?\s*=\s*(.+)", re.IGNORECASE)
_NUMBER = re.compile(r"([-+]?\d+(?:\.\d+)?)\s*(\D*)")
LARGEST = {"money": 10**10, "ratio": 10**6, "int": 10**5}
"""Beyond these, products of amounts and ratios would no longer be exact."""
_YES = {"true": True, "是": True, "false": False, "否": False}


@dataclass(frozen=True)
class Change:
    """Other values of one parameter, by settlement; at `place`, or, when it is empty, wherever the households live."""

    name: str
    values: Mapping[Settlement, Value]
    place: str = ""


@dataclass(frozen=True)
class Scenario:
    """What is tried out. With `rules_of` everybody is judged by the rules of that place, with `rules_on` by
    those of that day; the changed values are laid over them."""

    changes: tuple[Change, ...] = ()
    rules_of: str = ""
    rules_on: date | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.changes or self.rules_of or self.rules_on)

    def day(self, on: date) -> date:
        """The day whose rules count."""
        return self.rules_on or on

    def applied(self, policies: Policies, places: Iterable[str], on: date) -> Policies:
        """The policies as they would be for households at these places, on the day whose rules count.

        Raises PolicyError where a parameter is not known, FactError where a value is beyond all measure.
        """
        live_at = [self.rules_of] if self.rules_of else list(places)
        added: dict[str, dict[str, Period]] = {}
        for change in self.changes:
            for code in [change.place] if change.place else live_at:
                known = added.setdefault(code, {})
                _check_size(definition(policies, code, change.name), change)
                before = known.get(change.name) or _present(policies, code, change.name, self.day(on))
                known[change.name] = replace(before, values={**before.values, **change.values})
        if not added:
            return policies
        return policies.overlaid(
            {code: {name: [period] for name, period in known.items()} for code, known in added.items()}
        )


def _check_size(parameter: Parameter, change: Change) -> None:
    unit = parameter.unit.of or parameter.unit
    largest = LARGEST.get(unit.kind)
    for value in change.values.values():
        numbers = value if isinstance(value, tuple) else (value,)
        if largest is not None and any(abs(number) > largest for number in numbers):
            raise FactError(
                f"{parameter.label}（{parameter.name}）：{parameter.unit.show(value)} 太大，请核对单位"
            )


def _present(policies: Policies, code: str, name: str, on: date) -> Period:
    """The values in force at a place, as a period that begins on the day."""
    return Period(on, None, values_at(policies, code, name, on), SOURCE, "", None, "", origin=ORIGIN)


def values_at(policies: Policies, code: str, name: str, on: date) -> dict[Settlement, Value]:
    """The values of a parameter that are in force at a place on a day, by settlement."""
    values: dict[Settlement, Value] = {}
    for settlement in SETTLEMENTS:
        try:
            found = lookup(policies.parameters, policies.place(code), name, settlement, on)
        except MissingParameter:
            continue
        values[settlement] = found.value
    return values


@dataclass(frozen=True)
class Lever:
    """A parameter that a programme's rules read, with its values in force: what a scenario may change."""

    parameter: Parameter
    values: Mapping[Settlement, Value]

    @property
    def name(self) -> str:
        return self.parameter.name

    @property
    def unit(self) -> Unit:
        return self.parameter.unit


def levers(policies: Policies, place: str, on: date, programme: str) -> list[Lever]:
    """The parameters with a value at a place that whether and how much of a programme rest on; FactError
    where it is not offered on the day."""
    book = policies.rulebook(place=place, on=on)
    descriptor = policies.programmes(place, on).get(programme)
    if descriptor is None:
        raise FactError(f"{policies.place(place)} 在 {on} 没有叫 {programme} 的项目")
    needed = book.graph.needed((descriptor.eligible, descriptor.amount))
    found = [
        Lever(definition(policies, place, name), values_at(policies, place, name, on))
        for name in dict.fromkeys(name for rule in needed for name in sorted(rule.parameters))
    ]
    return [lever for lever in found if lever.values]


def definition(policies: Policies, code: str, name: str) -> Parameter:
    """What a parameter is, as the place or the nearest one above defines it; a likely name where there is none."""
    chain = policies.place(code).chain
    for at in chain:
        if name in policies.parameters[at.code]:
            return policies.parameters[at.code][name]
    everywhere = sorted({known for at in chain for known in policies.parameters[at.code]})
    like = get_close_matches(name, everywhere, n=3, cutoff=0.5)
    hint = f"，是不是 {'、'.join(like)}" if like else ""
    raise PolicyError(f"{chain[0]} 没有叫 {name} 的参数{hint}？全部参数见 doudi standards --all")


def facts_read(policies: Policies, place: str, on: date, programmes: Iterable[str]) -> set[str]:
    """The facts that whether and how much of these programmes rest on: what a population must know."""
    graph = policies.rulebook(place=place, on=on).graph
    offered = policies.programmes(place, on)
    rules = [
        name for p in programmes for name in (offered[p].eligible, offered[p].amount, offered[p].line) if name
    ]
    return {name for rule in graph.needed(rules) for _of, name in rule.needs if name in graph.facts}


def read_change(policies: Policies, text: str, *, place: str, on: date, everywhere: bool = False) -> Change:
    """A change as it is typed: `dibao_line.urban=800`, `near_dibao_ratio=150%`; FactError says what is wrong.

    Without `.urban` or `.rural` it holds for both. `place` gives the definition; the change is laid there, or,
    with `everywhere`, wherever the households live.
    """
    match = _WRITTEN.fullmatch(text.strip())
    if match is None:
        raise FactError(f"“{text}”看不懂；应写成 名称=取值，如 dibao_line.urban=800、near_dibao_ratio=150")
    name, only, given = match.groups()
    unit = definition(policies, place, name).unit
    value = read_value(given, unit, name, on)
    settled: list[Settlement] = [s for s in SETTLEMENTS if only is None or s == only.upper()]
    return Change(name, dict.fromkeys(settled, value), "" if everywhere else place)


def read_value(text: str, unit: Unit, name: str, on: date) -> Value:
    """A value in the engine's units from what somebody typed; its unit may stand behind a number."""
    written = _written(text.strip(), unit, name)
    try:
        period = read_period({"since": on, "value": written, "source": SOURCE}, unit, name)
    except PolicyError as error:
        raise FactError(str(error)) from error
    return period.values["URBAN"]


def _written(text: str, unit: Unit, name: str) -> Any:
    """The text as parameters.yaml would hold it."""
    if unit.of is not None:
        return [_written(item.strip(), unit.of, name) for item in re.split("[,，、]", text.strip("[]"))]
    if unit.enum is not None:
        return next((m.name for m in unit.enum if getattr(m, "label", "") == text), text.upper())
    if unit.kind == "bool":
        return _YES.get(text.lower(), text)
    match = _NUMBER.fullmatch(text)
    if match is None or match[2].strip() not in _suffixes(unit):
        raise FactError(f"{name} 的单位是{_unit_name(unit)}，“{text}”不对；请只写数字，如 {_sample(unit)}")
    number = Decimal(match[1])
    return int(number) if number == number.to_integral_value() else number


def _suffixes(unit: Unit) -> tuple[str, ...]:
    if unit.kind == "ratio":
        return ("", "%") if unit.suffix == "percent" else ("",)
    return ("", "元", unit.suffix) if unit.kind == "money" else ("", unit.suffix)


def _unit_name(unit: Unit) -> str:
    if unit.kind == "ratio":
        return "百分比" if unit.suffix == "percent" else "比例（80% 写成 0.8）"
    return unit.suffix or "整数"


def _sample(unit: Unit) -> str:
    return {"money": "800", "ratio": "150" if unit.suffix == "percent" else "0.8"}.get(unit.kind, "12")
