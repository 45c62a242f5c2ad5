"""How personal data look when they are not meant to be read in full."""

import re

STAR = "*"
_ID = re.compile(r"(?<![0-9A-Za-z])([1-9]\d{5})\d{8}(\d{3}[0-9Xx])(?![0-9A-Za-z])")
_OLD_ID = re.compile(r"(?<!\d)([1-9]\d{5})(?:\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(\d{3})(?!\d)")
_PHONE = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)")
_ACCOUNT = re.compile(r"(?<![0-9A-Za-z])([1-9]\d{3})\d{8,11}(\d{4})(?![0-9A-Za-z])")


def mask_middle(text: str, head: int, tail: int) -> str:
    """Keep `head` and `tail` characters; a text too short for that is masked whole."""
    if len(text) <= head + tail:
        return STAR * len(text)
    return text[:head] + STAR * (len(text) - head - tail) + text[len(text) - tail :]


def mask_citizen_id(number: str) -> str:
    return mask_middle(number, 6, 4)


def mask_phone(number: str) -> str:
    return mask_middle(number, 3, 4)


def mask_account(number: str) -> str:
    return mask_middle(number, 4, 4)


def mask_name(name: str) -> str:
    """张*三 for three characters and more, 张* for two."""
    return mask_middle(name, 1, 1) if len(name) > 2 else name[:1] + STAR * (len(name) - 1)


def mask_text(text: str) -> str:
    """Free text in which every number that looks like an ID, a phone or an account is masked."""
    text = _ID.sub(r"\1********\2", text)
    text = _PHONE.sub(r"\1****\2", text)
    text = _ACCOUNT.sub(r"\1********\2", text)
    return _OLD_ID.sub(r"\1******\2", text)
