"""Code tables of the benchmark's policy."""

from enum import IntEnum


class Role(IntEnum):
    MEMBER = 0
    SUPPORT_OBLIGOR = 1


class Disability(IntEnum):
    NONE = 0
    ONE = 1
    TWO = 2
    THREE = 3
    FOUR = 4


ENUMS = {"Role": Role, "Disability": Disability}
