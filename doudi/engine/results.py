"""What an assessment gives: values, members, missing facts and the trace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from doudi.engine.facts import Fact
from doudi.engine.parameters import ParameterValue, Settlement
from doudi.engine.units import Unit

if TYPE_CHECKING:
    from doudi.engine.rulebook import Rulebook
    from doudi.engine.ruleset import Rule


class MissingFact(NamedTuple):
    """A fact that was needed and not given. `member` counts from 0; None for the household."""

    entity: str
    member: int | None
    name: str
    label: str


def fact_missing(fact: Fact, member: int | None) -> MissingFact:
    return MissingFact(fact.entity, member, fact.name, fact.label)


class Unknown:
    """A value that rests on missing facts. It is neither true nor false, and not a number."""

    __slots__ = ("missing",)

    def __init__(self, missing: Iterable[MissingFact] = ()) -> None:
        self.missing = frozenset(missing)

    def __bool__(self) -> NoReturn:
        raise TypeError("未知的值不是真也不是假；请先用 isinstance(value, Unknown) 判断")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Unknown)

    def __hash__(self) -> int:
        return hash(Unknown)

    def __repr__(self) -> str:
        return f"Unknown({', '.join(sorted({fact.name for fact in self.missing}))})"


Value = int | Unknown
Read = tuple[str, str, Any]
"""A value that a rule read: of person, household or p; its name; what it was."""


class Step(NamedTuple):
    """One derived value: of the household, or of the member with this number."""

    rule: Rule
    member: int | None
    value: Value
    inputs: tuple[Read, ...]
    parameters: tuple[ParameterValue, ...]

    @property
    def name(self) -> str:
        return self.rule.name

    @property
    def label(self) -> str:
        return self.rule.label

    @property
    def law(self) -> str:
        return self.rule.law

    @property
    def entity(self) -> str:
        return "household" if self.member is None else "person"

    @property
    def unit(self) -> Unit:
        return self.rule.unit if self.member is None else self.rule.body_unit


@dataclass(frozen=True, kw_only=True)
class Case:
    """One household as it is known: facts that are not known are left out.

    A fact may be an `Unknown` that names what it rests on, where it follows from an earlier assessment.
    `names` are shown for the members in explanations; `want` limits what is computed.
    """

    household: Mapping[str, Value | None]
    members: Sequence[Mapping[str, Value | None]]
    settlement: Settlement
    want: Sequence[str] | None = None
    names: Sequence[str] = ()


@dataclass(frozen=True, eq=False)
class Result:
    """The assessment of one household at one place on one day."""

    book: Rulebook
    case: Case
    facts: dict[str, Value]
    member_facts: list[dict[str, Value]]
    values: dict[str, Value]
    members: list[dict[str, Value]]
    trace: list[Step]
    wanted: tuple[str, ...]
    _steps: dict[tuple[str, int | None], Step] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self._steps.update({(step.rule.name, step.member): step for step in self.trace})

    def __getitem__(self, name: str) -> Value:
        """A derived value or fact of the household."""
        return self.value(name)

    def value(self, name: str, member: int | None = None) -> Value:
        """Any value, derived, given or by default, of the household or of a member."""
        derived = self.values if member is None else self.members[member]
        given = self.facts if member is None else self.member_facts[member]
        if name in derived:
            return derived[name]
        if name in given:
            return given[name]
        fact = self.book.facts[name]
        return fact.default if fact.default is not None else Unknown([fact_missing(fact, member)])

    @property
    def missing(self) -> list[MissingFact]:
        """The facts without which a wanted value stays unknown, household first."""
        values = [self.values[name] for name in self.wanted if name in self.values]
        values += [member[name] for member in self.members for name in self.wanted if name in member]
        facts = {fact for value in values if isinstance(value, Unknown) for fact in value.missing}
        return sorted(facts, key=lambda fact: (-1 if fact.member is None else fact.member, fact.name))

    @property
    def parameters(self) -> list[ParameterValue]:
        """The parameters that were read, each once."""
        read = {parameter.name: parameter for step in self.trace for parameter in step.parameters}
        return [read[name] for name in sorted(read)]

    @property
    def rules(self) -> list[Rule]:
        """The rules that were computed, in order."""
        return list(dict.fromkeys(step.rule for step in self.trace))

    def step(self, name: str, member: int | None = None) -> Step | None:
        return self._steps.get((name, member))

    def name_of(self, member: int) -> str:
        """How a member is called in an explanation."""
        return self.case.names[member] if member < len(self.case.names) else f"第 {member + 1} 位成员"

    def freeze(self) -> dict[str, Any]:
        """All of it as plain data, to be stored with a decision."""
        from doudi.engine.frozen import freeze

        return freeze(self)
