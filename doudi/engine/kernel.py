"""Arithmetic of the compiled loop. Its text is copied into every generated loop.

`t[0]` is set where the loop cannot go on: a parameter has no value here,
or a divisor is 0. The interpreter then computes that household, or says what is wrong with it.
"""

# mypy: disable-error-code="no-untyped-def,no-untyped-call"


def known(value, none, t):
    """A number that was read; `none` stands for one that is not known."""
    if value == none:
        t[0] = 1
    return value + 0


def known_bool(value, t):
    """A yes or no that was read; below 0 stands for one that is not known."""
    if value < 0:
        t[0] = 1
    return value == 1


def quotient(a, b, t):
    if b == 0:
        t[0] = 1
        return 0
    return a // b


def part(amount, ratio):
    return (2 * amount * ratio + 10000) // 20000


def share(amount, n, t):
    if n <= 0:
        t[0] = 1
        return 0
    return (2 * amount + n) // (2 * n)


def round_money(amount, mode, step, t):
    if mode == 0:
        return amount
    if step <= 0:
        t[0] = 1
        return 0
    if mode == 1:
        return (2 * amount + step) // (2 * step) * step
    if mode == 2:
        return -(-amount // step) * step
    return amount // step * step


def at(table, k, i, t):
    """Row `k` holds its length (below 0: not known), then its values."""
    n = table[k, 0]
    if n < 0:
        t[0] = 1
    if 0 <= i < n:
        return table[k, 1 + i]
    return 0


def band(value, bounds, k, table, t):
    n = bounds[k, 0]
    if n < 0:
        t[0] = 1
    i = -1
    for b in range(n):
        if value < bounds[k, 1 + b]:
            break
        i += 1
    return at(table, k, i, t)


def tiers(amount, bounds, k, table, t):
    n = bounds[k, 0]
    if n < 0 or table[k, 0] < 0:
        t[0] = 1
        return 0
    doubled = 10000
    for b in range(n):
        above = min(amount, bounds[k, 2 + b]) if b + 1 < n else amount
        doubled += 2 * max(above - bounds[k, 1 + b], 0) * (table[k, 1 + b] if b < table[k, 0] else 0)
    return doubled // 20000
