"""Many households at once: a compiled loop on all cores, the careful one where facts are missing.

The interpreter computes what the loop cannot: it says what is wrong with a household, and which facts are
missing where the caller wants to know.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from doudi.engine.columns import KEY, Array, Layout, fact_column, has_gaps, lay_out, pairs, words
from doudi.engine.compiled import compiled, read_only
from doudi.engine.errors import FactError, RuleError
from doudi.engine.facts import Fact
from doudi.engine.graph import Graph
from doudi.engine.loops import source
from doudi.engine.parameters import SETTLEMENTS, Settlement
from doudi.engine.plan import DTYPES, NONE, Plan
from doudi.engine.results import Case, Result, Unknown
from doudi.engine.rulebook import Rulebook
from doudi.engine.units import Unit

if TYPE_CHECKING:
    from doudi.engine.policies import Policies

_NONE = NONE["int64"]
_CHUNK = 50_000
Row = tuple[Rulebook, Settlement]
"""A place and settlement that households live in: one row of each parameter's table."""


@dataclass
class _Output:
    """The values of one output and where they are unknown."""

    values: Array
    unknown: npt.NDArray[np.bool_]


class Run:
    """One computation over a population. Households with missing facts give null where unknown."""

    def __init__(
        self,
        policies: Policies,
        on: date,
        outputs: Sequence[str],
        progress: Callable[[int, int], None] | None,
        with_missing: bool,
    ) -> None:
        self.policies, self.on, self.outputs = policies, on, list(outputs)
        self.progress, self.with_missing = progress, with_missing

    def at(self, book: Rulebook, persons: pa.Table, households: pa.Table) -> pa.Table:
        """All households at one place; the table of households has a column `settlement`."""
        columns = Columns(lay_out(persons, households))
        names, row = words(columns.layout.households, "settlement", SETTLEMENTS)
        return self._run(columns, [(book, _settlement(name)) for name in names], row)

    def at_places(self, persons: pa.Table, households: pa.Table) -> pa.Table:
        """Each household at the place of its column `place`."""
        return self.over(Prepared(persons, households))

    def over(self, prepared: Prepared, rules_of: str = "") -> pa.Table:
        """Each household at its place, or all by the rules of one place."""
        places = [rules_of or place for place, _settlement in prepared.where]
        rows = [
            (self.policies.rulebook(place=place, on=self.on), settlement)
            for place, (_own, settlement) in zip(places, prepared.where, strict=True)
        ]
        return self._run(prepared.columns, rows, prepared.row)

    def _run(self, columns: Columns, rows: list[Row], row: Array) -> pa.Table:
        layout, row = columns.layout, row.astype(np.int32)
        graphs = list({id(book.graph): book.graph for book, _ in rows}.values())
        for graph in graphs:
            self._check_outputs(graph)
        sizes = (layout.households.num_rows, layout.persons.num_rows)
        units = {name: graphs[0].unit(name) for name in self.outputs} if graphs else {}
        outputs = {n: _empty(units[n], sizes[graphs[0].entity(n) == "person"]) for n in units}
        missing: dict[int, list[str]] = {}
        for graph in graphs:
            part = _Part(graph, rows, row, columns, self.outputs)
            part.run(outputs, self.progress)
            for i, result in part.again(outputs if self.with_missing else {}):
                self._put(result, i, layout, outputs)
                missing[i] = [fact.name for fact in result.missing]
        return self._table(layout, outputs, units, graphs, missing)

    def _check_outputs(self, graph: Graph) -> None:
        if unknown := [name for name in self.outputs if name not in graph.rules]:
            raise FactError(f"没有叫 {'、'.join(unknown)} 的规则，不能输出")

    def _put(self, result: Result, i: int, layout: Layout, outputs: dict[str, _Output]) -> None:
        """Writes what the interpreter found for household `i`."""
        for name, output in outputs.items():
            if result.book.graph.entity(name) == "household":
                places = [(i, result.values[name])]
            else:
                start = int(layout.offsets[i])
                places = [(start + j, member[name]) for j, member in enumerate(result.members)]
            for at, value in places:
                output.unknown[at] = isinstance(value, Unknown)
                output.values[at] = 0 if isinstance(value, Unknown) else value

    def _table(
        self,
        layout: Layout,
        outputs: dict[str, _Output],
        units: dict[str, Unit],
        graphs: list[Graph],
        missing: dict[int, list[str]],
    ) -> pa.Table:
        columns = {KEY: layout.households[KEY]}
        for name, output in outputs.items():
            kind = pa.bool_() if units[name].kind == "bool" else pa.int64()
            mask = output.unknown if output.unknown.any() else None
            column = pa.array(output.values, kind, mask=mask)
            of_person = graphs[0].entity(name) == "person"
            columns[name] = pa.LargeListArray.from_arrays(layout.offsets, column) if of_person else column
        if self.with_missing:
            lists: list[list[str]] = [[]] * layout.households.num_rows
            for i, names in missing.items():
                lists[i] = names
            columns["missing"] = pa.array(lists, pa.list_(pa.string()))
        return pa.table(columns)


def plan_of(graph: Graph, book: Rulebook, outputs: Sequence[str]) -> Plan:
    """The plan of a loop, kept with its rules."""
    key = tuple(outputs)
    if key not in graph.plans:
        units = {name: book.parameter_unit(name) for rule in graph.order for name in rule.parameters}
        graph.plans[key] = Plan(graph, units, key)
    plan: Plan = graph.plans[key]
    return plan


class Columns:
    """The facts of a population in the loop's own type, each checked and made once."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._made: dict[str, tuple[Array, bool]] = {}

    def of(self, fact: Fact) -> Array:
        return self._column(fact)[0]

    def has_gaps(self, fact: Fact) -> bool:
        return self._column(fact)[1]

    def _column(self, fact: Fact) -> tuple[Array, bool]:
        if fact.name not in self._made:
            of_person = fact.entity == "person"
            table = self.layout.persons if of_person else self.layout.households
            column = fact_column(table, fact, "人员表" if of_person else "家庭表")
            self._made[fact.name] = (read_only(column), has_gaps(table, fact))
        return self._made[fact.name]


class Prepared:
    """A population laid out once, to be computed again and again: only the policies differ between runs.

    The table of households has columns `place` and `settlement`; `where` are the pairs of them that occur.
    """

    def __init__(self, persons: pa.Table, households: pa.Table) -> None:
        layout = lay_out(persons, households)
        places, place = words(layout.households, "place")
        names, settlement = words(layout.households, "settlement", SETTLEMENTS)
        found, self.row = pairs(place, settlement, len(names))
        self.where = [(places[i // len(names)], _settlement(names[i % len(names)])) for i in found]
        self.columns = Columns(layout)

    def run(
        self,
        policies: Policies,
        *,
        on: date,
        outputs: Sequence[str],
        rules_of: str = "",
        progress: Callable[[int, int], None] | None = None,
    ) -> pa.Table:
        """The outputs by these policies; with `rules_of` everybody by the rules of that place."""
        return Run(policies, on, outputs, progress, with_missing=False).over(self, rules_of)


class _Part:
    """The households of a population that share one set of rules."""

    def __init__(
        self, graph: Graph, rows: list[Row], row: Array, columns: Columns, outputs: Sequence[str]
    ) -> None:
        self.rows, self.row, self.layout = rows, row, columns.layout
        self.own = [book.graph is graph for book, _ in rows]
        book = rows[self.own.index(True)][0]
        self.plan = plan_of(graph, book, outputs)
        self.values = self._values()
        facts = {key: graph.facts[key[1]] for key in self.plan.facts}
        self.columns = {key: columns.of(fact) for key, fact in facts.items()}
        self.careful = any(columns.has_gaps(fact) for fact in facts.values())
        self.status = np.zeros(self.layout.households.num_rows, np.int8)

    def run(self, outputs: dict[str, _Output], progress: Callable[[int, int], None] | None) -> None:
        """The compiled loop, in chunks, on every core."""
        loop = compiled(source(self.plan, careful=self.careful))
        arguments = (
            read_only(self.layout.offsets),
            read_only(self.row),
            read_only(~np.array(self.own, np.bool_)),
            self.status,
            *self.columns.values(),
            read_only(self._settings()),
            *(read_only(self._list(name)) for name in self.plan.lists),
            *(output.values for output in outputs.values()),
            *(output.unknown for output in outputs.values()),
        )
        shape = (len(self.plan.carried), self.layout.longest)

        def chunk(first: int, last: int) -> int:
            loop(*arguments, np.empty(shape, np.int64), np.zeros(1, np.int8), first, last)
            return last - first

        n = len(self.status)
        chunk(0, 0)
        bounds = [(first, min(first + _CHUNK, n)) for first in range(0, n, _CHUNK)]
        done = 0
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for job in as_completed([pool.submit(chunk, *bound) for bound in bounds]):
                done += job.result()
                if progress is not None:
                    progress(done, n)

    def _values(self) -> list[Mapping[str, Any]]:
        """The parameters of each row; of rows with other rules nothing."""
        names = tuple(self.plan.parameters)
        return [
            book.row(names, settlement) if own else dict.fromkeys(names)
            for (book, settlement), own in zip(self.rows, self.own, strict=True)
        ]

    def _settings(self) -> Array:
        """The parameters that are not lists: each row's beside each other, so that a household reads one run."""
        rows = [[row[name] for name in self.plan.settings] for row in self.values]
        table = [[_NONE if value is None else value for value in row] for row in rows]
        return np.array(table, np.int64).reshape(len(rows), len(self.plan.settings))

    def _list(self, name: str) -> Array:
        """A list by row, padded, each row beginning with its length."""
        values = [row[name] for row in self.values]
        width = 1 + max((len(value) for value in values if value is not None), default=0)
        table = np.zeros((len(values), width), np.int64)
        for i, value in enumerate(values):
            table[i, 0] = -1 if value is None else len(value)
            table[i, 1 : 1 + len(value or ())] = value or ()
        return table

    def again(self, outputs: Mapping[str, _Output]) -> Iterator[tuple[int, Result]]:
        """By the interpreter: the households that the loop could not finish, or with unknown `outputs`."""
        for i in np.flatnonzero((self.status != 0) | self._unknown(outputs)):
            book, settlement = self.rows[self.row[i]]
            start, stop = self.layout.offsets[i], self.layout.offsets[i + 1]
            case = Case(
                household=self._facts("household", int(i)),
                members=[self._facts("person", int(j)) for j in range(start, stop)],
                settlement=settlement,
                want=self.plan.outputs,
            )
            try:
                yield int(i), book.assess(case)
            except RuleError as error:
                raise RuleError(f"家庭 {self.layout.households[KEY][int(i)]}：{error}") from error

    def _unknown(self, outputs: Mapping[str, _Output]) -> npt.NDArray[np.bool_]:
        """Which of its own households have an unknown value among the outputs."""
        unknown = np.zeros(len(self.status), np.bool_)
        for name, output in outputs.items():
            at = np.flatnonzero(output.unknown)
            if self.plan.graph.entity(name) == "person":
                at = np.searchsorted(self.layout.offsets, at, side="right") - 1
            unknown[at] = True
        return unknown & np.array(self.own, np.bool_)[self.row]

    def _facts(self, entity: str, at: int) -> dict[str, int | None]:
        return {
            name: _given(column[at], self.plan.graph.facts[name].unit)
            for (of, name), column in self.columns.items()
            if of == entity
        }


def _given(value: Any, unit: Unit) -> int | None:
    if value == NONE[DTYPES[unit.kind]]:
        return None
    return bool(value) if unit.kind == "bool" else int(value)


def _empty(unit: Unit, n: int) -> _Output:
    dtype = np.bool_ if unit.kind == "bool" else np.int64
    return _Output(np.zeros(n, dtype), np.zeros(n, np.bool_))


def _settlement(name: str) -> Settlement:
    return "URBAN" if name == "URBAN" else "RURAL"
