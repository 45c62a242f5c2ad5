"""A population as one row a household, its members beside it as a list: households are whole wherever a file is cut.

Values stand as the engine reads them: money in fen, choices as numbers, yes and no as booleans, null for unknown.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc

from doudi.engine import FactError
from doudi.engine.columns import KEY, lay_out
from doudi.policies.caseforms import CaseRefused, Entity, catalogue
from doudi.policies.rosters import Roster

MEMBERS = "members"
REQUIRED = (KEY, "place", "settlement", MEMBERS)


def nest(roster: Roster) -> pa.Table:
    """One row a household, its persons in the column `members`."""
    layout = lay_out(roster.persons, roster.households)
    persons = layout.persons.drop_columns([KEY]).combine_chunks().to_struct_array().combine_chunks()
    offsets = pa.array(layout.offsets, pa.int32())
    return layout.households.append_column(MEMBERS, pa.ListArray.from_arrays(offsets, persons))


def unnest(batch: pa.RecordBatch) -> Roster:
    """Persons and households as the engine reads them."""
    members, keys = batch.column(MEMBERS), batch.column(KEY)
    empty = pc.equal(pc.fill_null(pc.list_value_length(members), 0), 0)
    if pc.any(empty).as_py():
        raise FactError(f"户 {keys[pc.index(empty, True).as_py()]} 没有成员")
    persons = members.flatten()
    columns = {field.name: column for field, column in zip(persons.type, persons.flatten(), strict=True)}
    columns[KEY] = keys.take(pc.list_parent_indices(members))
    return Roster(pa.table(columns), pa.Table.from_batches([batch]).drop_columns([MEMBERS]))


def check(schema: pa.Schema, file: str) -> None:
    """Refuses a file of another layout, or with a fact that nobody knows."""
    problems = [f"{file}：缺少列 {name}" for name in REQUIRED if name not in schema.names]
    facts = [name for name in schema.names if name not in REQUIRED]
    problems += _unknown(facts, "household", file)
    if MEMBERS in schema.names:
        problems += _members(schema.field(MEMBERS).type, file)
    if problems:
        raise CaseRefused([*problems, "每户一行，成员写在列 members（list<struct>）里；见 docs/scale.md"])


def _members(kind: pa.DataType, file: str) -> list[str]:
    is_list = pa.types.is_list(kind) or pa.types.is_large_list(kind)
    if not is_list or not pa.types.is_struct(kind.value_type):
        return [f"{file}，列 {MEMBERS}：应是 list<struct>，实际是 {kind}"]
    return _unknown([field.name for field in kind.value_type], "person", f"{file}，列 {MEMBERS}")


def _unknown(names: Iterable[str], entity: Entity, where: str) -> list[str]:
    known = {fact.name for fact in catalogue(entity).values()}
    return [f"{where}：不认识的列名「{name}」；见 doudi facts" for name in names if name not in known]
