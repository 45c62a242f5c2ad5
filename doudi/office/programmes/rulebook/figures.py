"""Figures as people type and read them, and as the engine counts them."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from doudi.engine import PolicyError
from doudi.engine.parameters import Parameter, read_period
from doudi.engine.units import Unit
from doudi.office.base.errors import Refused

SEPARATORS = "、，,；;\n"
YES, NO = frozenset({"yes", "true", "1"}), frozenset({"no", "false", "0"})
ANY_DAY = date(2000, 1, 1)


def read_figure(parameter: Parameter, text: str) -> Any:
    """What somebody typed in the parameter's own unit, as the engine's number; refuses what it cannot mean."""
    given = {"since": ANY_DAY, "source": "—", "value": _typed(parameter.unit, text, parameter.label)}
    try:
        return read_period(given, parameter.unit, parameter.label).values["URBAN"]
    except PolicyError as error:
        raise Refused(str(error)) from error


def _typed(unit: Unit, text: str, label: str) -> Any:
    text = text.strip()
    if unit.of is not None:
        for sign in SEPARATORS:
            text = text.replace(sign, " ")
        return [_typed(unit.of, part, label) for part in text.split()]
    if unit.enum is not None:
        return _member(unit, text, label)
    if unit.kind == "bool":
        return _yes_or_no(unit, text, label)
    try:
        return Decimal(text.replace(",", "").replace("，", "").rstrip("%％"))
    except InvalidOperation:
        raise Refused(
            _("“%(label)s”应填数字，不带单位，现在是“%(text)s”。") % {"label": label, "text": text}
        ) from None


def _member(unit: Unit, text: str, label: str) -> str:
    assert unit.enum is not None
    for member in unit.enum:
        if text in (member.name, unit.show(member)):
            return member.name
    known = "、".join(unit.show(member) for member in unit.enum)
    raise Refused(_("“%(label)s”应是下列之一：%(known)s。") % {"label": label, "known": known})


def _yes_or_no(unit: Unit, text: str, label: str) -> bool:
    yes, no = YES | {unit.show(True)}, NO | {unit.show(False)}
    if text.lower() in yes | no:
        return text.lower() in yes
    raise Refused(_("“%(label)s”应填“是”或“否”。") % {"label": label})


def write_figure(unit: Unit, value: Any) -> str:
    """The engine's number as it is typed again: without a unit, in the unit of the parameter."""
    if unit.of is not None:
        return "、".join(write_figure(unit.of, item) for item in value)
    if unit.kind == "money":
        return _plain(Decimal(value) / 100)
    if unit.kind == "ratio":
        return _plain(Decimal(value) / (100 if unit.suffix == "percent" else 10000))
    return unit.show(value) if unit.kind in ("enum", "bool") else str(value)


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def unit_label(unit: Unit) -> str:
    """What stands behind the box: 元/月, %, 个月; nothing for choices."""
    if unit.of is not None:
        return _("%(unit)s，多项用顿号分开") % {"unit": unit_label(unit.of)}
    if unit.kind == "money":
        return unit.suffix or _("元")
    return {"ratio": "%" if unit.suffix == "percent" else _("倍")}.get(unit.kind, unit.suffix)


def show_figures(unit: Unit, figures: Mapping[str, Any]) -> str:
    """Both settlements in one line: 「770.00 元/月」 or 「城市 770.00 元/月，农村 630.00 元/月」."""
    urban, rural = figures.get("URBAN"), figures.get("RURAL")
    if urban == rural:
        return unit.show(urban)
    return _("城市 %(urban)s，农村 %(rural)s") % {
        "urban": "—" if urban is None else unit.show(urban),
        "rural": "—" if rural is None else unit.show(rural),
    }
