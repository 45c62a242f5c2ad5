"""One table of thresholds: the line of every programme at a place, in yuan per head and month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from doudi.engine import Case, EngineError, ParameterValue, Policies, Unknown
from doudi.engine.parameters import SETTLEMENTS, Settlement
from doudi.engine.programmes import Programme
from doudi.policies.catalogue import Layer, word

SETTLEMENT_LABELS: dict[Settlement, str] = {"URBAN": "城市", "RURAL": "农村"}
NO_LINE = "当地没有设这条线"


@dataclass(frozen=True)
class Amount:
    """The line of town or country in fen, with the parameters it rests on; None with the reason why not."""

    fen: int | None
    parameters: tuple[ParameterValue, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Line:
    """Up to which income per head and month a programme is open at a place."""

    programme: Programme
    place: str
    on: date
    by_settlement: Mapping[Settlement, Amount]

    @property
    def urban(self) -> Amount:
        return self.by_settlement["URBAN"]

    @property
    def rural(self) -> Amount:
        return self.by_settlement["RURAL"]

    @property
    def need(self) -> str:
        return word(self.programme, "need").label

    @property
    def layer(self) -> str:
        return word(self.programme, "layer").label

    @property
    def parameters(self) -> list[ParameterValue]:
        """What the line rests on, figures before choices, each once."""
        read = {p.name: p for amount in self.by_settlement.values() for p in amount.parameters}
        return sorted(read.values(), key=lambda p: (p.unit.kind not in ("money", "ratio"), p.name))

    @property
    def cited(self) -> list[tuple[str, ParameterValue]]:
        """The figures as shown to people, urban and rural in one, each with the value to cite."""
        told = []
        for value in self.figures:
            texts = {
                SETTLEMENT_LABELS[settlement]: parameter.text
                for settlement, amount in self.by_settlement.items()
                for parameter in amount.parameters
                if parameter.name == value.name
            }
            same = len(set(texts.values())) == 1
            text = value.text if same else "、".join(f"{where} {text}" for where, text in texts.items())
            told.append((f"{value.label} {text}", value))
        return told

    @property
    def figures(self) -> list[ParameterValue]:
        """Those of them that are amounts or shares: what a reader wants to see cited."""
        return [p for p in self.parameters if p.unit.kind in ("money", "ratio")]

    @property
    def is_known(self) -> bool:
        return any(amount.fen is not None for amount in self.by_settlement.values())


def lines_at(policies: Policies, code: str, on: date) -> list[Line]:
    """A row for each programme with a line, in the order of layers; one that cannot be computed says why."""
    known = policies.programmes(code, on).values()
    order = [layer.value for layer in Layer]
    with_line = sorted((p for p in known if p.line), key=lambda p: order.index(p.layer))
    return [line_of(policies, programme, code, on) for programme in with_line]


def line_of(policies: Policies, programme: Programme, code: str, on: date) -> Line:
    """The line of one programme, computed by its own rule for one person of whom nothing else is known."""
    amounts = {s: _amount(policies, str(programme.line), code, s, on) for s in SETTLEMENTS}
    return Line(programme, code, on, amounts)


def _amount(policies: Policies, rule: str, code: str, settlement: Settlement, on: date) -> Amount:
    case = Case(household={}, members=[{}], settlement=settlement, want=[rule])
    try:
        result = policies.rulebook(place=code, on=on).assess(case)
    except EngineError as error:
        return Amount(None, reason=str(error))
    value, read = result[rule], tuple(result.parameters)
    if isinstance(value, Unknown):
        needed = "、".join(dict.fromkeys(fact.label for fact in result.missing))
        return Amount(None, read, f"因家庭而异，取决于：{needed}")
    return Amount(value, read) if value else Amount(None, read, NO_LINE)
