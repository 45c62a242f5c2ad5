"""Thresholds, local standards and the library in a real browser, on a desk and on a phone."""

from datetime import date

import pytest
from django.urls import reverse

from doudi.office.programmes import actions
from doudi.office.staff.enums import Role
from tests import county as maker

from .conftest import DESKTOP, PHONE, axe, no_sideways_scroll, screenshot

SINCE = date(2027, 1, 1)


@pytest.fixture
def county(transactional_db):
    """The demo county with a standard that waits, one that is approved, and a pilot."""
    made = maker.make()
    officer, head = made[Role.COUNTY_OFFICER], made[Role.COUNTY_HEAD]
    common = {"place": "990101", "since": SINCE, "by": officer, "source": "示例府发〔2026〕9号"}
    dibao = actions.draft_standard(name="dibao_line", values={"URBAN": 83000, "RURAL": 68000}, **common)
    care = actions.draft_standard(name="care_full_home", values={"URBAN": 42000, "RURAL": 42000}, **common)
    actions.approve_standard(actions.submit_standard(care, by=officer), opinion="同意", by=head)
    made.waiting = actions.submit_standard(dibao, by=officer)
    actions.set_scope("near_dibao", made.county, [made.east], since=SINCE, source="示例试点方案", by=head)
    return made


PAGES = {
    "standards": ("standards", (), "?place=990101&on=2027-02-01"),
    "standards-lines": ("standards_lines", (), "?place=990101&on=2026-08-01"),
    "local-standards": ("local_standard_list", (), ""),
    "pilots": ("programme_scope_list", (), ""),
    "policy-changes": ("policy_changes", (), "?place=500101&before=2021-06-30&after=2025-07-01"),
    "policy-coverage": ("policy_coverage", (), "?place=500000"),
    "policy-documents": ("policy_documents", (), "?place=510000"),
    "standard-history": ("standard_history", ("990101", "dibao_line"), ""),
}


@pytest.mark.parametrize(("width", "height"), [DESKTOP, PHONE], ids=["desk", "phone"])
def test_the_pages_of_standards_fit_and_are_accessible(open_page, sign_in, county, width, height):
    page = open_page(width, height)
    sign_in(page, county[Role.COUNTY_HEAD])
    wrong = {}
    pages = PAGES | {
        "local-standard": ("local_standard_detail", (county.waiting.number,), ""),
        "local-standard-approve": ("local_standard_act", (county.waiting.number, "approve"), ""),
    }
    for name, (view, words, query) in pages.items():
        page.goto(reverse(view, args=words) + query)
        screenshot(page, f"{name}-{width}")
        no_sideways_scroll(page)
        wrong |= {name: found} if (found := axe(page)) else {}
    assert wrong == {}


@pytest.mark.parametrize(("width", "height"), [DESKTOP, PHONE], ids=["desk", "phone"])
def test_a_standard_is_drafted_in_the_browser(open_page, sign_in, county, width, height):
    page = open_page(width, height)
    sign_in(page, county[Role.COUNTY_OFFICER])
    page.goto(reverse("local_standard_new"))
    page.select_option("#id_name", "tekun_standard_home")
    page.get_by_role("button", name="下一步").click()
    page.fill("#id_since", "2027-01-01")
    page.fill("#id_value", "779")
    page.get_by_role("button", name="存为草稿").click()
    assert "低于" in page.inner_text("main")
    screenshot(page, f"local-standard-refused-{width}")
    no_sideways_scroll(page)
    page.fill("#id_value", "1100")
    page.get_by_role("button", name="存为草稿").click()
    page.wait_for_load_state()
    assert "1,100.00 元/月" in page.inner_text("main")
