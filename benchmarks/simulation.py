"""python benchmarks/simulation.py: how fast a changed standard is answered, for 300 thousand households.

Made-up households of the made-up county, dibao. "first" lays the population out, computes it as it is and fetches
the compiled loop; "slider" is each further answer, with all sums by group; "plain" is what the same answer costs
when everything is done again from the tables. The median of several, in wall seconds and in CPU seconds of all
threads (on a shared machine wall time says how busy the others are); the answers must be equal.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median

import numpy as np
import pyarrow as pa

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.people import people
from doudi.policies import library
from doudi.policies.scenarios import Scenario, read_change
from doudi.policies.simulation import Population, Simulation, Simulator, population

ON = date(2026, 9, 1)
PLACE = "990101"
TOWNSHIPS = 40
LINES = (800, 820, 850, 900, 1000)


def scenario(line: int) -> Scenario:
    return Scenario((read_change(library(), f"dibao_line.urban={line}", place=PLACE, on=ON),))


def timed(work: Callable[[], Simulation]) -> tuple[float, float, object]:
    """Wall seconds, CPU seconds of all threads, and all that the page shows."""
    start, busy = time.perf_counter(), time.process_time()
    done = work().effects
    return time.perf_counter() - start, time.process_time() - busy, done


def tables(n: int) -> tuple[pa.Table, pa.Table]:
    """Households of many townships; no fact is unknown, as after a check."""
    persons, households = people(library().facts.values(), n, place=PLACE)
    codes = [f"{PLACE}{i:03d}" for i in range(TOWNSHIPS)]
    of = np.random.default_rng(3).integers(0, TOWNSHIPS, n).astype(np.int32)
    return persons, households.append_column("township", pa.DictionaryArray.from_arrays(of, codes))


def plain(persons: pa.Table, households: pa.Table, line: int) -> Simulation:
    """Everything from the start."""
    made: Population = population(persons, households, on=ON)
    return Simulator(made, "dibao", ON).run(scenario(line))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--households", type=int, default=300_000)
    given = parser.parse_args()
    persons, households = tables(given.households)
    print(f"{households.num_rows:,} households, {persons.num_rows:,} persons, {TOWNSHIPS} townships")
    small = persons.filter(pa.compute.less(persons["household_id"], 10)), households.slice(0, 10)
    fetching, _busy, _done = timed(lambda: plain(*small, LINES[0]))
    print(f"  loading policies and fetching the loop: {fetching:.2f} s")
    start, busy = time.perf_counter(), time.process_time()
    simulator = Simulator(population(persons, households, on=ON), "dibao", ON)
    print(f"  first: {time.perf_counter() - start:.2f} s wall, {time.process_time() - busy:.2f} s CPU")
    slider = [timed(lambda line=line: simulator.run(scenario(line))) for line in LINES]
    again = [timed(lambda line=line: plain(persons, households, line)) for line in LINES[:3]]
    if [answer for *_seconds, answer in slider[:3]] != [answer for *_seconds, answer in again]:
        raise SystemExit("the prepared population answers otherwise than a plain run")
    (wall, cpu), (plain_wall, plain_cpu) = (
        [median(row[column] for row in rows) for column in (0, 1)] for rows in (slider, again)
    )
    print(f"  slider: {wall:.3f} s wall (quickest {min(row[0] for row in slider):.3f}), {cpu:.3f} s CPU")
    print(
        f"  plain: {plain_wall:.3f} s wall, {plain_cpu:.3f} s CPU; {plain_cpu / cpu:.1f} times the slider's CPU"
    )
    total = simulator.run(scenario(LINES[-1])).effects.total
    change = f"{total.change_fen / 100:+,.2f} yuan a month, {total.entered:,} households enter"
    print(f"  a line of {LINES[-1]} yuan: {change}")
    if given.households <= 300_000 and cpu >= 1:
        raise SystemExit("slower than one second")


if __name__ == "__main__":
    main()
