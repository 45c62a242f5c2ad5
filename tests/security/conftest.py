"""The house that every test of this folder asks: built once for a file, and left as it was by each test."""

from contextlib import ExitStack
from dataclasses import replace

import pytest
from django.db import transaction
from django.test import override_settings
from django.test.utils import setup_databases, teardown_databases

from .house import NOON, build

ASKS_FOR_IT = {"db", "transactional_db", "live_server"}


@pytest.fixture(scope="session")
def database(request, django_db_setup, django_db_blocker):
    """The test database, which is only made for those who ask for it by its usual names."""
    items = request.session.items
    if any(item.get_closest_marker("django_db") or ASKS_FOR_IT & {*item.fixturenames} for item in items):
        yield
        return
    with django_db_blocker.unblock():
        made = setup_databases(0, interactive=False, aliases={"default"})
        yield
        teardown_databases(made, 0)


@pytest.fixture(scope="module")
def built(database, django_db_blocker):
    with ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())
        stack.enter_context(override_settings(FIXED_NOW=NOON))
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        stack.enter_context(transaction.atomic())
        yield build(patch)
        transaction.set_rollback(True)


@pytest.fixture
def house(built):
    """The house for one test; no test of a file that uses it asks for `db` beside it."""
    with transaction.atomic():
        yield replace(built, rows=dict(built.rows), clients={})
        transaction.set_rollback(True)
