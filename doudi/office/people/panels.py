"""What higher apps show on the file of a household and say of a person, without people knowing them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from .models import Household, Person

Answer = tuple[str, str, Mapping[str, Any]] | None
Panel = Callable[[Any, Household], Answer]
Hint = Callable[[Any, Person], list[str]]
Act = Callable[[Any, Household], tuple[str, str] | None]
Search = Callable[[Any, str], list[tuple[str, str, str]]]


@dataclass(frozen=True)
class Shown:
    """One panel on the page."""

    name: str
    title: str
    html: str


_panels: dict[str, tuple[int, Panel]] = {}
_hints: dict[str, Hint] = {}
_acts: dict[str, tuple[int, Act]] = {}
_searches: dict[str, Search] = {}


def register(name: str, order: int, panel: Panel) -> None:
    """Show a panel on every household file.

    `panel(request, household)` answers (title, template, context), or None to show nothing.
    The template gets `household` and `request` too.
    """
    _panels[name] = (order, panel)


def register_hint(name: str, hint: Hint) -> None:
    """Say something of a person while they are being typed: `hint(user, person)` answers sentences."""
    _hints[name] = hint


def register_act(name: str, order: int, act: Act) -> None:
    """Offer a button at the head of the file: `act(request, household)` answers (label, address) or None."""
    _acts[name] = (order, act)


def shown(request: Any, household: Household) -> list[Shown]:
    """The panels of this household, in their order."""
    found = []
    for name, (_order, panel) in sorted(_panels.items(), key=lambda item: (item[1][0], item[0])):
        answer = panel(request, household)
        if answer is not None:
            title, template, context = answer
            everything = {"household": household, **context}
            found.append(Shown(name, title, render_to_string(template, everything, request)))
    return found


def acts(request: Any, household: Household) -> list[tuple[str, str]]:
    in_order = sorted(_acts.items(), key=lambda item: (item[1][0], item[0]))
    return [answer for _name, (_order, act) in in_order if (answer := act(request, household))]


def hints(user: Any, person: Person) -> list[str]:
    return [sentence for hint in _hints.values() for sentence in hint(user, person)]


def register_search(name: str, search: Search) -> None:
    """Find more than people in the search box: `search(user, text)` answers (label, note, address) rows."""
    _searches[name] = search


def found(user: Any, text: str) -> list[tuple[str, str, str]]:
    return [row for search in _searches.values() for row in search(user, text)]
