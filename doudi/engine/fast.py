"""Rules written out for households of which every fact that is read is known.

Records become columns, and arithmetic that may fail goes to the kernel; the rest of the text stays.
"""

from __future__ import annotations

import ast
import copy

from doudi.engine.plan import NONE, PREFIX, Plan, reads
from doudi.engine.ruleset import Rule
from doudi.engine.structure import assigned, body_of, is_membership
from doudi.engine.units import BOOL, Unit

_FLAGGED = ("share", "round_money", "at", "band", "tiers")


def function(rule: Rule, plan: Plan) -> str:
    """One rule as a compiled function of the values that it reads."""
    tree = copy.deepcopy(rule.tree)
    names = [f"{PREFIX[record]}{name}" for record, name in reads(rule)]
    body = [_Columns(rule, plan).visit(statement) for statement in body_of(tree)]
    text = "\n".join(ast.unparse(ast.fix_missing_locations(statement)) for statement in body)
    indented = "\n".join(f"    {line}" for line in text.splitlines())
    return f"def r_{rule.name}({', '.join([*names, 'k', 't'])}):\n{indented}"


class _Columns(ast.NodeTransformer):
    """Turns `person.wage` into a column's value, and arithmetic that may fail into the kernel's."""

    def __init__(self, rule: Rule, plan: Plan) -> None:
        self.rule, self.plan = rule, plan

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        member = self.rule.text.enum_member(node)
        if member is not None:
            return ast.Constant(int(member))
        assert isinstance(node.value, ast.Name)
        record, name = node.value.id, node.attr
        column = ast.Name(f"{PREFIX[record]}{name}", ast.Load())
        if record == "p":
            return _known(column, self.plan.parameters[name])
        fact = self.plan.graph.facts.get(name)
        return ast.Compare(column, [ast.Eq()], [ast.Constant(1)]) if fact and fact.unit == BOOL else column

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Name(f"v_{node.id}", node.ctx)

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        left, right = self.visit(node.left), self.visit(node.right)
        if isinstance(node.op, ast.FloorDiv):
            return _call("quotient", [left, right, _T])
        return ast.BinOp(left, node.op, right)

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.stmt:
        name, value = assigned(node)
        return ast.Assign([ast.Name(f"v_{name}", ast.Store())], self.visit(value))

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        if not is_membership(node):
            return self.generic_visit(node)  # type: ignore[return-value]
        members = node.comparators[0]
        assert isinstance(members, ast.Tuple)
        inside: ast.expr = ast.BoolOp(
            ast.Or(),
            [
                ast.Constant(False),
                *(ast.Compare(self.visit(node.left), [ast.Eq()], [self.visit(m)]) for m in members.elts),
            ],
        )
        return inside if isinstance(node.ops[0], ast.In) else ast.UnaryOp(ast.Not(), inside)

    def visit_Call(self, node: ast.Call) -> ast.expr:
        assert isinstance(node.func, ast.Name)
        arguments = [self.visit(argument) for argument in node.args]
        if node.func.id == "at":
            arguments.insert(1, _K)
        if node.func.id in ("band", "tiers"):
            arguments.insert(2, _K)
        return _call(node.func.id, [*arguments, _T] if node.func.id in _FLAGGED else arguments)


_K, _T = ast.Name("k", ast.Load()), ast.Name("t", ast.Load())


def _call(name: str, arguments: list[ast.expr]) -> ast.expr:
    return ast.Call(ast.Name(name, ast.Load()), arguments, [])


def _known(column: ast.expr, unit: Unit) -> ast.expr:
    """A parameter's value; lists are passed whole and checked where they are used."""
    if unit.of is not None:
        return column
    if unit.kind == "bool":
        return _call("known_bool", [column, _T])
    return _call("known", [column, ast.Constant(NONE["int64"]), _T])
