"""Thresholds, floors and conflicts of a place on a day in one answer, and as plain data for other systems."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from doudi.engine import ParameterValue, Policies
from doudi.policies.conflicts import Conflict, Ratio, conflicts_at, ratios
from doudi.policies.floors import Check, floors_at
from doudi.policies.lines import Amount, Line, lines_at


@dataclass(frozen=True)
class Thresholds:
    """All of it."""

    place: str
    on: date
    lines: list[Line]
    floors: list[Check]
    conflicts: list[Conflict]
    ratios: list[Ratio]


def thresholds_at(policies: Policies, place: str, on: date, *, today: date) -> Thresholds:
    """The whole picture of a place; `today` is the day by which a value is old."""
    lines = lines_at(policies, place, on)
    return Thresholds(
        place=place,
        on=on,
        lines=lines,
        floors=floors_at(policies, place, on),
        conflicts=conflicts_at(policies, place, on, today=today),
        ratios=ratios(lines),
    )


def plain(found: Thresholds) -> dict[str, Any]:
    """The same as JSON: money in whole fen a head and month, shares in ten-thousandths, days as text."""
    return {
        "place": found.place,
        "on": found.on.isoformat(),
        "unit": "fen per person and month",
        "lines": [_line(line) for line in found.lines],
        "floors": [_floor(check) for check in found.floors],
        "conflicts": [
            {"kind": conflict.kind.value, "text": conflict.text, "sources": list(conflict.sources)}
            for conflict in found.conflicts
        ],
        "ratios": [
            {"programme": r.line.programme.name, "rural_to_urban": r.ratio, "gap_fen": r.gap_fen}
            for r in found.ratios
        ],
    }


def _line(line: Line) -> dict[str, Any]:
    programme = line.programme
    return {
        "programme": programme.name,
        "label": programme.label,
        "layer": programme.layer,
        "need": programme.need,
        "owner": programme.owner,
        "urban": _amount(line.urban),
        "rural": _amount(line.rural),
    }


def _amount(amount: Amount) -> dict[str, Any]:
    return {
        "fen": amount.fen,
        "reason": amount.reason,
        "parameters": [_parameter(parameter) for parameter in amount.parameters],
    }


def _parameter(value: ParameterValue) -> dict[str, Any]:
    return {
        "name": value.name,
        "label": value.label,
        "value": value.value,
        "text": value.text,
        "source": value.source,
        "since": value.since.isoformat(),
        "checked": value.checked.isoformat() if value.checked else None,
        "place": value.place,
        "origin": value.origin,
    }


def _floor(check: Check) -> dict[str, Any]:
    return {
        "key": check.key,
        "settlement": check.settlement,
        "figure_fen": check.figure_fen,
        "limit_fen": check.limit_fen,
        "standing": check.standing.value,
        "text": check.text,
        "sources": check.sources,
    }
