"""Looking things up on the command line."""

import json

import click
import pytest

from doudi.cli import clauses, output


def test_facts_print_name_label_type_unit_and_meaning(doudi):
    out = doudi("facts").stdout
    for word in ("wage_income", "工资性收入", "元/月", "个人的事实", "家庭的事实", "无残疾"):
        assert word in out


def test_facts_of_one_entity_or_with_a_word(doudi):
    assert "个人的事实" not in doudi("facts", "--entity", "household").stdout
    assert "wage_income" in doudi("facts", "--find", "工资").stdout
    assert doudi("facts", "--find", "没有这个").stdout == "没有符合的事实。\n"


def test_facts_as_json_for_programs(doudi):
    facts = {fact["name"]: fact for fact in json.loads(doudi("facts", "--json").stdout)}
    assert facts["wage_income"]["type"] == "money"
    assert facts["disability_kind"]["choices"][0] == {"name": "NONE", "label": "无残疾"}
    assert facts["wage_income"]["default"] is None


def test_standards_show_value_document_and_whose_they_are(doudi):
    out = doudi("standards", "--place", "万州", "--on", "2025-08-18").stdout
    for word in ("万州区 2025-08-18", "低保标准", "770.00", "630.00", "渝民规〔2025〕6号", "重庆市（沿用）"):
        assert word in out
    assert "尚未设定，用 --all 列出" in out
    assert "须本地设定" not in out


def test_standards_show_what_must_be_set_locally(doudi):
    out = doudi(
        "standards", "--place", "500101", "--on", "2025-08-18", "--all", "--programme", "tekun"
    ).stdout
    assert "须本地设定" in out
    assert "最低生活保障" not in out


def test_standards_as_json(doudi):
    words = ("standards", "--place", "500101", "--on", "2025-08-18", "--json")
    rows = {row["name"]: row for row in json.loads(doudi(*words).stdout)}
    assert (rows["dibao_line"]["urban"], rows["dibao_line"]["rural"]) == (77000, 63000)
    assert all(row["urban"] is not None or row["rural"] is not None for row in rows.values())
    whole = json.loads(doudi(*words, "--all").stdout)
    assert len(whole) > len(rows)


def test_a_made_up_place_says_so(doudi):
    assert "示例，并非真实地区" in doudi("standards", "--place", "990101", "--on", "2025-08-18").stdout


def test_without_a_day_today_counts(doudi, monkeypatch):
    from datetime import date

    monkeypatch.setattr("doudi.cli.standards.today", lambda: date(2025, 6, 30))
    assert "750.00" in doudi("standards", "--place", "500101").stdout
    assert "dibao" in doudi("programmes").stdout


def test_a_place_below_is_judged_by_the_one_above_it(doudi):
    assert "重庆市 2025-08-18" in doudi("standards", "--place", "500102", "--on", "2025-08-18").stdout


@pytest.mark.parametrize(
    ("words", "why"),
    [(("--place", "火星"), "没有政策数据"), (("--place", "万州", "--on", "昨天"), "2025-08-18 的样子")],
)
def test_a_place_or_day_that_is_none_is_refused(doudi, words, why):
    result = doudi("standards", *words)
    assert result.exit_code == 2
    assert why in result.output


def test_programmes_with_papers_and_law(doudi):
    out = doudi("programmes", "--place", "500101", "--on", "2025-08-18").stdout
    assert "最低生活保障" in out
    assert "申请书" in out
    names = [p["name"] for p in json.loads(doudi("programmes", "--on", "2025-08-18", "--json").stdout)]
    assert "tekun" in names


def test_clauses_are_counted_by_document_and_module(doudi, tmp_path):
    path = tmp_path / "clauses.csv"
    path.write_text(
        "id,document,module,terms_zh,shown_by,note\n"
        "A-1,Wanzhou 2005,policy,低保,tests/a.py::test_a,\n"
        "A-2,Wanzhou 2005,portal,公开,,以后\n"
        "B-1,Harbin 2004,policy,取暖,,\n",
        encoding="utf-8",
    )
    out = doudi("clauses", "--file", path).stdout
    assert "Wanzhou 2005" in out
    assert "50.0%" in out
    assert "33.3%" in out
    only = doudi("clauses", "--file", path, "--document", "harbin", "--open").stdout
    assert "B-1" in only
    assert "A-2" not in only
    assert "没有符合的条款" in doudi("clauses", "--file", path, "--module", "nothing").stderr


def test_the_catalogue_of_the_repository_can_be_counted(doudi):
    assert "366" in doudi("clauses").stdout


def test_a_catalogue_that_is_missing_or_broken_is_told(doudi, tmp_path, monkeypatch):
    path = tmp_path / "clauses.csv"
    path.write_text("id,document\n", encoding="utf-8")
    assert "缺少列" in doudi("clauses", "--file", path).stderr
    monkeypatch.setattr(clauses, "CATALOGUE", tmp_path / "none.csv")
    assert "找不到条款目录" in doudi("clauses").stderr


def test_every_command_and_option_has_a_help_in_chinese(doudi):
    from doudi.cli import main

    def walk(command, path):
        out = doudi(*path, "--help").stdout
        assert any("\u4e00" <= letter <= "\u9fff" for letter in out), path
        for option in command.params:
            assert isinstance(option, click.Argument) or option.help, (path, option.name)
        for name, sub in getattr(command, "commands", {}).items():
            walk(sub, [*path, name])

    walk(main, [])


def test_the_module_is_the_command():
    import subprocess
    import sys

    done = subprocess.run(
        [sys.executable, "-m", "doudi", "--help"], capture_output=True, text=True, check=True
    )
    assert "doudi" in done.stdout
    assert "assess" in done.stdout


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    path = tmp_path / "a.csv"
    with pytest.raises(ZeroDivisionError):
        output.write_whole(path, lambda draft: draft.write_text("x") and 1 / 0)
    assert list(tmp_path.iterdir()) == []
    output.write_whole(path, lambda draft: draft.write_text("ganz"))
    assert path.read_text() == "ganz"
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]
