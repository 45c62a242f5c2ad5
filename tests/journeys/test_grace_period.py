"""Somebody finds work: the money runs out step by step, by the county's own schedule."""

from datetime import date

from .road import NOTHING, Road, desk

WITHIN = {"金融资产": "0", "机动车辆": "0", "住房套数": "1", "企业实缴出资额": "0"}


def test_a_grace_period_pays_less_month_by_month_and_ends_by_itself(walker, settings):
    at = desk(settings, ("990000", "示例省", "PROVINCE"), county=("990101", "示例县"))
    road = Road(walker, at)
    alone = ("钟文杰", "19740512", NOTHING)
    walker.day(date(2026, 3, 2))
    road.put_on_file("青杠村", alone)
    road.declare(alone, home=WITHIN)
    road.account("钟文杰")
    road.apply("钟文杰").says("600.00")
    road.accept()
    road.consent()
    road.verify()
    road.close_check()
    road.visit()
    road.review()
    walker.day(road.post())
    road.confirm()
    award = road.open_case("county_head", "decision").says("600.00 元", "2026-04").follow("救助对象 ").url

    walker.day(date(2026, 4, 10))
    road.pay("2026-04")
    page = walker.as_(at.county_head).open(award).follow("转入渐退期")
    page.refuses("转入渐退期", "必填")
    page = walker.as_(at.intake).open(award).follow("听取意见")
    heard = {"拟作出的决定": "停发", "拟调整的理由": "已在镇上就业", "当事人意见": "无意见"}
    page.send("登记意见", **heard).says("已办理")
    page = walker.as_(at.county_head).open(award).follow("转入渐退期").says("600.00", "480.00", "360.00")
    page = page.send("转入渐退期", 听取意见记录=first_hearing(page)).says("已办理", "将停发", "2026-10-31")

    walker.day(date(2026, 7, 10))
    road.pay("2026-07").says("480.00")
    walker.day(date(2026, 11, 10))
    walker.as_(at.officer).open("award_list", query="?kind=ended").says("钟文杰", "已停发")


def first_hearing(page):
    return next(value for value in page.form("转入渐退期").box("听取意见记录").offered if value)
