"""Thresholds side by side, their floors, what does not fit together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doudi.engine import Policies, part
from doudi.engine.parameters import read_period
from doudi.policies import library
from doudi.policies.conflicts import ConflictKind, conflicts_at, ratios, rural_steps
from doudi.policies.floors import Standing, floors_at
from doudi.policies.lines import NO_LINE, Line, line_of, lines_at
from doudi.policies.thresholds import plain, thresholds_at
from tests.engine import small

DEMO, ON = "990101", date(2026, 8, 1)


def line(name: str, place: str, on: date) -> Line:
    return next(row for row in lines_at(library(), place, on) if row.programme.name == name)


@pytest.mark.parametrize(
    ("place", "on", "name", "urban", "rural"),
    [
        ("500101", date(2025, 6, 30), "dibao", 75000, 61000),
        ("500101", date(2025, 7, 1), "dibao", 77000, 63000),
        ("500101", date(2025, 7, 1), "near_dibao", 115500, 94500),
        (DEMO, ON, "dibao", 79000, 64000),
        (DEMO, ON, "near_dibao", 118500, 96000),
    ],
)
def test_a_line_is_told_in_fen_a_head_and_month(
    place: str, on: date, name: str, urban: int, rural: int
) -> None:
    found = line(name, place, on)
    assert (found.urban.fen, found.rural.fen) == (urban, rural)
    assert found.is_known


def test_a_line_names_the_figures_it_rests_on_with_their_papers() -> None:
    found = line("near_dibao", "500101", date(2025, 7, 1))
    told = {value.name: value for value in found.figures}
    assert told["dibao_line"].source == "渝民规〔2025〕6号"
    assert told["near_dibao_ratio"].value == 15000
    assert told["dibao_line"].checked == date(2026, 11, 21)
    assert found.cited[0][0] == "低保标准 城市 770.00 元/月、农村 630.00 元/月"
    assert (found.need, found.layer) == ("基本生活", "基本生活救助")


def test_a_line_that_cannot_be_computed_says_why() -> None:
    assert (
        "须由本地设定" in line("dibao", "000000", ON).urban.reason
        or "本地设定" in line("dibao", "000000", ON).urban.reason
    )
    before = line("near_dibao", "500101", date(2021, 6, 30)).urban
    assert (before.fen, before.reason) == (None, NO_LINE)
    assert line("dibao", "330212", ON).is_known is False


def test_a_line_that_differs_from_household_to_household_names_what_it_rests_on(tmp_path: Path) -> None:
    rules = small.household("return p.line * household.k", "Money")
    programme = "{name: aid, label: 补贴, owner: 民政, eligible: r, amount: r, line: r, unit: HOUSEHOLD}"
    policies = small.policies(tmp_path, rules, {"national/aid/programme.yaml": programme})
    found = line_of(policies, policies.programmes("100000", small.ON)["aid"], "100000", small.ON)
    assert (found.urban.fen, found.urban.reason) == (None, "因家庭而异，取决于：件数")
    assert [p.name for p in found.parameters] == ["line"]


def test_every_place_has_a_table() -> None:
    for place in library().places:
        for row in lines_at(library(), place, ON):
            for amount in row.by_settlement.values():
                assert (amount.fen is None) == bool(amount.reason)


# --- floors ---------------------------------------------------------------------------------------

Set = Mapping[str, tuple[Any, Any]]


def with_values(values: Set, place: str = DEMO, since: date = ON) -> Policies:
    """The library with other figures of the demo county: name: (urban, rural), as a paper prints them."""
    base, added = library(), {}
    for name, (urban, rural) in values.items():
        unit = base.parameter_unit(base.place(place), name)
        assert unit is not None
        given = {"since": since, "urban": urban, "rural": rural, "source": "例"}
        added[name] = [read_period(given, unit, name)]
    return base.overlaid({place: added})


def standing(values: Set, key: str) -> dict[tuple[str, str], tuple[int, int, Standing]]:
    checks = floors_at(with_values(values), DEMO, ON)
    return {
        (c.subjects[0], c.settlement): (c.figure_fen, c.limit_fen, c.standing) for c in checks if c.key == key
    }


@pytest.mark.parametrize(("tekun", "expected"), [(779, Standing.BELOW), (780, Standing.HOLDS)])
def test_tekun_is_at_least_one_point_three_times_dibao(tekun: int, expected: Standing) -> None:
    values = {"dibao_line": (600, 600), "tekun_standard_home": (tekun, tekun)}
    found = standing(values, "TEKUN_RATIO")
    assert found["tekun_standard_home", "RURAL"] == (tekun * 100, 78000, expected)


def test_dibao_raised_to_650_leaves_tekun_at_780_too_low() -> None:
    found = standing({"dibao_line": (650, 650), "tekun_standard_home": (780, 780)}, "TEKUN_RATIO")
    assert found["tekun_standard_home", "URBAN"] == (78000, 84500, Standing.BELOW)


@pytest.mark.parametrize(
    ("wage", "urban", "rural", "floors", "expected"),
    [
        (1310, 520, 400, (52400, 31200), (Standing.BELOW, Standing.HOLDS)),
        (1310, 525, 315, (52400, 31500), (Standing.HOLDS, Standing.HOLDS)),
        (1310, 525, 314, (52400, 31500), (Standing.HOLDS, Standing.BELOW)),
        (1470, 525, 315, (58800, 31500), (Standing.BELOW, Standing.HOLDS)),
    ],
)
def test_the_lines_of_zhejiang_2012_against_the_minimum_wage_and_each_other(
    wage: int, urban: int, rural: int, floors: tuple[int, int], expected: tuple[Standing, Standing]
) -> None:
    values = {
        "minimum_wage": (wage, wage), "dibao_line": (urban, rural),
        "urban_wage_ratio_least": (40, 40), "rural_ratio_least": (60, 60),
    }  # fmt: skip
    of_wage, of_share = standing(values, "URBAN_WAGE"), standing(values, "RURAL_SHARE")
    assert of_wage["dibao_line", "URBAN"][1:] == (floors[0], expected[0])
    assert of_share["dibao_line", "RURAL"][1:] == (floors[1], expected[1])


def test_zhejiang_has_its_own_shares_since_its_regulation() -> None:
    before = library().rulebook(place="330000", on=date(2020, 9, 23)).parameters("RURAL")
    after = library().rulebook(place="330000", on=date(2020, 9, 24)).parameters("RURAL")
    assert (before["rural_ratio_least"].value, after["rural_ratio_least"].value) == (6000, 7000)
    assert (after["urban_wage_ratio_least"].value, after["urban_wage_ratio_most"].value) == (4000, 5000)


def test_a_line_above_the_ceiling_is_told() -> None:
    values = {"minimum_wage": (1000, 1000), "dibao_line": (501, 501), "urban_wage_ratio_most": (50, 50)}
    assert standing(values, "URBAN_WAGE_MOST")["dibao_line", "URBAN"] == (50100, 50000, Standing.ABOVE)


def test_a_place_with_a_ceiling_and_no_floor_is_held_to_the_ceiling_alone() -> None:
    values = {"minimum_wage": (1000, 1000), "urban_wage_ratio_most": (50, 50)}
    checks = floors_at(with_values(values, place="980001"), "980001", ON)
    wage = [c for c in checks if c.key.startswith("URBAN_WAGE")]
    assert [(c.key, c.figure_fen, c.limit_fen) for c in wage] == [("URBAN_WAGE_MOST", 80000, 50000)]


@pytest.mark.parametrize(("city", "expected"), [(739, Standing.BELOW), (740, Standing.HOLDS)])
def test_a_city_is_not_below_the_guide_of_its_province(city: int, expected: Standing) -> None:
    policies = with_values({"dibao_line": (city, 600)}, place="511300", since=date(2023, 7, 1))
    checks = [c for c in floors_at(policies, "511300", date(2023, 7, 1)) if c.key == "GUIDE"]
    found = next(c for c in checks if c.subjects == ("dibao_line",) and c.settlement == "URBAN")
    assert (found.limit_fen, found.standing) == (74000, expected)
    assert found.sources == ["川民发〔2023〕100号"]


def test_a_line_published_for_a_year_is_compared_by_the_month() -> None:
    values = {"dibao_floor": (500, 500), "dibao_line_year": (5999, 6000)}
    without_a_line = "980043"
    checks = floors_at(with_values(values, place=without_a_line), without_a_line, ON)
    found = {c.settlement: (c.figure_fen, c.limit_fen, c.standing) for c in checks if c.key == "GUIDE"}
    assert found == {
        "URBAN": (49_992, 50_000, Standing.BELOW),
        "RURAL": (50_000, 50_000, Standing.HOLDS),
    }


@given(urban=st.integers(1, 10**6), share=st.integers(0, 10000))
def test_a_rural_line_at_its_floor_holds_and_one_fen_below_does_not(urban: int, share: int) -> None:
    floor = part(urban, share)
    assert rural_steps(urban, [share]) == [floor]
    assert 0 <= floor <= urban


def test_the_way_to_one_standard_for_town_and_country() -> None:
    assert rural_steps(60000, [7000, 8000, 9000, 10000]) == [42000, 48000, 54000, 60000]


# --- conflicts ------------------------------------------------------------------------------------


def test_the_rural_share_of_a_line_is_told() -> None:
    found = {r.line.programme.name: r for r in ratios(lines_at(library(), DEMO, ON))}
    assert (found["dibao"].ratio, found["dibao"].gap_fen, found["dibao"].text) == (8101, 15000, "81.0%")


def test_the_published_averages_of_zhejiang_2012_give_70_9_percent() -> None:
    policies = with_values({"dibao_line": (Decimal("464.09"), Decimal("329.02"))})
    found = {r.line.programme.name: r for r in ratios(lines_at(policies, DEMO, ON))}["dibao"]
    assert (found.text, found.gap_fen) == ("70.9%", 13507)


def test_programmes_for_one_need_with_different_lines_are_a_conflict_and_steps_of_a_ladder_are_not() -> None:
    rows = lines_at(library(), DEMO, ON)
    from doudi.policies.conflicts import _different

    first, second = (row for row in rows if row.programme.name in ("dibao", "near_dibao"))
    assert list(_different([first, second])) == []
    loose = [replace(row, programme=replace(row.programme, gives={})) for row in (first, second)]
    told = [c.text for c in _different(loose)]
    assert any("城市门槛不同" in text and "790.00 元" in text and "1,185.00 元" in text for text in told)
    assert list(_different([loose[0], loose[0]])) == []


def test_a_value_that_nobody_checked_for_a_year_is_listed() -> None:
    kind = ConflictKind.NOT_CHECKED
    fresh = [c for c in conflicts_at(library(), "500101", ON, today=date(2027, 11, 21)) if c.kind == kind]
    old = [c for c in conflicts_at(library(), "500101", ON, today=date(2027, 11, 22)) if c.kind == kind]
    assert len(old) > len(fresh)
    assert any("低保标准" in c.text for c in old)
    assert not any("低保标准 770" in c.text for c in fresh)


def test_a_broken_floor_is_a_conflict_with_its_paper() -> None:
    policies = with_values({"dibao_line": (900, 400)})
    broken = [c for c in conflicts_at(policies, DEMO, ON, today=ON) if c.kind == ConflictKind.BELOW_FLOOR]
    assert any("400.00 元，低于 540.00 元" in c.text for c in broken)
    assert all(c.sources for c in broken)


def test_the_whole_picture_as_plain_data() -> None:
    told = plain(thresholds_at(library(), DEMO, ON, today=ON))
    assert told["place"] == DEMO
    assert {"lines", "floors", "conflicts", "ratios"} <= told.keys()
    assert next(row for row in told["lines"] if row["programme"] == "dibao")["urban"]["fen"] == 79000
