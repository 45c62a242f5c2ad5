"""Who gets how much more from a raised standard: each award's frozen facts by the law of the new value.

For each month the determination that the award of the month rests on is computed again, for its family as it
was in that month. Nothing is written here; the same question is asked again when the raise is carried out.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from doudi.office.people.models import Membership
from doudi.office.programmes import rulebook
from doudi.office.programmes.enums import Outcome

from ..enums import AwardReason, RaiseProblem
from ..models import Arrear, Award, AwardUnit, Raise, RaiseLine, Suspension, UnitMember
from ..questions import MonthOwed, months_between, months_owed, previous_month
from .listed import earliest_month


@dataclass
class Finding:
    """What a raised standard means for one unit; `problem` says why it is left to be handled singly."""

    unit: AwardUnit
    determination: Any
    name: str
    member_count: int
    old_fen: int = 0
    new_fen: int = 0
    from_month: date | None = None
    months: list[MonthOwed] = field(default_factory=list)
    problem: RaiseProblem | None = None
    note: str = ""

    @property
    def arrears(self) -> list[MonthOwed]:
        """The months of which something is owed."""
        return [month for month in self.months if month.under]

    @property
    def arrears_fen(self) -> int:
        return sum(month.under for month in self.arrears)

    @property
    def is_affected(self) -> bool:
        return bool(self.arrears) or self.new_fen != self.old_fen

    def said(self) -> tuple[Any, ...]:
        """All that a line says of the money: the same again when nothing has happened since."""
        months = [(month.month, month.had, month.due) for month in self.arrears]
        return (self.old_fen, self.new_fen, self.from_month, months, self.problem)


MONTHS_LOWER = _("有月份按当时的家庭成员应发更少，不在这里扣减，请另作追溯核定。")
Due = tuple[int | None, RaiseProblem | None, str]


@dataclass
class Raising:
    """Some units of a raise, read in a handful of queries."""

    run: Raise
    ids: Collection[int]

    def findings(self) -> list[Finding]:
        self._load()
        units = AwardUnit.objects.select_related("household__division").filter(pk__in=self.ids)
        ordered = units.order_by("household__division_id", "household__number", "pk")
        return [found for unit in ordered if (found := self._find(unit)) is not None]

    def _load(self) -> None:
        self.awards: dict[int, list[Award]] = defaultdict(list)
        rows = Award.objects.effective().filter(unit__in=self.ids).select_related("determination")
        for award in rows.order_by("first_month", "pk"):
            self.awards[award.unit_id].append(award)
        self.rests: dict[int, list[Suspension]] = defaultdict(list)
        for rest in Suspension.objects.filter(unit__in=self.ids):
            self.rests[rest.unit_id].append(rest)
        self.owed = Arrear.objects.by_unit_and_month(self.ids)
        self.gone, self.heads = self._people()
        members = UnitMember.objects.effective().filter(unit__in=self.ids)
        self.members: dict[int, list[UnitMember]] = defaultdict(list)
        for member in members:
            self.members[member.unit_id].append(member)
        other = RaiseLine.objects.raised().filter(unit__in=self.ids, value_on=self.run.value_on)
        self.elsewhere = set(other.exclude(run=self.run).values_list("unit", flat=True))
        self.known: dict[tuple[int, frozenset[int]], Due] = {}

    def _people(self) -> tuple[dict[int, dict[int, date]], dict[int, str]]:
        """By household: since when somebody is dead or away, and the name of the head."""
        households = AwardUnit.objects.filter(pk__in=self.ids).values("household")
        rows = Membership.objects.filter(household__in=households).select_related("person").heads_first()
        gone: dict[int, dict[int, date]] = defaultdict(dict)
        heads: dict[int, str] = {}
        here = {(row.household_id, row.person_id) for row in rows if row.last_day is None}
        for row in rows:
            heads.setdefault(row.household_id, row.person.name)
            day = row.person.died_on
            if day is None and (row.household_id, row.person_id) not in here:
                day = row.last_day
            if day is not None:
                gone[row.household_id][row.person_id] = day
        return gone, heads

    def _find(self, unit: AwardUnit) -> Finding | None:
        awards = self.awards[unit.pk]
        if not awards:
            return None
        newest, members = awards[-1], [m for m in self.members[unit.pk] if m.last_day is None]
        found = Finding(
            unit,
            newest.determination,
            self.heads.get(unit.household_id, ""),
            len(members or self.members[unit.pk]),
        )
        found.old_fen = found.new_fen = newest.monthly_fen
        if unit.pk in self.elsewhere:
            found.problem = RaiseProblem.OTHER_RUN
        elif unit.ended_on is None:
            self._judge_running(found, newest)
        if found.problem is None:
            self._judge_months(found, awards)
        return found

    def _judge_running(self, found: Finding, newest: Award) -> None:
        """The monthly amount from the month on that regular lists can still pay with it."""
        earliest = earliest_month(found.unit) or date.min
        found.from_month = max(self.run.regular_month, earliest, newest.first_month)
        away = self._away(found.unit, newest, found.from_month)
        if away:
            found.problem = RaiseProblem.MEMBERS
            return
        due, found.problem, found.note = self._due(newest, away)
        if due is not None and found.problem is None:
            found.new_fen = due
            found.problem = RaiseProblem.LOWER if due < found.old_fen else None

    def _judge_months(self, found: Finding, awards: list[Award]) -> None:
        """The months from the first one of the value to the last one before regular lists pay with it."""
        last = previous_month(found.from_month) if found.from_month else date.max
        had: dict[date, int] = {}
        due: dict[date, int] = {}
        for award in awards:
            end = min(last, award.last_month or last)
            for month in months_between(max(self.run.first_month, award.first_month), end):
                if self._rests(found.unit, month):
                    continue
                had[month] = award.monthly_fen + self.owed.get((found.unit.pk, month), 0)
                fen, problem, note = self._due(award, self._away(found.unit, award, month))
                if problem is not None:
                    found.problem, found.note = problem, note
                    return
                due[month] = had[month] if fen is None else fen
                if due[month] < had[month] and self._away(found.unit, award, month):
                    found.note = str(MONTHS_LOWER)
        found.months = months_owed(had, due)

    def _rests(self, unit: AwardUnit, month: date) -> bool:
        return any(
            rest.first_month <= month and (rest.last_month is None or rest.last_month >= month)
            for rest in self.rests[unit.pk]
        )

    def _away(self, unit: AwardUnit, award: Award, month: date) -> frozenset[int]:
        """Those of the determination who had died or left before the month began."""
        persons = award.determination.frozen.get("persons", [])
        gone = self.gone[unit.household_id]
        return frozenset(person for person in persons if person in gone and gone[person] < month)

    def _due(self, award: Award, away: frozenset[int]) -> Due:
        """The amount by the new value; None where the award does not follow the standard (渐退期)."""
        if award.reason == AwardReason.GRACE:
            return None, None, ""
        key = (award.determination_id, away)
        if key not in self.known:
            self.known[key] = self._compute(award, away)
        return self.known[key]

    def _compute(self, award: Award, away: frozenset[int]) -> Due:
        determination = award.determination
        if (determination.amount_fen or 0) != award.monthly_fen or not determination.frozen:
            return None, RaiseProblem.TAKEN_OVER, ""
        on = max(self.run.value_on, determination.on)
        answer = rulebook.assess_again(determination.frozen, on, without=away, explained=False)
        if answer is None:
            return 0, None, ""
        if answer.outcome == Outcome.NOT_ELIGIBLE:
            return (0, None, "") if away else (None, RaiseProblem.NOT_ELIGIBLE, "")
        if answer.amount_fen is None or answer.problem:
            missing = "、".join(fact.label for fact in answer.missing)
            return None, RaiseProblem.UNKNOWN, (answer.problem or missing)[:300]
        return answer.amount_fen, None, ""
