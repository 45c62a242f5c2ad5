"""A whole roster through the compiled rules, with a progress bar, into one file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
WORDS = np.array(["不符合条件", "符合条件", "材料不足"], dtype=object)
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
        programmes = _programmes(roster, on, asked.programmes)
    judged = []
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=screen, transient=True) as bar:
        for programme in programmes:
            task = bar.add_task(programme.label, total=roster.households.num_rows)
            judged.append(judge(roster, on, programme, _teller(bar, task)))
    header, names, cells = _cells(roster, judged)
    write_whole(out, lambda path: tables.write(path, header, names, cells))
    _summary(judged, roster, out)


def _teller(bar: Progress, task: Any) -> Tell:
    return lambda done, total: bar.update(task, completed=done, total=total)


def _programmes(roster: Roster, on: date, wanted: tuple[str, ...]) -> list[Programme]:
    """The programmes in force at every place of the roster."""
    policies = get_policies()
    places = [policies.programmes(code, on) for code in pc.unique(roster.households["place"]).to_pylist()]
    common = [p for name, p in places[0].items() if all(name in here for here in places)]
    chosen = [p for p in common if not wanted or p.name in wanted]
    if not chosen:
        raise FactError("名册里的地方在这一天没有这些项目；见 doudi programmes。")
    layers = list(Layer)
    return sorted(chosen, key=lambda p: (layers.index(Layer(p.layer)), p.name))


def judge(roster: Roster, on: date, programme: Programme, tell: Tell) -> Judged:
    """One programme for every household of the roster."""
    if roster.households.num_rows <= SMALL:
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
    return ["" if value is None else unit.show(value) for value in result[programme.path].to_pylist()]


def _missing(policies: Policies, column: pa.ChunkedArray, settled: np.ndarray[Any, Any]) -> list[str]:
    """What is missing where it matters: not where the answer is known without it."""
    labels = {fact.name: fact.label for fact in policies.facts.values()}
    lists = zip(column.to_pylist(), settled, strict=True)
    return ["" if done else "、".join(labels[name] for name in dict.fromkeys(names)) for names, done in lists]


def _cells(roster: Roster, judged: list[Judged]) -> tuple[list[str], list[str], list[list[Any]]]:
    """Headings for people, names for programs, and the columns."""
    households = roster.households
    counts = dict(
        zip(*(column.to_pylist() for column in roster.persons[KEY].value_counts().flatten()), strict=True)
    )
    ids = households[KEY].to_pylist()
    header, names = ["户编号", "地方", "城乡", "人数"], [KEY, "place", "settlement", "size"]
    cells: list[list[Any]] = [ids, households["place"].to_pylist()]
    cells += [households["settlement"].to_pylist(), [counts[key] for key in ids]]
    for one in judged:
        label, name = one.programme.label, one.programme.name
        header += [f"{label}：结论", f"{label}：月金额（元）", f"{label}：方式", f"{label}：还缺"]
        names += [f"{name}_{part}" for part in ("outcome", "amount_fen", "path", "missing")]
        amounts = [int(fen) if known else None for fen, known in zip(one.amount, one.known, strict=True)]
        cells += [CODES[one.outcome].tolist(), amounts, one.path, one.missing]
    return header, names, cells


def _summary(judged: list[Judged], roster: Roster, out: Path) -> None:
    rows = []
    for one in judged:
        counts = [int((one.outcome == code).sum()) for code in (ELIGIBLE, NOT_ELIGIBLE, UNKNOWN)]
        total = int(one.amount[one.known].sum())
        rows.append([one.programme.label, *(f"{n:,}" for n in counts), f"{total / 100:,.2f}"])
    screen = console()
    title = f"{roster.households.num_rows:,} 户 {roster.persons.num_rows:,} 人，结果在 {out.name}"
    columns = ["项目", "符合", "不符合", "材料不足", "每月合计（元）"]
    screen.print(table(title, columns, rows, right=range(1, 5)))
    for problem in dict.fromkeys(problem for one in judged for problem in one.problems):
        screen.print(f"须补本地设定：{problem}")
