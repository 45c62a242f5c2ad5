"""What the policies cover: programme, place and year; checked when, by which cases, against which figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise
from pathlib import Path

from doudi.engine.parameters import Parameter, Period
from doudi.engine.places import Place
from doudi.policies import get_policies
from doudi.policies.examples import Example, every_example
from doudi.policies.procedures import procedures_of

PUBLISHED = "published"
"""How the kind of a case begins whose result somebody has published."""


@dataclass(frozen=True)
class Shown:
    """A worked example: its id, the year that it is of, and the paper that gives its result."""

    id: str
    year: int
    source: str
    is_published: bool


@dataclass(frozen=True)
class Coverage:
    """One programme at one place. No `first_day`: no standard of its own; no `last_day`: still in force."""

    place: str
    place_name: str
    made_up: bool
    programme: str
    label: str
    first_day: date | None
    last_day: date | None
    gaps: int
    checked: date | None
    values: int
    procedures: int
    cases: tuple[Shown, ...] = ()

    @property
    def published(self) -> tuple[Shown, ...]:
        """The cases whose result somebody has published."""
        return tuple(case for case in self.cases if case.is_published)

    @property
    def years(self) -> str:
        """The years for which the place has values of its own, such as 「2016—」."""
        if self.first_day is None:
            return ""
        last = str(self.last_day.year) if self.last_day else ""
        return (
            str(self.first_day.year) if last == str(self.first_day.year) else f"{self.first_day.year}—{last}"
        )

    @property
    def cases_by_year(self) -> dict[int, tuple[Shown, ...]]:
        """The worked examples by the year for which they are computed."""
        ordered = sorted(self.cases, key=lambda case: (case.year, case.id))
        return {year: tuple(found) for year, found in groupby(ordered, key=lambda case: case.year)}


def coverage() -> list[Coverage]:
    """A row for each place and programme that has anything of its own, in the order of places."""
    cases = _cases()
    labels = {programme.name: programme.label for programme in get_policies().every_programme()}
    rows = [
        _row(place, name, label, cases.get((place.code, name), ()))
        for place in get_policies().places.values()
        for name, label in labels.items()
    ]
    return [row for row in rows if row.values or row.procedures or row.cases]


def _cases() -> Mapping[tuple[str, str], tuple[Shown, ...]]:
    found: dict[tuple[str, str], tuple[Shown, ...]] = {}
    for example in every_example():
        key = (example.placed.place, Path(example.file).parent.name)
        found[key] = (*found.get(key, ()), _shown(example))
    return found


def _shown(example: Example) -> Shown:
    return Shown(example.id, example.placed.on.year, example.source, example.kind.startswith(PUBLISHED))


def _row(place: Place, programme: str, label: str, cases: tuple[Shown, ...]) -> Coverage:
    own = [p for p in get_policies().parameters[place.code].values() if p.file.parent.name == programme]
    periods = _key_periods(own)
    checked = [period.checked for parameter in own for period in parameter.periods if period.checked]
    return Coverage(
        place=place.code,
        place_name=place.name,
        made_up=place.made_up,
        programme=programme,
        label=label,
        first_day=periods[0].since if periods else None,
        last_day=_last_day(periods),
        gaps=_gaps(periods),
        checked=max(checked, default=None),
        values=sum(len(parameter.periods) for parameter in own),
        procedures=len(procedures_of(place.code, programme)),
        cases=cases,
    )


def _key_periods(own: list[Parameter]) -> list[Period]:
    """The periods of what every place must set itself; of all values where the place sets none of these."""
    must = [parameter for parameter in own if parameter.periods and _is_local(parameter)]
    main = [p for p in must if p.unit.kind == "money" and p.name in MAIN] or must or own
    return sorted((period for p in main for period in p.periods), key=lambda period: period.since)


MAIN = frozenset(
    {
        "dibao_line",
        "dibao_line_year",
        "tekun_standard_home",
        "tekun_standard_institution",
        "near_dibao_published_line",
    }
)
"""Where a place sets one of these, its years are the programme's years there."""


def _is_local(parameter: Parameter) -> bool:
    """Whether the law leaves the value to the places."""
    known = (get_policies().parameters[at.code].get(parameter.name) for at in parameter.place.chain)
    return any(found is not None and found.local for found in known)


def _last_day(periods: list[Period]) -> date | None:
    """The last day of the latest period; None while one is open or the place above goes on."""
    latest = [period for period in periods if period.since == periods[-1].since]
    ends = [period.until for period in latest if period.until is not None and not period.hands_back]
    return max(ends) if ends and len(ends) == len(latest) else None


def _gaps(periods: list[Period]) -> int:
    """How many times a closed period is followed by a later one that does not join it."""
    by_day = {period.since: period.until for period in periods}
    days = sorted(by_day)
    joined = [(by_day[day], after) for day, after in pairwise(days)]
    return sum(until is not None and (after - until).days > 1 for until, after in joined)


HEAD = """# 政策库覆盖情况

本页由 `doudi policy coverage --markdown` 从政策文件生成，请勿手改；改了政策文件以后重新生成。

“公布的例子”是来源里写明结果、系统算出来一致的；“规则例子”是按条文自拟、用来守住边界的。
“年份”是本地自有数值的年份，没有写的沿用上级；虚构的地方（示例、练习）列在最后。
"""
COLUMNS = ("地方", "项目", "年份", "空缺", "自有数值", "核对日期", "公布的例子（年份）", "规则例子", "程序")


def markdown() -> str:
    """The whole table as a page: real places first, then made-up ones by number only."""
    rows = coverage()
    lines = [HEAD, "| " + " | ".join(COLUMNS) + " |", "|" + " --- |" * len(COLUMNS)]
    lines += [_line(row) for row in rows if not row.made_up]
    return "\n".join([*lines, "", *_made_up(rows), ""])


def _line(row: Coverage) -> str:
    shown = "、".join(f"{case.id}（{case.year}）" for case in row.published)
    rule_cases = len(row.cases) - len(row.published)
    checked = str(row.checked) if row.checked else ""
    numbers = [row.gaps or "", row.values or "", checked, shown, rule_cases or "", row.procedures or ""]
    cells = [f"{row.place_name}（{row.place}）", row.label, row.years, *map(str, numbers)]
    return "| " + " | ".join(cell.replace("|", "／") for cell in cells) + " |"


def _made_up(rows: list[Coverage]) -> Iterator[str]:
    made_up = [row for row in rows if row.made_up]
    places = len({row.place for row in made_up})
    cases = sum(len(row.cases) for row in made_up)
    published = sum(len(row.published) for row in made_up)
    yield (
        f"另有虚构的地方 {places} 个，用来放没有写明地方的例子和演示数据："
        f"{cases} 个例子，其中 {published} 个的结果有公布的来源。"
    )
    real = [row for row in rows if not row.made_up]
    yield ""
    yield (
        f"合计：真实地方 {len({row.place for row in real})} 个，项目 {len({row.programme for row in rows})} 项，"
        f"例子 {sum(len(row.cases) for row in rows)} 个，公布的 {sum(len(row.published) for row in rows)} 个。"
    )
