"""A neighbour objects to a public notice; the household is looked at again and the outcome is another one."""

from datetime import date

from .road import NOTHING, Road, desk


def test_an_objection_sends_the_case_back_and_turns_it_round(walker, settings):
    road = Road(walker, desk(settings, ("500000", "重庆市", "PROVINCE"), county=("500101", "万州区")))
    alone = ("牟永贵", "19740512", NOTHING)
    walker.day(date(2025, 8, 4))
    road.put_on_file("青杠村", alone)
    road.declare(alone)
    road.apply("牟永贵")
    road.accept()
    road.consent()
    road.verify()
    road.close_check()
    road.visit()
    road.appraise()
    road.review()
    road.post()

    walker.day(date(2025, 8, 8))
    address = road.notice_address()
    notice = walker.open(address)
    notice.refuses("提交异议", "请写明您认为不对的地方", text="")
    told = {"您认为哪里不对": "他在县城跑货车，一个月挣三千多。", "联系电话": "13900001111"}
    notice.send("提交异议", **told).says("已收到")
    walker.open(address, status=410).says("已经撤下").lacks("牟永贵")

    page = road.open_case("intake").says("入户调查")
    road.open_case("reviewer", "notices").says("处理中", "他在县城跑货车").lacks("13900001111")
    page = (
        walker.as_(road.at.intake)
        .open("fact_edit", road.household)
        .follow("牟永贵")
        .follow("看入户调查的内容")
    )
    page.send("保存", 工资性收入="3000", 在业="是")
    road.visit("车主登记是本人，货运平台流水每月约 3,000 元。")
    road.appraise(votes=(1, 8))
    page = road.act(
        "reviewer", "答复异议", 异议="跑货车", 调查结果="异议成立", 答复="经查属实，已按实际收入重新核算。"
    )
    page.says("已办理")
    road.review("拟不予确认", "货运收入每月 3,000 元，高于标准 630 元。")
    walker.day(date(2025, 8, 12))
    road.act("county_head", "不予确认", 理由="货运收入高于标准。")
    page = road.open_case("county_head", "timeline")
    page.says("收到公示异议", "异议成立", "公示有异议，重新调查", "不予确认")
    walker.as_anybody().open("notice_board").lacks("牟永贵")
