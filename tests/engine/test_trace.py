from datetime import date

import pytest

from doudi.engine import Case, FactError, Unknown
from tests.engine import small, toy

MEMBERS = [
    {"age": 70, "wage": 100001, "grade": 1, "student": False},
    {"age": 30, "wage": 0, "grade": 0, "student": True},
]
HOUSEHOLD = {"deposits": 100, "vehicles": 0}


@pytest.fixture
def result(toy_book):
    return toy_book.assess(
        Case(household=HOUSEHOLD, members=MEMBERS, settlement="URBAN", names=["张三", "李四"])
    )


def test_every_derived_value_is_there_with_its_member(result):
    assert result["income"] == 80001
    assert result["amount"] == 102100
    assert [member["earned"] for member in result.members] == [80001, 0]
    assert result["deposits"] == 100
    assert result["was_recipient"] is False
    assert result.value("resident", 0) is True
    assert result.missing == []


def test_a_step_says_rule_article_inputs_and_parameters(result):
    step = result.step("work_cost", 0)
    assert (step.name, step.label, step.law, step.entity, step.member) == (
        "work_cost",
        "务工成本",
        "甲 一",
        "person",
        0,
    )
    assert step.value == 20000
    assert step.unit.show(step.value) == "200.00 元"
    assert step.inputs == (("person", "wage", 100001),)
    (deduction,) = step.parameters
    assert (deduction.name, deduction.value, deduction.source) == ("work_deduction", 2000, "甲规〔2023〕1号")
    assert deduction.since == date(2024, 1, 1)


def test_a_total_lists_what_each_member_gave(result):
    step = result.step("income")
    assert step.entity == "household"
    assert step.inputs == (("member", "0", 80001), ("member", "1", 0))
    assert result.step("nothing") is None


def test_what_a_short_circuit_did_not_read_is_not_in_the_trace(result):
    assert result.step("heating_amount").inputs == ()
    assert [p.name for p in result.step("heating_amount").parameters] == ["heated"]


def test_the_parameters_of_a_result_are_each_listed_once(result):
    assert [p.name for p in result.parameters] == [
        "adult_age",
        "age_amounts",
        "age_bounds",
        "deposit_months",
        "heated",
        "line",
        "rounding",
        "rounding_step",
        "supplements",
        "work_deduction",
    ]


def test_the_settlement_and_the_day_choose_the_value(toy_policies):
    def line(on, settlement):
        return (
            toy_policies.rulebook(place="100000", on=date.fromisoformat(on))
            .parameter("line", settlement)
            .value
        )

    assert [line("2025-06-30", "URBAN"), line("2025-07-01", "URBAN"), line("2025-07-01", "RURAL")] == [
        70000,
        77000,
        63000,
    ]


@pytest.mark.parametrize(
    ("case", "message"),
    [
        ({"household": {"cars": 1}}, "家庭：没有叫 cars 的事实"),
        ({"household": {"age": 1}}, "家庭：没有叫 age 的事实"),
        ({"members": [{}, {"age": 200}]}, "第 2 位成员：「年龄」（age）的值 200 超出范围"),
        ({"household": {"vehicles": True}}, "应为整数"),
        ({"settlement": "CITY"}, "settlement 应是 URBAN（城镇）或 RURAL（农村）"),
        ({"want": ["nothing"]}, "没有叫 nothing 的规则"),
    ],
)
def test_wrong_facts_are_refused_with_who_and_what(toy_book, case, message):
    with pytest.raises(FactError, match=message):
        toy_book.assess(Case(**{"household": {}, "members": [], "settlement": "URBAN", **case}))


def test_leaving_out_and_none_are_the_same(toy_book):
    members = [{**MEMBERS[0], "wage": None}]
    result = toy_book.assess(Case(household={"deposits": None}, members=members, settlement="URBAN"))
    assert result["income"] == Unknown()
    assert {fact.name for fact in result.missing} == {"deposits", "vehicles", "wage"}
    assert result["deposits"] == Unknown()


def test_a_household_without_members_has_totals_of_nothing(toy_book):
    result = toy_book.assess(Case(household=HOUSEHOLD, members=[], settlement="RURAL"))
    assert (result["size"], result["income"], result["has_student"], result["all_old"]) == (0, 0, False, True)
    assert result["eligible"] is False


def test_rules_and_facts_of_a_book(toy_book):
    assert toy_book.rules[0].name == "work_cost"
    assert toy_book.facts["age"].label == "年龄"
    assert toy_book.graph.entity("age") == "person"
    assert toy_book.graph.label("wage") == "月工资"


def test_both_ways_of_computing_see_enum_members_and_values(tmp_path):
    book = small.book(tmp_path, small.household("return household.grade == Grade.TWO"))
    assert small.assess(book, {"grade": toy.Grade.TWO})["r"] is True
