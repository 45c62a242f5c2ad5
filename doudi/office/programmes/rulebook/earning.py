"""What a household of the register has left as one of its members earns more."""

from datetime import date
from typing import Any

from doudi.policies import cliffs

from .household import known_of
from .programmes import place_of


def cliff(household: Any, on: date, person: int | None = None) -> tuple[cliffs.Cliff, int]:
    """The view, and the id of the person whose wage changes; by default whoever earns most, or an adult.

    Raises FactError with what is missing.
    """
    case, persons = known_of(household, on)
    member = persons.index(person) if person in persons else None
    view = cliffs.cliff(case, place_of(household), on, member)
    return view, persons[view.member]
