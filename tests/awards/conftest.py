import pytest

from tests.awards.world import World


@pytest.fixture
def world(county):
    return World(county)
