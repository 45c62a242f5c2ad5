"""What the programmes of a place say of one household: fits or not, how much, why, and what is missing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from doudi.engine import Case, MissingParameter, Result, RuleError, Unknown
from doudi.engine.programmes import Programme
from doudi.policies import get_policies
from doudi.policies.sheets import conditions, sheet, why_not

NATION = "000000"
OF_PATH = {"SINGLE_PERSON": "single_eligible"}
"""Where only some of a household are covered: the rule of persons that says who, by path."""


class Outcome(StrEnum):
    """Whether a programme fits."""

    ELIGIBLE = "ELIGIBLE"
    UNKNOWN = "UNKNOWN"
    NOT_ELIGIBLE = "NOT_ELIGIBLE"


class Missing(NamedTuple):
    """A fact that is not known; `member` is empty for one of the household."""

    label: str
    member: str


@dataclass(frozen=True)
class Answer:
    """One programme's answer. `amount_fen` is None unless it is known that the household is due it.

    `sheet` and `why_not` are rows of a calculation sheet; `problem` says which local setting or rule
    kept it from being computed. `members` are those whom the help is for, counted from 0 (one of
    them, when somebody is enrolled singly).
    """

    programme: str
    label: str
    place: str
    on: date
    outcome: Outcome
    amount_fen: int | None = None
    path: str = ""
    path_code: str = ""
    missing: list[Missing] = field(default_factory=list)
    missing_names: list[str] = field(default_factory=list)
    sheet: list[dict[str, Any]] = field(default_factory=list)
    why_not: list[dict[str, Any]] = field(default_factory=list)
    conditions: list[dict[str, Any]] = field(default_factory=list)
    problem: str = ""
    members: tuple[int, ...] = ()
    result: Result | None = None

    @property
    def is_eligible(self) -> bool:
        return self.outcome == Outcome.ELIGIBLE


def known_place(code: str) -> str:
    """The nearest place at or above `code` that has policies (GB/T 2260: two digits a level)."""
    digits = code[:6].ljust(6, "0")
    for candidate in (digits, digits[:4] + "00", digits[:2] + "0000"):
        if candidate in get_policies().places:
            return candidate
    return NATION


def answers(case: Case, place: str, on: date, programmes: Collection[str] | None = None) -> list[Answer]:
    """What each programme says, the fitting ones first; `programmes` limits which are asked."""
    code = known_place(place)
    known = get_policies().programmes(code, on)
    wanted = [p for name, p in known.items() if programmes is None or name in programmes]
    order = list(Outcome)
    return sorted((_assess(case, code, on, p) for p in wanted), key=lambda a: order.index(a.outcome))


def _assess(case: Case, place: str, on: date, programme: Programme) -> Answer:
    """The whole answer; where a local setting for the amount is missing, at least whether it fits."""
    empty = Answer(programme.name, programme.label, place, on, Outcome.UNKNOWN)
    book = get_policies().rulebook(place=place, on=on)
    problem = ""
    for wanted in (programme.rules, (programme.eligible, *programme.conditions)):
        try:
            result = book.assess(replace(case, want=wanted))
            return _answer(replace(empty, problem=problem), programme, result)
        except (MissingParameter, RuleError) as error:
            problem = problem or str(error)
    return replace(empty, problem=problem)


def _answer(empty: Answer, programme: Programme, result: Result) -> Answer:
    outcome = _outcome(_each(result, programme.eligible))
    amount = _amount(programme, result) if outcome == Outcome.ELIGIBLE else None
    settled = outcome == Outcome.NOT_ELIGIBLE or amount is not None
    missing = [] if settled else result.missing
    answer = replace(
        empty,
        outcome=outcome,
        amount_fen=amount,
        missing=[Missing(f.label, "" if f.member is None else result.name_of(f.member)) for f in missing],
        missing_names=[fact.name for fact in missing],
        sheet=sheet(programme, result),
        why_not=why_not(programme, result) if outcome == Outcome.NOT_ELIGIBLE else [],
        conditions=conditions(programme, result),
        result=result,
    )
    answer = _with_path(answer, programme, result)
    return replace(answer, members=_members(answer, programme, result)) if answer.is_eligible else answer


def _each(result: Result, name: str) -> list[Any]:
    """A value of the household, or of each member."""
    if name in result.values:
        return [result.values[name]]
    return [member[name] for member in result.members if name in member]


def _outcome(values: list[Any]) -> Outcome:
    """It fits when it fits for one; it is open when it may yet fit for one."""
    if any(value is True for value in values):
        return Outcome.ELIGIBLE
    if any(isinstance(value, Unknown) for value in values):
        return Outcome.UNKNOWN
    return Outcome.NOT_ELIGIBLE


def _amount(programme: Programme, result: Result) -> int | None:
    """The household's amount; for help to persons, the sum over those whom it fits."""
    amounts = _each(result, programme.amount)
    if not amounts:
        return None
    if programme.eligible in result.values:
        due = amounts
    else:
        fits = _each(result, programme.eligible)
        due = [amount for amount, fit in zip(amounts, fits, strict=True) if fit is True]
    return None if any(isinstance(amount, Unknown) for amount in due) else sum(int(amount) for amount in due)


def _with_path(answer: Answer, programme: Programme, result: Result) -> Answer:
    step = result.step(programme.path) if programme.path else None
    if step is None or isinstance(step.value, Unknown):
        return answer
    assert step.unit.enum is not None
    return replace(answer, path=step.unit.show(step.value), path_code=step.unit.enum(step.value).name)


def _members(answer: Answer, programme: Programme, result: Result) -> tuple[int, ...]:
    """The members whom the help is for."""
    rule = programme.eligible if programme.unit == "PERSON" else OF_PATH.get(answer.path_code, "is_member")
    return tuple(i for i, member in enumerate(result.members) if member.get(rule) is True)
