"""The whole road in a browser: from the township window to the bank and to the applicant's phone."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import DESKTOP, PHONE, axe, no_sideways_scroll, screenshot
from tests.journeys.road import NOTHING, Desk, answered, desk
from tests.office_world import citizen_id

ONE_DAY = timedelta(days=1)
HEAD, SPOUSE = ("向桂兰", "19740512"), ("何明", "19720301")
ACCOUNT = "6217001234567890123"
AMOUNT = "1,280.00"


@pytest.fixture
def county(transactional_db: None, settings: Any) -> Desk:
    return desk(settings, ("990000", "示例省", "PROVINCE"), county=("990101", "示例县"))


class Office:
    """Everybody's window. `settings.FIXED_NOW` is the calendar on the wall; pictures are numbered as they come."""

    def __init__(self, county: Desk, settings: Any, open_page: Any, sign_in: Any) -> None:
        self.county, self.settings = county, settings
        self.open_page, self.sign_in = open_page, sign_in
        self.windows: dict[str, Page] = {}
        self.pictures = 0

    def day(self, on: date) -> date:
        self.settings.FIXED_NOW = datetime(on.year, on.month, on.day, 4, tzinfo=UTC)
        return on

    def as_(self, post: str, address: str = "") -> Page:
        if post not in self.windows:
            self.windows[post] = self.open_page(*DESKTOP)
            self.sign_in(self.windows[post], getattr(self.county, post))
        page = self.windows[post]
        if address:
            page.goto(address)
        return page

    def picture(self, page: Page, name: str) -> None:
        self.pictures += 1
        screenshot(page, f"road-{self.pictures:02d}-{name}")


@pytest.fixture
def office(county: Desk, settings: Any, open_page: Any, sign_in: Any) -> Office:
    return Office(county, settings, open_page, sign_in)


def field(page: Page, label: str) -> Locator:
    return page.get_by_label(re.compile(rf"^{re.escape(label)}( （选填）)?$")).first


def fill(page: Page, given: dict[str, str]) -> None:
    """Fields by their labels; a choice by its words."""
    for label, value in given.items():
        box = field(page, label)
        if box.evaluate("e => e.tagName") == "SELECT":
            words = box.locator("option").all_inner_texts()
            offered = [text for text in words if text == value] or [text for text in words if value in text]
            assert offered, f"{label}: {value} {words}"
            box.select_option(label=offered[0])
        else:
            box.fill(value)


def press(page: Page, button: str) -> None:
    page.locator("main").get_by_role("button", name=button, exact=True).click()


def follow(page: Page, link: str, *, exact: bool = True) -> None:
    name = link if exact else re.compile(re.escape(link).replace("：", r"\s*："))
    page.locator("main").get_by_role("link", name=name, exact=exact).first.click()


def said(page: Page, text: str) -> None:
    expect(page.locator("main")).to_contain_text(text)


# --- the stations -----------------------------------------------------------------------------


def put_on_file(office: Office) -> str:
    """Look for the household, then open its file; answers its address."""
    page = office.as_("intake", "/inbox/")
    office.picture(page, "inbox-of-the-first-day")
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="登记申请").click()
    page.get_by_role("search", name="按姓名、号码或村名查找").get_by_role("searchbox").fill(HEAD[0])
    press(page, "查找")
    said(page, "没有找到")
    follow(page, "没有档案，新建家庭")
    fill(page, {"居住村（社区）": "青杠村"})
    press(page, "再加一名成员")
    for number, (name, birth) in enumerate((HEAD, SPOUSE)):
        page.locator(f"[name=members-{number}-name]").fill(name)
        page.locator(f"[name=members-{number}-document_number]").fill(citizen_id(birth))
        relation = "户主" if number == 0 else "配偶"
        page.locator(f"[name=members-{number}-relation]").select_option(label=relation)
    office.picture(page, "new-household")
    press(page, "建立档案")
    said(page, "家庭档案已建立")
    return page.url


def declare(office: Office, household: str) -> None:
    page = office.as_("intake", f"{household}facts/")
    for name, _birth in (HEAD, SPOUSE):
        follow(page, name, exact=False)
        expect(page.get_by_role("heading", level=1)).to_contain_text(name)
        fill(page, NOTHING)
        press(page, "保存")
        page.goto(f"{household}facts/")
    fill(
        page,
        {
            "家庭财产符合当地规定": "是",
            "金融资产": "3000",
            "机动车辆": "0",
            "住房套数": "1",
            "企业实缴出资额": "0",
        },
    )
    office.picture(page, "facts")
    press(page, "保存")
    page.goto(f"{household}account/")
    fill(page, {"户名": HEAD[0], "开户银行": "示例农村商业银行", "账号": ACCOUNT, "再输一次账号": ACCOUNT})
    press(page, "保存账户")
    expect(page).to_have_url(household)
    office.picture(page, "household-file")


def apply(office: Office, household: str) -> tuple[str, str]:
    """One application for everything; answers its address and the code on the receipt."""
    page = office.as_("intake", household)
    follow(page, "登记申请")
    page.get_by_label("基本生活").check()
    page.get_by_label(re.compile("^困难情况")).fill("丈夫中风后不能干活，地也种不动了。")
    press(page, "登记，看适合哪些项目")
    said(page, "申请已登记")
    said(page, AMOUNT)
    office.picture(page, "which-programmes-fit")
    address = page.url
    code = page.locator("text=查询码 >> strong").inner_text()
    follow(page, "材料不齐，一次告知", exact=False)
    page.get_by_label("诚信承诺书").check()
    press(page, "登记并告知")
    office.picture(page, "papers-told-once")
    page.get_by_role("button", name=re.compile("已补.*诚信承诺书")).click()
    follow(page, "受理", exact=False)
    office.picture(page, "accept")
    expect(page.get_by_label("最低生活保障")).to_be_checked()
    press(page, "受理，起算期限")
    said(page, "已受理")
    return address, code


def act(office: Office, by: str, case: str, title: str, given: dict[str, str] | None = None) -> Page:
    """Open the case, take this act, carry it out."""
    page = office.as_(by, case)
    follow(page, title, exact=False)
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    fill(page, given or {})
    return page


def do(office: Office, by: str, case: str, title: str) -> Page:
    """An act that asks nothing but whether one is sure."""
    page = act(office, by, case, title)
    press(page, title)
    expect(page).to_have_url(case)
    return page


def consent(office: Office, case: str) -> None:
    page = office.as_("intake", case)
    office.picture(page, "case-accepted")
    for name, _birth in (HEAD, SPOUSE):
        follow(page, f"登记：{name}", exact=False)
        until = office.settings.FIXED_NOW.date() + timedelta(days=180)
        fill(page, {"授权人": name, "有效期止": until.isoformat()})
        press(page, "登记")
        said(page, "授权已登记")
        page.goto(case)
    do(office, "intake", case, "授权已齐，进入核对")


def verify(office: Office, case: str) -> None:
    page = do(office, "intake", case, "发起信息核对")
    follow(page, "打开：", exact=False)
    check = page.url
    while page.get_by_role("link", name="登记结果", exact=False).count():
        follow(page, "登记结果", exact=False)
        press(page, "登记")
        expect(page).to_have_url(check)
    office.picture(page, "verification")
    follow(page, "结束核对", exact=False)
    press(page, "结束核对")
    said(page, "核对已结束")
    do(office, "intake", case, "核对完成，进入调查")


def visit_home(office: Office, case: str, photo: Path) -> None:
    assert office.county.second
    page = act(office, "intake", case, "登记入户调查", {"调查人二": "李强"})
    page.get_by_label("调查情况").fill("两间砖房，家中陈设简单，情况与申报一致。")
    page.locator("input[type=file][name=photos]").set_input_files(photo)
    office.picture(page, "home-visit")
    press(page, "登记入户调查")
    page.goto(f"{case}?tab=survey")
    said(page, "照片 1")


def review(office: Office, case: str) -> None:
    page = act(office, "reviewer", case, "提出审核意见")
    page.get_by_label("拟同意", exact=True).check()
    page.get_by_label(re.compile("^意见说明")).fill("情况属实，按核算结果办理。")
    press(page, "提出审核意见")
    page.goto(case)
    said(page, "已固定")
    assert axe(page) == []
    office.picture(page, "case-with-calculation-sheet")


def post_notice(office: Office, case: str) -> date:
    """Posted, seen on the board by everybody; answers the first day after it."""
    do(office, "intake", case, "张贴公示")
    page = office.as_("intake", f"{case}?tab=notices")
    last = re.findall(r"至 (\d{4}-\d\d-\d\d)", page.locator("main").inner_text())[0]
    phone = office.open_page(*PHONE)
    phone.goto("/board/")
    follow(phone, HEAD[0], exact=False)
    said(phone, f"每月 {AMOUNT} 元")
    said(phone, "2 人")
    assert citizen_id(HEAD[1])[:14] not in phone.content()
    office.picture(phone, "public-notice")
    return date.fromisoformat(last) + ONE_DAY


def confirm(office: Office, case: str) -> None:
    page = act(office, "county_head", case, "确认")
    office.picture(page, "confirm")
    press(page, "确认")
    page.goto(f"{case}?tab=decision")
    said(page, f"{AMOUNT} 元")
    letter = page.get_by_role("link", name="打开决定书").get_attribute("href")
    answer = page.context.request.get(page.url.split("/cases/")[0] + str(letter))
    assert answer.body().startswith(b"%PDF")
    office.picture(page, "decision")


def pay(office: Office, month: str, folder: Path) -> None:
    page = office.as_("officer", "/payments/new/")
    page.locator("input[type=month]").fill(month)
    field(page, "银行文件格式").select_option(label="逗号分隔 CSV（UTF-8，带标题行）")
    press(page, "编制名单")
    said(page, AMOUNT)
    batch = page.url
    office.picture(page, "batch-prepared")
    page = office.as_("finance", batch)
    for step in ("审批", "送银行"):
        follow(page, step)
        press(page, step)
        expect(page).to_have_url(batch)
    with page.expect_download() as waiting:
        follow(page, "银行文件", exact=False)
    file = folder / "bank.csv"
    waiting.value.save_as(file)
    text = file.read_text(encoding="utf-8-sig")
    assert f",{AMOUNT.replace(',', '')}," in text
    assert ACCOUNT in text
    (folder / "return.csv").write_bytes(answered(text, back=False))
    follow(page, "读入回单", exact=False)
    page.locator("input[type=file]").set_input_files(folder / "return.csv")
    press(page, "读入回单")
    said(page, "已到账")
    office.picture(page, "batch-settled")


def look_on_the_phone(office: Office, code: str) -> None:
    phone = office.open_page(*PHONE)
    phone.goto("/progress/")
    phone.get_by_label("查询码").fill(code.lower())
    press(phone, "查询")
    said(phone, "向*兰")
    said(phone, f"每月 {AMOUNT} 元")
    assert HEAD[0] not in phone.content()
    no_sideways_scroll(phone)
    assert axe(phone) == []
    office.picture(phone, "progress-on-the-phone")


def test_from_the_township_window_to_the_phone(office: Office, tmp_path: Path) -> None:
    photo = tmp_path / "house.jpg"
    Image.new("RGB", (800, 600), "#8899aa").save(photo)
    office.day(date(2026, 9, 7))
    household = put_on_file(office)
    declare(office, household)
    application, code = apply(office, household)
    page = office.as_("intake", application)
    case = page.url.split("/applications/")[0] + str(
        page.locator("main a[href^='/cases/']").first.get_attribute("href")
    )
    consent(office, case)
    verify(office, case)
    office.day(date(2026, 9, 10))
    visit_home(office, case, photo)
    office.day(date(2026, 9, 11))
    review(office, case)
    office.day(post_notice(office, case))
    confirm(office, case)
    office.day(date(2026, 10, 20))
    pay(office, "2026-10", tmp_path)
    look_on_the_phone(office, code)
