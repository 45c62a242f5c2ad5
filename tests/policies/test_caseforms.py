"""A household written by hand becomes a case, or is refused with everything that is wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from doudi.policies import get_policies
from doudi.policies.caseforms import CaseRefused, read_case, read_case_file

GOOD = {
    "place": "500101",
    "on": date(2025, 8, 5),
    "settlement": "城镇",
    "household": {"家庭财产符合当地规定": "是"},
    "members": [
        {"姓名": "张某", "age": 45, "工资性收入": "1,200", "disability_kind": "无残疾"},
        {"age": None},
    ],
    "want": ["size"],
}


def test_yuan_labels_and_words_are_read() -> None:
    placed = read_case(GOOD, "案例")
    assert (placed.place, placed.on, placed.case.settlement) == ("500101", date(2025, 8, 5), "URBAN")
    assert placed.case.household == {"assets_within_rule": 1}
    assert placed.case.members[0] == {"age": 45, "wage_income": 120000, "disability_kind": 0}
    assert placed.case.members[1] == {"age": None}
    assert list(placed.case.names) == ["张某", "第 2 位成员"]
    assert placed.case.want == ["size"]


def test_a_place_may_be_given_by_name() -> None:
    assert read_case({**GOOD, "place": "万州区"}, "案例").place == "500101"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"place": "火星"}, "place：「火星」没有政策数据"),
        ({"place": None}, "place：「」没有政策数据"),
        ({"on": "今天"}, "on：'今天' 应是日期"),
        ({"settlement": "郊区"}, "settlement：'郊区' 应是 URBAN"),
        ({"settlement": None}, "settlement：None 应是 URBAN"),
        ({"members": []}, "至少一名"),
        ({"members": "张某"}, "至少一名"),
        ({"members": [3]}, "第 1 位成员：应是「事实: 值」"),
        ({"members": [{"age": "很老"}]}, "第 1 位成员：「年龄」（age）的值"),
        ({"members": [{"shoe_size": 42}]}, "没有叫「shoe_size」的事实"),
        ({"members": [{"age": 40, "年龄": 41}]}, "「年龄」写了两次"),
        ({"household": [1]}, "家庭：应是「事实: 值」"),
        ({"want": "size"}, "want：应列出要计算的规则名"),
        ({"colour": "红"}, "不认识的项「colour」"),
    ],
)
def test_what_is_wrong_is_said(change: dict[str, object], message: str) -> None:
    with pytest.raises(CaseRefused) as refused:
        read_case({**GOOD, **change}, "案例")
    assert message in str(refused.value)


def test_everything_wrong_is_said_at_once() -> None:
    with pytest.raises(CaseRefused) as refused:
        read_case({"place": "火星", "on": 3, "settlement": "x", "members": [{"age": -1}]}, "案例")
    assert len(refused.value.problems) == 4


def test_a_case_must_be_a_mapping() -> None:
    with pytest.raises(CaseRefused, match="应写 place、on"):
        read_case([1], "案例")


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(
        'place: "500101"\non: 2025-08-05\nsettlement: URBAN\nmembers:\n  - {age: 45}\n', encoding="utf-8"
    )
    assert read_case_file(path).case.members == [{"age": 45}]


@pytest.mark.parametrize(
    "content", [b"place: [", "地方: 万州".encode("gb18030")], ids=["unclosed", "another encoding"]
)
def test_a_broken_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "case.yaml"
    path.write_bytes(content)
    with pytest.raises(CaseRefused, match="读不出来"):
        read_case_file(path)


WANZHOU = {
    "place": "500101",
    "on": date(2025, 8, 5),
    "household": {"assets_within_rule": True},
    "members": [
        {"age": 45, "wage_income": 1200, "employed": True, "work_capacity": "FULL", "schooling": "NONE"},
        {"age": 16, "wage_income": 0, "employed": False, "work_capacity": "NONE", "schooling": "NONE"},
    ],
    "want": ["dibao_eligible", "dibao_amount"],
}
ZEROS = {
    "business_income_year": 0, "property_income_year": 0, "pension_income": 0, "resident_pension": 0,
    "transfer_income": 0, "disability_kind": "NONE", "disability_grade": 0, "serious_illness": False,
}  # fmt: skip


@pytest.mark.parametrize(("settlement", "amount"), [("URBAN", 34000), ("RURAL", 6000)])
def test_a_household_of_wanzhou_in_august_2025_gets_the_published_line(settlement: str, amount: int) -> None:
    form = {**WANZHOU, "settlement": settlement, "members": [ZEROS | m for m in WANZHOU["members"]]}
    placed = read_case(form, "万州")
    book = get_policies().rulebook(place=placed.place, on=placed.on)
    result = book.assess(placed.case)
    assert (result["dibao_eligible"], result["dibao_amount"], result.missing) == (True, amount, [])
    text = "\n".join(line.text for line in book.explain(result, "dibao_amount"))
    assert "家庭月收入 1,200.00 元，低于家庭保障标准合计" in text


def test_the_sheet_shows_income_per_person_as_people_say_it() -> None:
    form = {**WANZHOU, "settlement": "URBAN", "members": [ZEROS | m for m in WANZHOU["members"]]}
    placed = read_case({**form, "want": ["income_per_person"]}, "万州")
    book = get_policies().rulebook(place=placed.place, on=placed.on)
    lines = book.explain(book.assess(placed.case), "income_per_person")
    assert any("家庭月收入 1,200.00 元 ÷ 家庭人口 2 人 = 600.00 元" in line.text for line in lines)


def test_a_missing_income_leaves_the_answer_open_and_says_what_is_missing() -> None:
    form = {**WANZHOU, "settlement": "URBAN"}
    placed = read_case(form, "万州")
    result = get_policies().rulebook(place=placed.place, on=placed.on).assess(placed.case)
    assert {fact.name for fact in result.missing} >= {"pension_income", "resident_pension"}
