"""The arithmetic that rules may call. Money is whole fen; each function says how it rounds."""

from __future__ import annotations

from collections.abc import Sequence

from doudi.engine.units import RoundingMode


def part(amount: int, ratio: int) -> int:
    """`amount` times `ratio` (in ten-thousandths), half up to the fen."""
    return (2 * amount * ratio + 10000) // 20000


def share(amount: int, n: int) -> int:
    """`amount` divided by `n`, half up to the fen. `n` must be above 0."""
    if n <= 0:
        raise ZeroDivisionError("share() by a number that is not above 0")
    return (2 * amount + n) // (2 * n)


def round_money(amount: int, mode: int, step: int) -> int:
    """`amount` rounded to a multiple of `step` fen: not at all, half up, up, or down."""
    if mode == RoundingMode.NONE:
        return amount
    if step <= 0:
        raise ZeroDivisionError("round_money() to a step that is not above 0")
    if mode == RoundingMode.HALF_UP:
        return (2 * amount + step) // (2 * step) * step
    if mode == RoundingMode.UP:
        return -(-amount // step) * step
    return amount // step * step


def at(values: Sequence[int], i: int) -> int:
    """The value at position `i`, counted from 0; 0 before the first and beyond the last."""
    return values[i] if 0 <= i < len(values) else 0


def band(value: int, bounds: Sequence[int], values: Sequence[int]) -> int:
    """The entry of `values` for the last bound that `value` reaches; 0 below the first bound.

    band(72, [60, 70, 80], [10, 20, 30]) is 20: bounds are the lower ends, themselves included.
    """
    i = -1
    for bound in bounds:
        if value < bound:
            break
        i += 1
    return at(values, i)


def tiers(amount: int, bounds: Sequence[int], ratios: Sequence[int]) -> int:
    """Each slice of `amount` above a bound, up to the next one, times its own ratio; half up, once, to the fen.

    tiers(250, [0, 100], [5000, 8000]) is 100 * 50 % + 150 * 80 % = 170; below the first bound it is 0.
    """
    doubled = 10000
    for i, bound in enumerate(bounds):
        above = min(amount, bounds[i + 1]) if i + 1 < len(bounds) else amount
        doubled += 2 * max(above - bound, 0) * at(ratios, i)
    return doubled // 20000
