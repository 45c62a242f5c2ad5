"""All programmes at once: a class that one would give opens others, and what is not known stays open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from doudi.engine import Case, Unknown
from doudi.policies import get_policies, use
from doudi.policies.answers import Answer, Outcome, Recognised, _given, answers, recognised
from doudi.policies.enums.classes import AssistanceClass
from doudi.policies.enums.living import Schooling
from tests.policies.test_lines import with_values

ON = date(2026, 8, 5)
PLACE = "990101"
NOTHING = {
    "wage_income": 0,
    "business_income_year": 0,
    "property_income_year": 0,
    "pension_income": 0,
    "resident_pension": 0,
    "resident_pension_central": 0,
    "transfer_income": 0,
    "employed": False,
    "work_capacity": 1,
    "disability_kind": 0,
    "disability_grade": 0,
    "serious_illness": False,
    "schooling": 0,
    "medical_cost_year": 0,
    "rehabilitation_cost_year": 0,
}
HOME = {
    "financial_assets": 0,
    "vehicles": 0,
    "homes": 1,
    "company_capital": 0,
    "assets_within_rule": True,
    "tekun_assets_within_rule": True,
}
POOR = Case(
    household=HOME,
    members=[{**NOTHING, "age": 40}, {**NOTHING, "age": 10}],
    settlement="URBAN",
    names=("甲", "乙"),
)


def earning(fen: int) -> Case:
    return replace(POOR, members=[{**POOR.members[0], "wage_income": fen, "employed": True}, POOR.members[1]])


def told(case: Case, **more: object) -> dict[str, Answer]:
    return {answer.programme: answer for answer in answers(case, PLACE, ON, **more)}


def household_class(case: Case) -> object:
    return recognised(case, PLACE, ON).case.household.get("household_class")


@pytest.mark.parametrize(
    ("fen", "given"),
    [(0, AssistanceClass.DIBAO), (157_999, AssistanceClass.DIBAO), (200_000, AssistanceClass.NEAR_DIBAO)],
)
def test_a_household_counts_as_what_it_would_be_recognised_as(fen: int, given: AssistanceClass) -> None:
    assert household_class(earning(fen)) == given


def test_whom_nothing_fits_counts_as_nothing() -> None:
    assert not household_class(earning(3_000_000))


def test_what_is_not_known_opens_nothing_and_closes_nothing() -> None:
    case = replace(POOR, members=[{**POOR.members[0], "wage_income": None}, POOR.members[1]])
    value = household_class(case)
    assert isinstance(value, Unknown)
    assert {fact.name for fact in value.missing} == {"wage_income"}
    subsidy = told(case)["medical_insurance_subsidy"]
    assert subsidy.outcome == Outcome.UNKNOWN
    assert "wage_income" in subsidy.missing_names


def test_what_cannot_be_judged_for_want_of_a_local_setting_leaves_the_class_as_it_is() -> None:
    giver = get_policies().programmes(PLACE, ON)["near_dibao"]
    silent = Answer("near_dibao", "", PLACE, ON, Outcome.UNKNOWN, problem="没有可用的参数")
    assert _given(Recognised(POOR), giver, silent).case == POOR


def test_what_is_already_recognised_stays() -> None:
    case = replace(earning(3_000_000), household={**HOME, "household_class": int(AssistanceClass.NEAR_DIBAO)})
    assert household_class(case) == AssistanceClass.NEAR_DIBAO
    assert recognised(case, PLACE, ON).by == ()


def test_a_programme_says_on_which_recognition_it_rests() -> None:
    assert told(POOR)["water_relief"].is_eligible
    assert "最低生活保障" in told(POOR)["water_relief"].rests_on
    assert told(POOR)["dibao"].rests_on == ()


def test_asked_alone_a_programme_presumes_nothing() -> None:
    (answer,) = answers(POOR, PLACE, ON, ("medical_insurance_subsidy",))
    assert answer.outcome == Outcome.NOT_ELIGIBLE


def test_one_who_is_enrolled_singly_is_recognised_alone() -> None:
    disabled = {**NOTHING, "age": 30, "disability_kind": 4, "disability_grade": 1, "work_capacity": 0}
    case = replace(earning(200_000), members=[earning(200_000).members[0], disabled])
    found = recognised(case, PLACE, ON).case
    assert [bool(member.get("person_class")) for member in found.members] == [False, True]
    assert found.household.get("household_class") == AssistanceClass.NEAR_DIBAO


def test_the_fitting_ones_come_first_and_the_largest_amount_before_others() -> None:
    found = answers(POOR, PLACE, ON)
    assert [a.outcome for a in found] == sorted((a.outcome for a in found), key=list(Outcome).index)
    amounts = [a.amount_fen or 0 for a in found if a.is_eligible]
    assert amounts == sorted(amounts, reverse=True)


def test_together_they_say_what_each_says_alone() -> None:
    """The joint computation is a saving, not another rule."""
    case = recognised(POOR, PLACE, ON).case
    for answer in answers(POOR, PLACE, ON):
        (alone,) = answers(case, PLACE, ON, (answer.programme,))
        for name in (
            "outcome",
            "amount_fen",
            "path",
            "missing_names",
            "problem",
            "members",
            "benefits",
            "sheet",
        ):
            assert getattr(answer, name) == getattr(alone, name), (answer.programme, name)


def test_without_sheets_the_same_is_said() -> None:
    brief = told(POOR, explained=False)
    for name, answer in told(POOR).items():
        assert (brief[name].outcome, brief[name].amount_fen) == (answer.outcome, answer.amount_fen)
        assert brief[name].sheet == brief[name].why_not == brief[name].conditions == []


def test_a_figure_that_one_programme_cannot_be_computed_with_spoils_no_other() -> None:
    """An office that enters 0 months of meals divides by nothing; only the meals say so."""
    pupil = {**POOR.members[1], "schooling": int(Schooling.COMPULSORY)}
    case = replace(POOR, members=[POOR.members[0], pupil], settlement="RURAL")
    before = told(case)
    use(with_values({"meal_months": (0, 0)}))
    try:
        after = told(case)
    finally:
        use(None)
    meals = after.pop("nutrition_meal")
    assert (before["nutrition_meal"].amount_fen, before["nutrition_meal"].problem) == (80_000, "")
    assert (meals.outcome, meals.amount_fen) == (Outcome.ELIGIBLE, None)
    assert "除数为 0" in meals.problem
    for name, answer in after.items():
        assert (answer.outcome, answer.amount_fen) == (before[name].outcome, before[name].amount_fen), name
