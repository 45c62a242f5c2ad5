"""Sentences that the database itself enforces, written once for both engines.

A condition is plain SQL over NEW and OLD that is true when the change is forbidden. PostgreSQL also
takes `lock`, a row to hold while the condition is looked up, so that two writers cannot both pass.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import migrations


@dataclass(frozen=True)
class Guard:
    name: str
    table: str
    event: str
    forbidden: str
    message: str
    lock: str = ""

    def make(self, vendor: str) -> Iterable[str]:
        if vendor == "postgresql":
            lock = f"PERFORM 1 FROM {self.lock} FOR NO KEY UPDATE;" if self.lock else ""
            row = "OLD" if self.event == "DELETE" else "NEW"
            yield (
                f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {lock} "
                f"IF {self.forbidden} THEN RAISE EXCEPTION '{self.message}' USING ERRCODE = '23001'; END IF; "
                f"RETURN {row}; END $$"
            )
            yield (
                f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} "
                f"FOR EACH ROW EXECUTE FUNCTION {self.name}()"
            )
            return
        yield (
            f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} WHEN {self.forbidden} "
            f"BEGIN SELECT RAISE(ABORT, '{self.message}'); END"
        )

    def drop(self, vendor: str) -> Iterable[str]:
        if vendor == "postgresql":
            yield f"DROP TRIGGER IF EXISTS {self.name} ON {self.table}"
            yield f"DROP FUNCTION IF EXISTS {self.name}()"
            return
        yield f"DROP TRIGGER IF EXISTS {self.name}"


def frozen(*columns: str) -> str:
    """True when one of these columns changes."""
    return "(" + " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns) + ")"


def no_delete(table: str) -> Guard:
    return Guard(f"{table}_stays", table, "DELETE", "1 = 1", f"rows of {table} are never deleted")


def install(guards: Sequence[Guard]) -> migrations.RunPython:
    """The migration step that makes the database hold these sentences."""

    def forwards(apps: Any, schema_editor: Any) -> None:
        _run(schema_editor, [s for g in guards for s in g.make(schema_editor.connection.vendor)])

    def backwards(apps: Any, schema_editor: Any) -> None:
        _run(schema_editor, [s for g in guards for s in g.drop(schema_editor.connection.vendor)])

    return migrations.RunPython(forwards, backwards)


def _run(schema_editor: Any, statements: Sequence[str]) -> None:
    with schema_editor.connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
