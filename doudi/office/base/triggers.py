"""Tables that only grow: the database itself refuses UPDATE, DELETE and TRUNCATE, on both engines."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import migrations

POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION doudi_forbid() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on % is forbidden', TG_OP, TG_TABLE_NAME USING ERRCODE = '23001';
END $$
"""


def install(connection: Any, table: str) -> None:
    """Forbid changes to `table`; harmless when they are forbidden already."""
    with connection.cursor() as cursor:
        for statement in _install(connection.vendor, table):
            cursor.execute(statement)


def remove(connection: Any, table: str) -> None:
    """Allow changes again: for tests that empty the database, never for the running office."""
    with connection.cursor() as cursor:
        for statement in _remove(connection.vendor, table):
            cursor.execute(statement)


def append_only(*tables: str) -> migrations.RunPython:
    """The migration step that makes `tables` append-only."""

    def forwards(apps: Any, schema_editor: Any) -> None:
        for table in tables:
            install(schema_editor.connection, table)

    def backwards(apps: Any, schema_editor: Any) -> None:
        for table in tables:
            remove(schema_editor.connection, table)

    return migrations.RunPython(forwards, backwards)


@contextmanager
def asleep(connection: Any, table: str) -> Iterator[None]:
    """No trigger of ours on `table` fires inside; within a transaction, so that a crash leaves them awake.

    For sealing the same text anew with another key, and for nothing else.
    """
    quiet, awake = _asleep(connection, table)
    with connection.cursor() as cursor:
        for statement in quiet:
            cursor.execute(statement)
    yield
    with connection.cursor() as cursor:
        for statement in awake:
            cursor.execute(statement)


def _asleep(connection: Any, table: str) -> tuple[list[str], list[str]]:
    """The statements that put the triggers to sleep and wake them."""
    if connection.vendor == "postgresql":
        found = _names(connection, OF_TABLE["postgresql"], table)
        change = f"ALTER TABLE {table} {{}} TRIGGER USER"
        return ([change.format("DISABLE")], [change.format("ENABLE")]) if found else ([], [])
    found = _names(connection, OF_TABLE["sqlite"], table)
    return [f'DROP TRIGGER "{name}"' for name, _sql in found], [sql for _name, sql in found]


OF_TABLE = {
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal",
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
}


def _names(connection: Any, statement: str, table: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [table])
        return list(cursor.fetchall())


def guarded_tables(connection: Any) -> list[str]:
    """The tables that are append-only in this database."""
    names = {
        "postgresql": "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%_grows'",
        "sqlite": "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_no_delete'",
    }
    with connection.cursor() as cursor:
        cursor.execute(names[connection.vendor])
        return [row[0] for row in cursor.fetchall()]


def _install(vendor: str, table: str) -> Iterable[str]:
    yield from _remove(vendor, table)
    if vendor == "postgresql":
        yield POSTGRES_FUNCTION
        yield (
            f"CREATE TRIGGER {table}_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION doudi_forbid()"
        )
        return
    for act in ("update", "delete"):
        yield (
            f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{act.upper()} on {table} is forbidden'); END"
        )


def _remove(vendor: str, table: str) -> Iterable[str]:
    if vendor == "postgresql":
        yield f"DROP TRIGGER IF EXISTS {table}_grows ON {table}"
        return
    yield f"DROP TRIGGER IF EXISTS {table}_no_update"
    yield f"DROP TRIGGER IF EXISTS {table}_no_delete"
