"""What a raise costs: each month, until the end of the year, and the arrears; by township."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from doudi.office.places.enums import Level
from doudi.office.places.models import Division

from ..models import Raise, RaiseLine
from ..questions import months_between


@dataclass
class Need:
    """The money that a raise asks for in one place, in fen."""

    name: str
    households: int = 0
    month_fen: int = 0
    to_december_fen: int = 0
    arrears_fen: int = 0

    @property
    def total_fen(self) -> int:
        """All that is needed until the end of the year of the first regular month."""
        return self.arrears_fen + self.to_december_fen

    def add(self, line: Any, year: int) -> None:
        self.households += 1
        self.arrears_fen += line.arrears_fen
        if line.from_month is not None:
            self.month_fen += line.more_fen
            self.to_december_fen += line.more_fen * len(months_between(line.from_month, date(year, 12, 1)))


def budget(run: Raise) -> tuple[list[Need], Need]:
    """By township, in the order of their codes, and all together."""
    lines = run.lines.raised().select_related("unit__household__division")
    return need_of(lines, run.regular_month.year)


def need_of(lines: Iterable[RaiseLine], year: int) -> tuple[list[Need], Need]:
    """The same for any lines."""
    needs: dict[str, Need] = {}
    whole = Need("")
    for line in lines:
        division = line.unit.household.division
        code = division.code_at(Level.TOWNSHIP) or division.code
        needs.setdefault(code, Need(code)).add(line, year)
        whole.add(line, year)
    names = dict(Division.objects.filter(pk__in=needs).values_list("code", "name"))
    for code, need in needs.items():
        need.name = names.get(code, code)
    return [needs[code] for code in sorted(needs)], whole
