"""A population as a folder of Parquet files with whole households, through the same rules, file by file or by Spark."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from doudi.cli import rosters
from doudi.cli.output import console
from doudi.engine import EngineError, FactError
from doudi.engine.programmes import Programme
from doudi.policies.caseforms import CaseRefused, place_of
from doudi.policies.nested import KEY, check, nest, unnest
from doudi.policies.rosters import read_roster

BATCH = 50_000
"""So many households are computed at once."""


@dataclass(frozen=True)
class Job:
    """What is asked of every batch of a folder with so many households."""

    on: date
    programmes: Sequence[Programme]
    households: int


def run(folder: Path, out: Path, on: date, wanted: tuple[str, ...], engine: str) -> None:
    """Look at every file, judge, write; the result folder appears when all of it is right."""
    files = parquet_files(folder)
    with console(stderr=True).status(f"正在查看 {folder.name} …"):
        programmes = rosters.programmes_at(_places(files), on, wanted)
        households = sum(parquet.read_metadata(file).num_rows for file in files)
    job = Job(on, programmes, households)
    with _whole(out) as draft:
        _engine(engine)(files, draft, job)
        told: Counter[Any] = Counter()
        for file in parquet_files(draft):
            told += rosters.tally(parquet.read_table(file), programmes)
    rosters.show(told, programmes, out)


def _engine(name: str) -> Any:
    if name == "local":
        return locally
    from doudi.cli import spark

    return spark.run


def parquet_files(folder: Path) -> list[Path]:
    """The Parquet files that lie in the folder, whatever else is there."""
    files = sorted(file.absolute() for file in folder.glob("*.parquet") if file.name[0] not in "._")
    if not files:
        raise FactError(f"文件夹 {folder.name} 里没有 Parquet 文件（*.parquet）")
    return files


def _places(files: Sequence[Path]) -> list[str]:
    """Every place of the folder. Refuses files that are not laid out alike, and places without policies."""
    found: dict[str, Path] = {}
    first = None
    for file in files:
        try:
            schema = parquet.read_schema(file)
        except (pa.ArrowInvalid, OSError) as error:
            raise FactError(f"{file.name}：打不开这个 Parquet 文件：{error}") from error
        check(schema, file.name)
        first = first or schema
        if not schema.equals(first):
            raise FactError(f"{file.name}：列名或类型与 {files[0].name} 不同")
        column = parquet.read_table(file, columns=["place"], read_dictionary=["place"])["place"]
        found |= dict.fromkeys(pc.unique(column).to_pylist(), file)
    problems: list[str] = []
    for place, file in found.items():
        if place_of(place, file.name, problems) not in (place, None):
            problems.append(f"{file.name}，place：「{place}」应写区划代码")
    if problems:
        raise CaseRefused(problems)
    return list(found)


def locally(files: Sequence[Path], draft: Path, job: Job) -> None:
    """One file after another on this machine, with a progress bar; each result under the name of its file."""
    made = rosters.schema(job.programmes)
    with rosters.progress_bar() as bar:
        task = bar.add_task("", total=job.households)
        for file in files:
            bar.update(task, description=file.name)
            with parquet.ParquetWriter(draft / file.name, made) as writer:
                for result in judged(file, job):
                    writer.write_table(result)
                    bar.advance(task, result.num_rows)


def judged(file: Path, job: Job) -> Iterator[pa.Table]:
    """The results of a file, batch by batch; both engines come here."""
    for batch in parquet.ParquetFile(file).iter_batches(BATCH):
        yield _judge(batch, job)


def _judge(batch: pa.RecordBatch, job: Job) -> pa.Table:
    try:
        roster = unnest(batch)
        return rosters.results(
            roster, [rosters.judge(roster, job.on, p, _quiet, job.households) for p in job.programmes]
        )
    except EngineError as error:
        raise FactError(f"从户 {batch.column(KEY)[0]} 起的 {batch.num_rows} 户：{error}") from error


def _quiet(_done: int, _total: int) -> None: ...


@contextmanager
def _whole(out: Path) -> Iterator[Path]:
    """A folder beside `out` to be filled, put in its place when all went well."""
    draft = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.absolute().parent))
    try:
        yield draft
        draft.chmod(0o750)
        draft.replace(out)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def lay_out(file: Path, out: Path, place: str, settlement: str, size: int) -> int:
    """A roster as a folder of Parquet files with `size` whole households each; how many files there are."""
    table = nest(read_roster(file, place=place, settlement=settlement))
    starts = range(0, table.num_rows, size)
    with _whole(out) as draft:
        for number, start in enumerate(starts, 1):
            parquet.write_table(table.slice(start, size), draft / f"{number:05}.parquet")
    return len(starts)
