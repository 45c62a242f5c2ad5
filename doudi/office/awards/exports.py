"""Raised standards and reassessments as workbooks; the last row is the sum of the rows above."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from doudi.office.base.exports import xlsx_bytes
from doudi.office.base.money import yuan_number
from doudi.office.places.enums import Level
from doudi.office.places.models import Division

from . import answers
from .models import Raise, RaiseLine, Reassessment
from .questions import months_between

LINES, BUDGET = "lines", "budget"


def raise_workbook(run: Raise, kind: str) -> bytes:
    """The households by township and village with a column for each month of arrears, or the budget."""
    return _budget(run) if kind == BUDGET else _lines(run)


def _lines(run: Raise) -> bytes:
    lines = list(run.lines.exclude(state="SAME").select_related("unit__household__division").in_order())
    months = _months(lines)
    header = [
        _("乡镇（街道）"), _("村（社区）"), _("救助编号"), _("家庭编号"), _("户主"), _("保障人数"), _("原月救助金（元）"),
        _("新月救助金（元）"), _("从哪个月起"), *(f"{month:%Y-%m}" for month in months), _("补发合计（元）"),
        _("状态"), _("说明"),
    ]  # fmt: skip
    widths = (16, 16, 20, 18, 10, 8, 14, 14, 12, *(10 for _month in months), 14, 12, 40)
    return xlsx_bytes(header, _line_rows(lines, months), sheet=run.number, widths=widths)


def _months(lines: list[RaiseLine]) -> list[date]:
    named = [date.fromisoformat(row["month"]) for line in lines for row in line.months]
    return months_between(min(named), max(named)) if named else []


def _line_rows(lines: list[RaiseLine], months: list[date]) -> Iterator[Sequence[Any]]:
    townships = _townships(lines)
    sums, total = dict.fromkeys(months, 0), 0
    for line in lines:
        owed = {date.fromisoformat(row["month"]): row["due"] - row["had"] for row in line.months}
        counted = line.state in {"PROPOSED", "APPLIED"}
        for month, fen in owed.items():
            sums[month] += fen if counted else 0
        total += line.arrears_fen if counted else 0
        yield [
            *_who(line, townships),
            *(_cell(owed.get(month)) for month in months),
            _cell(line.arrears_fen),
            *_said(line),
        ]
    yield [
        _("合计"), len(lines), *[""] * 7, *(yuan_number(sums[month]) for month in months), yuan_number(total), "", "",
    ]  # fmt: skip


def _who(line: RaiseLine, townships: dict[str, str]) -> list[Any]:
    home = line.unit.household
    code = home.division.code_at(Level.TOWNSHIP)
    return [
        townships.get(code, ""), home.division.name, line.unit.number, home.number, line.name, line.member_count,
        yuan_number(line.old_fen), yuan_number(line.new_fen), f"{line.from_month:%Y-%m}" if line.from_month else "",
    ]  # fmt: skip


def _said(line: RaiseLine) -> list[str]:
    problem = str(line.get_problem_display()) if line.problem else ""
    return [str(line.get_state_display()), "；".join(words for words in (problem, line.note) if words)]


def _cell(fen: int | None) -> Any:
    return yuan_number(fen) if fen else ""


def _townships(lines: list[RaiseLine]) -> dict[str, str]:
    codes = {line.unit.household.division.code_at(Level.TOWNSHIP) for line in lines}
    return dict(Division.objects.filter(pk__in=codes).values_list("code", "name"))


def _budget(run: Raise) -> bytes:
    needs, whole = answers.budget(run)
    whole.name = _("合计")
    header = [
        _("乡镇（街道）"), _("户数"), _("每月增加（元）"), _("到 12 月增加（元）"), _("补发（元）"), _("本年共需（元）"),
    ]  # fmt: skip
    rows = (
        [need.name, need.households, *map(yuan_number, (need.month_fen, need.to_december_fen, need.arrears_fen, need.total_fen))]
        for need in [*needs, whole]
    )  # fmt: skip
    return xlsx_bytes(header, rows, sheet=run.number, widths=(20, 8, 16, 18, 16, 16))


def reassessment_workbook(row: Reassessment) -> bytes:
    """Month by month what was paid and due, and why."""
    header = [_("月份"), _("已发（元）"), _("应发（元）"), _("多发（元）"), _("少发（元）"), _("原因")]
    return xlsx_bytes(header, _month_rows(row), sheet=row.number, widths=(10, 12, 12, 12, 12, 80))


def _month_rows(row: Reassessment) -> Iterator[Sequence[Any]]:
    for month in row.months:
        paid = _("未列入发放") if month["paid"] is None else yuan_number(month["paid"])
        due = "" if month["due"] is None else yuan_number(month["due"])
        reasons = "；".join([*month["reasons"], *([month["note"]] if month["note"] else [])])
        yield [month["month"][:7], paid, due, _cell(month["over"]), _cell(month["under"]), reasons]
    yield [_("合计"), "", "", yuan_number(row.over_fen), yuan_number(row.under_fen), ""]
