"""双评议、三公示: two appraisals and three notices, as Shaoxing did it, walked with made-up amounts.

Shaoxing's own standard of those years is not known to us; the procedure is Shaoxing's, the county is made up.
"""

from datetime import date

import pytest

from doudi.office.programmes import rulebook
from doudi.policies import procedures

from .road import NOTHING, Road, desk

WITHIN = {"金融资产": "0", "机动车辆": "0", "住房套数": "1", "企业实缴出资额": "0"}


@pytest.fixture
def road(walker, settings, monkeypatch):
    shaoxing = procedures.procedure("330600", "dibao", date(2015, 3, 2))
    monkeypatch.setattr(rulebook, "procedure", lambda *_which: shaoxing)
    at = desk(settings, ("990000", "示例省", "PROVINCE"), county=("990101", "示例县"))
    return Road(walker, at)


def to_the_appraisals(road, walker):
    alone = ("龚兰香", "19740512", NOTHING)
    walker.day(date(2026, 3, 2))
    road.put_on_file("青杠村", alone)
    road.declare(alone, home=WITHIN)
    road.apply("龚兰香")
    road.accept()
    road.open_case("intake").says("本地程序没有规定总时限")
    road.consent()
    road.visit()


def test_two_appraisals_agree_and_the_notice_hangs_at_three_levels(road, walker):
    to_the_appraisals(road, walker)
    road.appraise(by="assistant")
    walker.day(road.post(by="assistant", 公示天数="5"))
    road.appraise(by="intake")
    road.review()
    walker.day(road.post(公示天数="5"))
    page = road.open_case("county_head")
    assert not any(words == "确认" for words, _href in page.links())
    over = road.post(by="officer", 公示天数="5")
    page = walker.open(road.notice_address()).says("示例县", "每月 600.00 元")
    walker.day(over)
    road.confirm()
    page = road.open_case("county_head", "notices").says("村（社区）", "乡镇（街道）", "县（区）")
    road.open_case("county_head", "decision").says("600.00 元")


def test_two_appraisals_that_differ_send_the_case_back_to_survey(road, walker):
    to_the_appraisals(road, walker)
    road.appraise(by="assistant")
    walker.day(road.post(by="assistant", 公示天数="5"))
    road.appraise(by="intake", votes=(1, 8))
    page = road.open_case("intake", "timeline").says("两级评议结果不一致，重新调查")
    page.says("登记入户调查")
