from datetime import date
from enum import IntEnum

import numpy as np
import polars as pl
import pyarrow as pa
import pytest

from doudi.engine import Case, FactError, MissingParameter, RuleError, columns, compiled, load
from doudi.engine.facts import Fact
from doudi.engine.units import Unit
from tests.engine import small, toy

PERSONS = {
    "household_id": ["A", "A", "B"],
    "age": [70, 30, 40],
    "wage": [100001, 0, 90000],
    "grade": [1, 0, 0],
    "student": [False, False, False],
}
HOUSEHOLDS = {
    "household_id": ["A", "B"],
    "settlement": ["URBAN", "RURAL"],
    "deposits": [100, 100],
    "vehicles": [0, 0],
}
OUTPUTS = ["eligible", "amount"]
MEMBERS = ["size", "earned", "severe"]


def run(book, persons=None, households=None, outputs=OUTPUTS, **more):
    tables = pa.table({**PERSONS, **(persons or {})}), pa.table({**HOUSEHOLDS, **(households or {})})
    return book.population(*tables, outputs, **more).to_pydict()


ANSWER = {"household_id": ["A", "B"], "eligible": [True, False], "amount": [102100, 0]}


def test_two_households(toy_book):
    assert run(toy_book) == ANSWER


def test_values_of_members_come_as_a_list_in_their_order(toy_book):
    found = run(toy_book, outputs=MEMBERS)
    assert found["earned"] == [[80001, 0], [72000]]
    assert found["severe"] == [[True, False], [False]]


def test_persons_in_any_order_are_put_together(toy_book):
    order = [2, 0, 1]
    turned = {name: [values[i] for i in order] for name, values in PERSONS.items()}
    assert run(toy_book, turned) == ANSWER


def test_households_in_any_order(toy_book):
    turned = {name: values[::-1] for name, values in HOUSEHOLDS.items()}
    assert run(toy_book, households=turned)["amount"] == [0, 102100]


def test_a_household_without_persons_and_none_at_all(toy_book):
    more = {name: [*values, values[-1]] for name, values in HOUSEHOLDS.items()} | {
        "household_id": ["A", "B", "C"]
    }
    assert run(toy_book, households=more)["eligible"] == [True, False, False]
    empty = pa.table(PERSONS).slice(0, 0), pa.table(HOUSEHOLDS).slice(0, 0)
    assert toy_book.population(*empty, OUTPUTS).num_rows == 0


def test_ids_of_another_width_and_polars_frames(toy_book):
    persons = pl.DataFrame(
        {**PERSONS, "household_id": [1, 1, 2]}, schema_overrides={"household_id": pl.Int32}
    )
    households = pl.DataFrame({**HOUSEHOLDS, "household_id": [1, 2]})
    assert toy_book.population(persons, households, OUTPUTS)["amount"].to_pylist() == [102100, 0]


def test_columns_in_pieces(toy_book):
    persons, households = pa.table(PERSONS), pa.table(HOUSEHOLDS)
    pieces = pa.concat_tables([persons.slice(0, 1), persons.slice(1)])
    assert toy_book.population(pieces, households, OUTPUTS)["amount"].to_pylist() == [102100, 0]


def test_missing_facts_make_null_what_depends_on_them(toy_book):
    found = run(toy_book, {"wage": [None, 0, 90000]}, {"vehicles": [0, 1]}, with_missing=True)
    assert found == {**ANSWER, "eligible": [None, False], "amount": [None, 0], "missing": [["wage"], []]}


def test_only_households_with_unknown_outputs_are_asked_what_is_missing(toy_book, monkeypatch):
    asked = []
    genuine = type(toy_book).assess
    monkeypatch.setattr(
        type(toy_book), "assess", lambda book, case: asked.append(case) or genuine(book, case)
    )
    found = run(toy_book, {"wage": [None, None, 90000]}, {"vehicles": [0, 1]}, [*OUTPUTS, "earned"])
    assert (found["amount"], found["earned"], asked) == ([None, 0], [[None, None], [72000]], [])
    found = run(toy_book, {"wage": [100001, 0, None]}, {"vehicles": [0, 1]}, with_missing=True)
    assert (found["amount"], found["missing"], asked) == ([102100, 0], [[], []], [])
    found = run(toy_book, {"wage": [100001, 0, None]}, outputs=["earned"], with_missing=True)
    assert (found["earned"], found["missing"], len(asked)) == ([[80001, 0], [None]], [[], ["wage"]], 1)


def test_a_column_left_out_is_unknown_or_its_default(toy_book):
    persons = {name: values for name, values in PERSONS.items() if name != "wage"}
    found = toy_book.population(pa.table(persons), pa.table(HOUSEHOLDS), MEMBERS)
    assert found.to_pydict() == {
        "household_id": ["A", "B"],
        "size": [2, 1],
        "earned": [[None, None], [None]],
        "severe": [[True, False], [False]],
    }


def test_progress_is_told(toy_book, monkeypatch):
    monkeypatch.setattr("doudi.engine.population._CHUNK", 1)
    told = []
    run(toy_book, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]


WRONG = {
    "no key": ({"household_id": None}, {}, "人员表：缺少列 household_id"),
    "key twice": ({}, {"household_id": ["A", "A"]}, "家庭表：列 household_id 有空值或重复"),
    "empty key": ({}, {"household_id": ["A", None]}, "家庭表：列 household_id 有空值或重复"),
    "nobody's person": (
        {"household_id": ["A", "A", "Z"]},
        {},
        "人员表第 3 行，列 household_id：Z 不在家庭表里",
    ),
    "person without key": ({"household_id": ["A", None, "B"]}, {}, "人员表第 2 行，列 household_id"),
    "out of bounds": (
        {"age": [70, 30, 999]},
        {},
        "人员表第 3 行，列 age：999 不对，应为整数，0 岁 至 150 岁",
    ),
    "below bounds": ({}, {"vehicles": [0, -1]}, "家庭表第 2 行，列 vehicles：-1 不对"),
    "not a member": (
        {"grade": [None, 9, 0]},
        {},
        "人员表第 2 行，列 grade：9 不对，应为「无」「一级」「二级」之一",
    ),
    "text": ({"wage": ["1", "2", "3"]}, {}, "人员表，列 wage：应为金额，.*实际是 string"),
    "no settlement": ({}, {"settlement": None}, "家庭表：缺少列 settlement"),
    "empty settlement": ({}, {"settlement": ["URBAN", None]}, "家庭表第 2 行，列 settlement：不能为空"),
    "strange settlement": (
        {},
        {"settlement": ["URBAN", "城"]},
        "家庭表，列 settlement：城 不对，应为 URBAN、RURAL",
    ),
}


@pytest.mark.parametrize(("persons", "households", "message"), WRONG.values(), ids=WRONG)
def test_a_broken_roster_is_refused_with_table_row_and_column(toy_book, persons, households, message):
    def table(columns, changes):
        return pa.table({n: v for n, v in {**columns, **changes}.items() if v is not None})

    with pytest.raises(FactError, match=message):
        toy_book.population(table(PERSONS, persons), table(HOUSEHOLDS, households), OUTPUTS)


def test_an_enum_column_gap_in_members_is_refused(tmp_path):
    book = small.book(tmp_path, small.household("return household.grade == Grade.TWO"))
    households = pa.table({"household_id": [1, 2, 3], "settlement": ["URBAN"] * 3, "grade": [2, None, 0]})
    persons = pa.table({"household_id": pa.array([], pa.int64())})
    assert book.population(persons, households, ["r"])["r"].to_pylist() == [True, None, False]


def test_an_enum_whose_numbers_leave_some_out_is_looked_up_row_by_row():
    kind = IntEnum("Kind", {"ONE": 1, "THREE": 3, "NINE": 9})
    kind.label = property(lambda member: member.name)
    fact = Fact("household", "kind", Unit("enum", kind), "种类", "", 0, 30000, None)
    silent = columns.NONE[columns.DTYPES["enum"]]
    held = columns.fact_column(pa.table({"kind": [9, 1, None]}), fact, "家庭表")
    assert held.tolist() == [9, 1, silent]
    with pytest.raises(FactError, match="家庭表第 3 行，列 kind：2 不对，应为「ONE」「THREE」「NINE」之一"):
        columns.fact_column(pa.table({"kind": [1, None, 2, 9]}), fact, "家庭表")


def test_an_output_that_no_rule_gives_is_refused(toy_book):
    with pytest.raises(FactError, match="没有叫 wage、nothing 的规则，不能输出"):
        run(toy_book, outputs=["wage", "nothing"])


def test_a_division_by_nothing_names_the_household(tmp_path):
    book = small.book(tmp_path, small.household("return 1 // household.k", "int"))
    households = pa.table({"household_id": ["A", "B"], "settlement": ["URBAN", "URBAN"], "k": [1, 0]})
    with pytest.raises(RuleError, match=r"家庭 B：.*规则 r：除数为 0"):
        book.population(pa.table({"household_id": pa.array([], pa.string())}), households, ["r"])


PLACES = {
    "yi_510000/place.yaml": "{name: 乙省, code: 510000, level: PROVINCE}",
    "yi_510000/aid/parameters.yaml": """
line: {values: [{since: 2025-01-01, urban: 800, rural: 700, source: 乙}]}
heated: {values: [{since: 2025-01-01, value: true, source: 乙}]}
heating: {values: [{since: 2025-01-01, value: 80, source: 乙}]}
supplements: {values: [{since: 2025-01-01, value: [0, 10, 20, 30], source: 乙}]}
""",
    "bing_520000/place.yaml": "{name: 丙省, code: 520000, level: PROVINCE}",
    "bing_520000/aid/rules.py": """
from doudi.engine import Money, Record, rule


@rule(since="2025-08-01")
def gap(household: Record, p: Record) -> Money:
    \"\"\"补差：全额。\"\"\"
    return p.line * household.size if household.eligible else 0
""",
    "ding_530000/place.yaml": "{name: 丁省, code: 530000, level: PROVINCE}",
    "ding_530000/aid/parameters.yaml": """
supplements: {values: [{since: 2025-01-01, value: [0, 10], source: 丁, until: 2025-01-31}]}
""",
    "wu_540000/place.yaml": "{name: 戊省, code: 540000, level: PROVINCE}",
    "wu_540000/aid/parameters.yaml": "heated: {values: [{since: 2025-01-01, value: true, source: 戊}]}",
}


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    return load(toy.write(tmp_path_factory.mktemp("places"), PLACES), toy.ENUMS)


def spread(codes, **changes):
    n = len(codes)
    persons = pa.table({name: [PERSONS[name][0]] * n for name in PERSONS} | {"household_id": list(range(n))})
    persons = persons.set_column(persons.column_names.index("wage"), "wage", pa.array([10000] * n))
    households = {name: [HOUSEHOLDS[name][0]] * n for name in HOUSEHOLDS} | {"household_id": list(range(n))}
    return persons, pa.table(households | {"place": codes} | changes)


def test_each_household_by_the_law_of_its_place(places):
    codes = ["100000", "510000", "520000", "510000"]
    settlement = ["URBAN", "RURAL", "RURAL", "URBAN"]
    persons, households = spread(codes, settlement=settlement)
    found = places.population(persons, households, on=toy.ON, outputs=["amount"])
    for i, (code, where) in enumerate(zip(codes, settlement, strict=True)):
        member = {name: values[0] for name, values in PERSONS.items() if name != "household_id"} | {
            "wage": 10000
        }
        case = Case(household={"deposits": 100, "vehicles": 0}, members=[member], settlement=where)
        expected = places.rulebook(place=code, on=toy.ON).assess(case)["amount"]
        assert found["amount"][i].as_py() == expected > 0
    assert len(set(found["amount"].to_pylist())) == 4


def test_places_with_the_same_rules_share_one_loop(places):
    books = [places.rulebook(place=code, on=toy.ON) for code in ("100000", "510000", "520000")]
    assert books[0].graph is books[1].graph
    assert books[0].graph is not books[2].graph


def test_codes_may_come_as_a_dictionary_column(places):
    persons, households = spread(["510000", "510000"])
    coded = households.set_column(
        households.column_names.index("place"), "place", households["place"].dictionary_encode()
    )
    assert places.population(persons, coded, on=toy.ON, outputs=["amount"])["amount"][0].as_py() > 0


@pytest.mark.parametrize(("code", "label"), [("530000", "分类增发"), ("540000", "取暖补助")])
def test_a_parameter_without_value_stops_the_run_only_where_it_is_read(places, code, label):
    persons, households = spread([code], vehicles=[1])
    assert places.population(persons, households, on=toy.ON, outputs=["amount"])["amount"].to_pylist() == [0]
    persons, households = spread([code])
    with pytest.raises(MissingParameter, match=f"（{code}） 2025-08-01 没有可用的参数「{label}」"):
        places.population(persons, households, on=toy.ON, outputs=["amount"])


def test_members_may_be_chosen_by_a_rule_of_theirs(tmp_path):
    text = small.person("return person.n > 0") + (
        '@total(where="q")\ndef r(person: Record) -> int:\n    """和。"""\n    return person.n\n'
    )
    persons = pa.table({"household_id": [1, 1, 1], "n": [3, 0, 4]})
    households = pa.table({"household_id": [1], "settlement": ["URBAN"]})
    assert small.book(tmp_path, text).population(persons, households, ["r"])["r"].to_pylist() == [7]


def test_no_households_of_any_place(places):
    persons, households = spread(["510000"])
    found = places.population(
        persons.slice(0, 0), households.slice(0, 0), on=date(2025, 8, 1), outputs=["amount"]
    )
    assert found.num_rows == 0


def test_the_source_is_written_once_and_found_again(tmp_path, monkeypatch):
    monkeypatch.setenv("DOUDI_CACHE", str(tmp_path))
    source = "def loop():\n    return None\n"
    first = compiled.compiled(source)
    (file,) = (tmp_path / "loops").glob("*.py")
    assert file.read_text() == source
    written = file.stat().st_mtime_ns
    compiled._load.cache_clear()
    assert compiled.compiled(source) is not first
    assert file.stat().st_mtime_ns == written
    file.write_text("broken")
    compiled._load.cache_clear()
    compiled.compiled(source)
    assert file.read_text() == source


def test_the_cache_folder_is_the_users_own(monkeypatch, tmp_path):
    monkeypatch.delenv("DOUDI_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert compiled.cache_folder() == tmp_path / "doudi" / "loops"
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert compiled.cache_folder().parts[-3:] == (".cache", "doudi", "loops")


def test_where_the_cache_cannot_be_written_a_folder_of_the_process_is_used(monkeypatch, tmp_path):
    (tmp_path / "loops").write_text("a file in the way")
    monkeypatch.setenv("DOUDI_CACHE", str(tmp_path))
    assert compiled.compiled("def loop():\n    return None\n")() is None
    assert compiled._folder() != tmp_path / "loops"


def test_loops_get_columns_that_they_cannot_write():
    view = compiled.read_only(np.zeros(1))
    with pytest.raises(ValueError, match="read-only"):
        view[0] = 1
