"""Arithmetic of the careful loop, where a value may be unknown. Its text is copied into every such loop.

Every value is a whole number of 64 bits, yes is 1 and no is 0. UNKNOWN stands for what rests on a missing
fact; FAILED for what cannot be computed at all: a parameter without a value, a division by 0. FAILED wins
over UNKNOWN, except on a way that may not be taken (`choose`, `both`, `either`), as in `kleene.py`.
"""

# mypy: disable-error-code="no-untyped-def,no-untyped-call"

UNKNOWN = -(2**63)
FAILED = UNKNOWN + 1


def fact(value, none):
    """A fact as it stands in its column; `none` stands for one that is not known."""
    return UNKNOWN if value == none else value + 0


def setting(value):
    """A parameter as it stands in its table, where UNKNOWN means that it has no value here."""
    return FAILED if value == UNKNOWN else value + 0


def worse(a, b):
    """Of two values of which at least one is not known."""
    return FAILED if a == FAILED or b == FAILED else UNKNOWN


def after(local, result):
    """The result of the statements after a local name was set: what fails there fails the rule."""
    return FAILED if local == FAILED else result


def choose(test, first, second):
    """`first if test else second`; where the test is unknown, both where they agree."""
    if test == 1:
        return first
    if test == 0:
        return second
    if test == FAILED:
        return FAILED
    return first if first == second and first > FAILED else UNKNOWN


def both(a, b):
    if a == 0 or a == FAILED:
        return a
    if a == 1:
        return b
    return 0 if b == 0 else UNKNOWN


def either(a, b):
    if a == 1 or a == FAILED:
        return a
    if a == 0:
        return b
    return 1 if b == 1 else UNKNOWN


def chained(a, b):
    """`both` for a chained comparison: what fails in it is read in any case, unless it has failed to hold."""
    return FAILED if a != 0 and b == FAILED else both(a, b)


def counted(counts, value, neutral):
    """What a member adds to an aggregate who may or may not count: nothing where it changes nothing."""
    if counts == 1 or value == neutral:
        return value
    return FAILED if value == FAILED else UNKNOWN


def opposite(a):
    return a if a <= FAILED else 1 - a


def negative(a):
    return a if a <= FAILED else -a


def within(value, found):
    return value if value <= FAILED else 1 if found else 0


def below(a, b):
    return worse(a, b) if a <= FAILED or b <= FAILED else 1 if a < b else 0


def at_most(a, b):
    return worse(a, b) if a <= FAILED or b <= FAILED else 1 if a <= b else 0


def equal(a, b):
    return worse(a, b) if a <= FAILED or b <= FAILED else 1 if a == b else 0


def unequal(a, b):
    return worse(a, b) if a <= FAILED or b <= FAILED else 1 if a != b else 0


def plus(a, b):
    return worse(a, b) if a <= FAILED or b <= FAILED else a + b


def minus(a, b):
    return worse(a, b) if a <= FAILED or b <= FAILED else a - b


def times(a, b):
    return worse(a, b) if a <= FAILED or b <= FAILED else a * b


def quotient(a, b):
    if a <= FAILED or b <= FAILED:
        return worse(a, b)
    return FAILED if b == 0 else a // b


def least(a, b):
    return worse(a, b) if a <= FAILED or b <= FAILED else min(a, b)


def most(a, b):
    return worse(a, b) if a <= FAILED or b <= FAILED else max(a, b)


def part(amount, ratio):
    if amount <= FAILED or ratio <= FAILED:
        return worse(amount, ratio)
    return (2 * amount * ratio + 10000) // 20000


def share(amount, n):
    if amount <= FAILED or n <= FAILED:
        return worse(amount, n)
    return FAILED if n <= 0 else (2 * amount + n) // (2 * n)


def round_money(amount, mode, step):
    if amount <= FAILED or mode <= FAILED or step <= FAILED:
        return worse(amount, worse(mode, step))
    if mode == 0:
        return amount
    if step <= 0:
        return FAILED
    if mode == 1:
        return (2 * amount + step) // (2 * step) * step
    if mode == 2:
        return -(-amount // step) * step
    return amount // step * step


def at(table, k, i):
    """Row `k` holds its length (below 0: not known), then its values."""
    n = table[k, 0]
    if n < 0:
        return FAILED
    if i <= FAILED:
        return i
    return table[k, 1 + i] if 0 <= i < n else 0


def band(value, bounds, k, table):
    n = bounds[k, 0]
    if n < 0 or table[k, 0] < 0:
        return FAILED
    if value <= FAILED:
        return value
    i = -1
    for b in range(n):
        if value < bounds[k, 1 + b]:
            break
        i += 1
    return at(table, k, i)


def tiers(amount, bounds, k, table):
    n = bounds[k, 0]
    if n < 0 or table[k, 0] < 0:
        return FAILED
    if amount <= FAILED:
        return amount
    doubled = 10000
    for b in range(n):
        above = min(amount, bounds[k, 2 + b]) if b + 1 < n else amount
        doubled += 2 * max(above - bounds[k, 1 + b], 0) * (table[k, 1 + b] if b < table[k, 0] else 0)
    return doubled // 20000
