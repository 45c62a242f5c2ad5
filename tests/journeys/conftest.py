"""Every story has a walker of its own, and real rules."""

import pytest

from .walk import Walker


@pytest.fixture
def walker(db, settings):
    settings.DEMO = False
    return Walker(settings)
