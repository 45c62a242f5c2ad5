from datetime import date
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction

from doudi.office.audit.models import AuditRecord
from doudi.office.base.errors import Refused
from doudi.office.people import actions, catalogue, questions
from doudi.office.people.catalogue import FactInfo
from doudi.office.people.enums import MembershipKind, Origin
from doudi.office.people.models import Fact

from .conftest import FACTS, ON

D, S, M = Origin.DECLARED, Origin.SURVEYED, Origin.MATCHED


@pytest.fixture
def home(household, person):
    father = person()
    made = household(father, person("李秀英", "19760101", male=False))
    made.father = father
    return made


@pytest.fixture
def note(clerk, home):
    def make(name="wage_income", value=200000, origin=D, subject=None, first_day=ON, **more):
        return actions.record_fact(
            by=clerk,
            subject=subject or home.father,
            name=name,
            value=value,
            origin=origin,
            first_day=first_day,
            **more,
        )

    return make


def wage(home, on=ON):
    return questions.facts_for(home, on).members[0][1].get("wage_income")


# --- recording ---


def test_a_fact_says_where_it_is_from(note, clerk, home):
    fact = note(source="示例建筑公司", note="临时工")
    assert (fact.by, fact.origin, fact.source, fact.note) == (clerk, D, "示例建筑公司", "临时工")
    assert AuditRecord.objects.get(verb="people.record_fact").person_id == home.father.pk


def test_a_double_click_writes_once(note):
    assert note().pk == note().pk
    assert Fact.objects.count() == 1


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ({"name": "luck"}, "政策库中没有“luck”"),
        ({"name": "household_deposit"}, "政策库中没有"),
        ({"value": -1}, "工资性收入：应填"),
        ({"name": "disability_grade", "value": 9}, "残疾等级：应填“无、一级、二级”之一"),
        ({"name": "in_school", "value": 2}, "全日制在校：应填“是”或“否”"),
        ({"origin": "GOSSIP"}, "请选择信息来源"),
        ({"origin": M}, "请填写核对来源"),
        ({"last_day": date(2026, 1, 1)}, "结束日期不能早于开始日期"),
    ],
)
def test_a_wrong_fact_is_refused(note, what, words):
    with pytest.raises(Refused, match=words):
        note(**what)


def test_a_fact_of_a_household(note, home):
    note("household_deposit", 1120000, subject=home)
    assert questions.facts_for(home, ON).household["household_deposit"].text == "11,200.00 元"


def test_many_facts_are_written_or_none(clerk, home):
    rows = [
        {"subject": home.father, "name": "wage_income", "value": 100},
        {"subject": home.father, "name": "in_school", "value": 1},
        {"subject": home, "name": "vehicles", "value": 21},
    ]
    with pytest.raises(Refused, match="机动车"):
        actions.record_facts(by=clerk, facts=rows, on=ON)
    assert not Fact.objects.exists()
    assert len(actions.record_facts(by=clerk, facts=rows[:2], on=ON)) == 2


def test_facts_of_another_township_are_not_written(stranger, home):
    for subject, name in ((home, "vehicles"), (home.father, "wage_income")):
        with pytest.raises(Refused, match=r"管辖|辖区"):
            actions.record_fact(by=stranger, subject=subject, name=name, value=1, first_day=ON)


# --- what counts ---


def test_money_of_one_origin_adds_up(note, home):
    note(value=200000, source="甲厂")
    note(value=50000, source="乙厂")
    assert wage(home).value == 250000
    assert wage(home).text == "2,500.00 元/月"


def test_of_anything_else_the_latest_word_holds(note, home):
    note("disability_grade", 1)
    note("disability_grade", 2, first_day=date(2026, 5, 1))
    sheet = questions.facts_for(home, date(2026, 6, 1))
    assert sheet.members[0][1]["disability_grade"].text == "二级"
    assert questions.facts_for(home, ON).members[0][1]["disability_grade"].text == "一级"


def test_a_source_counts_before_a_visit_before_the_word_of_the_household(note, home):
    note(value=100000)
    note(value=150000, origin=S)
    view = wage(home)
    assert (view.value, view.origin, view.others, view.conflict) == (150000, S, {D: 100000}, True)
    note(value=150000, origin=M, source="人社")
    view = wage(home)
    assert (view.value, view.origin, view.said(D), view.said(S)) == (150000, M, 100000, 150000)
    assert [row.origin for row in view.rows] == [M, S, D]
    assert questions.facts_for(home, ON).conflicts == 1


def test_agreement_is_no_conflict(note, home):
    note(value=100000)
    note(value=100000, origin=M, source="人社")
    assert not wage(home).conflict
    assert wage(home).said("GOSSIP") is None


def test_a_fact_holds_in_its_period_only(note, home):
    note(value=100000, first_day=date(2026, 3, 10), last_day=date(2026, 3, 31))
    assert wage(home, date(2026, 3, 31)).value == 100000
    assert wage(home, date(2026, 4, 1)) is None
    assert wage(home, date(2026, 3, 9)) is None


def test_obligors_stand_beside_the_household(clerk, home, person):
    uncle = person("张有禄")
    actions.join(home, uncle, "SIBLING", MembershipKind.SUPPORT_OBLIGOR, by=clerk, on=ON)
    sheet = questions.facts_for(home, ON)
    assert [row.person.name for row, _facts in sheet.living] == ["张有福", "李秀英"]
    assert [row.person.name for row, _facts in sheet.beside] == ["张有禄"]
    assert len(sheet.members) == 3


def test_a_fact_sheet_takes_three_queries(home, note, django_assert_num_queries):
    note()
    with django_assert_num_queries(3):
        questions.facts_for(home, ON)


# --- withdrawing and replacing ---


def test_a_withdrawn_fact_stays_but_does_not_count(note, clerk, home):
    fact = note()
    for _twice in range(2):
        actions.withdraw_fact(fact, by=clerk, reason="录入错误")
    fact.refresh_from_db()
    assert (fact.withdrawn_by, fact.withdrawn_at is not None) == (clerk, True)
    assert wage(home) is None
    assert AuditRecord.objects.filter(verb="people.withdraw_fact").count() == 1


def test_a_withdrawn_fact_may_be_written_again(note, clerk):
    fact = note()
    actions.withdraw_fact(fact, by=clerk, reason="录入错误")
    assert note().pk != fact.pk


def test_a_correction_withdraws_and_writes_anew(note, clerk, home):
    wrong = note(value=200000, source="甲厂")
    right = actions.replace_fact(wrong, by=clerk, reason="看错一位", value=20000)
    assert (right.value, right.source, wage(home).value) == (20000, "甲厂", 20000)
    with pytest.raises(Refused, match="已经撤销"):
        actions.replace_fact(wrong, by=clerk, reason="x", value=1)


def test_a_fact_of_a_household_is_withdrawn_by_its_keeper(note, home, clerk, stranger):
    fact = note("vehicles", 1, subject=home)
    with pytest.raises(Refused, match="管辖"):
        actions.withdraw_fact(fact, by=stranger, reason="x")
    assert actions.withdraw_fact(fact, by=clerk, reason="已出售").withdrawn_by == clerk


def test_the_database_wants_one_subject_and_ordered_days(home):
    for wrong in (
        {},
        {"person": home.father, "household": home},
        {"person": home.father, "last_day": date(2020, 1, 1)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Fact.objects.create(name="x", value=1, origin=D, first_day=ON, **wrong)


# --- the catalogue ---


@pytest.mark.parametrize(
    ("name", "typed", "value", "shown"),
    [
        ("wage_income", "1,894.5", 189450, "1,894.50 元/月"),
        ("in_school", "是", 1, "是"),
        ("in_school", False, 0, "否"),
        ("in_school", True, 1, "是"),
        ("disability_grade", "二级", 2, "二级"),
        ("disability_grade", "1", 1, "一级"),
        ("vehicles", " 2 辆", 2, "2 辆"),
        ("own_share", "33.33%", 3333, "33.33%"),
        ("own_share", "50", 5000, "50%"),
    ],
)
def test_what_is_typed_becomes_a_value_and_reads_back(name, typed, value, shown):
    info = next(info for info in FACTS if info.name == name)
    assert info.parse(typed) == value
    assert info.show(value) == shown


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("wage_income", "很多", "金额须为数字"),
        ("in_school", "也许", "请填“是”或“否”"),
        ("disability_grade", "九级", "应填“无、一级、二级”之一"),
        ("vehicles", "两辆", "应填整数"),
        ("vehicles", "30", "应填0 辆 至 20 辆"),
        ("own_share", "0.001%", "应填百分数"),
        ("own_share", "一半", "应填百分数"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_label(name, typed, words):
    info = next(info for info in FACTS if info.name == name)
    with pytest.raises(Refused, match=words) as refusal:
        info.parse(typed)
    assert str(info.label) in str(refusal.value)


def test_the_catalogue_groups_and_finds():
    assert [group for group, _facts in catalogue.groups("person")] == ["收入", "状况"]
    assert catalogue.label("person", "wage_income") == "工资性收入"
    assert catalogue.label("person", "dropped") == "dropped"
    assert catalogue.show("person", "dropped", 7) == "7"
    assert not catalogue.is_money("person", "dropped")
    assert len(catalogue.facts()) == len(FACTS)


def test_a_number_without_unit_or_bounds_shows_plainly():
    info = FactInfo("n", "person", "int", "数")
    assert info.show(1234) == "1,234"
    assert info.parse("1,234") == 1234
    assert FactInfo("m", "person", "money", "钱").check(-5) == -5
    assert FactInfo("e", "person", "enum", "类", choices=((1, "甲"),)).show(9) == "9"


def test_registering_brings_rows_of_another_make(monkeypatch):
    row = SimpleNamespace(name="n", entity="person", type="int", label="数", unit=None, choices=[])
    monkeypatch.setattr(catalogue, "_provider", [])
    monkeypatch.setattr(catalogue, "_known", {})
    assert catalogue.facts() == []
    catalogue.register(lambda: [row])
    assert catalogue.find("person", "n") == FactInfo("n", "person", "int", "数")


# --- setting: one word for one origin ---


def test_what_is_set_replaces_what_was_said_from_that_day(note, clerk, home):
    note(value=100000, source="甲厂")
    note(value=50000, source="乙厂")
    may = date(2026, 5, 1)
    actions.set_fact(by=clerk, subject=home.father, name="wage_income", value=80000, first_day=may)
    assert wage(home, date(2026, 4, 30)).value == 150000
    assert wage(home, may).value == 80000
    assert AuditRecord.objects.filter(verb="people.end_fact").count() == 2


def test_setting_the_same_again_changes_nothing(clerk, home):
    given = {"subject": home.father, "name": "wage_income", "value": 80000, "first_day": ON}
    first = actions.set_fact(by=clerk, **given)
    again = actions.set_fact(by=clerk, **{**given, "first_day": date(2026, 5, 1)})
    assert first == again
    assert Fact.objects.count() == 1


def test_what_was_said_for_later_is_withdrawn(note, clerk, home):
    later = note(value=1, first_day=date(2026, 6, 1))
    actions.set_facts(
        by=clerk, facts=[{"subject": home.father, "name": "wage_income", "value": 2, "first_day": ON}]
    )
    later.refresh_from_db()
    assert later.withdrawn_by == clerk
    assert wage(home, date(2026, 7, 1)).value == 2


def test_an_origin_may_fall_silent(note, clerk, home):
    note(value=1)
    may = date(2026, 5, 1)
    assert (
        actions.set_fact(by=clerk, subject=home.father, name="wage_income", value=None, first_day=may) is None
    )
    assert wage(home, may) is None
    note("vehicles", 2, subject=home)
    actions.set_fact(by=clerk, subject=home, name="vehicles", value=1)
    assert Fact.objects.standing().filter(household=home, last_day=None).get().value == 1


def test_a_day_is_today_when_none_is_given(clerk, home, fixed_day):
    fact = actions.record_fact(by=clerk, subject=home, name="vehicles", value=1)
    assert fact.first_day == date(2026, 6, 15)
