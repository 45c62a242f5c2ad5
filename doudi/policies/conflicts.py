"""What does not fit together in the standards of a place: lines that differ, broken floors, values left unchecked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby

from doudi.engine import ParameterValue, Policies, part
from doudi.engine.parameters import SETTLEMENTS
from doudi.policies.floors import Check, floors_at, yuan
from doudi.policies.lines import SETTLEMENT_LABELS, Line, lines_at
from doudi.policies.standards import standards_at

A_YEAR = timedelta(days=365)
WHOLE = 10000


class ConflictKind(StrEnum):
    """What kind of thing is wrong."""

    BELOW_FLOOR = "BELOW_FLOOR"
    DIFFERENT_LINES = "DIFFERENT_LINES"
    NOT_CHECKED = "NOT_CHECKED"


@dataclass(frozen=True)
class Conflict:
    """One thing that somebody should look at, as a sentence, with the documents on which it rests."""

    kind: ConflictKind
    text: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ratio:
    """A rural line as a share of the urban one, in ten-thousandths, and the gap between them in fen."""

    line: Line
    ratio: int
    gap_fen: int

    @property
    def text(self) -> str:
        return f"{self.ratio / 100:.1f}%"


def ratios(lines: list[Line]) -> list[Ratio]:
    """The rural share of each line that is known for town and country."""
    found = []
    for line in lines:
        urban, rural = line.urban.fen, line.rural.fen
        if urban and rural is not None:
            found.append(Ratio(line, (2 * rural * WHOLE + urban) // (2 * urban), urban - rural))
    return found


def conflicts_at(policies: Policies, code: str, on: date, *, today: date) -> list[Conflict]:
    """Everything of a place and day; a value is old when nobody has checked it for a year before `today`."""
    return [
        *_broken(floors_at(policies, code, on)),
        *_different(lines_at(policies, code, on)),
        *_unchecked(policies, code, on, today),
    ]


def _broken(checks: list[Check]) -> Iterator[Conflict]:
    for check in checks:
        if not check.holds:
            yield Conflict(ConflictKind.BELOW_FLOOR, check.text, tuple(check.sources))


def _different(lines: list[Line]) -> Iterator[Conflict]:
    """Programmes for one need with different lines. Those that give a class are steps of one ladder."""
    plain = [line for line in lines if not line.programme.gives]
    for _need, group in groupby(sorted(plain, key=lambda line: line.need), key=lambda line: line.need):
        rows = list(group)
        for settlement in SETTLEMENTS:
            known = [(row, row.by_settlement[settlement].fen) for row in rows]
            told = [(row, fen) for row, fen in known if fen is not None]
            if len({fen for _row, fen in told}) > 1:
                each = "；".join(f"{row.programme.label} {yuan(fen)}" for row, fen in told)
                where = SETTLEMENT_LABELS[settlement]
                text = f"同为{rows[0].need}救助，{where}门槛不同：{each}"
                yield Conflict(ConflictKind.DIFFERENT_LINES, text, _sources(row for row, _fen in told))


def _sources(rows: Iterator[Line]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(p.source for row in rows for p in row.parameters if p.unit.kind == "money"))


def _unchecked(policies: Policies, code: str, on: date, today: date) -> Iterator[Conflict]:
    for row in standards_at(policies, code, on):
        value = row.value
        if value is not None and not value.origin and is_old(value, today):
            when = f"上次核对 {value.checked}" if value.checked else "没有核对日期"
            text = f"{row.label} {value.text}（{value.place_name}，{value.since} 起）：{when}，已满一年未核对"
            yield Conflict(ConflictKind.NOT_CHECKED, text, (value.source,))


def is_old(value: ParameterValue, today: date) -> bool:
    """Whether nobody has compared the value with its document for a year."""
    return value.checked is None or today - value.checked > A_YEAR


def rural_steps(urban_fen: int, shares: list[int]) -> list[int]:
    """The rural standards on the way to one standard for all, for shares of the urban one in ten-thousandths."""
    return [part(urban_fen, ratio) for ratio in shares]
