"""What changed from one determination of a household to another."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from doudi.engine.facts import Fact
from doudi.policies import get_policies

NOTHING = "—"


@dataclass(frozen=True)
class Change:
    """One line of the comparison; `person` is None for the household."""

    kind: str
    label: str
    person: int | None
    before: str
    after: str
    note: str = ""


def changes(earlier: Mapping[str, Any], later: Mapping[str, Any]) -> list[Change]:
    """Facts, parameters and results that differ between two frozen determinations, in this order."""
    return [
        *_fact_changes(earlier, later),
        *_parameter_changes(earlier, later),
        *_value_changes(earlier, later),
    ]


def _fact_changes(earlier: Mapping[str, Any], later: Mapping[str, Any]) -> Iterator[Change]:
    then, now = _facts(earlier), _facts(later)
    for person, name in sorted({*then, *now}, key=lambda key: (key[0] is not None, key[0] or 0, key[1])):
        before, after = then.get((person, name)), now.get((person, name))
        if before != after:
            fact = get_policies().facts.get(name)
            label = fact.label if fact else name
            yield Change("FACT", label, person, _show_fact(fact, before), _show_fact(fact, after))


def _facts(frozen: Mapping[str, Any]) -> dict[tuple[int | None, str], int]:
    mine = {(None, name): value for name, value in frozen["facts"]["household"].items()}
    for person, facts in zip(frozen["persons"], frozen["facts"]["members"], strict=True):
        mine |= {(person, name): value for name, value in facts.items()}
    return mine


def _show_fact(fact: Fact | None, value: int | None) -> str:
    if value is None:
        return NOTHING
    return fact.unit.show(value) if fact else str(value)


def _parameter_changes(earlier: Mapping[str, Any], later: Mapping[str, Any]) -> Iterator[Change]:
    then = {p["name"]: p for p in earlier["parameters"]}
    now = {p["name"]: p for p in later["parameters"]}
    for name in sorted({*then, *now}):
        before, after = then.get(name), now.get(name)
        if _value_of(before) != _value_of(after):
            label = _parameter_label(name)
            note = _("%(source)s，%(since)s 起") % after if after else ""
            yield Change(
                "PARAMETER", label, None, _show_parameter(name, before), _show_parameter(name, after), note
            )


def _value_of(parameter: Mapping[str, Any] | None) -> Any:
    return None if parameter is None else parameter["value"]


def _defined(name: str) -> Any:
    return next((known[name] for known in get_policies().parameters.values() if name in known), None)


def _parameter_label(name: str) -> str:
    defined = _defined(name)
    return defined.label if defined else name


def _show_parameter(name: str, parameter: Mapping[str, Any] | None) -> str:
    if parameter is None:
        return NOTHING
    defined = _defined(name)
    return defined.unit.show(parameter["value"]) if defined else str(parameter["value"])


def _value_changes(earlier: Mapping[str, Any], later: Mapping[str, Any]) -> Iterator[Change]:
    rules = _rules(later) | _rules(earlier)
    then, now = _values(earlier), _values(later)
    for person, name in now | then:
        before, after = then.get((person, name)), now.get((person, name))
        if before != after:
            rule = rules.get(name)
            label = rule.label if rule else name
            yield Change(
                "VALUE", label, person, _show_value(rule, person, before), _show_value(rule, person, after)
            )


def _values(frozen: Mapping[str, Any]) -> dict[tuple[int | None, str], int | None]:
    mine = {(None, name): value for name, value in frozen["values"].items()}
    for person, values in zip(frozen["persons"], frozen["members"], strict=True):
        mine |= {(person, name): value for name, value in values.items()}
    return mine


def _rules(frozen: Mapping[str, Any]) -> dict[str, Any]:
    """The rules by name, as the policies have them now."""
    known = get_policies().rules.values()
    names = {rule["name"] for rule in frozen["rules"]}
    return {name: versions[-1] for place in known for name, versions in place.items() if name in names}


def _show_value(rule: Any, person: int | None, value: int | None) -> str:
    if value is None:
        return NOTHING
    if rule is None:
        return str(value)
    unit = rule.body_unit if person is not None else rule.unit
    return str(unit.show(value))
