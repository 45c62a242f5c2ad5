"""python benchmarks/rulebook.py: many programmes at many places at once, beside openfisca-core, numpy and the memory.

Three comparisons, each with places and programmes chosen by code (choice.py) and printed. "many places": as
the library stands, at least so many places that share all rules, and the programmes for which none of them lacks
a setting. "filled": the same, but a place that lacks a setting has that of the demonstration county, as if
its office had set it. "one place": the demonstration county alone, where every parameter is a number to the
peer and every condition that rests on one is decided beforehand.

The peer computes the same rules, each translated by its syntax tree (peer.py), from the same Parquet files,
each way in a process of its own; results must be equal to the fen, or the run fails.

CPU seconds are of all threads. "reading" is from Parquet to Arrow tables in memory, "preparing" from there to
the form that a way computes on (the engine: columns, offsets, every fact checked against its bounds; numpy:
arrays; openfisca: a simulation with its inputs set), "rules" the rules alone. "times ours" is preparing and
rules together: the same start, the same end. What is done once and not for every run is outside of them: the
peer's formulas written with their tables, the engine's loop fetched and its places' settings found. The floor
is the time in which the machine copies as many bytes as the facts and the results have, each read or written
once.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.choice import Choice, choose, filled, same_rules
from benchmarks.engine import Clock, computing
from benchmarks.people import people
from doudi.engine import Policies, Rulebook, population
from doudi.engine.parameters import SETTLEMENTS
from doudi.policies import library

HERE = Path(__file__).parent
PLACE, ON = "990101", date(2026, 11, 1)
KEY = "household_id"
LEAST_PLACES, LEAST_VARIABLES = 40, 60
WANTED_RATIO, WANTED_START, WANTED_IMPORT = 15, 2.0, 100
Measured = tuple[dict[str, np.ndarray], dict[str, float]]


@dataclass(frozen=True)
class Task:
    """What is to be computed, as it lies beside the data for the process that does it."""

    places: list[str]
    outputs: list[str]
    filled: bool = False

    @staticmethod
    def of(choice: Choice, filled: bool = False) -> Task:
        return Task([book.place.code for book in choice.books], choice.outputs, filled)

    @staticmethod
    def read(folder: Path) -> Task:
        return Task(**json.loads((folder / "task.json").read_text()))

    def policies(self) -> Policies:
        return with_model(library(), self.places) if self.filled else library()

    def books(self) -> list[Rulebook]:
        policies = self.policies()
        return [policies.rulebook(place=place, on=ON) for place in self.places]


def with_model(policies: Policies, places: list[str]) -> Policies:
    """What the places lack is as in the demonstration county."""
    books = [policies.rulebook(place=place, on=ON) for place in (*places, PLACE)]
    return filled(policies, books[:-1], books[-1])


def make(task: Task, n: int, folder: Path, gaps: bool = False) -> int:
    """Writes households with the facts that the outputs rest on; gives the number of persons."""
    book = library().rulebook(place=task.places[0], on=ON)
    names = {name for rule in book.graph.needed(task.outputs) for _, name in rule.needs}
    facts = [fact for fact in book.facts.values() if fact.name in names]
    tables = people(facts, n, places=task.places, gaps=gaps)
    for table, name in zip(tables, ("persons", "households"), strict=True):
        pq.write_table(table, folder / f"{name}.parquet", row_group_size=max(table.num_rows, 1))
    (folder / "task.json").write_text(json.dumps(asdict(task)))
    return tables[0].num_rows


def read(folder: Path) -> tuple[pa.Table, pa.Table]:
    return pq.read_table(folder / "persons.parquet"), pq.read_table(folder / "households.parquet")


def run_engine(folder: Path, task: Task) -> Measured:
    clock = Clock()
    policies = task.policies()
    loading = clock.read()
    clock = Clock()
    persons, households = read(folder)
    reading = clock.read()
    clock = Clock()
    policies.population(*first(persons, households, 40 * len(task.places)), on=ON, outputs=task.outputs)
    compiling = clock.read()
    in_loop = timed_loops()
    clock = Clock()
    table = policies.population(persons, households, on=ON, outputs=task.outputs)
    whole, rules = clock.read(), sum(in_loop)
    touched = persons.nbytes + households.nbytes + table.nbytes
    return {name: flat(table[name]) for name in task.outputs}, {
        "loading": loading, "reading": reading, "compiling": compiling, "preparing": whole - rules, "rules": rules,
        "touched": touched,
    }  # fmt: skip


def first(persons: pa.Table, households: pa.Table, n: int) -> tuple[pa.Table, pa.Table]:
    """The first households with their persons; the keys rise from 0."""
    return persons.slice(0, int(np.searchsorted(persons[KEY].to_numpy(), n))), households.slice(0, n)


def timed_loops() -> list[float]:
    """From now on the seconds that compiled loops take are noted here."""
    seconds: list[float] = []
    fetched = population.compiled

    def timed(source: str):
        loop = fetched(source)

        def run(*arguments) -> None:
            start = time.thread_time()
            loop(*arguments)
            seconds.append(time.thread_time() - start)

        return run

    population.compiled = timed
    return seconds


def flat(column: pa.ChunkedArray) -> np.ndarray:
    """Values of households, or of their members one after another."""
    whole = column.combine_chunks()
    values = whole.flatten() if pa.types.is_large_list(whole.type) else whole
    return values.to_numpy(zero_copy_only=False).astype(np.int64)


def arrays(table: pa.Table, places: list[str]) -> dict[str, np.ndarray]:
    """The columns as numpy arrays, place and settlement as one row number (see peer.ROW)."""
    columns = {n: table[n].to_numpy() for n in table.column_names if n not in ("place", "settlement")}
    if "place" in table.column_names:
        columns["row"] = len(SETTLEMENTS) * position(table["place"], places)
        columns["row"] += position(table["settlement"], SETTLEMENTS)
    return columns


def position(column: pa.ChunkedArray, words: Sequence[str]) -> np.ndarray:
    """Where each value stands among the words."""
    encoded = column.combine_chunks()
    known = np.array([words.index(word) for word in encoded.dictionary.to_pylist()], np.int32)
    return known[encoded.indices.to_numpy()]


def run_numpy(folder: Path, task: Task) -> Measured:
    from benchmarks.peer_run import Peer

    peer = Peer(task.books(), task.outputs)
    clock = Clock()
    tables = read(folder)
    reading = clock.read()
    clock = Clock()
    columns = [arrays(table, task.places) for table in tables]
    preparing = clock.read()
    clock = Clock()
    results = peer.plain(*columns)
    return results, {"reading": reading, "preparing": preparing, "rules": clock.read()}


def run_openfisca(folder: Path, task: Task) -> Measured:
    from benchmarks.peer_run import Peer

    peer = Peer(task.books(), task.outputs)
    clock = Clock()
    tables = read(folder)
    reading = clock.read()
    clock = Clock()
    simulation = peer.simulation(*(arrays(table, task.places) for table in tables))
    preparing = clock.read()
    clock = Clock()
    results = peer.calculate(simulation)
    return results, {
        "reading": reading, "preparing": preparing, "rules": clock.read(), "variables": peer.variables,
    }  # fmt: skip


WAYS = {"engine": run_engine, "numpy": run_numpy, "openfisca": run_openfisca}


def worker(way: str, folder: Path) -> None:
    """Runs one way and leaves its results and its measurements beside the data."""
    start = time.perf_counter()
    results, measured = WAYS[way](folder, Task.read(folder))
    status = Path("/proc/self/status").read_text()  # ru_maxrss would begin at the parent's
    peak = int(status.split("VmHWM:")[1].split()[0]) / 1024
    np.savez(folder / f"{way}.npz", **{name: values.astype(np.int64) for name, values in results.items()})
    print(json.dumps({"peak_mb": peak, "wall": time.perf_counter() - start, **measured}))


def measure(way: str, folder: Path, repeat: int = 1) -> dict:
    """The best of some runs."""
    command = [sys.executable, __file__, "--worker", way, "--folder", str(folder)]
    runs = []
    for _ in range(repeat):
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        runs.append(json.loads(done.stdout.splitlines()[-1]))
    return min(runs, key=computing)


def assert_equal(folder: Path, outputs: list[str]) -> None:
    ours = np.load(folder / "engine.npz")
    for way in ("numpy", "openfisca"):
        other = np.load(folder / f"{way}.npz")
        for name in outputs:
            if differ := int((ours[name] != other[name]).sum()):
                raise SystemExit(f"{way} differs from the engine in {name}: {differ:,} values")
    total = sum(int(ours[name].sum()) for name in outputs)
    print(f"  equal to the fen: {', '.join(WAYS)}; {len(outputs)} results, sum of all values {total:,}")


def copy_speed(size: int = 200_000_000) -> float:
    """Bytes read and written in a second, the best of some copies of an array beyond every cache."""
    source, target = np.ones(size // 8), np.zeros(size // 8)
    seconds = []
    for _ in range(7):
        start = time.thread_time()
        np.copyto(target, source)
        seconds.append(time.thread_time() - start)
    return 2 * size / min(seconds)


def compare(task: Task, n: int, repeat: int) -> None:
    """All ways on n households."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        persons = make(task, n, folder)
        print(f"  {n:,} households, {persons:,} persons at {len(task.places)} places on {ON}")
        best = {way: measure(way, folder, repeat) for way in WAYS}
        assert_equal(folder, task.outputs)
    report(best)


def report(best: dict[str, dict]) -> None:
    ours, peer = best["engine"], best["openfisca"]
    titles = (
        "reading",
        "preparing",
        "rules",
        "wall s",
        "peak MB",
        "times ours",
        "rules alone",
        "with reading",
    )
    print("  CPU seconds" + "".join(f"{title:>13}" for title in titles))
    for way, run in best.items():
        ratios = (
            computing(run) / computing(ours),
            run["rules"] / ours["rules"],
            (computing(run) + run["reading"]) / (computing(ours) + ours["reading"]),
        )
        seconds = "".join(f"{run[name]:13.3f}" for name in ("reading", "preparing", "rules", "wall"))
        print(f"  {way:11}{seconds}{run['peak_mb']:13.0f}" + "".join(f"{ratio:12.1f}x" for ratio in ratios))
    print(
        "  wall s: the whole process after its start, with loading the library, reading and compiled code fetched"
    )
    ratio = computing(peer) / computing(ours)
    print(
        f"  {peer['variables']} variables; openfisca-core took {ratio:.1f} times our CPU (wanted: {WANTED_RATIO})"
    )
    print(f"  engine, once: policies loaded in {ours['loading']:.2f} s, loop fetched or compiled and settings found "
          f"in {ours['compiling']:.2f} s")  # fmt: skip
    speed = copy_speed()
    floor = ours["touched"] / speed
    print(f"  memory floor: {ours['touched'] / 1e6:,.0f} MB at {speed / 1e9:.1f} GB/s copied = {floor:.3f} s; "
          f"ours {computing(ours) / floor:.1f} times that, the rules alone {ours['rules'] / floor:.1f} times")  # fmt: skip


def growth(task: Task, sizes: list[int], repeat: int) -> None:
    """CPU of the engine per million households, by size."""
    print("growth of the engine")
    costs = []
    for n in sizes:
        with tempfile.TemporaryDirectory() as name:
            make(task, n, Path(name))
            best = measure("engine", Path(name), repeat)
        costs.append(computing(best) / n * 1e6)
        print(
            f"  {n:>10,}: {computing(best):.3f} s CPU, {costs[-1]:.3f} s a million, peak {best['peak_mb']:.0f} MB"
        )
    print(f"  {sizes[-1]:,} against {sizes[0]:,}: {costs[-1] / costs[0]:.2f} times the cost of one household")


def with_gaps(task: Task, n: int) -> None:
    """A roster as it comes: what is asked only about obligors is null for everybody else."""
    with tempfile.TemporaryDirectory() as name:
        make(task, n, Path(name), gaps=True)
        gaps = sum(column.null_count > 0 for table in read(Path(name)) for column in table.columns)
        best = measure("engine", Path(name))
    print(f"with gaps in {gaps} facts of obligors, {n:,} households: {computing(best):.3f} s CPU")


START = """
import time, sys
began = time.perf_counter()
def rss():
    return int(open("/proc/self/statm").read().split()[1]) * 4096 / 1e6
import doudi.engine, doudi.policies
imported = rss()
from datetime import date
from pathlib import Path
from benchmarks.rulebook import ON, Task, read
folder = Path(sys.argv[1])
task = Task.read(folder)
policies = task.policies()
tables = read(folder)
loaded, cpu = time.perf_counter(), time.process_time()
policies.population(*tables, on=ON, outputs=task.outputs)
done = time.perf_counter()
print(imported, loaded - began, done - loaded, time.process_time() - cpu, rss())
"""


def start(task: Task) -> None:
    """A fresh process: memory after the import, seconds of the first call, with compiled code cached."""
    with tempfile.TemporaryDirectory() as name:
        make(task, 1000, Path(name))
        command = [sys.executable, "-c", START, name]
        runs = []
        for _ in range(4):
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=HERE.parent)
            runs.append([float(word) for word in done.stdout.split()])
    imported, loading, wall, cpu, memory = min(runs[1:], key=lambda run: run[3])
    print(f"a fresh process: {imported:.0f} MB after `import doudi.engine, doudi.policies` (limit {WANTED_IMPORT}); "
          f"library loaded after {loading:.2f} s;\n  first call for 1,000 households {wall:.2f} s, {cpu:.2f} s CPU "
          f"(limit {WANTED_START:.0f}), {memory:.0f} MB then")  # fmt: skip


def tell(title: str, choice: Choice) -> None:
    """Which places and programmes are compared."""
    print(f"{title}: {len(choice.books)} places, {len(choice.programmes)} programmes with "
          f"{len(rules := choice.books[0].graph.needed(choice.outputs))} rules")  # fmt: skip
    print(f"  places: {' '.join(book.place.code for book in choice.books)}")
    print(f"  programmes: {' '.join(choice.programmes)}")
    print(f"  left out, too few places have all settings: {' '.join(choice.left_out) or 'none'}")
    if len(rules) < LEAST_VARIABLES:
        raise SystemExit(f"only {len(rules)} rules; at least {LEAST_VARIABLES} are to be compared")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--households", type=int, default=1_000_000)
    parser.add_argument("--places", type=int, default=LEAST_PLACES, help="the least number of places")
    parser.add_argument("--large", action="store_true", help="growth up to 10 million households")
    parser.add_argument("--compare-only", action="store_true", help="no growth, gaps and start")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--worker", choices=WAYS)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    if given.worker:
        worker(given.worker, given.folder)
        return
    books = same_rules(library(), ON)
    codes = [book.place.code for book in books]
    rich = with_model(library(), codes)
    choices = {
        "many places": choose(books, given.places),
        "filled": choose([rich.rulebook(place=code, on=ON) for code in codes], given.places),
        "one place": choose([library().rulebook(place=PLACE, on=ON)], 1),
    }
    for title, choice in choices.items():
        tell(title, choice)
        compare(Task.of(choice, title == "filled"), given.households, given.repeat)
    if not given.compare_only:
        task = Task.of(choices["many places"])
        growth(task, [100_000, 1_000_000, *([10_000_000] if given.large else [])], given.repeat)
        with_gaps(Task.of(choices["one place"]), 100_000)
        start(task)


if __name__ == "__main__":
    main()
