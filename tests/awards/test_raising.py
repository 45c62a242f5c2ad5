"""A standard is raised in the middle of the year: who gets how much more, from when, and only once."""

from datetime import date

import pytest

from doudi.office.awards import actions
from doudi.office.awards.answers import Raising
from doudi.office.awards.models import Arrear, Raise
from doudi.office.base.errors import Refused
from tests.awards.living import APR, AUG, FEB, JUL, JUN, OCT, SEP, VALUE_DAY, Living

pytestmark = pytest.mark.django_db
RURAL_MORE = 4_000
"""From 600 to 640 yuan a head."""


@pytest.fixture
def living(county):
    return Living(county)


def months(line):
    return [(m["month"], m["had"], m["due"]) for m in line.months]


def test_a_raise_in_july_decided_in_september_owes_three_months(living):
    unit = living.unit(0, 0)
    assert unit.awards.get().monthly_fen == 120_000
    run = living.compute()
    line = run.lines.get()
    assert (line.old_fen, line.new_fen, line.from_month) == (120_000, 128_000, OCT)
    assert months(line) == [(f"2026-0{m}-01", 120_000, 128_000) for m in (7, 8, 9)]
    assert line.arrears_fen == 3 * 2 * RURAL_MORE
    assert run.state == "PROPOSED"
    assert not Arrear.objects.exists()
    assert unit.awards.count() == 1


def test_two_persons_propose_and_approve_and_the_award_and_its_arrears_follow(living):
    unit = living.unit(0, 30_000)
    run = living.compute()
    with pytest.raises(Refused, match="负责人审批"):
        actions.approve_raise(run, by=living.officer)
    assert living.carry_out(run).state == "DONE"
    line = run.lines.get()
    assert line.state == "APPLIED"
    award = unit.awards.last()
    assert (award.first_month, award.reason, award.decision_number) == (OCT, "STANDARD", run.number)
    assert award.monthly_fen == line.new_fen == award.determination.amount_fen
    assert award.determination.on == VALUE_DAY
    assert line.made_award == award
    owed = [(a.month, a.before_fen, a.fen) for a in Arrear.objects.all()]
    more = line.new_fen - line.old_fen
    assert owed == [(month, line.old_fen, more) for month in (JUL, AUG, SEP)]


def test_the_same_value_is_never_owed_twice(living):
    living.unit(0)
    living.carry_out(living.compute())
    with pytest.raises(Refused, match="没有等待测算的救助"):
        living.compute()
    assert Raise.objects.count() == 1


def test_a_second_proposal_waits_for_the_first(living):
    living.unit(0)
    living.compute()
    with pytest.raises(Refused, match="还没有办完"):
        living.compute()


def test_a_proposal_is_computed_again_on_demand(living):
    living.unit(0)
    run = living.compute()
    late = living.unit(0, on=date(2026, 7, 20), first_month=AUG)
    assert late.awards.get().monthly_fen == 64_000
    again = actions.restart_raise(run, by=living.officer, on=date(2026, 9, 11))
    run.refresh_from_db()
    assert (run.state, run.cancel_reason) == ("CANCELLED", "重新测算")
    assert run.lines.get().state == "VOID"
    actions.fill_raise(again, actions.waiting_for_raise(again), by=living.officer)
    assert sorted(again.lines.values_list("state", flat=True)) == ["PROPOSED", "SAME"]


def test_what_was_approved_is_not_computed_again(living):
    living.unit(0)
    run = living.carry_out(living.compute())
    with pytest.raises(Refused, match="已执行"):
        actions.restart_raise(run, by=living.officer)
    with pytest.raises(Refused, match="已执行"):
        living.carry_out(run)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"value_on": date(2026, 5, 1)}, "没有这项救助的新标准"),
        ({"regular": date(2026, 10, 2)}, "1 日起算"),
        ({"regular": JUN}, "不能早于"),
        ({"regular": date(2030, 1, 1)}, "太远"),
    ],
)
def test_a_computation_that_makes_no_sense_is_refused(living, given, words):
    living.unit(0)
    with pytest.raises(Refused, match=words):
        living.compute(**given)


def test_only_the_county_officer_computes(living):
    living.unit(0)
    with pytest.raises(Refused, match="县级经办"):
        living.compute(by=living.head)


def test_giving_up_wants_a_reason(living):
    living.unit(0)
    run = living.compute()
    with pytest.raises(Refused, match="撤销的理由"):
        actions.cancel_raise(run, by=living.officer, reason="  ")


def test_a_proposal_in_which_nobody_gets_more_is_not_approved(living):
    member = living.unit(0, 0).members.first().person
    member.died_on = date(2026, 8, 3)
    member.save()
    run = living.compute()
    with pytest.raises(Refused, match="没有可以提高的家庭"):
        actions.approve_raise(run, by=living.head)


def test_a_raise_is_not_done_before_every_line_is_carried_out(living):
    living.unit(0)
    run = actions.approve_raise(living.compute(), by=living.head)
    with pytest.raises(Refused, match="还没有执行完"):
        actions.finish_raise(run, by=living.head)
    with pytest.raises(Refused, match="由批准它的负责人执行"):
        actions.apply_raise(run, actions.waiting_to_apply(run), by=living.officer)


def test_who_computed_does_not_approve_under_another_name_either(living, monkeypatch):
    living.unit(0)
    run = living.compute()
    monkeypatch.setattr("doudi.office.awards.permissions.is_same_person", lambda one, other: True)
    with pytest.raises(Refused, match="本人的另一个账号"):
        actions.approve_raise(run, by=living.head)


def test_a_unit_stands_in_one_open_raise_of_a_day(living, monkeypatch):
    """Two officers at once, and neither sees the other's line: the database keeps the second one out."""
    unit = living.unit(0)
    first = living.compute()
    second = Raise.objects.create(
        number="TB-2", by=living.officer, division=living.county.east, programme="dibao", value_on=VALUE_DAY,
        first_month=VALUE_DAY, regular_month=OCT,
    )  # fmt: skip
    seen = Raising._load
    monkeypatch.setattr(Raising, "_load", lambda self: (seen(self), setattr(self, "elsewhere", set())))
    with pytest.raises(Refused, match="请重新测算"):
        actions.fill_raise(second, [unit.pk], by=living.officer)
    assert first.lines.count() == 1
    assert not second.lines.exists()


# months that count, and those that do not


def test_an_award_that_began_meanwhile_is_owed_for_its_own_months(living):
    unit = living.unit(0, on=date(2026, 6, 20), first_month=AUG)
    line = living.compute().lines.get(unit=unit)
    assert [m["month"] for m in line.months] == ["2026-08-01", "2026-09-01"]


def test_an_award_that_ended_meanwhile_is_owed_until_its_end(living):
    unit = living.unit(0)
    person = unit.members.get().person
    person.died_on = date(2026, 8, 15)
    person.save()
    actions.end(unit, by=living.head, last_month=AUG, reason="DEATH", on=date(2026, 8, 20))
    line = living.compute().lines.get()
    assert [m["month"] for m in line.months] == ["2026-07-01", "2026-08-01"]
    assert (line.from_month, line.more_fen, line.state) == (None, 0, "PROPOSED")
    run = living.carry_out(line.run)
    assert (run.state, unit.awards.count()) == ("DONE", 1)
    assert Arrear.objects.count() == 2


def test_suspended_months_are_not_owed(living):
    unit = living.unit(0)
    hearing = living.hear(unit, "SUSPEND")
    actions.suspend(
        unit, by=living.head, first_month=AUG, reason="不配合", hearing=hearing, on=date(2026, 7, 20)
    )
    actions.resume(unit, by=living.head, first_month=SEP, reason="已配合", on=date(2026, 8, 25))
    line = living.compute().lines.get()
    assert [m["month"] for m in line.months] == ["2026-07-01", "2026-09-01"]
    living.carry_out(line.run)
    assert Arrear.objects.count() == 2


def test_an_award_that_ended_before_the_value_is_not_touched(living):
    unit = living.unit(0)
    hearing = living.hear(unit, "END")
    actions.end(unit, by=living.head, last_month=JUN, reason="INCOME", on=APR, hearing=hearing)
    with pytest.raises(Refused, match="没有等待测算的救助"):
        living.compute()


# held


def hold(living):
    run = living.compute()
    line = run.lines.get()
    assert (line.state, line.months, line.arrears_fen) == ("HELD", [], 0)
    assert line.remedy
    return line


def test_a_family_that_has_changed_is_decided_first(living):
    unit = living.unit(0, 0)
    member = unit.members.first().person
    member.died_on = date(2026, 8, 3)
    member.save()
    assert hold(living).problem == "MEMBERS"


def test_a_member_who_died_counts_for_the_months_lived(living):
    """The award was changed after the death: July for two, from August for one."""
    from doudi.office.people import actions as people

    unit = living.unit(0, 0)
    home, member = unit.household, unit.members.last().person
    people.record_death(member, by=living.officer, on=date(2026, 7, 15), reason="死亡证明")
    from doudi.office.programmes.actions import determine

    found = determine(home, "dibao", by=living.officer, on=date(2026, 7, 20))
    assert found.amount_fen == 64_000
    hearing = living.hear(unit, "DECREASE")
    actions.change(
        unit, by=living.head, monthly_fen=64_000, first_month=AUG, reason="MEMBERS", determination=found,
        decision_number="JD-2", on=date(2026, 7, 21), hearing=hearing, members=[unit.members.first().person],
    )  # fmt: skip
    line = living.compute().lines.get()
    assert months(line) == [("2026-07-01", 120_000, 128_000)]
    assert (line.old_fen, line.new_fen) == (64_000, 64_000)


def test_a_month_that_was_paid_for_somebody_dead_owes_nothing_and_says_so(living):
    from doudi.office.people import actions as people
    from doudi.office.programmes.actions import determine

    unit = living.unit(0, 0)
    member = unit.members.last().person
    people.record_death(member, by=living.officer, on=date(2026, 6, 15), reason="死亡证明")
    found = determine(unit.household, "dibao", by=living.officer, on=date(2026, 7, 20))
    actions.change(
        unit, by=living.head, monthly_fen=64_000, first_month=AUG, reason="MEMBERS", determination=found,
        decision_number="JD-2", on=date(2026, 7, 21), hearing=living.hear(unit, "DECREASE"),
        members=[unit.members.first().person],
    )  # fmt: skip
    line = living.compute().lines.get()
    assert (months(line), line.state) == ([], "SAME")
    assert "追溯核定" in line.note


def test_an_amount_that_does_not_follow_from_its_determination_is_held(living):
    home = living.family(0)
    unit = actions.take_over(
        home, "dibao", by=living.officer, members=[home.memberships.get().person], monthly_fen=50_000,
        first_month=FEB, decision_number="旧 1", on=date(2026, 1, 20),
    )  # fmt: skip
    assert hold(living).problem == "TAKEN_OVER"
    assert unit.awards.count() == 1


def test_what_happens_between_proposal_and_approval_holds_that_household_alone(living):
    first, second = living.unit(0), living.unit(0)
    run = living.compute()
    actions.end(
        first, by=living.head, last_month=AUG, reason="VOLUNTARY", note="书面声明", on=date(2026, 9, 11)
    )
    living.carry_out(run)
    held, done = run.lines.get(unit=first), run.lines.get(unit=second)
    assert (held.state, held.problem) == ("HELD", "CHANGED")
    assert done.state == "APPLIED"
    assert not first.arrears.exists()
    again = living.compute()
    assert [m["month"] for m in again.lines.get().months] == ["2026-07-01", "2026-08-01"]
    living.carry_out(again)
    assert first.arrears.count() == 2


def test_nobody_raises_the_award_of_a_relative(living):
    from doudi.office.staff.enums import Relation
    from doudi.office.staff.models import StaffRelative
    from tests.awards.world import ON

    unit, other = living.unit(0), living.unit(0)
    StaffRelative.objects.create(
        user=living.head, name="亲属", person_key=unit.members.get().person.id_index, relation=Relation.SIBLING,
        declared_on=ON, declared_by=living.head,
    )  # fmt: skip
    run = living.carry_out(living.compute())
    assert run.lines.get(unit=unit).problem == "CHANGED"
    assert "回避" in run.lines.get(unit=unit).note
    assert run.lines.get(unit=other).state == "APPLIED"


def test_what_cannot_be_computed_again_is_said(living, monkeypatch):
    from doudi.office.programmes import actions as programmes
    from doudi.office.programmes import rulebook

    earlier = living.unit(0).awards.get().determination
    monkeypatch.setattr(rulebook, "assess_again", lambda frozen, on, without=(): None)
    with pytest.raises(Refused, match="还不能重新计算"):
        programmes.redetermine(earlier, by=living.officer, on=VALUE_DAY)


def test_two_raises_of_one_year_owe_each_month_its_own_gap(living, monkeypatch):
    """The line rose in July 2025 and in July 2026; both are decided in September 2026."""
    unit = living.unit(0, on=date(2025, 5, 20), first_month=date(2025, 6, 1))
    assert unit.awards.get().monthly_fen == 56_000
    early = living.compute(value_on=date(2025, 7, 1), regular=OCT)
    assert [m["due"] for m in early.lines.get().months] == [60_000] * 15
    living.carry_out(early)
    late = living.compute(value_on=VALUE_DAY, regular=OCT)
    line = late.lines.get()
    assert months(line) == [(f"2026-0{m}-01", 60_000, 64_000) for m in (7, 8, 9)]
    assert (line.old_fen, line.new_fen, line.from_month) == (60_000, 64_000, OCT)
    living.carry_out(late)
    owed = Arrear.objects.by_unit_and_month([unit.pk])
    assert owed[unit.pk, date(2025, 7, 1)] == 4_000
    assert owed[unit.pk, JUL] == 8_000
    assert unit.awards.last().monthly_fen == 64_000
