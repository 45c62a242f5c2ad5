"""The visit form where there is no network: nothing that was typed is lost, and it is sent once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.conftest import PHONE, axe, no_sideways_scroll, screenshot

VISIT = "/patterns?frame=visit"


@pytest.fixture
def visit_page(open_page: Any, sign_in: Callable[[Page, Any], None], reviewer: Any) -> Page:
    place = {"geolocation": {"latitude": 30.80781, "longitude": 108.40868}, "permissions": ["geolocation"]}
    page: Page = open_page(*PHONE, **place)
    sign_in(page, reviewer)
    page.goto(VISIT)
    expect(page.locator("form[data-ready]")).to_have_count(1)
    return page


def test_the_visit_form_is_fit_for_all(visit_page: Page) -> None:
    no_sideways_scroll(visit_page)
    screenshot(visit_page, "visit", whole=True)
    assert axe(visit_page) == []


def test_a_draft_comes_back_after_the_page_was_closed(visit_page: Page) -> None:
    page = visit_page
    page.get_by_label("调查情况").fill("土墙有裂缝，灶房漏雨")
    page.get_by_text("土坯或木结构").click()
    expect(page.locator("[data-say=draft]")).to_contain_text("草稿已存")
    page.goto("/login/")
    page.goto(VISIT)
    expect(page.locator("[data-say=draft]")).to_have_text("已恢复上次的草稿")
    expect(page.get_by_label("调查情况")).to_have_value("土墙有裂缝，灶房漏雨")
    expect(page.get_by_label("土坯或木结构")).to_be_checked()


def test_place_and_signature_are_taken(visit_page: Page) -> None:
    page = visit_page
    page.get_by_role("button", name="记录位置").click()
    expect(page.locator("[data-say=place]")).to_contain_text("30.80781, 108.40868")
    assert page.locator("[name=place]").input_value().startswith("30.80781,108.40868,")
    canvas = page.locator("canvas[data-sign]")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 160, box["y"] + 90, steps=8)
    page.mouse.up()
    assert page.locator("[name=signature]").input_value().startswith("data:image/png;base64,")
    page.get_by_role("button", name="重签").click()
    assert page.locator("[name=signature]").input_value() == ""


def test_a_form_saved_without_network_is_sent_once_when_it_is_back(visit_page: Page) -> None:
    page = visit_page
    sent: list[str] = []

    def answer(route: Route) -> None:
        if route.request.method != "POST":
            route.fallback()
            return
        sent.append(route.request.post_data or "")
        route.fulfill(status=303, headers={"Location": "/patterns?frame=phone"})

    page.route("**/patterns*", answer)
    number = page.locator("[name=client_id]").input_value()
    page.get_by_text("砖混").click()
    page.get_by_label("调查情况").fill("没有网络时填的")
    page.context.set_offline(True)
    page.get_by_role("button", name="保存").click()
    expect(page.locator("[data-say=queue]")).to_have_text("待上传 1 份")
    assert sent == []
    page.context.set_offline(False)
    expect(page.locator("[data-say=queue]")).to_be_hidden()
    assert len(sent) == 1
    assert number in sent[0]
    assert "没有网络时填的" in sent[0]


def test_the_form_opens_again_without_network(visit_page: Page) -> None:
    page = visit_page
    kept = "caches.open('visit-1').then(c => c.keys()).then(k => k.map(r => r.url))"
    for _ in range(50):
        if any("frame=visit" in url for url in page.evaluate(kept)):
            break
        page.wait_for_timeout(100)
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_role("heading", name="张有福家庭")).to_be_visible()
    expect(page.locator("form[data-ready]")).to_have_count(1)
    page.context.set_offline(False)
