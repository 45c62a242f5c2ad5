"""The public pages of the made-up county, on a fixed day."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from tests import office_world

ON = date(2026, 3, 2)


def moment(day: date, hour: int = 4) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


@pytest.fixture(autouse=True)
def day(settings):
    """`day(date)` turns the calendar."""

    def turn(on: date, hour: int = 4) -> date:
        settings.FIXED_NOW = moment(on, hour)
        return on

    turn(ON)
    return turn


@pytest.fixture
def rules(monkeypatch):
    return office_world.Rules().install(monkeypatch)


@pytest.fixture
def world(db, rules):
    return office_world.make(ON)


@pytest.fixture
def anybody(db):
    return Client(raise_request_exception=False)


@pytest.fixture
def desk(db):
    """`desk(user)` is a browser in which that user is signed in."""

    def sign_in(user):
        client = Client(raise_request_exception=False)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def read(answer) -> str:
    return answer.content.decode()
