"""What every test may use."""

import pytest

BUILT_FOR_A_FILE = {"built", "house"}
"""Fixtures that keep a transaction open from one test of a file to the next."""


def pytest_configure() -> None:
    from tests import emptying

    emptying.install()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item):
    """A transaction that a test left open would break others, far from it."""
    from django.db import connection

    result = yield
    if not BUILT_FOR_A_FILE & {*item.fixturenames}:
        assert not connection.in_atomic_block, f"{item.nodeid} left a transaction open"
    return result


@pytest.fixture
def county(db):
    """A made-up county with two townships; `county[Role.X]` is a user with that role."""
    from tests import county as maker

    return maker.make()
