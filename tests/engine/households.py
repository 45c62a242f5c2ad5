"""Random households for any rulebook, computed by the interpreter and by the compiled loop."""

import pyarrow as pa
import pytest
from hypothesis import strategies as st

from doudi.engine import Case, Rulebook, Unknown

_NATURAL = {"money": 400_000, "int": 120, "ratio": 10_000}


def fact_values(fact, known):
    """Values of a fact, near where people are; None where it is not known."""
    if fact.unit.kind == "bool":
        values = st.booleans()
    elif fact.unit.enum is not None:
        values = st.sampled_from([int(member) for member in fact.unit.enum])
    else:
        values = st.integers(max(fact.min, 0), min(fact.max, _NATURAL[fact.unit.kind]))
    return values if known else st.none() | values


def cases(book: Rulebook, known: bool):
    """One household with up to four members."""

    def facts(entity):
        return st.fixed_dictionaries(
            {f.name: fact_values(f, known) for f in book.facts.values() if f.entity == entity}
        )

    return st.builds(
        Case,
        household=facts("household"),
        members=st.lists(facts("person"), max_size=4),
        settlement=st.sampled_from(["URBAN", "RURAL"]),
    )


def tables(book: Rulebook, households: list[Case]) -> tuple[pa.Table, pa.Table]:
    """The same households as two Arrow tables."""
    persons = [{"household_id": i, **m} for i, case in enumerate(households) for m in case.members]
    rows = [{"household_id": i, "settlement": c.settlement, **c.household} for i, c in enumerate(households)]
    return pa.Table.from_pylist(persons, schema=_schema(book, "person")), pa.Table.from_pylist(
        rows, schema=_schema(book, "household")
    )


def _schema(book, entity):
    kinds = {"money": pa.int64(), "bool": pa.bool_()}
    fields = [("household_id", pa.int64())]
    if entity == "household":
        fields.append(("settlement", pa.string()))
    facts = [f for f in book.facts.values() if f.entity == entity]
    return pa.schema(fields + [(f.name, kinds.get(f.unit.kind, pa.int32())) for f in facts])


def interpreted(book: Rulebook, case: Case, outputs: list[str]) -> dict:
    result = book.assess(Case(**{**vars(case), "want": outputs}))
    return {name: _plain(result, name) for name in outputs}


def _plain(result, name):
    if result.book.graph.entity(name) == "person":
        return [_null(member[name]) for member in result.members]
    return _null(result[name])


def _null(value):
    return None if isinstance(value, Unknown) else value


def assert_agree(book: Rulebook, households: list[Case], outputs: list[str]) -> None:
    """Both ways give the same values to the fen, and the same unknowns; the loop needs no interpreter."""
    expected = [interpreted(book, case, outputs) for case in households]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rulebook, "assess", _not_needed)
        found = book.population(*tables(book, households), outputs)
    assert found.drop_columns(["household_id"]).to_pylist() == expected


def _not_needed(book, case):
    raise AssertionError("the loop left a household to the interpreter")
