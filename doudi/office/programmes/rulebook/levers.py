"""Parameters as sliders: one for town and country where they are one, with ends around the value in force."""

from typing import Any

from doudi.policies.scenarios import Lever

from .figures import write_figure

BOTH = "BOTH"
"""The side of a parameter that has one value for town and country."""
SLIDING = ("money", "ratio", "int")


def sides(lever: Lever) -> list[str]:
    """One box for both where town and country have one value, and it is not money."""
    told = list(lever.values)
    same = len(told) > 1 and len(set(map(str, lever.values.values()))) == 1
    return [BOTH] if same and lever.unit.kind != "money" else [*told]


def value_of(lever: Lever, side: str) -> Any:
    """The value in force on one side."""
    return next(iter(lever.values.values())) if side == BOTH else lever.values[side]  # type: ignore[index]


def slider(lever: Lever, side: str, text: Any) -> dict[str, Any] | None:
    """Ends and step, in the unit in which it is typed, and where it stands; None for what is no number."""
    if lever.unit.kind not in SLIDING:
        return None
    value = float(write_figure(lever.unit, value_of(lever, side)))
    step = 10.0 if lever.unit.kind == "money" and value >= 300 else 1.0
    if lever.unit.kind == "ratio" and lever.unit.suffix != "percent":
        step = 0.01
    top = max(2 * value, 10 * step) if value else 100 * step
    return {"min": 0, "max": _short(-(-top // step) * step), "step": _short(step), "value": text}


def _short(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
