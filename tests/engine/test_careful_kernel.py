"""The careful kernel, function by function, beside the interpreter's own operations."""

from itertools import product

import pytest

from doudi.engine import Unknown, formulas
from doudi.engine import careful_kernel as kernel
from doudi.engine.careful_kernel import FAILED, UNKNOWN
from doudi.engine.kleene import both, either, unknown

MARKS = (UNKNOWN, FAILED)
NUMBERS = (0, 1, -3, 250)


class Failure(Exception):
    pass


def value_of(number):
    """What the interpreter has for a number or mark."""
    if number == FAILED:
        raise Failure
    return Unknown() if number == UNKNOWN else number


def mark_of(compute):
    try:
        value = compute()
    except (Failure, ZeroDivisionError):
        return FAILED
    return UNKNOWN if isinstance(value, Unknown) else int(value)


def strict(compute):
    def of(*numbers):
        values = [value_of(number) for number in numbers]
        return unknown(*values) if any(isinstance(v, Unknown) for v in values) else compute(*values)

    return of


PLAIN = {
    "plus": (2, lambda a, b: a + b),
    "minus": (2, lambda a, b: a - b),
    "times": (2, lambda a, b: a * b),
    "quotient": (2, lambda a, b: a // b),
    "below": (2, lambda a, b: a < b),
    "at_most": (2, lambda a, b: a <= b),
    "equal": (2, lambda a, b: a == b),
    "unequal": (2, lambda a, b: a != b),
    "least": (2, min),
    "most": (2, max),
    "part": (2, formulas.part),
    "share": (2, formulas.share),
    "negative": (1, lambda a: -a),
}


@pytest.mark.parametrize("name", PLAIN)
def test_what_needs_all_its_values(name):
    arity, compute = PLAIN[name]
    for numbers in product((*NUMBERS, *MARKS), repeat=arity):
        expected = mark_of(lambda numbers=numbers: strict(compute)(*numbers))
        assert getattr(kernel, name)(*numbers) == expected, numbers


def test_rounding():
    for amount, mode, step in product((*NUMBERS, *MARKS), (0, 1, 2, 3, *MARKS), (0, 100, *MARKS)):
        expected = mark_of(lambda given=(amount, mode, step): strict(formulas.round_money)(*given))
        assert kernel.round_money(amount, mode, step) == expected


def attempted(number):
    return Unknown() if number in MARKS else bool(number)


def test_and_or_and_not():
    for a, b in product((0, 1, *MARKS), repeat=2):
        first = a if a in MARKS else bool(a)
        for join, decided, ours in ((both, False, kernel.both), (either, True, kernel.either)):
            if first is decided or a == FAILED:
                expected = int(a)
            elif a == UNKNOWN:
                expected = mark_of(lambda b=b, join=join: join(Unknown(), attempted(b)))
            else:
                expected = b
            assert ours(a, b) == expected, (a, b)
        assert kernel.chained(a, b) == (FAILED if a != 0 and b == FAILED else kernel.both(a, b))
    assert [kernel.opposite(a) for a in (0, 1, *MARKS)] == [1, 0, *MARKS]
    assert [kernel.within(a, True) for a in (0, *MARKS)] == [1, *MARKS]
    assert kernel.within(0, False) == 0


def test_ways():
    for first, second in product((0, 1, *MARKS), repeat=2):
        assert kernel.choose(1, first, second) == first
        assert kernel.choose(0, first, second) == second
        assert kernel.choose(FAILED, first, second) == FAILED
        agreed = first == second and first not in MARKS
        assert kernel.choose(UNKNOWN, first, second) == (first if agreed else UNKNOWN)
    assert (kernel.after(FAILED, 1), kernel.after(UNKNOWN, 1)) == (FAILED, 1)


def test_who_may_count_changes_nothing_where_the_value_does_not():
    assert [kernel.counted(1, value, 0) for value in (0, 5, *MARKS)] == [0, 5, *MARKS]
    assert [kernel.counted(UNKNOWN, value, 0) for value in (0, 5, *MARKS)] == [0, UNKNOWN, *MARKS]


def test_reading():
    assert [kernel.fact(value, -1) for value in (-1, 0, 1)] == [UNKNOWN, 0, 1]
    assert [kernel.setting(value) for value in (UNKNOWN, 5)] == [FAILED, 5]


def test_lists():
    import numpy as np

    table, none = np.array([[2, 10, 20]]), np.array([[-1, 0, 0]])
    assert [kernel.at(table, 0, i) for i in (-1, 0, 1, 2, *MARKS)] == [0, 10, 20, 0, *MARKS]
    assert [kernel.band(v, table, 0, table) for v in (9, 10, 19, 20, *MARKS)] == [0, 10, 10, 20, *MARKS]
    assert [kernel.tiers(amount, table, 0, table) for amount in MARKS] == [*MARKS]
    assert kernel.tiers(UNKNOWN, none, 0, table) == kernel.tiers(0, table, 0, none) == FAILED
    assert kernel.at(none, 0, UNKNOWN) == FAILED
    assert kernel.band(UNKNOWN, none, 0, table) == kernel.band(UNKNOWN, table, 0, none) == FAILED
