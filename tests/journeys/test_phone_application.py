"""Somebody applies from a phone; the window puts the household on file and registers it with that day."""

from datetime import date

from tests.office_world import citizen_id

from .road import Road, desk


def test_from_the_phone_to_the_window_and_back_to_the_phone(walker, settings):
    at = desk(settings, ("990000", "示例省", "PROVINCE"), county=("990101", "示例县"))
    road = Road(walker, at)
    number = citizen_id("19740512")
    walker.day(date(2026, 3, 2))
    page = walker.as_anybody().open("home").follow("我要申请")
    typed = {
        "姓名": "彭金凤", "身份证号": number, "联系电话": "13900002222", "住在哪个村（社区）": "青杠村",
        "需要什么帮助": ["基本生活", "看病"], "说说困难": "爱人住院，欠了债。",
    }  # fmt: skip
    page.refuses(
        "提交申请", "身份证", **{**typed, "身份证号": number[:-1] + ("1" if number[-1] != "1" else "2")}
    )
    page = page.send("提交申请", **typed).says("彭*凤", "待登记", "东溪镇").lacks("彭金凤", number)
    code = page.url.rstrip("/").split("/")[-1]

    walker.day(date(2026, 3, 3))
    page = walker.as_(at.intake).open("inbox").says("手机申请").follow("彭金凤")
    page.says("辖区内没有这个证件号码的家庭档案").lacks(number)
    page = page.follow("新建家庭档案")
    page = page.send(
        "建立档案",
        **{
            "居住村（社区）": "青杠村",
            "members-0-name": "彭金凤",
            "members-0-document_number": number,
            "members-0-relation": "户主",
        },
    )
    road.household = page.url.rstrip("/").split("/")[-1]
    page = walker.open("inbox").follow("彭金凤").send("登记，按提交日期算起", 申请人="彭金凤")
    page.says("已登记", "手机申请", "2026-03-02", "看病", "爱人住院，欠了债。")
    walker.open("inbox").says("新申请")

    page = walker.as_anybody().open("home").follow("查办理进度").send("查询", 查询码=code.lower())
    page.says("彭*凤", "2026-03-02", "待受理", "SQ990101").lacks("彭金凤", number)
