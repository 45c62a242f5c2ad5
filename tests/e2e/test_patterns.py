"""The parts of the pages, and the log-in, in a real browser: what they look like and who can use them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import (
    DESKTOP,
    PHONE,
    axe,
    no_sideways_scroll,
    screenshot,
    visit,
    within_budget,
)

STAFF, CITIZEN, LOGIN = "/patterns", "/patterns?frame=phone", "/login/"
SignIn = Callable[[Page, Any], None]


@pytest.mark.parametrize("size", ["n", "l", "x"])
@pytest.mark.parametrize("window", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing(
    open_page: Any, sign_in: SignIn, reviewer: Any, window: tuple[int, int], size: str
) -> None:
    page = open_page(*window, size=size)
    sign_in(page, reviewer)
    for name, address in (("patterns", STAFF), ("patterns-citizen", CITIZEN)):
        page.goto(address)
        no_sideways_scroll(page)
        screenshot(page, f"{name}-{window[0]}-{size}", whole=True)
        assert axe(page) == []


@pytest.mark.parametrize("address", [STAFF, CITIZEN])
def test_axe_finds_nothing_in_high_contrast(
    open_page: Any, sign_in: SignIn, reviewer: Any, address: str
) -> None:
    page = open_page(*PHONE, contrast=True)
    sign_in(page, reviewer)
    page.goto(address)
    assert axe(page) == []


@pytest.mark.parametrize("size", ["n", "x"])
@pytest.mark.parametrize("window", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_login_page_is_fit_for_all(open_page: Any, window: tuple[int, int], size: str) -> None:
    page = open_page(*window, size=size)
    page.goto(LOGIN)
    no_sideways_scroll(page)
    screenshot(page, f"login-{window[0]}-{size}")
    assert axe(page) == []


@pytest.mark.parametrize("width", [320, 375, 390])
@pytest.mark.parametrize("size", ["n", "x"])
def test_no_page_is_wider_than_a_phone(
    open_page: Any, sign_in: SignIn, reviewer: Any, width: int, size: str
) -> None:
    page = open_page(width, 800, size=size)
    sign_in(page, reviewer)
    for address in (STAFF, CITIZEN):
        page.goto(address)
        no_sideways_scroll(page)


def test_pages_stay_within_their_budgets(page_desktop: Page, sign_in: SignIn, reviewer: Any) -> None:
    sign_in(page_desktop, reviewer)
    within_budget(visit(page_desktop, STAFF), "office")
    within_budget(visit(page_desktop, CITIZEN), "citizen")


def test_rows_are_walked_and_chosen_with_the_keyboard(
    page_desktop: Page, sign_in: SignIn, reviewer: Any
) -> None:
    page = page_desktop
    sign_in(page, reviewer)
    page.goto(STAFF)
    bar = page.get_by_role("region", name="批量操作")
    expect(bar).to_be_hidden()
    page.locator("#main").focus()
    links = page.locator("a.row-link")
    page.keyboard.press("j")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("x")
    expect(bar).to_contain_text("已选 1 件")
    page.keyboard.press("k")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(page.url.split("#")[0] + "#SQ2026990101000")
    page.get_by_label("全选本页").check()
    expect(bar).to_contain_text("已选 12 件")


def test_keys_are_letters_while_typing(page_desktop: Page, sign_in: SignIn, reviewer: Any) -> None:
    page = page_desktop
    sign_in(page, reviewer)
    page.goto(STAFF)
    box = page.get_by_label("姓名或受理编号")
    box.focus()
    page.keyboard.type("jkx/?")
    expect(box).to_have_value("jkx/?")
    expect(box).to_be_focused()


def test_the_question_mark_shows_the_keys_and_escape_closes_them(
    page_desktop: Page, sign_in: SignIn, reviewer: Any
) -> None:
    page = page_desktop
    sign_in(page, reviewer)
    page.goto(STAFF)
    page.locator("#main").focus()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="键盘操作")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="键盘操作")).to_be_hidden()


def test_wrong_fields_are_named_first_and_linked(page_desktop: Page, sign_in: SignIn, reviewer: Any) -> None:
    page = page_desktop
    sign_in(page, reviewer)
    page.goto(STAFF)
    summary = page.get_by_role("alert").filter(has_text="还有内容要改")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="每月务工收入").click()
    expect(page.locator("#id_income")).to_be_focused()
    expect(page.locator("#id_income")).to_have_attribute("aria-invalid", "true")


def test_type_size_and_contrast_are_switched_and_kept(
    page_desktop: Page, sign_in: SignIn, reviewer: Any
) -> None:
    page = page_desktop
    sign_in(page, reviewer)
    page.goto(STAFF)
    page.get_by_role("button", name="特大字").click()
    expect(page.locator("html.size-x")).to_have_count(1)
    page.get_by_role("button", name="高对比度").click()
    expect(page.locator("html.size-x.contrast")).to_have_count(1)
    expect(page).to_have_url(page.url.split("?")[0])
    page.goto(CITIZEN)
    expect(page.locator("html.citizen.size-x.contrast")).to_have_count(1)


def test_the_post_menu_opens_without_a_mouse(page_desktop: Page, sign_in: SignIn, reviewer: Any) -> None:
    page = page_desktop
    sign_in(page, reviewer)
    page.goto(STAFF)
    page.locator("details[data-menu] > summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="退出登录")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="退出登录")).to_be_hidden()


def test_citizen_pages_work_without_script(open_page: Any, sign_in: SignIn, reviewer: Any) -> None:
    page = open_page(*PHONE, java_script_enabled=False)
    sign_in(page, reviewer)
    page.goto(CITIZEN)
    page.get_by_text("砖混").first.click()
    expect(page.get_by_label("砖混").first).to_be_checked()
    page.get_by_role("button", name="大", exact=True).click()
    expect(page.locator("html.size-l")).to_have_count(1)


def test_paper_carries_the_case_and_not_the_buttons(
    page_desktop: Page, sign_in: SignIn, reviewer: Any
) -> None:
    page = page_desktop
    sign_in(page, reviewer)
    page.goto(STAFF)
    page.emulate_media(media="print")
    expect(page.locator(".side")).to_be_hidden()
    expect(page.get_by_role("button", name="同意，转公示")).to_be_hidden()
    expect(page.locator(".print-head")).to_be_visible()
    expect(page.get_by_text("符合农村低保条件").first).to_be_visible()
    page.set_viewport_size({"width": 794, "height": 1123})
    screenshot(page, "patterns-paper", whole=True)
