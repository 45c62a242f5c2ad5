"""Schooling, work, legal aid, water and heating: what a single worked example cannot show."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doudi.engine import Case
from doudi.policies import get_policies
from doudi.policies.answers import answers
from doudi.policies.caseforms import read_case
from doudi.policies.enums.public_services import LegalCause, LegalService
from doudi.policies.examples import MISSING, DatedValue, value_on
from doudi.policies.national.compulsory_schooling_waiver.rules import schooling_fund_share
from doudi.policies.procedures import procedure

PROGRAMMES = {
    "preschool_care_fee": "EDUCATION",
    "compulsory_schooling_waiver": "EDUCATION",
    "nutrition_meal": "EDUCATION",
    "senior_secondary_aid": "EDUCATION",
    "higher_education_aid": "EDUCATION",
    "home_teaching": "EDUCATION",
    "employment_aid": "HUMAN_RESOURCES",
    "self_employment_preference": "MARKET",
    "legal_aid": "JUSTICE",
    "judicial_relief": "COURT",
    "water_relief": "WATER",
    "gas_relief": "HOUSING",
    "heating_relief": "HEATING",
    "funeral_benefit": "CIVIL_AFFAIRS",
}
FOLDERS = {*PROGRAMMES, "education", "utilities"}
DEMO, TODAY = "990101", date(2026, 11, 20)


@pytest.mark.parametrize(("name", "owner"), PROGRAMMES.items())
def test_each_programme_has_its_department_and_a_way_in_the_demo_county(name: str, owner: str) -> None:
    assert get_policies().programmes(DEMO, TODAY)[name].owner == owner
    assert procedure(DEMO, name, TODAY).steps


def test_the_demo_county_sets_everything_that_is_left_to_the_place() -> None:
    local = [
        parameter.name
        for parameter in get_policies().parameters["000000"].values()
        if parameter.file.parent.name in FOLDERS and parameter.local
    ]
    unset = [name for name in local if value_on(DatedValue(DEMO, name, "RURAL", TODAY, None, "")) == MISSING]
    assert len(local) > 30
    assert unset == []


def test_every_programme_can_be_computed_in_the_demo_county() -> None:
    member = {
        "age": 40,
        "schooling": "NONE",
        "work_capacity": "FULL",
        "employed": False,
        "disability_kind": "NONE",
    }
    form = {
        "place": DEMO,
        "on": TODAY,
        "settlement": "RURAL",
        "household": {"household_class": "DIBAO", "central_heating": False, "heating_fee": 0},
        "members": [member, {**member, "age": 10, "schooling": "COMPULSORY", "compulsory_stage": "JUNIOR"}],
    }
    told = answers(read_case(form, "case").case, DEMO, TODAY, PROGRAMMES)
    assert {answer.programme: answer.problem for answer in told if answer.problem} == {}
    assert {answer.programme for answer in told if answer.is_eligible} == {
        "compulsory_schooling_waiver",
        "nutrition_meal",
        "employment_aid",
        "water_relief",
        "gas_relief",
    }


def test_where_a_place_has_not_set_the_sum_it_is_still_known_whether_it_fits() -> None:
    form = {
        "place": "230100",
        "on": date(2005, 6, 1),
        "settlement": "URBAN",
        "household": {"household_class": "DIBAO", "water_use": 10},
        "members": [{"age": 40}],
    }
    (answer,) = answers(read_case(form, "case").case, "230100", date(2005, 6, 1), ["water_relief"])
    assert answer.is_eligible
    assert "水价" in answer.problem


def test_forty_rural_pupils_in_hardship_cost_14000_yuan_a_year() -> None:
    book = get_policies().rulebook(place="330000", on=date(2012, 6, 1))
    pupil = {"age": 10, "schooling": 2, "person_class": 2}
    case = Case(household={}, members=[pupil] * 40, settlement="RURAL", want=["nutrition_meal_amount"])
    assert sum(member["nutrition_meal_amount"] for member in book.assess(case).members) == 14_000_00


def test_a_fund_for_a_hundred_pupils_pays_500_each_and_stays_within_itself() -> None:
    book = get_policies().rulebook(place="980041", on=date(2004, 9, 1))
    pupil = {"age": 10, "schooling": 2, "person_class": 2, "tuition_fee": 600_00}
    case = Case(household={}, members=[pupil] * 100, settlement="RURAL", want=["schooling_waived"])
    assert [member["schooling_waived"] for member in book.assess(case).members] == [500_00] * 100


@given(fund=st.integers(0, 10**10), pupils=st.integers(1, 10**5))
def test_shares_of_a_fund_use_it_up_to_less_than_a_fen_each(fund: int, pupils: int) -> None:
    p = SimpleNamespace(schooling_fund_limited=True, schooling_fund=fund, schooling_fund_pupils=pupils)
    each = schooling_fund_share(SimpleNamespace(), p)
    assert 0 <= fund - each * pupils < pupils


def test_five_legal_services_and_eight_causes_have_names() -> None:
    asked = {service.label for service in LegalService if service != LegalService.NONE}
    assert asked == {"法律咨询", "代拟法律文书", "刑事辩护和代理", "民事代理", "行政代理"}
    assert len(set(LegalCause) - {LegalCause.NONE, LegalCause.OTHER}) >= 8


def test_legal_aid_is_decided_in_seven_days() -> None:
    assert procedure("000000", "legal_aid", date(2022, 1, 1)).total_days == 7
    assert procedure("000000", "legal_aid", date(2021, 12, 31)).total_days is None


def test_a_place_offers_what_its_law_knows_from_its_day() -> None:
    offered = get_policies().programmes
    assert "compulsory_schooling_waiver" in offered("500101", date(2005, 1, 1))
    assert "compulsory_schooling_waiver" not in offered("500101", date(2004, 12, 31))
    assert "reemployment_certificate" in offered("230100", date(2004, 4, 2))
    assert "reemployment_certificate" not in offered("500101", date(2005, 9, 1))
    assert "preschool_care_fee" in offered("510000", date(2021, 1, 1))
    assert "preschool_care_fee" not in offered("000000", date(2026, 6, 30))
