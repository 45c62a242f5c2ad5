"""Rounding, in plain Python and in the text that is compiled: the same to the fen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doudi.engine import RoundingMode, at, band, careful_kernel, kernel, part, round_money, share, tiers

NONE, HALF_UP, UP, DOWN = RoundingMode


@pytest.mark.parametrize(
    ("amount", "ratio", "result"),
    [
        (100, 5000, 50),
        (1, 5000, 1),
        (1, 4999, 0),
        (-1, 5000, 0),
        (-3, 5000, -1),
        (63333, 8000, 50666),
        (0, 1, 0),
    ],
)
def test_part_is_half_up_to_the_fen(amount, ratio, result):
    assert part(amount, ratio) == kernel.part(amount, ratio) == result


@pytest.mark.parametrize(
    ("amount", "n", "result"),
    [(189400, 3, 63133), (100, 3, 33), (200, 3, 67), (1, 2, 1), (-1, 2, 0), (0, 5, 0)],
)
def test_share_is_half_up_to_the_fen(amount, n, result):
    t = [0]
    assert share(amount, n) == kernel.share(amount, n, t) == result
    assert t == [0]


@pytest.mark.parametrize(
    ("amount", "mode", "step", "result"),
    [
        (12345, NONE, 0, 12345),
        (12345, HALF_UP, 10, 12350),
        (12344, HALF_UP, 10, 12340),
        (12350, HALF_UP, 100, 12400),
        (12349, HALF_UP, 100, 12300),
        (12301, UP, 100, 12400),
        (12300, UP, 100, 12300),
        (12301, UP, 500, 12500),
        (12399, DOWN, 100, 12300),
        (-50, HALF_UP, 100, 0),
        (-50, UP, 100, 0),
        (-50, DOWN, 100, -100),
        (0, UP, 100, 0),
    ],
)
def test_the_payable_amount_is_rounded_by_mode_and_step(amount, mode, step, result):
    t = [0]
    assert round_money(amount, mode, step) == kernel.round_money(amount, int(mode), step, t) == result
    assert t == [0]


def test_a_divisor_of_nothing_fails_instead_of_giving_a_number():
    with pytest.raises(ZeroDivisionError):
        share(1, 0)
    with pytest.raises(ZeroDivisionError):
        round_money(1, UP, 0)
    for call in (lambda t: kernel.share(1, 0, t), lambda t: kernel.round_money(1, 2, 0, t)):
        t = [0]
        assert call(t) == 0
        assert t == [1]


def test_a_list_is_0_outside():
    assert [at((5, 7), i) for i in (-1, 0, 1, 2)] == [0, 5, 7, 0]


@pytest.mark.parametrize(("value", "result"), [(9, 0), (10, 5), (19, 5), (20, 7), (999, 7)])
def test_a_band_begins_at_its_bound(value, result):
    assert band(value, (10, 20), (5, 7)) == result


def test_a_band_without_an_entry_is_0():
    assert band(25, (10, 20), (5,)) == 0


@pytest.mark.parametrize(
    ("amount", "result"), [(0, 0), (100, 50), (101, 51), (250, 170), (-5, 0), (99, 50), (1, 1)]
)
def test_each_slice_has_its_own_share(amount, result):
    assert tiers(amount, (0, 100), (5000, 8000)) == result


def test_what_lies_below_the_first_bound_counts_for_nothing():
    assert [tiers(amount, (3000, 10000), (5000,)) for amount in (2999, 3000, 3002, 99999)] == [0, 0, 1, 3500]


class Table:
    """Just enough of a two-dimensional array: rows that begin with their length."""

    def __init__(self, *rows):
        self.rows = rows

    def __getitem__(self, at):
        return self.rows[at[0]][at[1]]


@given(
    st.integers(-5, 40),
    st.lists(st.integers(0, 30), max_size=4).map(sorted),
    st.lists(st.integers(), max_size=5),
)
def test_the_compiled_lists_read_as_the_plain_ones(value, bounds, values):
    t = [0]
    tables = Table([len(bounds), *bounds]), Table([len(values), *values])
    assert kernel.band(value, tables[0], 0, tables[1], t) == band(value, bounds, values)
    assert kernel.at(tables[1], 0, value, t) == at(values, value)
    assert kernel.tiers(value, tables[0], 0, tables[1], t) == tiers(value, bounds, values)
    assert careful_kernel.tiers(value, tables[0], 0, tables[1]) == tiers(value, bounds, values)
    assert t == [0]


def test_the_compiled_lists_mark_what_is_not_known():
    for read in (
        lambda t: kernel.at(Table([-1]), 0, 0, t),
        lambda t: kernel.band(1, Table([-1]), 0, Table([0]), t),
        lambda t: kernel.tiers(1, Table([-1]), 0, Table([0]), t),
        lambda t: kernel.tiers(1, Table([0]), 0, Table([-1]), t),
    ):
        t = [0]
        assert read(t) == 0
        assert t == [1]


@pytest.mark.parametrize(("value", "known", "marked"), [(5, 5, 0), (-9, -9, 1)])
def test_reading_an_unknown_number_is_marked(value, known, marked):
    t = [0]
    assert kernel.known(value, -9, t) == known
    assert t == [marked]


@pytest.mark.parametrize(("value", "known", "marked"), [(1, True, 0), (0, False, 0), (-1, False, 1)])
def test_reading_an_unknown_yes_or_no_is_marked(value, known, marked):
    t = [0]
    assert kernel.known_bool(value, t) is known
    assert t == [marked]


@pytest.mark.parametrize(("a", "b", "result", "marked"), [(7, 2, 3, 0), (-7, 2, -4, 0), (7, 0, 0, 1)])
def test_a_quotient_by_0_is_marked(a, b, result, marked):
    t = [0]
    assert kernel.quotient(a, b, t) == result
    assert t == [marked]
