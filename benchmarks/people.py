"""Made-up households for any rulebook: a column for each fact that its rules read, in the order of the facts.

Every column is drawn by the kind of its fact; the few facts on which much depends (age, role, income) are
drawn as people are. The same seed gives the same households, whatever other facts there are.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from doudi.engine.facts import Fact

SIZES, SHARES = (1, 2, 3, 4, 5), (0.38, 0.30, 0.20, 0.08, 0.04)
OBLIGOR = (
    "support_kind", "support_paid", "supported_count", "obligor_household_size", "obligor_household_income_year",
    "obligor_income_year", "children_of_supported", "children_of_obligor", "obligor_assets_within_rule",
    "obligor_exempt", "support_ruled", "supported_here",
)  # fmt: skip
"""Facts of those who live elsewhere; an ordinary member has none."""
SMALL = {"int": 3, "ratio": 10_000}


@dataclass
class Drawn:
    """What other columns rest on: how many rows, and for persons their ages and who is an obligor."""

    rows: int
    age: np.ndarray
    obligor: np.ndarray


def people(
    facts: Iterable[Fact], n: int, *, places: Sequence[str], gaps: bool = False
) -> tuple[pa.Table, pa.Table]:
    """`n` households spread over the places: persons and households as Arrow tables. With `gaps` as a roster has them: what is
    asked only about obligors is null for everybody else."""
    rng = np.random.default_rng(7)
    size = rng.choice(SIZES, n, p=SHARES)
    key = np.repeat(np.arange(n), size)
    first = np.concatenate([[True], key[1:] != key[:-1]])
    age = np.where(first, rng.integers(20, 95, len(key)), rng.integers(0, 95, len(key)))
    obligor = ~first & (age >= 18) & (rng.random(len(key)) < 0.1)
    drawn = {"person": Drawn(len(key), age, obligor), "household": Drawn(n, age, obligor)}
    columns: dict[str, dict[str, object]] = {
        "person": {"household_id": key},
        "household": {"household_id": np.arange(n)},
    }
    settlement = pa.array(np.array(["URBAN", "RURAL"])[rng.integers(0, 2, n)]).dictionary_encode()
    columns["household"]["settlement"] = settlement
    at = np.random.default_rng(17).integers(0, len(places), n, np.int32)
    columns["household"]["place"] = pa.DictionaryArray.from_arrays(at, list(places))
    for fact in facts:
        values = column(fact, drawn[fact.entity])
        known_not = ~obligor if gaps and fact.name in OBLIGOR and fact.default is None else None
        columns[fact.entity][fact.name] = pa.array(values, mask=known_not)
    return pa.table(columns["person"]), pa.table(columns["household"])


def column(fact: Fact, drawn: Drawn) -> np.ndarray:
    """One fact's values, in the type in which a file would hold it."""
    rng = np.random.default_rng(zlib.crc32(fact.name.encode()))
    if fact.name in AS_PEOPLE_ARE:
        values = AS_PEOPLE_ARE[fact.name](rng, drawn)
    elif fact.unit.kind == "bool":
        values = rng.random(drawn.rows) < (0.9 if fact.name.endswith(("_alone", "_within_rule")) else 0.1)
    elif fact.unit.enum is not None:
        members = np.array([int(member) for member in fact.unit.enum])
        values = np.where(rng.random(drawn.rows) < 0.8, members[0], rng.choice(members, drawn.rows))
    elif fact.unit.kind == "money":
        values = money(rng, drawn.rows, 0.15, 13.5 if fact.unit.suffix.endswith("年") else 11)
    else:
        low = max(fact.min, 0)
        some = rng.integers(low, min(fact.max, low + SMALL[fact.unit.kind]) + 1, drawn.rows)
        values = np.where(rng.random(drawn.rows) < 0.7, low, some)
    if fact.name in OBLIGOR:
        values = np.where(drawn.obligor, values, max(fact.min, 0)).astype(values.dtype)
    return values.astype({"bool": bool, "enum": np.int16, "money": np.int64}.get(fact.unit.kind, np.int32))


def money(rng: np.random.Generator, rows: int, share: float, scale: float) -> np.ndarray:
    """An amount for some, nothing for the others."""
    values = np.where(rng.random(rows) < share, rng.lognormal(scale, 0.7, rows), 0)
    return np.minimum(values, 5e7).astype(np.int64)


def _earning(rng: np.random.Generator, drawn: Drawn) -> np.ndarray:
    return np.random.default_rng(11).random(drawn.rows) < np.where(
        (drawn.age >= 18) & (drawn.age < 62), 0.55, 0
    )


def _grade(rng: np.random.Generator, drawn: Drawn) -> np.ndarray:
    return np.where(_disability(rng, drawn) > 0, rng.integers(1, 5, drawn.rows), 0)


def _disability(rng: np.random.Generator, drawn: Drawn) -> np.ndarray:
    kind = np.random.default_rng(13)
    return np.where(kind.random(drawn.rows) < 0.1, kind.integers(1, 8, drawn.rows), 0)


AS_PEOPLE_ARE: dict[str, Callable[[np.random.Generator, Drawn], np.ndarray]] = {
    "age": lambda rng, drawn: drawn.age,
    "role": lambda rng, drawn: drawn.obligor,
    "absence": lambda rng, drawn: np.where(rng.random(drawn.rows) < 0.02, rng.integers(1, 4, drawn.rows), 0),
    "employed": _earning,
    "wage_income": lambda rng, drawn: np.where(_earning(rng, drawn), money(rng, drawn.rows, 1, 12), 0),
    "pension_income": lambda rng, drawn: np.where(drawn.age >= 60, money(rng, drawn.rows, 0.2, 12), 0),
    "resident_pension": lambda rng, drawn: np.where(drawn.age >= 60, money(rng, drawn.rows, 0.6, 9.8), 0),
    "resident_pension_central": lambda rng, drawn: np.where(drawn.age >= 60, 12300, 0),
    "disability_kind": _disability,
    "disability_grade": _grade,
    "supported_count": lambda rng, drawn: rng.integers(1, 4, drawn.rows),
    "supported_here": lambda rng, drawn: np.ones(drawn.rows),
    "obligor_household_size": lambda rng, drawn: rng.integers(1, 5, drawn.rows),
    "obligor_household_income_year": lambda rng, drawn: money(rng, drawn.rows, 0.9, 15.5),
    "obligor_income_year": lambda rng, drawn: money(rng, drawn.rows, 0.9, 15),
    "household_class": lambda rng, drawn: np.where(
        rng.random(drawn.rows) < 0.2, rng.integers(1, 4, drawn.rows), 0
    ),
}
