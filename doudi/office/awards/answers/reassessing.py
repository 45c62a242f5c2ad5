"""What should have been paid since a fact was true that came out late, month by month, and why.

Each month's award rests on a determination; its frozen facts are computed again with the late fact, by the law
that the month was paid by, and compared with what was paid. Nothing is written here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from doudi.office.people.models import Person
from doudi.office.programmes import rulebook

from ..enums import AwardReason
from ..models import Award, AwardUnit
from ..questions import first_month_of, month_of, months_between
from .listed import paid_by_month

MOST_REASONS = 16
Facts = Mapping[tuple[int | None, str], int | None]


@dataclass(frozen=True)
class Asked:
    """The late fact: since when, what was different, who was gone, who had come (ids of persons)."""

    since: date
    on: date
    changes: Facts = field(default_factory=dict)
    without: tuple[int, ...] = ()
    added: tuple[int, ...] = ()


@dataclass(frozen=True)
class MonthFound:
    """One month: `paid` is None where it was not listed yet, `due` where it cannot be said."""

    month: date
    paid: int | None
    due: int | None
    reasons: tuple[str, ...] = ()
    note: str = ""

    @property
    def over(self) -> int:
        return max(0, self.paid - self.due) if self.paid is not None and self.due is not None else 0

    @property
    def under(self) -> int:
        return max(0, self.due - self.paid) if self.paid is not None and self.due is not None else 0

    def as_data(self) -> dict[str, Any]:
        return {
            "month": self.month.isoformat(), "paid": self.paid, "due": self.due, "over": self.over,
            "under": self.under, "reasons": list(self.reasons), "note": self.note,
        }  # fmt: skip


@dataclass(frozen=True)
class Reassessed:
    """All months, and what they add up to."""

    months: tuple[MonthFound, ...]

    @property
    def over_fen(self) -> int:
        return sum(month.over for month in self.months)

    @property
    def under_fen(self) -> int:
        return sum(month.under for month in self.months)

    @property
    def open_months(self) -> list[MonthFound]:
        """Months that were paid and of which it cannot be said what was due."""
        return [month for month in self.months if month.paid is not None and month.due is None]


Outcome = tuple[int | None, tuple[str, ...], str]


def reassess(unit: AwardUnit, asked: Asked) -> Reassessed:
    """Every month from the first one for which the fact holds to the present one, with an award."""
    return Reassessed(tuple(_Reassessing(unit, asked).months()))


class _Reassessing:
    def __init__(self, unit: AwardUnit, asked: Asked) -> None:
        self.unit, self.asked = unit, asked
        self.paid = paid_by_month(unit)
        self.laws = _days_of_law(unit)
        self.added = rulebook.facts_of(unit.household, asked.added, asked.on) if asked.added else {}
        self.known: dict[tuple[int, date], Outcome] = {}

    def months(self) -> list[MonthFound]:
        awards = list(self.unit.awards.effective().select_related("determination"))
        last = max([month_of(self.asked.on), *self.paid])
        found = []
        for month in months_between(first_month_of(self.asked.since), last):
            award = next((a for a in awards if _covers(a, month)), None)
            resting = self.unit.suspensions.covering(month).exists()
            if award is not None and (month in self.paid or not resting):
                due, reasons, note = self._due(award, month)
                found.append(MonthFound(month, self.paid.get(month), due, reasons, note))
        return found

    def _due(self, award: Award, month: date) -> Outcome:
        if award.reason == AwardReason.GRACE:
            return None, (), _("渐退期按比例发放，不在这里核定。")
        determination = award.determination
        if not determination.frozen or (determination.amount_fen or 0) != award.monthly_fen:
            return None, (), _("这个月的金额与核算不符（如接续原有救助），请先重新核算。")
        law = max(determination.on, self.laws.get(month, date.min))
        key = (determination.pk, law)
        if key not in self.known:
            self.known[key] = self._compute(determination.frozen, law)
        return self.known[key]

    def _compute(self, frozen: Mapping[str, Any], law: date) -> Outcome:
        asked = self.asked
        now = rulebook.assess_again(frozen, law, asked.changes, asked.without, self.added)
        if now is None:
            return 0, (_("没有剩下的保障对象。"),), ""
        before = rulebook.assess_again(frozen, law)
        reasons = _reasons(before, now, asked)
        if now.outcome == "NOT_ELIGIBLE":
            failed = [_("不符合：%(label)s") % row for row in now.why_not if row["depth"] == 0]
            return 0, (*failed, *reasons)[:MOST_REASONS], ""
        if now.amount_fen is None or now.problem:
            missing = "、".join(fact.label for fact in now.missing)
            return None, reasons, now.problem or _("还缺：%(facts)s") % {"facts": missing}
        return now.amount_fen, reasons, ""


def _covers(award: Award, month: date) -> bool:
    return award.first_month <= month and (award.last_month is None or award.last_month >= month)


def _days_of_law(unit: AwardUnit) -> dict[date, date]:
    """By month, the day of the newest value by which arrears were paid for it."""
    laws: dict[date, date] = {}
    for month, on in unit.arrears.values_list("month", "line__value_on"):
        laws[month] = max(on, laws.get(month, on))
    return laws


def _reasons(before: Any, now: Any, asked: Asked) -> tuple[str, ...]:
    """What is different in the calculation, in words: who and which facts first, then the values that follow."""
    if before is None or before.result is None or now.result is None:
        return ()
    rows = rulebook.changes(rulebook.frozen(before), rulebook.frozen(now))
    people = {row.person for row in rows if row.person} | {*asked.without, *asked.added}
    names = dict(Person.objects.filter(pk__in=people).values_list("pk", "name"))
    texts = [_("不再计入：%(name)s") % {"name": names.get(person, "")} for person in asked.without]
    texts += [_("应当计入：%(name)s") % {"name": names.get(person, "")} for person in asked.added]
    texts += [
        f"{names.get(row.person, '')}{' ' if row.person else ''}{row.label}：{row.before} → {row.after}"
        for row in rows
        if row.kind in {"FACT", "VALUE"} and row.person not in {*asked.without, *asked.added}
    ]
    return tuple(texts[:MOST_REASONS])
