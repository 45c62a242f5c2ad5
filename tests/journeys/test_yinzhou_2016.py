"""One door: in Yinzhou in 2016 the village's assistant takes the application in; the township accepts it."""

from datetime import date

from .road import NOTHING, Road, desk

ABOVE = [("330000", "浙江省", "PROVINCE"), ("330200", "宁波市", "PREFECTURE")]


def test_the_village_window_takes_in_and_helps_and_the_township_accepts(walker, settings):
    road = Road(walker, desk(settings, *ABOVE, county=("330298", "鄞州演示区")))
    alone = ("史月英", "19600512", {**NOTHING, "职工养老金和离退休金": "200"})
    walker.day(date(2016, 10, 10))
    road.put_on_file("青杠村", alone, by="assistant")
    road.declare(alone, by="assistant")
    page = walker.as_(road.at.assistant).open("application_fill", road.household)
    page.refuses("登记，看适合哪些项目", "代为申请的，请填写代办人姓名", 需要什么帮助=["基本生活"])
    page = road.apply("史月英", by="assistant", 代办人姓名="刘芳", 与申请人关系="村级协理员")
    page.says("村（社区）代办（刘芳", "500.00")
    assert "受理" not in [words for words, _href in page.links()]
    page.says("现在还不能受理")

    walker.as_(road.at.intake).open("inbox").says("史月英", "新申请")
    road.accept()
    road.consent(by="assistant")
    road.verify()
    road.close_check()
    road.visit()
    page = road.open_case("assistant").follow("登记民主评议")
    votes = {"应到人数": "9", "实到人数": "9", "同意票": "9", "不同意票": "0", "参加人员": "村民代表和村干部"}
    few = {**votes, "其中村（居）民代表": "5"}
    page.refuses("登记民主评议", "村（居）民代表不足实到人数的 66%", **few)
    road.appraise(by="assistant", votes=(9, 0), **{"其中村（居）民代表": "6"})
    road.review()
    walker.day(road.post())
    road.confirm()
    road.open_case("county_head", "decision").says("500.00 元", "2016-11")
    walker.as_anybody().open("progress", road.code).says("自 2016年11月起每月 500.00 元")
