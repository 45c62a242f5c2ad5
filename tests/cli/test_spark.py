"""`doudi assess` on a folder of Parquet with whole households: file by file here, or by Spark."""

import builtins
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from doudi.cli import rosters
from doudi.policies.caseforms import CaseRefused
from doudi.policies.nested import check, nest, unnest
from doudi.policies.rosters import read_roster

from .conftest import ON

ROOT = Path(__file__).parents[2]
PEOPLE = [
    {"household_id": "H1", "wage_income": 600},
    {"household_id": "H1"},
    {"household_id": "H2", "wage_income": 5000},
    {"household_id": "H3", "wage_income": ""},
    {"household_id": "H4", "place": "330212", "settlement": "URBAN"},
    {"household_id": "H5", "place": "000000"},
]
LACKS = [
    name
    for name, is_there in (
        ("pyspark and pandas", importlib.util.find_spec("pyspark") and importlib.util.find_spec("pandas")),
        ("Java", shutil.which("java")),
    )
    if not is_there
]


@pytest.fixture
def file(roster):
    return roster(*({"place": "500101", **person} for person in PEOPLE))


@pytest.fixture
def folder(doudi, file, tmp_path):
    """The roster as a folder with two households to a file."""
    out = tmp_path / "名册夹"
    result = doudi("nest", file, "--out", out, "--households", 2)
    assert result.exit_code == 0, result.output
    assert "3 个文件" in result.output
    return out


def rows(path):
    return sorted(parquet.read_table(path).to_pylist(), key=lambda row: row["household_id"])


def change(path, edit):
    """The Parquet file with another table in it."""
    parquet.write_table(edit(parquet.read_table(path)), path)


def test_a_nested_roster_is_the_same_roster(file):
    roster = read_roster(file)
    (batch,) = nest(roster).to_batches()
    again = unnest(batch)
    assert again.persons.to_pylist() == roster.persons.to_pylist()
    assert again.households.to_pylist() == roster.households.to_pylist()


def test_a_folder_gives_the_same_rows_as_its_roster(doudi, file, folder, tmp_path):
    one, many = tmp_path / "one.parquet", tmp_path / "many"
    assert doudi("assess", file, "--on", ON, "--out", one).exit_code == 0
    result = doudi("assess", folder, "--on", ON, "--out", many)
    assert result.exit_code == 0, result.output
    assert "5 户 6 人" in result.stdout
    assert rows(many) == rows(one)
    assert [path.name for path in sorted(many.iterdir())] == [
        "00001.parquet",
        "00002.parquet",
        "00003.parquet",
    ]
    assert {parquet.read_schema(path) for path in many.iterdir()} == {parquet.read_schema(one)}
    by_household = {row["household_id"]: row for row in rows(many)}
    assert by_household["H1"]["dibao_amount_fen"] == 66000
    assert by_household["H3"]["dibao_missing"] == "工资性收入"
    assert "低保标准" in by_household["H5"]["dibao_missing"]


def test_the_summary_counts_all_files(doudi, folder, tmp_path):
    shown = doudi("assess", folder, "--on", ON, "--programme", "dibao", "--out", tmp_path / "o").stdout
    line = next(line for line in shown.splitlines() if "最低生活保障" in line)
    assert line.split()[1:4] == ["1", "1", "3"]


def test_a_part_of_a_large_folder_goes_through_the_loop_however_small(folder, monkeypatch):
    monkeypatch.setattr(rosters, "compiled", lambda *_: "compiled")
    (batch,) = parquet.read_table(folder / "00001.parquet").to_batches()
    assert rosters.judge(unnest(batch), ON, None, None, rosters.SMALL + 1) == "compiled"


def test_a_folder_without_parquet_is_refused(doudi, tmp_path):
    (tmp_path / "空").mkdir()
    (tmp_path / "空" / "_part.parquet").touch()
    result = doudi("assess", tmp_path / "空", "--out", tmp_path / "o")
    assert result.exit_code == 1
    assert "没有 Parquet 文件" in result.stderr


def test_a_file_that_is_no_parquet_is_refused(doudi, folder, tmp_path):
    (folder / "00002.parquet").write_text("x")
    result = doudi("assess", folder, "--out", tmp_path / "o")
    assert "00002.parquet：打不开" in result.stderr


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        (lambda t: t.drop_columns(["members"]), "缺少列 members"),
        (
            lambda t: t.set_column(t.column_names.index("members"), "members", [["x", "y"]]),
            "应是 list<struct>",
        ),
        (lambda t: t.append_column("lottery", [[1, 2]]), "不认识的列名「lottery」"),
        (lambda t: t.drop_columns(["assets_within_rule"]), "与 00001.parquet 不同"),
    ],
)
def test_a_file_of_another_layout_is_refused(doudi, folder, tmp_path, edit, why):
    change(folder / "00002.parquet", edit)
    result = doudi("assess", folder, "--on", ON, "--out", tmp_path / "o")
    assert result.exit_code == 1
    assert why in result.stderr
    assert "没有写出任何结果" in result.stderr


def test_a_fact_of_a_member_that_nobody_knows_is_refused():
    kind = pa.list_(pa.struct([("age", pa.int64()), ("lottery", pa.int64())]))
    texts = [(name, pa.string()) for name in ("household_id", "place", "settlement")]
    with pytest.raises(CaseRefused, match="列 members：不认识的列名「lottery」"):
        check(pa.schema([*texts, ("members", kind)]), "甲.parquet")


@pytest.mark.parametrize(("place", "why"), [("万州区", "应写区划代码"), ("火星", "没有政策数据")])
def test_places_are_codes(doudi, folder, tmp_path, place, why):
    change(folder / "00001.parquet", lambda t: replaced(t, "place", [place, "500101"]))
    assert why in doudi("assess", folder, "--on", ON, "--out", tmp_path / "o").stderr


def replaced(table, name, values):
    at = table.column_names.index(name)
    return table.set_column(at, table.schema.field(at), [pa.array(values, table.schema.field(at).type)])


def test_what_is_wrong_with_a_household_names_it_and_nothing_is_written(doudi, folder, tmp_path):
    change(folder / "00002.parquet", lambda t: replaced(t, "members", [[], [{"age": 5}]]))
    result = doudi("assess", folder, "--on", ON, "--out", tmp_path / "o")
    assert result.exit_code == 1
    assert "户 H3 没有成员" in result.stderr
    assert [path.name for path in tmp_path.iterdir() if "o" in path.name.split("-")[0]] == []


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ((), "--out"),
        (("--out", "."), "已经有了"),
        (("--out", "no/such"), "不存在"),
        (("--out", "o", "--place", "500101"), "不用 --place"),
    ],
)
def test_a_folder_needs_a_new_folder_for_its_result(doudi, folder, words, why):
    result = doudi("assess", folder, *words)
    assert result.exit_code == 1
    assert why in result.stderr


def test_a_roster_that_is_wrong_is_not_laid_out(doudi, roster, tmp_path):
    result = doudi("nest", roster({"wage_income": "六百"}), "--place", "500101", "--out", tmp_path / "o")
    assert result.exit_code == 1
    assert "列 wage_income" in result.stderr
    assert not (tmp_path / "o").exists()


def test_spark_is_for_folders(doudi, file):
    assert "用于 Parquet 文件夹" in doudi("assess", file, "--engine", "spark", "--out", "o.csv").stderr


def test_without_pyspark_the_command_says_what_to_install(doudi, folder, tmp_path, monkeypatch):
    real = builtins.__import__

    def without(name, *more, **named):
        if name.startswith("pyspark"):
            raise ImportError(name)
        return real(name, *more, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    result = doudi("assess", folder, "--on", ON, "--engine", "spark", "--out", tmp_path / "o")
    assert result.exit_code == 1
    assert "pip install doudi[spark]" in result.stderr


def test_without_java_the_command_says_so(doudi, folder, tmp_path, monkeypatch):
    for name in ("pyspark", "pyspark.sql"):
        monkeypatch.setitem(sys.modules, name, type(sys)(name))
    sys.modules["pyspark.sql"].SparkSession = None
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    result = doudi("assess", folder, "--on", ON, "--engine", "spark", "--out", tmp_path / "o")
    assert result.exit_code == 1
    assert "没有 Java" in result.stderr


@pytest.fixture
def by_spark(tmp_path):
    """The command with Spark on local[2], in a process of its own: Spark warns, and opens sockets."""
    if LACKS:
        pytest.skip(f"needs {' and '.join(LACKS)}: pip install doudi[spark], and Java 17")

    def run(folder, *words):
        own = {"PYSPARK_SUBMIT_ARGS": "--master local[2] pyspark-shell", "SPARK_LOCAL_IP": "127.0.0.1"}
        command = [sys.executable, "-m", "doudi", "assess", folder, "--on", ON, "--engine", "spark", *words]
        return subprocess.run(
            list(map(str, command)), capture_output=True, text=True, cwd=ROOT, env={**os.environ, **own}
        )

    return run


@pytest.mark.slow
@pytest.mark.parametrize("households", [5, 300])
def test_spark_and_this_machine_agree(doudi, by_spark, roster, tmp_path, households):
    people = [
        {"place": "500101", **PEOPLE[n % len(PEOPLE)], "household_id": f"H{n % households}", "age": n % 99}
        for n in range(2 * households)
    ]
    people = [{**person, "place": "500101", "settlement": "RURAL"} for person in people]
    folder, here, there = (tmp_path / name for name in ("名册 夹", "here", "结果 夹"))
    assert doudi("nest", roster(*people), "--out", folder, "--households", 70).exit_code == 0
    programmes = ("--programme", "dibao", "--programme", "tekun")
    one = doudi("assess", folder, "--on", ON, "--out", here, *programmes)
    other = by_spark(folder, "--out", there, *programmes)
    assert other.returncode == 0, other.stderr
    assert rows(there) == rows(here)
    assert len(rows(here)) == households
    assert one.stdout.splitlines()[2:] == other.stdout.splitlines()[2:]
    assert [path.name for path in there.iterdir() if path.name[0] in "._"] == []


@pytest.mark.slow
def test_spark_says_what_is_wrong_in_the_same_words(by_spark, folder, tmp_path):
    change(folder / "00002.parquet", lambda t: replaced(t, "members", [[], [{"age": 5}]]))
    result = by_spark(folder, "--out", tmp_path / "o")
    assert result.returncode == 1
    assert "✗ 从户 H3 起的 2 户：户 H3 没有成员" in result.stderr
    assert "没有写出任何结果" in result.stderr
    assert not (tmp_path / "o").exists()
