"""The bank's answer, checked whole before anything of it is believed."""

import csv
import io
import re
import tempfile
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from doudi.office.base import money, sheets

from .schema import Cell, Cells, Layout

MOST_PROBLEMS = 20
MOST_DIGITS = 15
LINE_BREAK = re.compile(r"\r\n|\n|\r")
TOTAL_ROWS = frozenset({"合计", "总计", "小计"})
Rows = list[tuple[int, list[str]]]


class Unreadable(ValueError):
    """The file is refused whole; `problems` say where and why."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = list(problems)


@dataclass(frozen=True)
class AnswerRow:
    """The bank's word on one line; `row` is where it stands in the file."""

    row: int
    serial: int
    amount_fen: int
    paid: bool
    code: str
    reason: str
    account: str | None = None

    def says(self) -> tuple[object, ...]:
        return self.serial, self.amount_fen, self.paid, self.code, self.account


@dataclass
class Answer:
    """A whole file: the batch it names, if it does, and a row for each line."""

    batch: str = ""
    rows: list[AnswerRow] = field(default_factory=list)
    repeated: int = 0


def read(layout: Layout, data: bytes) -> Answer:
    """The answer in `data`; Unreadable when anything in it is wrong."""
    header, rows, trailer = _READERS[layout.answer.kind](layout, data)
    if not rows:
        raise Unreadable([_("文件里没有回单明细，请向银行重新索取。")])
    problems: list[str] = []
    found = [row for row in (_answer_row(layout, number, cells, problems) for number, cells in rows) if row]
    answer = Answer()
    for cells in (header, trailer):
        _check_totals(answer, cells, found, len(rows), problems)
    _drop_repeated(answer, found, problems)
    if problems:
        raise Unreadable(problems[:MOST_PROBLEMS])
    return answer


def decode(data: bytes) -> str:
    """The text of a file in UTF-8 (with or without mark) or GB18030."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text.rstrip("\x1a")
    raise Unreadable([_("文件编码不是 UTF-8 或 GB18030，请向银行索取文本格式的回单。")])


def _lines(data: bytes) -> list[tuple[int, str]]:
    lines = list(enumerate(LINE_BREAK.split(decode(data)), start=1))
    return [(number, line) for number, line in lines if line.strip()]


Parts = tuple[dict[str, str], Rows, dict[str, str]]


def _framed(
    layout: Layout, lines: Sequence[tuple[int, str]], cut: Callable[[str, Cells], list[str]]
) -> Parts:
    """Header, rows and trailer of a text file whose layout names them by place."""
    answer, rest = layout.answer, list(lines)
    header, trailer = {}, {}
    if answer.header:
        header = _named(answer.header, rest.pop(0) if rest else (1, ""), cut)
    if answer.trailer:
        trailer = _named(answer.trailer, rest.pop() if rest else (1, ""), cut)
    return header, [(number, cut(line, answer.columns)) for number, line in rest], trailer


def _named(cells: Cells, line: tuple[int, str], cut: Callable[[str, Cells], list[str]]) -> dict[str, str]:
    number, text = line
    values = cut(text, cells)
    if len(values) != len(cells) or any(c.text and c.text != v for c, v in zip(cells, values, strict=False)):
        raise Unreadable(
            [_("第 %(row)d 行不是约定的首行或末行，文件可能被截断或格式选错，请核对。") % {"row": number}]
        )
    return {cell.field: value for cell, value in zip(cells, values, strict=True) if cell.field}


def _delimited(layout: Layout, data: bytes) -> Parts:
    def cut(line: str, cells: Cells) -> list[str]:
        return [value.strip() for value in line.split(layout.answer.separator)]

    return _framed(layout, _lines(data), cut)


def _fixed(layout: Layout, data: bytes) -> Parts:
    def cut(line: str, cells: Cells) -> list[str]:
        rest, values = line.encode(layout.encoding), []
        for cell in cells:
            size = cell.width or len(cell.text.encode(layout.encoding))
            values.append(rest[:size].decode(layout.encoding, "replace").strip())
            rest = rest[size:]
        return values if not rest.strip() else []

    return _framed(layout, _lines(data), cut)


def _csv(layout: Layout, data: bytes) -> Parts:
    try:
        rows = [
            [value.strip() for value in row]
            for row in csv.reader(io.StringIO(decode(data), newline=""), strict=True)
        ]
    except csv.Error:
        raise Unreadable([_("文件不是完整的 CSV，可能被截断，请向银行重新索取。")]) from None
    return {}, _by_label(layout, rows), {}


def _xlsx(layout: Layout, data: bytes) -> Parts:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "return.xlsx"
        path.write_bytes(data)
        try:
            rows = sheets.read_sheet(path)
        except sheets.SheetRefused as refusal:
            raise Unreadable([str(refusal)]) from None
    return {}, _by_label(layout, [[_cell_text(cell) for cell in row] for row in rows]), {}


def _cell_text(cell: sheets.Cell) -> str:
    if isinstance(cell, sheets.LostDigits):
        raise Unreadable([_("表格把账号存成了数字，末几位已经丢失；请银行把该列设为“文本”后重新提供。")])
    if isinstance(cell, float):
        return f"{cell:.2f}"
    return "" if cell is None else str(cell).strip()


def _by_label(layout: Layout, rows: Sequence[list[str]]) -> Rows:
    """Rows of a table whose first row names the columns, put into the order of the layout."""
    titles = rows[0] if rows else []
    wanted = [cell.label for cell in layout.answer.columns]
    missing = [label for label in wanted if label not in titles]
    if missing:
        raise Unreadable(
            [_("首行缺少“%(labels)s”列，请核对所选的银行文件格式。") % {"labels": "、".join(missing)}]
        )
    places = [titles.index(label) for label in wanted]
    numbered = [
        (number, row) for number, row in enumerate(rows[1:], start=2) if any(row) and row[0] not in TOTAL_ROWS
    ]
    return [(number, [row[p] if p < len(row) else "" for p in places]) for number, row in numbered]


_READERS: dict[str, Callable[[Layout, bytes], Parts]] = {
    "DELIMITED": _delimited,
    "FIXED": _fixed,
    "CSV": _csv,
    "XLSX": _xlsx,
}


def _answer_row(layout: Layout, number: int, values: list[str], problems: list[str]) -> AnswerRow | None:
    cells = layout.answer.columns
    if len(values) != len(cells):
        text = _("第 %(row)d 行应有 %(want)d 栏，实有 %(have)d 栏，文件可能被截断。")
        problems.append(text % {"row": number, "want": len(cells), "have": len(values)})
        return None
    named = {cell.field: _plain(value, cell) for cell, value in zip(cells, values, strict=True) if cell.field}
    try:
        fixed = [cell.text == value for cell, value in zip(cells, values, strict=True) if cell.text]
        return _understood(layout, number, named) if all(fixed) else _wrong(_("行首标志不对"))
    except ValueError as error:
        problems.append(_("第 %(row)d 行：%(why)s。") % {"row": number, "why": error})
        return None


def _understood(layout: Layout, number: int, named: dict[str, str]) -> AnswerRow:
    code, answer = named["status"], layout.answer
    serial = whole(named["serial"])
    if serial is None:
        _wrong(_("序号不是数字"))
    if code not in answer.paid and code not in answer.reasons:
        _wrong(_("返回码“%(code)s”不在约定之内") % {"code": code[:20]})
    paid = code in answer.paid
    reason = "" if paid else named.get("reason") or answer.reasons[code] or code
    return AnswerRow(
        row=number,
        serial=serial,
        amount_fen=_amount(named),
        paid=paid,
        code=code[:20],
        reason=reason[:120],
        account=named.get("account"),
    )


def _amount(named: dict[str, str]) -> int:
    if "amount_fen" in named:
        fen = whole(named["amount_fen"])
        return _wrong(_("金额不是数字")) if fen is None else fen
    try:
        return money.parse_yuan(named["amount_yuan"])
    except ValueError:
        return _wrong(_("金额不是数字"))


def whole(text: str) -> int | None:
    """A number of at most fifteen digits, zeros before it aside."""
    return int(text) if text.isascii() and text.isdecimal() and len(text.lstrip("0")) <= MOST_DIGITS else None


def _wrong(why: str) -> int:
    raise ValueError(why)


def _plain(value: str, cell: Cell) -> str:
    """Digits in one spelling; the padding of a number is dropped when it is read as a number."""
    return unicodedata.normalize("NFKC", value).strip() if cell.field != "reason" else value.strip()


def _check_totals(
    answer: Answer, cells: dict[str, str], found: Sequence[AnswerRow], rows: int, problems: list[str]
) -> None:
    answer.batch = cells.get("batch", answer.batch)
    count, total = cells.get("count"), sum(row.amount_fen for row in found)
    if count is not None and whole(count) != rows:
        text = _("文件写明 %(count)s 笔，实有 %(rows)d 笔，文件不完整，请向银行重新索取。")
        problems.append(text % {"count": count[:20], "rows": rows})
    if {"total_yuan", "total_fen"} & cells.keys() and not problems and not _is_total(cells, total):
        problems.append(_("文件写明的合计金额与明细之和不一致，请向银行重新索取。"))


def _is_total(cells: dict[str, str], total: int) -> bool:
    named = {key.replace("total", "amount"): value for key, value in cells.items() if key.startswith("total")}
    try:
        return _amount(named) == total
    except ValueError:
        return False


def _drop_repeated(answer: Answer, found: Sequence[AnswerRow], problems: list[str]) -> None:
    """The same line said twice is one; said in two ways it is a reason to refuse the file."""
    first: dict[int, AnswerRow] = {}
    for row in found:
        earlier = first.setdefault(row.serial, row)
        if earlier is row:
            continue
        answer.repeated += 1
        if earlier.says() != row.says():
            text = _("序号 %(serial)d 在第 %(first)d 行和第 %(row)d 行说法不一，请向银行核实。")
            problems.append(text % {"serial": row.serial, "first": earlier.row, "row": row.row})
    answer.rows = list(first.values())
