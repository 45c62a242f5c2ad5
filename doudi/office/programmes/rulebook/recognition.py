"""What a household or a person is recognised as already, told from above by whoever grants awards.

A fact that stands in the register by hand always comes first.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from doudi.policies import get_policies
from doudi.policies.answers import OF_PATH
from doudi.policies.enums.classes import AssistanceClass


@dataclass(frozen=True)
class Recognition:
    """Facts that follow from what was granted: of the household, and of persons by id."""

    household: Mapping[str, int] = field(default_factory=dict)
    persons: Mapping[int, Mapping[str, int]] = field(default_factory=dict)

    def of_person(self, person: int) -> Mapping[str, int]:
        return self.persons.get(person, {})


Provider = Callable[[Any, date], Recognition]
_providers: list[Provider] = []


def register_recognition(provider: Provider) -> None:
    """Whoever knows what was granted tells here what a household is recognised as on a day."""
    if provider not in _providers:
        _providers.append(provider)


def recognised_as(household: Any, on: date) -> Recognition:
    """All that is told of a household; of several classes the strongest holds."""
    found = Recognition()
    for provider in _providers:
        found = joined(found, provider(household, on))
    return found


def joined(first: Recognition, second: Recognition) -> Recognition:
    """Both together; of two classes the stronger one."""
    people = {*first.persons, *second.persons}
    persons = {person: _stronger(first.of_person(person), second.of_person(person)) for person in people}
    return Recognition(_stronger(first.household, second.household), persons)


def _stronger(first: Mapping[str, int], second: Mapping[str, int]) -> dict[str, int]:
    """The first class of a scale is the strongest claim."""
    both = dict(first)
    for name, value in second.items():
        both[name] = min(value, both.get(name, value))
    return both


def gives(programme: str, place: str, on: date, path: str, persons: Iterable[int]) -> Recognition:
    """What an award of a programme makes of a household and of those whom it is for.

    `path` is the way by which it was granted: who is enrolled singly brings no class to the household.
    """
    descriptor = get_policies().programmes(place, on).get(programme)
    if descriptor is None:
        return Recognition()
    known = get_policies().facts
    facts = {name: int(AssistanceClass[value]) for name, value in descriptor.gives.items()}
    singly = descriptor.unit == "PERSON" or path in OF_PATH
    own = {name: value for name, value in facts.items() if known[name].entity == "person"}
    shared = {name: value for name, value in facts.items() if known[name].entity == "household"}
    return Recognition({} if singly else shared, dict.fromkeys(persons, own) if own else {})


def path_code(frozen: Mapping[str, Any], on: date) -> str:
    """The name of the way by which a stored determination was reached; empty where there is none."""
    descriptor = get_policies().programmes(frozen["place"], on).get(frozen.get("programme", ""))
    value = frozen["values"].get(descriptor.path) if descriptor and descriptor.path else None
    if descriptor is None or value is None:
        return ""
    unit = get_policies().rulebook(place=frozen["place"], on=on).graph.unit(str(descriptor.path))
    return str(unit.enum(value).name) if unit.enum else ""
