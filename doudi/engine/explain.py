"""The calculation sheet of a result, and the reasons of a refusal, in plain Chinese."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from doudi.engine.errors import FactError, MissingParameter
from doudi.engine.parameters import ParameterValue
from doudi.engine.results import MissingFact, Result, Step, Unknown
from doudi.engine.structure import body_of
from doudi.engine.units import BOOL, LITERAL
from doudi.engine.wording import ATOM, Phrase, Reason, Seen, Wording

_Place = tuple[str, int | None]


@dataclass(frozen=True)
class Line:
    """One line of the sheet. `member` counts from 0; `depth` is 0 for what was asked."""

    name: str
    label: str
    value_text: str
    text: str
    law: str
    member: int | None
    member_name: str
    parameters: tuple[ParameterValue, ...]
    depth: int


def explain(result: Result, name: str, member: int | None = None) -> list[Line]:
    """What a value rests on, each line after those that it uses; the last line is the value itself.

    Amounts and numbers that are 0 stand in the formulas that use them, without lines of their own.
    """
    _step(result, name, member)
    return list(_Sheet(result).lines((name, member), 0))


def why_not(result: Result, name: str, member: int | None = None) -> list[Line]:
    """The conditions that made a value false, 0 or unknown; empty where it is neither."""
    step = _step(result, name, member)
    if not isinstance(step.value, Unknown) and step.value:
        return []
    return list(_Sheet(result).failures((name, member), 0))


def _step(result: Result, name: str, member: int | None) -> Step:
    step = result.step(name, member)
    if step is None:
        who = "" if member is None else f"（{result.name_of(member)}）"
        raise FactError(f"这次认定没有算出 {name}{who}；按成员的值要给出 member")
    return step


class _Sheet:
    """The lines of one result; each value stands in it once."""

    def __init__(self, result: Result) -> None:
        self.result = result
        self.done: set[_Place] = set()

    def lines(self, at: _Place, depth: int) -> Iterator[Line]:
        """Inputs first, then the value."""
        step = self.result.step(*at)
        if step is None or at in self.done:
            return
        self.done.add(at)
        bare = step.member is not None and step.rule.is_aggregate and _is_bare(step)
        for below in self._inputs(step):
            yield from self.lines(below, depth if bare else depth + 1)
        if not bare:
            yield self._line(step, self._text(step), depth)

    def failures(self, at: _Place, depth: int) -> Iterator[Line]:
        """The conditions of a value that decided against it, followed to where they stand."""
        step = self.result.step(*at)
        if step is None or at in self.done:
            return
        self.done.add(at)
        reasons = self._reasons(step)
        followed = [(reason, self._target(reason, step)) for reason in reasons]
        here = [reason.text for reason, target in followed if target is None]
        if here or not reasons:
            yield self._line(step, "；".join(here) or self._text(step), depth)
        for target in (target for _, target in followed if target is not None):
            yield from self.failures(target, depth + 1)

    def _reasons(self, step: Step) -> list[Reason]:
        if isinstance(step.value, Unknown) or self._is_joined(step):
            return []
        wording = self._wording(step)
        returned = wording.returned.reasons if wording.returned else ()
        return list(dict.fromkeys([*wording.reasons, *returned]))

    def _is_joined(self, step: Step) -> bool:
        """Whether the step is the sum, count, any or all of members, not the value of one."""
        return step.rule.is_aggregate and step.member is None

    def _target(self, reason: Reason, step: Step) -> _Place | None:
        """The derived value behind a yes-or-no reason, if it was computed here."""
        if reason.record not in ("person", "household"):
            return None
        at = (reason.name, step.member if reason.record == "person" else None)
        return at if self.result.step(*at) and at not in self.done else None

    def _inputs(self, step: Step) -> list[_Place]:
        if self._is_joined(step):
            return [(step.rule.name, int(i)) for _, i, value in step.inputs if _counts(value)]
        return [
            (name, step.member if entity == "person" else None)
            for entity, name, value in step.inputs
            if _counts(value) or not self.result.book.graph.unit(name).is_number
        ]

    def _line(self, step: Step, text: str, depth: int) -> Line:
        unknown = isinstance(step.value, Unknown)
        return Line(
            name=step.rule.name,
            label=step.rule.label,
            value_text="未知" if unknown else step.unit.show(step.value),
            text=text,
            law=step.rule.law,
            member=step.member,
            member_name="" if step.member is None else self.result.name_of(step.member),
            parameters=step.parameters,
            depth=depth,
        )

    def _text(self, step: Step) -> str:
        if isinstance(step.value, Unknown):
            return self._missing(step.value)
        if self._is_joined(step):
            return self._joined(step)
        wording = self._wording(step)
        reasons = "；".join(reason.text for reason in dict.fromkeys(wording.reasons))
        formula = "" if wording.returned is None else _formula(wording.returned, step)
        return "；".join(part for part in (reasons, formula) if part)

    def _missing(self, value: Unknown) -> str:
        facts = sorted(value.missing, key=lambda fact: (fact.member is not None, fact.member or 0, fact.name))
        return f"缺少：{'、'.join(map(self._fact, facts))}" if facts else "缺少判断所需的事实"

    def _fact(self, fact: MissingFact) -> str:
        return fact.label if fact.member is None else f"{self.result.name_of(fact.member)}的{fact.label}"

    def _joined(self, step: Step) -> str:
        members = [(int(i), value) for _, i, value in step.inputs]
        if step.rule.kind == "total":
            return self._sum(step, [(i, value) for i, value in members if value])
        wanted = step.rule.kind != "all"
        names = "、".join(self.result.name_of(i) for i, value in members if value is wanted)
        if step.rule.kind == "all":
            return f"不符合的成员：{names}" if names else "全部成员符合"
        return f"符合的成员：{names}" if names else "没有成员符合"

    def _sum(self, step: Step, members: list[tuple[int, Any]]) -> str:
        if not members:
            return "各成员均为 0"
        unit = step.rule.body_unit
        parts = " ＋ ".join(f"{self.result.name_of(i)} {unit.show(value)}" for i, value in members)
        return f"{parts} = {step.unit.show(step.value)}"

    def _wording(self, step: Step) -> Wording:
        return Wording(step.rule, lambda record, name: self._see(step, record, name))

    def _see(self, step: Step, record: str, name: str) -> Seen:
        book, case = self.result.book, self.result.case
        if record == "p":
            try:
                parameter = book.parameter(name, case.settlement)
            except MissingParameter as error:
                return Seen(error.label, book.parameter_unit(name), Unknown())
            return Seen(parameter.label, parameter.unit, parameter.value)
        value = self.result.value(name, step.member if record == "person" else None)
        return Seen(book.graph.label(name), book.graph.unit(name), value)


def _formula(phrase: Phrase, step: Step) -> str:
    """The returned phrase, with its result where the phrase does not say it already."""
    if step.unit == BOOL:
        return phrase.text
    if phrase.rank == ATOM:
        return step.unit.show(step.value) if phrase.unit is LITERAL else phrase.text
    return f"{phrase.text} = {step.unit.show(step.value)}"


def _counts(value: Any) -> bool:
    return isinstance(value, Unknown) or bool(value)


def _is_bare(step: Step) -> bool:
    """Whether the function of an aggregate only names one value."""
    body = body_of(step.rule.tree)
    return isinstance(body[0], ast.Return) and isinstance(body[0].value, ast.Attribute)
