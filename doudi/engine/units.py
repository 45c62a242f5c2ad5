"""Units of values: what may be added to what, and how a value is shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import IntEnum
from typing import Annotated, Any

Money = Annotated[int, "money"]
"""Money in whole fen."""

Ratio = Annotated[int, "ratio"]
"""A share in ten-thousandths: 80 % is 8000."""


class RoundingMode(IntEnum):
    """How the payable amount is rounded to a step."""

    NONE = 0
    HALF_UP = 1
    UP = 2
    DOWN = 3

    @property
    def label(self) -> str:
        return ("不取整", "四舍五入", "进位", "舍去")[self.value]


@dataclass(frozen=True)
class Unit:
    """Kind of a value. `suffix` is only how it is shown; two units are equal without it."""

    kind: str
    enum: type[IntEnum] | None = None
    of: Unit | None = None
    suffix: str = field(default="", compare=False)

    @property
    def is_number(self) -> bool:
        return self.kind in NUMBERS

    def __str__(self) -> str:
        if self.enum is not None:
            return f"enum:{self.enum.__name__}"
        return f"list[{self.of}]" if self.of is not None else self.kind

    def show(self, value: Any) -> str:
        """The value in Chinese, such as 「1,894.00 元」, 「80%」, 「是」."""
        if self.of is not None:
            return "、".join(self.of.show(item) for item in value)
        return _SHOW[self.kind](self, value)


NUMBERS = ("money", "int", "ratio", "literal")
BOOL, MONEY, INT, RATIO = Unit("bool"), Unit("money"), Unit("int"), Unit("ratio")
LITERAL = Unit("literal")
PLAIN = {"bool": BOOL, "money": MONEY, "int": INT, "ratio": RATIO}


def _show_money(unit: Unit, value: int) -> str:
    return f"{Decimal(value) / 100:,.2f} {unit.suffix or '元'}"


def _show_int(unit: Unit, value: int) -> str:
    return f"{value:,} {unit.suffix}".rstrip()


def _show_ratio(unit: Unit, value: int) -> str:
    text = f"{Decimal(value) / 100:.2f}"
    return f"{text.rstrip('0').rstrip('.')}%"


def _show_enum(unit: Unit, value: int) -> str:
    assert unit.enum is not None
    member = unit.enum(value)
    return str(getattr(member, "label", member.name))


_SHOW = {
    "bool": lambda unit, value: "是" if value else "否",
    "money": _show_money,
    "int": _show_int,
    "literal": _show_int,
    "ratio": _show_ratio,
    "enum": _show_enum,
}
