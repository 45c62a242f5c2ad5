"""What waits for a post, by deadline and not by module: each app brings its own items."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

SOON_DAYS = 2
WEEK_DAYS = 7


@dataclass(frozen=True)
class Item:
    """One thing to do: what, about whom, where, until when."""

    title: str
    url: str
    subject: str
    place: str
    step: str
    due_on: date | None
    number: str = ""
    provisional: bool = False


@dataclass(frozen=True)
class Group:
    """Items of one urgency, the first due first."""

    title: str
    tone: str
    items: list[Item]


Source = Callable[[Any, date], Iterable[Item]]
_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Show items in the inbox: `source(user, on)` answers those that wait for this user."""
    _sources[name] = source


def items(user: Any, on: date) -> list[Item]:
    """Everything that waits for the user, the first due first."""
    found = [item for source in _sources.values() for item in source(user, on)]
    return sorted(found, key=lambda item: (item.due_on is None, item.due_on or on, item.number))


def groups(user: Any, on: date) -> list[Group]:
    """The same by urgency; empty groups are left out."""
    rows: dict[str, list[Item]] = {"late": [], "soon": [], "week": [], "later": []}
    for item in items(user, on):
        rows[_urgency(item.due_on, on)].append(item)
    named = [
        Group(_("已超期"), "bad", rows["late"]),
        Group(_("今明两天到期"), "warn", rows["soon"]),
        Group(_("一周内到期"), "", rows["week"]),
        Group(_("以后到期"), "", rows["later"]),
    ]
    return [group for group in named if group.items]


def _urgency(due_on: date | None, on: date) -> str:
    if due_on is None or due_on > on + timedelta(days=WEEK_DAYS):
        return "later"
    if due_on < on:
        return "late"
    return "soon" if due_on < on + timedelta(days=SOON_DAYS) else "week"
