"""Rules written out for values that may be unknown: the meaning of `kleene.py`, as code without a tree.

Each operation becomes a call of the careful kernel, which takes and gives a number or a mark. Nothing
fails in between, so only `if` needs ways of its own: both are followed where its condition is unknown.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from functools import reduce
from itertools import pairwise

from doudi.engine.plan import PREFIX, reads
from doudi.engine.ruleset import Rule
from doudi.engine.structure import assigned, body_of, is_membership

_Locals = dict[str, str]
_ARITHMETIC: dict[type[ast.operator], str] = {
    ast.Add: "plus",
    ast.Sub: "minus",
    ast.Mult: "times",
    ast.FloorDiv: "quotient",
}
_COMPARE: dict[type[ast.cmpop], str] = {
    ast.Lt: "below({0}, {1})",
    ast.LtE: "at_most({0}, {1})",
    ast.Gt: "below({1}, {0})",
    ast.GtE: "at_most({1}, {0})",
    ast.Eq: "equal({0}, {1})",
    ast.NotEq: "unequal({0}, {1})",
}


class _Rest(ast.stmt):
    """Stands for the statements after an `if` that both its ways go on to: a function of their own."""

    def __init__(self, name: str, columns: Sequence[str], local: Sequence[str]) -> None:
        super().__init__()
        self.name, self.columns, self.local = name, columns, local

    def call(self, local: _Locals) -> str:
        """A name that is not set here is set in the rest before it is read: what is passed does not matter."""
        return f"{self.name}({', '.join([*self.columns, *(local.get(n, '0') for n in self.local), 'k'])})"


class Careful:
    """One rule as functions of the values that it reads: its own, and one for each such rest."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.columns = [f"{PREFIX[record]}{name}" for record, name in reads(rule)]
        self.functions: list[str] = []
        self._count = 0
        self._function(f"r_{rule.name}", body_of(rule.tree), [])

    def _function(self, name: str, body: Sequence[ast.stmt], local: Sequence[str]) -> None:
        """Adds one function, after those that it calls."""
        lines: list[str] = []
        result = self._block(body, {n: f"v_{n}" for n in local}, lines, " ")
        arguments = ", ".join([*self.columns, *(f"v_{n}" for n in local), "k"])
        self.functions.append("\n".join([f"def {name}({arguments}):", *lines, f" return {result}"]))

    def _fresh(self, word: str) -> str:
        self._count += 1
        return f"{word}_{self._count}"

    def _block(self, body: Sequence[ast.stmt], local: _Locals, lines: list[str], indent: str) -> str:
        """Writes the statements and gives the expression of what they return."""
        node, rest = body[0], body[1:]
        if isinstance(node, _Rest):
            return node.call(local)
        if isinstance(node, ast.Return) and node.value is not None:
            return self.of(node.value, local)
        if isinstance(node, ast.If):
            return self._if(node, rest, local, lines, indent)
        name, value = assigned(node)
        fresh = self._fresh(f"v_{name}")
        lines.append(f"{indent}{fresh} = {self.of(value, local)}")
        local[name] = fresh
        return f"after({fresh}, {self._block(rest, local, lines, indent)})"

    def _if(
        self, node: ast.If, rest: Sequence[ast.stmt], local: _Locals, lines: list[str], indent: str
    ) -> str:
        joins = not _returns(node.body) and not _returns(node.orelse)
        if joins and not isinstance(rest[0], ast.Return | _Rest):
            rest = [self._rest(rest)]
        test, first, second = (self._fresh(word) for word in ("test", "way", "way"))
        lines.append(f"{indent}{test} = {self.of(node.test, local)}")
        for way, taken, body in ((first, 1, node.body), (second, 0, node.orelse)):
            lines.append(f"{indent}{way} = 0")
            lines.append(f"{indent}if {test} == {taken} or {test} == UNKNOWN:")
            result = self._block([*body, *rest], dict(local), lines, f"{indent} ")
            lines.append(f"{indent} {way} = {result}")
        return f"choose({test}, {first}, {second})"

    def _rest(self, body: Sequence[ast.stmt]) -> _Rest:
        nodes = [node for statement in body for node in ast.walk(statement)]
        read = {node.id for node in nodes if isinstance(node, ast.Name)}
        read |= {name for node in nodes if isinstance(node, _Rest) for name in node.local}
        rest = _Rest(self._fresh(f"r_{self.rule.name}"), self.columns, sorted(read & self._locals()))
        self._function(rest.name, body, rest.local)
        return rest

    def _locals(self) -> set[str]:
        """All local names of the rule."""
        stored = (n for n in ast.walk(self.rule.tree) if isinstance(n, ast.Name))
        return {node.id for node in stored if isinstance(node.ctx, ast.Store)}

    def of(self, node: ast.expr, local: _Locals) -> str:
        """The expression of a value."""
        match node:
            case ast.Constant(value=int(value)):
                return str(int(value))
            case ast.Name(id=name):
                return local[name]
            case ast.Attribute():
                return self._attribute(node)
            case ast.BoolOp(op=op, values=values):
                word = "both" if isinstance(op, ast.And) else "either"
                return self._folded(word, [self.of(value, local) for value in values])
            case ast.UnaryOp(op=op, operand=operand):
                return f"{'opposite' if isinstance(op, ast.Not) else 'negative'}({self.of(operand, local)})"
            case ast.BinOp(left=left, op=op, right=right):
                return f"{_ARITHMETIC[type(op)]}({self.of(left, local)}, {self.of(right, local)})"
            case ast.Compare():
                return self._compare(node, local)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return f"choose({', '.join(self.of(way, local) for way in (test, body, orelse))})"
        assert isinstance(node, ast.Call)
        assert isinstance(node.func, ast.Name)
        return self._call(node.func.id, [self.of(argument, local) for argument in node.args])

    def _attribute(self, node: ast.Attribute) -> str:
        member = self.rule.text.enum_member(node)
        if member is not None:
            return str(int(member))
        assert isinstance(node.value, ast.Name)
        return f"{PREFIX[node.value.id]}{node.attr}"

    def _folded(self, word: str, values: Sequence[str]) -> str:
        return reduce(lambda left, right: f"{word}({left}, {right})", values)

    def _compare(self, node: ast.Compare, local: _Locals) -> str:
        if is_membership(node):
            return self._membership(node, local)
        values = [self.of(value, local) for value in (node.left, *node.comparators)]
        held = [_COMPARE[type(op)].format(*pair) for op, pair in zip(node.ops, pairwise(values), strict=True)]
        return self._folded("chained", held)

    def _membership(self, node: ast.Compare, local: _Locals) -> str:
        members = node.comparators[0]
        assert isinstance(members, ast.Tuple)
        value = self.of(node.left, local)
        found = " or ".join(f"{value} == {self.of(member, local)}" for member in members.elts)
        inside = f"within({value}, {found or False})"
        return inside if isinstance(node.ops[0], ast.In) else f"opposite({inside})"

    def _call(self, name: str, values: list[str]) -> str:
        if name in ("min", "max"):
            return self._folded("least" if name == "min" else "most", values)
        if name in ("at", "band", "tiers"):
            values.insert(len(values) - 1, "k")
        return f"{name}({', '.join(values)})"


def _returns(body: Sequence[ast.stmt]) -> bool:
    """Whether every way through a block ends with a return."""
    last = body[-1] if body else None
    if isinstance(last, ast.If):
        return _returns(last.body) and _returns(last.orelse)
    return isinstance(last, ast.Return)
