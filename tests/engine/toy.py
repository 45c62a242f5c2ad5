"""A small made-up policy: every feature of the engine in a few rules."""

from datetime import date
from enum import IntEnum
from pathlib import Path
from textwrap import dedent


class Grade(IntEnum):
    NONE = 0
    ONE = 1
    TWO = 2

    @property
    def label(self) -> str:
        return ("无", "一级", "二级")[self.value]


ENUMS = {"Grade": Grade}
ON = date(2025, 8, 1)

FACTS = """
person:
  age: {type: int, unit: 岁, label: 年龄, min: 0, max: 150}
  wage: {type: money, label: 月工资}
  grade: {type: Grade, label: 残疾等级}
  resident: {type: bool, label: 共同生活, default: true}
  student: {type: bool, label: 在校学生}
household:
  deposits: {type: money, label: 存款}
  vehicles: {type: int, unit: 辆, label: 机动车}
  was_recipient: {type: bool, label: 原低保家庭, default: false}
"""

PARAMETERS = """
line:
  label: 低保标准
  unit: yuan/month
  values:
    - {since: 2024-01-01, urban: 700, rural: 600, source: 甲规〔2023〕1号}
    - {since: 2025-07-01, urban: 770, rural: 630, source: 甲规〔2025〕6号, checked: 2025-08-01}
work_deduction:
  label: 务工成本扣减比例
  unit: percent
  values: [{since: 2024-01-01, value: 20, source: 甲规〔2023〕1号}]
deposit_months:
  label: 存款上限月数
  unit: months
  values: [{since: 2024-01-01, value: 24, source: 甲规〔2023〕1号}]
adult_age:
  label: 成年年龄
  unit: years
  values: [{since: 2024-01-01, value: 18, source: 甲规〔2023〕1号}]
supplements:
  label: 分类增发
  unit: list[percent]
  values: [{since: 2024-01-01, value: [0, 30, 20], source: 甲规〔2023〕1号}]
age_bounds:
  label: 高龄分档
  unit: list[years]
  values: [{since: 2024-01-01, value: [70, 80], source: 甲规〔2023〕1号}]
age_amounts:
  label: 高龄增发
  unit: list[yuan/month]
  values: [{since: 2024-01-01, value: [50, 100.5], source: 甲规〔2023〕1号}]
rounding:
  label: 取整方式
  unit: enum:RoundingMode
  values: [{since: 2024-01-01, value: UP, source: 甲规〔2023〕1号}]
rounding_step:
  label: 取整单位
  unit: yuan
  values: [{since: 2024-01-01, value: 1, source: 甲规〔2023〕1号}]
heating:
  label: 取暖补助
  unit: yuan/month
  status: local_setting
heated:
  label: 有取暖补助
  unit: bool
  values: [{since: 2024-01-01, value: false, source: 甲规〔2023〕1号}]
"""

RULES = '''
from doudi.engine import (
    Money, Ratio, Record, all_members, any_member, at, band, count, part, round_money, rule, share, tiers, total,
)
from tests.engine.toy import Grade


@rule(law="甲 一")
def work_cost(person: Record, p: Record) -> Money:
    """务工成本：按工资的比例扣减。"""
    return part(person.wage, p.work_deduction)


@rule(law="甲 二")
def earned(person: Record, p: Record) -> Money:
    """可计收入：工资减去务工成本。"""
    return person.wage - person.work_cost


@rule()
def severe(person: Record) -> bool:
    """重度残疾。"""
    return person.grade in (Grade.ONE, Grade.TWO)


@total(where="resident")
def income(person: Record) -> Money:
    """家庭月收入。"""
    return person.earned


@count()
def size(person: Record) -> bool:
    """共同生活成员。"""
    return person.resident


@count(where="resident")
def severe_members(person: Record, p: Record) -> bool:
    """重残成年成员。"""
    return person.severe and person.age >= p.adult_age


@any_member(where="resident")
def has_student(person: Record) -> bool:
    """有在校学生。"""
    return person.student


@all_members(where="resident")
def all_old(person: Record, p: Record) -> bool:
    """全是老人。"""
    return person.age >= at(p.age_bounds, 0)


@rule(law="甲 三")
def income_per_person(household: Record) -> Money:
    """家庭人均月收入。"""
    if household.size == 0:
        return 0
    return share(household.income, household.size)


@rule(law="甲 四")
def assets_ok(household: Record, p: Record) -> bool:
    """财产符合：存款和机动车都不超过上限。"""
    limit = p.line * p.deposit_months * household.size
    return household.deposits <= limit and household.vehicles == 0


@rule(law="甲 五")
def income_ok(household: Record, p: Record) -> bool:
    """收入符合。"""
    return household.income_per_person < p.line


@rule(law="甲 六")
def eligible(household: Record) -> bool:
    """符合低保条件。"""
    return household.size > 0 and household.income_ok and household.assets_ok


@rule()
def supplement(person: Record, household: Record, p: Record) -> Money:
    """分类增发：重残按标准的比例，高龄按档。"""
    if not household.eligible or not person.resident:
        return 0
    extra = band(person.age, p.age_bounds, p.age_amounts)
    if person.grade == Grade.ONE:
        extra += part(p.line, at(p.supplements, 1))
    elif person.severe and not household.has_student:
        extra = extra + part(p.line, at(p.supplements, 1 + 1))
    return extra


@total()
def supplements(person: Record) -> Money:
    """分类增发合计。"""
    return person.supplement


@rule()
def gap(household: Record, p: Record) -> Money:
    """补差。"""
    return max(p.line * household.size - household.income, 0) if household.eligible else 0


@rule()
def heating_amount(household: Record, p: Record) -> Money:
    """取暖。"""
    return p.heating if p.heated and household.eligible else 0


@rule()
def worst_grade_share(household: Record) -> Ratio:
    """示例比例。"""
    return 0


@rule(law="甲 七")
def amount(household: Record, p: Record) -> Money:
    """低保金。"""
    due = household.gap + household.supplements + household.heating_amount
    return round_money(due, p.rounding, p.rounding_step)
'''

PROGRAMME = """
name: aid
label: 低保
owner: 民政
eligible: eligible
amount: amount
unit: HOUSEHOLD
conditions: [income_ok, assets_ok]
facts: [wage, deposits]
"""

NATION = "{name: 甲国, code: 100000, level: NATION, made_up: true}"


def write(root: Path, files: dict[str, str]) -> Path:
    """Writes the files of a policy; the toy's own unless replaced."""
    toy = {
        "national/place.yaml": NATION,
        "national/facts.yaml": FACTS,
        "national/aid/parameters.yaml": PARAMETERS,
        "national/aid/rules.py": RULES,
        "national/aid/programme.yaml": PROGRAMME,
    }
    for name, text in {**toy, **files}.items():
        if not text:
            continue
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
    return root
