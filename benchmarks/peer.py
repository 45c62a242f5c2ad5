"""The rules of places as formulas over columns, in the idiom of OpenFisca: the peer of benchmarks/rulebook.py.

Every rule is translated by its syntax tree, in the same way, into the formula that an OpenFisca author would
write for these places and this day: `if` and `return` become `np.where`. A parameter with one value everywhere
is a number, and a condition that rests only on such is decided while the formula is written; only what is left
of the rule stays in it. A parameter of which places, or town and country, have their own is a table, looked up
by the household's row: its place and settlement. A list that differs is a table of rows padded to one width.
Where a place has no value, no household of the data gets that far, so any value will do: the first that another
place has. So the peer is given what favours it: no branch that no place takes, each table once in a formula.

`python benchmarks/peer.py [rule …]` prints the formulas of one place.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

from doudi.engine import MissingParameter, Rulebook
from doudi.engine.parameters import SETTLEMENTS, Settlement
from doudi.engine.ruleset import Rule
from doudi.engine.structure import assigned, body_of, is_membership

PERIOD = "2026-11"
ROW = "row"
"""The column of households that says in which row of the tables their place and settlement stand."""
NEVER = 10**15
"""Pads the bounds of a band: no amount reaches it."""
OPERATORS = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.FloorDiv: "//", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">",
    ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip
Formula = Callable[..., np.ndarray]


@dataclass(frozen=True)
class Value:
    """An expression of a formula: what it reads as, and its number where that is known beforehand."""

    text: str
    known: int | None = None

    def __str__(self) -> str:
        return self.text


def number(value: int) -> Value:
    return Value(repr(value), value)


class Translation:
    """One rule as the text of a formula for some places; `strict` leaves a word where a place lacks a value."""

    def __init__(self, rule: Rule, books: Sequence[Rulebook], strict: bool = False) -> None:
        self.rule, self.books, self.strict = rule, books, strict
        self.of_persons = rule.over_members
        self.reads: dict[tuple[str, str], str] = {}
        self.tables: dict[str, Value] = {}
        self.lines: list[str] = []
        self._count = 0

    @property
    def text(self) -> str:
        result = (
            self._aggregate() if self.rule.is_aggregate else str(self._block(body_of(self.rule.tree), {}))
        )
        population = "person" if self.of_persons and not self.rule.is_aggregate else "household"
        head = [f"def {self.rule.name}({population}, period):"]
        if self.rule.is_aggregate:
            head.append("person = household.members")
        lines, used = self._used(result)
        head += [f"{local} = {self._fetch(*read)}" for read, local in self.reads.items() if local in used]
        return "\n    ".join([*head, *lines, f"return {result}"])

    def _used(self, result: str) -> tuple[list[str], set[str]]:
        """The lines that the result rests on, and the names in them."""
        lines: list[str] = []
        used = set(re.findall(r"\w+", result))
        for line in reversed(self.lines):
            if line.split(" = ")[0] in used:
                lines.insert(0, line)
                used |= set(re.findall(r"\w+", line))
        return lines, used

    def _fetch(self, record: str, name: str) -> str:
        projected = "person.household" if record == "household" and self.of_persons else record
        return f'{projected}("{name}", period)'

    def _aggregate(self) -> str:
        """The sum, count, any or all over members, of those of whom `where` is true."""
        value = self._block(body_of(self.rule.tree), {})
        counts = self._read("person", self.rule.where) if self.rule.where else number(True)
        if self.rule.kind == "total":
            return f"household.sum({self.where(counts, value, number(0))})"
        if self.rule.kind == "all":
            return f"~household.any({self.both(counts, self.opposite(value))})"
        word = "sum" if self.rule.kind == "count" else "any"
        return f"household.{word}({self.both(counts, value)})"

    def _read(self, record: str, name: str) -> Value:
        local = self.reads.setdefault((record, name), name if record == "person" else f"{record[0]}_{name}")
        return Value(local)

    def _fresh(self, name: str, value: Value) -> Value:
        """A line of its own, so that a value is computed once."""
        if value.known is not None or value.text.isidentifier():
            return value
        self._count += 1
        self.lines.append(f"{name}_{self._count} = {value}")
        return Value(f"{name}_{self._count}")

    # Statements

    def _block(self, body: Sequence[ast.stmt], local: dict[str, Value]) -> Value:
        """What the statements return."""
        node, rest = body[0], body[1:]
        if isinstance(node, ast.Return):
            return self.of(node.value, local)
        if isinstance(node, ast.If):
            return self._if(node, rest, local)
        name, value = assigned(node)
        return self._block(rest, {**local, name: self._fresh(f"v_{name}", self.of(value, local))})

    def _if(self, node: ast.If, rest: Sequence[ast.stmt], local: dict[str, Value]) -> Value:
        test = self._fresh("test", self.of(node.test, local))
        if test.known is not None:
            return self._block([*(node.body if test.known else node.orelse), *rest], local)
        first = self._block([*node.body, *rest], local)
        return self.where(test, first, self._block([*node.orelse, *rest], local))

    # Expressions

    def of(self, node: ast.expr, local: dict[str, Value]) -> Value:
        match node:
            case ast.Constant(value=value):
                return number(value)
            case ast.Name(id=name):
                return local[name]
            case ast.Attribute():
                return self._attribute(node)
            case ast.BoolOp(op=op, values=values):
                join = self.both if isinstance(op, ast.And) else self.either
                return reduce(join, (self.of(value, local) for value in values))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return self.opposite(self.of(operand, local))
            case ast.UnaryOp(operand=operand):
                return self.combine("-", number(0), self.of(operand, local))
            case ast.BinOp(left=left, op=op, right=right):
                return self.combine(OPERATORS[type(op)], self.of(left, local), self.of(right, local))
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return self.where(*(self.of(way, local) for way in (test, body, orelse)))
            case ast.Compare() if is_membership(node):
                return self._membership(node, local)
            case ast.Compare(left=left, ops=ops, comparators=right):
                values = [self.of(value, local) for value in (left, *right)]
                held = (
                    self.combine(OPERATORS[type(op)], *pair)
                    for op, pair in zip(ops, pairwise(values), strict=True)
                )
                return reduce(self.both, held)
        assert isinstance(node, ast.Call), ast.dump(node)
        return self._call(node.func.id, node.args, local)

    def _attribute(self, node: ast.Attribute) -> Value:
        member = self.rule.text.enum_member(node)
        if member is not None:
            return number(int(member))
        if node.value.id != "p":
            return self._read(node.value.id, node.attr)
        values = self._values(node.attr)
        return Value(_lacking(node.attr)) if values is None else self._looked_up(node.attr, values)

    def _values(self, name: str) -> list | None:
        """A parameter's value in each row, or None where one is missing and the translation is strict."""
        values = []
        for book, settlement in rows(self.books):
            try:
                values.append(book.parameter(name, settlement).value)
            except MissingParameter:
                values.append(None)
        if self.strict and None in values:
            return None
        empty = () if self.books[0].parameter_unit(name).of is not None else 0
        some = next((value for value in values if value is not None), empty)
        return [some if value is None else value for value in values]

    def _looked_up(self, name: str, values: Sequence[int]) -> Value:
        """A number, or a table's entry for the household's row."""
        if len(set(values)) == 1:
            return number(values[0])
        if name not in self.tables:
            text = f"np.array({list(values)})[{self._read('household', ROW)}]"
            self.tables[name] = self._fresh(f"c_{name}", Value(text))
        return self.tables[name]

    def _membership(self, node: ast.Compare, local: dict[str, Value]) -> Value:
        value = self._fresh("value", self.of(node.left, local))
        members = (self.of(member, local) for member in node.comparators[0].elts)
        inside = reduce(self.either, (self.combine("==", value, member) for member in members), number(False))
        return inside if isinstance(node.ops[0], ast.In) else self.opposite(inside)

    def _call(self, name: str, given: Sequence[ast.expr], local: dict[str, Value]) -> Value:
        if name in ("min", "max"):
            word = "np.minimum" if name == "min" else "np.maximum"
            return reduce(lambda a, b: self._called(word, a, b), (self.of(node, local) for node in given))
        if name == "at":
            return self._picked("at", [str(self.of(given[1], local))], given[0])
        if name == "band":
            return self._picked(
                "band", [str(self.of(given[0], local)), self._items(given[1], NEVER)], given[2]
            )
        if name == "tiers":
            amount, bounds, ratios = self.of(given[0], local), *map(self._items, given[1:], (NEVER, 0))
            return Value(f"tiers({amount}, {bounds}, {ratios})")
        return self._called(name, *(self.of(node, local) for node in given))

    def _picked(self, name: str, given: list[str], node: ast.Attribute) -> Value:
        """An item of a list, which ends in 0 for all positions beyond it."""
        lists = self._padded(node.attr, 0, 1)
        if lists is None:
            return Value(_lacking(node.attr))
        if len(set(lists)) == 1:
            return Value(f"{name}({', '.join([*given, str(list(lists[0]))])})")
        row = str(self._read("household", ROW))
        return Value(f"{name}({', '.join([*given, f'np.array({list(map(list, lists))})', row])})")

    def _items(self, node: ast.Attribute, pad: int) -> str:
        """A list as its items, each a number or an entry of a table."""
        lists = self._padded(node.attr, pad, 0)
        if lists is None:
            return _lacking(node.attr)
        items = enumerate(zip(*lists, strict=True))
        return f"[{', '.join(str(self._looked_up(f'{node.attr}_{i}', item)) for i, item in items)}]"

    def _padded(self, name: str, pad: int, more: int) -> list[tuple[int, ...]] | None:
        """A list in each row, all of one length."""
        lists = self._values(name)
        if lists is None:
            return None
        width = max(map(len, lists)) + more
        return [(*map(int, one), *[pad] * (width - len(one))) for one in lists]

    def _called(self, name: str, *values: Value) -> Value:
        text = f"{name}({', '.join(map(str, values))})"
        return number(int(eval(text))) if all(v.known is not None for v in values) else Value(text)

    def combine(self, operator: str, a: Value, b: Value) -> Value:
        text = f"({a} {operator} {b})"
        return number(eval(text)) if a.known is not None and b.known is not None else Value(text)

    def opposite(self, a: Value) -> Value:
        return Value(f"~{a}") if a.known is None else number(not a.known)

    def both(self, a: Value, b: Value) -> Value:
        if a.known is not None:
            return b if a.known else a
        if b.known is not None:
            return a if b.known else b
        return Value(f"({a} & {b})")

    def either(self, a: Value, b: Value) -> Value:
        if a.known is not None:
            return a if a.known else b
        if b.known is not None:
            return b if b.known else a
        return Value(f"({a} | {b})")

    def where(self, test: Value, first: Value, second: Value) -> Value:
        """`np.where`, or what is shorter where a side is yes or no."""
        if test.known is not None or first == second:
            return first if test.known or first == second else second
        if first.known is True or first.known is False:
            return self.either(test, second) if first.known else self.both(self.opposite(test), second)
        if second.known is True or second.known is False:
            return self.either(self.opposite(test), first) if second.known else self.both(test, first)
        return Value(f"np.where({test}, {first}, {second})")


def rows(books: Iterable[Rulebook]) -> list[tuple[Rulebook, Settlement]]:
    """The rows of every table: each place in town, then in the country."""
    return [(book, settlement) for book in books for settlement in SETTLEMENTS]


def _lacking(name: str) -> str:
    return f"lacking_{name}"


def lacking(rule: Rule, book: Rulebook) -> set[str]:
    """The settings that some household's value of the rule would rest on, and that the place lacks."""
    return set(re.findall(r"\blacking_(\w+)", Translation(rule, [book], strict=True).text))


def source(books: Sequence[Rulebook], rules: Iterable[Rule]) -> str:
    """The formulas of these rules, one function each."""
    return "\n\n".join(Translation(rule, books).text for rule in rules) + "\n"


def formulas(books: Sequence[Rulebook], rules: Sequence[Rule]) -> dict[str, Formula]:
    """By name, as functions of a population and a period."""
    module: dict[str, Formula] = {}
    exec(compile(source(books, rules), "<formulas>", "exec"), globals(), module)
    return {rule.name: module[rule.name] for rule in rules}


# The arithmetic of rules, over columns. OpenFisca keeps whole numbers in 32 bits; products need 64.


def wide(values):
    return values.astype(np.int64) if isinstance(values, np.ndarray) else values


def part(amount, ratio):
    return (2 * wide(amount) * ratio + 10000) // 20000


def share(amount, n):
    n = np.maximum(wide(n), 1) if isinstance(n, np.ndarray) else n
    return (2 * wide(amount) + n) // (2 * n)


def round_money(amount, mode, step):
    if isinstance(mode, np.ndarray):
        return np.choose(mode, [round_money(amount, each, step) for each in range(4)])
    step = np.maximum(step, 1)
    if mode == 0:
        return amount
    if mode == 1:
        return (2 * wide(amount) + step) // (2 * step) * step
    return -(-amount // step) * step if mode == 2 else amount // step * step


def at(i, values, row=None):
    """The item at `i` of a list that ends in 0, or of the list in a row of a table of such."""
    table = np.asarray(values)
    beyond = table.shape[-1] - 1
    place = np.where((i >= 0) & (i < beyond), i, beyond)
    return table[place] if row is None else table[row, place]


def band(value, bounds, values, row=None):
    if all(isinstance(bound, int) for bound in bounds):
        reached = np.searchsorted(bounds, value, side="right")
    else:
        reached = sum(np.asarray(value >= bound, np.int8) for bound in bounds)
    return at(reached - 1, values, row)


def tiers(amount, bounds, ratios):
    doubled = 10000
    for i, bound in enumerate(bounds):
        above = np.minimum(amount, bounds[i + 1]) if i + 1 < len(bounds) else amount
        doubled = doubled + 2 * wide(np.maximum(above - bound, 0)) * (ratios[i] if i < len(ratios) else 0)
    return doubled // 20000


def main() -> None:
    from datetime import date

    from doudi.policies import library

    book = library().rulebook(place="990101", on=date(2026, 11, 1))
    wanted = sys.argv[1:] or [rule.name for rule in book.rules]
    print(source([book], [book.graph.rules[name] for name in wanted]))


if __name__ == "__main__":
    main()
