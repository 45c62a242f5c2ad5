"""Papers about awards as PDF: the letter about a raised standard, and the sheet of a reassessment."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import override

from doudi.office.base import typesetting
from doudi.office.base.money import yuan
from doudi.office.places.enums import Level
from doudi.office.places.models import Division
from doudi.office.programmes import rulebook

from .models import Raise, RaiseLine, Reassessment

LETTERS = Path(__file__).parent / "letters"


def raise_letters(run: Raise, lines: Iterable[RaiseLine]) -> bytes:
    """救助金标准调整告知书, one page a household: old and new amount, the arrears by month, the document."""
    on = timezone.localdate(run.decided_at or run.created_at)
    with override("zh-hans"):
        data = {
            "organ": _organ(run.division),
            "number": run.number,
            "programme": rulebook.label(run.programme),
            "value_on": day_text(run.value_on),
            "changes": _changes(run),
            "decided": run.decided_at is not None,
            "date": day_text(on),
            "letters": [_letter(line) for line in lines],
        }
    return typesetting.render(LETTERS / "raise.typ", data, on)


def _letter(line: RaiseLine) -> dict[str, Any]:
    return {
        "name": line.name,
        "award": line.unit.number,
        "household": line.unit.household.number,
        "people": line.member_count,
        "old": yuan(line.old_fen),
        "new": yuan(line.new_fen),
        "from_month": month_text(line.from_month) if line.from_month else "",
        "arrears": yuan(line.arrears_fen) if line.arrears_fen else "",
        "months": [
            {
                "month": month_text(date.fromisoformat(row["month"])),
                "had": yuan(row["had"]),
                "due": yuan(row["due"]),
                "more": yuan(row["due"] - row["had"]),
            }
            for row in line.months
        ],
    }


def _changes(run: Raise) -> list[dict[str, str]]:
    settlements = {"URBAN": "城市", "RURAL": "农村", "": ""}
    return [{**row, "settlement": settlements.get(row["settlement"], "")} for row in run.changes]


def reassessment_sheet(row: Reassessment) -> bytes:
    """追溯核定表: month by month what was paid and what was due, with the reasons."""
    unit, on = row.unit, timezone.localdate(row.created_at)
    with override("zh-hans"):
        data = {
            "organ": _organ(_county(unit.household.division)),
            "number": row.number,
            "programme": rulebook.label(unit.programme),
            "award": unit.number,
            "household": unit.household.number,
            "names": [member.person.name for member in unit.members.select_related("person")],
            "ground": str(row.get_ground_display()),
            "since": day_text(row.since_on),
            "found": day_text(row.found_on),
            "detail": row.detail,
            "over": yuan(row.over_fen),
            "under": yuan(row.under_fen),
            "by": row.by.name,
            "date": day_text(on),
            "months": [_month(month) for month in row.months],
        }
    return typesetting.render(LETTERS / "reassessment.typ", data, on)


def _month(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "month": month_text(date.fromisoformat(row["month"])),
        "paid": "未列入发放" if row["paid"] is None else yuan(row["paid"]),
        "due": "—" if row["due"] is None else yuan(row["due"]),
        "over": yuan(row["over"]) if row["over"] else "",
        "under": yuan(row["under"]) if row["under"] else "",
        "reasons": row["reasons"],
        "note": row["note"],
    }


def _county(division: Division) -> Division:
    return Division.objects.filter(pk=division.code_at(Level.COUNTY)).first() or division


def _organ(county: Division) -> str:
    return county.name + "民政局"


def day_text(day: date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def month_text(month: date) -> str:
    return f"{month.year} 年 {month.month} 月"
