"""Made-up households: who lives in them and what is known of them."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from doudi.office.people import actions as people
from doudi.office.people.enums import MembershipKind, Relation
from doudi.office.people.models import Household
from doudi.office.places.models import Division
from doudi.office.staff.models import User

from .county import made_up_number

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾"
    "丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤"
    "尹黎易常武乔贺赖龚文"
)
GIVEN = [
    "有福",
    "桂兰",
    "明",
    "秀英",
    "建国",
    "玉珍",
    "志强",
    "小红",
    "德全",
    "春梅",
    "永贵",
    "晓燕",
    "福生",
    "素芳",
    "国华",
    "丽",
    "大勇",
    "美玲",
    "长贵",
    "金凤",
    "文杰",
    "婷",
    "洪",
    "翠花",
    "顺",
    "雪",
    "广才",
    "兰香",
    "涛",
    "淑贞",
]
NOTHING = {
    "wage_income": 0,
    "business_income_year": 0,
    "property_income_year": 0,
    "pension_income": 0,
    "resident_pension": 0,
    "resident_pension_central": 0,
    "transfer_income": 0,
    "medical_cost_year": 0,
    "rehabilitation_cost_year": 0,
    "disability_kind": 0,
    "disability_grade": 0,
    "serious_illness": 0,
    "employed": 0,
    "schooling": 0,
    "work_capacity": 2,
}
AT_HOME = {
    "financial_assets": 300_000,
    "vehicles": 0,
    "homes": 1,
    "company_capital": 0,
    "assets_within_rule": 1,
    "tekun_assets_within_rule": 1,
}


@dataclass(frozen=True)
class Kin:
    """One member: relation, age, and what differs from nothing."""

    relation: Relation
    age: int
    facts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Kind:
    """A kind of household; the statement is in the applicant's own words."""

    name: str
    kin: tuple[Kin, ...]
    statement: str
    programme: str = "dibao"
    home: dict[str, int] = field(default_factory=dict)


HEAD, SPOUSE, SON, DAUGHTER = Relation.HEAD, Relation.SPOUSE, Relation.SON, Relation.DAUGHTER
PENSION = {"resident_pension": 16_800, "resident_pension_central": 14_300, "work_capacity": 0}
WAGE = {"employed": 1}
SEVERE = {"disability_kind": 4, "disability_grade": 2, "work_capacity": 0}
PUPIL = {"schooling": 2, "work_capacity": 0}
ILL = {"serious_illness": 1, "medical_cost_year": 1_860_000, "work_capacity": 0}
KINDS = (
    Kind("独居老人", (Kin(HEAD, 74, PENSION),), "一个人过，种不动地了，靠每月的养老金，不够吃药。"),
    Kind(
        "病人家庭",
        (Kin(HEAD, 47, {**WAGE, "wage_income": 150_000}), Kin(SPOUSE, 45, ILL), Kin(DAUGHTER, 13, PUPIL)),
        "爱人得了大病，要长期吃药，只有我在镇上打零工。",
    ),
    Kind(
        "残疾人家庭",
        (Kin(HEAD, 52, SEVERE), Kin(SPOUSE, 50, {**WAGE, "wage_income": 120_000})),
        "我腿残疾二级，不能干重活，爱人在超市做保洁。",
    ),
    Kind("老年夫妻", (Kin(HEAD, 71, PENSION), Kin(SPOUSE, 69, PENSION)), "两个老人，地流转了，收入很少。"),
    Kind(
        "单亲家庭",
        (Kin(HEAD, 38, {**WAGE, "wage_income": 110_000}), Kin(SON, 9, PUPIL), Kin(DAUGHTER, 6, PUPIL)),
        "离婚后一个人带两个孩子，打工收入不稳定。",
    ),
    Kind(
        "务农家庭",
        (
            Kin(HEAD, 56, {"business_income_year": 620_000}),
            Kin(SPOUSE, 55, {"work_capacity": 0}),
            Kin(SON, 20, {"schooling": 4}),
        ),
        "靠几亩地，供孩子上大学，今年又遭了旱。",
    ),
    Kind(
        "收入较高",
        (
            Kin(HEAD, 44, {**WAGE, "wage_income": 480_000}),
            Kin(SPOUSE, 42, {**WAGE, "wage_income": 300_000}),
            Kin(SON, 15, PUPIL),
        ),
        "孩子上学开销大，想申请低保。",
    ),
    Kind(
        "财产超标",
        (Kin(HEAD, 60, PENSION), Kin(SPOUSE, 58, {})),
        "没有固定收入。",
        home={"financial_assets": 28_000_000, "vehicles": 1, "homes": 2, "assets_within_rule": 0},
    ),
)


def make(kind: Kind, division: Division, *, by: User, on: date, dice: random.Random) -> Household:
    """Put a household of this kind on file, with an account and everything it declares."""
    persons = [_person(kin, division, by=by, on=on, dice=dice) for kin in kind.kin]
    members = [
        (who, kin.relation, MembershipKind.LIVING_TOGETHER)
        for who, kin in zip(persons, kind.kin, strict=True)
    ]
    household = people.form_household(
        by=by,
        division=division,
        settlement=division.settlement,
        address=f"{dice.randint(1, 9)} 组 {dice.randint(1, 120)} 号",
        members=members,
        on=on,
        reason="建档",
    )
    _declare(household, persons, kind, by=by, on=on, dice=dice)
    number = f"6217{dice.randrange(10**15):015d}"
    people.set_account(household, persons[0], "示例农村商业银行", number, by=by, on=on)
    return household


_orders = iter(range(1, 999_999))


def _person(kin: Kin, division: Division, *, by: User, on: date, dice: random.Random) -> Any:
    birth = date(on.year - kin.age, dice.randint(1, 5), dice.randint(1, 28))
    name = dice.choice(SURNAMES) + dice.choice(GIVEN)
    phone = f"139{dice.randrange(10**8):08d}" if kin.age >= 18 else ""
    number = made_up_number(birth, next(_orders) % 999 + 1)
    return people.register_person(
        by=by, name=name, document_number=number, phone=phone, hukou_division=division, on=on
    )


def _declare(
    household: Household, persons: list[Any], kind: Kind, *, by: User, on: date, dice: random.Random
) -> None:
    """Incomes vary a little from household to household."""
    rows = [
        {"subject": household, "name": name, "value": value, "first_day": on}
        for name, value in {**AT_HOME, **kind.home}.items()
    ]
    for person, kin in zip(persons, kind.kin, strict=True):
        for name, value in {**NOTHING, **kin.facts}.items():
            varied = value * dice.randint(85, 115) // 100 // 100 * 100 if name == "wage_income" else value
            rows.append({"subject": person, "name": name, "value": varied, "first_day": on})
    people.record_facts(by=by, facts=rows, on=on)
