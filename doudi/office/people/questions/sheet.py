"""The fact sheet: what counts of all that was said about a household on a day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.apps import apps

from .. import catalogue
from ..enums import MembershipKind, Origin

if TYPE_CHECKING:
    from ..models import Fact, Household, Membership

LIVING = MembershipKind.LIVING_TOGETHER
ORDER_OF_ORIGINS = (Origin.MATCHED, Origin.SURVEYED, Origin.DECLARED)


@dataclass(frozen=True)
class FactView:
    """One fact on a day: the value that counts, where it is from, and what others say."""

    entity: str
    name: str
    value: int
    origin: str
    rows: tuple[Fact, ...]
    others: dict[str, int] = field(default_factory=dict)

    @property
    def conflict(self) -> bool:
        """Another origin says something else."""
        return any(value != self.value for value in self.others.values())

    @property
    def label(self) -> str:
        return catalogue.label(self.entity, self.name)

    @property
    def text(self) -> str:
        return catalogue.show(self.entity, self.name, self.value)

    def said(self, origin: str) -> int | None:
        """What an origin says; None when it says nothing."""
        return self.value if origin == self.origin else self.others.get(origin)


Facts = dict[str, FactView]


@dataclass(frozen=True)
class FactSheet:
    """All that is known of a household on a day; `members` of every kind, the head first."""

    on: date
    household: Facts
    members: list[tuple[Membership, Facts]]

    @property
    def living(self) -> list[tuple[Membership, Facts]]:
        """Those who live together."""
        return [pair for pair in self.members if pair[0].kind == LIVING]

    @property
    def beside(self) -> list[tuple[Membership, Facts]]:
        """Those only on the hukou, and support obligors."""
        return [pair for pair in self.members if pair[0].kind != LIVING]

    @property
    def conflicts(self) -> int:
        rows = [self.household, *(facts for _row, facts in self.members)]
        return sum(view.conflict for facts in rows for view in facts.values())


def facts_for(household: Household, on: date) -> FactSheet:
    """The fact sheet of a household on a day: three queries, whatever the number of members."""
    rows = list(
        _model("Membership").objects.filter(household=household).on(on).select_related("person").heads_first()
    )
    for row in rows:
        row.household = household
    facts = _model("Fact").objects.on(on).select_related("evidence")
    by_person: dict[int, list[Fact]] = defaultdict(list)
    for fact in facts.filter(person__in=[row.person_id for row in rows]):
        by_person[fact.person_id].append(fact)
    return FactSheet(
        on=on,
        household=chosen("household", list(facts.filter(household=household))),
        members=[(row, chosen("person", by_person[row.person_id])) for row in rows],
    )


def chosen(entity: str, rows: list[Fact]) -> Facts:
    """By name, the value that counts: a source before a visit before the word of the household."""
    by_name: dict[str, list[Fact]] = defaultdict(list)
    for row in rows:
        by_name[row.name].append(row)
    return {name: _view(entity, name, group) for name, group in by_name.items()}


def _view(entity: str, name: str, rows: list[Fact]) -> FactView:
    values = {}
    for origin in ORDER_OF_ORIGINS:
        own = [row for row in rows if row.origin == origin]
        if own:
            values[origin.value] = _value(entity, name, own)
    origin, value = next(iter(values.items()))
    others = {key: other for key, other in values.items() if key != origin}
    ordered = sorted(
        rows, key=lambda row: (ORDER_OF_ORIGINS.index(Origin(row.origin)), row.first_day, row.pk)
    )
    return FactView(entity, name, value, origin, tuple(ordered), others)


def _value(entity: str, name: str, rows: list[Fact]) -> int:
    """Money of one origin adds up; of anything else the latest word holds."""
    if catalogue.is_money(entity, name):
        return sum(row.value for row in rows)
    return max(rows, key=lambda row: (row.first_day, row.pk)).value


def _model(name: str) -> Any:
    return apps.get_model("people", name)
