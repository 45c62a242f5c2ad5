"""`doudi assess`: one household or a roster, without a database."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from doudi.cli import rosters
from doudi.engine import MissingParameter
from doudi.policies import get_policies
from doudi.policies.rosters import read_roster

from .conftest import ON

ROOT = Path(__file__).parents[2]


def judged(doudi, path):
    answers = json.loads(doudi("assess", path, "--json").stdout)["programmes"]
    return {answer["programme"]: answer for answer in answers}


def read_csv(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_household_is_explained_in_chinese(doudi, case):
    result = doudi("assess", case())
    assert result.exit_code == 0, result.output
    assert "最低生活保障：符合条件，每月 660.00 元（按户保障）" in result.stdout
    assert "渝民规〔2025〕6号" in result.stdout
    assert "为什么不符合" in result.stdout, "tekun says why not"


def test_the_same_as_json_for_programs(doudi, case):
    answers = judged(doudi, case())
    assert answers["dibao"]["amount_fen"] == 66000
    assert answers["dibao"]["outcome"] == "ELIGIBLE"
    assert answers["tekun"]["why_not"]


def test_what_is_not_known_is_listed_and_not_taken_for_zero(doudi, case):
    path = case(wife={"wage_income": None})
    assert judged(doudi, path)["dibao"]["missing"] == [["工资性收入", "李秀兰"]]
    assert "还缺：李秀兰的工资性收入" in doudi("assess", path).stdout


def test_all_steps_are_shown_on_demand(doudi, case):
    short, long = (doudi("assess", case(), *words).stdout for words in ((), ("--steps",)))
    assert "就业成本扣减" not in short.replace("（就业成本扣减", "")
    assert len(long) > len(short)


def test_one_programme_alone(doudi, case):
    out = doudi("assess", case(), "--programme", "tekun").stdout
    assert "特困人员救助供养" in out
    assert "最低生活保障：" not in out


def test_a_programme_that_does_not_exist_is_refused(doudi, case):
    result = doudi("assess", case(), "--programme", "lottery")
    assert result.exit_code == 1
    assert "没有这些项目" in result.stderr


def test_place_and_day_may_stand_on_the_command_line(doudi, case):
    path = case(head="")
    result = doudi(
        "assess", path, "--place", "500101", "--on", "2025-06-30", "--settlement", "RURAL", "--json"
    )
    assert json.loads(result.stdout)["programmes"][0]["amount_fen"] == 62000, "610 x 2 - 600 before 1 July"


def test_a_missing_local_setting_is_named(doudi, case):
    result = doudi("assess", case(head="place: '000000'\non: 2025-08-18\nsettlement: RURAL\n"))
    assert result.exit_code == 0
    assert "低保标准" in result.stdout
    assert "还不能算清" in result.stdout


def test_every_fault_of_a_case_is_told_at_once(doudi, case):
    result = doudi("assess", case(husband={"age": "老", "wages": 5}, wife={"disability_grade": 9}))
    assert result.exit_code == 1
    lines = result.stderr.splitlines()
    assert len(lines) == 3
    assert all(line.startswith("✗ 户.yaml：") for line in lines)


@pytest.mark.parametrize("text", ["a: [1", "place: 500101\nplace: 500101\n", "- 1\n- 2\n"])
def test_a_file_that_is_no_case_is_refused_with_its_name(doudi, tmp_path, text):
    path = tmp_path / "坏.yaml"
    path.write_text(text, encoding="utf-8")
    result = doudi("assess", path)
    assert result.exit_code == 1
    assert "坏.yaml" in result.stderr
    assert "Traceback" not in result.output


def test_another_kind_of_file_is_refused(doudi, tmp_path):
    path = tmp_path / "名册.doc"
    path.write_text("x")
    assert ".yaml、.yml、.xlsx、.csv、.parquet" in doudi("assess", path).stderr


def test_assess_and_facts_start_without_django(case):
    script = (
        "import sys; from click.testing import CliRunner; from doudi.cli import main; "
        f"r = CliRunner().invoke(main, ['assess', {str(case())!r}]); assert r.exit_code == 0, r.output; "
        "r = CliRunner().invoke(main, ['facts']); assert r.exit_code == 0; "
        "print(sorted(m for m in sys.modules if m.split('.')[0] == 'django'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet"])
def test_a_roster_is_judged_into_one_file(doudi, roster, tmp_path, suffix):
    out = tmp_path / f"结果{suffix}"
    path = roster({"wage_income": 600}, {}, {"household_id": "H2", "wage_income": 5000})
    result = doudi("assess", path, "--place", "万州", "--on", ON, "--out", out)
    assert result.exit_code == 0, result.output
    assert "2 户 3 人" in result.stdout
    if suffix == ".csv":
        first, second = read_csv(out)
        assert (first["户编号"], first["城乡"], first["人数"]) == ("H1", "农村", "2")
        assert (first["最低生活保障：结论"], first["最低生活保障：月金额（元）"]) == ("符合条件", "660")
        assert second["最低生活保障：结论"] == "不符合条件"
    elif suffix == ".parquet":
        table = parquet.read_table(out)
        assert table["dibao_amount_fen"].to_pylist() == [66000, None]
        assert table["dibao_outcome"].to_pylist() == ["ELIGIBLE", "NOT_ELIGIBLE"]
    else:
        from python_calamine import CalamineWorkbook

        rows = CalamineWorkbook.from_path(str(out)).get_sheet_by_index(0).to_python()
        assert rows[1][:7] == ["H1", "500101", "农村", 2, "符合条件", 660, "按户保障"]


def test_places_in_the_roster_go_before_the_option(doudi, roster, tmp_path):
    out = tmp_path / "o.csv"
    path = roster({"place": "330212"}, {"household_id": "H2"})
    result = doudi("assess", path, "--place", "500101", "--on", ON, "--out", out)
    assert result.exit_code == 0, result.output
    assert [row["地方"] for row in read_csv(out)] == ["330212", "500101"]


def test_what_a_roster_lacks_is_told_by_household(doudi, roster, tmp_path):
    out = tmp_path / "o.csv"
    doudi("assess", roster({"wage_income": ""}), "--place", "500101", "--on", ON, "--out", out)
    (row,) = read_csv(out)
    assert row["最低生活保障：结论"] == "材料不足"
    assert row["最低生活保障：还缺"] == "工资性收入"
    assert row["最低生活保障：月金额（元）"] == ""


def test_a_place_without_settings_is_told_and_does_not_stop_the_rest(doudi, roster, tmp_path):
    out = tmp_path / "o.csv"
    path = roster({"place": "000000"}, {"household_id": "H2", "place": "500101"})
    result = doudi("assess", path, "--on", ON, "--out", out)
    assert "须补本地设定" in result.stdout
    assert [row["最低生活保障：结论"] for row in read_csv(out)] == ["材料不足", "符合条件"]


def test_wrong_cells_are_named_by_row_and_column_and_nothing_is_written(doudi, roster, tmp_path):
    out = tmp_path / "o.csv"
    path = roster({"wage_income": "六百"}, {"disability_grade": 9}, {"place": "火星"})
    result = doudi("assess", path, "--place", "500101", "--out", out)
    assert result.exit_code == 1
    assert "第 2 行，列 wage_income" in result.stderr
    assert "第 3 行，列 disability_grade" in result.stderr
    assert "没有写出任何结果" in result.stderr
    assert list(tmp_path.glob("*o*.csv")) == []


def test_a_roster_without_place_and_settlement_is_refused(doudi, roster, tmp_path):
    result = doudi("assess", roster({"settlement": ""}), "--place", "500101", "--out", tmp_path / "o.csv")
    assert "H1" in result.stderr
    result = doudi("assess", roster({}), "--out", tmp_path / "o.csv")
    assert "place" in result.stderr


@pytest.mark.parametrize(
    ("words", "why"),
    [((), "--out"), (("--out", "o.doc"), "只能写成"), (("--out", "no/such/folder/o.csv"), "不存在")],
)
def test_a_roster_needs_a_proper_place_for_its_result(doudi, roster, words, why):
    result = doudi("assess", roster({}), "--place", "500101", *words)
    assert result.exit_code == 1
    assert why in result.stderr


def test_a_result_file_that_cannot_be_finished_leaves_the_old_one(doudi, roster, tmp_path, monkeypatch):
    out = tmp_path / "o.csv"
    out.write_text("旧")

    def broken(path, *args):
        path.write_text("半份")
        raise OSError("disk full")

    monkeypatch.setattr(rosters.tables, "write", broken)
    result = doudi("assess", roster({}), "--place", "500101", "--on", ON, "--out", out)
    assert isinstance(result.exception, OSError)
    assert out.read_text() == "旧"
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".o-")] == []


def test_a_name_that_looks_like_a_formula_stays_text(doudi, roster, tmp_path):
    out = tmp_path / "o.csv"
    doudi("assess", roster({"household_id": "=1+1"}), "--place", "500101", "--on", ON, "--out", out)
    assert read_csv(out)[0]["户编号"] == "'=1+1"


def test_a_sheet_that_would_be_too_long_is_refused(monkeypatch, doudi, roster, tmp_path):
    monkeypatch.setattr(rosters.tables, "MOST_SHEET_ROWS", 0)
    result = doudi("assess", roster({}), "--place", "500101", "--on", ON, "--out", tmp_path / "o.xlsx")
    assert "请写成 .csv 或 .parquet" in result.stderr


def test_a_programme_in_force_nowhere_is_refused(doudi, roster, tmp_path):
    words = ("--place", "500101", "--on", ON, "--out", tmp_path / "o.csv", "--programme", "lottery")
    assert "没有这些项目" in doudi("assess", roster({}), *words).stderr


def fake_result(programme, fits, amounts, missing, paths=None):
    """What the compiled population answers."""
    lists = isinstance(fits[0], list)
    wrap = (lambda v, t: pa.array(v, pa.large_list(t))) if lists else pa.array
    columns = {
        programme.eligible: wrap(fits, pa.bool_()),
        programme.amount: wrap(amounts, pa.int64()),
        "missing": pa.array(missing, pa.list_(pa.string())),
    }
    if programme.path:
        columns[programme.path] = pa.array(paths, pa.int64())
    return pa.table(columns)


@pytest.fixture
def three(roster):
    """A roster of three households of one person."""
    path = roster({}, {"household_id": "H2"}, {"household_id": "H3", "settlement": "URBAN"})
    return read_roster(path, place="500101")


def programme(name):
    return get_policies().programmes("500101", ON)[name]


class FakePolicies:
    """Policies whose population answers are given; an exception is raised."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.facts = get_policies().facts
        self.rulebook = get_policies().rulebook

    def population(self, persons, households, **_more):
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def test_the_compiled_path_reads_households(three):
    dibao = programme("dibao")
    result = fake_result(
        dibao, [True, False, None], [63000, 0, None], [[], ["wage_income"], ["wage_income"]], [1, 0, None]
    )
    one = rosters.compiled(FakePolicies(result), three, ON, dibao, lambda *_: None)
    assert one.outcome.tolist() == [1, 0, 2]
    assert one.amount.tolist() == [63000, 0, 0]
    assert one.known.tolist() == [True, False, False]
    assert one.path == ["按户保障", "不符合", ""]
    assert one.missing == ["", "", "工资性收入"]


def test_the_compiled_path_adds_up_over_persons(three):
    tekun = programme("tekun")
    fits = [[True, False, True], [False, None], [True]]
    amounts = [[100, 0, 50], [0, None], [None]]
    result = fake_result(tekun, fits, amounts, [[], [], ["care_setting"]])
    one = rosters.compiled(FakePolicies(result), three, ON, tekun, lambda *_: None)
    assert one.outcome.tolist() == [1, 2, 1]
    assert one.amount.tolist() == [150, 0, 0]
    assert one.known.tolist() == [True, False, False]


def test_the_compiled_path_goes_place_by_place_when_a_setting_is_missing(three):
    dibao = programme("dibao")
    missing = MissingParameter("dibao_line", "低保标准", "万州区", ON, "请填写")
    rural = fake_result(dibao, [True, True], [63000, 62000], [[], []], [1, 1])
    told = []
    one = rosters.compiled(FakePolicies(missing, rural, missing), three, ON, dibao, lambda *n: told.append(n))
    assert one.outcome.tolist() == [1, 1, 2]
    assert "低保标准" in one.missing[2]
    assert len(one.problems) == 1
    assert told[-1] == (3, 3)


@pytest.mark.slow
def test_the_compiled_path_and_the_interpreter_agree(roster):
    people = [{"household_id": f"H{n}", "wage_income": n * 90, "age": 20 + n} for n in range(60)]
    read = read_roster(roster(*people, {"household_id": "H1", "wage_income": ""}), place="500101")
    for name in ("dibao", "near_dibao", "tekun"):
        one = rosters.one_by_one(read, ON, programme(name), lambda *_: None)
        other = rosters.compiled(get_policies(), read, ON, programme(name), lambda *_: None)
        for part in ("outcome", "amount", "known"):
            assert np.array_equal(getattr(one, part), getattr(other, part)), (name, part)
        assert one.path == other.path


def test_a_large_roster_takes_the_compiled_path(three, monkeypatch):
    monkeypatch.setattr(rosters, "SMALL", 0)
    monkeypatch.setattr(rosters, "compiled", lambda *args: "compiled")
    assert rosters.judge(three, ON, programme("dibao"), lambda *_: None) == "compiled"
