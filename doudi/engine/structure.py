"""The grammar of a rule: which Python is allowed, checked on the syntax tree when rules are loaded."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from doudi.engine import formulas
from doudi.engine.errors import PolicyError

ARGUMENTS = ("person", "household", "p")
CALLS = {"min": min, "max": max} | {
    name: getattr(formulas, name) for name in ("part", "share", "round_money", "at", "band", "tiers")
}
ARITY = {"part": 2, "share": 2, "round_money": 3, "at": 2, "band": 3, "tiers": 3}
ORDER = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
COMPARE = (*ORDER, ast.Eq, ast.NotEq)
ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.FloorDiv)


@dataclass
class Text:
    """Where a rule stands: for messages, and for looking up the names it uses."""

    file: str
    rule: str
    scope: Mapping[str, Any]
    reads: dict[str, dict[str, int]] = field(default_factory=lambda: {a: {} for a in ARGUMENTS})

    def error(self, node: ast.AST, reason: str) -> PolicyError:
        return PolicyError(f"{self.file} 第 {getattr(node, 'lineno', 0)} 行，规则 {self.rule}：{reason}")

    def enum_member(self, node: ast.expr) -> IntEnum | None:
        """The member that `Enum.MEMBER` stands for, or None where it is something else."""
        if not (isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)):
            return None
        if node.value.id in ARGUMENTS:
            return None
        enum = self.scope.get(node.value.id)
        if not (isinstance(enum, type) and issubclass(enum, IntEnum)):
            return None
        if node.attr not in enum.__members__:
            raise self.error(node, f"{node.value.id} 没有 {node.attr}；有 {'、'.join(enum.__members__)}")
        return enum[node.attr]


def check(tree: ast.FunctionDef, text: Text) -> None:
    """Refuses what a rule may not contain; fills `text.reads` with the names that it reads."""
    _check_signature(tree, text)
    if not ast.get_docstring(tree):
        raise text.error(tree, '缺少说明；函数第一行请写 """名称：解释。"""')
    body = body_of(tree)
    if not body:
        raise text.error(tree, "没有内容，请用 return 返回结果")
    if _block(body, text, set()) is not None:
        raise text.error(tree, "有的路径没有 return，请让每条路径都返回结果")


def body_of(tree: ast.FunctionDef) -> list[ast.stmt]:
    """The statements after the docstring."""
    return tree.body[1:]


def assigned(node: ast.stmt) -> tuple[str, ast.expr]:
    """The local name that a statement sets, and the expression: `v += x` is `v + x`."""
    if isinstance(node, ast.AugAssign):
        assert isinstance(node.target, ast.Name)
        old = ast.Name(node.target.id, ast.Load())
        return node.target.id, ast.BinOp(old, node.op, node.value)
    assert isinstance(node, ast.Assign)
    assert isinstance(node.targets[0], ast.Name)
    return node.targets[0].id, node.value


def _check_signature(tree: ast.FunctionDef, text: Text) -> None:
    args = tree.args
    plain = not (args.posonlyargs or args.kwonlyargs or args.defaults or args.vararg or args.kwarg)
    names = [a.arg for a in args.args]
    if not plain or not set(names) <= set(ARGUMENTS):
        raise text.error(tree, "参数只能是 person、household、p，不带默认值")
    if "person" not in names and "household" not in names:
        raise text.error(tree, "参数里要有 person 或 household")
    text.reads = {name: {} for name in names}


def _block(body: list[ast.stmt], text: Text, known: set[str]) -> set[str] | None:
    """The names assigned after the block, or None when every path has returned."""
    after: set[str] | None = known
    for statement in body:
        if after is None:
            raise text.error(statement, "return 之后的语句永远不会执行，请删去")
        after = _statement(statement, text, after)
    return after


def _statement(node: ast.stmt, text: Text, known: set[str]) -> set[str] | None:
    match node:
        case ast.Return(value=ast.expr() as value):
            _expression(value, text, known)
            return None
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            if name in ARGUMENTS or name in CALLS or name in text.scope:
                raise text.error(node, f"局部名称 {name} 与已有的名称相同，请换一个")
            _expression(value, text, known)
            return known | {name}
        case ast.AugAssign(target=ast.Name(id=name), op=op, value=value) if isinstance(op, ARITHMETIC):
            _local(node.target, name, text, known)
            _expression(value, text, known)
            return known
        case ast.If(test=test, body=body, orelse=orelse):
            _expression(test, text, known)
            return _join(_block(body, text, known), _block(orelse, text, known))
    raise text.error(node, f"不允许的写法「{_source(node)}」；只能用 if、return 和单个名称的赋值")


def _join(first: set[str] | None, second: set[str] | None) -> set[str] | None:
    if first is None or second is None:
        return second if first is None else first
    return first & second


def _expression(node: ast.expr, text: Text, known: set[str]) -> None:
    if not _leaf(node, text, known) and not _allowed(node, text):
        raise text.error(node, f"不允许的写法「{_source(node)}」")
    for child in _operands(node, text):
        _expression(child, text, known)


def _leaf(node: ast.expr, text: Text, known: set[str]) -> bool:
    match node:
        case ast.Constant(value=value):
            if type(value) not in (int, bool) or value not in (0, 1):
                raise text.error(node, f"规则里不能写数值 {value!r}；请改成参数（只允许 0、1、True、False）")
            return True
        case ast.Attribute(value=ast.Name(id=record), attr=name):
            if text.enum_member(node) is None:
                _read(node, record, name, text)
            return True
        case ast.Name(id=name):
            _local(node, name, text, known)
            return True
    return False


def _read(node: ast.expr, record: str, name: str, text: Text) -> None:
    if record not in text.reads:
        raise text.error(node, f"不认识的名称 {record}.{name}；只能读 {'、'.join(text.reads)} 和枚举")
    text.reads[record].setdefault(name, node.lineno)


def _local(node: ast.expr, name: str, text: Text, known: set[str]) -> None:
    if name not in known:
        raise text.error(node, f"名称 {name} 在这里还没有值；局部名称要先在每条路径上赋值")


def _allowed(node: ast.expr, text: Text) -> bool:
    match node:
        case ast.BoolOp() | ast.IfExp():
            return True
        case ast.BinOp(op=op):
            return isinstance(op, ARITHMETIC)
        case ast.UnaryOp(op=op):
            return isinstance(op, ast.Not | ast.USub)
        case ast.Compare(ops=ops):
            return all(isinstance(op, COMPARE) for op in ops) or is_membership(node)
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
            return _is_call(node, name, len(args), text)
    return False


def _is_call(node: ast.expr, name: str, given: int, text: Text) -> bool:
    if name not in CALLS or text.scope.get(name, CALLS[name]) is not CALLS[name]:
        raise text.error(node, f"不能调用 {name}；只能用 {'、'.join(CALLS)}")
    if given < 2 or given != ARITY.get(name, given):
        raise text.error(node, f"{name} 需要 {ARITY.get(name, '至少 2')} 个参数，写了 {given} 个")
    return True


def is_membership(node: ast.Compare) -> bool:
    """Whether the comparison is `value in (A, B)` or `not in`."""
    return (
        len(node.ops) == 1
        and isinstance(node.ops[0], ast.In | ast.NotIn)
        and isinstance(node.comparators[0], ast.Tuple)
    )


def _operands(node: ast.expr, text: Text) -> list[ast.expr]:
    if isinstance(node, ast.Attribute):
        return []
    if isinstance(node, ast.Call):
        if any(isinstance(a, ast.Starred) for a in node.args):
            raise text.error(node, "不允许用 * 展开参数")
        return node.args
    if isinstance(node, ast.Compare) and is_membership(node):
        members = node.comparators[0]
        assert isinstance(members, ast.Tuple)
        for member in members.elts:
            if text.enum_member(member) is None:
                raise text.error(member, "in 后面的括号里只能是枚举成员")
        return [node.left]
    return [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]


def _source(node: ast.AST) -> str:
    return ast.unparse(node).splitlines()[0]
