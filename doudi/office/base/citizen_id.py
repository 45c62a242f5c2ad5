"""Citizen identification numbers: every way of writing one becomes one string, or a reason why not."""

import unicodedata
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from doudi.office.base.enums import IdKind, Sex
from doudi.office.base.masking import mask_account, mask_citizen_id, mask_name, mask_phone

__all__ = [
    "CitizenId",
    "check_digit",
    "mask_account",
    "mask_citizen_id",
    "mask_name",
    "mask_phone",
    "normalise",
]

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
    ]
)
PERMITS = frozenset({"81", "82", "83"})
LOOK_LIKE_X = str.maketrans({"\u0425": "X", "\u03a7": "X", "\u00d7": "X", "\u2715": "X"})
CENTENARIAN_CODES = frozenset({"996", "997", "998", "999"})
LONGEST_INPUT = 64
OLDEST_BIRTH_YEAR = 1900


@dataclass(frozen=True)
class CitizenId:
    """A checked number in its one spelling."""

    number: str
    kind: IdKind
    birth_on: date
    sex: Sex

    def __str__(self) -> str:
        return mask_citizen_id(self.number)


def normalise(text: str, on: date | None = None) -> CitizenId:
    """The number meant by `text`; ValueError says in Chinese what is wrong and what to do.

    With `on`, a birth after that day is refused too.
    """
    number = _spelled_once(text)
    if len(number) == 15:
        number = _from_fifteen(number)
    _check_shape(number)
    kind = _kind(number)
    birth_on = _birth(number, on)
    if check_digit(number) != number[17]:
        raise ValueError(_("证件号码的校验位不对，请对照证件逐位核对。"))
    return CitizenId(number, kind, birth_on, Sex.MALE if int(number[16]) % 2 else Sex.FEMALE)


def check_digit(number: str) -> str:
    """The 18th character that belongs to the first seventeen (GB 11643, ISO 7064 MOD 11-2)."""
    return CHECK_DIGITS[sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False)) % 11]


def _spelled_once(text: str) -> str:
    if getattr(text, "digits_lost", False):
        raise ValueError(_("表格把号码存成了数字，末几位已经丢失。请把该列设为“文本”格式后重新填写。"))
    if len(text) > LONGEST_INPUT:
        raise ValueError(_("证件号码过长，请只填写号码本身。"))
    text = unicodedata.normalize("NFKC", text).upper().translate(LOOK_LIKE_X)
    text = "".join(c for c in text if not c.isspace() and unicodedata.category(c) not in {"Cf", "Cc"})
    if not text:
        raise ValueError(_("请填写证件号码；确无证件的，请把证件类型选为“无证件”。"))
    if not text.isascii():
        raise ValueError(_("证件号码里有数字和 X 以外的字符，请重新输入。"))
    return text


def _from_fifteen(number: str) -> str:
    if not number.isdigit():
        raise ValueError(_("15 位号码只能是数字；旧版外国人永久居留证请把证件类型选为“其他证件”。"))
    if number[12:] in CENTENARIAN_CODES:
        raise ValueError(_("15 位号码末三位为 996 至 999（百岁老人专用），请核对户口簿后填写 18 位号码。"))
    longer = f"{number[:6]}19{number[6:]}"
    return longer + check_digit(longer)


def _check_shape(number: str) -> None:
    if len(number) != 18:
        raise ValueError(_("证件号码应为 18 位（旧号码 15 位），现在是 %(n)d 位。") % {"n": len(number)})
    if not number[:17].isdigit() or number[17] not in CHECK_DIGITS:
        raise ValueError(_("证件号码前 17 位只能是数字，末位是数字或 X；请检查是否把 0 写成了字母 O。"))


def _kind(number: str) -> IdKind:
    if number[:2] in PERMITS:
        return IdKind.RESIDENCE_PERMIT
    if number[0] == "9":
        return IdKind.FOREIGN_PERMANENT
    if number[:2] in PROVINCES:
        return IdKind.RESIDENT
    raise ValueError(_("证件号码开头的地区码不存在，请对照证件核对前六位。"))


def _birth(number: str, on: date | None) -> date:
    try:
        birth_on = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise ValueError(_("证件号码中的出生日期不存在，请核对第 7 至 14 位。")) from None
    if birth_on.year < OLDEST_BIRTH_YEAR:
        raise ValueError(
            _("证件号码中的出生日期早于 1900 年，请核对户口簿；确实无误的，由县级民政部门人工登记。")
        )
    if on is not None and birth_on > on:
        raise ValueError(_("证件号码中的出生日期晚于今天，请核对第 7 至 14 位。"))
    return birth_on
