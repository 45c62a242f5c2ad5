"""A policy of a few lines for one test: short names, no story."""

from datetime import date
from pathlib import Path
from textwrap import dedent

from doudi.engine import Case, Policies, Result, Rulebook, load
from tests.engine import toy

ON = date(2025, 1, 1)
HEAD = """\
from doudi.engine import (
    Money, Ratio, Record, RoundingMode, all_members, any_member, at, band, count, part, round_money, rule, share,
    tiers, total,
)
from tests.engine.toy import Grade
"""
FACTS = """
person:
  a: {type: bool, label: 甲}
  n: {type: int, label: 数, unit: 个}
  m: {type: money, label: 钱}
  g: {type: Grade, label: 等级}
household:
  x: {type: bool, label: 子}
  y: {type: bool, label: 丑}
  k: {type: int, label: 件数, unit: 件}
  cash: {type: money, label: 现金}
  grade: {type: Grade, label: 户等级}
"""
PARAMETERS = """
line: {label: 线, unit: yuan/month, values: [{since: 2020-01-01, value: 100, source: 文}]}
pct: {label: 比例, unit: percent, values: [{since: 2020-01-01, value: 50, source: 文}]}
flag: {label: 开关, unit: bool, values: [{since: 2020-01-01, value: true, source: 文}]}
mode: {label: 取整, unit: RoundingMode, values: [{since: 2020-01-01, value: HALF_UP, source: 文}]}
grade: {label: 起点, unit: enum:Grade, values: [{since: 2020-01-01, value: ONE, source: 文}]}
years: {label: 岁数, unit: years, values: [{since: 2020-01-01, value: 60, source: 文}]}
list: {label: 表, unit: 'list[int]', values: [{since: 2020-01-01, value: [5, 7], source: 文}]}
bounds: {label: 界, unit: 'list[int]', values: [{since: 2020-01-01, value: [10, 20], source: 文}]}
rates: {label: 分段比例, unit: 'list[percent]', values: [{since: 2020-01-01, value: [50, 80], source: 文}]}
steps: {label: 分段, unit: 'list[yuan]', values: [{since: 2020-01-01, value: [0, 100], source: 文}]}
absent: {label: 缺表, unit: 'list[int]', status: local_setting}
local: {label: 本地项, unit: int, status: local_setting}
"""


def write(root: Path, rules: str, files: dict[str, str] | None = None) -> Path:
    """Writes rules (after the usual imports) with the small facts and parameters."""
    return toy.write(
        root,
        {
            "national/facts.yaml": FACTS,
            "national/aid/parameters.yaml": PARAMETERS,
            "national/aid/rules.py": HEAD + dedent(rules),
            "national/aid/programme.yaml": "",
            **(files or {}),
        },
    )


def policies(root: Path, rules: str, files: dict[str, str] | None = None) -> Policies:
    return load(write(root, rules, files), toy.ENUMS)


def book(root: Path, rules: str, files: dict[str, str] | None = None) -> Rulebook:
    return policies(root, rules, files).rulebook(place="100000", on=ON)


def household(body: str, returns: str = "bool") -> str:
    """One household rule `r` with a body of one or more lines."""
    return (
        f'@rule()\ndef r(household: Record, p: Record) -> {returns}:\n    """规则。"""\n{_indented(body)}\n'
    )


def person(body: str, returns: str = "bool", name: str = "q") -> str:
    return f'@rule()\ndef {name}(person: Record, p: Record) -> {returns}:\n    """人规则。"""\n{_indented(body)}\n'


def _indented(body: str) -> str:
    return "\n".join(f"    {line}" for line in dedent(body).strip("\n").splitlines())


def assess(
    book: Rulebook, household: dict | None = None, members: list[dict] | None = None, **more
) -> Result:
    return book.assess(Case(household=household or {}, members=members or [], settlement="URBAN", **more))
