"""Questions asked of awards, and the arithmetic of months.

A month is its first day. A range whose last month lies before its first month is empty: the award or
the suspension was withdrawn before it took effect.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from doudi.office.base.money import split_exact

ONE_DAY = timedelta(days=1)


def month_of(day: date) -> date:
    """The month in which `day` lies."""
    return day.replace(day=1)


def add_months(month: date, count: int) -> date:
    """The month `count` months later (or earlier)."""
    years, index = divmod(month.month - 1 + count, 12)
    return date(month.year + years, index + 1, 1)


def next_month(month: date) -> date:
    return add_months(month, 1)


def previous_month(month: date) -> date:
    return add_months(month, -1)


def last_day_of(month: date) -> date:
    return next_month(month) - ONE_DAY


def covers(month) -> Q:
    """Rows with `first_month` and `last_month` whose range holds `month`."""
    return Q(first_month__lte=month) & (Q(last_month=None) | Q(last_month__gte=month))


NOT_EMPTY = Q(last_month=None) | Q(last_month__gte=F("first_month"))


class AwardQuerySet(models.QuerySet):
    def covering(self, month: date):
        """Awards that hold for that month."""
        return self.filter(covers(month))

    def effective(self):
        """Awards that were not withdrawn before they began."""
        return self.filter(NOT_EMPTY)


class SuspensionQuerySet(models.QuerySet):
    def covering(self, month: date):
        return self.filter(covers(month))


class UnitMemberQuerySet(models.QuerySet):
    def effective(self):
        """Members whose award was not withdrawn before it began."""
        return self.filter(Q(last_day=None) | Q(last_day__gte=F("first_day")))

    def on(self, day: date):
        return self.filter(Q(last_day=None) | Q(last_day__gte=day), first_day__lte=day)


class AwardUnitQuerySet(models.QuerySet):
    def visible_to(self, user):
        from doudi.office.staff.permissions import in_scope

        return in_scope(self, user, "household__division__path")

    def awarded(self, month: date):
        """Units with an award for that month, suspended or not."""
        return self.filter(Exists(_awards().filter(covers(month), unit=OuterRef("pk"))))

    def suspended(self, month: date):
        return self.filter(Exists(_suspensions().filter(covers(month), unit=OuterRef("pk"))))

    def in_force(self, month: date):
        """Units with an award for that month that is not suspended."""
        return self.awarded(month).exclude(Exists(_suspensions().filter(covers(month), unit=OuterRef("pk"))))

    def ended_before(self, month: date):
        """Units whose last award lies before that month."""
        return self.filter(ended_on__lt=month)

    def ending(self, first: date, last: date):
        """Units whose awards run out in one of these months: the early warning list."""
        return self.filter(ended_on__gte=first, ended_on__lte=last_day_of(last))

    def change_required(self, on: date):
        """Units granted for people who have died or left since: the award has to be decided again."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=on)).filter(Exists(_members_gone(on)))

    def raisable(self, run):
        """Units of the raise's place and programme with money for a month in which its value holds."""
        due = _awards().filter(NOT_EMPTY, unit=OuterRef("pk"), monthly_fen__gt=0)
        due = due.filter(Q(last_month=None) | Q(last_month__gte=run.first_month))
        in_other = apps.get_model("awards", "RaiseLine").objects.raised()
        in_other = in_other.filter(unit=OuterRef("pk"), value_on=run.value_on).exclude(run=run)
        units = self.filter(programme=run.programme, household__division__path__startswith=run.division.path)
        return units.filter(Exists(due)).exclude(Exists(in_other))

    def with_award_of(self, month: date):
        """Adds `award_fen` and `award_first_month` of the award that covers the month, or the latest one."""
        latest = (
            _awards().filter(NOT_EMPTY, unit=OuterRef("pk"), first_month__lte=month).order_by("-first_month")
        )
        return self.annotate(
            award_fen=Subquery(latest.values("monthly_fen")[:1]),
            award_first_month=Subquery(latest.values("first_month")[:1]),
            award_last_month=Subquery(latest.values("last_month")[:1]),
        )


class RaiseQuerySet(models.QuerySet):
    def visible_to(self, user):
        from doudi.office.staff.permissions import in_scope

        return in_scope(self, user, "division__path")

    def with_totals(self):
        """Adds how many are raised, by how much a month, their arrears, and how many are held."""
        raised = Q(lines__state__in=["PROPOSED", "APPLIED"])
        running = raised & Q(lines__from_month__isnull=False)
        return self.annotate(
            raised_count=Count("lines", filter=raised),
            more_fen=Coalesce(Sum(F("lines__new_fen") - F("lines__old_fen"), filter=running), 0),
            total_arrears_fen=Coalesce(Sum("lines__arrears_fen", filter=raised), 0),
            held_count=Count("lines", filter=Q(lines__state="HELD")),
            same_count=Count("lines", filter=Q(lines__state="SAME")),
        )


class RaiseLineQuerySet(models.QuerySet):
    def visible_to(self, user):
        from doudi.office.staff.permissions import in_scope

        return in_scope(self, user, "unit__household__division__path")

    def raised(self):
        """Those that get more: proposed, or carried out."""
        return self.filter(state__in=["PROPOSED", "APPLIED"])

    def in_order(self):
        return self.order_by("unit__household__division_id", "unit__household__number", "pk")


class ArrearQuerySet(models.QuerySet):
    def by_unit_and_month(self, units) -> dict[tuple[int, date], int]:
        """What approved raises owe, by unit and month."""
        rows = self.filter(unit__in=units).values_list("unit", "month").annotate(fen=Sum("fen")).order_by()
        return {(unit, month): fen for unit, month, fen in rows}


class ReassessmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        from doudi.office.staff.permissions import in_scope

        return in_scope(self, user, "unit__household__division__path")


def _awards():
    Award = apps.get_model("awards", "Award")

    return Award.objects.all()


def _suspensions():
    Suspension = apps.get_model("awards", "Suspension")

    return Suspension.objects.all()


def _members_gone(on: date):
    """Members of the unit whom its newest award still counts although they died or left the household."""
    Membership = apps.get_model("people", "Membership")

    UnitMember = apps.get_model("awards", "UnitMember")

    newest = (
        _awards().filter(NOT_EMPTY, unit=OuterRef("unit")).order_by("-first_month").values("first_month")[:1]
    )
    at_home = Membership.objects.living_together(on).filter(
        person=OuterRef("person"), household=OuterRef("unit__household")
    )
    members = (
        UnitMember.objects.effective()
        .filter(unit=OuterRef("pk"))
        .annotate(award_first_month=Subquery(newest))
    )
    counted = members.filter(Q(last_day=None) | Q(last_day__gte=F("award_first_month")))
    return counted.filter(Q(person__died_on__lte=on) | Q(last_day__lte=on) | ~Exists(at_home))


# --- months as numbers: what was had, what was due --------------------------------------------


class MonthOwed(NamedTuple):
    """One month: what was had and what was due, in fen."""

    month: date
    had: int
    due: int

    @property
    def under(self) -> int:
        """Paid too little."""
        return max(0, self.due - self.had)

    @property
    def over(self) -> int:
        """Paid too much."""
        return max(0, self.had - self.due)


def months_between(first: date, last: date) -> list[date]:
    """The months from one to another, both included; none when the last lies before the first."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [add_months(first, index) for index in range(max(0, count))]


def first_month_of(day: date) -> date:
    """The first month for which something holds that is true from `day` on: a month counts by its first day."""
    return day if day.day == 1 else next_month(month_of(day))


def months_owed(had: Mapping[date, int], due: Mapping[date, int]) -> list[MonthOwed]:
    """Every month in which something was had, against what was due; a month that is not due counts 0.

    Months that are due and were not had are left out: they are still to be paid in the ordinary way.
    """
    return [MonthOwed(month, had[month], due.get(month, 0)) for month in sorted(had)]


def own_share(monthly_fen: int, members: int, position: int = 0) -> int:
    """One member's part of a family's amount, to the fen; all parts add up to it.

    For whoever refuses work three times only the own part is reduced (社会救助暂行办法 第四十五条).
    """
    return split_exact(monthly_fen, [1] * members)[position] if members else 0
