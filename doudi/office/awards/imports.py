"""Awards in force in a roster: one row for a household and a programme."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doudi.office.base.money import parse_yuan
from doudi.office.people.enums import RowState
from doudi.office.people.imports import Column, Verdict
from doudi.office.programmes import rulebook

from . import actions
from .models import AwardUnit

Cells = Mapping[str, Any]


class AwardRows:
    """Reads the sheet of awards; the same roster twice changes nothing."""

    sheet = gettext_lazy("在享救助")
    columns = (
        Column(
            "programme", gettext_lazy("救助项目"), True, "TEXT", 18, help=gettext_lazy("例如最低生活保障。")
        ),
        Column("monthly", gettext_lazy("每月金额"), True, "MONEY", 12),
        Column("first_month", gettext_lazy("起发月份"), True, "MONTH", 12),
        Column("decision_number", gettext_lazy("决定文号"), True, "TEXT", 22),
    )

    def check(self, household: Any, cells: Cells, *, on: date) -> Verdict:
        """New, the same, or refused with the column that is wrong."""
        errors = self._errors(cells, on)
        if errors:
            return Verdict(RowState.REFUSED, errors)
        running = _running(household, _programme(cells, on))
        if running is None:
            return Verdict(RowState.NEW)
        award = running.awards.order_by("-first_month").first()
        if award is not None and award.monthly_fen == _fen(cells):
            return Verdict(RowState.SAME)
        return Verdict(
            RowState.REFUSED,
            {"monthly": _("这户已在享受同一项救助，金额不同；请在系统中办理变更，不要用名册改。")},
        )

    def apply(self, household: Any, cells: Cells, *, by: Any, on: date) -> None:
        """Take the award over for everybody who lives in the household."""
        programme = _programme(cells, on)
        if _running(household, programme) is not None:
            return
        living = household.memberships.living_together(on).select_related("person")
        actions.take_over(
            household,
            programme,
            by=by,
            members=[row.person for row in living],
            monthly_fen=_fen(cells),
            first_month=cells["first_month"].replace(day=1),
            decision_number=str(cells["decision_number"]).strip(),
            on=on,
        )

    def _errors(self, cells: Cells, on: date) -> dict[str, str]:
        errors = {}
        if not _programme(cells, on):
            known = "、".join(str(info.label) for info in _programmes(on))
            errors["programme"] = _("没有这个救助项目，应填：%(known)s。") % {"known": known}
        try:
            if _fen(cells) <= 0:
                errors["monthly"] = _("每月金额须大于 0。")
        except ValueError as error:
            errors["monthly"] = str(error)
        first = cells.get("first_month")
        if not isinstance(first, date) or first > on:
            errors["first_month"] = _("起发月份应填不晚于今天的月份，例如 2025-07。")
        if not str(cells.get("decision_number") or "").strip():
            errors["decision_number"] = _("请填写原决定的文号。")
        return errors


def _programmes(on: date) -> list[rulebook.ProgrammeInfo]:
    return rulebook.programmes(rulebook.NATION, on)


def _programme(cells: Cells, on: date) -> str:
    named = str(cells.get("programme") or "").strip()
    return next((info.name for info in _programmes(on) if named in (info.name, str(info.label))), "")


def _fen(cells: Cells) -> int:
    return parse_yuan(str(cells.get("monthly") or ""))


def _running(household: Any, programme: str) -> AwardUnit | None:
    if household is None:
        return None
    return AwardUnit.objects.filter(household=household, programme=programme, ended_on=None).first()
