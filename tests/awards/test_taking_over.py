"""Awards that were in force before this system was here come in with a roster, once."""

from datetime import date

import pytest

from doudi.office.awards import actions
from doudi.office.awards.enums import AwardReason
from doudi.office.awards.imports import AwardRows
from doudi.office.awards.models import AwardUnit
from doudi.office.base.errors import Refused
from doudi.office.people import actions as people
from doudi.office.people.enums import RowState
from tests import office_world

ROW = {
    "programme": "最低生活保障",
    "monthly": "412.50",
    "first_month": date(2025, 7, 1),
    "decision_number": "示民保〔2025〕12号",
}


@pytest.fixture
def world(db):
    return office_world.make()


def test_a_row_is_new_then_the_same_and_pays_what_was_decided(world):
    household, rows = world.household(), AwardRows()
    assert rows.check(household, ROW, on=world.on).state == RowState.NEW
    rows.apply(household, ROW, by=world.officer, on=world.on)
    rows.apply(household, ROW, by=world.officer, on=world.on)
    unit = AwardUnit.objects.get(household=household)
    award = unit.awards.get()
    assert (award.monthly_fen, award.reason) == (41250, AwardReason.TAKEN_OVER)
    assert rows.check(household, ROW, on=world.on).state == RowState.SAME


def test_another_amount_for_an_award_in_force_is_not_written_by_a_roster(world):
    household, rows = world.household(), AwardRows()
    rows.apply(household, ROW, by=world.officer, on=world.on)
    verdict = rows.check(household, {**ROW, "monthly": "500"}, on=world.on)
    assert verdict.state == RowState.REFUSED
    assert "办理变更" in verdict.errors["monthly"]


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"programme": "不存在的项目"}, "programme"),
        ({"monthly": "0"}, "monthly"),
        ({"monthly": "四百"}, "monthly"),
        ({"first_month": None}, "first_month"),
        ({"first_month": date(2030, 1, 1)}, "first_month"),
        ({"decision_number": " "}, "decision_number"),
    ],
)
def test_each_wrong_cell_is_named(world, change, column):
    verdict = AwardRows().check(None, {**ROW, **change}, on=world.on)
    assert verdict.state == RowState.REFUSED
    assert column in verdict.errors


def test_only_the_county_takes_awards_over(world):
    with pytest.raises(Refused, match="县级经办"):
        AwardRows().apply(world.household(), ROW, by=world.intake, on=world.on)


def test_a_household_with_an_award_is_not_closed(world):
    household = world.household()
    AwardRows().apply(household, ROW, by=world.officer, on=world.on)
    with pytest.raises(Refused, match="还在享受救助"):
        people.close(household, by=world.intake, on=world.on, reason="全家迁出本县")


def test_an_award_is_not_taken_over_twice(world):
    household = world.household()
    members = [m.person for m in household.memberships.all()]
    given = {
        "members": members,
        "monthly_fen": 100,
        "first_month": date(2025, 7, 1),
        "decision_number": "旧1号",
        "on": world.on,
    }
    actions.take_over(household, "dibao", by=world.officer, **given)
    with pytest.raises(Refused):
        actions.take_over(household, "dibao", by=world.officer, **given)
