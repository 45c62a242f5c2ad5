"""A complaint gets a code, a day, and an answer that only the code shows."""

from datetime import date

from .road import Road, desk


def test_a_complaint_is_answered_and_the_answer_found_by_its_code(walker, settings):
    at = desk(settings, ("990000", "示例省", "PROVINCE"), county=("990101", "示例县"))
    Road(walker, at)
    walker.day(date(2026, 3, 2))
    page = walker.as_anybody().open("home").follow("投诉、举报、提建议")
    said = {"涉及哪个村（社区）": "青杠村", "情况": "村里评议没有通知我。", "联系电话": "13900003333"}
    page.refuses("提交", "必填", 情况="")
    page = page.send("提交", **said).says("您反映的情况", "待答复", "最迟答复 2026-03-17")
    code = page.url.rstrip("/").split("/")[-1]

    walker.as_(at.intake).open("inbox").lacks("未署名")
    page = walker.open("grievance_list").follow("TS990101").says("村里评议没有通知我", "此操作须由")
    assert all(form.button("答复") is None for form in page.forms())
    page = walker.as_(at.head).open("inbox").says("投诉").follow("未署名")
    page.refuses("答复", "必填", 答复="")
    page.send("答复", 答复="评议会名单已核，已向您当面说明并致歉。").says("已答复")
    walker.open("inbox").lacks("未署名")

    page = walker.as_anybody().open("progress", code).says("已答复", "已向您当面说明并致歉")
    page.lacks("13900003333")
