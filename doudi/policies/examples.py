"""Worked examples: cases with published results, and the dated values of every place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from doudi.engine import EngineError, MissingParameter, Result, Unknown, strictyaml
from doudi.engine.parameters import Settlement
from doudi.engine.places import Place
from doudi.engine.units import Unit
from doudi.policies import get_policies
from doudi.policies.caseforms import FORM_KEYS, PlacedCase, read_case

MISSING = "MISSING"
_FILE_KEYS = ("defaults", "cases", "dated")
_CASE_KEYS = (
    *FORM_KEYS,
    *(
        "id",
        "source",
        "kind",
        "note",
        "trap",
        "expect",
        "expect_members",
        "expect_parameters",
        "expect_error",
    ),
)


@dataclass(frozen=True)
class Example:
    """One worked example. `trap` marks a published result that is wrong and must not come out."""

    id: str
    source: str
    kind: str
    note: str
    placed: PlacedCase
    expect: Mapping[str, Any] = field(default_factory=dict)
    expect_members: tuple[Mapping[str, Any], ...] = ()
    expect_parameters: Mapping[str, Any] = field(default_factory=dict)
    expect_error: str = ""
    trap: Mapping[str, Any] = field(default_factory=dict)
    file: str = ""


@dataclass(frozen=True)
class DatedValue:
    """What a parameter must be on a day, as written down apart from the parameter itself."""

    place: str
    name: str
    settlement: Settlement
    on: date
    value: Any
    file: str


def every_example() -> Iterator[Example]:
    """The worked examples of all places."""
    for place, path, content in _files():
        defaults = strictyaml.mapping(content.get("defaults"), str(path))
        for given in content.get("cases") or ():
            yield _example(given, defaults, place, path)


def every_dated_value() -> Iterator[DatedValue]:
    """The values written in `dated`, one for each settlement."""
    for place, path, content in _files():
        for name, table in strictyaml.mapping(content.get("dated"), str(path)).items():
            yield from _dated(name, table, place, path)


def problems(example: Example) -> list[str]:
    """What comes out otherwise than expected; empty when the example holds."""
    placed = example.placed
    book = get_policies().rulebook(place=placed.place, on=placed.on)
    try:
        result = book.assess(placed.case)
    except EngineError as error:
        matches = bool(example.expect_error) and example.expect_error in str(error)
        return [] if matches else [f"{example.id}：{error}"]
    if example.expect_error:
        return [f"{example.id}：应当报错「{example.expect_error}」"]
    return [*_wrong_values(example, result), *_wrong_parameters(example)]


def _wrong_values(example: Example, result: Result) -> Iterator[str]:
    units = {rule.name: rule for rule in result.book.rules}
    for name, wanted in example.expect.items():
        yield from _differs(example.id, name, result[name], wanted, units[name].unit)
    for name, wrong in example.trap.items():
        if not list(_differs(example.id, name, result[name], wrong, units[name].unit)):
            yield f"{example.id}：{name} 得出了公布的错误结果 {wrong}"
    for i, expected in enumerate(example.expect_members):
        for name, wanted in expected.items():
            yield from _differs(
                f"{example.id} 第 {i + 1} 人", name, result.members[i][name], wanted, units[name].body_unit
            )


def _wrong_parameters(example: Example) -> Iterator[str]:
    placed = example.placed
    book = get_policies().rulebook(place=placed.place, on=placed.on)
    for name, wanted in example.expect_parameters.items():
        value = book.parameter(name, placed.case.settlement)
        yield from _differs(example.id, name, value.value, wanted, value.unit)


def _differs(where: str, name: str, value: Any, wanted: Any, unit: Unit) -> Iterator[str]:
    expected = expected_value(wanted, unit)
    if isinstance(value, Unknown):
        if wanted != "UNKNOWN":
            yield f"{where}：{name} 应是 {wanted}，实际未知，缺 {value}"
    elif value != expected:
        yield f"{where}：{name} 应是 {wanted}，实际是 {unit.show(value)}"


def expected_value(wanted: Any, unit: Unit) -> Any:
    """A figure of cases.yaml (yuan, percent, the name of an enum member) in the engine's units."""
    if unit.of is not None:
        return tuple(expected_value(item, unit.of) for item in wanted)
    if unit.enum is not None and isinstance(wanted, str):
        return int(unit.enum[wanted]) if wanted in unit.enum.__members__ else wanted
    if unit.kind == "bool" or isinstance(wanted, bool):
        return wanted
    scale = {"money": 100, "ratio": 100}.get(unit.kind, 1)
    return int(Decimal(wanted) * scale) if isinstance(wanted, int | Decimal) else wanted


def value_on(expected: DatedValue) -> Any:
    """The parameter's value on that day in the engine's units, or MISSING."""
    book = get_policies().rulebook(place=expected.place, on=expected.on)
    try:
        return book.parameter(expected.name, expected.settlement).value
    except MissingParameter:
        return MISSING


def _files() -> Iterator[tuple[Place, Path, dict[str, Any]]]:
    for place in get_policies().places.values():
        for path, content in _files_of(place.folder):
            yield place, path, content


@lru_cache(maxsize=1024)
def _files_of(folder: Path) -> list[tuple[Path, dict[str, Any]]]:
    paths = sorted(folder.glob("*/cases.yaml"))
    return [(path, strictyaml.only(strictyaml.read(path), str(path), _FILE_KEYS)) for path in paths]


def _example(given: Any, defaults: Mapping[str, Any], place: Place, path: Path) -> Example:
    where = f"{path.parent.parent.name}/{path.parent.name} {given.get('id', '?')}"
    entry = strictyaml.only(given, where, _CASE_KEYS, ("id", "source", "on", "members"))
    form = {key: entry[key] for key in FORM_KEYS if key in entry}
    form.setdefault("place", place.code)
    form.setdefault("settlement", defaults.get("settlement", "URBAN"))
    form["household"] = {**(defaults.get("household") or {}), **(entry.get("household") or {})}
    form["members"] = [{**(defaults.get("member") or {}), **member} for member in entry["members"]]
    form["want"] = entry.get("want") or _wanted(entry)
    return Example(
        id=str(entry["id"]),
        source=str(entry["source"]),
        kind=str(entry.get("kind", "")),
        note=str(entry.get("note", "")),
        placed=read_case(form, where),
        expect=entry.get("expect") or {},
        expect_members=tuple(entry.get("expect_members") or ()),
        expect_parameters=entry.get("expect_parameters") or {},
        expect_error=str(entry.get("expect_error") or ""),
        trap=entry.get("trap") or {},
        file=str(path),
    )


def _wanted(entry: Mapping[str, Any]) -> list[str]:
    names = [*(entry.get("expect") or {}), *(entry.get("trap") or {})]
    for member in entry.get("expect_members") or ():
        names.extend(member)
    return list(dict.fromkeys(names))


def _dated(name: str, table: Any, place: Place, path: Path) -> Iterator[DatedValue]:
    for column, days in strictyaml.mapping(table, f"{path}：{name}").items():
        settlements: tuple[Settlement, ...] = ("URBAN", "RURAL")
        if column != "BOTH":
            settlements = ("URBAN",) if column == "URBAN" else ("RURAL",)
        for day, value in strictyaml.mapping(days, f"{path}：{name}").items():
            for settlement in settlements:
                yield DatedValue(place.code, name, settlement, date.fromisoformat(day), value, str(path))
