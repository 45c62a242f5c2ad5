"""Arrow tables as the columns of a loop: facts with a mark for unknown, households with offsets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from doudi.engine.errors import FactError
from doudi.engine.facts import Fact
from doudi.engine.plan import DTYPES, NONE

KEY = "household_id"
Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Layout:
    """Households in their order, persons beside each other by household."""

    persons: pa.Table
    households: pa.Table
    offsets: npt.NDArray[np.int64]

    @property
    def longest(self) -> int:
        return int(np.diff(self.offsets).max(initial=0))


def lay_out(persons: pa.Table, households: pa.Table) -> Layout:
    """Puts each household's persons together; refuses persons without a household."""
    persons, households = pa.table(persons), pa.table(households)
    for table, what in ((persons, "人员表"), (households, "家庭表")):
        if KEY not in table.column_names:
            raise FactError(f"{what}：缺少列 {KEY}")
    of, keys = _one(persons[KEY]), _one(households[KEY])
    if keys.null_count or not _is_distinct(keys):
        raise FactError(f"家庭表：列 {KEY} 有空值或重复，每户应有唯一的编号")
    if of.type != keys.type:
        of = of.cast(keys.type)
    offsets = _runs(of, keys)
    if offsets is not None:
        return Layout(persons, households, offsets)
    position = _positions(of, keys)
    if (position[1:] < position[:-1]).any():
        order = np.argsort(position, kind="stable")
        persons, position = persons.take(pa.array(order)), position[order]
    offsets = np.searchsorted(position, np.arange(len(keys) + 1)).astype(np.int64)
    return Layout(persons, households, offsets)


def _is_distinct(keys: pa.Array) -> bool:
    """Keys that rise are distinct; only others need to be counted."""
    if pc.all(pc.less(keys[:-1], keys[1:])).as_py() is not False:
        return True
    return bool(pc.count_distinct(keys).as_py() == len(keys))


def _positions(of: pa.Array, keys: pa.Array) -> Array:
    """Which household each person belongs to, as its row."""
    found = pc.index_in(of, value_set=keys)
    if found.null_count:
        row = int(np.flatnonzero(found.is_null().to_numpy(zero_copy_only=False))[0])
        raise FactError(f"人员表第 {row + 1} 行，列 {KEY}：{of[row]} 不在家庭表里")
    position: Array = found.to_numpy().astype(np.int64)
    return position


def _runs(of: pa.Array, keys: pa.Array) -> npt.NDArray[np.int64] | None:
    """Offsets, the quick way where persons stand in the order of households and each has at least one."""
    if not len(of) or of.null_count:
        return None
    changes = pc.not_equal(of[1:], of[:-1]).to_numpy(zero_copy_only=False)
    starts = np.concatenate([[0], np.flatnonzero(changes) + 1])
    if len(starts) != len(keys) or not of.take(pa.array(starts)).equals(keys):
        return None
    return np.append(starts, len(of)).astype(np.int64)


def fact_column(table: pa.Table, fact: Fact, what: str) -> Array:
    """A fact's values in the loop's own type, the default or the mark for unknown where null."""
    dtype = DTYPES[fact.unit.kind]
    silent = NONE[dtype] if fact.default is None else int(fact.default)
    if fact.name not in table.column_names:
        return np.full(table.num_rows, silent, dtype)
    column = _one(table[fact.name])
    _check(column, fact, what)
    if _is_yes_no(column, fact):
        return _yes_no(column, silent)
    if column.type != pa.from_numpy_dtype(np.dtype(dtype)):
        column = column.cast(pa.from_numpy_dtype(np.dtype(dtype)))
    if column.null_count:
        column = pc.fill_null(column, pa.scalar(silent, column.type))
    return column.to_numpy()  # type: ignore[no-any-return]


def _is_yes_no(column: pa.Array, fact: Fact) -> bool:
    return fact.unit.kind == "bool" and bool(pa.types.is_boolean(column.type))


def _yes_no(column: pa.Array, silent: int) -> npt.NDArray[np.int8]:
    """1 or 0, `silent` where null; Arrow's own cast of its bits takes forty times as long."""
    valid, bits = column.buffers()
    values = _unpacked(bits, column)
    if column.null_count:
        values[_unpacked(valid, column) == 0] = silent
    return values


def _unpacked(bits: pa.Buffer, column: pa.Array) -> npt.NDArray[np.int8]:
    """The bits of a column, each as a number of its own."""
    start, stop = column.offset, column.offset + len(column)
    whole = np.frombuffer(bits, np.uint8) if len(column) else np.zeros(0, np.uint8)
    some = np.unpackbits(whole[start // 8 : (stop + 7) // 8], bitorder="little")
    return some[start % 8 : start % 8 + len(column)].view(np.int8)


def has_gaps(table: pa.Table, fact: Fact) -> bool:
    """Whether a fact is unknown for at least one row."""
    if fact.default is not None:
        return False
    return fact.name not in table.column_names or table[fact.name].null_count > 0


def _check(column: pa.Array, fact: Fact, what: str) -> None:
    """Refuses a column of another type, or the first value outside the fact's bounds."""
    if column.null_count == len(column):
        return
    if _is_yes_no(column, fact):
        return
    if not pa.types.is_integer(column.type):
        raise FactError(f"{what}，列 {fact.name}：应为{fact.expected}，实际是 {column.type}")
    bounds = pc.min_max(column)
    if bounds["min"].as_py() < fact.min or bounds["max"].as_py() > fact.max:
        _refuse(column, pc.or_(pc.less(column, fact.min), pc.greater(column, fact.max)), fact, what)
    if fact.unit.enum is not None and not _has_all(fact.unit.enum, bounds):
        members = pa.array([int(member) for member in fact.unit.enum], column.type)
        inside = pc.is_in(column, value_set=members)
        if not pc.all(pc.or_(inside, column.is_null())).as_py():
            _refuse(column, pc.and_(pc.invert(inside), column.is_valid()), fact, what)


def _has_all(enum: type[IntEnum], bounds: pa.Scalar) -> bool:
    """Whether every number between the bounds is a member, so that no value need be looked up."""
    numbers = {int(member) for member in enum}
    return numbers.issuperset(range(bounds["min"].as_py(), bounds["max"].as_py() + 1))


def _refuse(column: pa.Array, wrong: pa.Array, fact: Fact, what: str) -> None:
    row = pc.index(pc.fill_null(wrong, False), True).as_py()
    raise FactError(f"{what}第 {row + 1} 行，列 {fact.name}：{column[row]} 不对，应为{fact.expected}")


def words(table: pa.Table, name: str, allowed: Sequence[str] | None = None) -> tuple[list[str], Array]:
    """The distinct words of a column and, for each row, which of them it holds."""
    if name not in table.column_names:
        raise FactError(f"家庭表：缺少列 {name}")
    column = _one(table[name])
    if column.null_count:
        row = pc.index(column.is_null(), True).as_py()
        raise FactError(f"家庭表第 {row + 1} 行，列 {name}：不能为空")
    encoded = column if pa.types.is_dictionary(column.type) else column.cast(pa.string()).dictionary_encode()
    distinct = [str(word) for word in encoded.dictionary.to_pylist()]
    indices = encoded.indices.to_numpy()
    used = np.flatnonzero(np.bincount(indices, minlength=len(distinct)))
    if allowed is not None and (strange := [distinct[i] for i in used if distinct[i] not in allowed]):
        raise FactError(f"家庭表，列 {name}：{strange[0]} 不对，应为 {'、'.join(allowed)}")
    return distinct, indices


def pairs(first: Array, second: Array, width: int) -> tuple[Array, Array]:
    """The distinct pairs of two columns of small numbers, as first * width + second, and each row's."""
    code = first.astype(np.int32) * width + second
    seen = np.bincount(code) > 0
    return np.flatnonzero(seen), (np.cumsum(seen, dtype=np.int32) - 1)[code]


def _one(column: pa.ChunkedArray) -> pa.Array:
    """The column in one piece; one that is so already is not copied."""
    if column.num_chunks == 1:
        return column.chunk(0)
    whole = column.combine_chunks()
    return whole if isinstance(whole, pa.Array) else whole.chunk(0)
