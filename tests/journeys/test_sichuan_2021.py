"""A township of Sichuan with the power to confirm; two steps are left out, each on its ground."""

from datetime import date

from .road import NOTHING, Road, desk


def test_a_delegated_township_leaves_out_visit_and_appraisal_and_confirms_itself(walker, settings):
    at = desk(settings, ("510000", "四川省", "PROVINCE"), county=("519901", "四川示范县"))
    road = Road(walker, at)
    walker.day(date(2021, 12, 6))
    page = walker.as_(at.county_head).open("delegation", at.township.pk)
    page.send("登记委托", 起始日期="2021-12-01", 文件依据="示范县民发〔2021〕1号").says("委托已登记")

    couple = [("罗福生", "19700512", NOTHING), ("罗淑贞", "19720318", NOTHING)]
    road.put_on_file("青杠村", *couple)
    road.declare(*couple)
    road.apply("罗福生").says("830.00")
    road.accept()
    road.open_case("intake").says("委托乡镇（街道）")
    road.consent()
    road.verify()
    page = road.open_case("intake").follow("打开：").follow("结束核对")
    page.send("结束核对").says("核对完成")
    road.act("intake", "核对完成，进入调查")

    page = road.open_case("intake").follow("免除本步骤")
    page = page.send("免除本步骤", 免除理由="核对报告完整，家庭状况清楚").says("已办理")
    page = road.open_case("intake").follow("免除本步骤")
    page.send("免除本步骤", 免除理由="公示无异议").says("已办理")
    page = road.open_case("reviewer", "timeline").says("入户调查：免除", "四川 2021 实施意见 （十八）")
    road.review()
    over = road.post()

    walker.day(over)
    page = road.open_case("county_head")
    assert not any(words == "确认" for words, _href in page.links())
    road.confirm("head").says("已办理")
    page = road.open_case("head", "decision").says("830.00 元", "2022-01", "王刚")
    assert page.follow("打开决定书").bytes.startswith(b"%PDF")
