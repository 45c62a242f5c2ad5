"""What a change adds up to: cost, who gains and loses, by group, and the poverty gap; whole fen throughout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from doudi.engine import share

MONTHS = 12
DIMENSIONS = ("township", "settlement", "size", "class")
"""The ways in which sums are broken down."""


@dataclass(frozen=True)
class Totals:
    """Sums over some households. `gained` and `lost` count those whose amount rises or falls, `entered` and
    `left` those who become eligible or are so no longer; `unsettled` those for whom facts are missing."""

    households: int
    people: int
    recipients_before: int
    recipients_after: int
    people_before: int
    people_after: int
    fen_before: int
    fen_after: int
    gained: int
    gained_fen: int
    lost: int
    lost_fen: int
    entered: int
    left: int
    unsettled: int

    @property
    def change_fen(self) -> int:
        return self.fen_after - self.fen_before

    @property
    def year_before(self) -> int:
        return self.fen_before * MONTHS

    @property
    def year_after(self) -> int:
        return self.fen_after * MONTHS

    @property
    def year_change(self) -> int:
        return self.change_fen * MONTHS

    @property
    def average_change(self) -> int:
        """Fen a household and month, over all households, half up."""
        return share(self.change_fen, self.households) if self.households else 0

    @property
    def gained_share(self) -> int:
        """Ten-thousandths of the households."""
        return share(self.gained * 10_000, self.households) if self.households else 0

    @property
    def lost_share(self) -> int:
        return share(self.lost * 10_000, self.households) if self.households else 0

    @property
    def head_before(self) -> int:
        """Fen a month and head of those who live in a household that receives."""
        return share(self.fen_before, self.people_before) if self.people_before else 0

    @property
    def head_after(self) -> int:
        return share(self.fen_after, self.people_after) if self.people_after else 0


@dataclass(frozen=True)
class PovertyGap:
    """What is missing to a line a month, over all households whose means are known: without this programme,
    with its amounts of today, and with those of the scenario."""

    people: int
    without: int
    before: int
    after: int

    def per_head(self, fen: int) -> int:
        return share(fen, self.people) if self.people else 0


@dataclass(frozen=True)
class Effects:
    """All sums of a simulation. `gap_today` is measured by the line in force, `gap_tried` by the line of the
    scenario; both are None for a programme without a line for households."""

    total: Totals
    groups: Mapping[str, Mapping[str, Totals]]
    gap_today: PovertyGap | None = None
    gap_tried: PovertyGap | None = None

    def plain(self) -> dict[str, Any]:
        """As JSON; `read_effects` takes it back."""
        gaps = {"gap_today": self.gap_today, "gap_tried": self.gap_tried}
        return {
            "total": asdict(self.total),
            "groups": {
                dimension: {code: asdict(totals) for code, totals in by_code.items()}
                for dimension, by_code in self.groups.items()
            },
            **{name: asdict(gap) if gap else None for name, gap in gaps.items()},
        }


def read_effects(plain: Mapping[str, Any]) -> Effects:
    """The sums from what `Effects.plain` gave."""
    groups = {
        dimension: {code: _totals(row) for code, row in by_code.items()}
        for dimension, by_code in plain["groups"].items()
    }
    gaps = (PovertyGap(**plain[name]) if plain[name] else None for name in ("gap_today", "gap_tried"))
    return Effects(_totals(plain["total"]), groups, *gaps)


def _totals(row: Mapping[str, int]) -> Totals:
    return Totals(**{field.name: row[field.name] for field in fields(Totals)})
