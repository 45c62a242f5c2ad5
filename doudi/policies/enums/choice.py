"""What every code table of the policies is made of."""

from __future__ import annotations

from enum import IntEnum
from typing import Self


class Choice(IntEnum):
    """A numbered choice with a label."""

    label: str

    def __new__(cls, value: int, label: str) -> Self:
        member = int.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member
