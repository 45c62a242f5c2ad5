"""Facts: what is asked about a person or a household. Their names are the vocabulary of the rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import IntEnum
from pathlib import Path
from typing import Any

from doudi.engine import strictyaml
from doudi.engine.errors import FactError, PolicyError
from doudi.engine.units import PLAIN, Unit

ENTITIES = ("person", "household")
LIMITS = {"money": 10**13, "int": 2 * 10**9, "ratio": 2 * 10**9, "bool": 1, "enum": 30000}
_SCALES = {"money": 100, "ratio": 10000, "int": 1}
_WORDS = {"是": 1, "有": 1, "true": 1, "否": 0, "无": 0, "false": 0}
_KEYS = ("type", "unit", "label", "meaning", "group", "min", "max", "default")


@dataclass(frozen=True)
class Fact:
    """One input. `default` is what silence means; None says that silence means unknown."""

    entity: str
    name: str
    unit: Unit
    label: str
    meaning: str
    min: int
    max: int
    default: int | None
    group: str = ""

    def check(self, value: Any) -> int:
        """The value as an int, or a refusal that says what was expected."""
        if isinstance(value, str) and self.unit.enum is not None:
            return self.parse(value)
        if not isinstance(value, int) or (isinstance(value, bool) and self.unit.kind != "bool"):
            raise FactError(f"「{self.label}」（{self.name}）的值 {value!r} 不对：应为{self.expected}")
        number = int(value)
        if not self.min <= number <= self.max or not self._is_member(number):
            raise FactError(f"「{self.label}」（{self.name}）的值 {number} 超出范围：应为{self.expected}")
        return bool(number) if self.unit.kind == "bool" else number

    def parse(self, text: Any) -> int:
        """Reads what a person writes: yuan, 80%, 是/否, the name or label of an enum member."""
        word = str(text).strip()
        if self.unit.enum is not None:
            return self._member(word)
        if self.unit.kind == "bool" and word.lower() in _WORDS:
            return bool(_WORDS[word.lower()])
        return self.check(self._number(word))

    @property
    def expected(self) -> str:
        """What a value must look like, in Chinese."""
        if self.unit.enum is not None:
            return "「" + "」「".join(self.unit.show(member) for member in self.unit.enum) + "」之一"
        if self.unit.kind == "bool":
            return "是或否"
        kind = {"money": "金额", "int": "整数", "ratio": "比例"}[self.unit.kind]
        return f"{kind}，{self.unit.show(self.min)} 至 {self.unit.show(self.max)}"

    def _is_member(self, number: int) -> bool:
        return self.unit.enum is None or number in set(self.unit.enum)

    def _member(self, word: str) -> int:
        assert self.unit.enum is not None
        for member in self.unit.enum:
            if word in (member.name, str(member.value), self.unit.show(member)):
                return int(member)
        raise FactError(f"「{self.label}」（{self.name}）的值 {word} 不对：应为{self.expected}")

    def _number(self, word: str) -> int | str:
        scale = _SCALES.get(self.unit.kind, 1)
        if self.unit.kind == "ratio" and word.endswith("%"):
            word, scale = word[:-1], 100
        try:
            exact = Decimal(word.replace(",", "").replace("，", "")) * scale
        except InvalidOperation:
            return word
        return int(exact) if exact.is_finite() and exact == exact.to_integral_value() else word


def read_facts(path: Path, enums: Mapping[str, type[IntEnum]]) -> list[Fact]:
    """The facts of one facts.yaml: {person: {age: {type: int, …}}, household: {…}}."""
    content = strictyaml.only(strictyaml.read(path), str(path), ENTITIES)
    return [
        _fact(entity, name, given, f"{path}：{entity}.{name}", enums)
        for entity in content
        for name, given in strictyaml.mapping(content[entity], f"{path}：{entity}").items()
    ]


def _fact(entity: str, name: str, given: Any, where: str, enums: Mapping[str, type[IntEnum]]) -> Fact:
    entry = strictyaml.only(given, where, _KEYS, required=("type", "label"))
    if not name.isidentifier():
        raise PolicyError(f"{where}：名称只能用英文字母、数字和下划线")
    unit = _unit(str(entry["type"]), str(entry.get("unit") or ""), where, enums)
    limit = LIMITS[unit.kind]
    low = {"bool": 0, "money": -limit}.get(unit.kind, 0)
    fact = Fact(
        entity=entity,
        name=name,
        unit=unit,
        label=str(entry["label"]),
        meaning=str(entry.get("meaning") or ""),
        min=_bound(entry.get("min", low), limit, where),
        max=_bound(entry.get("max", limit), limit, where),
        default=None,
        group=str(entry.get("group") or ""),
    )
    return _with_default(fact, entry.get("default"), where)


def _with_default(fact: Fact, default: Any, where: str) -> Fact:
    if default is None:
        return fact
    try:
        value = fact.check(default)
    except FactError as error:
        raise PolicyError(f"{where}：default 不对：{error}") from error
    return Fact(**{**vars(fact), "default": value})


def _bound(value: Any, limit: int, where: str) -> int:
    if not isinstance(value, int) or abs(value) > limit:
        raise PolicyError(f"{where}：min、max 应是绝对值不超过 {limit} 的整数，实际是 {value!r}")
    return value


def _unit(kind: str, suffix: str, where: str, enums: Mapping[str, type[IntEnum]]) -> Unit:
    if kind in PLAIN:
        return Unit(kind, suffix=suffix)
    name = kind.removeprefix("enum:")
    if name not in enums:
        raise PolicyError(f"{where}：类型 {kind} 不认识；可用 {'、'.join([*PLAIN, *sorted(enums)])}")
    return Unit("enum", enum=enums[name], suffix=suffix)
