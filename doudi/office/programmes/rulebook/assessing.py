"""What the rulebook says of a household of the register."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from doudi.engine import Case
from doudi.office.programmes.enums import Outcome
from doudi.policies import answers

from .household import Changes, known_of
from .programmes import place_of

Missing = answers.Missing


@dataclass(frozen=True)
class Assessment(answers.Answer):
    """One programme's answer, with the ids of the persons behind the members.

    `covered` are those whom the help is for: all of the household, or those who are enrolled singly.
    """

    outcome: Outcome  # type: ignore[assignment]
    persons: tuple[int, ...] = ()
    covered: tuple[int, ...] = ()


def assess(
    household: Any,
    on: date,
    programmes: Collection[str] | None = None,
    changes: Changes | None = None,
    without: Collection[int] = (),
    *,
    explained: bool = True,
) -> list[Assessment]:
    """What each programme says of a household on a day; the fitting ones first.

    `changes` and `without` (ids of persons) are for trying out; nothing is stored. Without `explained`
    there is no calculation sheet.
    """
    case, persons = known_of(household, on, changes, without)
    found = assess_case(case, place_of(household), on, programmes, explained=explained)
    return [replace(a, persons=persons, covered=tuple(persons[i] for i in a.members)) for a in found]


def assess_case(
    case: Case,
    place: str,
    on: date,
    programmes: Collection[str] | None = None,
    *,
    explained: bool = True,
) -> list[Assessment]:
    """The same for a case that no register knows, such as a self-check; `members` counts from 0."""
    found = answers.answers(case, place, on, programmes, explained=explained)
    return [Assessment(**{**vars(a), "outcome": Outcome(a.outcome)}) for a in found]
