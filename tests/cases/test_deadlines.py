"""Statutory days: published examples through real acts, and the day of each step."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from doudi.office.base.errors import Refused
from doudi.office.cases import actions
from doudi.office.cases.models import Case
from tests import office_world


def delegate(world):
    world.township.confirms_since, world.township.confirm_source = date(2021, 1, 1), "川府办〔2021〕"
    world.township.save()


@pytest.mark.parametrize(
    ("accepted", "is_delegated", "due"),
    [
        (date(2026, 9, 28), False, date(2026, 11, 13)),  # QX-02: 30 working days over National Day
        (date(2026, 9, 28), True, date(2026, 10, 30)),  # QX-04: 20 where the township confirms
    ],
)
def test_the_case_is_due_on_the_published_day(world, accepted, is_delegated, due):
    if is_delegated:
        delegate(world)
    case = world.case(on=accepted)
    assert (case.due_on, case.delegated, case.due_provisional) == (due, is_delegated, False)


def test_the_survey_starts_within_three_working_days_over_spring_festival(world):
    case = world.case(on=date(2026, 2, 12))  # QX-01
    world.consent(case, case.accepted_on)
    actions.do_consent(case, by=world.intake, on=case.accepted_on)
    assert case.step_due_on == date(2026, 2, 24)


def test_the_county_decides_within_ten_working_days_over_labour_day(world):
    case = world.case(on=date(2026, 4, 20))
    world.drive(case, "PUBLIC_NOTICE", date(2026, 4, 22))
    notice = world.post(case, date(2026, 4, 22))
    assert (notice.first_day, notice.last_day) == (date(2026, 4, 22), date(2026, 4, 29))
    actions.end_notice(case, by=world.intake, on=date(2026, 4, 30))
    assert case.step_due_on == date(2026, 5, 18)  # QX-05


def test_the_next_working_day_may_be_a_make_up_sunday(world, rules):
    rules.refuse()
    rules.procedure = office_world.procedure(refusal_notice_days=1)
    case = world.case(on=date(2025, 12, 29))
    world.drive(case, on=date(2025, 12, 31), opinion="REFUSE")
    decision = actions.refuse(case, by=world.county_head, on=date(2026, 1, 2), reason="收入高于标准。")
    assert decision.tell_by == date(2026, 1, 4)  # QX-07


def test_a_deadline_into_a_year_without_a_calendar_is_marked_provisional(world):
    case = world.case(on=date(2026, 12, 1))
    assert case.due_provisional


def test_the_period_is_extended_once_for_a_reason(world):
    case = world.case(on=date(2026, 9, 28))
    with pytest.raises(Refused, match="请写明理由"):
        actions.extend(case, by=world.head, on=case.accepted_on, reason=" ")
    case.refresh_from_db()
    actions.extend(case, by=world.head, on=case.accepted_on, reason="人户分离。")
    assert case.due_on == date(2026, 12, 4)
    assert case.step_due_on == case.due_on
    with pytest.raises(Refused, match="已经延长过一次"):
        actions.extend(case, by=world.head, on=case.accepted_on, reason="再延。")


def test_a_late_case_and_a_place_without_the_rule_are_not_extended(world, rules):
    case = world.case()
    with pytest.raises(Refused, match="已过，不能再延长"):
        actions.extend(case, by=world.head, on=case.due_on + timedelta(days=1), reason="晚了。")
    case.refresh_from_db()
    rules.procedure = office_world.procedure(extended_days=None)
    with pytest.raises(Refused, match="没有延长办理期限的规定"):
        actions.extend(case, by=world.head, on=world.on, reason="难。")


def test_an_escalated_case_has_the_days_of_the_county(world):
    delegate(world)
    case = world.case(on=date(2026, 9, 28))
    assert case.due_on == date(2026, 10, 30)
    on = world.drive(case, "CONFIRM", date(2026, 9, 28))
    assert case.current_role == "TOWNSHIP_HEAD"
    actions.escalate(case, by=world.head, on=on, reason="情况复杂。")
    assert (case.state, case.delegated, case.due_on) == ("OPEN", False, date(2026, 11, 13))
    assert case.current_role == "COUNTY_HEAD"
    assert case.escalated_reason == "情况复杂。"


def test_a_township_confirms_only_while_the_power_is_delegated(world, rules):
    delegate(world)
    assert world.case(on=date(2020, 12, 31)).delegated is False
    assert world.case(on=date(2021, 1, 4)).delegated is True
    rules.procedure = office_world.procedure(delegable=False)
    assert world.case(on=date(2021, 1, 4)).delegated is False


def test_a_place_without_days_of_its_own_for_townships_uses_the_general_ones(world, rules):
    delegate(world)
    rules.procedure = office_world.procedure(delegated_days=None)
    assert world.case(on=date(2026, 9, 28)).due_on == date(2026, 11, 13)


def test_overdue_is_computed_when_it_is_read(world):
    case = world.case()
    assert list(Case.objects.overdue(case.step_due_on)) == []
    assert list(Case.objects.overdue(case.step_due_on + timedelta(days=1))) == [case]
    assert list(Case.objects.due_within(world.on, case.due_on)) == [case]
    assert list(Case.objects.due_within(world.on, world.on)) == []


@pytest.mark.parametrize(
    ("rule", "month"),
    [
        ("NEXT_MONTH", date(2026, 10, 1)),
        ("SAME_MONTH", date(2026, 9, 1)),  # QX-11: Chongqing pays from the month of the decision
        ("APPLICATION_MONTH", date(2026, 8, 1)),
    ],
)
def test_the_first_month_follows_the_rule_of_the_place(world, rules, rule, month):
    rules.procedure = office_world.procedure(start_month=rule)
    case = world.case(on=date(2026, 8, 31))
    world.drive(case, on=date(2026, 8, 31))
    assert world.confirm(case, date(2026, 9, 28)).first_month == month


@pytest.mark.parametrize(
    ("decided", "month"),
    [
        (date(2026, 1, 31), date(2026, 2, 1)),
        (date(2026, 12, 1), date(2027, 1, 1)),
        (date(2026, 2, 28), date(2026, 3, 1)),
    ],
)
def test_the_month_after_the_decision_is_the_next_calendar_month(world, decided, month):
    from doudi.office.cases.actions.decisions import first_month

    assert first_month("NEXT_MONTH", None, decided) == month


def test_where_only_steps_have_limits_the_case_has_their_sum(world, rules):
    """特困: the township 15 working days, the notice 7 days, the county 15 working days."""
    steps = [
        replace(plan, days=15) if plan.step in ("REVIEW", "CONFIRM") else plan
        for plan in office_world.NATIONAL.steps
    ]
    rules.procedure = office_world.procedure(steps=steps, total_days=None)
    case = world.case()
    assert case.due_on == date(2026, 4, 21)
    world.drive(case, "REVIEW")
    assert case.step_due_on == date(2026, 3, 23)  # from acceptance


def test_a_new_round_has_the_days_of_its_new_notice(world, rules):
    rules.procedure = office_world.procedure(total_calendar="CALENDAR", total_excludes_notice=True)
    case = world.case()
    assert case.due_on == world.on + timedelta(days=37)
    on = world.drive(case, "PUBLIC_NOTICE")
    actions.object_to(world.post(case, on), by=actions.CLOCK, on=on, text="他家有车。")
    case.refresh_from_db()
    assert case.due_on == world.on + timedelta(days=44)
