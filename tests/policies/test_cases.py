"""Published examples come out as published; every dated value is known on both sides of its date."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from doudi.engine.parameters import SETTLEMENTS, Parameter
from doudi.policies import get_policies
from doudi.policies.examples import (
    MISSING,
    DatedValue,
    Example,
    every_dated_value,
    every_example,
    expected_value,
    problems,
    value_on,
)

EXAMPLES = list(every_example())
PUBLISHED = [
    "DB-03", "DB-05", "DB-06", "DB-09", "DB-12", "DB-13", "DB-14", "DB-16", "DB-18", "DB-20", "DB-23",
    "DB-24", "DB-26", "DB-28", "DB-29", "DB-31", "DB-32", "DB-34", "DB-35", "BY-SH-3", "BY-SH-4",
    "BY-SH-5", "TK-CQ-1", "TK-CQ-3", "TK-CQ-6", "TK-CQ-7", "TK-FH-2", "TK-HF-1", "TK-RULE-2", "TK-SC-3",
    "TK-SC-4", "TK-SC-6", "TK-SH-2", "TK-SH-4", "TK-TJ-1", "TK-YN-1", "JT-02", "JT-03", "JY-01",
    "JY-03", "SY-02", "SY-03", "SY-05", "SY-07",
]  # fmt: skip


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.id)
def test_a_worked_example_comes_out_as_expected(example: Example) -> None:
    assert problems(example) == []


def test_every_published_example_of_these_programmes_is_a_case() -> None:
    assert set(PUBLISHED) <= {example.id for example in EXAMPLES}


def test_case_ids_are_unique() -> None:
    ids = [example.id for example in EXAMPLES]
    assert len(ids) == len(set(ids))


def test_every_case_cites_a_source() -> None:
    assert [example.id for example in EXAMPLES if not example.source.strip()] == []


def _parameter(expected: DatedValue):
    chain_ = get_policies().place(expected.place).chain
    return next(
        p for place in chain_ if (p := get_policies().parameters[place.code].get(expected.name)) is not None
    )


def test_every_dated_value_is_what_was_written_down_apart() -> None:
    wrong = []
    for expected in every_dated_value():
        wanted = expected.value
        if wanted != MISSING:
            wanted = expected_value(wanted, _parameter(expected).unit)
        if value_on(expected) != wanted:
            wrong.append(
                f"{expected.place} {expected.name} {expected.settlement} {expected.on}: {expected.value}"
            )
    assert wrong == []


def test_every_dated_value_has_a_case_on_both_sides_of_its_date() -> None:
    written = {(d.place, d.name, d.settlement, d.on) for d in every_dated_value()}
    wanted = {
        (place, parameter.name, settlement, on)
        for place, parameters in get_policies().parameters.items()
        for parameter in parameters.values()
        for day in _turning_days(parameter)
        for settlement in SETTLEMENTS
        for on in (day - _DAY, day)
    }
    assert sorted(wanted - written) == []


def _turning_days(parameter: Parameter) -> Iterator[date]:
    """The first day of each period, and the day after a closed one."""
    for period in parameter.periods:
        yield period.since
        if period.until is not None:
            yield period.until + _DAY


_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("name", "percent"),
    [
        ("care_full_institution", 50), ("care_partial_institution", 30), ("care_able_institution", 4),
        ("care_full_home", 35), ("care_partial_home", 20), ("care_able_home", 3),
    ],
)  # fmt: skip
def test_the_yearly_care_standards_of_hefei_are_shares_of_the_minimum_wage(name: str, percent: int) -> None:
    example = next(e for e in EXAMPLES if e.id == "TK-HF-1")
    yearly = example.expect_parameters["minimum_wage"] * percent * 12
    assert (yearly + 50) // 100 == example.expect_parameters[name]


def test_no_city_line_lies_below_the_floor_of_its_province() -> None:
    policies = get_policies()
    below = []
    for place in policies.places.values():
        parameter = policies.parameters[place.code].get("dibao_line")
        for period in parameter.periods if parameter else ():
            book = policies.rulebook(place=place.code, on=period.since)
            for settlement, value in period.values.items():
                known = book.parameters(settlement).get("dibao_floor")
                if known is not None and value < known.value:
                    below.append(f"{place} {period.since} {settlement}")
    assert below == []


def test_every_value_cites_a_source_and_the_day_on_which_it_was_checked() -> None:
    bare = [
        f"{place} {parameter.name} {period.since}"
        for place, parameters in get_policies().parameters.items()
        for parameter in parameters.values()
        for period in parameter.periods
        if not period.source.strip() or period.checked is None
    ]
    assert bare == []


def _example(name: str) -> Example:
    return next(example for example in EXAMPLES if example.id == name)


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("DB-03", {"expect": {"dibao_amount": 801}}, "dibao_amount 应是 801，实际是 800.00"),
        ("DB-03", {"expect_members": ({"counted_wage": 5},)}, "第 1 人：counted_wage 应是 5"),
        ("DB-05", {"expect_parameters": {"dibao_line": 1000}}, "dibao_line 应是 1000"),
        ("DB-31", {"trap": {"dibao_amount": 2}}, "得出了公布的错误结果 2"),
        ("N-unknown", {"expect": {"household_income": 0}}, "应是 0，实际未知"),
        ("DB-03", {"expect_error": "低保标准"}, "应当报错「低保标准」"),
        ("N-line", {"expect_error": ""}, "没有可用的参数「低保标准」"),
    ],
)
def test_an_example_that_does_not_hold_says_so(name: str, change: dict[str, object], message: str) -> None:
    assert message in "\n".join(problems(replace(_example(name), **change)))
