"""A whole roster as a table: one row for each person, the household's own columns beside it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from doudi.engine import FactError
from doudi.engine.facts import Fact
from doudi.policies.caseforms import CaseRefused, catalogue, fact_value, place_of, settlement_of

ID_NAMES = ("household_id", "户编号", "家庭编号")
PLACE_NAMES = ("place", "地方", "行政区划代码")
SETTLEMENT_NAMES = ("settlement", "城乡")
MOST_PROBLEMS = 200
_TEXT = "text"


@dataclass(frozen=True)
class Roster:
    """Two tables as the engine reads them; households in the order of their first row."""

    persons: pa.Table
    households: pa.Table


@dataclass
class _Columns:
    """What each column of the file holds."""

    special: dict[str, int] = field(default_factory=dict)
    person: dict[int, Fact] = field(default_factory=dict)
    household: dict[int, Fact] = field(default_factory=dict)


@dataclass
class _Reading:
    """The roster as far as it is read, and all that was wrong on the way."""

    file: str
    defaults: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    persons: list[dict[str, Any]] = field(default_factory=list)
    households: dict[str, dict[str, Any]] = field(default_factory=dict)


def read_roster(path: Path, *, place: str = "", settlement: str = "") -> Roster:
    """The roster of an XLSX, CSV or Parquet file. Refused with every wrong cell, or read as a whole.

    `place` (a code) and `settlement` hold for the households whose rows do not say.
    """
    rows = _rows(path)
    header = next(rows, None)
    if header is None:
        raise CaseRefused([f"{path.name}：文件是空的；第 1 行应是列名"])
    given = {"place": place, "settlement": settlement}
    reading = _Reading(path.name, {name: value for name, value in given.items() if value})
    columns = _columns(header, reading)
    if not reading.problems:
        _read(rows, columns, reading)
    if not reading.problems and not reading.persons:
        reading.problems.append(f"{path.name}：只有列名，没有人员")
    if reading.problems:
        raise CaseRefused(_shortened(reading))
    return _tables(reading, columns)


def _rows(path: Path) -> Iterator[Sequence[Any]]:
    readers = {".csv": _csv_rows, ".xlsx": _sheet_rows, ".parquet": _parquet_rows}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise CaseRefused([f"{path.name}：只能读 XLSX、CSV、Parquet 文件"])
    return reader(path)


def _csv_rows(path: Path) -> Iterator[Sequence[Any]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = path.read_text(encoding=encoding)
        except UnicodeDecodeError:
            continue
        return iter(list(csv.reader(text.splitlines())))
    raise CaseRefused([f"{path.name}：不是 UTF-8 或 GB18030 编码的文字，请另存为 CSV UTF-8"])


def _sheet_rows(path: Path) -> Iterator[Sequence[Any]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(path))
        return iter(book.get_sheet_by_index(0).to_python(skip_empty_area=False))
    except (CalamineError, OSError) as error:
        raise CaseRefused([f"{path.name}：打不开这个工作簿：{error}"]) from error


def _parquet_rows(path: Path) -> Iterator[Sequence[Any]]:
    from pyarrow import parquet

    try:
        table = parquet.read_table(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise CaseRefused([f"{path.name}：打不开这个 Parquet 文件：{error}"]) from error
    yield table.column_names
    for batch in table.to_batches():
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _columns(header: Sequence[Any], reading: _Reading) -> _Columns:
    columns = _Columns()
    seen: set[str] = set()
    for i, cell in enumerate(header):
        name = str(cell).strip()
        key = _place_column(columns, i, name)
        if not name or key is None:
            reading.problems.append(
                f"{reading.file} 第 1 行第 {i + 1} 列：不认识的列名「{name}」；见 doudi facts"
            )
        elif key in seen:
            reading.problems.append(f"{reading.file} 第 1 行第 {i + 1} 列：「{name}」重复，请只保留一列")
        seen.add(key or "")
    for names in (ID_NAMES, PLACE_NAMES, SETTLEMENT_NAMES):
        if names[0] not in columns.special and names[0] not in reading.defaults:
            reading.problems.append(f"{reading.file} 第 1 行：缺少列 {names[0]}（或「{names[1]}」）")
    return columns


def _place_column(columns: _Columns, i: int, name: str) -> str | None:
    """Files the column under what it holds and says its proper name; None if unknown."""
    for names in (ID_NAMES, PLACE_NAMES, SETTLEMENT_NAMES):
        if name in names:
            columns.special[names[0]] = i
            return names[0]
    if name in ("name", "姓名"):
        return _TEXT
    person, household = catalogue("person").get(name), catalogue("household").get(name)
    if person is not None:
        columns.person[i] = person
        return person.name
    if household is not None:
        columns.household[i] = household
        return household.name
    return None


def _read(rows: Iterable[Sequence[Any]], columns: _Columns, reading: _Reading) -> None:
    for number, row in enumerate(rows, 2):
        if any(str(cell if cell is not None else "").strip() for cell in row):
            _read_row(row, number, columns, reading)


def _read_row(row: Sequence[Any], number: int, columns: _Columns, reading: _Reading) -> None:
    where = f"{reading.file} 第 {number} 行"
    key = _cell(row, columns.special["household_id"])
    if key is None:
        reading.problems.append(f"{where}，列 household_id：不能为空，同一户的人写同一个编号")
        return
    facts = _facts(row, columns.person, where, reading.problems)
    reading.persons.append({"household_id": str(key), **facts})
    household = _household(row, columns, where, reading.problems)
    _join(reading, str(key), household, where)


def _household(row: Sequence[Any], columns: _Columns, where: str, problems: list[str]) -> dict[str, Any]:
    place, settlement = (_cell(row, columns.special.get(name, -1)) for name in ("place", "settlement"))
    values: dict[str, Any] = {"place": None, "settlement": None}
    if place is not None:
        values["place"] = place_of(place, where, problems)
    if settlement is not None:
        values["settlement"] = settlement_of(settlement, where, problems)
    return values | _facts(row, columns.household, where, problems)


def _join(reading: _Reading, key: str, values: Mapping[str, Any], where: str) -> None:
    """The household's columns may stand on any of its rows, but must agree."""
    known = reading.households.setdefault(key, dict.fromkeys(values))
    for name, value in values.items():
        if value is None:
            continue
        if known[name] is not None and known[name] != value:
            reading.problems.append(f"{where}，列 {name}：与户 {key} 前面的行不一致")
        known[name] = value


def _facts(
    row: Sequence[Any], columns: Mapping[int, Fact], where: str, problems: list[str]
) -> dict[str, int | None]:
    found: dict[str, int | None] = {}
    for i, fact in columns.items():
        try:
            value = fact_value(fact, _cell(row, i))
            found[fact.name] = None if value is None else int(value)
        except FactError as error:
            problems.append(f"{where}，列 {fact.name}：{error}")
    return found


def _cell(row: Sequence[Any], i: int) -> Any:
    """The cell; whole numbers of a spreadsheet without their `.0`, blanks as None."""
    value = row[i] if 0 <= i < len(row) else None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return None if value is None or not str(value).strip() else value


def _tables(reading: _Reading, columns: _Columns) -> Roster:
    for household in reading.households.values():
        household |= {name: value for name, value in reading.defaults.items() if household[name] is None}
    incomplete = [
        f"{reading.file}：户 {key} 缺少 {'、'.join(missing)}"
        for key, household in reading.households.items()
        if (missing := [name for name in ("place", "settlement") if household[name] is None])
    ]
    if incomplete:
        raise CaseRefused(incomplete[:MOST_PROBLEMS])
    persons = pa.Table.from_pylist(reading.persons, _schema(columns.person.values(), ("household_id",)))
    rows = [{"household_id": key, **household} for key, household in reading.households.items()]
    names = ("household_id", "place", "settlement")
    return Roster(persons, pa.Table.from_pylist(rows, _schema(columns.household.values(), names)))


def _schema(facts: Iterable[Fact], words: Sequence[str]) -> pa.Schema:
    texts = [pa.field(name, pa.string()) for name in words]
    return pa.schema([*texts, *(pa.field(fact.name, pa.int64()) for fact in facts)])


def _shortened(reading: _Reading) -> list[str]:
    more = len(reading.problems) - MOST_PROBLEMS
    tail = [f"……另有 {more} 处，请先改正以上各处"] if more > 0 else []
    return [*reading.problems[:MOST_PROBLEMS], *tail]
