"""Money is integer fen; yuan exist only where people read and type."""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

_YUAN = re.compile(r"([+-]?)(\d{1,13})(?:\.(\d{1,2}))?")


def yuan(fen: int | None) -> str:
    """189400 -> "1,894.00"; None -> ""."""
    if fen is None:
        return ""
    whole, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole:,}.{rest:02d}"


def parse_yuan(text: str) -> int:
    """ "1,894.5 元" -> 189450 fen; ValueError says in Chinese what to do."""
    plain = unicodedata.normalize("NFKC", str(text)).strip()
    plain = plain.removeprefix("¥").removesuffix("元").replace(",", "").replace(" ", "")
    match = _YUAN.fullmatch(plain)
    if match is None or not plain.isascii():
        raise ValueError(_("金额须为数字，以元为单位，最多两位小数，例如 630 或 630.50。"))
    sign, whole, rest = match.groups()
    fen = int(whole) * 100 + int((rest or "0").ljust(2, "0"))
    return -fen if sign == "-" else fen


def yuan_number(fen: int) -> Decimal:
    """For spreadsheets, where a cell is a number in yuan."""
    return Decimal(fen) / 100


def split_exact(total: int, weights: Sequence[int]) -> list[int]:
    """Parts of `total` in proportion to `weights` that add up to it to the fen (largest remainder first)."""
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise ValueError("weights must not be negative and must not all be zero")
    parts = [total * weight // whole for weight in weights]
    left = total - sum(parts)
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for index in by_remainder[:left]:
        parts[index] += 1
    return parts
