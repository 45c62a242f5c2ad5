"""What every test may use."""

import sys

import pytest

OF_ITS_OWN = {"db", "transactional_db"}
"""Who asks for these has the database for itself …"""
SHARED = {"built", "house"}
"""… unless it stands in a house that is built once for a file."""


def pytest_configure() -> None:
    from tests import emptying

    emptying.install()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item):
    """A transaction that a test left open would break others, far from it."""
    from django.db import connection

    result = yield
    if policies := sys.modules.get("doudi.policies"):
        policies.use(None)  # standards that this test approved are gone with its transaction
    names = {*item.fixturenames}
    if OF_ITS_OWN & names and not SHARED & names:
        assert not connection.in_atomic_block, f"{item.nodeid} left a transaction open"
    return result


@pytest.fixture
def county(db):
    """A made-up county with two townships; `county[Role.X]` is a user with that role."""
    from tests import county as maker

    return maker.make()
