"""A household of Wanzhou applies in August 2025 and is paid the published 770 or 630 yuan."""

from datetime import date

import pytest

from .road import NOTHING, Road, desk

ABOVE = [("500000", "重庆市", "PROVINCE")]


@pytest.mark.parametrize(
    ("village", "settlement", "amount"), [("河街社区", "城市", "770.00"), ("青杠村", "农村", "630.00")]
)
def test_from_the_township_window_to_the_bank_account(walker, settings, village, settlement, amount):
    road = Road(walker, desk(settings, *ABOVE, county=("500101", "万州区")))
    alone = ("向桂兰", "19740512", NOTHING)
    walker.day(date(2025, 8, 4))
    road.put_on_file(village, alone)
    road.declare(alone)
    road.account("向桂兰")
    road.apply("向桂兰").says("符合", amount)
    walker.open("application_receipt", road.application)
    road.accept()
    road.consent()
    road.verify()
    road.close_check()
    walker.day(date(2025, 8, 7))
    road.visit()
    walker.day(date(2025, 8, 8))
    road.appraise()
    road.review()
    over = road.post()
    assert over == date(2025, 8, 16)
    page = walker.open(road.notice_address()).says("向桂兰", "1 人", f"每月 {amount} 元")
    walker.day(over)
    page = road.confirm()
    page = road.open_case("county_head", "decision").says(f"{amount} 元", "2025-08")
    letter = page.follow("打开决定书")
    assert letter.bytes.startswith(b"%PDF")
    walker.day(date(2025, 8, 20))
    page = road.pay("2025-08").says("1 户")
    assert f",{amount}," in road.bank_file
    assert "6217001234567890123" in road.bank_file
    page = walker.as_anybody().open("progress", road.code).says(f"自 2025年8月起每月 {amount} 元", "向*兰")
    page.lacks("向桂兰")
