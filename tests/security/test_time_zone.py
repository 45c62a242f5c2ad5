"""A day at the county's desk is the same day wherever the server stands."""

import os
import time
from datetime import UTC, date, datetime

import pytest

from doudi.office.base.calendar import add_calendar_days, add_working_days, today
from tests import office_world

ZONES = ["UTC", "America/St_Johns", "Pacific/Kiritimati", "Asia/Shanghai"]


@pytest.fixture(params=ZONES)
def zone(request, monkeypatch):
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 1, 15, 59, 59, tzinfo=UTC), date(2026, 3, 1)),
        (datetime(2026, 3, 1, 16, 0, 0, tzinfo=UTC), date(2026, 3, 2)),
        (datetime(2025, 12, 31, 16, 0, 0, tzinfo=UTC), date(2026, 1, 1)),
    ],
)
def test_midnight_is_midnight_in_china(zone, settings, moment, day):
    settings.FIXED_NOW = moment
    assert os.environ["TZ"] == zone
    assert today() == day


def test_a_deadline_is_the_same_day_in_every_zone(db, zone):
    due = [add_working_days(date(2026, 2, 10), n).due.isoformat() for n in (3, 10, 20, 30)]
    assert due == ["2026-02-13", "2026-03-02", "2026-03-16", "2026-03-30"]
    assert add_calendar_days(date(2026, 2, 10), 7).due == date(2026, 2, 17)


def test_a_case_is_due_on_the_same_day_in_every_zone(db, zone, settings, monkeypatch):
    settings.FIXED_NOW = datetime(2026, 3, 1, 16, 0, 1, tzinfo=UTC)
    office_world.Rules().install(monkeypatch)
    case = office_world.make(today()).case()
    assert (case.accepted_on, case.due_on) == (date(2026, 3, 2), date(2026, 4, 14))
