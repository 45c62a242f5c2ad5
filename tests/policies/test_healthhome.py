"""Medical aid and housing: layers never pay more than the bill; tables tilt to the poor; classes open the doors."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest

from doudi.engine import Case
from doudi.policies import get_policies
from doudi.policies.answers import answers, recognised
from doudi.policies.enums.classes import AssistanceClass
from doudi.policies.enums.living import WorkCapacity
from doudi.policies.enums.medical import CareKind, IllnessClass, MedicalInsurance
from doudi.policies.procedures import procedure

DAY = date(2025, 8, 5)
BILL = {
    "medical_insurance": MedicalInsurance.RESIDENT,
    "care_kind": CareKind.INPATIENT,
    "designated_hospital": True,
    "insurance_settled": True,
    "serious_illness": True,
    "referred": True,
}
INCOME = {
    "age": 40, "wage_income": 0, "business_income_year": 0, "property_income_year": 0, "resident_pension": 0,
    "transfer_income": 0, "employed": False, "work_capacity": WorkCapacity.NONE, "disability_kind": 0,
    "disability_grade": 0, "schooling": 0,
}  # fmt: skip
LAYERS = (
    "basic_layer",
    "serious_layer",
    "supplementary_layer",
    "aid_layer",
    "outpatient_layer",
    "tilt_layer",
)
COLUMNS = ("five_guarantee", "dibao", "hardship", "general")


def _some_bill(dice: random.Random) -> dict[str, Any]:
    def money(most: int) -> int:
        return dice.choice((0, 1, dice.randrange(most), dice.randrange(most) * 100))

    return {
        **BILL,
        "care_kind": dice.choice((CareKind.INPATIENT, CareKind.OUTPATIENT, CareKind.SPECIAL_OUTPATIENT)),
        "insurance_settled": dice.random() < 0.7,
        "in_scope_cost": money(200_000),
        "basic_insurance_paid": money(200_000),
        "serious_insurance_paid": money(50_000),
        "supplementary_paid": money(50_000),
        "aid_settled": dice.random() < 0.2,
        "aid_paid": money(50_000),
        "self_paid_before": money(50_000),
        "own_cost_before": money(20_000),
        "inpatient_aid_given": money(50_000),
        "outpatient_aid_given": money(5_000),
        "tilt_given": money(10_000),
    }


@pytest.mark.parametrize("place", ["990101", "980034", "980039"])
def test_the_layers_never_pay_more_than_the_bill(place: str) -> None:
    dice = random.Random(place)
    book = get_policies().rulebook(place=place, on=DAY)
    for _ in range(200):
        bill = _some_bill(dice)
        case = Case(
            household={"household_class": AssistanceClass.DIBAO},
            members=[bill],
            settlement="RURAL",
            want=[*LAYERS, "own_cost", "medical_aid_amount"],
        )
        values = book.assess(case).members[0]
        assert all(values[name] >= 0 for name in (*LAYERS, "own_cost", "medical_aid_amount")), (bill, values)
        assert sum(values[name] for name in LAYERS) + values["own_cost"] == bill["in_scope_cost"], (
            bill,
            values,
        )


def _aid_of(pension: int) -> Any:
    member = {**BILL, **INCOME, "pension_income": pension * 100, "in_scope_cost": 10_000_00}
    member |= {"basic_insurance_paid": 6_000_00, "serious_illness": False}
    case = Case(
        household={"assets_within_rule": True, "tekun_assets_within_rule": False},
        members=[member],
        settlement="RURAL",
    )
    found = recognised(case, "980030", DAY)
    return next(iter(answers(found.case, "980030", DAY, ["medical_aid"])))


def test_a_household_on_the_border_gets_medical_aid_at_its_own_rate() -> None:
    within, above = _aid_of(850), _aid_of(950)
    assert within.is_eligible
    assert within.amount_fen == 1925_00
    assert not above.is_eligible


def test_the_catalogue_holds_eight_illnesses_that_must_be_covered_and_twelve_more() -> None:
    named = [illness for illness in IllnessClass if illness != IllnessClass.NONE]
    book = get_policies().rulebook(place="980031", on=DAY)
    case = Case(
        household={},
        members=[{"illness_class": illness} for illness in named],
        settlement="RURAL",
        want=["one_of_eight"],
    )
    flagged = [member["one_of_eight"] for member in book.assess(case).members]
    assert flagged == [True] * 8 + [False] * 12


def test_no_rate_of_a_real_place_lies_below_the_floor_of_its_province() -> None:
    policies = get_policies()
    below = []
    for place in policies.places.values():
        for name, parameter in policies.parameters[place.code].items():
            if not name.startswith("aid_ratio_") or name == "aid_ratio_floor" or place.made_up:
                continue
            for period in parameter.periods:
                known = policies.rulebook(place=place.code, on=period.since).parameters("URBAN")
                if min(period.values.values()) < known["aid_ratio_floor"].value:
                    below.append(f"{place} {name}")
    assert below == []


@pytest.mark.parametrize("grade", ["first", "second", "third"])
@pytest.mark.parametrize("place", ["980035", "990101"])
def test_the_renovation_table_gives_the_poorer_more_on_grouped_and_scattered_sites_alike(
    place: str, grade: str
) -> None:
    known = get_policies().rulebook(place=place, on=DAY).parameters("RURAL")
    sums = [known[f"{grade}_grade_{column}"].value for column in COLUMNS]
    assert sums == sorted(sums, reverse=True)
    assert len(set(sums)) == len(sums)


@pytest.mark.parametrize("programme", ["medical_aid", "public_rental_housing"])
def test_there_is_a_national_way_to_apply(programme: str) -> None:
    assert procedure("000000", programme, DAY).steps[-1].key == "confirm"


def test_the_pilot_renovates_in_five_steps_that_end_with_approval_and_filing() -> None:
    steps = procedure("980035", "dilapidated_house_renovation", DAY).steps
    assert [step.key for step in steps] == ["appraisal", "public_notice", "review", "confirm"]
