"""Explanations as plain rows: for the calculation sheet of a page or a letter, and to be stored."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from doudi.engine import Result, Unknown
from doudi.engine.programmes import Programme

Rows = list[dict[str, Any]]
DEEP = 3
"""Below this depth a condition that is met need not be told."""


def sheet(programme: Programme, result: Result) -> Rows:
    """The rows of whether and of how much, each once."""
    rows: Rows = []
    told: set[tuple[str, str]] = set()
    for name in (programme.eligible, programme.amount):
        for at in _places(result, name):
            lines = _rows(result, result.book.explain(result, name, at))
            fresh = [row for row in lines if _key(row) not in told]
            told |= {_key(row) for row in fresh}
            rows += fresh
    return rows


def why_not(programme: Programme, result: Result) -> Rows:
    """The conditions that failed and by how much; where none did, what else stands against it."""
    failed = [(c["name"], c["at"]) for c in conditions(programme, result) if c["met"] is False]
    asked = failed or [(programme.eligible, at) for at in _places(result, programme.eligible)]
    rows: Rows = []
    told: set[tuple[str, str]] = set()
    for name, at in asked:
        fresh = [r for r in _rows(result, result.book.why_not(result, name, at)) if _key(r) not in told]
        told |= {_key(row) for row in fresh}
        rows += fresh
    return rows


def conditions(programme: Programme, result: Result) -> Rows:
    """The conditions in the order in which they are explained; `met` is None where it is not known."""
    return [_condition(result, name, at) for name in programme.conditions for at in _places(result, name)]


def benefits(programme: Programme, result: Result) -> Rows:
    """What it brings besides its amount, to whom; what is nothing for somebody is left out."""
    return [
        {"name": name, "label": step.label, "text": step.unit.show(step.value), "member": _name(result, at)}
        for name in programme.benefits
        for at in _places(result, name)
        if (step := result.step(name, at)) is not None and not isinstance(step.value, Unknown) and step.value
    ]


def _name(result: Result, at: int | None) -> str:
    return "" if at is None else result.name_of(at)


def _places(result: Result, name: str) -> list[int | None]:
    """Where a value stands: at the household (None), or at each member who lives in it."""
    if name in result.values:
        return [None]
    return [
        i
        for i, member in enumerate(result.members)
        if name in member and member.get("is_member") is not False
    ]


def _key(row: dict[str, Any]) -> tuple[str, str]:
    return row["name"], row["member"]


def _condition(result: Result, name: str, at: int | None) -> dict[str, Any]:
    step = result.step(name, at)
    assert step is not None
    met = None if isinstance(step.value, Unknown) else bool(step.value)
    who = _name(result, at)
    return {"name": name, "label": step.label, "law": step.law, "member": who, "at": at, "met": met}


def _rows(result: Result, lines: Iterable[Any]) -> Rows:
    return [
        {
            "name": line.name,
            "label": line.label,
            "value_text": line.value_text,
            "text": line.text,
            "law": line.law,
            "member": line.member_name,
            "depth": line.depth,
            "quiet": _is_quiet(result, line),
            "parameters": [_parameter(p) for p in line.parameters],
        }
        for line in lines
    ]


def _is_quiet(result: Result, line: Any) -> bool:
    """A step that adds nothing: it stays in the whole sheet, and off the short one."""
    step = result.step(line.name, line.member)
    if line.depth <= 1 or step is None or isinstance(step.value, Unknown):
        return False
    return not step.value or (step.unit.kind == "bool" and line.depth > DEEP)


def _parameter(value: Any) -> dict[str, str]:
    return {
        "name": value.name,
        "label": value.label,
        "text": value.text,
        "since": value.since.isoformat(),
        "source": value.source,
        "place": value.place_name,
        "url": value.url,
    }
