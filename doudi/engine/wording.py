"""A rule in Chinese, with the values of one household: formulas and the conditions that decided."""

from __future__ import annotations

import ast
from collections.abc import Callable
from itertools import pairwise
from typing import Any, NamedTuple

from doudi.engine.kleene import ARITHMETIC, COMPARE, both, either
from doudi.engine.results import Unknown
from doudi.engine.ruleset import Rule
from doudi.engine.structure import CALLS, ORDER, assigned, body_of, is_membership
from doudi.engine.units import BOOL, INT, LITERAL, RoundingMode, Unit

ATOM, PRODUCT, SUM, SENTENCE = range(4)


class Seen(NamedTuple):
    """A name as a rule saw it: its label, unit and value (Unknown where a fact is missing)."""

    label: str
    unit: Unit
    value: Any


class Reason(NamedTuple):
    """A condition that decided. `name` is set where it is a yes-or-no value that can be followed."""

    text: str
    record: str = ""
    name: str = ""


class Phrase(NamedTuple):
    """An expression in words, with its value. `rank` says when it needs brackets inside another."""

    text: str
    value: Any
    unit: Unit
    rank: int = ATOM
    reasons: tuple[Reason, ...] = ()

    def within(self, rank: int) -> str:
        """The text as a part of an expression that takes parts up to `rank` without brackets."""
        return f"（{self.text}）" if self.rank > rank else self.text

    @property
    def shown(self) -> str:
        return "未知" if isinstance(self.value, Unknown) else self.unit.show(self.value)


UNDECIDED = Reason("不论缺少的事实如何，结果相同")
_SIGNS = {ast.Add: "＋", ast.Sub: "－", ast.Mult: "×", ast.FloorDiv: "÷"}
_VERBS: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Lt: ("低于", "不低于"),
    ast.LtE: ("不超过", "超过"),
    ast.Gt: ("超过", "不超过"),
    ast.GtE: ("不低于", "低于"),
    ast.Eq: ("等于", "不等于"),
    ast.NotEq: ("不等于", "等于"),
}


class Wording:
    """The path that one rule took: its deciding conditions and the phrase that it returned."""

    def __init__(self, rule: Rule, see: Callable[[str, str], Seen]) -> None:
        self.rule, self.see = rule, see
        self.locals: dict[str, Phrase] = {}
        self.reasons: list[Reason] = []
        self.returned = self._follow(body_of(rule.tree))

    def _follow(self, body: list[ast.stmt]) -> Phrase | None:
        """The phrase returned; None where an unknown condition stands on the way."""
        node, rest = body[0], body[1:]
        if isinstance(node, ast.Return) and node.value is not None:
            return self.phrase(node.value)
        if isinstance(node, ast.If):
            holds = self._decide(node.test)
            if isinstance(holds, Unknown):
                return None
            return self._follow([*(node.body if holds else node.orelse), *rest])
        name, value = assigned(node)
        self.locals[name] = self.phrase(value)
        return self._follow(rest)

    def _decide(self, test: ast.expr) -> Any:
        """The outcome of a condition on the way; its reasons are kept."""
        phrase = self.phrase(test)
        unknown = isinstance(phrase.value, Unknown)
        self.reasons += [UNDECIDED] if unknown else phrase.reasons
        return phrase.value

    def phrase(self, node: ast.expr) -> Phrase:
        """An expression in words."""
        match node:
            case ast.Constant(value=value):
                unit = BOOL if isinstance(value, bool) else LITERAL
                return Phrase(unit.show(value), value, unit)
            case ast.Name(id=name):
                return self.locals[name]
            case ast.Attribute():
                return self._attribute(node)
            case ast.BinOp(left=left, op=op, right=right):
                return _arithmetic(op, self.phrase(left), self.phrase(right))
            case ast.UnaryOp(op=op, operand=operand):
                return _unary(op, self.phrase(operand))
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return self._ternary(self.phrase(test), body, orelse)
            case ast.BoolOp(op=op, values=values):
                return _joined(op, [self.phrase(operand) for operand in values])
            case ast.Compare():
                return self._membership(node) if is_membership(node) else self._comparison(node)
        assert isinstance(node, ast.Call)
        assert isinstance(node.func, ast.Name)
        arguments = [self.phrase(argument) for argument in node.args]
        return _CALLS[node.func.id](_computed(CALLS[node.func.id], arguments), arguments)

    def _attribute(self, node: ast.Attribute) -> Phrase:
        member = self.rule.text.enum_member(node)
        if member is not None:
            unit = Unit("enum", enum=type(member))
            return Phrase(unit.show(member), int(member), unit)
        assert isinstance(node.value, ast.Name)
        label, unit, value = self.see(node.value.id, node.attr)
        shown = "未知" if isinstance(value, Unknown) else unit.show(value)
        colon = "：" if unit == BOOL else " "
        text = f"{label}{colon}{shown}"
        reasons = (Reason(text, node.value.id, node.attr),) if unit == BOOL else ()
        return Phrase(text, value, unit, ATOM, reasons)

    def _ternary(self, condition: Phrase, body: ast.expr, orelse: ast.expr) -> Phrase:
        if isinstance(condition.value, Unknown):
            first, second = self.phrase(body), self.phrase(orelse)
            value = first.value if first.value == second.value else Unknown()
            return Phrase(UNDECIDED.text, value, first.unit, ATOM, (UNDECIDED,))
        taken = self.phrase(body if condition.value else orelse)
        if taken.unit != BOOL:
            self.reasons += condition.reasons
            return taken
        return _sentences(taken.value, [*condition.reasons, *taken.reasons])

    def _membership(self, node: ast.Compare) -> Phrase:
        members = node.comparators[0]
        assert isinstance(members, ast.Tuple)
        choices = [self.phrase(member) for member in members.elts]
        left = self.phrase(node.left)
        named = "、".join(choice.text for choice in choices)
        if isinstance(left.value, Unknown):
            return _sentences(left.value, [Reason(f"{left.text}，无法判断是否属于{named}")])
        inside = left.value in [choice.value for choice in choices]
        reason = Reason(left.text if inside else f"{left.text}，不属于{named}")
        return _sentences(inside == isinstance(node.ops[0], ast.In), [reason])

    def _comparison(self, node: ast.Compare) -> Phrase:
        """Of a chain that fails, only the links that fail."""
        sides = [self.phrase(side) for side in (node.left, *node.comparators)]
        links = [
            (_computed(COMPARE[type(op)], [left, right]), op, left, right)
            for op, (left, right) in zip(node.ops, pairwise(sides), strict=True)
        ]
        value: Any = True
        for holds, *_ in links:
            value = both(value, holds)
        reasons = [
            Reason(_sentence(holds, op, left, right)) for holds, op, left, right in links if holds == value
        ]
        return _sentences(value, reasons)


def _computed(function: Callable[..., Any], arguments: list[Phrase]) -> Any:
    """The value, or unknown: also of what the rule itself would not have computed, such as a share of 0."""
    values = [argument.value for argument in arguments]
    if any(isinstance(value, Unknown) for value in values):
        return Unknown()
    try:
        return function(*values)
    except ZeroDivisionError:
        return Unknown()


def _sentences(value: Any, reasons: list[Reason]) -> Phrase:
    distinct = tuple(dict.fromkeys(reasons))
    text = "；".join(reason.text for reason in distinct)
    constant = "" if isinstance(value, Unknown) else BOOL.show(value)
    return Phrase(text or constant, value, BOOL, SENTENCE, distinct)


def _joined(op: ast.boolop, phrases: list[Phrase]) -> Phrase:
    """`and`, `or`: the parts that made it what it is."""
    value: Any = isinstance(op, ast.And)
    join = both if value else either
    for phrase in phrases:
        value = join(value, phrase.value)
    return _sentences(
        value, [reason for phrase in phrases if phrase.value == value for reason in phrase.reasons]
    )


def _unary(op: ast.unaryop, inner: Phrase) -> Phrase:
    if isinstance(op, ast.Not):
        return _sentences(_computed(lambda value: not value, [inner]), list(inner.reasons))
    value = _computed(lambda value: -value, [inner])
    return Phrase(f"－{inner.within(ATOM)}", value, Unit(inner.unit.kind), PRODUCT)


def _arithmetic(op: ast.operator, left: Phrase, right: Phrase) -> Phrase:
    value = _computed(ARITHMETIC[type(op)], [left, right])
    unit = right.unit if left.unit is LITERAL else left.unit
    if isinstance(op, ast.Mult) and right.unit.kind == "money":
        unit = right.unit
    unit = INT if isinstance(op, ast.FloorDiv) else Unit(unit.kind)
    rank = SUM if isinstance(op, ast.Add | ast.Sub) else PRODUCT
    last = rank if isinstance(op, ast.Add | ast.Mult) else rank - 1
    return Phrase(f"{left.within(rank)} {_SIGNS[type(op)]} {right.within(last)}", value, unit, rank)


def _sentence(holds: Any, op: ast.cmpop, left: Phrase, right: Phrase) -> str:
    """「家庭人均月收入 631.33 元，低于低保标准 632.00 元（相差 0.67 元）」."""
    if isinstance(holds, Unknown):
        return f"{left.text}，无法与{right.text}比较"
    verb = _VERBS[type(op)][0 if holds else 1]
    if left.unit.enum is not None:
        return left.text if verb == "等于" else f"{left.text}，不是{right.text}"
    sentence = f"{_full(left)}，{verb}{_spaced(_full(right))}"
    if not isinstance(op, ORDER) or LITERAL in (left.unit, right.unit) or left.value == right.value:
        return sentence
    suffix = "" if left.unit.kind == "money" else left.unit.suffix or right.unit.suffix
    return f"{sentence}（相差 {Unit(left.unit.kind, suffix=suffix).show(abs(left.value - right.value))}）"


def _full(phrase: Phrase) -> str:
    """A side of a comparison, with its result where it is a calculation."""
    return phrase.text if phrase.rank == ATOM else f"{phrase.text} = {phrase.shown}"


def _spaced(text: str) -> str:
    return f" {text}" if text[0].isdigit() else text


def _part(value: Any, args: list[Phrase]) -> Phrase:
    return Phrase(
        f"{args[0].within(PRODUCT)} × {args[1].within(PRODUCT)}", value, Unit(args[0].unit.kind), PRODUCT
    )


def _share(value: Any, args: list[Phrase]) -> Phrase:
    return Phrase(
        f"{args[0].within(PRODUCT)} ÷ {args[1].within(ATOM)}", value, Unit(args[0].unit.kind), PRODUCT
    )


def _round_money(value: Any, args: list[Phrase]) -> Phrase:
    amount, mode, step = args
    if isinstance(mode.value, Unknown) or mode.value == RoundingMode.NONE:
        return amount._replace(value=value)
    return Phrase(
        f"{amount.text}，按 {step.shown}{RoundingMode(mode.value).label}", value, amount.unit, SENTENCE
    )


def _smaller(value: Any, args: list[Phrase]) -> Phrase:
    return Phrase(f"{_listed(args)} 中较小的", value, _known_unit(args), SENTENCE)


def _larger(value: Any, args: list[Phrase]) -> Phrase:
    first, second = args[0], args[1]
    if len(args) == 2 and second.unit is LITERAL and second.value == 0:
        if value == first.value:
            return first
        return Phrase(f"{first.text} 小于 0，按 0", value, first.unit, SENTENCE)
    return Phrase(f"{_listed(args)} 中较大的", value, _known_unit(args), SENTENCE)


def _listed(args: list[Phrase]) -> str:
    return "、".join(argument.within(PRODUCT) for argument in args)


def _known_unit(args: list[Phrase]) -> Unit:
    return next((Unit(a.unit.kind, suffix=a.unit.suffix) for a in args if a.unit is not LITERAL), LITERAL)


def _at(value: Any, args: list[Phrase]) -> Phrase:
    values, position = args
    assert values.unit.of is not None
    if isinstance(value, Unknown):
        return Phrase(f"{_label(values)}中的一项（未知）", value, values.unit.of)
    return Phrase(
        f"{_label(values)}第 {position.value + 1} 项 {values.unit.of.show(value)}", value, values.unit.of
    )


def _band(value: Any, args: list[Phrase]) -> Phrase:
    unit = args[2].unit.of
    assert unit is not None
    shown = "未知" if isinstance(value, Unknown) else unit.show(value)
    return Phrase(f"{args[0].within(PRODUCT)} 对应的{_label(args[2])} {shown}", value, unit)


def _tiers(value: Any, args: list[Phrase]) -> Phrase:
    amount = args[0]
    return Phrase(f"{amount.within(PRODUCT)} 按{_label(args[2])}分段计算", value, amount.unit, SENTENCE)


def _label(values: Phrase) -> str:
    return values.text.partition(" ")[0]


_CALLS: dict[str, Callable[[Any, list[Phrase]], Phrase]] = {
    "min": _smaller,
    "max": _larger,
    "part": _part,
    "share": _share,
    "round_money": _round_money,
    "at": _at,
    "band": _band,
    "tiers": _tiers,
}
