"""One household as people write it, in yuan and Chinese words, made into a case of the engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from doudi.engine import Case, FactError, PolicyError, strictyaml
from doudi.engine.facts import Fact
from doudi.engine.parameters import Settlement
from doudi.policies import get_policies

Entity = Literal["person", "household"]
FORM_KEYS = ("place", "on", "settlement", "household", "members", "want")
_NAME_KEYS = ("name", "姓名")
_SETTLEMENTS: Mapping[str, Settlement] = {
    "URBAN": "URBAN",
    "RURAL": "RURAL",
    "城镇": "URBAN",
    "城市": "URBAN",
    "农村": "RURAL",
}


@dataclass(frozen=True)
class PlacedCase:
    """A case with the place and the day whose rules apply."""

    place: str
    on: date
    case: Case


class CaseRefused(FactError):
    """What is wrong with a case or a roster, all of it at once; `problems` are whole sentences."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(problems))


def read_case_file(path: Path) -> PlacedCase:
    """The case of a YAML file: place, on, settlement, household, members."""
    try:
        given = strictyaml.read(path)
    except (PolicyError, UnicodeDecodeError) as error:
        raise CaseRefused([f"{path.name}：读不出来：{error}。请存成 UTF-8 的 YAML 文件"]) from error
    return read_case(given, path.name)


def read_case(given: Any, where: str) -> PlacedCase:
    """A case from a mapping. Everything that is wrong is said at once; nothing is guessed."""
    if not isinstance(given, Mapping):
        raise CaseRefused([f"{where}：应写 place、on、settlement、household、members，实际是 {given!r}"])
    problems = [
        f"{where}：不认识的项「{key}」；可用 {'、'.join(FORM_KEYS)}" for key in given if key not in FORM_KEYS
    ]
    on = _on(given.get("on"), where, problems)
    settlement = settlement_of(given.get("settlement"), where, problems)
    place = place_of(given.get("place"), where, problems)
    household = facts_of("household", given.get("household") or {}, f"{where}：家庭", problems)
    members = _members(given.get("members"), where, problems)
    want = _want(given.get("want"), where, problems)
    if problems or on is None or settlement is None or place is None:
        raise CaseRefused(problems)
    names = [str(_name(member) or f"第 {i} 位成员") for i, member in enumerate(given["members"], 1)]
    return PlacedCase(
        place, on, Case(household=household, members=members, settlement=settlement, want=want, names=names)
    )


def place_of(value: Any, where: str, problems: list[str]) -> str | None:
    """The code of a place that has policies, given as code or name."""
    places = get_policies().places
    text = str(value).strip() if value is not None else ""
    if text in places:
        return text
    named = [code for code, place in places.items() if place.name == text]
    if len(named) == 1:
        return named[0]
    known = "、".join(f"{place.name} {code}" for code, place in places.items() if not place.made_up)
    problems.append(f"{where}，place：「{text}」没有政策数据；可用：{known}")
    return None


def settlement_of(value: Any, where: str, problems: list[str]) -> Settlement | None:
    """URBAN or RURAL, also 城镇 or 农村."""
    found = _SETTLEMENTS.get(str(value).strip().upper() if value is not None else "")
    if found is None:
        problems.append(f"{where}，settlement：{value!r} 应是 URBAN（城镇）或 RURAL（农村）")
    return found


def facts_of(entity: Entity, given: Any, where: str, problems: list[str]) -> dict[str, int | None]:
    """Facts by name or Chinese label; money in yuan. An empty value means unknown."""
    if not isinstance(given, Mapping):
        problems.append(f"{where}：应是「事实: 值」，实际是 {given!r}")
        return {}
    found: dict[str, int | None] = {}
    for key, value in given.items():
        fact = catalogue(entity).get(str(key).strip())
        if fact is None:
            problems.append(f"{where}：没有叫「{key}」的事实；全部事实见 doudi facts")
        elif fact.name in found:
            problems.append(f"{where}：「{fact.label}」写了两次，请只保留一处")
        else:
            found[fact.name] = _fact_value(fact, value, where, problems)
    return found


def fact_value(fact: Fact, value: Any) -> int | None:
    """One value in the engine's units; empty is unknown. FactError says what was expected."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    return fact.parse(value)


@cache
def catalogue(entity: Entity) -> Mapping[str, Fact]:
    """The facts of an entity by name and by label."""
    facts = [fact for fact in get_policies().facts.values() if fact.entity == entity]
    return {fact.label: fact for fact in facts} | {fact.name: fact for fact in facts}


def _fact_value(fact: Fact, value: Any, where: str, problems: list[str]) -> int | None:
    try:
        return fact_value(fact, value)
    except FactError as error:
        problems.append(f"{where}：{error}")
        return None


def _members(given: Any, where: str, problems: list[str]) -> list[dict[str, int | None]]:
    if not isinstance(given, Sequence) or isinstance(given, str) or not given:
        problems.append(f"{where}，members：应列出每名成员的事实，至少一名")
        return []
    members = []
    for i, member in enumerate(given, 1):
        facts = (
            {k: v for k, v in member.items() if k not in _NAME_KEYS}
            if isinstance(member, Mapping)
            else member
        )
        members.append(facts_of("person", facts, f"{where}：第 {i} 位成员", problems))
    return members


def _name(member: Any) -> Any:
    return next((member[key] for key in _NAME_KEYS if key in member), None)


def _on(value: Any, where: str, problems: list[str]) -> date | None:
    if type(value) is date:
        return value
    problems.append(f"{where}，on：{value!r} 应是日期，写成 2025-08-05 的样子")
    return None


def _want(value: Any, where: str, problems: list[str]) -> list[str] | None:
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        problems.append(f"{where}，want：应列出要计算的规则名，实际是 {value!r}")
        return None
    return value
