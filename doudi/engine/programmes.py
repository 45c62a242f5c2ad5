"""Programme descriptors: which rules answer whether, how much and by which way, and what is asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from doudi.engine import strictyaml
from doudi.engine.errors import PolicyError

_LISTS = ("conditions", "facts", "papers", "law")
_KEYS = ("name", "label", "meaning", "owner", "eligible", "amount", "path", "unit", *_LISTS, "extra")
_REQUIRED = ("name", "label", "owner", "eligible", "amount", "unit")


@dataclass(frozen=True)
class Programme:
    """One kind of assistance at a place. `extra` is for the office; the engine does not read it."""

    name: str
    label: str
    owner: str
    eligible: str
    amount: str
    unit: str
    path: str | None = None
    meaning: str = ""
    conditions: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    papers: tuple[Any, ...] = ()
    law: tuple[Any, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    file: str = ""

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that the descriptor names."""
        return tuple(name for name in (self.eligible, self.amount, self.path, *self.conditions) if name)

    def check(self, rules: Collection[str], facts: Collection[str]) -> None:
        """Refuses names that the rulebook does not have."""
        for names, known, what in ((self.rules, rules, "规则"), (self.facts, facts, "事实")):
            if unknown := [name for name in names if name not in known]:
                raise PolicyError(f"{self.file}：没有叫 {'、'.join(unknown)} 的{what}")


def read_programme(path: Path, above: Programme | None) -> Programme:
    """A descriptor; a place below need only give what differs."""
    given = strictyaml.only(strictyaml.read(path), str(path), _KEYS, required=() if above else _REQUIRED)
    values: dict[str, Any] = dict(vars(above)) if above else {}
    for key in _LISTS:
        if key in given and not isinstance(given[key], list):
            raise PolicyError(f"{path}：{key} 应是列表")
    values |= {key: tuple(value) if key in _LISTS else value for key, value in given.items()}
    if values["unit"] not in ("HOUSEHOLD", "PERSON"):
        raise PolicyError(f"{path}：unit 应是 HOUSEHOLD 或 PERSON")
    if values["name"] != path.parent.name:
        raise PolicyError(f"{path}：name 应与文件夹名 {path.parent.name} 相同")
    return Programme(**{**values, "file": str(path)})
