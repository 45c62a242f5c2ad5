"""Writes the fused loop of a rulebook: for each household its rules and its members' rules, pass by pass.

The loop allocates nothing, so it is compiled without numba's reference counting, which would cost
more than the rules themselves (four times the run, measured by benchmarks/engine.py). Divisors are
checked by the kernels, so numba need not check them again.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from types import ModuleType

from doudi.engine import careful_kernel, kernel
from doudi.engine.careful import Careful
from doudi.engine.fast import function
from doudi.engine.plan import DTYPES, NONE, PREFIX, Plan, reads
from doudi.engine.ruleset import Rule
from doudi.engine.units import Unit

_FAST = {"_nrt": False, "error_model": "numpy"}


def source(plan: Plan, *, careful: bool) -> str:
    """The text of a module with the loop: `careful` where facts may be missing."""
    if careful not in plan.sources:
        plan.sources[careful] = _careful(plan) if careful else _fast(plan)
    return plan.sources[careful]


def _fast(plan: Plan) -> str:
    return _module(kernel, [function(rule, plan) for rule in plan.rules], Loop(plan).lines())


def _careful(plan: Plan) -> str:
    functions = [text for rule in plan.rules for text in Careful(rule).functions]
    return _module(careful_kernel, functions, CarefulLoop(plan).lines())


def _module(kernel: ModuleType, rules: Sequence[str], loop: Iterator[str]) -> str:
    """Kernel, the functions of the rules, the loop."""
    marks = [f"{name} = {value}" for name, value in vars(kernel).items() if name.isupper()]
    functions = [inspect.getsource(value) for value in vars(kernel).values() if inspect.isfunction(value)]
    parts = [
        '"""Generated from rules; do not edit."""',
        "\n".join(["import numba", f"FAST = {_FAST}", *marks]),
    ]
    parts += [
        f"@numba.njit(no_cpython_wrapper=True, no_cfunc_wrapper=True, **FAST)\n{text}"
        for text in [*functions, *rules]
    ]
    return "\n\n".join([*parts, "\n".join(loop)]) + "\n"


class Loop:
    """The loop for households of which every fact that is read is known; see `careful.py` for the others."""

    arguments: tuple[str, ...] = ("k", "t")
    start = {"total": "0", "count": "0", "any": "False", "all": "True"}
    join = {
        "total": "h_{name} += {value}",
        "count": "h_{name} += 1 if {value} else 0",
        "any": "h_{name} = {value} or h_{name}",
        "all": "h_{name} = {value} and h_{name}",
    }

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def lines(self) -> Iterator[str]:
        plan = self.plan
        yield f"@numba.njit(nogil=True, cache=True, **FAST)\ndef loop({', '.join(plan.arguments)}):"
        yield " for i in range(first, last):"
        yield "  k = row[i]"
        yield "  if skip[k]:"
        yield "   continue"
        yield "  t[0] = 0"
        yield "  start, stop = offsets[i], offsets[i + 1]"
        yield from (
            f"  c_{name} = {self.setting(f'settings[k, {i}]')}" for i, name in enumerate(plan.settings)
        )
        yield from (f"  c_{name} = c_{name}_" for name in plan.lists)
        for entity, name in plan.facts:
            if entity == "household":
                yield f"  h_{name} = {self.fact(f'h_{name}_[i]', plan.graph.unit(name))}"
        for number in range(plan.last_pass + 1):
            yield from self._pass([rule for rule in plan.rules if plan.graph.passes[rule.name] == number])
        for name in plan.outputs:
            if plan.graph.entity(name) == "household":
                yield from self.put(name, "i", f"h_{name}", "  ")
        yield "  status[i] = t[0]"

    def _pass(self, rules: list[Rule]) -> Iterator[str]:
        plan = self.plan
        for rule in rules:
            if not rule.over_members:
                yield from self.derived(rule, f"h_{rule.name}", "  ")
        members = [rule for rule in rules if rule.over_members]
        if not members:
            return
        yield from (f"  h_{rule.name} = {self.start[rule.kind]}" for rule in members if rule.is_aggregate)
        yield "  for j in range(start, stop):"
        for entity, name in plan.facts:
            if entity == "person" and any((entity, name) in rule.needs for rule in members):
                yield f"   p_{name} = {self.fact(f'p_{name}_[j]', plan.graph.unit(name))}"
        own = {rule.name for rule in members}
        for number, name in enumerate(plan.carried):
            if name not in own and any(("person", name) in rule.needs for rule in members):
                yield f"   p_{name} = {self.carried(f'scratch[{number}, j - start]', plan.graph.unit(name))}"
        for rule in members:
            yield from self.aggregate(rule) if rule.is_aggregate else self._member(rule)

    def _member(self, rule: Rule) -> Iterator[str]:
        yield from self.derived(rule, f"p_{rule.name}", "   ")
        if rule.name in self.plan.carried:
            yield f"   scratch[{self.plan.carried.index(rule.name)}, j - start] = p_{rule.name}"
        if rule.name in self.plan.outputs:
            yield from self.put(rule.name, "j", f"p_{rule.name}", "   ")

    def called(self, rule: Rule) -> str:
        """The call of a rule's function with the values that it reads."""
        values = [f"{PREFIX[record]}{name}" for record, name in reads(rule)]
        return f"r_{rule.name}({', '.join([*values, *self.arguments])})"

    def setting(self, value: str) -> str:
        """A parameter that is not a list."""
        return value

    def fact(self, value: str, unit: Unit) -> str:
        return value

    def carried(self, value: str, unit: Unit) -> str:
        """A derived value of a member, from an earlier pass."""
        return value + (" == 1" if unit.kind == "bool" else "")

    def derived(self, rule: Rule, name: str, indent: str) -> Iterator[str]:
        yield f"{indent}{name} = {self.called(rule)}"

    def put(self, name: str, at: str, value: str, indent: str) -> Iterator[str]:
        """Writes an output."""
        yield f"{indent}out_{name}[{at}] = {value}"

    def aggregate(self, rule: Rule) -> Iterator[str]:
        """Adds what one member contributes."""
        inner = "    "
        if rule.where is None:
            inner = "   "
        elif rule.where in self.plan.graph.facts:
            yield f"   if p_{rule.where} == 1:"
        else:
            yield f"   if p_{rule.where}:"
        yield f"{inner}{self.join[rule.kind].format(name=rule.name, value=self.called(rule))}"


class CarefulLoop(Loop):
    """The loop where facts may be missing: every value is a number of the careful kernel."""

    arguments = ("k",)
    start = {"total": "0", "count": "0", "any": "0", "all": "1"}
    join = {
        "total": "plus(h_{name}, {value})",
        "count": "plus(h_{name}, {value})",
        "any": "either(h_{name}, {value})",
        "all": "both(h_{name}, {value})",
    }

    def setting(self, value: str) -> str:
        return f"setting({value})"

    def fact(self, value: str, unit: Unit) -> str:
        return f"fact({value}, {NONE[DTYPES[unit.kind]]})"

    def carried(self, value: str, unit: Unit) -> str:
        return value

    def derived(self, rule: Rule, name: str, indent: str) -> Iterator[str]:
        yield f"{indent}{name} = {self.called(rule)}"
        yield f"{indent}if {name} == FAILED:"
        yield f"{indent} t[0] = 1"

    def put(self, name: str, at: str, value: str, indent: str) -> Iterator[str]:
        yield f"{indent}unknown_{name}[{at}] = {value} == UNKNOWN"
        is_bool = self.plan.graph.unit(name).kind == "bool"
        shown = f"{value} == 1" if is_bool else f"0 if {value} == UNKNOWN else {value}"
        yield f"{indent}out_{name}[{at}] = {shown}"

    def aggregate(self, rule: Rule) -> Iterator[str]:
        indent, value = "   ", "value"
        if rule.where is not None:
            yield f"   if p_{rule.where} != 0:"
            indent, value = "    ", f"counted(p_{rule.where}, value, {int(rule.kind == 'all')})"
        yield from self.derived(rule, "value", indent)
        yield f"{indent}h_{rule.name} = {self.join[rule.kind].format(name=rule.name, value=value)}"
