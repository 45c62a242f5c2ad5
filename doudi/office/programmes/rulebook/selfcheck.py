"""A coarse answer for somebody who is only asking: the same rules, a few questions, nothing kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from doudi.engine import Case
from doudi.policies.enums import living as enums

from .assessing import Assessment, assess_case

ABLE_FROM, ABLE_TO = 16, 60


@dataclass(frozen=True)
class Member:
    """What one question page asks of a person."""

    age: int
    disability: str = "NONE"  # NONE, SEVERE (grade 1 or 2), MENTAL_3 (intellectual or mental, grade 3), OTHER
    ill: bool = False
    activity: str = "NONE"  # WORK, SCHOOL, NONE


@dataclass(frozen=True)
class Answers:
    """The whole of the answers; money in fen, income of the whole household."""

    settlement: str
    members: Sequence[Member]
    wages_month: int = 0
    pension_month: int = 0
    business_year: int = 0
    other_month: int = 0
    savings: int = 0
    vehicles: int = 0
    homes: int = 1
    medical_year: int = 0


DISABILITIES = {
    "NONE": (enums.DisabilityKind.NONE, 0),
    "SEVERE": (enums.DisabilityKind.PHYSICAL, 2),
    "MENTAL_3": (enums.DisabilityKind.INTELLECTUAL, 3),
    "OTHER": (enums.DisabilityKind.PHYSICAL, 4),
}


def self_check(answers: Answers, place: str, on: date) -> list[Assessment]:
    """What the programmes of a place would say; nobody is asked who they are, nothing is stored."""
    members = [_facts(member) for member in answers.members]
    _earner(members)["wage_income"] = answers.wages_month
    members[0] |= {
        "pension_income": answers.pension_month,
        "business_income_year": answers.business_year,
        "transfer_income": answers.other_month,
        "medical_cost_year": answers.medical_year,
    }
    household = {
        "financial_assets": answers.savings,
        "vehicles": answers.vehicles,
        "homes": answers.homes,
        "company_capital": 0,
        "assets_within_rule": 1,
        "tekun_assets_within_rule": 1,
    }
    case = Case(household=household, members=members, settlement=answers.settlement)
    return assess_case(case, place, on)


def _earner(members: list[dict[str, int]]) -> dict[str, int]:
    """Wages are put down to somebody who works: the deduction for the cost of working depends on it."""
    return next((member for member in members if member["employed"]), members[0])


def _facts(member: Member) -> dict[str, int]:
    kind, grade = DISABILITIES[member.disability]
    severe = member.disability == "SEVERE"
    able = ABLE_FROM <= member.age < ABLE_TO and not severe
    nothing = (
        "wage_income",
        "business_income_year",
        "property_income_year",
        "pension_income",
        "resident_pension",
        "resident_pension_central",
        "transfer_income",
        "medical_cost_year",
        "rehabilitation_cost_year",
    )
    return dict.fromkeys(nothing, 0) | {
        "age": member.age,
        "disability_kind": int(kind),
        "disability_grade": grade,
        "serious_illness": int(member.ill),
        "employed": int(member.activity == "WORK"),
        "schooling": int(_schooling(member)),
        "work_capacity": int(enums.WorkCapacity.FULL if able else enums.WorkCapacity.NONE),
    }


def _schooling(member: Member) -> enums.Schooling:
    if member.activity != "SCHOOL":
        return enums.Schooling.NONE
    bounds = (
        (6, enums.Schooling.PRESCHOOL),
        (15, enums.Schooling.COMPULSORY),
        (18, enums.Schooling.SENIOR_SECONDARY),
    )
    return next((stage for age, stage in bounds if member.age < age), enums.Schooling.UNDERGRADUATE)
