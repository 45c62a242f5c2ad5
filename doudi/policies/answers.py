"""What the programmes of a place say of one household: fits or not, how much, why, and what is missing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from doudi.engine import Case, MissingParameter, Result, Rulebook, RuleError, Unknown
from doudi.engine.programmes import Programme
from doudi.policies import get_policies
from doudi.policies.enums.classes import AssistanceClass
from doudi.policies.sheets import benefits, conditions, sheet, why_not

NATION = "000000"
CLASS_FACTS = ("household_class", "person_class")
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
    them, when somebody is enrolled singly). `benefits` are what it brings besides money. `rests_on`
    names the programmes that would first have to recognise the household, or one of its members.
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
    benefits: list[dict[str, Any]] = field(default_factory=list)
    rests_on: tuple[str, ...] = ()
    result: Result | None = None
    descriptor: Programme | None = None

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


def answers(
    case: Case,
    place: str,
    on: date,
    programmes: Collection[str] | None = None,
    *,
    explained: bool = True,
) -> list[Answer]:
    """What each programme says: the fitting ones first, the largest amount before others.

    `programmes` limits which are asked, and then nobody is presumed to be recognised by another one;
    without `explained` there is no calculation sheet.
    """
    code = known_place(place)
    known = get_policies().programmes(code, on)
    wanted = [p for name, p in known.items() if programmes is None or name in programmes]
    found = recognised(case, code, on) if programmes is None else Recognised(case)
    told = [_resting(answer, found) for answer in _together(found.case, code, on, wanted, explained)]
    order = list(Outcome)
    return sorted(told, key=lambda a: (order.index(a.outcome), -(a.amount_fen or 0)))


@dataclass(frozen=True)
class Recognised:
    """A case with the classes that its own facts would give it, and the programmes that would give them."""

    case: Case
    by: tuple[Programme, ...] = ()


def recognised(case: Case, place: str, on: date) -> Recognised:
    """The case as it would stand once each programme that gives a class has recognised whom it fits.

    The strongest class comes first; what a household or person is already recognised as stays. Where it is
    not known whether a stronger class is given, the class is unknown and names what it rests on; a programme
    that cannot be judged for want of a local setting leaves it as it is.
    """
    known = get_policies().programmes(place, on).values()
    givers = sorted((p for p in known if p.gives), key=_strength)
    told = {answer.programme: answer for answer in _together(case, place, on, givers, explained=False)}
    found = Recognised(case)
    for giver in givers:
        found = _given(found, giver, told[giver.name])
    return found


def _strength(programme: Programme) -> int:
    return min(int(AssistanceClass[name]) for name in programme.gives.values())


def _given(found: Recognised, giver: Programme, answer: Answer) -> Recognised:
    """The case after one programme has spoken."""
    cannot_be_judged = bool(answer.problem) and not answer.missing and not answer.is_eligible
    if answer.outcome == Outcome.NOT_ELIGIBLE or cannot_be_judged:
        return found
    case = found.case
    household, members = dict(case.household), [dict(member) for member in case.members]
    singly = giver.unit == "PERSON" or answer.path_code in OF_PATH
    covered = answer.members if answer.is_eligible else range(len(members))
    records = {"household": [] if singly else [household], "person": [members[i] for i in covered]}
    missing = Unknown(answer.result.missing if answer.result else ())
    set_now = 0
    for fact, name in giver.gives.items():
        value = AssistanceClass[name] if answer.is_eligible else missing
        for record in records[get_policies().facts[fact].entity]:
            if not isinstance(record.get(fact), Unknown) and not record.get(fact):
                record[fact] = value
                set_now += 1
    by = (*found.by, giver) if set_now and answer.is_eligible else found.by
    return Recognised(replace(case, household=household, members=members), by)


def _resting(answer: Answer, found: Recognised) -> Answer:
    """The answer of a programme that may ask for a class, saying which recognition it rests on."""
    others = tuple(p.label for p in found.by if p.name != answer.programme)
    if not answer.is_eligible or not others or answer.result is None:
        return answer
    assert answer.descriptor is not None
    own = set(answer.result.book.graph.needed(answer.descriptor.rules))
    reads = {name for step in answer.result.trace if step.rule in own for _of, name, _value in step.inputs}
    return replace(answer, rests_on=others) if reads & set(CLASS_FACTS) else answer


def _together(
    case: Case, place: str, on: date, programmes: Collection[Programme], explained: bool
) -> list[Answer]:
    """The answers of several programmes from one computation: what they share is computed once.

    Those for which a local setting is missing are taken out and asked alone.
    """
    book = get_policies().rulebook(place=place, on=on)
    joint, alone = list(programmes), list[Programme]()
    result = None
    while len(joint) > 1 and result is None:
        wanted = ("is_member", *dict.fromkeys(name for p in joint for name in p.rules))
        try:
            result = book.assess(replace(case, want=wanted))
        except MissingParameter as missing:
            failing = [p for p in joint if missing.name in _parameters(book, p)]
            alone, joint = [*alone, *failing], [p for p in joint if p not in failing]
        except RuleError:
            alone, joint = [*alone, *joint], []
    told = {p.name: _assess(case, place, on, p, explained) for p in (alone if result else programmes)}
    if result is not None:
        for p in joint:
            told[p.name] = _told(_empty(p, place, on), p, replace(result, wanted=p.rules), explained)
    return [told[p.name] for p in programmes]


def _parameters(book: Rulebook, programme: Programme) -> set[str]:
    """The parameters that a programme may read."""
    return {name for rule in book.graph.needed(programme.rules) for name in rule.parameters}


def _empty(programme: Programme, place: str, on: date) -> Answer:
    return Answer(programme.name, programme.label, place, on, Outcome.UNKNOWN, descriptor=programme)


def _told(empty: Answer, programme: Programme, result: Result, explained: bool) -> Answer:
    answer = _answer(empty, programme, result)
    return _explained(answer, programme, result) if explained else answer


def _assess(case: Case, place: str, on: date, programme: Programme, explained: bool = True) -> Answer:
    """The whole answer; where a local setting for the amount is missing, at least whether it fits."""
    empty = _empty(programme, place, on)
    book = get_policies().rulebook(place=place, on=on)
    problem = ""
    told = (programme.eligible, *programme.conditions)
    for wanted in (programme.rules, (*told, programme.amount), told):
        wanted = (*wanted, "is_member") if programme.unit == "HOUSEHOLD" else wanted
        try:
            result = book.assess(replace(case, want=wanted))
            return _told(replace(empty, problem=problem), programme, result, explained)
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
        benefits=benefits(programme, result) if outcome == Outcome.ELIGIBLE else [],
        result=result,
    )
    answer = _with_path(answer, programme, result)
    return replace(answer, members=_members(answer, programme, result)) if answer.is_eligible else answer


def _explained(answer: Answer, programme: Programme, result: Result) -> Answer:
    """The answer with its calculation sheet, its conditions and why it does not fit."""
    return replace(
        answer,
        sheet=sheet(programme, result),
        why_not=why_not(programme, result) if answer.outcome == Outcome.NOT_ELIGIBLE else [],
        conditions=conditions(programme, result),
    )


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
