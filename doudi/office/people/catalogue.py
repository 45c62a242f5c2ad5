"""What may be recorded of a person or a household: the rulebook's list of facts, brought from above.

The programmes app registers the list when it starts; people knows no programme and no rule.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from doudi.office.base.errors import Refused
from doudi.office.base.money import parse_yuan, yuan

MOST_FEN = 10**13
MOST_NUMBER = 2 * 10**9
YES = frozenset({"1", "是", "有", "true", "on", "yes"})
NO = frozenset({"0", "否", "无", "没有", "false", "no"})


@dataclass(frozen=True)
class FactInfo:
    """One fact: `entity` is person or household; `type` is money, int, bool, ratio or enum.

    A value is an int: fen, a number in `unit`, 0 or 1, ten-thousandths, or the number of a choice.
    """

    name: str
    entity: str
    type: str
    label: str
    unit: str = ""
    meaning: str = ""
    choices: tuple[tuple[int, str], ...] = ()
    group: str = ""
    min: int | None = None
    max: int | None = None

    def show(self, value: int) -> str:
        """The value as people read it: 1,894.00 元, 是, 二级."""
        return _SHOW.get(self.type, _show_int)(self, value)

    def parse(self, text: object) -> int:
        """The value that a person typed; Refused says what was expected."""
        if isinstance(text, bool):
            text = "1" if text else "0"
        try:
            return self.check(_PARSE.get(self.type, _parse_int)(self, str(text).strip()))
        except ValueError as error:
            raise Refused(_("%(label)s：%(why)s") % {"label": self.label, "why": error}, self.name) from None

    def check(self, value: int) -> int:
        """The value itself when it can be one of this fact."""
        if (
            not isinstance(value, int)
            or not self._low() <= value <= self._high()
            or not self._is_choice(value)
        ):
            raise Refused(
                _("%(label)s：应填%(expected)s。") % {"label": self.label, "expected": self.expected},
                self.name,
            )
        return int(value)

    @property
    def expected(self) -> str:
        if self.choices:
            return _("“%s”之一") % "、".join(str(label) for _value, label in self.choices)
        if self.type == "bool":
            return _("“是”或“否”")
        return _("%(low)s 至 %(high)s") % {"low": self.show(self._low()), "high": self.show(self._high())}

    def _low(self) -> int:
        if self.min is not None:
            return self.min
        return -MOST_FEN if self.type == "money" else 0

    def _high(self) -> int:
        if self.max is not None:
            return self.max
        return {"money": MOST_FEN, "bool": 1}.get(self.type, MOST_NUMBER)

    def _is_choice(self, value: int) -> bool:
        return not self.choices or value in dict(self.choices)


def _show_money(info: FactInfo, value: int) -> str:
    return f"{yuan(value)} {info.unit or _('元')}"


def _show_int(info: FactInfo, value: int) -> str:
    return f"{value:,} {info.unit}".rstrip()


def _show_bool(info: FactInfo, value: int) -> str:
    return _("是") if value else _("否")


def _show_ratio(info: FactInfo, value: int) -> str:
    return f"{Decimal(value) / 100:f}".removesuffix(".00") + "%"


def _show_enum(info: FactInfo, value: int) -> str:
    return str(dict(info.choices).get(value, value))


def _parse_money(info: FactInfo, text: str) -> int:
    return parse_yuan(text)


def _parse_int(info: FactInfo, text: str) -> int:
    plain = text.replace(",", "").removesuffix(info.unit).strip() if info.unit else text.replace(",", "")
    if not plain.lstrip("-").isdecimal() or len(plain) > 12:
        raise ValueError(_("应填整数，例如 3。"))
    return int(plain)


def _parse_bool(info: FactInfo, text: str) -> int:
    if text.lower() in YES:
        return 1
    if text.lower() in NO:
        return 0
    raise ValueError(_("请填“是”或“否”。"))


def _parse_ratio(info: FactInfo, text: str) -> int:
    try:
        exact = Decimal(text.removesuffix("%").strip()) * 100
    except InvalidOperation:
        exact = Decimal("NaN")
    if not exact.is_finite() or exact != exact.to_integral_value():
        raise ValueError(_("应填百分数，最多两位小数，例如 80%。"))
    return int(exact)


def _parse_enum(info: FactInfo, text: str) -> int:
    for value, label in info.choices:
        if text in (str(value), str(label)):
            return value
    raise ValueError(_("应填%s。") % info.expected)


_SHOW = {"money": _show_money, "bool": _show_bool, "ratio": _show_ratio, "enum": _show_enum}
_PARSE = {"money": _parse_money, "bool": _parse_bool, "ratio": _parse_ratio, "enum": _parse_enum}

Provider = Callable[[], Iterable[Any]]
_provider: list[Provider] = []
_known: dict[tuple[str, str], FactInfo] = {}


def register(provider: Provider) -> None:
    """Bring the list of facts; the provider is called on first use and answers `FactInfo` rows."""
    _provider[:] = [provider]
    _known.clear()


def facts(entity: str | None = None) -> list[FactInfo]:
    """All facts in the order of the list, or those of one entity."""
    return [info for info in _all().values() if entity in (None, info.entity)]


def groups(entity: str) -> list[tuple[str, list[FactInfo]]]:
    """The facts of an entity by group, for forms."""
    by_group: dict[str, list[FactInfo]] = {}
    for info in facts(entity):
        by_group.setdefault(info.group, []).append(info)
    return list(by_group.items())


def find(entity: str, name: str) -> FactInfo | None:
    return _all().get((entity, name))


def named(entity: str, text: str) -> FactInfo | None:
    """The fact that somebody typed: by its name, or as people call it."""
    text = text.strip()
    return find(entity, text) or next((info for info in facts(entity) if str(info.label) == text), None)


def labels() -> list[str]:
    """What all facts are called, each word once: for lists to choose from while typing."""
    return list(dict.fromkeys(str(info.label) for info in facts()))


def label(entity: str, name: str) -> str:
    """The Chinese label; the name itself where the rulebook has dropped the fact."""
    info = find(entity, name)
    return str(info.label) if info else name


def show(entity: str, name: str, value: int) -> str:
    info = find(entity, name)
    return info.show(value) if info else str(value)


def is_money(entity: str, name: str) -> bool:
    info = find(entity, name)
    return info is not None and info.type == "money"


def check(entity: str, name: str, value: int) -> int:
    """The value, or Refused when the rulebook does not know it so."""
    info = find(entity, name)
    if info is None:
        raise Refused(_("政策库中没有“%s”这一项，请从列表中选择。") % name, "name")
    return info.check(value)


def _all() -> dict[tuple[str, str], FactInfo]:
    if not _known and _provider:
        _known.update({(info.entity, info.name): info for info in map(_as_info, _provider[0]())})
    return _known


def _as_info(given: Any) -> FactInfo:
    if isinstance(given, FactInfo):
        return given
    fields = FactInfo.__dataclass_fields__
    values = {name: getattr(given, name) for name in fields if getattr(given, name, None) is not None}
    return FactInfo(**{**values, "choices": tuple(values.get("choices", ()))})
