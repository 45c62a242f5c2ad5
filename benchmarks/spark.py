"""python benchmarks/spark.py: a folder of whole households through Spark on local[2], beside the same without Spark.

Made-up households of the made-up county, three programmes, one row a household with its members in it (docs/scale.md).
Each engine runs in a process of its own, as `doudi assess` does it; every column of every household must be equal, or
the run fails. CPU seconds are of all threads and all processes: for Spark the driver, the JVM and its Python workers,
read from /proc before they end. "again" is the same in the same process, when everything is loaded and warm. The
compiled loops are in the cache before anything is measured. An answer that is not known costs more than others: the
interpreter is asked which facts are missing; 2,000 households whose wages nobody knows show how much. Without pyspark
or Java the run says so and ends well.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

HERE = Path(__file__).parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT))

PLACE, ON = "990101", date(2026, 11, 1)
PROGRAMMES = ("dibao", "tekun", "near_dibao")
FILES = 4
TICKS = os.sysconf("SC_CLK_TCK")


def make(n: int, folder: Path, unknown: tuple[str, ...] = ()) -> None:
    """Writes n households with every fact that the programmes read, in files of whole households."""
    from benchmarks.people import people
    from doudi.policies import library
    from doudi.policies.nested import nest
    from doudi.policies.rosters import Roster

    book = library().rulebook(place=PLACE, on=ON)
    offered = library().programmes(PLACE, ON)
    rules = [rule for name in PROGRAMMES for rule in offered[name].rules]
    read = {name for rule in book.graph.needed(rules) for _, name in rule.needs}
    facts = [fact for fact in book.facts.values() if fact.name in read]
    persons, households = people(facts, n, place=PLACE, gaps=True)
    persons = persons.drop_columns(list(unknown))
    table = nest(Roster(persons, households))
    size = -(-n // FILES)
    for i in range(FILES):
        pq.write_table(table.slice(i * size, size), folder / f"{i:05}.parquet")
    megabytes = sum(file.stat().st_size for file in folder.iterdir()) / 1e6
    print(f"{n:,} households, {persons.num_rows:,} persons, {len(facts)} facts, {len(PROGRAMMES)} programmes; "
          f"{FILES} files of {megabytes:.0f} MB in all, {1e6 * megabytes / n:.0f} bytes a household")  # fmt: skip


def job_of(folder: Path):
    from doudi.cli import folders, rosters

    files = folders.parquet_files(folder)
    households = sum(pq.read_metadata(file).num_rows for file in files)
    return files, folders.Job(ON, rosters.programmes_at([PLACE], ON, PROGRAMMES), households)


def run_local(folder: Path, out: Path) -> dict[str, float]:
    """Without Spark: seconds in all, and of them in the rules."""
    from doudi.cli import folders, rosters

    files, job = job_of(folder)
    in_rules = 0.0
    judge = rosters.judge

    def timed(*arguments):
        nonlocal in_rules
        begun = time.process_time()
        judged = judge(*arguments)
        in_rules += time.process_time() - begun
        return judged

    rosters.judge = timed
    measured = {}
    for name in ("first", "again"):
        wall, begun, in_rules = time.perf_counter(), time.process_time(), 0.0
        folders.locally(files, out, job)
        measured |= {f"{name}_wall": time.perf_counter() - wall, f"{name}_rules": in_rules}
        measured |= {f"{name}_cpu": time.process_time() - begun}
    return measured | {"peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def run_spark(folder: Path, out: Path) -> dict[str, float]:
    """By Spark: seconds to start, for the first run and for a second one, by kind of process."""
    from doudi.cli import spark

    files, job = job_of(folder)
    begun = used()
    session = spark.start()
    started = used()
    measured = {"start": sum(started.values()) - sum(begun.values())}
    for name in ("first", "again"):
        wall, before = time.perf_counter(), used()
        spark.assessed(session, files, job).write.mode("overwrite").parquet(f"file://{out}")
        after = used()
        measured |= {f"{name}_wall": time.perf_counter() - wall}
        measured |= {f"{name}_{kind}": after[kind] - before[kind] for kind in after}
    measured |= peaks()
    session.stop()
    return measured


def used() -> dict[str, float]:
    """CPU seconds so far of the JVM, and of this process with all others that it has started."""
    seconds = {"jvm": 0.0, "python": 0.0}
    for pid in family():
        name, rest = Path(f"/proc/{pid}/stat").read_text().split("(", 1)[1].rsplit(")", 1)
        own, reaped = rest.split()[11:13], rest.split()[13:15]
        seconds["jvm" if name == "java" else "python"] += sum(map(int, own)) / TICKS
        seconds["python"] += sum(map(int, reaped)) / TICKS
    return seconds


def peaks() -> dict[str, float]:
    """The most memory that the JVM, and that any one Python worker, has had; in MB."""
    found = {"jvm_peak": 0.0, "worker_peak": 0.0}
    for pid in family():
        status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
        kind = "jvm_peak" if status["Name"].strip() == "java" else "worker_peak"
        if pid != os.getpid():
            found[kind] = max(found[kind], int(status.get("VmHWM", "0").split()[0]) / 1024)
    return found


def family() -> list[int]:
    """This process and everything that it has started."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (entry / "stat").exists():
            parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
    found = [os.getpid()]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found


def measure(way: str, folder: Path, out: Path) -> dict[str, float]:
    command = [sys.executable, __file__, "--worker", way, "--folder", str(folder), "--out", str(out)]
    own = {"PYSPARK_SUBMIT_ARGS": "--master local[2] pyspark-shell", "SPARK_LOCAL_IP": "127.0.0.1"}
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env={**os.environ, **own})
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def assert_equal(one: Path, other: Path) -> None:
    left, right = (pq.read_table(folder).sort_by("household_id") for folder in (one, other))
    if left.column_names != right.column_names:
        raise SystemExit("Spark writes other columns")
    for name in left.column_names:
        if not left[name].cast(right.schema.field(name).type).equals(right[name]):
            raise SystemExit(f"Spark differs in {name}")
    sums = ", ".join(
        f"{name} {pa.compute.sum(left[f'{name}_amount_fen']).as_py():,} fen" for name in PROGRAMMES
    )
    print(f"  equal in every column of {left.num_rows:,} households: {sums}")


def report(local: dict[str, float], spark: dict[str, float]) -> None:
    print("  CPU seconds                  in all    rules      JVM   Python     wall")
    totals = {}
    for name in ("first", "again"):
        own, jvm, python = local[f"{name}_cpu"], spark[f"{name}_jvm"], spark[f"{name}_python"]
        totals[name] = jvm + python - own
        print(
            f"  without Spark, {name:9}{own:11.1f}{local[f'{name}_rules']:9.1f}{local[f'{name}_wall']:27.1f}"
        )
        print(
            f"  Spark on local[2], {name}{jvm + python:11.1f}{jvm:18.1f}{python:9.1f}{spark[f'{name}_wall']:9.1f}"
        )
    print(f"  peak memory: without Spark {local['peak']:.0f} MB; JVM {spark['jvm_peak']:.0f} MB, "
          f"each Python worker {spark['worker_peak']:.0f} MB")  # fmt: skip
    print(f"  what Spark itself costs: {spark['start']:.1f} s CPU to start, then {totals['first']:.1f} s the first time, "
          f"{totals['again']:.1f} s again")  # fmt: skip


def report_unknown(local: dict[str, float], out: Path) -> None:
    table = pq.read_table(out)
    answers = sum(table[f"{name}_outcome"].to_pylist().count("UNKNOWN") for name in PROGRAMMES)
    print(
        f"  an answer that is not known: {1000 * local['again_cpu'] / answers:.1f} ms CPU ({answers:,} of them)"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--households", type=int, default=1_000_000)
    parser.add_argument("--worker", choices=["local", "spark"])
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    if given.worker:
        run = run_local if given.worker == "local" else run_spark
        print(json.dumps(run(given.folder, given.out)))
        return
    if importlib.util.find_spec("pyspark") is None or shutil.which("java") is None:
        print("left out: needs `pip install doudi[spark]` and Java 17")
        return
    with tempfile.TemporaryDirectory() as name:
        folder, small, outs = Path(name) / "in", Path(name) / "small", [Path(name) / way for way in "abc"]
        for made in (folder, small, *outs):
            made.mkdir()
        make(2_000, small, unknown=("wage_income",))
        measure("local", small, outs[0])
        report_unknown(measure("local", small, outs[0]), outs[0])
        make(given.households, folder)
        local, spark = measure("local", folder, outs[1]), measure("spark", folder, outs[2])
        assert_equal(outs[1], outs[2])
    report(local, spark)


if __name__ == "__main__":
    main()
