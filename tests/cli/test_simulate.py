"""`doudi simulate`: a changed standard over a roster, without a database."""

import json

import pytest
from python_calamine import CalamineWorkbook

from .conftest import ON

RAISED = ("--set", "dibao_line.rural=700", "--on", ON, "--place", "万州")


@pytest.fixture
def county(roster):
    """A couple with 600 yuan, and somebody with 650: below 700 alone."""
    return roster({"wage_income": 600}, {}, {"household_id": "H2", "pension_income": 650})


def test_what_a_higher_line_costs_and_whom_it_reaches(doudi, county):
    result = doudi("simulate", county, *RAISED)
    assert result.exit_code == 0, result.output
    assert "dibao_line.rural=700" in result.stdout
    assert "+190.00" in result.stdout, "140 for the couple, 50 for the other"
    assert "+2,280.00" in result.stdout
    assert "新纳入 1，退出 0" in result.stdout
    assert "贫困缺口" in result.stdout
    for title in ("地方", "城乡", "家庭人口", "家庭类别"):
        assert title in result.stdout


def test_the_same_as_json_in_fen(doudi, county):
    told = json.loads(doudi("simulate", county, *RAISED, "--json").stdout)
    assert told["set"] == ["dibao_line.rural=700"]
    total = told["total"]
    assert (total["fen_before"], total["fen_after"], total["entered"]) == (66_000, 85_000, 1)
    assert told["groups"]["size"]["2"]["gained_fen"] == 14_000
    assert told["gap_tried"] == {"people": 3, "without": 85_000, "before": 19_000, "after": 0}


def test_a_report_with_every_household(doudi, county, tmp_path):
    out = tmp_path / "报告.xlsx"
    result = doudi("simulate", county, *RAISED, "--out", out)
    assert "报告在 报告.xlsx" in result.stdout
    book = CalamineWorkbook.from_path(str(out))
    assert book.sheet_names == ["测算", "贫困缺口", "逐户"]
    rows = book.get_sheet_by_name("逐户").to_python()
    assert rows[1:] == [["H1", "是", 660, "是", 800, "否"], ["H2", "否", 0, "是", 50, "否"]]
    groups = book.get_sheet_by_name("测算").to_python()
    assert [row[0] for row in groups[2:]] == ["全部", "地方", "城乡", "家庭人口", "家庭人口", "家庭类别"]


def test_the_rules_of_another_day(doudi, county):
    told = json.loads(
        doudi("simulate", county, "--rules-on", "2025-06-30", "--on", ON, "--place", "万州", "--json").stdout
    )
    assert told["total"]["fen_after"] == 62_000, "610 x 2 - 600 before 1 July"


def test_households_with_missing_facts_are_counted(doudi, roster):
    path = roster({"wage_income": ""}, {"household_id": "H2"})
    assert "有 1 户材料不足" in doudi("simulate", path, *RAISED).stdout


def test_everything_wrong_with_the_settings_is_told_at_once(doudi, county):
    result = doudi(
        "simulate",
        county,
        "--set",
        "dibao_lin=700",
        "--set",
        "dibao_line=七百",
        "--on",
        ON,
        "--place",
        "万州",
    )
    assert result.exit_code == 1
    assert "是不是 dibao_line" in result.stderr
    assert "单位是元/月" in result.stderr
    assert "没有测算" in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "没有说改什么"),
        (("--set", "dibao_line=800", "--out", "r.csv"), "只能写成 .xlsx"),
        (("--set", "dibao_line=800", "--out", "/没有/r.xlsx"), "不存在"),
        (
            ("--set", "dibao_line=800", "--place", "万州", "--on", "2025-08-18", "--programme", "lottery"),
            "没有叫 lottery",
        ),
        (("--set", "dibao_line=800", "--on", "2025-08-18"), "缺少列 place"),
    ],
)
def test_what_cannot_be_done_is_refused(doudi, county, words, told):
    result = doudi("simulate", county, *words)
    assert result.exit_code == 1
    assert told in result.stderr
