"""A household that earns more than the standard is refused, told why, and told in time."""

from datetime import date

from .road import NOTHING, Road, desk

COUPLE = [
    ("冉光明", "19740512", {**NOTHING, "工资性收入": "3000", "在业": "是"}),
    ("谭素芳", "19760318", NOTHING),
]


def test_a_refusal_says_by_how_much_and_which_way_remains_open(walker, settings):
    road = Road(walker, desk(settings, ("500000", "重庆市", "PROVINCE"), county=("500101", "万州区")))
    walker.day(date(2025, 8, 4))
    road.put_on_file("青杠村", *COUPLE)
    road.declare(*COUPLE)
    road.apply("冉光明").says(
        "不符合", "家庭月收入 3,000.00 元，不低于家庭保障标准合计 1,260.00 元（相差 1,740.00 元）"
    )
    road.accept()
    road.consent()
    road.verify()
    road.close_check()
    road.visit()
    road.appraise(votes=(2, 7))
    road.open_case("reviewer").follow("提出审核意见").refuses(
        "提出审核意见", "按核算结果这户不符合条件，不能拟同意", 审核意见="拟同意", 意见说明="想帮一把"
    )
    road.review("拟不予确认", "家庭月收入 3,000 元，高于两人合计标准 1,260 元。")
    walker.day(date(2025, 8, 11))
    page = road.open_case("county_head").says("不予确认")
    assert not any(words == "确认" for words, _href in page.links())
    page.follow("不予确认").refuses("不予确认", "必填", 理由="")
    page = road.act("county_head", "不予确认", 理由="家庭月收入高于标准 1,740 元。").says("已办理")
    page = road.open_case("intake", "decision").says("不予确认", "送达期限 2025-08-14", "未送达")
    assert page.follow("打开决定书").bytes.startswith(b"%PDF")
    walker.open("inbox").says("送达不予确认决定书", "冉光明")
    page.send("登记已送达").says("2025-08-11 已送达")
    walker.open("inbox").lacks("送达不予确认决定书")
    page = walker.as_anybody().open("progress", road.code)
    page.says("不予确认", "理由和复议、诉讼的办法写在决定书上").lacks("冉光明")
