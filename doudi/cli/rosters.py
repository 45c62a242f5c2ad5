"""A whole roster through the compiled rules, with a progress bar, into one file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from doudi.cli import tables
from doudi.cli.output import console, table, write_whole
from doudi.engine import Case, FactError, MissingParameter, Policies
from doudi.engine.programmes import Programme
from doudi.policies import get_policies
from doudi.policies.answers import Answer, answers
from doudi.policies.catalogue import Layer
from doudi.policies.outcomes import Column
from doudi.policies.rosters import Roster, read_roster

if TYPE_CHECKING:
    from doudi.cli.assess import Asked

KEY = "household_id"
SMALL = 200
"""Up to so many households the interpreter is done before the loop is compiled."""
NOT_ELIGIBLE, ELIGIBLE, UNKNOWN = 0, 1, 2
CODES = np.array(["NOT_ELIGIBLE", "ELIGIBLE", "UNKNOWN"], dtype=object)
Tell = Callable[[int, int], None]


@dataclass
class Judged:
    """One programme over the roster. `amount` is in fen, None where nothing is known to be due."""

    programme: Programme
    outcome: np.ndarray[Any, Any]
    amount: np.ndarray[Any, Any]
    known: np.ndarray[Any, Any]
    path: list[str]
    missing: list[str]
    problems: list[str] = field(default_factory=list)


def run(file: Path, out: Path, asked: Asked, on: date) -> None:
    """Read, judge, write; the result file appears when all of it is right."""
    screen = console(stderr=True)
    with screen.status(f"正在读取 {file.name} …"):
        roster = read_roster(file, place=asked.place or "", settlement=asked.settlement or "")
        programmes = programmes_at(pc.unique(roster.households["place"]).to_pylist(), on, asked.programmes)
    judged = []
    with progress_bar() as bar:
        for programme in programmes:
            task = bar.add_task(programme.label, total=roster.households.num_rows)
            judged.append(judge(roster, on, programme, _teller(bar, task)))
    result = results(roster, judged)
    write_whole(out, lambda path: tables.write(path, header(programmes), result))
    show(tally(result, programmes), programmes, out)
    for problem in dict.fromkeys(problem for one in judged for problem in one.problems):
        console().print(f"须补本地设定：{problem}")


def progress_bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console(stderr=True), transient=True)


def _teller(bar: Progress, task: Any) -> Tell:
    return lambda done, total: bar.update(task, completed=done, total=total)


def programmes_at(places: Iterable[str], on: date, wanted: Iterable[str]) -> list[Programme]:
    """The programmes in force at every one of these places."""
    first, *others = [get_policies().programmes(code, on) for code in places]
    common = [p for name, p in first.items() if all(name in here for here in others)]
    chosen = [p for p in common if not wanted or p.name in wanted]
    if not chosen:
        raise FactError("名册里的地方在这一天没有这些项目；见 doudi programmes。")
    layers = list(Layer)
    return sorted(chosen, key=lambda p: (layers.index(Layer(p.layer)), p.name))


def judge(roster: Roster, on: date, programme: Programme, tell: Tell, of: int = 0) -> Judged:
    """One programme for every household of the roster, which may be a part of `of` households."""
    if max(of, roster.households.num_rows) <= SMALL:
        return one_by_one(roster, on, programme, tell)
    return compiled(get_policies(), roster, on, programme, tell)


def one_by_one(roster: Roster, on: date, programme: Programme, tell: Tell) -> Judged:
    """By the interpreter."""
    n = roster.households.num_rows
    whole = _unknown(programme, n)
    members: dict[str, list[dict[str, Any]]] = {}
    for row in roster.persons.to_pylist():
        members.setdefault(row.pop(KEY), []).append(row)
    for i, row in enumerate(roster.households.to_pylist()):
        key, place, settlement = row.pop(KEY), row.pop("place"), row.pop("settlement")
        case = Case(household=row, members=members[key], settlement=settlement)
        _note(whole, i, answers(case, place, on, [programme.name])[0])
        tell(i + 1, n)
    return whole


def _unknown(programme: Programme, n: int) -> Judged:
    return Judged(
        programme, np.full(n, UNKNOWN), np.zeros(n, np.int64), np.zeros(n, bool), [""] * n, [""] * n
    )


def _note(whole: Judged, i: int, answer: Answer) -> None:
    whole.outcome[i] = {"ELIGIBLE": ELIGIBLE, "NOT_ELIGIBLE": NOT_ELIGIBLE, "UNKNOWN": UNKNOWN}[
        answer.outcome
    ]
    whole.amount[i], whole.known[i] = answer.amount_fen or 0, answer.amount_fen is not None
    whole.path[i] = answer.path
    whole.missing[i] = answer.problem or "、".join(dict.fromkeys(label for label, _member in answer.missing))
    if answer.problem:
        whole.problems.append(answer.problem)


def compiled(policies: Policies, roster: Roster, on: date, programme: Programme, tell: Tell) -> Judged:
    """By the compiled loop; a place that lacks a local setting does not stop the others."""
    outputs = [name for name in (programme.eligible, programme.amount, programme.path) if name]
    try:
        result = policies.population(
            roster.persons, roster.households, on=on, outputs=outputs, progress=tell, with_missing=True
        )
        return _read(policies, programme, roster, result, on)
    except MissingParameter:
        return _by_place(policies, roster, on, programme, outputs, tell)


def _by_place(
    policies: Policies, roster: Roster, on: date, programme: Programme, outputs: list[str], tell: Tell
) -> Judged:
    n = roster.households.num_rows
    whole = _unknown(programme, n)
    for rows, part in _parts(roster):
        try:
            result = policies.population(
                part.persons, part.households, on=on, outputs=outputs, with_missing=True
            )
        except MissingParameter as error:
            whole.problems.append(str(error))
            for i in rows:
                whole.missing[i] = str(error)
        else:
            _put(whole, rows, _read(policies, programme, part, result, on))
        tell(int(rows[-1]) + 1, n)
    tell(n, n)
    return whole


def _parts(roster: Roster) -> Iterator[tuple[np.ndarray[Any, Any], Roster]]:
    """The households of each place and settlement, with their persons."""
    households = roster.households
    keys = pc.binary_join_element_wise(households["place"], households["settlement"], "/")
    for key in pc.unique(keys):
        mask = pc.equal(keys, key)
        part = households.filter(mask)
        persons = roster.persons.filter(pc.is_in(roster.persons[KEY], value_set=part[KEY].combine_chunks()))
        yield np.flatnonzero(mask.to_numpy()), Roster(persons, part)


def _put(whole: Judged, rows: np.ndarray[Any, Any], part: Judged) -> None:
    whole.outcome[rows], whole.amount[rows], whole.known[rows] = part.outcome, part.amount, part.known
    for at, i in enumerate(rows):
        whole.path[i], whole.missing[i] = part.path[at], part.missing[at]


def _read(policies: Policies, programme: Programme, roster: Roster, result: pa.Table, on: date) -> Judged:
    """From the engine's table: whether it fits, how much, by which way, what is missing."""
    fits = Column(result[programme.eligible])
    amount, complete = Column(result[programme.amount]).total_where(fits)
    outcome = np.where(fits.any_true, ELIGIBLE, np.where(fits.any_unknown, UNKNOWN, NOT_ELIGIBLE))
    known = (outcome == ELIGIBLE) & complete
    return Judged(
        programme=programme,
        outcome=outcome,
        amount=np.where(known, amount, 0),
        known=known,
        path=_paths(policies, programme, roster, result, on),
        missing=_missing(policies, result["missing"], known | (outcome == NOT_ELIGIBLE)),
    )


def _paths(policies: Policies, programme: Programme, roster: Roster, result: pa.Table, on: date) -> list[str]:
    if programme.path is None:
        return [""] * roster.households.num_rows
    place = roster.households["place"][0].as_py()
    unit = policies.rulebook(place=place, on=on).graph.unit(programme.path)
    column = result[programme.path]
    words = {value: "" if value is None else unit.show(value) for value in pc.unique(column).to_pylist()}
    return [words[value] for value in column.to_pylist()]


def _missing(policies: Policies, column: pa.ChunkedArray, settled: np.ndarray[Any, Any]) -> list[str]:
    """What is missing where it matters: not where the answer is known without it."""
    words = [""] * len(column)
    some = pc.greater(pc.list_value_length(column), 0).to_numpy() & ~settled
    rows = np.flatnonzero(some)
    for i, names in zip(rows, column.take(pa.array(rows)).to_pylist(), strict=True):
        words[i] = "、".join(policies.facts[name].label for name in dict.fromkeys(names))
    return words


def results(roster: Roster, judged: Sequence[Judged]) -> pa.Table:
    """One row a household; amounts in fen, null where none is known."""
    households = roster.households
    counted = pc.value_counts(roster.persons[KEY])
    sizes = counted.field("counts").take(pc.index_in(households[KEY], value_set=counted.field("values")))
    columns = [*(households[name] for name in (KEY, "place", "settlement")), sizes]
    for one in judged:
        columns += [CODES[one.outcome], pa.array(one.amount, mask=~one.known), one.path, one.missing]
    made = schema(one.programme for one in judged)
    return pa.table(columns, names=made.names).cast(made)


def schema(programmes: Iterable[Programme]) -> pa.Schema:
    """The columns of a result, by their names for programs."""
    text, number = pa.string(), pa.int64()
    fields = [(KEY, text), ("place", text), ("settlement", text), ("size", number)]
    parts = {"outcome": text, "amount_fen": number, "path": text, "missing": text}
    fields += [(f"{one.name}_{part}", kind) for one in programmes for part, kind in parts.items()]
    return pa.schema(fields)


def header(programmes: Iterable[Programme]) -> list[str]:
    """The same columns by their headings for people."""
    parts = ("结论", "月金额（元）", "方式", "还缺")
    return [
        "户编号",
        "地方",
        "城乡",
        "人数",
        *(f"{one.label}：{part}" for one in programmes for part in parts),
    ]


def tally(result: pa.Table, programmes: Iterable[Programme]) -> Counter[Any]:
    """Households, persons, and of each programme how many of each outcome and the sum in fen."""
    told = Counter({"households": result.num_rows, "persons": pc.sum(result["size"]).as_py() or 0})
    for name in (one.name for one in programmes):
        counted = pc.value_counts(result[f"{name}_outcome"]).to_pylist()
        told.update({(name, row["values"]): row["counts"] for row in counted})
        told[name, "fen"] = pc.sum(result[f"{name}_amount_fen"]).as_py() or 0
    return told


def show(told: Counter[Any], programmes: Iterable[Programme], out: Path) -> None:
    """The tally on the screen."""
    rows = []
    for one in programmes:
        counts = (f"{told[one.name, code]:,}" for code in ("ELIGIBLE", "NOT_ELIGIBLE", "UNKNOWN"))
        rows.append([one.label, *counts, f"{told[one.name, 'fen'] / 100:,.2f}"])
    title = f"{told['households']:,} 户 {told['persons']:,} 人，结果在 {out.name}"
    columns = ["项目", "符合", "不符合", "材料不足", "每月合计（元）"]
    console().print(table(title, columns, rows, right=range(1, 5)))
