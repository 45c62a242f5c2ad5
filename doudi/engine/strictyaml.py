"""YAML without surprises: no repeated keys, `on` and `no` stay words, decimals stay exact."""

from __future__ import annotations

import io
from collections.abc import Collection, Hashable
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from doudi.engine.errors import PolicyError

_BOOL = "tag:yaml.org,2002:bool"


class _Named(io.StringIO):
    """Text with the name that a complaint about it shows."""

    def __init__(self, text: str, name: str) -> None:
        super().__init__(text)
        self.name = name


class _StrictLoader(yaml.CSafeLoader):
    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if type(key) not in (str, int):
                raise PolicyError(f"{_where(key_node)}：键「{key}」应写成文字或整数")
            if key in seen:
                raise PolicyError(f"{_where(key_node)}：键「{key}」重复，请只保留一个")
            seen.add(key)
        return super().construct_mapping(node, deep=deep)

    def exact_number(self, node: yaml.ScalarNode) -> Decimal:
        return Decimal(str(node.value).replace("_", ""))


def _where(node: yaml.Node) -> str:
    mark = node.start_mark
    return f"{mark.name} 第 {mark.line + 1} 行"


def _strict_words() -> None:
    """Only true and false are booleans; octal, sexagesimal and `<<` tricks are not read."""
    import re

    resolvers = {
        first: [(tag, pattern) for tag, pattern in pairs if tag not in (_BOOL, _INT, _FLOAT, _MERGE)]
        for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    _StrictLoader.yaml_implicit_resolvers = resolvers
    _StrictLoader.add_implicit_resolver(_BOOL, re.compile(r"^(?:true|false)$"), list("tf"))
    _StrictLoader.add_implicit_resolver(_FLOAT, re.compile(r"^-?\d+\.\d+$"), list("-0123456789"))
    _StrictLoader.add_implicit_resolver(_INT, re.compile(r"^-?(?:0|[1-9]\d*)$"), list("-0123456789"))
    _StrictLoader.add_constructor(_FLOAT, _StrictLoader.exact_number)


_INT, _FLOAT, _MERGE = (f"tag:yaml.org,2002:{name}" for name in ("int", "float", "merge"))
_strict_words()


def read(path: Path) -> Any:
    """The content of a YAML file; a broken one is refused with file and line."""
    return parse(path.read_text(encoding="utf-8"), str(path))


def parse(text: str, name: str = "<text>") -> Any:
    try:
        loader = _StrictLoader(_Named(text, name))
        return loader.get_single_data()
    except yaml.YAMLError as error:
        raise PolicyError(f"{name}：不是合法的 YAML：{error}") from error


def mapping(value: Any, where: str) -> dict[str, Any]:
    """`value` as a mapping with text keys; an empty file is an empty mapping."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise PolicyError(f"{where}：应是「键: 值」，实际是 {value!r}")
    return {str(key): item for key, item in value.items()}


def only(value: Any, where: str, known: Collection[str], required: Collection[str] = ()) -> dict[str, Any]:
    """A mapping that holds only known keys and all required ones."""
    given = mapping(value, where)
    if unknown := sorted(set(given) - set(known)):
        raise PolicyError(f"{where}：不认识的键 {'、'.join(unknown)}；可用 {'、'.join(known)}")
    if missing := [key for key in required if given.get(key) is None]:
        raise PolicyError(f"{where}：缺少 {'、'.join(missing)}")
    return given
