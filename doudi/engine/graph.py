"""The order of rules: each after those that it reads, in passes between persons and household."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from doudi.engine.checks import Units
from doudi.engine.facts import Fact
from doudi.engine.ruleset import Rule
from doudi.engine.units import BOOL, Unit


@dataclass(frozen=True)
class Graph:
    """Rules in an order in which they can be computed.

    `passes` maps each rule to its pass: household rules of pass 0, members of pass 0, household
    rules of pass 1, and so on. An aggregate belongs to a members' pass and is known after it.
    """

    facts: Mapping[str, Fact]
    rules: Mapping[str, Rule]
    order: tuple[Rule, ...]
    passes: Mapping[str, int]
    plans: dict[tuple[str, ...], Any] = field(default_factory=dict, repr=False)

    def needed(self, names: Iterable[str]) -> tuple[Rule, ...]:
        """The rules that the named values rest on, in order."""
        wanted: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name in wanted or name not in self.rules:
                continue
            wanted.add(name)
            waiting.extend(need for _, need in self.rules[name].needs)
        return tuple(rule for rule in self.order if rule.name in wanted)

    def unit(self, name: str) -> Unit:
        return self.rules[name].unit if name in self.rules else self.facts[name].unit

    def label(self, name: str) -> str:
        return self.rules[name].label if name in self.rules else self.facts[name].label

    def entity(self, name: str) -> str:
        return self.rules[name].entity if name in self.rules else self.facts[name].entity


def build(
    rules: Iterable[Rule], facts: Mapping[str, Fact], parameter_unit: Callable[[str], Unit | None]
) -> Graph:
    """Orders the rules; refuses unknown names, cycles and units that do not fit."""
    by_name = {rule.name: rule for rule in rules}
    for rule in by_name.values():
        if rule.name in facts:
            raise rule.text.error(rule.tree, f"名称 {rule.name} 已经是一项事实，请换一个")
    entities = {name: fact.entity for name, fact in facts.items()}
    entities |= {name: rule.entity for name, rule in by_name.items()}
    for rule in by_name.values():
        _check_names(rule, entities, parameter_unit)
    order = _ordered(by_name)
    graph = Graph(facts, by_name, order, _passes(order))
    for rule in order:
        _check_units(rule, graph, parameter_unit)
    return graph


def _check_names(
    rule: Rule, entities: Mapping[str, str], parameter_unit: Callable[[str], Unit | None]
) -> None:
    for entity, name in rule.needs:
        if entities.get(name) != entity:
            same = [known for known, of in entities.items() if of == entity]
            _refuse_name(rule, entity, name, same)
    for name in rule.parameters:
        if parameter_unit(name) is None:
            _refuse_name(rule, "p", name, [])


def _refuse_name(rule: Rule, record: str, name: str, known: list[str]) -> None:
    near = difflib.get_close_matches(name, known, 1)
    hint = f"；是不是 {near[0]}？" if near else ""
    what = "参数" if record == "p" else "事实或规则"
    node = ast.Pass(lineno=rule.line_of(record, name), col_offset=0)
    raise rule.text.error(node, f"没有叫 {record}.{name} 的{what}{hint}")


def _ordered(rules: Mapping[str, Rule]) -> tuple[Rule, ...]:
    done: dict[str, Rule] = {}
    path: list[str] = []

    def visit(rule: Rule) -> None:
        if rule.name in done:
            return
        if rule.name in path:
            circle = [*path[path.index(rule.name) :], rule.name]
            raise rule.text.error(rule.tree, f"规则循环：{' → '.join(circle)}")
        path.append(rule.name)
        for _, name in rule.needs:
            if name in rules:
                visit(rules[name])
        path.pop()
        done[rule.name] = rule

    for rule in rules.values():
        visit(rule)
    return tuple(done.values())


def _passes(order: tuple[Rule, ...]) -> dict[str, int]:
    """The pass of each rule; `ready` is the first pass in which its value may be read by its entity."""
    passes: dict[str, int] = {}
    aggregates = {rule.name for rule in order if rule.is_aggregate}
    for rule in order:
        ready = [passes[name] + (name in aggregates) for _, name in rule.needs if name in passes]
        passes[rule.name] = max(ready, default=0)
    return passes


def _check_units(rule: Rule, graph: Graph, parameter_unit: Callable[[str], Unit | None]) -> None:
    def unit_of(record: str, name: str) -> Unit:
        unit = parameter_unit(name) if record == "p" else graph.unit(name)
        assert unit is not None
        return unit

    if rule.where is not None and graph.unit(rule.where) != BOOL:
        raise rule.text.error(rule.tree, f"where 的 {rule.where} 应是是否类")
    Units(rule.tree, rule.text, unit_of, rule.body_unit)
