"""Writing the result of a roster: XLSX and CSV for people, Parquet for programs."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from doudi.engine import FactError
from doudi.office.base.exports import safe_cell

MOST_SHEET_ROWS = 1_048_575
WORDS = {
    "ELIGIBLE": "符合条件", "NOT_ELIGIBLE": "不符合条件", "UNKNOWN": "材料不足",
    "URBAN": "城镇", "RURAL": "农村",
}  # fmt: skip


def write(path: Path, header: Sequence[str], table: pa.Table) -> None:
    """One table by the kind of file that `path` asks for; `header` is for people."""
    writers: dict[str, Callable[[], None]] = {
        ".xlsx": lambda: _xlsx(path, header, table),
        ".csv": lambda: _csv(path, header, table),
        ".parquet": lambda: parquet.write_table(table, path),
    }
    writers[path.suffix.lower()]()


def _rows(table: pa.Table) -> Iterator[list[Any]]:
    """Rows for people: words for codes, yuan for fen."""
    shown = [_shown(name, table[name].to_pylist()) for name in table.column_names]
    yield from (list(row) for row in zip(*shown, strict=True))


def _shown(name: str, column: Sequence[Any]) -> Iterator[Any]:
    if name.endswith("_fen"):
        return (None if fen is None else Decimal(fen) / 100 for fen in column)
    if name.endswith("_outcome") or name == "settlement":
        return (WORDS[code] for code in column)
    return iter(column)


def _csv(path: Path, header: Sequence[str], table: pa.Table) -> None:
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        for row in _rows(table):
            writer.writerow([safe_cell(cell) for cell in row])


def _xlsx(path: Path, header: Sequence[str], table: pa.Table) -> None:
    import xlsxwriter

    if table.num_rows > MOST_SHEET_ROWS:
        raise FactError(
            f"结果有 {table.num_rows:,} 行，XLSX 最多 {MOST_SHEET_ROWS:,} 行；请写成 .csv 或 .parquet"
        )
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet, bold = book.add_worksheet("结果"), book.add_format({"bold": True})
        money = book.add_format({"num_format": "#,##0.00"})
        sheet.set_column(0, len(header) - 1, 18)
        sheet.freeze_panes(1, 1)
        sheet.write_row(0, 0, header, bold)
        for number, row in enumerate(_rows(table), 1):
            for at, cell in enumerate(row):
                if isinstance(cell, Decimal):
                    sheet.write_number(number, at, cell, money)
                elif isinstance(cell, int):
                    sheet.write_number(number, at, cell)
                elif cell:
                    sheet.write_string(number, at, str(cell))
