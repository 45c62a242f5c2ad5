"""The self-check on a phone: no log-in, nothing kept, no answer lost on the way, and no script needed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from doudi.office.audit.models import AuditRecord
from tests.e2e.conftest import PHONE, axe, no_sideways_scroll, screenshot

TODAY = date(2026, 11, 20)


@pytest.fixture
def phone(open_page: Callable[..., Page], settings: Any, transactional_db: None) -> Callable[..., Page]:
    """A phone at the first question; options as for a browser context."""
    settings.FIXED_NOW = datetime(TODAY.year, TODAY.month, TODAY.day, 4, tzinfo=UTC)

    def at(**options: Any) -> Page:
        page = open_page(*PHONE, **options)
        page.goto("/")
        page.get_by_role("link", name="看看符合不符合").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("您家住在哪里，一共几口人？")
        return page

    return at


def on(page: Page, button: str = "下一题") -> None:
    page.get_by_role("button", name=button, exact=True).click()


def home(page: Page, size: str = "2") -> None:
    page.locator("label", has_text="农村").click()
    page.get_by_label("一起生活的有几口人").fill(size)
    on(page)


def member(page: Page, age: str, activity: str = "没有工作", disability: str = "没有残疾证") -> None:
    page.get_by_label("多大年纪").fill(age)
    page.locator("label", has_text=activity).click()
    page.locator("label", has_text=disability).click()
    on(page)


def money(page: Page, **given: str) -> None:
    labels = {
        "wages": "工资、务工",
        "pension": "养老金、退休金",
        "business": "种地、养殖、做生意",
        "other": "子女给的、租金、其他",
    }
    for name, label in labels.items():
        page.get_by_label(label).fill(given.get(name, "0"))
    on(page)


def property_(page: Page) -> None:
    page.get_by_label("存款、理财合计").fill("3000")
    page.get_by_label("近一年自己付的医药费").fill("0")
    on(page, "看结果")


def test_from_the_first_question_to_an_amount_with_its_reasons(phone: Callable[..., Page]) -> None:
    page = phone()
    assert axe(page) == []
    screenshot(page, "self-check-1-home")
    home(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("先说您自己")
    member(page, "71")
    screenshot(page, "self-check-2-member")
    member(page, "69")
    expect(page.get_by_text("第 4 题，共 5 题")).to_be_visible()
    money(page, pension="336")
    screenshot(page, "self-check-3-assets")
    property_(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("您家可能得到这些帮助")
    expect(page.locator(".call.ok").first).to_contain_text("最低生活保障")
    expect(page.locator(".call.ok").first).to_contain_text(re.compile(r"大约 [\d,.]+ 元/月"))
    page.get_by_text("怎么算的").first.click()
    expect(page.locator(".call.ok li").first).to_be_visible()
    no_sideways_scroll(page)
    assert axe(page) == []
    screenshot(page, "self-check-4-result")
    assert page.context.cookies() == [c for c in page.context.cookies() if c["name"] != "sessionid"]
    assert not Session.objects.exists()
    assert not AuditRecord.objects.exists()


def test_answers_come_back_with_the_back_button_and_can_be_changed(phone: Callable[..., Page]) -> None:
    page = phone()
    home(page, "1")
    member(page, "46", "上班、务工或做生意")
    money(page, wages="9000")
    on(page, "返回上一题")
    expect(page.get_by_label("工资、务工")).to_have_value("9000")
    on(page, "返回上一题")
    expect(page.get_by_label("多大年纪")).to_have_value("46")
    expect(page.get_by_label("上班、务工或做生意")).to_be_checked()
    on(page)
    on(page)
    property_(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("按您说的情况，暂时不符合")
    page.get_by_text("暂不符合的项目和原因").click()
    expect(page.locator("details.call li").first).to_be_visible()
    on(page, "返回修改答案")
    expect(page.get_by_label("存款、理财合计")).to_have_value("3000")


def test_a_missing_answer_is_told_and_the_others_stay(phone: Callable[..., Page]) -> None:
    page = phone()
    page.locator("label", has_text="城市").click()
    on(page)
    expect(page.get_by_role("alert")).to_contain_text("还有内容要改")
    expect(page.get_by_label("城市")).to_be_checked()
    assert axe(page) == []


def test_type_is_made_larger_and_the_language_changed_on_the_way(phone: Callable[..., Page]) -> None:
    page = phone()
    home(page, "1")
    page.get_by_label("多大年纪").fill("70")
    on(page, "特大")
    expect(page.locator("html.citizen.size-x")).to_have_count(1)
    expect(page.get_by_label("多大年纪")).to_have_value("70")
    no_sideways_scroll(page)
    assert axe(page) == []
    screenshot(page, "self-check-largest")
    on(page, "高对比度")
    expect(page.locator("html.size-x.contrast")).to_have_count(1)
    expect(page.get_by_label("多大年纪")).to_have_value("70")
    on(page, "EN")
    expect(page.locator("html[lang=en]")).to_have_count(1)
    expect(page.locator("[name=member1-age]")).to_have_value("70")
    no_sideways_scroll(page)
    screenshot(page, "self-check-english")
    page.locator("[name=member1-age]").press("Enter")
    expect(page.locator("[name=income-wages_month]")).to_be_visible()


def test_everything_works_without_script(phone: Callable[..., Page]) -> None:
    page = phone(java_script_enabled=False)
    home(page, "1")
    member(page, "74")
    money(page, pension="168")
    on(page, "大")
    expect(page.locator("html.size-l")).to_have_count(1)
    property_(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("您家可能得到这些帮助")
    on(page, "特大")
    expect(page.locator("html.size-x")).to_have_count(1)
    expect(page.locator(".call.ok").first).to_contain_text("最低生活保障")
