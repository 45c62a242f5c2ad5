"""What a compiled loop needs: rules in order, columns of facts and parameters, outputs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from doudi.engine.graph import Graph
from doudi.engine.ruleset import Rule
from doudi.engine.units import Unit

DTYPES = {"money": "int64", "int": "int32", "ratio": "int32", "enum": "int16", "bool": "int8"}
NONE = {"int64": -(2**63), "int32": -(2**31), "int16": -(2**15), "int8": -1}
PREFIX = {"person": "p_", "household": "h_", "p": "c_"}


def reads(rule: Rule) -> Iterator[tuple[str, str]]:
    """The values that a rule's function takes, as (record, name)."""
    for record, names in rule.text.reads.items():
        for name in names:
            yield record, name


class Plan:
    """Of one set of rules and outputs."""

    def __init__(self, graph: Graph, parameter_units: dict[str, Unit], outputs: Sequence[str]) -> None:
        self.graph, self.outputs = graph, tuple(outputs)
        self.rules = graph.needed(outputs)
        reads = list(dict.fromkeys(need for rule in self.rules for need in rule.needs))
        self.facts = [(entity, name) for entity, name in reads if name in graph.facts]
        read = sorted({name for rule in self.rules for name in rule.parameters})
        self.parameters = {name: parameter_units[name] for name in read}
        self.lists = [name for name, unit in self.parameters.items() if unit.of is not None]
        self.settings = [name for name, unit in self.parameters.items() if unit.of is None]
        self.sources: dict[bool, str] = {}
        self.last_pass = max((graph.passes[rule.name] for rule in self.rules), default=0)

    @property
    def arguments(self) -> list[str]:
        """The parameters of the generated function, in order."""
        return [
            "offsets",
            "row",
            "skip",
            "status",
            *(f"{PREFIX[entity]}{name}_" for entity, name in self.facts),
            "settings",
            *(f"c_{name}_" for name in self.lists),
            *(f"out_{name}" for name in self.outputs),
            *(f"unknown_{name}" for name in self.outputs),
            "scratch",
            "t",
            "first",
            "last",
        ]

    @cached_property
    def carried(self) -> list[str]:
        """Derived values of members that a later pass reads."""
        carried = []
        for rule in self.rules:
            for entity, name in rule.needs:
                earlier = self.graph.passes.get(name, rule_pass := self.graph.passes[rule.name]) < rule_pass
                if entity == "person" and earlier:
                    carried.append(name)
        return list(dict.fromkeys(carried))
