"""python benchmarks/engine.py: the engine beside numpy and openfisca-core, and how it grows.

Made-up households of a made-up policy of 28 rules (engine_policy/) at 200 places. Each way runs in a
process of its own on the same Parquet files; results must be equal to the fen, or the run fails.
CPU seconds are of all threads. "reading" is from Parquet to Arrow tables in memory, "preparing" from
there to the form that a way computes on (the engine: columns, offsets, every fact checked against its
bounds; numpy: arrays with the line of each place; openfisca: a simulation with its inputs set),
"rules" the rules alone. "times ours" is preparing and rules together: the same start, the same end.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

PLACES = 200
ON = date(2025, 9, 1)
OUTPUTS = ["income_per_person", "eligible", "amount"]
WAYS = ("engine", "numpy", "openfisca")


def make(n: int, folder: Path) -> None:
    """Writes n households with their persons, and the policy with 200 places of their own lines."""
    rng = np.random.default_rng(7)
    size = rng.choice([1, 2, 3, 4, 5], n, p=[0.38, 0.30, 0.20, 0.08, 0.04])
    m = int(size.sum())
    key = np.repeat(np.arange(n), size)
    first = np.concatenate([[True], key[1:] != key[:-1]])

    def money(some: float, scale: float, count: int = m) -> np.ndarray:
        values = np.where(rng.random(count) < some, rng.lognormal(scale, 0.7, count), 0)
        return np.minimum(values, 2e9).astype(np.int64)

    age = rng.integers(0, 95, m).astype(np.int32)
    student = (age >= 6) & (age < 23)
    employed = (age >= 16) & (age < 65) & ~student & (rng.random(m) < 0.55)
    persons = {
        "household_id": key,
        "role": np.where(first, 0, rng.random(m) < 0.1).astype(np.int16),
        "age": age,
        "disability": rng.choice(5, m, p=[0.86, 0.03, 0.04, 0.04, 0.03]).astype(np.int16),
        "illness": rng.random(m) < 0.04,
        "student": student,
        "employed": employed,
        "own_household": rng.integers(1, 5, m).astype(np.int32),
        "wage": np.where(employed, money(1, 12.2), 0),
        "business": money(0.08, 11.5),
        "farm": money(0.25, 10.5),
        "property": money(0.05, 11),
        "pension": money(0.3, 10),
        "transfer": money(0.15, 10.3),
        "support_payment": money(0.03, 10.8),
        "other": money(0.05, 11.2),
    }
    codes = np.array([f"{code}" for code in range(110000, 110000 + PLACES)])
    place = rng.integers(0, PLACES, n)
    households = {
        "household_id": np.arange(n),
        "place": pa.array(codes[place]).dictionary_encode(),
        "settlement": pa.array(np.array(["URBAN", "RURAL"])[rng.integers(0, 2, n)]).dictionary_encode(),
        "pay_month": rng.integers(1, 13, n).astype(np.int32),
        "deposits": np.minimum(rng.lognormal(13, 1.6, n), 2e9).astype(np.int64),
        "vehicles": rng.choice(2, n, p=[0.88, 0.12]).astype(np.int32),
        "houses": rng.choice(3, n, p=[0.25, 0.62, 0.13]).astype(np.int32),
        "was_recipient": rng.random(n) < 0.4,
        "exit_months": rng.integers(0, 12, n).astype(np.int32),
        "prior_amount": rng.integers(100, 3000, n) * 100,
    }
    pq.write_table(pa.table(persons), folder / "persons.parquet", row_group_size=m)
    pq.write_table(pa.table(households), folder / "households.parquet", row_group_size=n)
    make_places(folder / "policy", codes, rng)


def make_places(root: Path, codes: np.ndarray, rng: np.random.Generator) -> None:
    """The policy of this folder, and a line and a minimum wage for each place."""
    for path in (HERE / "engine_policy").rglob("*"):
        if path.suffix in (".py", ".yaml"):
            target = root / path.relative_to(HERE / "engine_policy")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    lines = rng.integers(600, 1300, (len(codes), 2))
    wages = rng.integers(1800, 2700, len(codes))
    for code, (urban, rural), wage in zip(codes, lines, wages, strict=True):
        folder = root / f"county_{code}" / "dibao"
        folder.mkdir(parents=True)
        (folder.parent / "place.yaml").write_text(
            f"{{name: 县{code}, code: {code}, level: COUNTY, made_up: true}}\n"
        )
        (folder / "parameters.yaml").write_text(
            f"line: {{values: [{{since: 2020-01-01, urban: {urban}, rural: {rural}, source: 测速用}}]}}\n"
            f"minimum_wage: {{values: [{{since: 2020-01-01, value: {wage}, source: 测速用}}]}}\n"
        )
    np.savez(root / "places.npz", lines=lines * 100, wages=wages * 100)


def read(folder: Path) -> tuple[pa.Table, pa.Table]:
    return pq.read_table(folder / "persons.parquet"), pq.read_table(folder / "households.parquet")


def arrays(
    persons: pa.Table, households: pa.Table, folder: Path
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray], np.ndarray]:
    """Persons and households as numpy columns with the line and wage of each household's place."""
    p = {name: persons[name].to_numpy() for name in persons.column_names}
    h = {
        name: households[name].to_numpy()
        for name in households.column_names
        if name not in ("place", "settlement")
    }
    codes, words = (households[name].combine_chunks() for name in ("place", "settlement"))
    known = np.array(codes.dictionary.to_pylist()).astype(np.int64) - 110000
    rural = np.array([word == "RURAL" for word in words.dictionary.to_pylist()], np.int64)
    place = known[codes.indices.to_numpy()]
    tables = np.load(folder / "policy" / "places.npz")
    h["line"] = tables["lines"][place, rural[words.indices.to_numpy()]]
    h["minimum_wage"] = tables["wages"][place]
    return p, h, np.searchsorted(p["household_id"], np.arange(len(place)))


Measured = tuple[dict[str, np.ndarray], dict[str, float]]


class Clock:
    """Seconds of CPU, of all threads, since it was made."""

    def __init__(self) -> None:
        self.started = time.process_time()

    def read(self) -> float:
        return time.process_time() - self.started


def run_engine(folder: Path) -> Measured:
    from benchmarks.engine_policy.enums import ENUMS
    from doudi.engine import load, population

    clock = Clock()
    policies = load(folder / "policy", ENUMS)
    loading = clock.read()
    clock = Clock()
    persons, households = read(folder)
    reading = clock.read()
    clock = Clock()
    policies.population(persons.slice(0, 1), households.slice(0, 10), on=ON, outputs=OUTPUTS)
    compiling = clock.read()
    in_loop = []
    fetched = population.compiled

    def timed(source: str):
        loop = fetched(source)

        def run(*arguments) -> None:
            start = time.thread_time()
            loop(*arguments)
            in_loop.append(time.thread_time() - start)

        return run

    population.compiled = timed
    clock = Clock()
    table = policies.population(persons, households, on=ON, outputs=OUTPUTS)
    whole, rules = clock.read(), sum(in_loop)
    results = {name: table[name].to_numpy() for name in OUTPUTS}
    return results, {"loading": loading, "reading": reading, "compiling": compiling,
                     "preparing": whole - rules, "rules": rules}  # fmt: skip


def run_numpy(folder: Path) -> Measured:
    from benchmarks.engine_numpy import policy

    clock = Clock()
    tables = read(folder)
    reading = clock.read()
    clock = Clock()
    p, h, starts = arrays(*tables, folder)
    preparing = clock.read()
    clock = Clock()
    results = policy(p, h, starts)
    measured = {"reading": reading, "preparing": preparing, "rules": clock.read()}
    return {name: results[name] for name in OUTPUTS}, measured


def run_openfisca(folder: Path) -> Measured:
    from benchmarks.engine_openfisca import build, compute

    clock = Clock()
    tables = read(folder)
    reading = clock.read()
    clock = Clock()
    p, h, _ = arrays(*tables, folder)
    simulation = build(p, h)
    preparing = clock.read()
    clock = Clock()
    results = compute(simulation, OUTPUTS)
    return results, {"reading": reading, "preparing": preparing, "rules": clock.read()}


def worker(way: str, folder: Path) -> None:
    """Runs one way and leaves its results and its measurements beside the data."""
    runs = {"engine": run_engine, "numpy": run_numpy, "openfisca": run_openfisca}
    results, measured = runs[way](folder)
    np.savez(folder / f"{way}.npz", **results)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"peak_mb": peak, **measured}))


def measure(way: str, folder: Path) -> dict:
    command = [sys.executable, __file__, "--worker", way, "--folder", str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def assert_equal(folder: Path, ways: tuple[str, ...]) -> None:
    reference = np.load(folder / f"{ways[0]}.npz")
    for way in ways[1:]:
        other = np.load(folder / f"{way}.npz")
        for name in OUTPUTS:
            if not np.array_equal(reference[name].astype(np.int64), other[name].astype(np.int64)):
                raise SystemExit(f"{way} differs from {ways[0]} in {name}")
    print(f"  equal to the fen: {', '.join(ways)}; {int(reference['eligible'].sum()):,} households eligible")


def compare(n: int, repeat: int) -> None:
    """All ways on n households."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make(n, folder)
        persons, households = read(folder)
        print(f"{households.num_rows:,} households, {persons.num_rows:,} persons, {PLACES} places, 28 rules")
        best = {}
        for way in WAYS:
            runs = [measure(way, folder) for _ in range(repeat)]
            best[way] = min(runs, key=computing)
        assert_equal(folder, WAYS)
    report(best)


def computing(run: dict[str, float]) -> float:
    return run["preparing"] + run["rules"]


def report(best: dict[str, dict]) -> None:
    ours = best["engine"]
    titles = ("reading", "preparing", "rules", "peak MB", "times ours", "rules alone", "with reading")
    print("  CPU seconds" + "".join(f"{title:>13}" for title in titles))
    for way, run in best.items():
        ratios = (
            computing(run) / computing(ours),
            run["rules"] / ours["rules"],
            (computing(run) + run["reading"]) / (computing(ours) + ours["reading"]),
        )
        seconds = "".join(f"{run[name]:13.3f}" for name in ("reading", "preparing", "rules"))
        print(f"  {way:11}{seconds}{run['peak_mb']:13.0f}" + "".join(f"{ratio:12.1f}x" for ratio in ratios))
    print(
        f"  engine, once: policies loaded in {ours['loading']:.2f} s, loop fetched or compiled in {ours['compiling']:.2f} s"
    )


def growth(sizes: list[int], repeat: int) -> None:
    """CPU of the engine per million households, by size; linear + 10 % is the limit."""
    print("growth of the engine")
    per_million = {}
    for n in sizes:
        with tempfile.TemporaryDirectory() as name:
            make(n, Path(name))
            runs = [measure("engine", Path(name)) for _ in range(repeat)]
        best = min(runs, key=computing)
        per_million[n] = computing(best) / n * 1e6
        print(f"  {n:>9,}: {computing(best):.3f} s CPU, {per_million[n]:.3f} s a million, "
              f"peak {best['peak_mb']:.0f} MB")  # fmt: skip
    worst = per_million[sizes[-1]] / per_million[sizes[0]]
    print(f"  {sizes[-1]:,} against {sizes[0]:,}: {worst:.2f} times the cost of one household (limit 1.10)")


def one_household(repeat: int = 200) -> None:
    """One household assessed with its trace, and explained, in milliseconds."""
    from benchmarks.engine_policy.enums import ENUMS
    from doudi.engine import Case, load

    book = load(HERE / "engine_policy", ENUMS).rulebook(place="100000", on=ON)
    zero = {fact.name: 0 for fact in book.facts.values() if fact.entity == "person"}
    zero |= dict.fromkeys(("illness", "student", "employed"), False)
    members = [{**zero, "age": 72, "disability": 1, "pension": 30000}, {**zero, "age": 45, "employed": True, "wage": 90000},
               {**zero, "age": 12, "student": True}]  # fmt: skip
    household = {"pay_month": 12, "deposits": 10000, "vehicles": 0, "houses": 1, "was_recipient": False,
                 "exit_months": 0, "prior_amount": 0}  # fmt: skip
    case = Case(household=household, members=members, settlement="URBAN")
    assessed, explained = [], []
    for _ in range(repeat):
        start = time.perf_counter()
        result = book.assess(case)
        middle = time.perf_counter()
        lines = book.explain(result, "amount")
        assessed.append(middle - start)
        explained.append(time.perf_counter() - middle)
    print(f"one household of 3: assessed with trace {1000 * np.median(assessed):.2f} ms, "
          f"explained in {len(lines)} lines {1000 * np.median(explained):.2f} ms (limit 5)")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--households", type=int, default=1_000_000)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100_000, 1_000_000, 5_000_000])
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--worker", choices=WAYS)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    if given.worker:
        worker(given.worker, given.folder)
        return
    compare(given.households, given.repeat)
    growth(given.sizes, given.repeat)
    one_household()


if __name__ == "__main__":
    main()
