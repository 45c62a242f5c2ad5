"""What cases say to the rooms below them."""

import pytest

from doudi.office.base.errors import Refused
from doudi.office.cases import panels
from doudi.office.people import actions as people
from tests import office_world


@pytest.fixture
def world(db):
    return office_world.make()


def test_a_household_with_a_case_under_way_is_not_closed(world):
    case = world.case()
    with pytest.raises(Refused, match="办理中"):
        people.close(case.household, by=world.intake, on=world.on, reason="全家迁出本县")


def test_a_household_with_a_waiting_application_is_not_closed(world):
    application = world.apply(world.household())
    with pytest.raises(Refused, match="待受理"):
        people.close(application.household, by=world.intake, on=world.on, reason="全家迁出本县")


def test_numbers_are_found_in_the_search_box_inside_ones_divisions(world):
    case = world.case()
    assert [row[0] for row in panels.search(world.intake, case.number.lower())] == [case.number]
    assert [row[0] for row in panels.search(world.intake, case.application.number)] == [
        case.application.number
    ]
    assert panels.search(world.stranger, case.number) == []
    assert panels.search(world.intake, "张有福") == []
