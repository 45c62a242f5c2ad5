"""Which places and programmes benchmarks/rulebook.py compares: found in the library, not written by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from benchmarks.peer import lacking
from doudi.engine import MissingParameter, Policies, Rulebook
from doudi.engine.parameters import SETTLEMENTS, Period
from doudi.engine.programmes import Programme


@dataclass(frozen=True)
class Choice:
    """Places that share all rules, and programmes for which none of them lacks a setting."""

    books: list[Rulebook]
    programmes: list[str]
    left_out: list[str]
    outputs: list[str]


def same_rules(policies: Policies, on: date) -> list[Rulebook]:
    """The largest group of places that share one graph of rules on the day."""
    groups: dict[int, list[Rulebook]] = {}
    for place in policies.places:
        book = policies.rulebook(place=place, on=on)
        groups.setdefault(id(book.graph), []).append(book)
    return max(groups.values(), key=len)


def choose(books: Sequence[Rulebook], least: int) -> Choice:
    """The programmes that most places can compute, as long as `least` places can compute them all."""
    programmes = books[0].policies.programmes(books[0].place.code, books[0].on)
    able = {name: _able(books, answers(programme)) for name, programme in programmes.items()}
    places = {book.place.code for book in books}
    chosen: list[str] = []
    for name in sorted(programmes, key=lambda name: (-len(able[name]), name)):
        if len(places & able[name]) >= least:
            places &= able[name]
            chosen.append(name)
    return Choice(
        books=[book for book in books if book.place.code in places],
        programmes=sorted(chosen),
        left_out=sorted(programmes.keys() - chosen),
        outputs=list(dict.fromkeys(rule for name in sorted(chosen) for rule in answers(programmes[name]))),
    )


def answers(programme: Programme) -> list[str]:
    """What a province asks: to whom it would go, and how much."""
    return [programme.eligible, programme.amount]


def _able(books: Iterable[Rulebook], outputs: Sequence[str]) -> set[str]:
    """The places where no household can rest on a setting that is missing."""
    return {
        book.place.code
        for book in books
        if not any(_lacks(book, rule.name) for rule in book.graph.needed(outputs))
    }


@cache
def _lacks(book: Rulebook, rule: str) -> bool:
    return bool(lacking(book.graph.rules[rule], book))


def filled(policies: Policies, books: Iterable[Rulebook], model: Rulebook) -> Policies:
    """The policies, where each of the places has the model's value of every setting that it lacks."""
    names = sorted({name for rule in model.rules for name in rule.parameters})
    added = {book.place.code: {name: _added(book, model, name) for name in names} for book in books}
    return policies.overlaid({code: {n: [p] for n, p in own.items() if p} for code, own in added.items()})


def _added(book: Rulebook, model: Rulebook, name: str) -> Period | None:
    """The place's own values, with the model's where it has none; nothing where there is nothing to fill."""
    own, others = (_values(one, name) for one in (book, model))
    if not others.keys() - own.keys():
        return None
    return Period(
        since=book.on, until=None, values={**others, **own}, source="测速用", url="", checked=None, note=""
    )


def _values(book: Rulebook, name: str) -> dict:
    values = {}
    for settlement in SETTLEMENTS:
        try:
            values[settlement] = book.parameter(name, settlement).value
        except MissingParameter:
            continue
    return values
