"""Resources over earned income: where programmes fall away, and what the grace period gives."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from doudi.engine import FactError, MissingParameter
from doudi.policies import use
from doudi.policies.answers import answers
from doudi.policies.cliffs import STEP, Cliff, _earning, _income, cliff
from doudi.policies.enums.living import PersonRole
from tests.policies.test_answers import ON, PLACE, POOR, earning
from tests.policies.test_lines import with_values


@pytest.fixture(scope="module")
def view() -> Cliff:
    return cliff(POOR, PLACE, ON)


def test_it_goes_from_nothing_to_three_times_the_line_in_steps_of_100_yuan(view: Cliff) -> None:
    assert view.line == 2 * 79_000
    assert [point.earned for point in view.points] == list(range(0, 3 * view.line // STEP * STEP + 1, STEP))


def test_every_point_is_what_the_rules_say_of_that_household(view: Cliff) -> None:
    for point in view.points[:: len(view.points) // 5]:
        case = earning(point.earned) if point.earned else POOR
        dibao = next(a for a in answers(case, PLACE, ON) if a.programme == "dibao")
        assert point.amounts.get("dibao", 0) == (dibao.amount_fen or 0)
        assert point.resources == point.earned + point.aid


def test_dibao_falls_away_once_and_its_loss_is_told(view: Cliff) -> None:
    (fall,) = [fall for fall in view.falls if fall.programme == "dibao"]
    before = next(p for p in view.points if p.earned == fall.earned - STEP)
    after = next(p for p in view.points if p.earned == fall.earned)
    assert fall.lost == before.amounts["dibao"] > 0
    assert "dibao" not in after.amounts
    assert fall.net == before.resources - after.resources
    assert fall.gain == max(-fall.net, 0)


def test_the_trap_is_what_must_be_earned_more_to_have_as_much_again(view: Cliff) -> None:
    worst = view.worst
    assert worst is not None
    before = max(p.resources for p in view.points if p.earned < worst.earned)
    last = next(p for p in view.points if p.earned == worst.earned - STEP + view.trap)
    assert last.resources >= before
    assert all(p.resources < before for p in view.points if worst.earned <= p.earned < last.earned)


def test_the_grace_period_gives_the_shares_of_the_place(view: Cliff) -> None:
    lost = next(fall.lost for fall in view.falls if fall.programme == "dibao")
    assert view.grace == [-(-lost * percent // 10_000) * 100 for percent in (100, 100, 80, 80, 60, 60)]


def test_where_nobody_is_grown_up_it_says_so() -> None:
    with pytest.raises(FactError, match="成年的成员"):
        cliff(replace(POOR, members=[POOR.members[1]]), PLACE, ON)


def test_where_the_line_rests_on_an_age_that_nobody_knows_it_says_so() -> None:
    """Shanghai has a line of its own for minors."""
    child = {name: value for name, value in POOR.members[1].items() if name != "age"}
    with pytest.raises(FactError, match="还缺算出保障标准所需的情况：年龄。"):
        cliff(replace(POOR, members=[POOR.members[0], child]), "310000", date(2019, 8, 1))


def test_where_the_line_is_not_set_it_says_so() -> None:
    with pytest.raises(MissingParameter, match="低保标准"):
        cliff(POOR, "330600", ON)


def test_whoever_earns_is_the_one_whose_wage_changes() -> None:
    second = replace(POOR, members=[POOR.members[0], {**POOR.members[0], "wage_income": 50_000}])
    assert cliff(second, PLACE, ON, progress=lambda done, of: None).member == 1
    assert cliff(second, PLACE, ON, 0).member == 0


def test_what_somebody_outside_the_household_earns_is_none_of_its_income() -> None:
    aside = {**POOR.members[0], "role": int(PersonRole.SUPPORT_OBLIGOR), "wage_income": 500_000}
    inside = {**POOR.members[0], "pension_income": 30_000, "business_income_year": 120_000}
    case = replace(POOR, members=[inside, aside])
    assert [_income(_earning(case, 0, fen)) for fen in (0, STEP)] == [40_000, 40_000 + STEP]


def test_the_grace_period_is_shown_for_a_year_at_most() -> None:
    months = {"grace_months": (14, 14), "grace_schedule": ([100] * 14, [100] * 14)}
    use(with_values(months))
    try:
        found = cliff(POOR, PLACE, ON)
    finally:
        use(None)
    lost = next(fall.lost for fall in found.falls if fall.programme == "dibao")
    assert found.grace == [lost] * 12


def test_where_dibao_never_fits_there_is_no_grace_period() -> None:
    case = replace(POOR, household={**POOR.household, "financial_assets": 100_000_000})
    found = cliff(case, PLACE, ON)
    assert not any("dibao" in point.amounts for point in found.points)
    assert found.grace == []


def test_a_place_without_a_fall_has_no_trap() -> None:
    empty = Cliff(1, 0, [], [], {})
    assert (empty.worst, empty.trap) == (None, 0)


def test_a_day_before_the_policies_is_refused() -> None:
    with pytest.raises(MissingParameter, match="1990-01-01"):
        cliff(POOR, PLACE, date(1990, 1, 1))
