"""What a changed standard would cost, and whom it would reach: a population before and after, to the fen.

Nothing is decided here and nothing is stored: the rules are run over the population as they are and as they
would be, and the difference is added up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from doudi.engine import FactError, Policies, Programme
from doudi.engine.columns import KEY
from doudi.engine.parameters import lookup
from doudi.engine.population import Prepared
from doudi.policies import get_policies
from doudi.policies.answers import NATION
from doudi.policies.catalogue import Rhythm
from doudi.policies.effects import DIMENSIONS, Effects, PovertyGap, Totals
from doudi.policies.enums.living import DisabilityKind, PersonRole
from doudi.policies.outcomes import Judged, read
from doudi.policies.scenarios import Scenario

INCOME, SIZE = "household_income", "size"
"""The rules by which a household's means are compared with a line."""
LARGEST = 5
"""Households of so many persons and more are one group."""
SIMULATED = (Rhythm.MONTHLY, Rhythm.STATUS)
"""Programmes with an amount by the month, and those that recognise a class."""
CLASSES = ("DISABLED", "ELDERLY", "MINOR", "ABLE")
"""A household is of the first class that fits: somebody disabled, somebody old, a minor, none of them."""
EXACT = 2**53
"""Whole numbers below are exact as floats."""
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Grouping:
    """One way to divide households: the code of each group, and which group each household is of."""

    codes: tuple[str, ...]
    of: Ints


@dataclass(frozen=True)
class Population:
    """Households laid out for many runs, and beside them the groups by which results are added up."""

    prepared: Prepared
    people: Ints
    groups: Mapping[str, Grouping]

    @cached_property
    def cells(self) -> tuple[Ints, Mapping[str, Grouping]]:
        """Which cell each household is of, cells being what no grouping divides; and the groups of the cells."""
        code = np.zeros(len(self), np.int64)
        for grouping in self.groups.values():
            code = code * len(grouping.codes) + grouping.of
        used, cell = np.unique(code, return_inverse=True)
        groups: dict[str, Grouping] = {}
        for name, grouping in reversed(list(self.groups.items())):
            groups[name] = Grouping(grouping.codes, used % len(grouping.codes))
            used = used // len(grouping.codes)
        return cell, groups

    @property
    def keys(self) -> pa.ChunkedArray:
        return self.prepared.columns.layout.households[KEY]

    @property
    def places(self) -> list[str]:
        """The places that households live at."""
        return list(dict.fromkeys(place for place, _settlement in self.prepared.where))

    def __len__(self) -> int:
        return len(self.people)


def population(
    persons: pa.Table, households: pa.Table, *, on: date, policies: Policies | None = None
) -> Population:
    """A population of the two tables that `Policies.population` takes.

    A column `township` of the households divides them; without it their place does.
    """
    prepared = Prepared(persons, households)
    layout = prepared.columns.layout
    member = _numbers(layout.persons, "role", int(PersonRole.MEMBER)) == PersonRole.MEMBER
    people = _added(member, layout.offsets)
    township = "township" if "township" in layout.households.column_names else "place"
    sizes = [str(n) for n in range(LARGEST)] + [f"{LARGEST}+"]
    groups = {
        "township": _by_word(layout.households[township]),
        "settlement": _by_word(layout.households["settlement"]),
        "size": _used(sizes, np.minimum(people, LARGEST)),
        "class": _classes(policies or get_policies(), layout.persons, member, layout.offsets, on),
    }
    return Population(prepared, people, groups)


def _sums(measure: Ints, of: Ints, n: int) -> Ints:
    """The sum of each group, exact: the quick way only where no sum can leave the whole numbers of a float."""
    if int(np.abs(measure).max(initial=0)) * len(measure) < EXACT:
        return np.bincount(of, measure, minlength=n).astype(np.int64)
    sums = np.zeros(n, np.int64)
    np.add.at(sums, of, measure)
    return sums


def _numbers(table: pa.Table, name: str, silent: int) -> Ints:
    """A column of whole numbers; `silent` where nothing is known."""
    if name not in table.column_names:
        return np.full(table.num_rows, silent, np.int64)
    column = pc.fill_null(table[name].cast(pa.int64()), silent)
    return np.asarray(column.combine_chunks().to_numpy(zero_copy_only=False), np.int64)


def _added(of_persons: Bools, offsets: Ints) -> Ints:
    """How many persons of each household are so."""
    sums = np.concatenate([[0], np.cumsum(of_persons, dtype=np.int64)])
    added: Ints = sums[offsets[1:]] - sums[offsets[:-1]]
    return added


def _by_word(column: pa.ChunkedArray) -> Grouping:
    encoded = pc.fill_null(column.cast(pa.string()), "").combine_chunks().dictionary_encode()
    words = encoded.dictionary.to_pylist()
    order = sorted(range(len(words)), key=lambda i: str(words[i]))
    place = np.empty(len(words), np.int64)
    place[order] = np.arange(len(words))
    return Grouping(tuple(str(words[i]) for i in order), place[encoded.indices.to_numpy()])


def _used(codes: list[str] | tuple[str, ...], of: Ints) -> Grouping:
    """The groups that somebody is of, in their order."""
    used = np.flatnonzero(np.bincount(of, minlength=len(codes)))
    place = np.zeros(len(codes), np.int64)
    place[used] = np.arange(len(used))
    return Grouping(tuple(codes[i] for i in used), place[of])


def _classes(policies: Policies, persons: pa.Table, member: Bools, offsets: Ints, on: date) -> Grouping:
    """By who lives there, by the ages that national law says."""
    adult, elder = (_age(policies, name, on) for name in ("adult_age", "elder_age"))
    age = _numbers(persons, "age", adult)
    disabled = _numbers(persons, "disability_kind", int(DisabilityKind.NONE)) != DisabilityKind.NONE
    marks = [_added(mark & member, offsets) > 0 for mark in (disabled, age >= elder, age < adult)]
    return _used(CLASSES, np.select(marks, [0, 1, 2], 3).astype(np.int64))


def _age(policies: Policies, name: str, on: date) -> int:
    value = lookup(policies.parameters, policies.place(NATION), name, "URBAN", on).value
    assert isinstance(value, int)
    return value


@dataclass(frozen=True)
class Simulation:
    """Each household's amount before and after, and what that adds up to (`effects`)."""

    programme: Programme
    on: date
    scenario: Scenario
    population: Population
    before: Judged
    after: Judged

    @cached_property
    def total(self) -> Totals:
        return self._totals(np.zeros(len(self._by_cell[0]), np.int64), 1)[0]

    def by(self, dimension: str) -> dict[str, Totals]:
        """The sums by group: `township`, `settlement`, `size` or `class`."""
        grouping = self.population.cells[1][dimension]
        return dict(zip(grouping.codes, self._totals(grouping.of, len(grouping.codes)), strict=True))

    @cached_property
    def _measures(self) -> list[Ints]:
        """What `Totals` adds up, in the order of its fields."""
        before, after = self.before, self.after
        difference = after.fen - before.fen
        settled = ~(before.unsettled | after.unsettled)
        up, down = settled & (difference > 0), settled & (difference < 0)
        people = self.population.people
        one = np.ones(len(people), np.int64)
        measures = [
            one, people, before.fits, after.fits, people * before.fits, people * after.fits, before.fen, after.fen,
            up, difference * up, down, -difference * down,
            settled & after.fits & ~before.fits, settled & before.fits & ~after.fits, ~settled,
        ]  # fmt: skip
        return [measure.astype(np.int64) for measure in measures]

    @cached_property
    def _by_cell(self) -> list[Ints]:
        """Each measure, added up once over all households."""
        cell, groups = self.population.cells
        n = len(next(iter(groups.values())).of)
        return [_sums(measure, cell, n) for measure in self._measures]

    def _totals(self, of: Ints, n: int) -> list[Totals]:
        sums = [_sums(measure, of, n) for measure in self._by_cell]
        return [Totals(*(int(row[group]) for row in sums)) for group in range(n)]

    @cached_property
    def effects(self) -> Effects:
        """All sums: altogether, by each dimension, and the poverty gap."""
        groups = {dimension: self.by(dimension) for dimension in DIMENSIONS}
        return Effects(self.total, groups, self._gap(self.before), self._gap(self.after))

    def _gap(self, by: Judged) -> PovertyGap | None:
        if by.missing is None or by.size is None:
            return None
        given = (np.zeros_like(by.missing), self.before.fen, self.after.fen)
        left = [int(np.maximum(by.missing - fen, 0).sum()) for fen in given]
        return PovertyGap(int(by.size.sum()), *left)

    def table(self) -> pa.Table:
        """One row a household: key, amounts in fen and whether it fits, before and after."""
        columns = {KEY: self.population.keys}
        for name, judged in (("before", self.before), ("after", self.after)):
            columns[f"fits_{name}"] = pa.array(judged.fits)
            columns[f"{name}_fen"] = pa.array(judged.fen)
        unsettled = self.before.unsettled | self.after.unsettled
        return pa.table({**columns, "unsettled": pa.array(unsettled)})


class Simulator:
    """A population under the rules of today, ready to be asked what would change; each answer is one run."""

    def __init__(
        self,
        population: Population,
        programme: str,
        on: date,
        *,
        policies: Policies | None = None,
        progress: Tell | None = None,
    ) -> None:
        self.population, self.on = population, on
        self.policies = policies or get_policies()
        self.programme = self._programme(programme, self.policies, Scenario())
        self.before = self._judged(self.programme, self.policies, Scenario(), progress)

    def run(self, scenario: Scenario, progress: Tell | None = None) -> Simulation:
        """What the scenario would change. EngineError says what keeps it from being computed."""
        after = self.before
        if not scenario.is_empty:
            policies = scenario.applied(self.policies, self.population.places, self.on)
            programme = self._programme(self.programme.name, policies, scenario)
            after = self._judged(programme, policies, scenario, progress)
        return Simulation(self.programme, self.on, scenario, self.population, self.before, after)

    def _programme(self, name: str, policies: Policies, scenario: Scenario) -> Programme:
        """The programme as it is offered at every place whose rules count."""
        on = scenario.day(self.on)
        found: Programme | None = None
        for place in [scenario.rules_of] if scenario.rules_of else self.population.places:
            offered = policies.programmes(place, on)
            if name not in offered:
                known = "、".join(p.name for p in offered.values() if p.rhythm in SIMULATED)
                raise FactError(f"{policies.place(place)} 在 {on} 没有叫 {name} 的项目；可测算 {known}")
            found = found or offered[name]
        if found is None:
            raise FactError("没有家庭可以测算")
        if found.rhythm not in SIMULATED:
            raise FactError(f"{found.label}（{name}）不是按月发放的项目，不能测算月支出")
        return found

    def _judged(
        self, programme: Programme, policies: Policies, scenario: Scenario, progress: Tell | None
    ) -> Judged:
        on = scenario.day(self.on)
        means = self._means(programme, policies, scenario)
        table = self.population.prepared.run(
            policies,
            on=on,
            outputs=list(dict.fromkeys([programme.eligible, programme.amount, *means])),
            rules_of=scenario.rules_of,
            progress=progress,
        )
        return read(table, programme, means)

    def _means(self, programme: Programme, policies: Policies, scenario: Scenario) -> tuple[str, ...]:
        """The rules for line, income and size, where this programme has a line for households."""
        names = (programme.line or "", INCOME, SIZE)
        for place in [scenario.rules_of] if scenario.rules_of else self.population.places:
            graph = policies.rulebook(place=place, on=scenario.day(self.on)).graph
            if not all(name in graph.rules and graph.entity(name) == "household" for name in names):
                return ()
        return names


def simulate(
    population: Population,
    scenario: Scenario,
    on: date,
    programme: str = "dibao",
    *,
    policies: Policies | None = None,
    progress: Tell | None = None,
) -> Simulation:
    """One scenario against one population; for several ask one `Simulator`."""
    return Simulator(population, programme, on, policies=policies, progress=progress).run(scenario, progress)
