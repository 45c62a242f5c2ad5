"""What every test may use."""

import pytest


def pytest_configure() -> None:
    from tests import emptying

    emptying.install()


@pytest.fixture
def county(db):
    """A made-up county with two townships; `county[Role.X]` is a user with that role."""
    from tests import county as maker

    return maker.make()
