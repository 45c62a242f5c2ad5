"""What a household may get of all programmes, and what it has left as it earns more."""

import pytest

from doudi.office.programmes import rulebook
from doudi.office.programmes.views.entitlements import chart
from tests.programmes.conftest import ON, declare


def read(answer):
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.fixture
def ask(page, clerk, household):
    return lambda view, **query: page(clerk, view, household.number, **query)


def test_one_page_says_what_fits_from_whom_and_why(ask):
    page = read(ask("entitlements"))
    assert "最低生活保障" in page
    assert "元/月" in page
    assert "怎么算的" in page
    assert "还要了解情况才能判断" in page
    assert "不符合的项目" in page


def test_what_rests_on_another_recognition_says_so(ask):
    assert "以先认定为最低生活保障为前提" in read(ask("entitlements"))


def test_the_money_of_every_month_is_added_up_and_yearly_money_is_not(household):
    rows = rulebook.entitlements(rulebook.assess(household, ON))
    monthly = [e.answer.amount_fen or 0 for e in rows.fits if e.answer.descriptor.rhythm == "MONTHLY"]
    assert rows.monthly_fen == sum(monthly) > 0
    assert {e.answer.descriptor.rhythm for e in rows.fits} > {"MONTHLY"}


def test_each_says_who_answers_for_it_and_whether_the_window_decides(household):
    rows = rulebook.entitlements(rulebook.assess(household, ON))
    by_name = {row.answer.programme: row for row in rows.fits}
    assert by_name["dibao"].handled
    assert "民政" in by_name["dibao"].owner
    assert "申请书" in by_name["dibao"].papers
    assert not rulebook.is_handled("000000", "family_doctor", ON)


def test_what_is_missing_is_told_once_with_whose_it_is(household, husband):
    found = rulebook.assess(household, ON, changes={(husband.pk, "wage_income"): None})
    rows = rulebook.entitlements(found)
    missing = [text for _need, items in rows.open for row in items for text in row.missing]
    assert f"工资性收入（{husband.name}）" in missing


def test_a_trial_of_more_income_shows_where_help_ends(ask):
    page = read(ask("cliff"))
    assert "会不会多挣反而少了" in page or "损失最大的地方" in page
    assert "在哪里停止" in page
    assert "逐档数字" in page
    assert "<polyline" in page


def test_the_person_whose_wage_changes_can_be_chosen(ask, wife):
    assert f"横轴：{wife.name}" in read(ask("cliff", person=str(wife.pk)))


@pytest.mark.parametrize("query", [{"on": "昨天"}, {"person": "999999"}, {"person": "x"}])
def test_what_cannot_be_asked_is_told(ask, query):
    page = read(ask("cliff", **query))
    assert "损失最大的地方" not in page
    assert "invalid" in page


def test_where_the_line_is_not_known_the_reason_is_told(ask, household):
    assert "还不能计算" in read(ask("cliff", on="1990-01-01"))


def test_a_drawing_spans_the_whole_width(household):
    view, _who = rulebook.cliff(household, ON)
    drawn = chart(view)
    points = [tuple(map(int, point.split(","))) for point in drawn["all"].split()]
    assert points[0][0] == drawn["left"]
    assert points[-1][0] == drawn["width"]
    assert min(y for _x, y in points) == 0
    assert all(0 <= y <= drawn["base"] for _x, y in points)
    assert len(drawn["falls"]) == len(view.falls)


def test_another_township_asks_nothing(page, stranger, household):
    assert page(stranger, "entitlements", household.number).status_code == 404
    assert page(stranger, "cliff", household.number).status_code == 404


def test_facts_of_one_need_are_folded_until_something_is_known(ask, clerk, husband):
    folded = "就医费用（"
    assert folded in read(ask("fact_edit", person=str(husband.pk)))
    name = next(f.name for f in rulebook.catalogue() if f.group == "MEDICAL" and f.type == "money")
    declare(clerk, husband, **{name: 100})
    assert folded not in read(ask("fact_edit", person=str(husband.pk)))
