import pytest

from tests.payments.world import Bank


@pytest.fixture
def bank(county):
    return Bank(county)
