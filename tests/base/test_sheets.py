"""Tables made by strangers are read under limits, or refused with what to do."""

import io
import json
import subprocess
import sys
import zipfile
from datetime import date

import pytest
import xlsxwriter

from doudi.office.base import exports, sheet_child, sheets


def xlsx(path, rows, name="名册"):
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet(name)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, date):
                page.write_datetime(number, column, value, day)
            else:
                page.write(number, column, value)
    book.close()
    return path


ROWS = [
    ["姓名", "号码", "出生", "收入", "在保"],
    ["张𠮷", "11010519491231002X", date(1949, 12, 31), 630.5, True],
]


def test_a_workbook_is_read_cell_by_cell(tmp_path):
    file = xlsx(tmp_path / "a.xlsx", [*ROWS, ["李四", "", "", 1200, False], ["", "", "", "", ""]])
    assert sheets.read_sheet(file) == [
        ROWS[0],
        ROWS[1],
        ["李四", None, None, 1200, False],
    ]
    assert sheets.read_sheet(file, "名册")[0] == ROWS[0]


def test_a_number_typed_as_a_number_is_known_to_have_lost_its_end(tmp_path):
    file = xlsx(tmp_path / "a.xlsx", [[110105194912310021, 123456789012345]])
    lost, exact = sheets.read_sheet(file)[0]
    assert isinstance(lost, sheets.LostDigits)
    assert exact == 123456789012345


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_a_text_table_is_read_in_either_encoding(tmp_path, encoding, separator):
    file = tmp_path / "a.csv"
    file.write_bytes(f'姓名{separator}住址\r\n张䶮{separator}"青杠村,3 组"\r\n\r\n'.encode(encoding))
    assert sheets.read_sheet(file) == [["姓名", "住址"], ["张䶮", "青杠村,3 组"]]


def bomb(path, entries=1, size=60 << 20):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(entries):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", b"0" * size)
    return path


def named(path, name, attributes=0):
    with zipfile.ZipFile(path, "w") as archive:
        entry = zipfile.ZipInfo(name)
        entry.external_attr = attributes
        archive.writestr(entry, b"x")
    return path


def test_a_bomb_is_refused_before_it_is_opened(tmp_path):
    with pytest.raises(sheets.SheetRefused, match="过大"):
        sheets.read_sheet(bomb(tmp_path / "a.xlsx"))
    with pytest.raises(sheets.SheetRefused, match="过大"):
        sheets.read_sheet(bomb(tmp_path / "b.xlsx", entries=201, size=1))
    with pytest.raises(sheets.SheetRefused, match="内部结构异常"):
        sheets.read_sheet(bomb(tmp_path / "c.xlsx", size=20 << 20))


@pytest.mark.parametrize("name", ["../etc/passwd", "/etc/passwd", "\\x", "a\\..\\b", "inner.zip", "x/y.XLSX"])
def test_an_archive_that_writes_elsewhere_is_refused(tmp_path, name):
    with pytest.raises(sheets.SheetRefused, match="内部结构异常"):
        sheets.zip_guard(named(tmp_path / "a.xlsx", name))


def test_a_link_inside_an_archive_is_refused(tmp_path):
    with pytest.raises(sheets.SheetRefused, match="内部结构异常"):
        sheets.zip_guard(named(tmp_path / "a.xlsx", "a", attributes=0o120777 << 16))


def test_an_archive_that_lies_about_its_size_is_refused(tmp_path):
    file = xlsx(tmp_path / "a.xlsx", [["x" * 500, number] for number in range(2000)])
    data = bytearray(file.read_bytes())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entry = archive.getinfo("xl/worksheets/sheet1.xml")
    for place in range(len(data) - 4):
        if data[place : place + 4] == entry.file_size.to_bytes(4, "little"):
            data[place : place + 4] = (10).to_bytes(4, "little")
    file.write_bytes(data)
    with pytest.raises(sheets.SheetRefused):
        sheets.read_sheet(file)


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    '<row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'
)


def test_entities_are_not_expanded(tmp_path):
    file = xlsx(tmp_path / "a.xlsx", [["x"]])
    other = tmp_path / "b.xlsx"
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(other, "w") as new:
        for entry in old.infolist():
            new.writestr(entry, LAUGHS if entry.filename.endswith("sheet1.xml") else old.read(entry))
    try:
        assert "hahaha" not in json.dumps(sheets.read_sheet(other))
    except sheets.SheetRefused as refusal:
        assert "另存" in str(refusal)  # noqa: PT017


REFUSED = [
    ("a.xlsx", b"", "不是真正的 XLSX"),
    ("a.xlsx", b"<html>", "不是真正的 XLSX"),
    ("a.xlsx", b"PK\x03\x04 broken", "不是真正的 XLSX"),
    ("a.xlsx", bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 600, "加密的或旧版"),
    ("a.csv", b"\xff\xfe\xfd\x80\x80", "编码"),
    ("a.csv", b"a,b\x00c", "编码"),
    ("a.csv", b'a,"b', "读不出来"),
    ("a.ods", b"x", "只接收"),
]


@pytest.mark.parametrize(("name", "data", "reason"), REFUSED, ids=range(len(REFUSED)))
def test_a_file_of_another_kind_is_refused(tmp_path, name, data, reason):
    file = tmp_path / name
    file.write_bytes(data)
    with pytest.raises(sheets.SheetRefused, match=reason):
        sheets.read_sheet(file)


def test_an_archive_without_a_workbook_is_refused(tmp_path):
    with pytest.raises(sheets.SheetRefused, match="读不出来"):
        sheets.read_sheet(named(tmp_path / "a.xlsx", "hello.txt"))


def test_a_sheet_that_is_not_there_is_named(tmp_path):
    with pytest.raises(sheets.SheetRefused, match="模板"):
        sheets.read_sheet(xlsx(tmp_path / "a.xlsx", ROWS), "别的")


def test_a_far_away_cell_does_not_eat_the_memory(tmp_path):
    file = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(file))
    page = book.add_worksheet()
    page.write(0, 0, "a")
    page.write(1_048_575, 16_383, "z")
    book.close()
    with pytest.raises(sheets.SheetRefused, match="限额"):
        sheets.read_sheet(file)


def test_a_child_that_takes_too_long_or_dies_is_a_refusal(tmp_path, monkeypatch):
    file = xlsx(tmp_path / "a.xlsx", ROWS)

    def late(*args, **kwargs):
        raise subprocess.TimeoutExpired("child", 60)

    monkeypatch.setattr(sheets.subprocess, "run", late)
    with pytest.raises(sheets.SheetRefused, match="限额"):
        sheets.read_sheet(file)
    for code, out, reason in [(-9, b"", "限额"), (1, b"", "读不出来"), (0, b"x" * 100, "限额")]:
        monkeypatch.setattr(sheets, "MOST_ANSWER", 50)
        done = subprocess.CompletedProcess([], code, out, b"")
        monkeypatch.setattr(sheets.subprocess, "run", lambda *a, done=done, **k: done)
        with pytest.raises(sheets.SheetRefused, match=reason):
            sheets.read_sheet(file)


# the child itself


def test_the_child_limits_itself():
    code = (
        "import runpy, resource; m = runpy.run_path(%r); m['limit']();"
        "print(resource.getrlimit(resource.RLIMIT_AS)[0], resource.getrlimit(resource.RLIMIT_CPU)[0])"
    )
    command = [sys.executable, "-c", code % str(sheets.CHILD)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(512 << 20), "20"]


def test_the_child_refuses_what_is_too_long(tmp_path, monkeypatch):
    file = tmp_path / "a.csv"
    file.write_text("a\n" * 10)
    monkeypatch.setattr(sheet_child, "MOST_ROWS", 5)
    assert sheet_child.read_csv(str(file)) == {"refused": "TOO_BIG"}
    monkeypatch.setattr(sheet_child, "MOST_FILE_BYTES", 5)
    assert sheet_child.read_csv(str(file)) == {"refused": "TOO_BIG"}


def test_the_child_prints_json(tmp_path, monkeypatch, capsysbinary):
    file = tmp_path / "a.csv"
    file.write_text("姓名,12\n", encoding="utf-8")
    monkeypatch.setattr(sheet_child, "limit", lambda: None)
    monkeypatch.setattr(sys, "argv", ["child", str(file)])
    sheet_child.main()
    assert json.loads(capsysbinary.readouterr().out) == {"rows": [["姓名", "12"]]}

    def full(path):
        raise MemoryError

    monkeypatch.setattr(sheet_child, "read_csv", full)
    sheet_child.main()
    assert json.loads(capsysbinary.readouterr().out) == {"refused": "TOO_BIG"}


def test_the_child_makes_cells_plain():
    from datetime import datetime, time, timedelta

    assert sheet_child.plain(datetime(2025, 8, 1, 12)) == {"date": "2025-08-01T12:00:00"}
    assert sheet_child.plain(time(8, 30)) == "08:30:00"
    assert sheet_child.plain(timedelta(hours=1)) == "1:00:00"
    assert sheet_child.plain(1.5) == 1.5


# what leaves the house

HOSTILE = ["=1+1", "+1", "-1", "@x", "\t=1", "＝cmd|' /C calc'!A0", "  =1", "\u3000=1", "%x", "|x"]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_becomes_a_formula(tmp_path, text):
    assert str(exports.safe_cell(text)).startswith("'")
    lines = exports.csv_bytes(["备注"], [[text]]).decode("utf-8-sig")
    assert "'" in lines
    file = tmp_path / "a.xlsx"
    file.write_bytes(exports.xlsx_bytes(["备注"], [[text]]))
    assert sheets.read_sheet(file)[1][0] == text.strip()
    with zipfile.ZipFile(file) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_plain_values_stay_what_they_are(tmp_path):
    from decimal import Decimal

    assert exports.safe_cell("张三\x00\x07") == "张三"
    assert exports.safe_cell(-5) == -5
    assert exports.safe_cell("") == ""
    rows = [["张三", 12, Decimal("630.5"), date(2025, 8, 1), True, False, None, ""]]
    file = tmp_path / "a.xlsx"
    file.write_bytes(exports.xlsx_bytes([*"abcdefgh"], rows, sheet="名册", widths=[10, 20]))
    assert sheets.read_sheet(file, "名册")[1][:6] == ["张三", 12, 630.5, date(2025, 8, 1), "是", "否"]
