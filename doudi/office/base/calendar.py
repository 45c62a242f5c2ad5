"""Days: today, working days, and the due day of a period that the law gives.

The day after the start is day 1. Days loaded from a notice go before the built-in calendar;
a year without either is counted by weekends alone, and the result says that it is provisional.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache

from chinese_calendar import constants
from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from doudi.office.base.models import CalendarDay

BUILT_IN_YEARS = range(min(constants.holidays).year, max(constants.holidays).year + 1)
ONE_DAY = timedelta(days=1)
SATURDAY = 5
LONGEST_PERIOD = 2000


def now() -> datetime:
    """This moment; `settings.FIXED_NOW` stands in for it in tests and demonstrations."""
    fixed: datetime | None = getattr(settings, "FIXED_NOW", None)
    return fixed or timezone.now()


def today() -> date:
    """The day at the county's desk."""
    return timezone.localdate(now())


def database_now() -> datetime:
    """The clock of the database: one clock for all processes."""
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


@dataclass(frozen=True)
class Deadline:
    """The last day on which something is in time."""

    due: date
    provisional: bool = False
    note: str = ""

    def days_left(self, on: date) -> int:
        """Calendar days; negative when late."""
        return (self.due - on).days


@dataclass(frozen=True)
class Year:
    """One year: whether its holidays are published, and the days that differ from the plain week."""

    is_published: bool
    special: dict[date, bool]


@dataclass
class WorkDays:
    """The calendar of a few years, read once; make one for a page with many deadlines."""

    years: dict[int, Year] = field(default_factory=dict)

    def year(self, number: int) -> Year:
        if number not in self.years:
            self.years[number] = _read_year(number)
        return self.years[number]

    def is_working(self, day: date) -> bool:
        return self.year(day.year).special.get(day, day.weekday() < SATURDAY)

    def add(self, start: date, days: int) -> Deadline:
        """The day on which the `days`-th working day after `start` falls."""
        if not 0 <= days <= LONGEST_PERIOD:
            raise ValueError(f"a period of {days} working days")
        day, left, unpublished = start, days, set()
        while left:
            day += ONE_DAY
            if not self.year(day.year).is_published:
                unpublished.add(day.year)
            left -= self.is_working(day)
        return Deadline(day, bool(unpublished), _note(unpublished))

    def between(self, start: date, end: date) -> int:
        """Working days after `start` up to and with `end`; negative when `end` lies before."""
        if end < start:
            return -self.between(end, start)
        days = (start + ONE_DAY * n for n in range(1, (end - start).days + 1))
        return sum(self.is_working(day) for day in days)


def is_working_day(day: date) -> bool:
    return WorkDays().is_working(day)


def add_working_days(start: date, days: int) -> Deadline:
    return WorkDays().add(start, days)


def add_calendar_days(start: date, days: int) -> Deadline:
    return Deadline(start + ONE_DAY * days)


def working_days_between(start: date, end: date) -> int:
    return WorkDays().between(start, end)


def _read_year(number: int) -> Year:
    in_year = Q(day__range=(date(number, 1, 1), date(number, 12, 31)))
    rows = list(CalendarDay.objects.filter(in_year | Q(year=number)).values_list("day", "is_working", "year"))
    loaded = {day: is_working for day, is_working, _year in rows if day.year == number}
    is_loaded = any(year == number for _day, _is_working, year in rows)
    built_in = {} if is_loaded else _built_in().get(number, {})
    return Year(is_loaded or number in BUILT_IN_YEARS, built_in | loaded)


@cache
def _built_in() -> dict[int, dict[date, bool]]:
    """The calendar that comes with the house: for each year the days that differ from the plain week."""
    years: dict[int, dict[date, bool]] = {}
    for days, is_working in ((constants.holidays, False), (constants.workdays, True)):
        for day in days:
            years.setdefault(day.year, {})[day] = is_working
    return years


def _note(years: set[int]) -> str:
    if not years:
        return ""
    named = "、".join(str(year) for year in sorted(years))
    return _("%(years)s 年放假安排尚未公布，暂按双休日推算，公布后以公布为准。") % {"years": named}
