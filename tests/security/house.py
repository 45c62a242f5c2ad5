"""One township with a row of every kind, and every address of the house that leads to them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from doudi.office.base.models import Task
from doudi.office.cases import documents
from doudi.office.staff.models import User
from tests import office_world
from tests.house.stations import ON, Made, Station

BACKEND = "django.contrib.auth.backends.ModelBackend"
NOON = datetime(ON.year, ON.month, ON.day, 4, tzinfo=UTC)
POSTS = {
    "V": "assistant", "I": "intake", "R": "reviewer", "H": "head", "O": "officer", "C": "county_head",
    "F": "finance", "A": "auditor", "S": "admin", "Z": "citizen",
}  # fmt: skip

with (Path(__file__).parent.parent / "house" / "access.csv").open(newline="") as file:
    ADDRESSES = list(csv.DictReader(file))


@dataclass
class House:
    """`rows` holds the arguments of an address by the kind of row it leads to."""

    world: office_world.World
    rows: Made
    rules: office_world.Rules
    clients: dict[str, Client] = field(default_factory=dict)

    def addresses(self) -> Iterator[tuple[str, str, str, str]]:
        """(view, address, method, letters of the posts that may open it)."""
        for line in ADDRESSES:
            address = reverse(line["view"], args=self.rows[line["row"]])
            yield line["view"], address, line["method"], line["who"]

    def user(self, letters: str) -> User | None:
        """Somebody who may open it; nobody in particular for a public page."""
        if letters == "public":
            return None
        return getattr(self.world, POSTS["I" if "I" in letters else letters[0]])  # type: ignore[no-any-return]

    def client(self, letters: str = "public") -> Client:
        """A browser in which such a person is signed in."""
        user = self.user(letters)
        key = user.username if user else ""
        if key not in self.clients:
            self.clients[key] = self.new_client(user)
        return self.clients[key]

    def new_client(self, user: User | None, **given: Any) -> Client:
        client = Client(raise_request_exception=False, **given)
        if user is not None:
            client.force_login(user, backend=BACKEND)
        return client


def build(patch: Any) -> House:
    """Nobody's letters are drawn, and the rulebook answers as told; `FIXED_NOW` is for the caller to set."""
    patch.setattr(documents, "render", lambda _name, _data, _on: b"%PDF-1.7")
    world = office_world.make(ON)
    for name in office_world.STAFF:
        getattr(world, name)  # in post before anything that is taken back
    station = Station(world, "张有福")
    rows = station.judged()
    rules = office_world.Rules().install(patch)
    rows = {**rows, **station.rows(), **station.batch(), **station.standard(), **station.raised()}
    task = Task.objects.create(kind="nothing", created_by_id=world.intake.pk)
    rows |= {"": (), "task": (task.pk,), "parameter": ("990101", "dibao_line")}
    return House(world, rows, rules)


def body(answer: Any) -> bytes:
    """All of it; a file that is sent is closed."""
    whole = b"".join(answer.streaming_content) if answer.streaming else answer.content
    sent = getattr(answer, "file_to_stream", None)
    if sent is not None:
        sent.close()
    return whole


def taken_back(ask: Any, *given: Any, **more: Any) -> Any:
    """Ask, and take back what it did; the body is read while the answer lasts."""
    with transaction.atomic():
        answer = ask(*given, **more)
        answer.read = body(answer)
        transaction.set_rollback(True)
    return answer


# --- looking into the database ----------------------------------------------------------------


def tables(without: tuple[str, ...] = ()) -> dict[str, list[Any]]:
    """Every row of every table as the database keeps it."""
    found = {}
    for name in sorted(connection.introspection.table_names()):
        if name not in without:
            with connection.cursor() as cursor:
                cursor.execute(f'SELECT * FROM "{name}"')
                found[name] = sorted(repr([plain(value) for value in row]) for row in cursor.fetchall())
    return found


def plain(value: Any) -> Any:
    """Bytes as bytes, whatever the engine hands them over as."""
    return bytes(value) if isinstance(value, memoryview) else value


def cells() -> Iterator[tuple[str, bytes]]:
    """Every cell of every table as bytes, with the name of its table."""
    for name in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{name}"')
            for row in cursor.fetchall():
                for value in row:
                    raw = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                    yield name, raw
