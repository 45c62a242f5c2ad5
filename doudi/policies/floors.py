"""Floors under published standards: which figure must not lie below which, and where one does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from doudi.engine import MissingParameter, ParameterValue, Policies, part, round_money, share
from doudi.engine.parameters import SETTLEMENTS, Settlement, lookup
from doudi.policies.lines import SETTLEMENT_LABELS

LINES = ("dibao_line", "dibao_line_year")
TEKUN = ("tekun_standard_home", "tekun_standard_institution")
GUIDES = {
    "dibao_line": "dibao_floor",
    "dibao_line_year": "dibao_floor",
    **dict.fromkeys(TEKUN, "tekun_floor"),
    **{
        f"care_{c}_{s}": f"care_{c}_floor"
        for c in ("able", "partial", "full")
        for s in ("home", "institution")
    },
}
"""Parameters for which a place above may publish a least value, and the parameter that holds it."""


class Standing(StrEnum):
    """How a figure stands to its floor."""

    HOLDS = "HOLDS"
    BELOW = "BELOW"
    ABOVE = "ABOVE"


@dataclass(frozen=True)
class Check:
    """One figure against one limit, both in fen a month, with all that it was computed from.

    `subjects` are the parameters whose figure is judged; the others in `parameters` set the limit.
    """

    key: str
    settlement: Settlement
    figure_fen: int
    limit_fen: int
    standing: Standing
    rule: str
    figure_label: str
    subjects: tuple[str, ...]
    parameters: tuple[ParameterValue, ...]

    @property
    def holds(self) -> bool:
        return self.standing == Standing.HOLDS

    @property
    def text(self) -> str:
        """The whole sentence, such as 「特困标准 779.00 元，低于 780.00 元：不低于低保标准的 130%」."""
        relation = {"HOLDS": "符合", "BELOW": "低于", "ABOVE": "高于"}[self.standing]
        where = SETTLEMENT_LABELS[self.settlement]
        return f"{where}{self.figure_label} {yuan(self.figure_fen)}，{relation} {yuan(self.limit_fen)}：{self.rule}"

    @property
    def sources(self) -> list[str]:
        """The documents of the limit."""
        return list(dict.fromkeys(p.source for p in self.parameters if p.name not in self.subjects))


def yuan(fen: int) -> str:
    return f"{fen / 100:,.2f} 元"


def floors_at(policies: Policies, code: str, on: date) -> list[Check]:
    """Every check that can be made at a place on a day: those whose figure and limit are both set."""
    values = _Values(policies, code, on)
    return [
        check
        for settlement in SETTLEMENTS
        for found in (_wage, _rural_share, _tekun, _guides)
        for check in found(values, settlement)
    ]


@dataclass(frozen=True)
class _Values:
    """The values in force at a place on a day; None where there is none."""

    policies: Policies
    code: str
    on: date

    def get(self, name: str, settlement: Settlement) -> ParameterValue | None:
        place = self.policies.place(self.code)
        try:
            return lookup(self.policies.parameters, place, name, settlement, self.on)
        except MissingParameter:
            return None

    def line(self, settlement: Settlement) -> tuple[int, ParameterValue] | None:
        """The published line a month; one published for a year is divided once."""
        if month := self.get("dibao_line", settlement):
            return _fen(month), month
        year, months = self.get("dibao_line_year", settlement), self.get("months_per_year", settlement)
        return (share(_fen(year), _fen(months)), year) if year and months else None


def _fen(value: ParameterValue) -> int:
    assert isinstance(value.value, int)
    return value.value


def _check(
    key: str, settlement: Settlement, figure: tuple[int, ParameterValue], limit: int, rule: str,
    *others: ParameterValue, most: bool = False,
) -> Check:  # fmt: skip
    amount, subject = figure
    standing = Standing.HOLDS
    if most and amount > limit:
        standing = Standing.ABOVE
    elif not most and amount < limit:
        standing = Standing.BELOW
    return Check(
        key, settlement, amount, limit, standing, rule, subject.label, (subject.name,), (subject, *others)
    )


def _wage(values: _Values, settlement: Settlement) -> Iterator[Check]:
    """The urban line as a share of the minimum wage."""
    line, wage = values.line(settlement), values.get("minimum_wage", settlement)
    if settlement != "URBAN" or line is None or wage is None:
        return
    if least := values.get("urban_wage_ratio_least", settlement):
        rule = f"城市低保标准不低于最低工资标准（{wage.text}）的 {least.text}"
        yield _check("URBAN_WAGE", settlement, line, part(_fen(wage), _fen(least)), rule, wage, least)
    if most := values.get("urban_wage_ratio_most", settlement):
        rule = f"城市低保标准不高于最低工资标准（{wage.text}）的 {most.text}"
        limit = part(_fen(wage), _fen(most))
        yield _check("URBAN_WAGE_MOST", settlement, line, limit, rule, wage, most, most=True)


def _rural_share(values: _Values, settlement: Settlement) -> Iterator[Check]:
    """The rural line as a share of the urban one."""
    if settlement != "RURAL":
        return
    rural, urban = values.line("RURAL"), values.line("URBAN")
    least = values.get("rural_ratio_least", settlement)
    if rural and urban and least:
        rule = f"农村低保标准不低于城市标准（{yuan(urban[0])}）的 {least.text}"
        yield _check("RURAL_SHARE", settlement, rural, part(urban[0], _fen(least)), rule, urban[1], least)


def _tekun(values: _Values, settlement: Settlement) -> Iterator[Check]:
    """The living standard of the destitute as a multiple of the line."""
    line, ratio = values.line(settlement), values.get("tekun_ratio", settlement)
    if line is None or ratio is None:
        return
    mode, step = values.get("tekun_rounding", settlement), values.get("tekun_rounding_step", settlement)
    limit = part(line[0], _fen(ratio))
    if mode and step:
        limit = round_money(limit, _fen(mode), _fen(step))
    rule = f"特困人员基本生活标准不低于低保标准（{yuan(line[0])}）的 {ratio.text}"
    for name in TEKUN:
        if figure := values.get(name, settlement):
            yield _check("TEKUN_RATIO", settlement, (_fen(figure), figure), limit, rule, line[1], ratio)


def _guides(values: _Values, settlement: Settlement) -> Iterator[Check]:
    """A figure against the least value that the province has published for it."""
    for name, guide in GUIDES.items():
        figure, least = values.get(name, settlement), values.get(guide, settlement)
        if figure is None or least is None:
            continue
        amount = _fen(figure)
        if name == "dibao_line_year" and (line := values.line(settlement)):
            amount = line[0]
        rule = f"不低于{least.place_name}公布的{least.label}（{least.since} 起）"
        yield _check("GUIDE", settlement, (amount, figure), _fen(least), rule, least)
