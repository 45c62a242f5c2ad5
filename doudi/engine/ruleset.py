"""Rules as loaded: read from the rules.py of a programme at a place, checked, named and hashed."""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

from doudi.engine.errors import PolicyError
from doudi.engine.places import Place
from doudi.engine.rules import DECLARED, Declaration
from doudi.engine.structure import Text, body_of, check
from doudi.engine.units import BOOL, INT, MONEY, RATIO, Money, Ratio, Unit

_UNITS: list[tuple[Any, Unit]] = [(Money, MONEY), (Ratio, RATIO), (bool, BOOL), (int, INT)]
_AGGREGATE_RESULT = {"count": INT, "any": BOOL, "all": BOOL}


@dataclass(frozen=True, eq=False)
class Rule:
    """One rule: a function with its text, label, article, place and first day."""

    name: str
    kind: str
    entity: str
    argument_names: tuple[str, ...]
    where: str | None
    label: str
    meaning: str
    law: str
    since: date | None
    place: Place
    programme: str
    body_unit: Unit
    unit: Unit
    fn: Callable[..., Any] = field(repr=False)
    tree: ast.FunctionDef = field(repr=False)
    text: Text = field(repr=False)

    @property
    def is_aggregate(self) -> bool:
        return self.kind != "rule"

    @property
    def over_members(self) -> bool:
        """Whether the function is called once for each member."""
        return self.is_aggregate or self.entity == "person"

    @cached_property
    def needs(self) -> tuple[tuple[str, str], ...]:
        """Values of persons and of the household that it reads, as (entity, name)."""
        read = [(a, name) for a in ("person", "household") for name in self.text.reads.get(a, ())]
        return tuple(dict.fromkeys([*read, *([("person", self.where)] if self.where else [])]))

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        return tuple(self.text.reads.get("p", ()))

    @cached_property
    def hash(self) -> str:
        """Changes when the meaning of the text changes, not when labels or line breaks do."""
        body = ast.Module(body=body_of(self.tree), type_ignores=[])
        parts = [self.kind, self.where or "", *self.argument_names, str(self.unit), ast.unparse(body)]
        enums = sorted(
            f"{ast.unparse(n)}={int(m)}" for n in ast.walk(body) if (m := self._member(n)) is not None
        )
        return hashlib.sha256("\n".join([*parts, *enums]).encode()).hexdigest()[:16]

    def _member(self, node: ast.AST) -> IntEnum | None:
        return self.text.enum_member(node) if isinstance(node, ast.expr) else None

    def line_of(self, record: str, name: str) -> int:
        return self.text.reads.get(record, {}).get(name, self.tree.lineno)


def read_rules(path: Path, place: Place, programme: str) -> list[Rule]:
    """The rules of one rules.py, each checked against the grammar."""
    source = path.read_text(encoding="utf-8")
    functions = {_first_line(node): node for node in _functions(source, path)}
    declared: list[Declaration] = getattr(_import(path, place), DECLARED, [])
    if left := set(functions) - {d.fn.__code__.co_firstlineno for d in declared}:
        node = functions[min(left)]
        raise PolicyError(f"{path} 第 {node.lineno} 行：函数 {node.name} 没有 @rule、@total 等标记")
    rules = [_rule(d, functions[d.fn.__code__.co_firstlineno], path, place, programme) for d in declared]
    _refuse_twins(rules, path)
    return rules


def _functions(source: str, path: Path) -> Iterator[ast.FunctionDef]:
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        raise PolicyError(f"{path} 第 {error.lineno} 行：语法错误：{error.msg}") from error
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node
        elif not isinstance(node, ast.Import | ast.ImportFrom) and not _is_docstring(node):
            raise PolicyError(f"{path} 第 {node.lineno} 行：rules.py 里只能有 import 和规则函数")


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _first_line(node: ast.FunctionDef) -> int:
    return min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])


def _import(path: Path, place: Place) -> ModuleType:
    name = "doudi_rules_" + re.sub(r"\W", "_", f"{place.code}_{path.parent.name}_{abs(hash(str(path)))}")
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise PolicyError(f"{path}：无法载入：{error}") from error
    finally:
        del sys.modules[name]
    return module


def _rule(d: Declaration, tree: ast.FunctionDef, path: Path, place: Place, programme: str) -> Rule:
    text = Text(str(path), tree.name, d.fn.__globals__)
    check(tree, text)
    names = tuple(a.arg for a in tree.args.args)
    if d.kind != "rule" and "person" not in names:
        raise text.error(tree, f"@{d.kind} 按成员计算，参数里要有 person")
    label, _, meaning = (ast.get_docstring(tree) or "").partition("：")
    body_unit = BOOL if d.kind in _AGGREGATE_RESULT else _returned(tree, text, d.suffix)
    unit = _AGGREGATE_RESULT.get(d.kind, body_unit)
    if d.kind in _AGGREGATE_RESULT and _returned(tree, text, "") != BOOL:
        raise text.error(tree, f"@{d.kind} 的函数应返回 bool")
    if d.kind == "total" and not unit.is_number:
        raise text.error(tree, "@total 的函数应返回 Money、int 或 Ratio")
    return Rule(
        name=tree.name,
        kind=d.kind,
        entity="person" if d.kind == "rule" and "person" in names else "household",
        argument_names=names,
        where=d.where,
        label=label.strip().rstrip("。"),
        meaning=meaning.strip(),
        law=d.law,
        since=d.since,
        place=place,
        programme=programme,
        body_unit=body_unit,
        unit=Unit(unit.kind, enum=unit.enum, suffix=d.suffix),
        fn=d.fn,
        tree=tree,
        text=text,
    )


def _returned(tree: ast.FunctionDef, text: Text, suffix: str) -> Unit:
    """The unit that the return annotation names."""
    annotation = tree.returns
    found = text.scope.get(annotation.id) if isinstance(annotation, ast.Name) else None
    if isinstance(annotation, ast.Name) and annotation.id in ("int", "bool"):
        found = {"int": int, "bool": bool}[annotation.id]
    if isinstance(found, type) and issubclass(found, IntEnum):
        return Unit("enum", enum=found)
    for marker, unit in _UNITS:
        if found is marker:
            return Unit(unit.kind, suffix=suffix)
    raise text.error(tree, "要写返回类型：Money、bool、int、Ratio 或枚举")


def _refuse_twins(rules: list[Rule], path: Path) -> None:
    seen: dict[tuple[str, date | None], Rule] = {}
    for rule in rules:
        if (rule.name, rule.since) in seen:
            raise PolicyError(
                f"{path} 第 {rule.tree.lineno} 行：规则 {rule.name} 有两个版本都从 {rule.since or '最早'} 起"
            )
        seen[rule.name, rule.since] = rule
