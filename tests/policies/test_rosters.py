"""A roster is read as a whole, or refused with row, column and what was expected."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
import xlsxwriter
from pyarrow import parquet

from doudi.policies import rosters
from doudi.policies.caseforms import CaseRefused
from doudi.policies.rosters import read_roster

HEADER = ["户编号", "姓名", "place", "城乡", "年龄", "工资性收入", "家庭财产符合当地规定"]
ROWS = [
    ["甲", "张某", "500101", "城镇", 45, "1,200.50", "是"],
    ["甲", "李某", "", "", 10, 0, ""],
    ["乙", "王某", "万州区", "农村", "", "", "否"],
]


def as_csv(path: Path, rows: list[list[object]], encoding: str = "utf-8") -> Path:
    lines = ("，".join([]) or ",".join(f'"{cell}"' for cell in row) for row in rows)
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return path


def as_xlsx(path: Path, rows: list[list[object]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                sheet.write(r, c, cell)
    return path


@pytest.mark.parametrize("kind", ["utf-8", "utf-8-sig", "gb18030", "xlsx", "parquet"])
def test_the_same_roster_is_read_from_every_kind_of_file(tmp_path: Path, kind: str) -> None:
    if kind == "xlsx":
        path = as_xlsx(tmp_path / "r.xlsx", [HEADER, *ROWS])
    elif kind == "parquet":
        columns = {name: [str(row[i]) for row in ROWS] for i, name in enumerate(HEADER)}
        path = tmp_path / "r.parquet"
        parquet.write_table(pa.table(columns), path)
    else:
        path = as_csv(tmp_path / "r.csv", [HEADER, *ROWS, ["", "", "", "", "", "", ""]], kind)
    roster = read_roster(path)
    assert roster.persons.to_pylist() == [
        {"household_id": "甲", "age": 45, "wage_income": 120050},
        {"household_id": "甲", "age": 10, "wage_income": 0},
        {"household_id": "乙", "age": None, "wage_income": None},
    ]
    assert roster.households.to_pylist() == [
        {"household_id": "甲", "place": "500101", "settlement": "URBAN", "assets_within_rule": 1},
        {"household_id": "乙", "place": "500101", "settlement": "RURAL", "assets_within_rule": 0},
    ]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], "文件是空的"),
        ([HEADER], "没有人员"),
        (
            [["户编号", "place", "城乡", "血型"], ["甲", "500101", "城镇", "A"]],
            "第 1 行第 4 列：不认识的列名「血型」",
        ),
        ([["户编号", "place", "城乡", "age", "年龄"]], "第 1 行第 5 列：「年龄」重复"),
        ([["户编号", "place"]], "缺少列 settlement（或「城乡」）"),
        ([HEADER, ["", "张某", "500101", "城镇", 45, 0, "是"]], "第 2 行，列 household_id：不能为空"),
        ([HEADER, ["甲", "张某", "500101", "城镇", "老", 0, "是"]], "第 2 行，列 age：「年龄」"),
        ([HEADER, ["甲", "张某", "500101", "城镇", 45, 0, "大概"]], "第 2 行，列 assets_within_rule"),
        ([HEADER, ["甲", "张某", "火星", "城镇", 45, 0, "是"]], "第 2 行，place：「火星」没有政策数据"),
        ([HEADER, ["甲", "张某", "500101", "郊区", 45, 0, "是"]], "第 2 行，settlement"),
        ([HEADER, ["甲", "张某", "", "城镇", 45, 0, "是"]], "户 甲 缺少 place"),
        (
            [HEADER, ROWS[0], ["甲", "李某", "500101", "农村", 10, 0, ""]],
            "第 3 行，列 settlement：与户 甲 前面的行不一致",
        ),
    ],
)
def test_a_wrong_roster_is_refused_with_row_and_column(
    tmp_path: Path, rows: list[list[object]], message: str
) -> None:
    path = as_csv(tmp_path / "r.csv", rows)
    if not rows:
        path.write_text("", encoding="utf-8")
    with pytest.raises(CaseRefused) as refused:
        read_roster(path)
    assert message in str(refused.value)


def test_short_rows_are_read_as_unknown(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("户编号,place,城乡,年龄\n甲,500101,城镇\n", encoding="utf-8")
    assert read_roster(path).persons.to_pylist() == [{"household_id": "甲", "age": None}]


@pytest.mark.parametrize("name", ["r.xlsx", "r.parquet"])
def test_a_broken_file_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"not a table")
    with pytest.raises(CaseRefused, match="打不开"):
        read_roster(path)


def test_a_file_of_no_known_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_bytes(b"\xff\xff\xff")
    with pytest.raises(CaseRefused, match="编码"):
        read_roster(path)


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CaseRefused, match="只能读"):
        read_roster(tmp_path / "r.doc")


def test_a_flood_of_mistakes_is_cut_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rosters, "MOST_PROBLEMS", 2)
    rows = [["甲", "张某", "500101", "城镇", "老", 0, "是"] for _ in range(5)]
    with pytest.raises(CaseRefused) as refused:
        read_roster(as_csv(tmp_path / "r.csv", [HEADER, *rows]))
    assert refused.value.problems[-1] == "……另有 3 处，请先改正以上各处"
