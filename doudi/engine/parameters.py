"""Parameters: dated values by place, with unit, source and date of checking."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise, zip_longest
from pathlib import Path
from typing import Any, Literal, cast

from doudi.engine import strictyaml
from doudi.engine.errors import MissingParameter, PolicyError
from doudi.engine.places import Place
from doudi.engine.units import BOOL, Unit

Settlement = Literal["URBAN", "RURAL"]
SETTLEMENTS: tuple[Settlement, ...] = ("URBAN", "RURAL")
LOCAL = "local_setting"
_DEFINITION = ("label", "unit", "meaning", "status", "values")
_ENTRY = ("since", "until", "hands_back", "value", "urban", "rural", "source", "url", "checked", "note")
_LARGEST = 10**13
_COUNTS = {"months": "个月", "days": "天", "years": "年", "persons": "人", "int": ""}
_PER = {"month": "元/月", "year": "元/年", "day": "元/天", "person": "元/人"}

Value = int | tuple[int, ...]


@dataclass(frozen=True)
class ParameterValue:
    """One value in force: what, how much, by which document, since when, set by which place.

    `origin` is empty for a value of the library, else it says where the value was entered.
    """

    name: str
    label: str
    unit: Unit
    value: Value
    source: str
    since: date
    place: str
    place_name: str
    checked: date | None = None
    url: str = ""
    note: str = ""
    until: date | None = None
    origin: str = ""

    @property
    def text(self) -> str:
        """The value as shown to people."""
        return self.unit.show(self.value)


@dataclass(frozen=True, eq=False)
class Period:
    """A value from `since` to `until` (inclusive); None means that nothing follows yet."""

    since: date
    until: date | None
    values: Mapping[Settlement, Value]
    source: str
    url: str
    checked: date | None
    note: str
    hands_back: bool = False
    origin: str = ""

    def is_over(self, on: date) -> bool:
        """Whether the place above decides again: the period is closed and says so."""
        return self.hands_back and self.until is not None and on > self.until


@dataclass(frozen=True, eq=False)
class Parameter:
    """What one place says about one parameter."""

    name: str
    label: str
    unit: Unit
    meaning: str
    local: bool
    periods: tuple[Period, ...]
    place: Place
    file: Path

    def period(self, on: date) -> Period | None:
        """The last period that has begun; it may have been closed since."""
        begun = [period for period in self.periods if period.since <= on]
        return begun[-1] if begun else None

    def with_periods(self, added: Iterable[Period], place: Place) -> Parameter:
        """The series of `place` with more periods: one of the same day is replaced, one that would overlap ends."""
        own = {period.since: period for period in self.periods} if place == self.place else {}
        own |= {period.since: period for period in added}
        days = sorted(own)
        periods = [_ended(own[day], after) for day, after in zip_longest(days, days[1:])]
        return replace(self, periods=tuple(periods), place=place)


def _ended(period: Period, after: date | None) -> Period:
    """The period, ending before the next one where it would overlap it."""
    if after is None or period.until is None or period.until < after:
        return period
    return replace(period, until=after - timedelta(days=1), hands_back=False)


Series = Mapping[str, Mapping[str, Parameter]]
"""Parameters by place code, then by name."""


def lookup(series: Series, place: Place, name: str, settlement: Settlement, on: date) -> ParameterValue:
    """The value in force: the nearest place whose own series has begun decides, gaps included."""
    own = [series[p.code][name] for p in place.chain if name in series.get(p.code, {})]
    for parameter in own:
        if (period := parameter.period(on)) is not None and not period.is_over(on):
            return _in_force(parameter, period, place, settlement, on)
    hint = "这一项必须由本地设定" if any(parameter.local for parameter in own) else "还没有任何一段取值生效"
    raise _missing(own[0], place, on, f"{hint}，请在本地 parameters.yaml 中填写取值、起始日期和文件依据")


def _in_force(
    parameter: Parameter, period: Period, place: Place, settlement: Settlement, on: date
) -> ParameterValue:
    if period.until is not None and on > period.until:
        raise _missing(parameter, place, on, f"{parameter.place} 的取值只到 {period.until}，请补上其后的取值")
    if settlement not in period.values:
        kind = "城镇" if settlement == "URBAN" else "农村"
        raise _missing(parameter, place, on, f"{period.since} 起的取值没有{kind}一档，请补上")
    return _value_of(parameter, period, settlement)


@lru_cache(maxsize=20_000)
def _value_of(parameter: Parameter, period: Period, settlement: Settlement) -> ParameterValue:
    return ParameterValue(
        name=parameter.name,
        label=parameter.label,
        unit=parameter.unit,
        value=period.values[settlement],
        source=period.source,
        since=period.since,
        place=parameter.place.code,
        place_name=parameter.place.name,
        checked=period.checked,
        url=period.url,
        note=period.note,
        until=period.until,
        origin=period.origin,
    )


def _missing(parameter: Parameter, place: Place, on: date, hint: str) -> MissingParameter:
    return MissingParameter(parameter.name, parameter.label, f"{place.name}（{place.code}）", on, hint)


def read_parameters(
    path: Path, place: Place, above: Mapping[str, Parameter], enums: Mapping[str, type[IntEnum]]
) -> dict[str, Parameter]:
    """The parameters of one file. `above` gives label and unit where this place only gives values."""
    content = strictyaml.mapping(strictyaml.read(path), str(path))
    return {
        name: _parameter(name, given, path, place, above.get(name), enums) for name, given in content.items()
    }


def _parameter(
    name: str,
    given: Any,
    path: Path,
    place: Place,
    above: Parameter | None,
    enums: Mapping[str, type[IntEnum]],
) -> Parameter:
    where = f"{path}：{name}"
    if not name.isidentifier():
        raise PolicyError(f"{where}：名称只能用英文字母、数字和下划线")
    entry = strictyaml.only(given, where, _DEFINITION, required=() if above else ("label", "unit"))
    if entry.get("status") not in (None, LOCAL):
        raise PolicyError(f"{where}：status 只能是 {LOCAL}")
    unit = _unit(str(entry["unit"]), where, enums) if "unit" in entry else cast(Parameter, above).unit
    if above is not None and unit != above.unit:
        raise PolicyError(f"{where}：单位 {unit} 与上级 {above.place} 的 {above.unit} 不一致")
    return Parameter(
        name=name,
        label=str(entry.get("label") or cast(Parameter, above).label),
        unit=unit,
        meaning=str(entry.get("meaning") or (above.meaning if above else "")),
        local="status" in entry,
        periods=_periods(entry, unit, where),
        place=place,
        file=path,
    )


def _periods(entry: Mapping[str, Any], unit: Unit, where: str) -> tuple[Period, ...]:
    values = entry.get("values")
    if values is None and "status" in entry:
        return ()
    if not isinstance(values, list) or not values:
        raise PolicyError(f"{where}：values 应列出各段取值；须由本地设定的写 status: {LOCAL}")
    periods = [read_period(item, unit, f"{where} 第 {i} 段") for i, item in enumerate(values, 1)]
    periods.sort(key=lambda period: period.since)
    for earlier, later in pairwise(periods):
        if earlier.since == later.since:
            raise PolicyError(f"{where}：有两段取值都从 {later.since} 起，请只保留一段")
        if earlier.until is not None and earlier.until >= later.since:
            raise PolicyError(
                f"{where}：{earlier.since} 起的一段到 {earlier.until}，与 {later.since} 起的重叠"
            )
    return tuple(periods)


def read_period(given: Any, unit: Unit, where: str, origin: str = "") -> Period:
    """One period as it is written in parameters.yaml: since, value (or urban and rural), source …"""
    entry = strictyaml.only(given, where, _ENTRY, required=("since", "source"))
    since, until = _day(entry["since"], where), _optional_day(entry.get("until"), where)
    if until is not None and until < since:
        raise PolicyError(f"{where}：until {until} 早于 since {since}")
    return Period(
        since=since,
        until=until,
        values=_by_settlement(entry, unit, where),
        source=str(entry["source"]),
        url=str(entry.get("url") or ""),
        checked=_optional_day(entry.get("checked"), where),
        note=str(entry.get("note") or ""),
        hands_back=_hands_back(entry.get("hands_back", False), until, where),
        origin=origin,
    )


def _hands_back(given: Any, until: date | None, where: str) -> bool:
    if not isinstance(given, bool) or (given and until is None):
        raise PolicyError(f"{where}：hands_back 只能是 true 或 false，并且要同时写 until")
    return given


def _by_settlement(entry: Mapping[str, Any], unit: Unit, where: str) -> dict[Settlement, Value]:
    split = [settlement for settlement in SETTLEMENTS if entry.get(settlement.lower()) is not None]
    if (entry.get("value") is None) == (not split):
        raise PolicyError(f"{where}：写 value（城乡同值），或写 urban、rural，二者取一")
    if not split:
        value = _value(entry["value"], unit, where)
        return dict.fromkeys(SETTLEMENTS, value)
    return {settlement: _value(entry[settlement.lower()], unit, where) for settlement in split}


def _day(value: Any, where: str) -> date:
    if type(value) is not date:
        raise PolicyError(f"{where}：日期 {value!r} 应写成 2025-07-01 的样子")
    return value


def _optional_day(value: Any, where: str) -> date | None:
    return None if value is None else _day(value, where)


def _unit(text: str, where: str, enums: Mapping[str, type[IntEnum]]) -> Unit:
    if match := re.fullmatch(r"list\[(.+)\]", text):
        return Unit("list", of=_unit(match[1], where, enums))
    if text in ("ratio", "percent"):
        return Unit("ratio", suffix=text)
    if text in _COUNTS:
        return Unit("int", suffix=_COUNTS[text])
    if text == "bool":
        return BOOL
    if match := re.fullmatch(r"yuan(?:/(month|year|day|person))?", text):
        return Unit("money", suffix=_PER[match[1]] if match[1] else "元")
    name = text.removeprefix("enum:")
    if name not in enums:
        known = ["yuan", *(f"yuan/{per}" for per in _PER), "ratio", "percent", "bool", *_COUNTS, "list[…]"]
        raise PolicyError(f"{where}：单位 {text} 不认识；可用 {'、'.join([*known, *sorted(enums)])}")
    return Unit("enum", enum=enums[name])


def _value(given: Any, unit: Unit, where: str) -> Value:
    if unit.of is None:
        return _single(given, unit, where)
    if not isinstance(given, list):
        raise PolicyError(f"{where}：应是列表，实际是 {given!r}")
    return tuple(_single(item, unit.of, where) for item in given)


def _single(given: Any, unit: Unit, where: str) -> int:
    if unit.enum is not None:
        if not isinstance(given, str) or given not in unit.enum.__members__:
            raise PolicyError(f"{where}：{given!r} 应是 {'、'.join(unit.enum.__members__)} 之一")
        return int(unit.enum[given])
    if unit.kind == "bool":
        if not isinstance(given, bool):
            raise PolicyError(f"{where}：{given!r} 应是 true 或 false")
        return given
    return _number(given, unit, where)


def _number(given: Any, unit: Unit, where: str) -> int:
    if isinstance(given, bool) or not isinstance(given, int | Decimal):
        raise PolicyError(f"{where}：{given!r} 应是数字")
    scale = {"money": 100, "ratio": 100 if unit.suffix == "percent" else 10000}.get(unit.kind, 1)
    exact = Decimal(given) * scale
    if exact != exact.to_integral_value() or abs(exact) > _LARGEST:
        finest = {"money": "分", "ratio": "万分之一"}.get(unit.kind, "整数")
        raise PolicyError(f"{where}：{given} 应精确到{finest}，且不超出可计算的范围")
    return int(exact)
