"""Urgent help, the classes beside dibao, and what the papers of 2004, 2005 and 2021 list: the catalogue as a whole."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from doudi.engine import Case
from doudi.policies import departments, get_policies
from doudi.policies.answers import Answer, Outcome, answers
from doudi.policies.catalogue import Layer, Pillar, word
from doudi.policies.enums.classes import AssistanceClass, ChildStatus
from doudi.policies.enums.education import CompulsoryStage
from doudi.policies.enums.living import DisabilityKind, Schooling, WorkCapacity
from doudi.policies.enums.urgent import AidCause
from doudi.policies.floors import floors_at
from doudi.policies.procedures import Calendar, StepKind, procedure

PERSON = {
    "age": 40,
    "wage_income": 0,
    "business_income_year": 0,
    "property_income_year": 0,
    "pension_income": 0,
    "resident_pension": 0,
    "transfer_income": 0,
    "employed": False,
    "work_capacity": WorkCapacity.NONE,
    "disability_kind": DisabilityKind.NONE,
    "disability_grade": 0,
    "serious_illness": False,
    "schooling": Schooling.NONE,
}
HOUSEHOLD = {"assets_within_rule": True, "tekun_assets_within_rule": True}


def told(
    place: str, on: date, members: list[dict[str, Any]], names: set[str] | None = None, **household: Any
) -> dict[str, Answer]:
    case = Case(
        household=HOUSEHOLD | household, members=[PERSON | member for member in members], settlement="URBAN"
    )
    return {answer.programme: answer for answer in answers(case, place, on, names)}


def owners(place: str, programme: str, on: date) -> list[str]:
    return [part.label for part in departments.owners(place, programme, on)]


NAMED_IN_2005 = {
    "dibao": ("最低生活保障", "民政部门"),
    "five_guarantee": ("农村五保供养", "民政部门"),
    "destitute_household": ("农村特困户定期救助", "民政部门"),
    "medical_aid": ("医疗救助", "医疗保障部门"),
    "temporary_assistance": ("临时救助", "民政部门"),
    "social_help": ("社会助困活动", "精神文明建设部门"),
    "compulsory_schooling_waiver": ("义务教育阶段减免和寄宿生补助", "教育部门"),
    "legal_aid": ("法律援助", "司法行政部门"),
}


def test_the_eight_programmes_that_wanzhou_named_in_2005_have_a_name_and_a_department() -> None:
    on = date(2005, 9, 1)
    known = get_policies().programmes("500101", on)
    found = {name: (known[name].label, owners("500101", name, on)[0]) for name in NAMED_IN_2005}
    assert found == NAMED_IN_2005


def test_rural_programmes_of_2005_are_closed_to_townspeople() -> None:
    book = get_policies().rulebook(place="500101", on=date(2005, 9, 1))
    for name in ("five_guarantee_covers", "destitute_relief_covers"):
        assert (book.parameter(name, "URBAN").value, book.parameter(name, "RURAL").value) == (False, True)


def test_five_guarantee_ends_where_tekun_begins() -> None:
    offered = get_policies().programmes
    assert "five_guarantee" in offered("500101", date(2016, 2, 9))
    assert "five_guarantee" not in offered("500101", date(2016, 2, 10))
    assert "destitute_household" not in offered("500101", date(2016, 5, 1))
    assert "destitute_household" not in offered("230100", date(2005, 9, 1))


def test_assistance_and_mutual_aid_are_pillars_of_2005() -> None:
    known = get_policies().programmes("500101", date(2005, 9, 1)).values()
    pillars = {programme.name: word(programme, "pillar") for programme in known}
    assert pillars["dibao"] is Pillar.ASSISTANCE
    assert pillars["social_help"] is Pillar.MUTUAL_AID


def test_every_programme_lies_in_one_of_four_layers() -> None:
    known = get_policies().programmes("519901", date(2026, 11, 20)).values()
    layers = {programme.name: word(programme, "layer") for programme in known}
    assert set(layers.values()) == set(Layer)
    assert layers["temporary_assistance"] is layers["vagrant_relief"] is Layer.URGENT
    assert layers["rigid_expenditure"] is Layer.BASIC


def test_harbin_of_2004_has_its_base_and_seven_items_each_with_a_unit() -> None:
    on = date(2004, 9, 1)
    items = ["dibao", "medical_aid", "compulsory_schooling_waiver", "public_rental_housing", "employment_aid",
             "water_relief", "heating_relief", "legal_aid"]  # fmt: skip
    assert set(items) <= set(get_policies().programmes("230100", on))
    assert all(owners("230100", item, on) for item in items)


SPECIAL = {"water_relief", "heating_relief", "compulsory_schooling_waiver", "employment_aid"}


@pytest.mark.parametrize(
    ("given", "open_"), [(AssistanceClass.DIBAO, True), (AssistanceClass.NONE, False)], ids=["dibao", "none"]
)
def test_special_items_of_harbin_open_only_with_dibao(given: AssistanceClass, open_: bool) -> None:
    pupil = {"age": 10, "schooling": Schooling.COMPULSORY, "compulsory_stage": CompulsoryStage.PRIMARY}
    worker = {"work_capacity": WorkCapacity.FULL, "registration_fee": 0}
    found = told(
        "230100", date(2004, 9, 1), [worker, pupil], SPECIAL,
        household_class=given, central_heating=True, heating_fee=100000, water_use=10,
    )  # fmt: skip
    eligible = {name for name, answer in found.items() if answer.outcome == Outcome.ELIGIBLE}
    assert bool(eligible) is open_


def test_a_notice_of_hanjiang_hangs_five_calendar_days() -> None:
    hangs = procedure("350303", "temporary_assistance", date(2020, 11, 17)).step("public_notice")
    assert (hangs.days, hangs.calendar) == (5, Calendar.CALENDAR)


def test_a_small_sum_is_decided_in_three_days_without_check_or_notice() -> None:
    found = procedure("500101", "small_sum_aid", date(2026, 1, 29))
    assert (found.total_days, found.total_calendar) == (3, Calendar.CALENDAR)
    assert not found.kinds(StepKind.VERIFICATION)
    assert not found.kinds(StepKind.PUBLIC_NOTICE)


def test_five_guarantee_of_2006_takes_twenty_and_twenty_days() -> None:
    found = procedure("500101", "five_guarantee", date(2006, 3, 1))
    assert (found.step("review").days, found.step("confirm").days) == (20, 20)
    assert "public_notice" not in [
        step.key for step in procedure("500101", "five_guarantee", date(2000, 1, 1)).steps
    ]


def test_a_recognition_of_spending_takes_thirty_or_forty_five_days() -> None:
    found = procedure("500101", "rigid_expenditure", date(2025, 1, 1))
    assert (found.days_in_total(), found.days_in_total(extended=True)) == (30, 45)


@pytest.mark.parametrize(("year", "rural"), [(2011, 42000), (2012, 48000), (2013, 54000), (2014, 60000)])
def test_the_yearly_steps_to_one_standard(year: int, rural: int) -> None:
    checks = floors_at(get_policies(), "980028", date(year, 6, 1))
    step = next(check for check in checks if check.key == "RURAL_SHARE")
    assert (step.limit_fen, step.figure_fen, step.holds) == (rural, rural, True)


SPENDER = [{"wage_income": 200000, "medical_cost_year": 1080000}, {"age": 10, "schooling_cost_year": 1080000}]


def test_one_family_is_run_through_all_four_recognitions_with_reasons() -> None:
    found = told("980023", date(2026, 5, 1), SPENDER)
    recognised = {name: found[name].outcome for name in ("dibao", "tekun", "low_income", "rigid_expenditure")}
    assert recognised.pop("rigid_expenditure") == Outcome.ELIGIBLE
    assert set(recognised.values()) == {Outcome.NOT_ELIGIBLE}
    assert all(found[name].why_not for name in recognised)
    assert found["rigid_expenditure"].sheet


def test_a_family_poor_by_spending_is_helped_without_a_second_check() -> None:
    found = told(
        "980023", date(2026, 5, 1), SPENDER,
        aid_cause=AidCause.OTHER_COST, insurance_used=True, other_aid_insufficient=True, aid_proposed=50000,
    )["temporary_assistance"]  # fmt: skip
    assert (found.outcome, found.amount_fen) == (Outcome.ELIGIBLE, 50000)
    assert "刚性支出困难家庭" in found.rests_on


@pytest.mark.parametrize("place", ["500101", "310000"])
def test_a_place_that_has_not_set_the_share_recognises_nobody(place: str) -> None:
    found = told(place, date(2026, 11, 20), [{"pension_income": 900000}], {"rigid_expenditure"})
    assert found["rigid_expenditure"].outcome == Outcome.NOT_ELIGIBLE
    assert found["rigid_expenditure"].problem == ""


def test_urgent_help_asks_nothing_of_those_without_a_cause() -> None:
    names = {"temporary_assistance", "small_sum_aid", "vagrant_relief", "emergency_disease_aid"}
    found = told("500101", date(2026, 11, 20), [{}], names)
    assert {answer.outcome for answer in found.values()} == {Outcome.NOT_ELIGIBLE}


def test_the_price_subsidies_of_a_month_are_one_run_over_all_recipients() -> None:
    persons = pa.table(
        {
            "household_id": [1, 1, 2, 3, 4],
            "person_class": [0, 0, AssistanceClass.TEKUN, 0, 0],
            "child_status": [0, 0, 0, ChildStatus.ORPHAN, 0],
            "price_group": [0, 0, 0, 0, 0],
            "key_entitled": [False] * 5,
        }
    )
    households = pa.table(
        {
            "household_id": [1, 2, 3, 4],
            "household_class": [AssistanceClass.DIBAO, 0, 0, 0],
            "place": ["990101"] * 4,
            "settlement": ["URBAN", "RURAL", "URBAN", "URBAN"],
        }
    )
    policies, outputs = get_policies(), ["price_subsidy_total"]
    october = policies.population(persons, households, on=date(2026, 10, 15), outputs=outputs)
    november = policies.population(persons, households, on=date(2026, 11, 15), outputs=outputs)
    assert october["price_subsidy_total"].to_pylist() == [6600, 2700, 3300, 0]
    assert november["price_subsidy_total"].to_pylist() == [0, 0, 0, 0]
