"""One household computed rule by rule, with everything kept that an explanation needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from doudi.engine.errors import FactError, RuleError
from doudi.engine.facts import Fact
from doudi.engine.kleene import Kleene, both, either, unknown
from doudi.engine.parameters import ParameterValue
from doudi.engine.results import Case, Read, Step, Unknown, Value, fact_missing
from doudi.engine.rules import Record
from doudi.engine.ruleset import Rule


class _Touched(Exception):
    """A rule read an unknown value: it is computed again by its syntax tree."""


class ValueRecord(Record):
    """What a rule sees as `person` or `household`; notes what it reads."""

    def __init__(self, entity: str, values: Mapping[str, Value], reads: dict[tuple[str, str], Any]) -> None:
        self.__dict__["_seen"] = (entity, values, reads)

    def __getattr__(self, name: str) -> Any:
        entity, values, reads = self.__dict__["_seen"]
        value = values.get(name)
        if value is None or value.__class__ is Unknown:
            raise _Touched
        reads[entity, name] = value
        return value


class ParameterRecord(Record):
    """What a rule sees as `p`; notes which parameters it reads, refuses one without a value."""

    def __init__(self, lookup: Any, reads: dict[str, ParameterValue]) -> None:
        self.__dict__["_seen"] = (lookup, reads)

    def __getattr__(self, name: str) -> Any:
        lookup, reads = self.__dict__["_seen"]
        parameter: ParameterValue = lookup(name)
        reads[name] = parameter
        return parameter.value


class Interpreter:
    """The computation of one case by the rules of one rulebook."""

    def __init__(
        self, rules: tuple[Rule, ...], facts: Mapping[str, Fact], case: Case, parameter: Any
    ) -> None:
        self.facts, self.parameter = facts, parameter
        self.given = checked(case.household, "household", facts, "家庭")
        self.member_given = [
            checked(member, "person", facts, f"第 {i} 位成员") for i, member in enumerate(case.members, 1)
        ]
        self.household: dict[str, Value] = self.with_defaults(self.given, "household")
        self.members: list[dict[str, Value]] = [self.with_defaults(m, "person") for m in self.member_given]
        self.trace: list[Step] = []
        for rule in rules:
            self._derive(rule)

    def with_defaults(self, given: Mapping[str, Value], entity: str) -> dict[str, Value]:
        silent = {
            f.name: f.default for f in self.facts.values() if f.entity == entity and f.default is not None
        }
        return {**silent, **given}

    def _derive(self, rule: Rule) -> None:
        if rule.is_aggregate:
            self._aggregate(rule)
        elif rule.entity == "household":
            self.household[rule.name] = self._compute(rule, None)
        else:
            for i, member in enumerate(self.members):
                member[rule.name] = self._compute(rule, i)

    def _aggregate(self, rule: Rule) -> None:
        parts = list(self._parts(rule))
        value = _JOIN[rule.kind]([value for _, value in parts])
        self.household[rule.name] = value
        inputs: tuple[Read, ...] = tuple(("member", str(i), value) for i, value in parts)
        self.trace.append(Step(rule, None, value, inputs, ()))

    def _parts(self, rule: Rule) -> Iterator[tuple[int, Value]]:
        """The value of each member that counts. A member that may or may not count is unknown."""
        for i in range(len(self.members)):
            counts = True if rule.where is None else self._value("person", rule.where, i)
            if counts is False:
                continue
            value = self._compute(rule, i)
            yield i, _if_counted(rule, counts, value)

    def _compute(self, rule: Rule, member: int | None) -> Any:
        reads: dict[tuple[str, str], Any] = {}
        used: dict[str, ParameterValue] = {}
        try:
            value: Any = self._call(rule, member, reads, used)
        except ZeroDivisionError as error:
            who = "" if member is None else f"第 {member + 1} 位成员"
            reason = f"{who}除数为 0；请在规则里先判断"
            raise RuleError(str(rule.text.error(rule.tree, reason))) from error
        if not isinstance(value, Unknown):
            value = bool(value) if rule.body_unit.kind == "bool" else int(value)
        inputs = tuple((entity, name, seen) for (entity, name), seen in reads.items())
        self.trace.append(Step(rule, member, value, inputs, tuple(used.values())))
        return value

    def _call(
        self,
        rule: Rule,
        member: int | None,
        reads: dict[tuple[str, str], Any],
        used: dict[str, ParameterValue],
    ) -> Any:
        """The plain function; where it touches an unknown, its syntax tree."""
        p = ParameterRecord(self.parameter, used)
        person = ValueRecord("person", {} if member is None else self.members[member], reads)
        records = {"person": person, "household": ValueRecord("household", self.household, reads), "p": p}
        try:
            return rule.fn(*[records[name] for name in rule.argument_names])
        except _Touched:
            reads.clear()

        def read(record: str, name: str) -> Any:
            if record == "p":
                return getattr(p, name)
            value = reads[record, name] = self._value(record, name, member)
            return value

        return Kleene(rule.tree, rule.text, read).value

    def _value(self, entity: str, name: str, member: int | None) -> Value:
        if entity == "household":
            member = None
        values = self.household if member is None else self.members[member]
        if name not in values:
            values[name] = Unknown([fact_missing(self.facts[name], member)])
        return values[name]


def checked(given: Mapping[str, Any], entity: str, facts: Mapping[str, Fact], who: str) -> dict[str, Value]:
    """The given facts as ints; None is the same as leaving a fact out, an Unknown rests on other facts."""
    result: dict[str, Value] = {}
    for name, value in given.items():
        if name not in facts or facts[name].entity != entity:
            raise FactError(f"{who}：没有叫 {name} 的事实；可用的见 doudi facts")
        if value is None:
            continue
        if isinstance(value, Unknown):
            result[name] = value
            continue
        try:
            result[name] = facts[name].check(value)
        except FactError as error:
            raise FactError(f"{who}：{error}") from None
    return result


def _if_counted(rule: Rule, counts: Value, value: Value) -> Value:
    """The contribution of a member where `where` may be unknown: nothing if it changes nothing."""
    if not isinstance(counts, Unknown):
        return value
    neutral = rule.kind == "all"
    if not isinstance(value, Unknown) and value == neutral:
        return value
    return unknown(counts, value)


def _total(values: list[Any]) -> Any:
    if any(isinstance(value, Unknown) for value in values):
        return unknown(*values)
    return sum(values)


def _any(values: list[Any]) -> Any:
    result: Any = False
    for value in values:
        result = either(result, value)
    return result


def _all(values: list[Any]) -> Any:
    result: Any = True
    for value in values:
        result = both(result, value)
    return result


_JOIN = {"total": _total, "count": _total, "any": _any, "all": _all}
