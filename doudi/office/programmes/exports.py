"""The standards as a file."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from doudi.office.base.exports import csv_bytes, xlsx_bytes
from doudi.office.base.money import yuan_number

from . import rulebook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = (16, 30, 16, 16, 14, 14, 36, 40, 14, 30)


def standards_file(rows: list[rulebook.Standard], place: str, on: date, kind: str | None) -> HttpResponse:
    """XLSX, or CSV when `kind` says so."""
    name = f"standards-{place}-{on}"
    if kind == "csv":
        return _answer(csv_bytes(_header(), _rows(rows)), "text/csv; charset=utf-8", f"{name}.csv")
    return _answer(
        xlsx_bytes(_header(), _rows(rows), sheet=_("保障标准"), widths=WIDTHS), XLSX, f"{name}.xlsx"
    )


def _answer(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _header() -> list[str]:
    return [
        _("项目"), _("名称"), _("城市"), _("农村"), _("单位"), _("起始日期"),
        _("依据"), _("网址"), _("核对日期"), _("来自或说明"),
    ]  # fmt: skip


def _rows(rows: list[rulebook.Standard]) -> Iterator[list[Any]]:
    for row in rows:
        value = row.value
        if value is None:
            yield [row.programme_label, row.label, "", "", "", "", "", "", "", row.missing]
            continue
        cells = [
            row.programme_label,
            row.label,
            _cell(row.urban),
            _cell(row.rural),
            _unit(value),
            value.since,
        ]
        yield [*cells, value.source, value.url, value.checked, value.place_name]


def _cell(value: Any) -> Any:
    """A number where a spreadsheet can count with it, else the text that people read."""
    if value is None:
        return ""
    if value.unit.kind == "money":
        return yuan_number(value.value)
    return Decimal(value.value) if value.unit.kind == "int" else value.text


def _unit(value: Any) -> str:
    return str(value.unit.suffix or _("元")) if value.unit.kind == "money" else str(value.unit.suffix)
