"""The pages of the rulebook."""

import pytest

from doudi.office.audit.models import AccessRecord
from doudi.office.people.panels import shown
from doudi.office.programmes import actions
from doudi.office.staff.enums import Role

from .conftest import ON, declare


@pytest.fixture
def determination(household, clerk):
    return actions.determine(household, "dibao", by=clerk, on=ON)


def text(response):
    assert response.status_code == 200, response
    return response.content.decode()


def test_the_standards_of_ones_own_place_today(page, clerk):
    html = text(page(clerk, "standards"))
    assert "渝民规〔2025〕6号" in html
    assert "770.00" in html
    assert "沿用上级" in html
    assert "须本地设定" in html
    assert "2025-08-18" in html


def test_the_standards_of_another_place_and_day(page, clerk):
    html = text(page(clerk, "standards", place="330212", on="2012-03-01", programme="dibao"))
    assert "鄞州" in html
    assert "渝民规" not in html


def test_a_wrong_day_is_told_on_the_standards_page(page, clerk):
    html = text(page(clerk, "standards", on="昨天"))
    assert "没有可显示的参数" in html
    assert page(clerk, "standards_export", on="昨天").status_code == 400


@pytest.mark.parametrize(("kind", "start"), [("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK")], ids=["csv", "xlsx"])
def test_the_standards_as_a_file(page, clerk, kind, start):
    response = page(clerk, "standards_export", format=kind)
    assert response.content.startswith(start)
    assert f'standards-500101-2025-08-18.{kind}"' in response["Content-Disposition"]
    if kind == "csv":
        rows = response.content.decode("utf-8-sig")
        assert "低保标准,770" in rows
        assert "渝民规〔2025〕6号" in rows


def test_an_administrator_without_cases_sees_the_standards(page, post, places):
    assert "保障标准" in text(page(post(Role.SYSTEM_ADMIN, places.county), "standards"))


def test_a_determination_shows_its_sheet(page, clerk, determination):
    html = text(page(clerk, "determination_detail", determination.number))
    assert "660.00" in html
    assert "按户保障" in html
    assert "渝民规〔2025〕6号，2025-07-01 起" in html
    assert determination.content_hash in html
    assert "与上次对比" not in html


def test_looking_at_a_determination_leaves_a_trace(page, clerk, determination, household):
    page(clerk, "determination_detail", determination.number)
    look = AccessRecord.objects.get(user_id=clerk.pk)
    assert (look.household_id, look.fields) == (household.pk, [determination.number])


def test_a_refused_determination_shows_why(page, clerk, household, husband):
    declare(clerk, husband, wage_income=200000)
    refused = actions.determine(household, "dibao", by=clerk, on=ON)
    html = text(page(clerk, "determination_detail", refused.number))
    assert "为什么不符合" in html
    assert "1,260.00" in html


def test_a_determination_is_replayed_on_the_page(page, clerk, determination, monkeypatch):
    assert "完全一致" in text(page(clerk, "determination_replay", determination.number))
    monkeypatch.setattr(actions, "replay", lambda _d: ["参数 dibao_line：原为 1，现为 2"])
    assert "原为 1，现为 2" in text(page(clerk, "determination_replay", determination.number))


def test_two_determinations_are_compared(page, clerk, determination, household, husband):
    declare(clerk, husband, wage_income=10000)
    later = actions.determine(household, "dibao", by=clerk, on=ON)
    assert "与上次对比" in text(page(clerk, "determination_detail", later.number))
    html = text(page(clerk, "determination_diff", later.number, determination.number))
    assert "700.00 元/月" in html
    assert "张有福" in html
    assert "标准变化" not in html


@pytest.mark.parametrize("name", ["determination_detail", "determination_replay"])
def test_another_township_does_not_see_a_determination(page, stranger, determination, name):
    assert page(stranger, name, determination.number).status_code == 404


def test_a_determination_is_compared_only_within_its_household(page, clerk, determination, places, person):
    assert page(clerk, "determination_diff", determination.number, "RD-none").status_code == 404


def test_today_is_shown_before_anything_is_tried(page, clerk, household):
    html = text(page(clerk, "what_if", household.number))
    assert "660.00" in html
    assert "试算金额" not in html


def test_what_would_be_with_more_income_and_one_member_less(page, clerk, household, husband, wife):
    changed = {"whose_1": husband.pk, "fact_1": "wage_income", "value_1": "700"}
    html = text(page(clerk, "what_if", household.number, **changed))
    assert "560.00" in html
    assert "有变化" in html
    html = text(page(clerk, "what_if", household.number, without=[wife.pk]))
    assert ">30.00<" in html


def test_a_household_fact_may_be_made_unknown(page, clerk, household):
    html = text(page(clerk, "what_if", household.number, whose_1="household", fact_1="assets_within_rule"))
    assert "家庭财产符合当地规定" in html
    assert "还缺" in html


@pytest.mark.parametrize(
    "wrong",
    [
        {"whose_1": "household", "fact_1": "wage_income", "value_1": "1"},
        {"fact_1": "wage_income", "value_1": "1"},
        {"whose_1": "household", "fact_1": "vehicles", "value_1": "很多"},
        {"on": "昨天"},
    ],
)
def test_a_wrong_trial_is_told_and_nothing_is_computed(page, clerk, household, wrong):
    html = text(page(clerk, "what_if", household.number, **wrong))
    assert "还有内容要改" in html
    assert "660.00" not in html


def test_a_place_without_settings_says_so_in_a_trial(page, clerk, household, monkeypatch):
    from doudi.office.programmes.rulebook import assessing

    monkeypatch.setattr(assessing, "place_of", lambda _household: "000000")
    assert "还不能计算" in text(page(clerk, "what_if", household.number))


def test_another_township_tries_nothing(page, stranger, household):
    assert page(stranger, "what_if", household.number).status_code == 404


def test_the_file_of_a_household_has_a_panel(that_day, rf, clerk, household, determination):
    request = rf.get("/")
    request.user = clerk
    panel = next(p for p in shown(request, household) if p.name == "programmes")
    assert determination.number in panel.html
    assert "660.00" in panel.html


def test_the_panel_is_not_for_those_who_see_no_cases(rf, post, places, household):
    request = rf.get("/")
    request.user = post(Role.FINANCE_OFFICER, places.county)
    assert "programmes" not in [p.name for p in shown(request, household)]
