"""Tables that leave the house: no cell becomes a formula, whatever someone called themselves."""

import csv
import io
import itertools
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

FORMULA_STARTS = frozenset("=+-@\t\r\n|%")
MOST_CELL = 32_000


def safe_cell(value: Any) -> Any:
    """Text that a spreadsheet cannot take for a formula; numbers and dates as they are."""
    if not isinstance(value, str):
        return value
    text = "".join(c for c in value if c in "\t\n" or unicodedata.category(c) != "Cc")[:MOST_CELL]
    first = unicodedata.normalize("NFKC", text.lstrip(" \u3000")[:1])
    return f"'{text}" if first in FORMULA_STARTS and first else text


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Any]], encoding: str = "utf-8-sig") -> bytes:
    """A CSV file; the default opens in every spreadsheet program with its Chinese intact."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([safe_cell(value) for value in header])
    writer.writerows([safe_cell(value) for value in row] for row in rows)
    return text.getvalue().encode(encoding)


def xlsx_bytes(
    header: Sequence[str], rows: Iterable[Sequence[Any]], *, sheet: str = "Sheet1", widths: Sequence[int] = ()
) -> bytes:
    """An XLSX file with one sheet: texts as texts, Decimal and int as numbers, date as dates."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    page = book.add_worksheet(sheet)
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    for column, width in enumerate(widths):
        page.set_column(column, column, width)
    page.freeze_panes(1, 0)
    for number, row in enumerate(itertools.chain([header], rows)):
        for column, value in enumerate(row):
            _write_cell(page, number, column, value, bold if number == 0 else None, day)
    book.close()
    return out.getvalue()


def _write_cell(page: Any, row: int, column: int, value: Any, style: Any, day: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        page.write_string(row, column, _("是") if value else _("否"), style)
    elif isinstance(value, int | Decimal):
        page.write_number(row, column, value, style)
    elif isinstance(value, date):
        page.write_datetime(row, column, value, day)
    else:
        page.write_string(row, column, str(value)[:MOST_CELL], style)
