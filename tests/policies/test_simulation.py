"""A simulation says of each household what the interpreter says of it alone, and its sums add up."""

import json
from collections import Counter
from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doudi.engine import Case, FactError, PolicyError
from doudi.policies import library, use
from doudi.policies.answers import answers
from doudi.policies.effects import DIMENSIONS, read_effects
from doudi.policies.scenarios import Change, Scenario, levers, read_change, values_at
from doudi.policies.simulation import Simulator, _sums, population, simulate

ON = date(2026, 9, 1)
PLACE = "990101"
YUAN = st.integers(0, 3000).map(lambda yuan: yuan * 100)
MAYBE_YUAN = st.one_of(YUAN, st.sampled_from([0, 0, None]))
MEMBER = st.fixed_dictionaries(
    {
        "age": st.integers(0, 95),
        "wage_income": MAYBE_YUAN,
        "business_income_year": st.just(0),
        "property_income_year": st.just(0),
        "pension_income": MAYBE_YUAN,
        "resident_pension": st.sampled_from([0, 12_300]),
        "resident_pension_central": st.just(12_300),
        "transfer_income": st.just(0),
        "employed": st.integers(0, 1),
        "work_capacity": st.integers(0, 2),
        "disability_kind": st.sampled_from([0, 0, 4, 6]),
        "disability_grade": st.integers(0, 4),
        "serious_illness": st.sampled_from([0, 0, 0, 1, None]),
        "schooling": st.sampled_from([0, 0, 2]),
        "medical_cost_year": YUAN,
    }
)
HOUSEHOLD = st.fixed_dictionaries(
    {
        "settlement": st.sampled_from(["URBAN", "RURAL"]),
        "township": st.sampled_from(["990101100", "990101101", "990101102"]),
        "assets_within_rule": st.sampled_from([1, 1, 1, 0]),
        "financial_assets": st.sampled_from([0, 100_000, 20_000_000]),
        "vehicles": st.just(0),
        "homes": st.just(1),
        "company_capital": st.just(0),
        "grace_month": st.sampled_from([0, 0, 0, 2, 9]),
        "grace_reason": st.integers(0, 1),
        "previous_amount": YUAN,
    }
)
COUNTY = st.lists(st.tuples(HOUSEHOLD, st.lists(MEMBER, min_size=1, max_size=6)), min_size=1, max_size=6)
LINE = st.one_of(st.none(), st.integers(0, 2000).map(lambda yuan: yuan * 100))
RATIO = st.one_of(st.none(), st.integers(100, 250).map(lambda percent: percent * 100))


def tables(county):
    """The two tables as the engine reads them."""
    households = [{"household_id": i, "place": PLACE, **facts} for i, (facts, _members) in enumerate(county)]
    persons = [
        {"household_id": i, **member} for i, (_facts, members) in enumerate(county) for member in members
    ]
    return pa.Table.from_pylist(persons), pa.Table.from_pylist(households)


def changed(urban, rural, ratio):
    line = {s: value for s, value in (("URBAN", urban), ("RURAL", rural)) if value is not None}
    changes = [Change("dibao_line", line)] if line else []
    return Scenario(
        (*changes, *([Change("near_dibao_ratio", {"URBAN": ratio, "RURAL": ratio})] if ratio else []))
    )


def one_by_one(county, policies):
    """What the interpreter says of each household: fits, amount, open."""
    use(policies)
    try:
        found = []
        for facts, members in county:
            own = {name: value for name, value in facts.items() if name not in ("settlement", "township")}
            case = Case(household=own, members=members, settlement=facts["settlement"])
            answer = answers(case, PLACE, ON, ["dibao"], explained=False)[0]
            unknown = answer.outcome == "UNKNOWN" or (answer.is_eligible and answer.amount_fen is None)
            found.append((answer.is_eligible, answer.amount_fen or 0, unknown))
        return found
    finally:
        use(None)


def seen(judged):
    return list(zip(judged.fits.tolist(), judged.fen.tolist(), judged.unsettled.tolist(), strict=True))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(county=COUNTY, urban=LINE, rural=LINE, ratio=RATIO)
def test_a_simulation_is_the_interpreter_on_every_household(county, urban, rural, ratio):
    scenario = changed(urban, rural, ratio)
    found = simulate(population(*tables(county), on=ON), scenario, ON)
    assert seen(found.before) == one_by_one(county, library())
    assert seen(found.after) == one_by_one(county, scenario.applied(library(), [PLACE], ON))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(county=COUNTY, urban=LINE, rural=LINE, ratio=RATIO)
def test_the_groups_add_up_to_the_whole(county, urban, rural, ratio):
    found = simulate(population(*tables(county), on=ON), changed(urban, rural, ratio), ON)
    total = vars(found.effects.total)
    for dimension in DIMENSIONS:
        added = Counter()
        for totals in found.effects.groups[dimension].values():
            added.update(vars(totals))
        assert {name: added[name] for name in total} == total
    rows = found.table().to_pylist()
    assert total["households"] == len(rows) == len(county)
    assert total["people"] == sum(len(members) for _facts, members in county)
    assert total["fen_before"] == sum(row["before_fen"] for row in rows)
    assert total["fen_after"] == sum(row["after_fen"] for row in rows)
    settled = [row for row in rows if not row["unsettled"]]
    assert total["gained_fen"] - total["lost_fen"] == sum(
        row["after_fen"] - row["before_fen"] for row in settled
    )
    assert total["unsettled"] == len(rows) - len(settled)
    assert read_effects(json.loads(json.dumps(found.effects.plain()))) == found.effects


@settings(max_examples=30, deadline=None)
@given(county=COUNTY)
def test_no_change_is_no_difference(county):
    simulator = Simulator(population(*tables(county), on=ON), "dibao", ON)
    same = Scenario((Change("dibao_line", values_at(library(), PLACE, "dibao_line", ON)),))
    for scenario in (Scenario(), same):
        found = simulator.run(scenario)
        total = found.effects.total
        assert seen(found.before) == seen(found.after)
        assert (total.change_fen, total.gained, total.lost, total.entered, total.left) == (0, 0, 0, 0, 0)
        assert found.effects.gap_today == found.effects.gap_tried


PERSON = {
    "age": 40, "wage_income": 0, "business_income_year": 0, "property_income_year": 0, "pension_income": 0,
    "resident_pension": 0, "transfer_income": 0, "employed": 0, "work_capacity": 2, "disability_kind": 0,
    "disability_grade": 0, "serious_illness": 0, "schooling": 0, "medical_cost_year": 0, "rehabilitation_cost_year": 0,
}  # fmt: skip
HOME = {
    "settlement": "URBAN", "township": "990101100", "assets_within_rule": 1, "financial_assets": 0, "vehicles": 0,
    "homes": 1, "company_capital": 0,
}  # fmt: skip


def small():
    """Four households of the made-up county: 790 yuan in town, 640 in the country."""
    return [
        (HOME, [{**PERSON, "pension_income": 50_000}, {**PERSON, "age": 10}]),
        (HOME, [{**PERSON, "age": 70, "pension_income": 80_000}]),
        ({**HOME, "settlement": "RURAL", "township": "990101101"}, [{**PERSON, "pension_income": 44_000}]),
        (HOME, [{**PERSON, "pension_income": 900_000}]),
    ]


def test_a_higher_line_by_hand():
    found = simulate(
        population(*tables(small()), on=ON), Scenario((Change("dibao_line", {"URBAN": 85_000}),)), ON
    )
    total = found.effects.total
    assert found.after.fen.tolist()[0] - found.before.fen.tolist()[0] == 2 * 6_000
    assert (total.recipients_before, total.recipients_after, total.entered, total.left) == (2, 3, 1, 0)
    assert (total.gained, total.lost) == (2, 0)
    assert total.year_change == 12 * total.change_fen
    assert found.effects.groups["township"]["990101101"].change_fen == 0
    assert list(found.effects.groups["class"]) == ["ELDERLY", "MINOR", "ABLE"]
    assert list(found.effects.groups["size"]) == ["1", "2"]
    assert found.effects.groups["class"]["ELDERLY"].gained_share == 10_000
    today, tried = found.effects.gap_today, found.effects.gap_tried
    assert today.without == (2 * 79_000 - 50_000) + (64_000 - 44_000), "the two below the line"
    assert tried.without == (2 * 85_000 - 50_000) + (85_000 - 80_000) + (64_000 - 44_000)
    assert (today.before, today.after, tried.after) == (0, 0, 0)
    assert found.before.fen[0] == 2 * 79_000 - 50_000 + 5_000, "50 yuan more for the child"
    assert tried.before == (12_000 - 5_000) + 5_000, "what the amounts of today leave open"
    assert tried.per_head(tried.before) == 2_400
    assert total.average_change == (total.change_fen + 2) // 4


def test_by_the_rules_of_another_place_and_of_another_day():
    people = population(*tables(small()), on=ON)
    earlier = simulate(people, Scenario(rules_on=date(2025, 9, 1)), ON)
    assert earlier.after.fen.tolist()[0] - earlier.before.fen.tolist()[0] == -2 * 3_000, (
        "760 yuan a year before"
    )
    elsewhere = simulate(people, Scenario(rules_of="500101"), date(2025, 9, 1))
    book = library().rulebook(place="500101", on=date(2025, 9, 1))
    facts, members = small()[0]
    own = {name: value for name, value in facts.items() if name not in ("settlement", "township")}
    case = Case(household=own, members=members, settlement="URBAN", want=("dibao_amount",))
    assert elsewhere.after.fen.tolist()[0] == book.assess(case)["dibao_amount"]


def test_a_change_at_one_place_leaves_others_alone():
    facts, members = small()[0]
    people = population(*tables([(facts, members)]), on=ON)
    far = Scenario((Change("dibao_line", {"URBAN": 200_000}, place="500101"),))
    assert simulate(people, far, ON).effects.total.change_fen == 0


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("dibao_line.urban=800", {"URBAN": 80_000}),
        ("dibao_line = 800.50 元/月", {"URBAN": 80_050, "RURAL": 80_050}),
        ("near_dibao_ratio=150%", {"URBAN": 15_000, "RURAL": 15_000}),
        ("single_enrolment=否", {"URBAN": False, "RURAL": False}),
        ("single_method.RURAL=gap", {"RURAL": 1}),
        ("grace_schedule=100,50", {"URBAN": (10_000, 5_000), "RURAL": (10_000, 5_000)}),
    ],
)
def test_a_change_is_read_as_it_is_typed(text, values):
    assert read_change(library(), text, place=PLACE, on=ON).values == values


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("dibao_lime=800", "是不是 dibao_line"),
        ("dibao_line", "应写成 名称=取值"),
        ("dibao_line=80%", "单位是元/月"),
        ("dibao_line=八百", "请只写数字"),
        ("near_dibao_ratio=2元", "单位是百分比"),
        ("dibao_line=800.005", "精确到分"),
        ("single_enrolment=也许", "true 或 false"),
        ("single_method=LOTTERY", "之一"),
        ("grace_schedule=100,多", "单位是百分比"),
    ],
)
def test_what_cannot_be_read_is_told(text, words):
    with pytest.raises((FactError, PolicyError), match=words):
        read_change(library(), text, place=PLACE, on=ON)


@pytest.mark.parametrize(
    "change", [Change("near_dibao_ratio", {"URBAN": 10**9}), Change("grace_schedule", {"URBAN": (0, 10**7)})]
)
def test_a_value_beyond_all_measure_is_refused_before_it_overflows(change):
    with pytest.raises(FactError, match="太大"):
        simulate(population(*tables(small()), on=ON), Scenario((change,)), ON)


def test_a_programme_that_is_not_paid_by_the_month_is_refused():
    people = population(*tables(small()), on=ON)
    with pytest.raises(FactError, match="没有叫 lottery 的项目"):
        Simulator(people, "lottery", ON)
    with pytest.raises(FactError, match="temporary_assistance）不是按月发放的项目"):
        Simulator(people, "temporary_assistance", ON)
    with pytest.raises(FactError, match="没有家庭"):
        Simulator(population(*(table.slice(0, 0) for table in tables(small())), on=ON), "dibao", ON)


def test_sums_are_exact_beyond_what_a_float_holds():
    largest = np.array([2**60, 1, 2**60 + 1, 3], np.int64)
    assert _sums(largest, np.array([0, 0, 1, 1]), 3).tolist() == [2**60 + 1, 2**60 + 4, 0]
    assert _sums(np.array([5, -7, 9]), np.array([1, 1, 0]), 2).tolist() == [9, -2]


def test_help_for_persons_is_added_up_by_household():
    people = population(*tables(small()), on=ON)
    found = Simulator(people, "tekun", ON)
    assert found.before.missing is None, "no line for households"
    assert found.run(Scenario()).effects.gap_today is None


def test_levers_are_what_the_programme_rests_on():
    found = {lever.name: lever for lever in levers(library(), PLACE, ON, "dibao")}
    assert found["dibao_line"].values == {"URBAN": 79_000, "RURAL": 64_000}
    assert "minimum_topup_ratio" in found
    assert "dibao_line_year" not in found, "no value here"
    with pytest.raises(FactError, match="没有叫 lottery 的项目"):
        levers(library(), PLACE, ON, "lottery")
