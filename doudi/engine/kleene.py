"""A rule computed from its syntax tree where facts are missing: true, false and unknown."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from doudi.engine.errors import MissingParameter
from doudi.engine.results import Unknown
from doudi.engine.structure import CALLS, Text, assigned, body_of, is_membership

Reader = Callable[[str, str], Any]
"""Value of a name of `person`, `household` or `p`; Unknown where a fact is missing."""

COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Lt: lambda a, b: a < b,
    ast.LtE: lambda a, b: a <= b,
    ast.Gt: lambda a, b: a > b,
    ast.GtE: lambda a, b: a >= b,
    ast.Eq: lambda a, b: a == b,
    ast.NotEq: lambda a, b: a != b,
}
ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.FloorDiv: lambda a, b: a // b,
}
_Locals = dict[str, Any]


def unknown(*values: Any) -> Unknown:
    """Unknown for the reasons of all the unknown ones among `values`."""
    return Unknown(fact for value in values if isinstance(value, Unknown) for fact in value.missing)


def both(left: Any, right: Any) -> Any:
    """`left and right`: False as soon as one is False."""
    if left is False or right is False:
        return False
    return True if left is True and right is True else unknown(left, right)


def either(left: Any, right: Any) -> Any:
    """`left or right`: True as soon as one is True."""
    if left is True or right is True:
        return True
    return False if left is False and right is False else unknown(left, right)


class Kleene:
    """One evaluation of one rule."""

    def __init__(self, tree: ast.FunctionDef, text: Text, read: Reader) -> None:
        self.text, self.read = text, read
        self.value = self._run(body_of(tree), {})

    def _run(self, body: list[ast.stmt], known: _Locals) -> Any:
        """What the statements return; where a condition is unknown, both ways are followed."""
        node, rest = body[0], body[1:]
        if isinstance(node, ast.Return) and node.value is not None:
            return self.of(node.value, known)
        if isinstance(node, ast.If):
            return self._if(node, self.of(node.test, known), rest, known)
        name, value = assigned(node)
        known[name] = self.of(value, known)
        return self._run(rest, known)

    def _if(self, node: ast.If, test: Any, rest: list[ast.stmt], known: _Locals) -> Any:
        if not isinstance(test, Unknown):
            return self._run([*(node.body if test else node.orelse), *rest], known)
        return self._merge(
            test,
            lambda: self._run([*node.body, *rest], dict(known)),
            lambda: self._run([*node.orelse, *rest], dict(known)),
        )

    def _merge(self, test: Unknown, first: Callable[[], Any], second: Callable[[], Any]) -> Any:
        """The value of both ways where they agree, else unknown."""
        left, right = self._attempt(first), self._attempt(second)
        if isinstance(left, Unknown) or isinstance(right, Unknown) or left != right:
            return unknown(test, left, right)
        return left

    def _attempt(self, compute: Callable[[], Any]) -> Any:
        """A way that may not be taken must not fail the whole: what it cannot compute is unknown."""
        try:
            return compute()
        except (MissingParameter, ZeroDivisionError):
            return Unknown()

    def of(self, node: ast.expr, known: _Locals) -> Any:
        """The value of an expression."""
        match node:
            case ast.Constant(value=value):
                return value
            case ast.Name(id=name):
                return known[name]
            case ast.Attribute():
                return self._attribute(node)
            case ast.BoolOp(op=op, values=values):
                return self._bool_op(op, values, known)
            case ast.UnaryOp(op=op, operand=operand):
                return self._unary(op, self.of(operand, known))
            case ast.BinOp(left=left, op=op, right=right):
                return self._arithmetic(op, self.of(left, known), self.of(right, known))
            case ast.Compare():
                return self._compare(node, known)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return self._ternary(self.of(test, known), body, orelse, known)
        assert isinstance(node, ast.Call)
        return self._call(node, known)

    def _attribute(self, node: ast.Attribute) -> Any:
        member = self.text.enum_member(node)
        if member is not None:
            return int(member)
        assert isinstance(node.value, ast.Name)
        return self.read(node.value.id, node.attr)

    def _bool_op(self, op: ast.boolop, values: list[ast.expr], known: _Locals) -> Any:
        decided, join = (False, both) if isinstance(op, ast.And) else (True, either)
        result: Any = not decided
        for value in values:
            if isinstance(result, Unknown):
                result = join(result, self._attempt(lambda value=value: self.of(value, known)))  # type: ignore[misc]
            else:
                result = join(result, self.of(value, known))
            if result is decided:
                return result
        return result

    def _unary(self, op: ast.unaryop, value: Any) -> Any:
        if isinstance(value, Unknown):
            return value
        return (not value) if isinstance(op, ast.Not) else -value

    def _arithmetic(self, op: ast.operator, left: Any, right: Any) -> Any:
        if isinstance(left, Unknown) or isinstance(right, Unknown):
            return unknown(left, right)
        return ARITHMETIC[type(op)](left, right)

    def _compare(self, node: ast.Compare, known: _Locals) -> Any:
        left = self.of(node.left, known)
        if is_membership(node):
            return self._membership(node, left)
        result: Any = True
        for op, right_node in zip(node.ops, node.comparators, strict=True):
            right = self.of(right_node, known)
            result = both(result, self._pair(op, left, right))
            if result is False:
                return False
            left = right
        return result

    def _pair(self, op: ast.cmpop, left: Any, right: Any) -> Any:
        if isinstance(left, Unknown) or isinstance(right, Unknown):
            return unknown(left, right)
        return COMPARE[type(op)](left, right)

    def _membership(self, node: ast.Compare, left: Any) -> Any:
        if isinstance(left, Unknown):
            return left
        members = node.comparators[0]
        assert isinstance(members, ast.Tuple)
        inside = left in [self.of(member, {}) for member in members.elts]
        return inside == isinstance(node.ops[0], ast.In)

    def _ternary(self, test: Any, body: ast.expr, orelse: ast.expr, known: _Locals) -> Any:
        if isinstance(test, Unknown):
            return self._merge(test, lambda: self.of(body, known), lambda: self.of(orelse, known))
        return self.of(body if test else orelse, known)

    def _call(self, node: ast.Call, known: _Locals) -> Any:
        assert isinstance(node.func, ast.Name)
        values = [self.of(argument, known) for argument in node.args]
        if any(isinstance(value, Unknown) for value in values):
            return unknown(*values)
        return CALLS[node.func.id](*values)
