"""Figures as they are typed, shown and counted."""

import pytest

from doudi.office.base.errors import Refused
from doudi.office.programmes import rulebook
from doudi.office.programmes.rulebook import local


def parameter(name):
    return local.parameter_known("990101", name)


@pytest.mark.parametrize(
    ("name", "typed", "counted", "again"),
    [
        ("dibao_line", "1,234.5", 123450, "1234.5"),
        ("dibao_line", " 800 ", 80000, "800"),
        ("near_dibao_ratio", "150%", 15000, "150"),
        ("near_dibao_ratio", "133.33", 13333, "133.33"),
        ("elder_age", "65", 65, "65"),
        ("soldiers_count", "是", True, "是"),
        ("soldiers_count", "no", False, "否"),
        ("grace_schedule", "100、80，60 40", (10000, 8000, 6000, 4000), "100、80、60、40"),
        ("dibao_method", "补差", 0, "补差"),
    ],
)
def test_a_figure_is_read_and_written_in_the_unit_of_its_parameter(name, typed, counted, again):
    unit = parameter(name).unit
    value = rulebook.read_figure(parameter(name), typed)
    if unit.enum is None:
        assert value == counted
    assert rulebook.write_figure(unit, value) == again
    assert rulebook.read_figure(parameter(name), again) == value


@pytest.mark.parametrize(
    ("name", "typed", "message"),
    [
        ("dibao_line", "八百", "应填数字"),
        ("dibao_line", "1.001", "精确到分"),
        ("elder_age", "60.5", "精确到整数"),
        ("soldiers_count", "也许", "“是”或“否”"),
        ("dibao_method", "随便", "下列之一"),
    ],
)
def test_what_a_figure_cannot_mean_is_refused_with_what_is_wanted(name, typed, message):
    with pytest.raises(Refused, match=message):
        rulebook.read_figure(parameter(name), typed)


def test_figures_of_town_and_country_are_shown_in_one_line():
    unit = parameter("dibao_line").unit
    assert rulebook.show_figures(unit, {"URBAN": 77000, "RURAL": 77000}) == "770.00 元/月"
    assert (
        rulebook.show_figures(unit, {"URBAN": 77000, "RURAL": 63000})
        == "城市 770.00 元/月，农村 630.00 元/月"
    )
