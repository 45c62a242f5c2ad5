"""Every main page of a small county: readable for all, no wider than the window, light, and quiet under its CSP."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.addresses import ADDRESSES, Address
from tests.e2e.conftest import (
    BUDGETS,
    DESKTOP,
    PHONE,
    ROOT,
    Load,
    axe,
    no_sideways_scroll,
    screenshot,
    visit,
    within_budget,
)

STATIC = ROOT / "build" / "e2e-static"
START_SECONDS = 120
MOST_SHIFT = 0.02
SIZES = {"l": "larger", "x": "largest"}
CITIZEN_PAGES = [address for address in ADDRESSES if address.phone]
KINDS = {"office": [a for a in ADDRESSES if not a.phone], "citizen": CITIZEN_PAGES}
SHIFT = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => list.getEntries().forEach(e => { if (!e.hadRecentInput) sum += e.value; }))
    .observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(sum), 60);
})"""
FILLED = (
    "[...document.querySelectorAll('.btn-primary, .btn-danger-solid')].filter(b => b.offsetParent).length"
)


class SmallCounty:
    """A served county: its address, who is logged in how, and what its pages are about."""

    def __init__(self, url: str, made: dict[str, Any]) -> None:
        self.url, self.sessions, self.about = url, made["sessions"], made["about"]

    def path(self, address: Address) -> str:
        return "/" + address.path.format(**self.about)


def _environment(folder: Path) -> dict[str, str]:
    ours = {
        "DOUDI_DATA": str(folder),
        "DOUDI_STATIC": str(STATIC),
        "DATABASE_URL": f"sqlite:///{folder / 'county.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "tests.e2e.county_settings",
        "PYTHONPATH": str(ROOT),
    }
    kept = {name: value for name, value in os.environ.items() if name != "DOUDI_PLAIN_STATIC"}
    return kept | ours


def _made(folder: Path) -> dict[str, Any]:
    """Made once for all workers of a run: the first one in makes it, the others wait at the door."""
    folder.mkdir(exist_ok=True)
    with (folder / "door").open("w") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        file = folder / "county.json"
        if not file.exists():
            command = [sys.executable, "-m", "tests.e2e.small_county", str(file)]
            said = subprocess.run(command, env=_environment(folder), cwd=ROOT, capture_output=True, text=True)
            assert said.returncode == 0, said.stderr
        return json.loads(file.read_text(encoding="utf-8"))


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


@contextlib.contextmanager
def _served(folder: Path) -> Iterator[str]:
    port = _free_port()
    command = [
        str(Path(sys.executable).parent / "gunicorn"),
        "doudi.config.wsgi",
        "--bind",
        f"127.0.0.1:{port}",
    ]
    with (folder / f"server-{port}.log").open("w") as log:
        more = ["--threads", "4", "--log-level", "warning"]
        server = subprocess.Popen(command + more, env=_environment(folder), cwd=ROOT, stderr=log)
        try:
            _wait(f"http://127.0.0.1:{port}/login/", server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=20)


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        assert server.poll() is None, "the server did not start"
        with contextlib.suppress(OSError), urlopen(url) as answer:
            assert answer.status == 200
            return
        time.sleep(0.2)
    raise AssertionError("the server does not answer")


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallCounty]:
    """Seen as it is in production: collected and compressed static files, gunicorn."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "small-county"
    made = _made(folder)
    with _served(folder) as url:
        yield SmallCounty(url, made)


class Window:
    """One window of one user at one width; whatever its console complains of is kept."""

    def __init__(self, browser: Browser, county: SmallCounty, user: str, width: int, height: int) -> None:
        self.county, self.complaints = county, []
        self.context = browser.new_context(
            base_url=county.url, viewport={"width": width, "height": height}, locale="zh-CN"
        )
        self.context.set_default_timeout(20_000)
        if user:
            cookie = {"name": "sessionid", "value": county.sessions[user], "url": county.url}
            self.context.add_cookies([cookie])
        self.page: Page = self.context.new_page()
        self.page.on("console", lambda said: said.type == "error" and self.complaints.append(said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, address: Address, size: str = "n") -> Page:
        self.complaints.clear()
        self.context.add_cookies([{"name": "size", "value": size, "url": self.county.url}])
        answer = self.page.goto(self.county.path(address))
        assert answer is not None
        assert answer.status == 200
        return self.page


@pytest.fixture(scope="session")
def window(browser: Browser, county: SmallCounty) -> Iterator[Callable[[str, tuple[int, int]], Window]]:
    """`window(user, (width, height))`: opened once for each user and width."""
    opened: dict[tuple[str, int], Window] = {}

    def get(user: str, size: tuple[int, int]) -> Window:
        if (user, size[0]) not in opened:
            opened[user, size[0]] = Window(browser, county, user, *size)
        return opened[user, size[0]]

    yield get
    for one in opened.values():
        one.context.close()


Get = Callable[[str, tuple[int, int]], Window]
EVERY = pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.name)
CITIZENS = pytest.mark.parametrize("address", CITIZEN_PAGES, ids=lambda address: address.name)


@EVERY
def test_a_page_is_fit_for_all_on_a_desk(window: Get, address: Address) -> None:
    here = window(address.user, DESKTOP)
    page = here.open(address)
    assert axe(page) == []
    no_sideways_scroll(page)
    assert page.locator("h1").count() == 1
    assert page.evaluate(FILLED) <= 1, "one filled button a page"
    assert page.evaluate("document.getElementsByTagName('*').length") <= BUDGETS[address.kind].elements
    assert page.evaluate(SHIFT) <= MOST_SHIFT
    screenshot(page, f"page-{address.name}-{DESKTOP[0]}")
    assert here.complaints == []


@EVERY
def test_a_page_is_fit_for_all_on_a_phone(window: Get, address: Address) -> None:
    here = window(address.user, PHONE)
    page = here.open(address)
    assert axe(page) == []
    narrow = (390, 375, 320) if address.phone else (390, 375)
    for width in narrow:
        page.set_viewport_size({"width": width, "height": PHONE[1]})
        no_sideways_scroll(page)
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert page.evaluate(SHIFT) <= MOST_SHIFT
    screenshot(page, f"page-{address.name}-{PHONE[0]}")
    assert here.complaints == []


@CITIZENS
@pytest.mark.parametrize("size", SIZES)
def test_a_citizens_page_is_fit_for_old_eyes(window: Get, address: Address, size: str) -> None:
    here = window(address.user, PHONE)
    page = here.open(address, size)
    expect(page.locator(f"html.size-{size}")).to_have_count(1)
    no_sideways_scroll(page)
    assert axe(page) == []
    small = "[...document.querySelectorAll('main .btn, main input:not([type=hidden]), main select')]"
    seen = f"{small}.map(e => e.closest('label') || e).filter(e => e.offsetParent && e.offsetHeight < 44)"
    assert page.evaluate(f"{seen}.map(e => e.outerHTML.slice(0, 90))") == [], "44 px for fingers"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("inbox", "office"),
        ("case_list", "office"),
        ("case-sheet", "office"),
        ("household_detail", "office"),
        ("batch_detail", "office"),
        ("standards", "office"),
        ("home", "citizen"),
        ("self_check", "citizen"),
        ("progress", "citizen"),
        ("notice_board", "citizen"),
        ("visit_form", "office"),
    ],
)
def test_a_first_visit_costs_no_more_than_its_budget(
    browser: Browser, county: SmallCounty, name: str, kind: str
) -> None:
    address = next(address for address in ADDRESSES if address.name == name)
    here = Window(browser, county, address.user, *(PHONE if address.phone else DESKTOP))
    try:
        load: Load = visit(here.page, county.path(address))
        within_budget(load, kind)
    finally:
        here.context.close()


def test_a_case_is_opened_from_the_inbox_with_the_keyboard_alone(window: Get, county: SmallCounty) -> None:
    page = window("intake", DESKTOP).open(ADDRESSES[0])
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    links = page.locator("[data-row] a.row-link")
    page.keyboard.press("j")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(links.nth(0)).to_be_focused()
    name = links.nth(0).inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox").first).to_be_focused()


def test_a_list_narrows_without_leaving_the_page(window: Get) -> None:
    address = next(address for address in ADDRESSES if address.name == "case_list")
    page = window("review", DESKTOP).open(address)
    rows = page.locator("#list [data-row]")
    before = rows.count()
    page.get_by_label("状态").select_option(label="不予确认")
    expect(page).to_have_url(re.compile("state=REFUSED"))
    expect(page.locator("#list .tag").first).to_have_text("不予确认")
    assert 0 < rows.count() < before


def test_lists_and_cases_work_without_script(browser: Browser, county: SmallCounty) -> None:
    context = browser.new_context(base_url=county.url, java_script_enabled=False, locale="zh-CN")
    context.add_cookies([{"name": "sessionid", "value": county.sessions["review"], "url": county.url}])
    page = context.new_page()
    page.goto("/cases/")
    page.get_by_label("状态").select_option(label="不予确认")
    page.get_by_role("button", name="查询").click()
    page.locator("[data-row] a.row-link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("不予确认")
    page.get_by_role("link", name="办理经过").click()
    expect(page.get_by_text("提出申请")).to_be_visible()
    context.close()
