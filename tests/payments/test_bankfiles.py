"""Files to the bank are the same bytes for the same list; answers are believed whole or not at all."""

import csv
import io
import unicodedata
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import assume, given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from doudi.office.base import money
from doudi.office.payments import bankfiles
from doudi.office.payments.bankfiles import reading, writing
from doudi.office.payments.bankfiles.schema import KINDS, BadLayout, parse

GOLDEN = Path(__file__).parent / "golden"
HEAD = bankfiles.Head("FF990101-2026-00001", date(2026, 1, 5), date(2026, 1, 1), "最低生活保障")
LINES = [
    bankfiles.Line(
        1, "6222021234567890123", "张桂兰", "990101197401011234", "示例农商行", 63000, "H1", "青杠村"
    ),
    bankfiles.Line(2, "6222021234567890124", "𠮷田·艾买提", "", "示例农商行", 100, "H2", "河街社区"),
    bankfiles.Line(3, "12345678", "䶮", "99010119740101123X", "邮储银行", 1, "H3", "西坪村"),
]
TEXT = [name for name, layout in bankfiles.layouts().items() if layout.kind != "XLSX"]
ALL = list(bankfiles.layouts())


def layout(name):
    return bankfiles.layout(name)


# to the bank


@pytest.mark.parametrize("name", TEXT)
def test_the_file_is_the_golden_file(name):
    """To renew after a wanted change: write the bytes to golden/<name> and look at the difference."""
    assert bankfiles.write(layout(name), HEAD, LINES) == (GOLDEN / name).read_bytes()


def test_the_workbook_holds_what_the_golden_one_holds():
    golden = list(csv.reader(io.StringIO((GOLDEN / "xlsx.csv").read_text(encoding="utf-8"))))
    data = bankfiles.write(layout("xlsx"), HEAD, LINES)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    assert [[str(cell) for cell in row] for row in sheet.to_python()] == golden


@pytest.mark.parametrize("name", ALL)
def test_the_same_list_gives_the_same_bytes_and_name(name):
    assert bankfiles.write(layout(name), HEAD, LINES) == bankfiles.write(layout(name), HEAD, list(LINES))
    assert bankfiles.file_name(layout(name), HEAD) == bankfiles.file_name(layout(name), HEAD)
    assert HEAD.batch in bankfiles.file_name(layout(name), HEAD)


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("pipe_gb18030", "张|桂兰"),
        ("pipe_gb18030", "张\n桂兰"),
        ("csv_utf8", "=cmd()"),
        ("xlsx", "@张"),
        ("csv_utf8", "张\u2028桂兰"),
        ("fixed_gb18030", "张" * 31),
        ("fixed_gb18030", "张\x00"),
    ],
)
def test_a_name_that_would_break_the_file_is_a_problem_and_never_written(name, person):
    line = bankfiles.Line(1, "12345678", person, "", "行", 1)
    assert bankfiles.problem(layout(name), HEAD, line)
    with pytest.raises(writing.Unwritable):
        bankfiles.write(layout(name), HEAD, [line])


@pytest.mark.parametrize("name", ALL)
def test_an_ordinary_line_is_no_problem(name):
    assert not any(bankfiles.problem(layout(name), HEAD, line) for line in LINES)


@given(st.integers(0, 10**15 - 1))
def test_every_amount_reads_as_it_was_written(fen):
    assert money.parse_yuan(writing.plain_yuan(fen)) == fen
    assert money.parse_yuan(money.yuan(fen)) == fen


@given(st.integers(0, 10**12), st.lists(st.integers(0, 1000), min_size=1, max_size=12).filter(any))
def test_parts_of_an_amount_add_up_to_it(total, weights):
    parts = money.split_exact(total, weights)
    assert sum(parts) == total
    assert all(
        abs(part * sum(weights) - total * weight) < sum(weights)
        for part, weight in zip(parts, weights, strict=True)
    )


names = st.text(min_size=1, max_size=12).filter(
    lambda text: (
        all(unicodedata.category(c)[0] not in "CZ" and c not in "|" for c in text)
        and text[0] not in writing.FORMULA_STARTS
    )
)
amounts = st.lists(st.tuples(names, st.integers(1, 10**9)), min_size=1, max_size=8)


@given(amounts)
def test_totals_in_the_file_are_the_sum_of_its_lines(rows):
    lines = [bankfiles.Line(n, f"{n:08d}", name, "", "行", fen) for n, (name, fen) in enumerate(rows, 1)]
    total = sum(fen for _name, fen in rows)
    for name in ("pipe_gb18030", "fixed_gb18030"):
        wanted = layout(name)
        assume(not any(bankfiles.problem(wanted, HEAD, line) for line in lines))
        text = bankfiles.write(wanted, HEAD, lines).decode(wanted.encoding)
        last = text.splitlines()[-1]
        assert last.endswith(writing.plain_yuan(total) if name == "pipe_gb18030" else f"{total:016d}")
        assert text.count(wanted.line_end) == len(rows) + 2


# from the bank


def table(*rows):
    text = io.StringIO(newline="")
    csv.writer(text).writerows([["序号", "账号", "金额", "结果", "原因"], *rows])
    return text.getvalue()


def fixed(*rows):
    total = sum(fen for _serial, _account, fen, *_rest in rows)
    head = f"00{HEAD.batch:24}{len(rows):08d}{total:016d}"
    return "\n".join(
        [
            head,
            *(
                f"10{serial:08d}{account:32}{fen:012d}{code:2}{reason}"
                for serial, account, fen, code, reason in rows
            ),
        ]
    ).encode("gb18030")


def workbook(*rows, titles=("序号", "账号", "金额（元）", "结果", "原因")):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    page = book.add_worksheet()
    for number, row in enumerate([titles, *rows]):
        page.write_row(number, 0, row)
    book.close()
    return out.getvalue()


PIPE = (
    "R|FF990101-2026-00001|2|631.00\r\nD|000001|6222|630.00|0000|\r\nD|000002|6223|1.00|0003|账户已销户\r\n"
)
SAID = [(1, 63000, True, ""), (2, 100, False, "账户已销户")]
ANSWERS = {
    "pipe_gb18030": PIPE.encode("gb18030"),
    "fixed_gb18030": fixed((1, "6222", 63000, "00", ""), (2, "6223", 100, "03", "账户已销户")),
    "csv_utf8": table([1, "6222", "630.00", "成功", ""], [2, "6223", "1.00", "失败", "账户已销户"]).encode(),
    "xlsx": workbook([1, "6222", 630.0, "成功"], [2, "6223", 1, "失败", "账户已销户"], ["合计", "", 631]),
}


def said(name, data):
    return [
        (row.serial, row.amount_fen, row.paid, row.reason) for row in bankfiles.read(layout(name), data).rows
    ]


@pytest.mark.parametrize("name", ALL)
def test_an_answer_is_read(name):
    assert said(name, ANSWERS[name]) == SAID


@pytest.mark.parametrize("name", TEXT)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_an_answer_is_read_in_any_usual_spelling(name, encoding, end):
    text = reading.decode(ANSWERS[name]).replace("\r\n", "\n").replace("\n", end)
    for tail in ("", end, end * 3, "\x1a"):
        assert said(name, (text + tail).encode(encoding)) == SAID


def test_a_workbook_may_hold_cents():
    assert said("xlsx", workbook([1, "6222", 630.55, "成功"])) == [(1, 63055, True, "")]


def problems(name, data):
    with pytest.raises(bankfiles.Unreadable) as caught:
        bankfiles.read(layout(name), data)
    return "\n".join(caught.value.problems)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("R|FF", "X|FF", "不是约定的首行"),
        ("|2|631.00", "|3|631.00", "写明 3 笔，实有 2 笔"),
        ("|2|631.00", "|2|631.01", "合计金额与明细之和不一致"),
        ("|2|631.00", "|2|许多", "合计金额与明细之和不一致"),
        ("D|000001", "X|000001", "第 2 行：行首标志不对"),
        ("000001", "一", "第 2 行：序号不是数字"),
        ("000001", "1" * 40, "序号不是数字"),
        ("630.00", "六百三", "第 2 行：金额不是数字"),
        ("0003", "4711", "第 3 行：返回码“4711”不在约定之内"),
        ("|0003|账户已销户", "", "第 3 行应有 6 栏，实有 4 栏"),
        ("000002", "000001", "序号 1 在第 2 行和第 3 行说法不一"),
    ],
)
def test_a_wrong_answer_is_refused_with_its_place(old, new, words):
    assert words in problems("pipe_gb18030", PIPE.replace(old, new).encode())


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("pipe_gb18030", b"", "不是约定的首行"),
        ("csv_utf8", b"", "缺少“序号、账号、金额、结果、原因”列"),
        ("csv_utf8", table().encode(), "没有回单明细"),
        ("csv_utf8", (table() + '1,"6222').encode(), "不是完整的 CSV"),
        ("csv_utf8", "序号,金额,结果,原因\n".encode(), "缺少“账号”列"),
        ("csv_utf8", b"\xff\xff\x00", "编码不是 UTF-8 或 GB18030"),
        ("csv_utf8", b"a\x00", "编码不是 UTF-8 或 GB18030"),
        ("csv_utf8", "序号".encode("utf-16"), "编码不是 UTF-8 或 GB18030"),
        ("xlsx", b"not a workbook", "XLSX"),
        ("xlsx", workbook([1, 6222021234567890123, 1, "成功", ""]), "末几位已经丢失"),
        ("fixed_gb18030", ANSWERS["fixed_gb18030"] + b" " * 60 + b"x", "实有 0 栏"),
        ("fixed_gb18030", fixed((1, "6", 1, "00", "")).replace(b"000000000001", b"00000000000x"), "金额不是数字"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_file_of_another_kind_is_refused(name, data, words):
    assert words in problems(name, data)


def test_the_same_line_twice_is_one():
    twice = PIPE.replace("|2|631.00", "|3|632.00") + "D|000002|6223|1.00|0003|账户已销户\r\n"
    answer = bankfiles.read(layout("pipe_gb18030"), twice.encode())
    assert (len(answer.rows), answer.repeated, answer.batch) == (2, 1, HEAD.batch)


def test_a_reason_comes_from_the_code_when_the_bank_gives_none():
    assert said("pipe_gb18030", PIPE.replace("|账户已销户", "|").encode())[1][3] == "账户已销户"
    assert said("csv_utf8", table([1, "6", "1", "失败", ""]).encode())[0][3] == "失败"


def test_a_trailer_is_checked_too():
    wanted = parse("x", rule(**{"return": dict(RETURN, trailer=[{"text": "T"}, {"field": "count"}])}))
    assert len(bankfiles.read(wanted, b"1|1|0\nT|1\n").rows) == 1
    for data in (b"1|1|0\n", b"1|1|0\nT|2\n", b""):
        with pytest.raises(bankfiles.Unreadable):
            bankfiles.read(wanted, data)


@given(st.integers(0, len(PIPE.encode("gb18030")) - 1), st.binary(max_size=3), st.integers(0, 6))
def test_a_mutilated_answer_is_refused_or_says_the_same(place, put, cut):
    """Whatever happens to the bytes, nobody is read as paid who was not, and no amount changes."""
    data = ANSWERS["pipe_gb18030"]
    damaged = data[:place] + put + data[place + cut :]
    try:
        rows = bankfiles.read(layout("pipe_gb18030"), damaged).rows
    except bankfiles.Unreadable:
        return
    assert [(row.amount_fen) for row in rows] == [63000, 100] or sum(row.amount_fen for row in rows) == 63100
    assert len(rows) == 2


# layouts


RETURN = {
    "kind": "DELIMITED",
    "separator": "|",
    "columns": [{"field": "serial"}, {"field": "amount_fen"}, {"field": "status"}],
    "paid": ["0"],
}


def rule(**extra):
    return {
        "label": "x",
        "kind": "DELIMITED",
        "encoding": "UTF-8",
        "separator": "|",
        "file_name": "{batch}.txt",
        "columns": [{"field": "serial"}],
        "return": dict(RETURN),
    } | extra


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        ({"kind": "PDF"}, "kind is 'PDF'"),
        ({"encoding": "BIG5"}, "encoding is 'BIG5'"),
        ({"line_end": "CR"}, "line_end"),
        ({"separator": ""}, "separator is one character"),
        ({"columns": [{"field": "income"}]}, "does not know the field income"),
        ({"columns": [{"field": "serial", "align": "MIDDLE"}]}, "align is LEFT or RIGHT"),
        ({"columns": [{"field": "serial", "pad": "00"}]}, "pad one character"),
        ({"kind": "FIXED", "separator": ""}, "serial needs a width"),
        ({"colour": "red"}, "unknown keys colour"),
        ({"return": dict(RETURN, columns=[{"field": "serial"}])}, "needs serial, status and an amount"),
        ({"return": dict(RETURN, colour="red")}, "unknown keys colour"),
    ],
    ids=str,
)
def test_a_layout_that_makes_no_sense_is_refused(extra, words):
    with pytest.raises(BadLayout, match=words):
        parse("x", rule(**extra))


def test_there_are_layouts_of_every_kind():
    assert {layout.kind for layout in bankfiles.layouts().values()} == KINDS
