from enum import IntEnum

import pytest

from doudi.engine import FactError, PolicyError
from doudi.engine.facts import read_facts
from tests.engine import toy


class Bare(IntEnum):
    """Without labels: shown by name."""

    ONE = 1


ENUMS = {**toy.ENUMS, "Bare": Bare}


def read(tmp_path, text):
    path = tmp_path / "facts.yaml"
    path.write_text(text, encoding="utf-8")
    return {fact.name: fact for fact in read_facts(path, ENUMS)}


@pytest.fixture
def facts(tmp_path):
    return read(
        tmp_path,
        """
person:
  age: {type: int, unit: 岁, label: 年龄, meaning: 周岁, min: 0, max: 150}
  wage: {type: money, label: 工资}
  grade: {type: Grade, label: 等级}
  bare: {type: enum:Bare, label: 裸}
  student: {type: bool, label: 学生, default: false}
  rate: {type: ratio, label: 比例}
""",
    )


@pytest.mark.parametrize(
    ("name", "value", "checked"),
    [
        ("age", 150, 150),
        ("wage", -5, -5),
        ("grade", toy.Grade.TWO, 2),
        ("grade", "TWO", 2),
        ("grade", "二级", 2),
        ("student", 1, True),
        ("student", False, False),
        ("rate", 10000, 10000),
    ],
)
def test_a_value_of_the_right_kind_is_taken(facts, name, value, checked):
    assert facts[name].check(value) == checked


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("age", 151, "「年龄」（age）的值 151 超出范围：应为整数，0 岁 至 150 岁"),
        ("age", True, "应为整数"),
        ("age", "7", "应为整数"),
        ("age", 7.0, "应为整数"),
        ("grade", 9, "应为「无」「一级」「二级」之一"),
        ("grade", "九级", "九级 不对"),
        ("student", 2, "应为是或否"),
        ("wage", 10**14, "应为金额"),
        ("rate", -1, "应为比例，0% 至"),
    ],
)
def test_a_value_of_another_kind_is_refused_with_what_was_expected(facts, name, value, message):
    with pytest.raises(FactError, match=message):
        facts[name].check(value)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("wage", "1,234.56", 123456),
        ("wage", 1234.5, 123450),
        ("age", " 70 ", 70),
        ("student", "是", True),
        ("student", "FALSE", False),
        ("rate", "80%", 8000),
        ("rate", "0.8", 8000),
        ("grade", "一级", 1),
        ("grade", 2, 2),
        ("bare", "ONE", 1),
    ],
)
def test_what_a_person_writes_is_read(facts, name, text, value):
    assert facts[name].parse(text) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [("wage", "1.234"), ("wage", "abc"), ("wage", "nan"), ("wage", "1e99"), ("student", "也许")],
)
def test_what_cannot_be_read_is_refused(facts, name, text):
    with pytest.raises(FactError, match="应为"):
        facts[name].parse(text)


def test_silence_means_the_default_only_where_one_is_given(facts):
    assert facts["student"].default is False
    assert facts["age"].default is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("persons: {}", "不认识的键 persons"),
        ("person: {a: {type: int}}", "person.a：缺少 label"),
        (
            "person: {a: {type: date, label: 日}}",
            "类型 date 不认识；可用 bool、money、int、ratio、Bare、Grade",
        ),
        ("person: {a b: {type: int, label: 甲}}", "名称只能用英文字母"),
        ("person: {a: {type: int, label: 甲, min: x}}", "min、max 应是"),
        ("person: {a: {type: int, label: 甲, max: 99999999999}}", "绝对值不超过"),
        ("person: {a: {type: bool, label: 甲, default: 3}}", "default 不对"),
        ("person: {a: {type: int, label: 甲, colour: 1}}", "不认识的键 colour"),
    ],
)
def test_a_broken_vocabulary_is_refused(tmp_path, text, message):
    with pytest.raises(PolicyError, match=message):
        read(tmp_path, text)
