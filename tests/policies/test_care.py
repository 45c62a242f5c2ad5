"""Care: procedures, floors of provinces, the catalogue, and what a household of the demo county is told."""

from __future__ import annotations

from datetime import date

import pytest

from doudi.engine import Case
from doudi.engine.parameters import SETTLEMENTS
from doudi.policies import get_policies
from doudi.policies.answers import answers
from doudi.policies.catalogue import word
from doudi.policies.enums.classes import AssistanceClass, ChildStatus
from doudi.policies.enums.living import CareSetting, DisabilityKind, Schooling
from doudi.policies.procedures import StartMonth, StepKind, procedure

ON = date(2025, 8, 5)
CARE = {
    "disability_living_allowance", "disability_care_allowance", "rehabilitation_aid", "assistive_devices",
    "barrier_free_conversion", "disability_group_care", "old_age_allowance", "old_age_care_allowance",
    "home_care_service", "group_elder_care", "family_doctor", "festival_allowance", "orphan_allowance",
    "unsupported_child_allowance", "child_care_visits",
}  # fmt: skip


def test_a_child_without_care_is_decided_in_fifteen_and_fifteen_days_and_never_posted() -> None:
    found = procedure("500101", "unsupported_child_allowance", ON)
    assert [found.step(key).days for key in ("verification", "confirm")] == [15, 15]
    assert found.start_month == StartMonth.NEXT_MONTH
    assert found.kinds(StepKind.PUBLIC_NOTICE) == ()


def test_nothing_is_posted_about_an_orphan() -> None:
    assert procedure("500101", "orphan_allowance", ON).kinds(StepKind.PUBLIC_NOTICE) == ()


@pytest.mark.parametrize("programme", ["disability_living_allowance", "disability_care_allowance"])
def test_the_two_disability_allowances_are_paid_from_the_month_of_application(programme: str) -> None:
    found = procedure("330212", programme, ON)
    assert found.start_month == StartMonth.APPLICATION_MONTH
    assert "total_days" in found.not_given


@pytest.mark.parametrize("programme", ["disability_living", "disability_care"])
def test_no_published_allowance_lies_below_the_floor_of_its_province(programme: str) -> None:
    below = []
    for place in get_policies().places.values():
        parameter = get_policies().parameters[place.code].get(f"{programme}_amounts")
        for period in parameter.periods if parameter else ():
            book = get_policies().rulebook(place=place.code, on=period.since)
            for settlement in SETTLEMENTS:
                floor = book.parameters(settlement).get(f"{programme}_floor")
                second_grade = period.values[settlement][1]
                if floor is not None and second_grade < floor.value:
                    below.append(f"{place} {period.since} {settlement}")
    assert below == []


@pytest.mark.parametrize(
    ("place", "on", "settlement", "name", "fen"),
    [
        ("430000", date(2026, 1, 1), "URBAN", "disability_living_floor", 11000),
        ("320000", date(2023, 4, 1), "URBAN", "disability_care_floor", 13000),
        ("320000", date(2023, 4, 1), "RURAL", "disability_care_floor", 9000),
        ("370600", date(2026, 1, 1), "URBAN", "disability_care_floor", 8000),
    ],
)
def test_floors_are_kept_apart_from_what_is_paid(place, on, settlement, name, fen) -> None:
    assert get_policies().rulebook(place=place, on=on).parameter(name, settlement).value == fen


def test_all_care_programmes_are_welfare_beside_assistance() -> None:
    known = get_policies().programmes("990101", ON)
    assert set(known) >= CARE
    assert {word(known[name], "layer").label for name in CARE} == {"福利与关爱服务"}
    assert {word(known[name], "domain").label for name in CARE} == {"社会福利"}


def test_the_aged_are_among_the_specialised_help_of_the_report_of_2012() -> None:
    for settlement in ("330212", "330600"):
        known = get_policies().programmes(settlement, date(2012, 12, 1))
        assert {"dibao", "old_age_care_allowance", "home_care_service", "legal_aid"} <= set(known)


def test_the_allowances_begin_with_their_papers() -> None:
    before = get_policies().programmes("500101", date(2015, 12, 31))
    after = get_policies().programmes("500101", date(2016, 1, 1))
    assert {"disability_living_allowance", "disability_care_allowance"} <= set(after) - set(before)


PERSON = {
    "age": 40,
    "disability_kind": DisabilityKind.NONE,
    "disability_grade": 0,
    "schooling": Schooling.NONE,
}


def told(members: list[dict], **household: object) -> dict[str, tuple[bool, int | None]]:
    case = Case(
        household={"household_class": AssistanceClass.DIBAO, **household},
        members=[PERSON | member for member in members],
        settlement="URBAN",
    )
    found = answers(case, "990101", ON, CARE, explained=False)
    assert [answer.problem for answer in found if answer.problem] == []
    return {answer.programme: (answer.is_eligible, answer.amount_fen) for answer in found}


def test_a_dibao_household_of_the_demo_county_is_told_all_that_is_open_to_it() -> None:
    disabled = {"age": 62, "disability_kind": DisabilityKind.PHYSICAL, "disability_grade": 2}
    child = {"age": 9, "child_status": ChildStatus.ORPHAN, "care_setting": CareSetting.HOME}
    found = told([disabled, child, {"age": 91}])
    assert found["disability_living_allowance"] == (True, 11000)
    assert found["disability_care_allowance"] == (True, 11000)
    assert found["orphan_allowance"] == (True, 150000)
    assert found["old_age_allowance"] == (True, 15000)
    assert found["festival_allowance"] == (True, 60000)
    assert found["barrier_free_conversion"][0]
    assert found["home_care_service"] == (True, 0)
    assert found["family_doctor"] == (True, 0)
    assert not found["unsupported_child_allowance"][0]
    assert not found["rehabilitation_aid"][0]


def test_a_household_without_a_class_keeps_only_what_asks_for_none() -> None:
    disabled = {"disability_kind": DisabilityKind.PHYSICAL, "disability_grade": 1}
    found = told([disabled], household_class=AssistanceClass.NONE)
    assert {name for name, (fits, _amount) in found.items() if fits} == {"disability_care_allowance"}
