"""A real browser on a live server: pages at their sizes, axe, pictures, and the budgets of the pages."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Response, sync_playwright

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop lives in the thread of the tests

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "build" / "screens"
CHROMIUM = Path(os.environ.get("DOUDI_CHROMIUM", "/usr/bin/chromium"))
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDER = (
    "[...document.querySelectorAll('main *')]"
    ".filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.scroll, .tabs'))"
    ".slice(0, 5).map(e => e.outerHTML.slice(0, 120))"
)
DESKTOP = (1440, 900)
PLACES = [
    ("990000", "示例省", "PROVINCE"),
    ("990101", "示例县", "COUNTY"),
    ("990101100", "云溪镇", "TOWNSHIP"),
]
PHONE = (390, 844)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        own = str(CHROMIUM) if CHROMIUM.exists() else None
        chinese = {**os.environ, "LANGUAGE": "zh_CN", "LANG": "zh_CN.UTF-8"}
        chromium = playwright.chromium.launch(executable_path=own, args=ARGS, env=chinese)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session", autouse=True)
def static_root() -> None:
    """WhiteNoise warns of a missing folder, and warnings are errors."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, live_server: Any) -> Iterator[OpenPage]:
    """`open_page(width, height, size="n", contrast=False)`; a page may not complain in its console."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def make(width: int, height: int, *, size: str = "n", contrast: bool = False, **options: Any) -> Page:
        sharp = 2 if width < 500 else 1
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            device_scale_factor=sharp,
            locale="zh-CN",
            **options,
        )
        context.set_default_timeout(10_000)
        cookies = {"size": size, "contrast": "1" if contrast else "0"}
        context.add_cookies([{"name": n, "value": v, "url": live_server.url} for n, v in cookies.items()])
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: said.type == "error" and problems.append(said.text))
        page.on("pageerror", lambda error: problems.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture
def page_desktop(open_page: OpenPage) -> Page:
    return open_page(*DESKTOP)


@pytest.fixture
def page_phone(open_page: OpenPage) -> Page:
    return open_page(*PHONE)


def axe(page: Page) -> list[str]:
    """What axe-core finds wrong, one line a node; WCAG 2.2 AA and best practice."""
    source = (Path(settings.NODE_MODULES) / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    page.evaluate(source + ";0")
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}}).then(r => r.violations)",
        AXE_RULES,
    )
    return [
        f"{rule['id']}: {node['html'][:160]} -- {node['failureSummary'][:200]}"
        for rule in found
        for node in rule["nodes"]
    ]


def screenshot(page: Page, name: str, *, whole: bool = False) -> Path:
    """A picture in build/screens/, from the top of the page."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    path = PICTURES / f"{name}.png"
    page.evaluate("() => { if (document.activeElement) document.activeElement.blur(); scrollTo(0, 0); }")
    page.screenshot(path=path, full_page=whole)
    return path


def no_sideways_scroll(page: Page) -> None:
    """The page is no wider than the window; tables that must be wider scroll in their own box."""
    too_wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert too_wide <= 0, page.evaluate(WIDER)


@dataclass(frozen=True)
class Budget:
    """The most a page may cost: ui.md, section 5."""

    kilobytes: int
    requests: int
    elements: int
    script_kilobytes: int


BUDGETS = {
    "citizen": Budget(60, 8, 400, 25),
    "office": Budget(120, 12, 1500, 45),
    "dashboard": Budget(350, 15, 1500, 250),
}


@dataclass
class Load:
    """What a first visit brought over the line, as production sends it (static files in brotli)."""

    sizes: dict[str, int] = field(default_factory=dict)
    scripts: int = 0
    elements: int = 0

    @property
    def kilobytes(self) -> float:
        return sum(self.sizes.values()) / 1024


_compressed: dict[str, int] = {}


def sent_size(response: Response) -> int:
    if "/static/" not in response.url:
        return len(response.body())
    if response.url not in _compressed:
        _compressed[response.url] = len(brotli.compress(response.body()))
    return _compressed[response.url]


def visit(page: Page, address: str) -> Load:
    """Open a page and count."""
    answers: list[Response] = []

    def note(answer: Response) -> None:
        answers.append(answer)

    page.on("response", note)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.remove_listener("response", note)
    load = Load()
    for answer in answers:
        if answer.url.startswith("data:") or answer.status in range(300, 400):
            continue
        load.sizes[answer.url] = sent_size(answer)
        load.scripts += load.sizes[answer.url] if answer.request.resource_type == "script" else 0
    load.elements = page.evaluate("document.getElementsByTagName('*').length")
    return load


def within_budget(load: Load, kind: str) -> None:
    budget = BUDGETS[kind]
    assert load.kilobytes <= budget.kilobytes, load.sizes
    assert len(load.sizes) <= budget.requests, load.sizes
    assert load.elements <= budget.elements
    assert load.scripts / 1024 <= budget.script_kilobytes, load.sizes


@pytest.fixture
def sign_in(live_server: Any) -> Callable[[Page, Any], None]:
    """Give a page the session of a user, without the log-in page."""

    def enter(page: Page, user: Any) -> None:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])

    return enter


@pytest.fixture
def reviewer(transactional_db: None) -> Any:
    """Someone who reviews in a township of the made-up county, and takes in applications there, too."""
    from doudi.office.places.models import Division
    from doudi.office.staff.models import Post, User

    parent, path = None, "/"
    for code, name, level in PLACES:
        path = f"{path}{code}/"
        parent, _ = Division.objects.get_or_create(
            code=code, defaults={"name": name, "level": level, "parent": parent, "path": path}
        )
    user = User.objects.create_user("tangli", "Made-up-2026", name="唐丽")
    for role in ("TOWNSHIP_REVIEWER", "TOWNSHIP_INTAKE"):
        Post.objects.create(user=user, role=role, division=parent, first_day=date(2020, 1, 1))
    return user
