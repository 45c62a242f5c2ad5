"""Departments as dated data: who answers for what at a place, by its own paper.

The papers' lists differ, and some break off or leave the duties to an annex (`cut_off`). So a place's list is
read from `departments.yaml` beside its `place.yaml`; a programme that it does not mention stays with the owner
named in `programme.yaml`. A list may name departments of its own (`own`), without any code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from doudi.engine import PolicyError, Programme, strictyaml
from doudi.engine.places import Place
from doudi.policies import get_policies
from doudi.policies.catalogue import Labelled

FILE = "departments.yaml"


class Department(Labelled):
    """The departments and bodies that own programmes or have a part in them, by today's names."""

    CIVIL_AFFAIRS = "CIVIL_AFFAIRS", "民政部门"
    HUMAN_RESOURCES = "HUMAN_RESOURCES", "人力资源社会保障部门"
    EDUCATION = "EDUCATION", "教育部门"
    HOUSING = "HOUSING", "住房城乡建设部门"
    CONSTRUCTION = "CONSTRUCTION", "建设部门"
    PROVIDENT_FUND = "PROVIDENT_FUND", "住房公积金管理中心"
    MEDICAL_SECURITY = "MEDICAL_SECURITY", "医疗保障部门"
    HEALTH = "HEALTH", "卫生健康部门"
    JUSTICE = "JUSTICE", "司法行政部门"
    COURT = "COURT", "人民法院"
    PROCURATORATE = "PROCURATORATE", "人民检察院"
    EMERGENCY = "EMERGENCY", "应急管理部门"
    FINANCE = "FINANCE", "财政部门"
    AUDIT = "AUDIT", "审计部门"
    SUPERVISION = "SUPERVISION", "监察部门"
    PLANNING = "PLANNING", "发展规划部门"
    PRICES = "PRICES", "发展改革（物价）部门"
    PUBLIC_SECURITY = "PUBLIC_SECURITY", "公安部门"
    CITY_MANAGEMENT = "CITY_MANAGEMENT", "城市管理部门"
    LAND = "LAND", "自然资源部门"
    TRANSPORT = "TRANSPORT", "交通运输部门"
    AGRICULTURE = "AGRICULTURE", "农业农村部门"
    WATER = "WATER", "供水管理单位"
    HEATING = "HEATING", "供热管理部门"
    GAS = "GAS", "供气管理单位"
    MARKET = "MARKET", "市场监督管理部门"
    TAX = "TAX", "税务部门"
    FINANCIAL_REGULATION = "FINANCIAL_REGULATION", "金融管理部门"
    VETERANS = "VETERANS", "退役军人事务部门"
    CIVIC_IMPROVEMENT = "CIVIC_IMPROVEMENT", "精神文明建设部门"
    TRADE_UNION = "TRADE_UNION", "工会"
    YOUTH_LEAGUE = "YOUTH_LEAGUE", "共青团"
    WOMENS_FEDERATION = "WOMENS_FEDERATION", "妇女联合会"
    DISABLED_FEDERATION = "DISABLED_FEDERATION", "残疾人联合会"
    INDUSTRY_FEDERATION = "INDUSTRY_FEDERATION", "工商业联合会"
    RED_CROSS = "RED_CROSS", "红十字会"
    CHARITY = "CHARITY", "慈善组织"


@dataclass(frozen=True)
class Part:
    """What one department answers for: which programmes, what else, by which clauses."""

    department: str
    label: str
    name: str = ""
    programmes: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True)
class DepartmentList:
    """The departments of one place by one paper, in force from `since`."""

    place: str
    place_name: str
    since: date
    source: str
    section: str
    departments: tuple[Part, ...]
    until: date | None = None
    url: str = ""
    checked: date | None = None
    note: str = ""
    cut_off: bool = False
    own: Mapping[str, str] = field(default_factory=dict)

    def part(self, department: str) -> Part | None:
        """What that department does here; None where the paper does not name it."""
        return next((part for part in self.departments if part.department == department), None)

    def owners(self, programme: str) -> tuple[Part, ...]:
        """Those whom the paper makes answer for a programme, in its order."""
        return tuple(part for part in self.departments if programme in part.programmes)


def departments(place: str, on: date) -> DepartmentList | None:
    """The list in force: of the nearest place that has one, by that day its latest; None where nobody has."""
    for at in get_policies().place(place).chain:
        begun = [known for known in lists_of(at.code) if known.since <= on]
        if begun and (begun[-1].until is None or on <= begun[-1].until):
            return begun[-1]
    return None


def owners(place: str, programme: str, on: date) -> tuple[Part, ...]:
    """Who answers for a programme at a place: by the place's paper, else the owner in `programme.yaml`."""
    known = departments(place, on)
    if known is not None and (named := known.owners(programme)):
        return named
    descriptor = get_policies().programmes(place, on).get(programme) or _anywhere(programme)
    return (Part(descriptor.owner, label(descriptor.owner), programmes=(programme,)),)


def by_department(place: str, on: date) -> dict[str, list[str]]:
    """The programmes offered at a place, under each department that answers for them."""
    found: dict[str, list[str]] = {}
    for name in get_policies().programmes(place, on):
        for part in owners(place, name, on):
            found.setdefault(part.label, []).append(name)
    return found


def label(department: str) -> str:
    """The Chinese name of a department, also of one that only some place's list has."""
    if department in Department.__members__:
        return Department[department].label
    own = (known.own.get(department) for known in every_list())
    return next((name for name in own if name), department)


def every_list() -> Iterator[DepartmentList]:
    """All lists of all places, for checks and tables."""
    for place in get_policies().places.values():
        yield from lists_of(place.code)


@cache
def lists_of(place: str) -> tuple[DepartmentList, ...]:
    """All dated lists that one place itself gives, earliest first."""
    at = get_policies().place(place)
    path = at.folder / FILE
    return tuple(read_lists(path, at)) if path.is_file() else ()


_HEAD = ("since", "until", "source", "section", "url", "checked", "note", "cut_off", "own")
_KEY = re.compile(r"[A-Z][A-Z_]*")


def read_lists(path: Path, place: Place) -> list[DepartmentList]:
    """The lists of one file, validated."""
    content = strictyaml.only(strictyaml.read(path), str(path), ("lists",), ("lists",))
    given = _items(content["lists"], f"{path}：lists")
    found = sorted((_list(item, path, place) for item in given), key=lambda known: known.since)
    for earlier, later in pairwise(found):
        if earlier.since == later.since:
            raise PolicyError(f"{path}：有两份名单都从 {later.since} 起，请只保留一份")
    return found


def _list(given: Any, path: Path, place: Place) -> DepartmentList:
    entry = strictyaml.only(
        given, str(path), (*_HEAD, "departments"), ("since", "source", "section", "checked", "departments")
    )
    where = f"{path}：{entry['since']} 的名单"
    for key in ("since", "until", "checked"):
        if key in entry and type(entry[key]) is not date:
            raise PolicyError(f"{where}：{key} 应写成 2025-07-01 的样子，实际是 {entry[key]!r}")
    if not isinstance(entry.get("cut_off", False), bool):
        raise PolicyError(f"{where}：cut_off 应是 true 或 false")
    if entry.get("cut_off") and not entry.get("note"):
        raise PolicyError(f"{where}：写了 cut_off 就要写 note，说明原文缺什么")
    own = _own(entry.get("own"), where)
    parts = tuple(_part(item, where, own) for item in _items(entry.pop("departments"), where))
    names = [part.department for part in parts]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise PolicyError(f"{where}：{'、'.join(twice)} 重复，请合成一条")
    values = {**entry, "own": own, "departments": parts}
    return DepartmentList(place=place.code, place_name=place.name, **values)


def _own(given: Any, where: str) -> dict[str, str]:
    """Departments that only this paper knows, with their names."""
    own = {key: str(name) for key, name in strictyaml.mapping(given, f"{where} 的 own").items()}
    if wrong := sorted(key for key in own if not _KEY.fullmatch(key)):
        raise PolicyError(f"{where}：own 的 {'、'.join(wrong)} 应是大写字母和下划线")
    if known := sorted(set(own) & set(Department.__members__)):
        raise PolicyError(f"{where}：{'、'.join(known)} 已有，不必写在 own 里")
    return own


def _part(given: Any, where: str, own: Mapping[str, str]) -> Part:
    keys = ("department", "name", "programmes", "duties", "clauses")
    entry = strictyaml.only(given, where, keys, ("department",))
    department = str(entry["department"])
    if department not in Department.__members__ and department not in own:
        raise PolicyError(
            f"{where}：不认识的部门 {department}；可用 {'、'.join(Department)}，或者在 own 里写明它的名称"
        )
    here = f"{where} 的 {department}"
    programmes, duties, clauses = (_texts(entry, key, here) for key in ("programmes", "duties", "clauses"))
    if unknown := [name for name in programmes if name not in _names()]:
        raise PolicyError(f"{here}：没有叫 {'、'.join(unknown)} 的项目；不在项目目录里的写到 duties")
    called = own.get(department) or Department[department].label
    name = str(entry.get("name") or called)
    return Part(department, called, name, programmes, duties, clauses)


def _texts(entry: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    found = _items(entry[key], f"{where} 的 {key}") if key in entry else []
    if not all(isinstance(item, str) and item.strip() for item in found):
        raise PolicyError(f"{where} 的 {key}：应列出文字，实际是 {found!r}")
    return tuple(found)


def _items(given: Any, where: str) -> list[Any]:
    if not isinstance(given, list) or not given:
        raise PolicyError(f"{where}：应是列表，实际是 {given!r}")
    return given


def _names() -> set[str]:
    return {programme.name for programme in get_policies().every_programme()}


def _anywhere(programme: str) -> Programme:
    found = next((known for known in get_policies().every_programme() if known.name == programme), None)
    if found is None:
        raise PolicyError(f"没有叫 {programme} 的项目")
    return found
