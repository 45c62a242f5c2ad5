"""Emptying the database after a test with real transactions, although parts of it only grow."""

from contextlib import contextmanager

from django.db import connection
from django.test import TransactionTestCase


@contextmanager
def triggers_asleep():
    """No trigger of ours fires inside: SQLite gets its own back afterwards, PostgreSQL a replica session."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            try:
                yield
            finally:
                cursor.execute("SET session_replication_role = DEFAULT")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        kept = cursor.fetchall()
        for name, _sql in kept:
            cursor.execute(f'DROP TRIGGER "{name}"')
        try:
            yield
        finally:
            for _name, sql in kept:
                cursor.execute(sql, None)


def install() -> None:
    """Let Django's flush after a transactional test pass the append-only tables."""
    plain = TransactionTestCase._fixture_teardown

    def teardown(self):
        with triggers_asleep():
            plain(self)

    TransactionTestCase._fixture_teardown = teardown
