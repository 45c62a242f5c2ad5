"""Working days by the published holidays; examples QX-01 to QX-07 of the worked examples."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doudi.office.base import calendar
from doudi.office.base.models import CalendarDay

pytestmark = pytest.mark.django_db

# source: 国务院办公厅关于2026年部分节假日安排的通知
EXAMPLES = {
    "QX-01": (date(2026, 2, 12), 3, date(2026, 2, 24)),
    "QX-02": (date(2026, 9, 28), 30, date(2026, 11, 13)),
    "QX-04": (date(2026, 9, 28), 20, date(2026, 10, 30)),
    "QX-05": (date(2026, 4, 30), 10, date(2026, 5, 18)),
    "QX-07": (date(2026, 1, 2), 1, date(2026, 1, 4)),
}


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_period_ends_on_the_published_day(example):
    start, days, due = EXAMPLES[example]
    assert calendar.add_working_days(start, days) == calendar.Deadline(due)
    assert calendar.working_days_between(start, due) == days


def test_the_day_after_the_start_is_day_one():
    assert calendar.add_working_days(date(2026, 3, 2), 1).due == date(2026, 3, 3)
    assert calendar.add_working_days(date(2026, 3, 2), 0).due == date(2026, 3, 2)


def test_calendar_days_are_plain_days():
    assert calendar.add_calendar_days(date(2026, 9, 28), 7).due == date(2026, 10, 5)


def test_a_make_up_saturday_is_a_working_day_and_a_holiday_monday_is_not():
    assert calendar.is_working_day(date(2026, 2, 14))
    assert not calendar.is_working_day(date(2026, 2, 16))


@pytest.mark.parametrize("days", [-1, 2001])
def test_a_period_no_law_knows_is_refused(days):
    with pytest.raises(ValueError, match="period"):
        calendar.add_working_days(date(2026, 1, 1), days)


def test_a_deadline_in_an_unpublished_year_is_provisional():
    deadline = calendar.add_working_days(date(2029, 12, 20), 30)
    assert deadline.provisional
    assert "2029、2030 年放假安排尚未公布" in deadline.note


def test_a_deadline_that_crosses_into_an_unpublished_year_says_so():
    deadline = calendar.add_working_days(date(2026, 12, 28), 10)
    assert deadline.provisional
    assert deadline.note.startswith("2027 年")
    assert not calendar.add_working_days(date(2026, 12, 28), 2).provisional


def test_a_loaded_day_goes_before_the_built_in_one():
    day = date(2026, 2, 16)
    CalendarDay.objects.create(day=day, is_working=True, year=2026, source="test")
    assert calendar.is_working_day(day)


def test_a_stray_day_of_another_years_notice_does_not_publish_a_year():
    CalendarDay.objects.create(day=date(2030, 1, 2), is_working=False, year=2029, source="test")
    days = calendar.WorkDays()
    assert not days.is_working(date(2030, 1, 2))
    assert not days.year(2030).is_published


def notice(path, year, days):
    papers = ["http://www.gov.cn/2027"]
    rows = [{"name": "元旦", "date": str(day), "isOffDay": off} for day, off in days.items()]
    path.write_text(json.dumps({"year": year, "papers": papers, "days": rows}), encoding="utf-8")


def test_a_loaded_year_makes_its_deadlines_firm(tmp_path, capsys):
    file = tmp_path / "2027.json"
    notice(file, 2027, {date(2027, 1, 1): True, date(2027, 1, 3): False})
    call_command("load_calendar", file)
    assert "2027 年：2 天" in capsys.readouterr().out
    assert calendar.add_working_days(date(2026, 12, 31), 1) == calendar.Deadline(date(2027, 1, 3))


def test_loading_a_year_twice_replaces_it(tmp_path, capsys):
    file = tmp_path / "2027.json"
    notice(file, 2027, {date(2027, 1, 1): True, date(2027, 1, 3): False})
    call_command("load_calendar", file)
    notice(file, 2027, {date(2027, 1, 4): True})
    call_command("load_calendar", file)
    assert list(CalendarDay.objects.values_list("day", flat=True)) == [date(2027, 1, 4)]
    assert str(CalendarDay.objects.get()) == "2027-01-04 放假"


@pytest.mark.parametrize("text", ["{", "[]", '{"year": 2027}', '{"year": 2027, "days": []}'])
def test_a_file_of_another_kind_is_refused(tmp_path, text):
    file = tmp_path / "x.json"
    file.write_text(text)
    with pytest.raises(CommandError):
        call_command("load_calendar", file)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
@given(st.dates(date(2020, 1, 1), date(2026, 9, 1)), st.integers(1, 45))
def test_more_days_never_end_earlier(start, days):
    calendar_days = calendar.WorkDays()
    due = calendar_days.add(start, days).due
    assert calendar_days.is_working(due)
    assert calendar_days.add(start, days + 1).due > due
    assert calendar_days.between(start, due) == days
    assert calendar_days.between(due, start) == -days


def test_days_left_count_down_and_below_zero():
    deadline = calendar.Deadline(date(2026, 3, 10))
    assert [deadline.days_left(date(2026, 3, day)) for day in (8, 10, 12)] == [2, 0, -2]


def test_today_is_the_day_at_the_desk_in_china(settings):
    settings.FIXED_NOW = datetime(2025, 8, 1, 16, 30, tzinfo=UTC)
    assert calendar.today() == date(2025, 8, 2)


def test_the_clock_of_the_database_runs_like_ours():
    assert abs(calendar.database_now() - calendar.now()) < timedelta(minutes=1)
