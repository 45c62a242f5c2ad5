"""The fact sheet as the table of a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .. import catalogue
from ..enums import FactGroup, Origin
from ..questions import FactSheet, FactView


@dataclass(frozen=True)
class Line:
    """One fact of one subject: what each origin says, what counts."""

    view: FactView
    subject: str
    person_id: int | None
    is_first: bool

    @property
    def declared(self) -> str:
        return self._text(Origin.DECLARED)

    @property
    def surveyed(self) -> str:
        return self._text(Origin.SURVEYED)

    @property
    def matched(self) -> str:
        return self._text(Origin.MATCHED)

    @property
    def is_matched(self) -> bool:
        return self.view.origin == Origin.MATCHED

    @property
    def origin_label(self) -> str:
        return str(Origin(self.view.origin).label)

    @property
    def sources(self) -> list[Any]:
        return [row for row in self.view.rows if row.source or row.evidence_id or row.note]

    def _text(self, origin: Origin) -> str:
        value = self.view.said(origin)
        return "" if value is None else catalogue.show(self.view.entity, self.view.name, value)


def group_label(group: str) -> str:
    return str(FactGroup(group).label) if group in FactGroup.values else group


def labelled(groups: list[tuple[str, list[Any]]]) -> list[tuple[str, list[Any]]]:
    """Groups of the catalogue with their Chinese names, in the order of `FactGroup`."""
    order = [*FactGroup.values]
    ranked = sorted(groups, key=lambda pair: order.index(pair[0]) if pair[0] in order else len(order))
    return [(group_label(group), infos) for group, infos in ranked]


def fact_sections(sheet: FactSheet) -> list[tuple[str, list[Line]]]:
    """All facts by group of the catalogue, then by subject."""
    subjects: list[tuple[str, int | None, dict[str, FactView]]] = [("", None, sheet.household)]
    subjects = [*((row.person.name, row.person_id, facts) for row, facts in sheet.members), *subjects]
    sections: dict[str, list[Line]] = {}
    for name, person_id, facts in subjects:
        for view in _in_order(facts):
            info = catalogue.find(view.entity, view.name)
            lines = sections.setdefault(info.group if info else "", [])
            first = not lines or lines[-1].person_id != person_id
            lines.append(Line(view, name, person_id, first))
    return labelled(list(sections.items()))


def _in_order(facts: dict[str, FactView]) -> list[FactView]:
    """In the order of the catalogue; what it dropped comes last."""
    order = {(info.entity, info.name): number for number, info in enumerate(catalogue.facts())}
    return sorted(
        facts.values(), key=lambda view: (order.get((view.entity, view.name), len(order)), view.name)
    )
