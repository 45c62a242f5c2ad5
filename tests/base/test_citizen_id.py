"""Every way of writing a number becomes one string, or a reason why not."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doudi.office.base.citizen_id import CHECK_DIGITS, PROVINCES, check_digit, normalise
from doudi.office.base.enums import IdKind, Sex
from doudi.office.base.sheets import LostDigits

PLAIN = "11010519491231002X"

ONE_PERSON = [
    PLAIN,
    "11010519491231002x",
    "１１０１０５１９４９１２３１００２Ｘ",
    "11010519491231002\u0425",
    "11010519491231002\u0445",
    "11010519491231002\u03a7",
    "11010519491231002\u2169",
    "11010519491231002×",
    "\u200b110105\u200d19491231\ufeff002X",
    "110105 19491231 002X",
    "110105\u300019491231\u3000002X",
    " 11010519491231002X\t\n",
    "110105491231002",
    "１１０１０５４９１２３１００２",
]


@pytest.mark.parametrize("text", ONE_PERSON)
def test_every_spelling_is_one_number(text):
    assert normalise(text).number == PLAIN


def test_a_number_tells_birth_and_sex():
    found = normalise(PLAIN)
    assert (found.birth_on, found.sex, found.kind) == (date(1949, 12, 31), Sex.FEMALE, IdKind.RESIDENT)


def test_a_number_prints_masked():
    assert str(normalise(PLAIN)) == "110105********002X"


def whole(first_seventeen):
    return first_seventeen + check_digit(first_seventeen)


@pytest.mark.parametrize(
    ("first", "kind"),
    [
        ("81000019850101123", IdKind.RESIDENCE_PERMIT),
        ("82000019850101123", IdKind.RESIDENCE_PERMIT),
        ("83000019850101123", IdKind.RESIDENCE_PERMIT),
        ("91184019850101123", IdKind.FOREIGN_PERMANENT),
        ("71000019850101123", IdKind.RESIDENT),
        ("50010119850101123", IdKind.RESIDENT),
    ],
)
def test_the_kind_of_document_follows_from_the_number(first, kind):
    assert normalise(whole(first)).kind == kind


REFUSED = [
    ("", "无证件"),
    (" \u200b ", "无证件"),
    ("110105194912310021", "校验位"),
    ("11010519491231O02X", "字母 O"),
    ("1101051949123100XX", "前 17 位"),
    ("١١٠١٠٥١٩٤٩١٢٣١٠٠٢X", "X 以外的字符"),
    ("身份证" + PLAIN, "X 以外的字符"),
    ("1101051949123100", "现在是 16 位"),
    ("1" * 65, "过长"),
    ("11010549123199 6".replace(" ", "")[:12] + "996", "996 至 999"),
    ("110105491231997", "996 至 999"),
    ("110105491231998", "996 至 999"),
    ("110105491231999", "996 至 999"),
    ("CHN310012345678", "其他证件"),
    (whole("11010518991231002"), "1900"),
    (whole("11010519490230002"), "出生日期不存在"),
    (whole("11010519491331002"), "出生日期不存在"),
    (whole("10010519491231002"), "地区码"),
    (whole("84000019491231002"), "地区码"),
    (LostDigits("110105194912310016"), "设为“文本”"),
]


@pytest.mark.parametrize(("text", "reason"), REFUSED)
def test_what_cannot_be_a_number_is_refused_with_what_to_do(text, reason):
    with pytest.raises(ValueError, match=reason):
        normalise(text)


def test_a_birth_after_the_day_is_refused():
    born_later = whole("11010520260102002")
    assert normalise(born_later, date(2026, 1, 2)).birth_on == date(2026, 1, 2)
    with pytest.raises(ValueError, match="晚于今天"):
        normalise(born_later, date(2026, 1, 1))


@given(
    st.sampled_from(sorted(PROVINCES)),
    st.integers(0, 9999),
    st.dates(date(1900, 1, 1), date(2025, 12, 31)),
    st.integers(0, 999),
)
def test_any_well_formed_number_passes_and_any_other_check_digit_does_not(province, area, birth, order):
    first = f"{province}{area:04d}{birth:%Y%m%d}{order:03d}"
    number = whole(first)
    assert normalise(number).number == number
    for other in CHECK_DIGITS:
        if other != number[17]:
            with pytest.raises(ValueError, match="校验位"):
                normalise(first + other)


@given(st.text(max_size=80))
def test_no_text_does_more_than_be_refused(text):
    with suppress(ValueError):
        assert len(normalise(text).number) == 18
