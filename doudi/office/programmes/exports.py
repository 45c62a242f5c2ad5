"""The standards as a file."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from doudi.office.base.exports import csv_bytes, xlsx_bytes
from doudi.office.base.money import yuan_number

from . import rulebook
from .models import SimulationScenario

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


SCENARIO_WIDTHS = (20, 16, 12, 40, 14, 16, *[13] * 18)


def scenarios_file(rows: list[SimulationScenario]) -> HttpResponse:
    """Scenarios with all their sums: one row for each group of each scenario."""
    names = rulebook.township_names({code for row in rows for code in row.effects["groups"]["township"]})
    cells = [line for row in rows for line in _scenario_rows(row, names)]
    content = xlsx_bytes(_scenario_header(), cells, sheet=_("标准测算"), widths=SCENARIO_WIDTHS)
    return _answer(content, XLSX, f"simulation-{rows[0].pk}.xlsx")


def _scenario_header() -> list[str]:
    return [
        _("方案"), _("项目"), _("日期"), _("改动"), _("分组"), _("组别"), _("户数"), _("人数"),
        _("现享受户"), _("测算享受户"), _("新纳入"), _("退出"), _("增加户"), _("减少户"), _("材料不足"),
        _("现月支出（元）"), _("测算月支出（元）"), _("月增减（元）"), _("年增减（元）"), _("户均增减（元）"),
        _("现人均（元）"), _("测算人均（元）"), _("现贫困缺口（元）"), _("测算贫困缺口（元）"),
    ]  # fmt: skip


def _scenario_rows(row: SimulationScenario, names: dict[str, str]) -> Iterator[list[Any]]:
    effects = rulebook.read_effects(row.effects)
    changed = "；".join(f"{c['label']} {c['before_text']} → {c['after_text']}" for c in row.changes)
    head = [row.name, rulebook.label(row.programme), row.on, changed]
    gap = effects.gap_tried
    gaps = [yuan_number(gap.before), yuan_number(gap.after)] if gap else []
    yield [*head, _("全部"), "", *_totals(effects.total), *gaps]
    for dimension, groups in effects.groups.items():
        label = rulebook.dimension_label(dimension)
        for code, totals in groups.items():
            yield [*head, label, rulebook.group_label(dimension, code, names), *_totals(totals)]


def _totals(t: Any) -> Iterable[Any]:
    counts = (
        t.households, t.people, t.recipients_before, t.recipients_after, t.entered, t.left, t.gained, t.lost,
        t.unsettled,
    )  # fmt: skip
    money = (
        t.fen_before, t.fen_after, t.change_fen, t.year_change, t.average_change, t.head_before, t.head_after
    )  # fmt: skip
    return [*counts, *(yuan_number(fen) for fen in money)]


LINE_WIDTHS = (18, 24, 12, 16, 16, 12, 44, 14, 30)


def lines_file(found: Any, kind: str) -> HttpResponse:
    """The table of thresholds, its floors and conflicts beneath it."""
    name = f"lines-{found.place}-{found.on}"
    rows = [*_line_rows(found), *_finding_rows(found)]
    header = [
        _("层次"), _("项目"), _("需求"), _("城市（元/人月）"), _("农村（元/人月）"), _("农村占城市"),
        _("依据"), _("起始日期"), _("来自"),
    ]  # fmt: skip
    if kind == "csv":
        return _answer(csv_bytes(header, rows), "text/csv; charset=utf-8", f"{name}.csv")
    return _answer(xlsx_bytes(header, rows, sheet=_("门槛对照"), widths=LINE_WIDTHS), XLSX, f"{name}.xlsx")


def _line_rows(found: Any) -> Iterator[list[Any]]:
    shares = {ratio.line.programme.name: ratio.text for ratio in found.ratios}
    for line in found.lines:
        values = line.figures
        yield [
            line.layer, line.programme.label, line.need, _line_cell(line.urban), _line_cell(line.rural),
            shares.get(line.programme.name, ""), "；".join(dict.fromkeys(v.source for v in values)),
            max((v.since for v in values), default=""),
            "；".join(dict.fromkeys(v.origin or v.place_name for v in values)),
        ]  # fmt: skip


def _line_cell(amount: Any) -> Any:
    return amount.reason if amount.fen is None else yuan_number(amount.fen)


def _finding_rows(found: Any) -> Iterator[list[Any]]:
    for check in found.floors:
        yield [_("低限"), check.text, "", "", "", "", "；".join(check.sources), "", ""]
    for conflict in found.conflicts:
        yield [_("冲突"), conflict.text, "", "", "", "", "；".join(conflict.sources), "", ""]
