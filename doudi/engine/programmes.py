"""Programme descriptors: which rules answer whether, how much and by which way, and what is asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from doudi.engine import strictyaml
from doudi.engine.errors import PolicyError

_LISTS = ("conditions", "benefits", "facts", "papers", "law")
_WORDS = ("layer", "pillar", "domain", "need", "rhythm")
_NAMES = ("eligible", "amount", "path", "line")
_KEYS = ("name", "label", "meaning", "owner", "unit", "since", "until", *_NAMES, *_WORDS, "gives", *_LISTS)
_REQUIRED = ("name", "label", "owner", "eligible", "amount", "unit")


@dataclass(frozen=True)
class Programme:
    """One kind of assistance at a place, offered from `since` to `until`.

    `eligible`, `amount`, `path`, `line` (income per head and month up to which it is open), `conditions` and
    `benefits` (what it brings besides money) name rules. `gives` are facts that hold for those it fits,
    so that other programmes can ask for them. The words in `_WORDS` sort programmes; who loads says which
    there are.
    """

    name: str
    label: str
    owner: str
    eligible: str
    amount: str
    unit: str
    path: str | None = None
    line: str | None = None
    meaning: str = ""
    since: date | None = None
    until: date | None = None
    layer: str = ""
    pillar: str = ""
    domain: str = ""
    need: str = ""
    rhythm: str = ""
    gives: Mapping[str, Any] = field(default_factory=dict)
    conditions: tuple[str, ...] = ()
    benefits: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    papers: tuple[Any, ...] = ()
    law: tuple[Any, ...] = ()
    file: str = ""

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that the descriptor names."""
        named = (getattr(self, name) for name in _NAMES)
        return tuple(name for name in (*named, *self.conditions, *self.benefits) if name)

    def is_offered(self, on: date) -> bool:
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)

    def check(self, rules: Collection[str], facts: Collection[str]) -> None:
        """Refuses names that the rulebook does not have."""
        asked = (*self.facts, *self.gives)
        for names, known, what in ((self.rules, rules, "规则"), (asked, facts, "事实")):
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
    for key in ("since", "until"):
        if values.get(key) is not None and not isinstance(values[key], date):
            raise PolicyError(f"{path}：{key} 应是日期，如 2021-07-01")
    if values["unit"] not in ("HOUSEHOLD", "PERSON"):
        raise PolicyError(f"{path}：unit 应是 HOUSEHOLD 或 PERSON")
    if values["name"] != path.parent.name:
        raise PolicyError(f"{path}：name 应与文件夹名 {path.parent.name} 相同")
    return Programme(**{**values, "file": str(path)})
