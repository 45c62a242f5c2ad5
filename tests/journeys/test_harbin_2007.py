"""Harbin in January 2007: without central heating the amount is a fifth higher in the heating season."""

from datetime import date

import pytest

from .road import NOTHING, Road, desk

ABOVE = [("230000", "黑龙江省", "PROVINCE"), ("230100", "哈尔滨市", "PREFECTURE")]


@pytest.mark.parametrize(("central", "amount"), [("否", "174.00"), ("是", "145.00")])
def test_the_heating_supplement_is_in_what_is_decided(walker, settings, central, amount):
    road = Road(walker, desk(settings, *ABOVE, county=("230102", "道里区")))
    alone = ("佟桂珍", "19560512", {**NOTHING, "职工养老金和离退休金": "100"})
    walker.day(date(2007, 1, 15))
    road.put_on_file("河街社区", alone)
    road.declare(alone, home={"发放月在采暖期内": "是", "住房有集中供暖": central})
    road.apply("佟桂珍").says(amount)
    road.accept()
    road.visit()
    road.review()
    page = road.open_case("intake").follow("张贴公示")
    page.refuses("张贴公示", "必填", 公示天数="")
    over = road.post(公示天数="5")
    assert over == date(2007, 1, 21)
    walker.open(road.notice_address()).says(f"每月 {amount} 元")
    walker.day(over)
    road.confirm()
    road.open_case("county_head", "decision").says(f"{amount} 元", "2007-02")
