"""The same rules on a Spark cluster, by `mapInArrow`.

A partition is a file, so households stay whole. The workers read it themselves: rows that went through the JVM to
come to them would cost more than the rules do.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from doudi.cli import folders, rosters
from doudi.engine import FactError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

TYPES = {pa.string(): "string", pa.int64(): "bigint"}
NO_PYSPARK = "这里没有 Spark：请先 pip install doudi[spark]，或用 --engine local（不需要 Spark，结果相同）"
NO_JAVA = "这里没有 Java：Spark 要 Java 17 以上，请安装后再试，或用 --engine local（不需要 Java，结果相同）"


def run(files: Sequence[Path], draft: Path, job: folders.Job) -> None:
    """Every file through Spark. The folders must have the same path on every machine of the cluster."""
    session = start()
    from pyspark.errors import PySparkException

    try:
        assessed(session, files, job).write.mode("append").parquet(f"file://{draft}")
    except PySparkException as error:
        raise _refused(error) from error
    finally:
        session.stop()
    for mark in (path for path in draft.iterdir() if path.name[0] in "._"):
        mark.unlink()


def start() -> SparkSession:
    """A session by Spark's own settings: on all cores of this machine where they name no cluster."""
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise FactError(NO_PYSPARK) from error
    home = os.environ.get("JAVA_HOME")
    if not shutil.which("java", path=f"{home}/bin" if home else None):
        raise FactError(NO_JAVA)
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    session: SparkSession = SparkSession.builder.appName("doudi").getOrCreate()
    return session


def assessed(session: SparkSession, files: Sequence[Path], job: folders.Job) -> DataFrame:
    """One row of results for each household of the files."""
    columns = ", ".join(f"{field.name} {TYPES[field.type]}" for field in rosters.schema(job.programmes))
    numbers = session.range(0, len(files), numPartitions=len(files))
    return numbers.mapInArrow(partial(_judged, files=files, job=job), columns)


def _judged(
    numbers: Iterator[pa.RecordBatch], files: Sequence[Path], job: folders.Job
) -> Iterator[pa.RecordBatch]:
    for batch in numbers:
        for number in batch.column(0).to_pylist():
            for result in folders.judged(files[number], job):
                yield from result.to_batches()


def _refused(error: Exception) -> Exception:
    """What the rules said on another machine, without the way that it took."""
    said = re.findall(r"doudi\.engine\.errors\.FactError: (.+)", str(error))
    return FactError(said[0]) if said else error
