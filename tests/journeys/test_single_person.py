"""A severely disabled person of a household that earns a little too much is enrolled alone (单人保)."""

from datetime import date

from .road import NOTHING, Road, desk

COUPLE = [
    ("何志强", "19740512", {**NOTHING, "工资性收入": "2200", "在业": "是"}),
    ("易春梅", "19760318", {**NOTHING, "残疾类别": "听力", "残疾等级": "1", "劳动能力": "无"}),
]


def test_only_the_disabled_member_is_covered_named_and_paid_for(walker, settings):
    road = Road(walker, desk(settings, ("500000", "重庆市", "PROVINCE"), county=("500101", "万州区")))
    walker.day(date(2025, 8, 4))
    road.put_on_file("青杠村", *COUPLE)
    road.declare(*COUPLE)
    road.account("何志强")
    road.apply("何志强").says("单人保", "730.00")
    road.accept()
    road.consent()
    road.verify()
    road.close_check()
    road.visit()
    road.appraise()
    road.review()
    over = road.post()
    walker.open(road.notice_address()).says("1 人", "每月 730.00 元")
    walker.day(over)
    road.confirm()
    page = road.open_case("county_head", "decision").says("730.00 元")
    page = page.follow("救助对象 ").says("保障对象", "易春梅").follow("H500101")
    page = walker.as_(road.at.officer).open("award_list").says("易春梅", "730.00")
    assert not page.has("何志强")
