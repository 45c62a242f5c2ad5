"""The made-up county with made-up rules: tests here are about the office, not about the law."""

import pytest

from tests import office_world


@pytest.fixture
def rules(monkeypatch):
    return office_world.Rules().install(monkeypatch)


@pytest.fixture
def world(db, rules):
    return office_world.make()


@pytest.fixture
def case(world):
    return world.case()
