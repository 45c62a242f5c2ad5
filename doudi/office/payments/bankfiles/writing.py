"""The file for the bank: its bytes and its name follow from the list alone."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import xlsxwriter

from .schema import Cell, Cells, Layout

FORMULA_STARTS = frozenset("=+-@")
XLSX_MADE = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
NUMBERS = frozenset({"serial", "count"})
YUAN = frozenset({"amount_yuan", "total_yuan"})


class Unwritable(ValueError):
    """A value that this layout cannot carry."""


@dataclass(frozen=True)
class Line:
    """What goes into one row."""

    serial: int
    account: str
    name: str
    document: str
    bank: str
    amount_fen: int
    household: str = ""
    division: str = ""


@dataclass(frozen=True)
class Head:
    """What the rows have in common."""

    batch: str
    on: date
    month: date
    programme: str


def file_name(layout: Layout, head: Head) -> str:
    """The name of the file, the same for the same batch."""
    return layout.file_name.format(batch=head.batch, month=f"{head.month:%Y%m}", programme=head.programme)


def write(layout: Layout, head: Head, lines: Sequence[Line]) -> bytes:
    """The whole file; Unwritable when a value does not fit."""
    totals = _head_values(head, lines)
    if layout.kind == "XLSX":
        return _xlsx(layout, head, lines, totals)
    if layout.kind == "CSV":
        return _csv(layout, head, lines, totals)
    rows = [_row(layout, layout.header, totals)] if layout.header else []
    rows += [_row(layout, layout.columns, _line_values(head, line)) for line in lines]
    rows += [_row(layout, layout.trailer, totals)] if layout.trailer else []
    end = layout.line_end.encode()
    return b"".join(row + end for row in rows)


def problem(layout: Layout, head: Head, line: Line) -> bool:
    """Whether the layout cannot carry this line."""
    values = _line_values(head, line)
    try:
        if layout.kind in {"DELIMITED", "FIXED"}:
            _row(layout, layout.columns, values)
        else:
            for cell in layout.columns:
                _plain(layout, _text(cell, values))
    except Unwritable:
        return True
    return False


def _row(layout: Layout, cells: Cells, values: Mapping[str, str]) -> bytes:
    parts = [_sized(layout, cell, _plain(layout, _text(cell, values))) for cell in cells]
    return layout.separator.encode(layout.encoding).join(parts)


def _text(cell: Cell, values: Mapping[str, str]) -> str:
    return values[cell.field] if cell.field else cell.text


def _plain(layout: Layout, text: str) -> str:
    """The text, without anything that would break the row or become a formula."""
    if any(unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in text):
        raise Unwritable(text)
    if layout.separator and layout.separator in text:
        raise Unwritable(text)
    if layout.kind in {"CSV", "XLSX"} and text[:1] in FORMULA_STARTS:
        raise Unwritable(text)
    return text


def _sized(layout: Layout, cell: Cell, text: str) -> bytes:
    data = text.encode(layout.encoding)
    if not cell.width:
        return data
    if len(data) > cell.width:
        raise Unwritable(text)
    fill = cell.pad.encode(layout.encoding)
    return data.rjust(cell.width, fill) if cell.align == "RIGHT" else data.ljust(cell.width, fill)


def _line_values(head: Head, line: Line) -> dict[str, str]:
    return {
        "serial": str(line.serial),
        "account": line.account,
        "name": line.name,
        "document": line.document,
        "bank": line.bank,
        "amount_yuan": plain_yuan(line.amount_fen),
        "amount_fen": str(line.amount_fen),
        "programme": head.programme,
        "month": f"{head.month:%Y%m}",
        "household": line.household,
        "division": line.division,
    }


def _head_values(head: Head, lines: Sequence[Line]) -> dict[str, str]:
    total = sum(line.amount_fen for line in lines)
    return {
        "batch": head.batch,
        "date": f"{head.on:%Y%m%d}",
        "month": f"{head.month:%Y%m}",
        "programme": head.programme,
        "count": str(len(lines)),
        "total_yuan": plain_yuan(total),
        "total_fen": str(total),
    }


def plain_yuan(fen: int) -> str:
    """63000 -> "630.00": as banks write it, without commas."""
    return f"{fen // 100}.{fen % 100:02d}"


def _csv(layout: Layout, head: Head, lines: Iterable[Line], totals: Mapping[str, str]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator=layout.line_end)
    for cells, values in _table(layout, head, lines, totals):
        writer.writerow([_plain(layout, _text(cell, values)) for cell in cells])
    return text.getvalue().encode(layout.encoding)


def _table(
    layout: Layout, head: Head, lines: Iterable[Line], totals: Mapping[str, str]
) -> Iterable[tuple[Cells, Mapping[str, str]]]:
    """Titles, rows and closing row of a table."""
    yield tuple(Cell(text=cell.label) for cell in layout.columns), {}
    for line in lines:
        yield layout.columns, _line_values(head, line)
    if layout.trailer:
        yield layout.trailer, totals


def _xlsx(layout: Layout, head: Head, lines: Iterable[Line], totals: Mapping[str, str]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"created": XLSX_MADE, "title": head.batch})
    page, money = book.add_worksheet(head.batch[:31]), book.add_format({"num_format": "0.00"})
    for column, cell in enumerate(layout.columns):
        page.set_column(column, column, cell.width or 16)
    for number, (cells, values) in enumerate(_table(layout, head, lines, totals)):
        for column, cell in enumerate(cells):
            text = _plain(layout, _text(cell, values))
            if cell.field in YUAN:
                page.write_number(number, column, Decimal(text), money)
            elif cell.field in NUMBERS:
                page.write_number(number, column, int(text))
            else:
                page.write_string(number, column, text)
    book.close()
    return out.getvalue()
