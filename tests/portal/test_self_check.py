"""The self-check asks a few questions and keeps nothing."""

import pytest
from django.apps import apps
from django.urls import reverse

from .conftest import read

HOME = {"home-settlement": "RURAL", "home-size": "2"}
SECOND = {"member2-age": "49", "member2-activity": "NONE", "member2-disability": "NONE"}
FIRST = {"member1-age": "51", "member1-activity": "NONE", "member1-disability": "NONE"}
INCOME = {
    "income-wages_month": "0",
    "income-pension_month": "0",
    "income-business_year": "0",
    "income-other_month": "0",
}
ASSETS = {
    "assets-savings": "3000",
    "assets-vehicles": "0",
    "assets-homes": "1",
    "assets-medical_year": "0",
}
ALL = {**HOME, **FIRST, **SECOND, **INCOME, **ASSETS}


@pytest.fixture
def ask(anybody):
    def post(step, **changes):
        return anybody.post(reverse("self_check"), {**ALL, "step": step, **changes})

    return post


def rows():
    return {model._meta.label: model.objects.count() for model in apps.get_models()}


def test_it_asks_one_thing_a_page_and_carries_the_answers_along(anybody, ask):
    page = read(anybody.get(reverse("self_check")))
    assert "第 1 题" in page
    page = read(ask("home"))
    assert "第 2 题，共 5 题" in page
    assert 'name="home-settlement" value="RURAL"' in page
    assert "先说您自己" in page
    assert "再说第 2 个人" in read(ask("member1"))
    assert "全家平时有多少收入" in read(ask("member2"))
    assert "家里有哪些财产" in read(ask("income"))


def test_the_last_page_says_what_fits_how_much_and_what_to_bring(ask):
    page = read(ask("assets"))
    assert "您家可能得到这些帮助" in page
    assert "1,200.00 元" in page
    assert "怎么算的" in page
    assert "申请时带上" in page


def test_too_much_income_is_told_with_the_reason(ask):
    page = read(ask("assets", **{"income-wages_month": "9000", "member1-activity": "WORK"}))
    assert "暂不符合的项目和原因" in page
    assert "家庭月收入" in page


def test_where_the_place_has_set_no_standard_one_is_sent_to_the_window(ask, settings):
    settings.PLACE = "330600"
    page = read(ask("assets"))
    assert "请到窗口咨询" in page
    assert "parameters.yaml" not in page


def test_what_cannot_be_asked_here_leaves_the_amount_open(ask):
    page = read(ask("assets", **{"member1-age": "70", "home-size": "1"}))
    assert "特困人员救助供养" in page
    assert "可能符合" in page or "请到窗口咨询" in page


def test_nothing_is_stored_anywhere(ask):
    before = rows()
    for step in ("home", "member1", "member2", "income", "assets"):
        answer = ask(step)
        assert answer.status_code == 200
        assert not answer.cookies.get("sessionid")
    assert rows() == before


def test_going_back_keeps_what_was_typed(ask):
    page = read(ask("member2", back="1"))
    assert "先说您自己" in page
    assert 'value="51"' in page
    assert "您家住在哪里" in read(ask("home", back="1"))


def test_a_page_beyond_the_size_of_the_home_begins_anew(ask):
    assert "您家住在哪里" in read(ask("member7"))
    assert "您家住在哪里" in read(ask("nonsense"))


def test_a_wrong_answer_on_an_earlier_page_is_shown_there(ask):
    page = read(ask("assets", **{"member2-age": "二十"}))
    assert "第 3 题" in page
    assert "整数" in page


@pytest.mark.parametrize(
    ("step", "change"),
    [
        ("home", {"home-size": "0"}),
        ("home", {"home-size": "13"}),
        ("home", {"home-size": "两口"}),
        ("home", {"home-settlement": "MOON"}),
        ("member1", {"member1-age": "-1"}),
        ("member1", {"member1-age": "1e3"}),
        ("member1", {"member1-disability": "??"}),
        ("income", {"income-wages_month": "很多"}),
        ("income", {"income-wages_month": "-5"}),
        ("income", {"income-wages_month": "9" * 40}),
        ("assets", {"assets-vehicles": "99"}),
        ("assets", {"assets-homes": ""}),
    ],
)
def test_bad_answers_are_told_on_their_own_page(ask, step, change):
    answer = ask(step, **change)
    assert answer.status_code == 200
    assert 'class="errors"' in read(answer)


@pytest.mark.parametrize("bad", ["\x00", "长" * 100_000, "<script>alert(1)</script>", "１２", "　"])
@pytest.mark.parametrize("field", list(ALL))
def test_no_input_breaks_it(ask, field, bad):
    answer = ask("assets", **{field: bad})
    assert answer.status_code in {200, 400}
    assert "<script>alert" not in read(answer)


@pytest.mark.parametrize("switch", [{"size": "x"}, {"contrast": "1"}, {"language": "zh-hans"}])
def test_a_switch_of_type_or_language_loses_nothing_that_was_typed(ask, switch):
    page = read(ask("member2", **{**switch, "member2-age": "不知道"}))
    assert "再说第 2 个人" in page
    assert 'value="不知道"' in page
    assert 'class="errors"' not in page
    page = read(ask("assets", carry="result", **switch))
    assert "您家可能得到这些帮助" in page


def test_from_the_result_one_goes_back_to_the_last_page(ask):
    assert "家里有哪些财产" in read(ask("assets", carry="result", back="1"))
