"""What the engine's table says of a programme for each household: whether it fits, how much, what is not known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from doudi.engine import Programme

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Judged:
    """One programme over a population. `fen` is the monthly amount of those whom it fits, 0 for others;
    `unsettled` where a missing fact keeps open whether it fits or how much is due. `missing` is what a
    household lacks to the line a month without the programme (0 where its means are not known), `size` how
    many persons that is about; both None where they were not asked for."""

    fits: npt.NDArray[np.bool_]
    fen: npt.NDArray[np.int64]
    unsettled: npt.NDArray[np.bool_]
    missing: npt.NDArray[np.int64] | None = None
    size: npt.NDArray[np.int64] | None = None


class Column:
    """A column of the household, or of its members as lists: the same questions of both."""

    def __init__(self, column: pa.ChunkedArray) -> None:
        array = column.combine_chunks()
        self.is_list = pa.types.is_large_list(array.type)
        self.flat = array.flatten() if self.is_list else array
        self.unknown: Array = self.flat.is_null().to_numpy(zero_copy_only=False)
        silent = False if pa.types.is_boolean(self.flat.type) else 0
        self.values: Array = self.flat.fill_null(silent).to_numpy(zero_copy_only=False)
        self.offsets: Array = array.offsets.to_numpy() if self.is_list else np.arange(len(array) + 1)

    def add(self, values: Array) -> Array:
        """Sums by household; a household without members has 0."""
        if not self.is_list:
            return values.astype(np.int64)
        sums = np.concatenate([[0], np.cumsum(values.astype(np.int64))])
        added: Array = sums[self.offsets[1:]] - sums[self.offsets[:-1]]
        return added

    @property
    def any_true(self) -> Array:
        return self.add(self.values & ~self.unknown) > 0

    @property
    def any_unknown(self) -> Array:
        return self.add(self.unknown) > 0

    def total_where(self, fits: Column) -> tuple[Array, Array]:
        """The sum over those whom it fits, and whether all of it is known."""
        if self.is_list and fits.is_list:
            counted = fits.values & ~fits.unknown
            return self.add(self.values * counted), self.add(self.unknown & counted) == 0
        return self.add(self.values), self.add(self.unknown) == 0


def read(table: pa.Table, programme: Programme, means: Sequence[str] = ()) -> Judged:
    """One programme from the engine's table; `means` names the rules for line, income and size."""
    fits = Column(table[programme.eligible])
    total, complete = Column(table[programme.amount]).total_where(fits)
    eligible = fits.any_true
    known = eligible & complete
    unsettled = (eligible & ~complete) | (~eligible & fits.any_unknown)
    fen = np.where(known, total, 0)
    if not means:
        return Judged(eligible, fen, unsettled)
    line, income, size = (Column(table[name]) for name in means)
    told = ~(line.unknown | income.unknown | size.unknown)
    missing = np.where(told, np.maximum(line.values * size.values - income.values, 0), 0)
    return Judged(eligible, fen, unsettled, missing, np.where(told, size.values, 0))
