"""`doudi policy` and `doudi standards --lines`."""

import json


def test_the_changes_of_a_place_between_two_days(doudi):
    said = doudi("policy", "diff", "2025-06-30", "2025-07-01", "--place", "500101").stdout
    assert "万州区政策变动" in said
    assert "低保标准：由城市 750.00 元/月、农村 610.00 元/月变为城市 770.00 元/月、农村 630.00 元/月" in said
    assert "渝民规〔2025〕6号" in said
    told = json.loads(doudi("policy", "diff", "2025-06-30", "2025-07-01", "--place", "万州", "--json").stdout)
    assert {"PARAMETER"} <= {change["subject"] for change in told}


def test_days_in_the_wrong_order_are_refused(doudi):
    result = doudi("policy", "diff", "2025-07-01", "2025-06-30")
    assert result.exit_code == 1
    assert "较早的日期写在前面" in result.stderr


def test_the_thresholds_of_a_place(doudi):
    said = doudi("standards", "--lines", "--place", "990101", "--on", "2026-08-01").stdout
    assert "790.00" in said
    assert "1,185.00" in said
    assert "不低于低保标准" in said
    told = json.loads(
        doudi("standards", "--lines", "--place", "990101", "--on", "2026-08-01", "--json").stdout
    )
    assert next(line for line in told["lines"] if line["programme"] == "dibao")["rural"]["fen"] == 64000


def test_what_is_covered(doudi):
    assert "最低生活保障" in doudi("policy", "coverage", "--place", "500101").stdout
    assert doudi("policy", "coverage", "--markdown").stdout.startswith("# 政策库覆盖情况")


def test_the_papers_of_the_library(doudi):
    told = json.loads(doudi("policy", "documents", "--place", "500101", "--find", "渝民规", "--json").stdout)
    assert any(cited["label"] == "低保标准" for paper in told for cited in paper["cited"])
    assert "渝民规" in doudi("policy", "documents", "--place", "500101", "--find", "渝民规").stdout
    assert doudi("policy", "documents", "--place", "no_such").exit_code == 1
