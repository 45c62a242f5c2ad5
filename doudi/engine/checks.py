"""Units of a rule: every expression has one, and money is never added to a share or to a count."""

from __future__ import annotations

import ast
from collections.abc import Callable

from doudi.engine.structure import ORDER, Text, body_of, is_membership
from doudi.engine.units import BOOL, INT, LITERAL, MONEY, RATIO, Unit

UnitOf = Callable[[str, str], Unit]
"""Unit of a name read from `person`, `household` or `p`."""


class Units:
    """Infers units over one rule; refuses what does not fit."""

    def __init__(self, tree: ast.FunctionDef, text: Text, unit_of: UnitOf, result: Unit) -> None:
        self.text, self.unit_of, self.result = text, unit_of, result
        self.locals: dict[str, Unit] = {}
        self._block(body_of(tree))

    def _block(self, body: list[ast.stmt]) -> None:
        for statement in body:
            self._statement(statement)

    def _statement(self, node: ast.stmt) -> None:
        if isinstance(node, ast.Return) and node.value is not None:
            self._expect(node.value, self.result, "返回值")
        elif isinstance(node, ast.If):
            self._expect(node.test, BOOL, "条件")
            self._block(node.body)
            self._block(node.orelse)
        else:
            assert isinstance(node, ast.Assign | ast.AugAssign)
            self._assign(node)

    def _assign(self, node: ast.Assign | ast.AugAssign) -> None:
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        assert isinstance(target, ast.Name)
        unit = self.of(node.value)
        if unit.of is not None:
            raise self.text.error(node, "列表参数只能直接写在 at()、band()、tiers() 里")
        if isinstance(node, ast.AugAssign):
            unit = self._arithmetic(node, node.op, self.locals[target.id], unit)
        self.locals[target.id] = self._same(node, self.locals.get(target.id, unit), unit)

    def _expect(self, node: ast.expr, wanted: Unit, what: str) -> None:
        unit = self.of(node)
        if unit != wanted and not (unit is LITERAL and wanted.is_number):
            raise self.text.error(node, f"{what}「{ast.unparse(node)}」应是 {wanted}，实际是 {unit}")

    def _same(self, node: ast.AST, left: Unit, right: Unit) -> Unit:
        if left is LITERAL and right.is_number:
            return right
        if left == right or (right is LITERAL and left.is_number):
            return left
        raise self.text.error(node, f"「{ast.unparse(node)}」里 {left} 与 {right} 不能放在一起")

    def of(self, node: ast.expr) -> Unit:
        """The unit of an expression."""
        match node:
            case ast.Constant(value=value):
                return BOOL if isinstance(value, bool) else LITERAL
            case ast.Name(id=name):
                return self.locals[name]
            case ast.Attribute():
                return self._attribute(node)
            case ast.BoolOp(values=values):
                for operand in values:
                    self._expect(operand, BOOL, "and、or 两边")
                return BOOL
            case ast.UnaryOp(op=op, operand=operand):
                return self._unary(op, operand)
            case ast.BinOp(left=left, op=op, right=right):
                return self._arithmetic(node, op, self.of(left), self.of(right))
            case ast.Compare():
                return self._compare(node)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                self._expect(test, BOOL, "条件")
                return self._same(node, self.of(body), self.of(orelse))
        assert isinstance(node, ast.Call)
        assert isinstance(node.func, ast.Name)
        return self._call(node, node.func.id)

    def _attribute(self, node: ast.Attribute) -> Unit:
        member = self.text.enum_member(node)
        if member is not None:
            return Unit("enum", enum=type(member))
        assert isinstance(node.value, ast.Name)
        return self.unit_of(node.value.id, node.attr)

    def _unary(self, op: ast.unaryop, operand: ast.expr) -> Unit:
        if isinstance(op, ast.Not):
            self._expect(operand, BOOL, "not 后面")
            return BOOL
        return self._number(operand)

    def _number(self, node: ast.expr) -> Unit:
        unit = self.of(node)
        if not unit.is_number:
            raise self.text.error(node, f"「{ast.unparse(node)}」是 {unit}，不能参加计算")
        return unit

    def _arithmetic(self, node: ast.AST, op: ast.operator, left: Unit, right: Unit) -> Unit:
        for unit in (left, right):
            if not unit.is_number:
                raise self.text.error(node, f"「{ast.unparse(node)}」里的 {unit} 不能参加计算")
        if isinstance(op, ast.Mult):
            return self._product(node, left, right)
        if isinstance(op, ast.FloorDiv):
            return self._quotient(node, left, right)
        return self._same(node, left, right)

    def _product(self, node: ast.AST, left: Unit, right: Unit) -> Unit:
        if "ratio" in (left.kind, right.kind):
            raise self.text.error(node, f"「{ast.unparse(node)}」乘以比例请用 part(数额, 比例)，四舍五入到分")
        if left == right == MONEY:
            raise self.text.error(node, f"「{ast.unparse(node)}」里金额不能乘以金额")
        return left if left == MONEY else right

    def _quotient(self, node: ast.AST, left: Unit, right: Unit) -> Unit:
        if left == MONEY and right != MONEY:
            raise self.text.error(node, f"「{ast.unparse(node)}」平分金额请用 share(金额, 份数)")
        if left != right and LITERAL not in (left, right):
            raise self.text.error(node, f"「{ast.unparse(node)}」里 {left} 不能除以 {right}")
        return INT

    def _compare(self, node: ast.Compare) -> Unit:
        left = self.of(node.left)
        if is_membership(node):
            members = node.comparators[0]
            assert isinstance(members, ast.Tuple)
            for member in members.elts:
                self._same(node, left, self.of(member))
            return BOOL
        for op, right_node in zip(node.ops, node.comparators, strict=True):
            right = self.of(right_node)
            unit = self._same(node, left, right)
            if unit.of is not None or (isinstance(op, ORDER) and not unit.is_number):
                raise self.text.error(node, f"「{ast.unparse(node)}」里的 {unit} 不能比较")
            left = right
        return BOOL

    def _call(self, node: ast.Call, name: str) -> Unit:
        if name in ("min", "max"):
            unit = self._number(node.args[0])
            for argument in node.args[1:]:
                unit = self._same(node, unit, self._number(argument))
            return unit
        units = [self.of(argument) for argument in node.args]
        wanted = {
            "part": lambda: units[0].is_number and units[1].kind in ("ratio", "literal"),
            "share": lambda: units[0].is_number and units[1].kind in ("int", "literal"),
            "round_money": lambda: (
                units[0] == MONEY and str(units[1]) == "enum:RoundingMode" and units[2] == MONEY
            ),
            "at": lambda: units[0].of is not None and units[1].kind in ("int", "literal"),
            "band": lambda: units[1].of in (units[0], LITERAL) and units[2].of is not None,
            "tiers": lambda: units[0].is_number and units[1].of == units[0] and units[2].of == RATIO,
        }
        lists = [a for a, unit in zip(node.args, units, strict=True) if unit.of is not None]
        if not wanted[name]() or not all(isinstance(a, ast.Attribute) for a in lists):
            shown = "、".join(str(unit) for unit in units)
            raise self.text.error(node, f"「{ast.unparse(node)}」的参数单位不对：{shown}")
        return {"at": units[0].of, "band": units[-1].of}.get(name) or units[0]
