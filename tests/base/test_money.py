import pytest
from hypothesis import given
from hypothesis import strategies as st

from doudi.office.base import money


@pytest.mark.parametrize(
    ("fen", "text"), [(189400, "1,894.00"), (5, "0.05"), (0, "0.00"), (-63050, "-630.50"), (None, "")]
)
def test_fen_are_shown_as_yuan(fen, text):
    assert money.yuan(fen) == text


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("1,894.5", 189450),
        ("630", 63000),
        ("￥630.05 元", 63005),
        ("６３０．５", 63050),
        ("-3", -300),
        ("+3", 300),
        (" 0.1 ", 10),
    ],
)
def test_yuan_are_read_as_people_write_them(text, fen):
    assert money.parse_yuan(text) == fen


@pytest.mark.parametrize(
    "text", ["", "abc", "1.234", "1e3", "∞", "١٢", "12345678901234", "1..2", "--1", "nan"]
)
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(ValueError, match="金额须为数字"):
        money.parse_yuan(text)


@given(st.integers(-(10**14), 10**14))
def test_what_is_shown_is_read_back_to_the_fen(fen):
    assert money.parse_yuan(money.yuan(fen)) == fen
    assert int(money.yuan_number(fen) * 100) == fen


@given(st.integers(0, 10**12), st.lists(st.integers(0, 1000), min_size=1, max_size=20).filter(any))
def test_parts_add_up_to_the_whole(total, weights):
    parts = money.split_exact(total, weights)
    assert sum(parts) == total
    exact = [total * weight // sum(weights) for weight in weights]
    assert all(part - whole in {0, 1} for part, whole in zip(parts, exact, strict=True))


def test_the_rest_goes_to_the_largest_remainder():
    assert money.split_exact(100, [1, 1, 1]) == [34, 33, 33]
    assert money.split_exact(101, [1, 2]) == [34, 67]


@pytest.mark.parametrize("weights", [[0, 0], [-1, 2]])
def test_weights_that_say_nothing_are_refused(weights):
    with pytest.raises(ValueError, match="weights"):
        money.split_exact(100, weights)
