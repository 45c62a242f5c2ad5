"""`doudi standards --lines`: every threshold of a place side by side."""

from __future__ import annotations

from datetime import date
from typing import Any

from doudi.cli.output import as_json, console, stop, table, today
from doudi.cli.places import name_of


def show_lines(place: str, on: date, wants_json: bool) -> None:
    """The table of thresholds with floors and conflicts, on the screen or as JSON."""
    from doudi.engine import EngineError
    from doudi.policies import get_policies
    from doudi.policies.thresholds import plain, thresholds_at

    try:
        found = thresholds_at(get_policies(), place, on, today=today())
    except EngineError as error:
        stop([str(error)])
    if wants_json:
        as_json(plain(found))
        return
    _show(found, f"{name_of(place)} {on}")


def _show(found: Any, title: str) -> None:
    screen = console()
    columns = ["层次", "项目", "需求", "城市", "农村", "农村比城市", "依据"]
    shares = {ratio.line.programme.name: ratio.text for ratio in found.ratios}
    rows = [
        [
            line.layer, line.programme.label, line.need, _amount(line.urban), _amount(line.rural),
            shares.get(line.programme.name, ""), "；".join(dict.fromkeys(p.source for p in line.figures)),
        ]
        for line in found.lines
    ]  # fmt: skip
    screen.print(table(f"{title} 收入线（每人每月）", columns, rows, right=(3, 4, 5)))
    for check in found.floors:
        screen.print(f"{'✓' if check.holds else '✗'} {check.text}", markup=False)
    for conflict in found.conflicts:
        screen.print(f"! {conflict.text}", markup=False)


def _amount(amount: Any) -> str:
    return f"{amount.fen / 100:,.2f}" if amount.fen is not None else str(amount.reason)
