"""The rules and parameters in force at one place on one day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from doudi.engine.errors import FactError, MissingParameter
from doudi.engine.facts import Fact
from doudi.engine.graph import Graph
from doudi.engine.interpret import Interpreter
from doudi.engine.parameters import SETTLEMENTS, ParameterValue, Settlement, Value, lookup
from doudi.engine.places import Place
from doudi.engine.results import Case, Result
from doudi.engine.ruleset import Rule
from doudi.engine.units import Unit

if TYPE_CHECKING:
    import pyarrow as pa

    from doudi.engine.explain import Line
    from doudi.engine.policies import Policies


class Rulebook:
    """Assesses households by the law of one place and day."""

    def __init__(self, policies: Policies, place: Place, on: date, graph: Graph) -> None:
        self.policies, self.place, self.on, self.graph = policies, place, on, graph
        self._values: dict[tuple[str, Settlement], ParameterValue] = {}
        self._rows: dict[tuple[tuple[str, ...], Settlement], dict[str, Value | None]] = {}

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules in the order in which they are computed."""
        return self.graph.order

    @property
    def facts(self) -> Mapping[str, Fact]:
        return self.graph.facts

    def parameter(self, name: str, settlement: Settlement) -> ParameterValue:
        """The value in force, or MissingParameter."""
        key = (name, settlement)
        if key not in self._values:
            self._values[key] = lookup(self.policies.parameters, self.place, name, settlement, self.on)
        return self._values[key]

    def row(self, names: tuple[str, ...], settlement: Settlement) -> Mapping[str, Value | None]:
        """The values of parameters for a loop, None where there is none; found once."""
        key = (names, settlement)
        if key not in self._rows:
            self._rows[key] = {name: self._value(name, settlement) for name in names}
        return self._rows[key]

    def _value(self, name: str, settlement: Settlement) -> Value | None:
        try:
            return self.parameter(name, settlement).value
        except MissingParameter:
            return None

    def parameter_unit(self, name: str) -> Unit:
        unit = self.policies.parameter_unit(self.place, name)
        assert unit is not None
        return unit

    def parameters(self, settlement: Settlement) -> dict[str, ParameterValue]:
        """All parameters that have a value here; those without one are left out."""
        known = {}
        for name in sorted({n for p in self.place.chain for n in self.policies.parameters[p.code]}):
            try:
                known[name] = self.parameter(name, settlement)
            except MissingParameter:
                continue
        return known

    def assess(self, case: Case) -> Result:
        """All values of one household, or those that it wants."""
        if case.settlement not in SETTLEMENTS:
            raise FactError(f"settlement 应是 URBAN（城镇）或 RURAL（农村），实际是 {case.settlement!r}")
        wanted = tuple(self.graph.rules if case.want is None else case.want)
        if unknown := [name for name in wanted if name not in self.graph.rules]:
            raise FactError(f"没有叫 {'、'.join(unknown)} 的规则")
        rules = self.rules if case.want is None else self.graph.needed(wanted)
        run = Interpreter(rules, self.facts, case, lambda name: self.parameter(name, case.settlement))
        names = {rule.name for rule in rules}
        return Result(
            book=self,
            case=case,
            facts=run.given,
            member_facts=run.member_given,
            values={name: value for name, value in run.household.items() if name in names},
            members=[{n: value for n, value in member.items() if n in names} for member in run.members],
            trace=run.trace,
            wanted=wanted,
        )

    def explain(self, result: Result, name: str, member: int | None = None) -> list[Line]:
        """The calculation sheet of a value, in plain Chinese."""
        from doudi.engine.explain import explain

        return explain(result, name, member)

    def why_not(self, result: Result, name: str, member: int | None = None) -> list[Line]:
        """Which conditions failed, and by how much."""
        from doudi.engine.explain import why_not

        return why_not(result, name, member)

    def population(
        self,
        persons: pa.Table,
        households: pa.Table,
        outputs: list[str],
        *,
        progress: Callable[[int, int], None] | None = None,
        with_missing: bool = False,
    ) -> pa.Table:
        """The outputs of many households of this place; see `population.Run`."""
        from doudi.engine.population import Run

        return Run(self.policies, self.on, outputs, progress, with_missing).at(self, persons, households)
