"""From the grant to the end of an award."""

from datetime import date

import pytest

from doudi.office.audit.models import AuditRecord
from doudi.office.awards import actions, permissions
from doudi.office.awards.actions import granting
from doudi.office.awards.enums import AwardReason, EndReason, HearingAbout
from doudi.office.awards.models import Award, AwardUnit, Hearing, Suspension, UnitMember
from doudi.office.base.errors import Refused
from doudi.office.programmes import rulebook
from doudi.office.staff.enums import Relation, Role
from doudi.office.staff.models import StaffRelative
from tests.awards.world import APRIL, FEBRUARY, FEN, MARCH, MAY, ON, determination, household, person

pytestmark = pytest.mark.django_db
JANUARY = date(2026, 1, 1)


@pytest.fixture
def exclusive(monkeypatch):
    monkeypatch.setattr(rulebook, "exclusion_group", lambda programme: "BASIC")


def change(world, unit, fen, first_month=MARCH, **extra):
    values = {
        "by": world.head,
        "reason": AwardReason.INCREASE,
        "determination": determination(unit.household, fen),
        "decision_number": "JD-2",
        "on": ON,
    }
    return actions.change(unit, monthly_fen=fen, first_month=first_month, **values | extra)


def end(world, unit, last_month=FEBRUARY, reason=EndReason.INCOME, hear=True, **extra):
    hearing = world.hear(unit, HearingAbout.END) if hear else None
    return actions.end(
        unit,
        **{"by": world.head, "last_month": last_month, "reason": reason, "on": ON, "hearing": hearing}
        | extra,
    )


def months(unit):
    return [(a.monthly_fen, a.first_month, a.last_month) for a in unit.awards.effective()]


# grant


def test_a_grant_makes_a_unit_with_its_members_and_its_amount(world):
    home = world.home(person("张桂兰"), person("张有福"))
    unit = world.grant(home)
    assert months(unit) == [(FEN, FEBRUARY, None)]
    assert {m.person.name for m in unit.members.all()} == {"张桂兰", "张有福"}
    assert unit.number.startswith("JZ990101-2026-")
    record = AuditRecord.objects.get(verb="grant_award")
    assert (record.household_id, record.after["monthly_fen"]) == (home.pk, FEN)


def test_one_person_may_be_granted_alone(world):
    ill, well = person("张病"), person("张健")
    unit = world.grant(world.home(ill, well), members=[ill])
    assert [m.person for m in unit.members.all()] == [ill]


def test_recognition_without_money_is_an_award_of_nothing(world):
    assert months(world.grant(fen=0, programme="near_dibao")) == [(0, FEBRUARY, None)]


def test_the_same_household_is_not_granted_the_same_twice(world):
    home = world.home()
    world.grant(home)
    with pytest.raises(Refused, match="不能同时享受"):
        world.grant(home)
    with pytest.raises(Refused, match="请办理变更"):
        world.grant(home, members=[add_member(home)])


def add_member(home):
    who = person()
    home.memberships.create(person=who, kind="LIVING_TOGETHER", relation="OTHER", first_day=ON)
    return who


def test_a_person_is_not_in_two_awards_that_exclude_each_other(world, exclusive):
    home = world.home()
    world.grant(home)
    with pytest.raises(Refused, match="不能同时享受"):
        world.grant(home, programme="tekun")
    assert AwardUnit.objects.count() == 1


def test_one_award_takes_the_place_of_another_without_a_gap(world, exclusive):
    home = world.home()
    old = world.grant(home)
    new = world.grant(home, programme="tekun", fen=90_000, first_month=APRIL, replaces=old)
    old.refresh_from_db()
    assert months(old) == [(FEN, FEBRUARY, MARCH)]
    assert months(new) == [(90_000, APRIL, None)]
    assert old.awards.get().end_reason == EndReason.OTHER_PROGRAMME


def test_an_award_that_never_began_is_replaced_whole(world, exclusive):
    home = world.home()
    old = world.grant(home)
    new = world.grant(home, programme="tekun", fen=90_000, replaces=old)
    assert months(old) == []
    assert old.awards.get().is_withdrawn
    assert months(new) == [(90_000, FEBRUARY, None)]


def test_a_unit_may_follow_one_that_ended(world):
    home = world.home()
    end(world, world.grant(home))
    with pytest.raises(Refused, match="不能同时享受"):
        world.grant(home)
    assert world.grant(home, first_month=MARCH).number


@pytest.mark.parametrize("last_month", [JANUARY, FEBRUARY, MARCH])
def test_an_award_that_was_withdrawn_does_not_stand_in_the_way(world, last_month):
    """Found by the machine in tests/payments: granted from April, withdrawn, granted from March."""
    home = world.home()
    end(world, world.grant(home, first_month=APRIL), last_month=last_month)
    assert world.grant(home, first_month=MARCH).number


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        ({"members": []}, "至少选择一名"),
        ({"first_month": date(2026, 2, 2)}, "1 日起算"),
    ],
)
def test_a_grant_that_makes_no_sense_is_refused(world, extra, words):
    with pytest.raises(Refused, match=words):
        world.grant(**extra)
    assert not AwardUnit.objects.exists()


def test_members_live_in_the_household_and_are_alive(world):
    with pytest.raises(Refused, match="不是这户的共同生活成员"):
        world.grant(members=[person("王外人")])
    dead = person(died_on=date(2026, 1, 3))
    with pytest.raises(Refused, match="已登记去世"):
        world.grant(world.home(dead))


def test_the_amount_is_what_was_determined(world):
    home = world.home()
    for given, words in (
        (determination(home, FEN + 1), "不能手工改动"),
        (determination(home, FEN, outcome="UNKNOWN"), "不能据以发放"),
        (determination(home, FEN, programme="tekun"), "不属于这户"),
        (determination(world.home(), FEN), "不属于这户"),
    ):
        with pytest.raises(Refused, match=words):
            world.grant(home, determination=given)


def test_two_who_grant_at_once_leave_one_award(world, monkeypatch):
    home = world.home()
    world.grant(home)
    monkeypatch.setattr(granting, "check_free", lambda *args: None)
    with pytest.raises(Refused, match="刚刚被批准"):
        world.grant(home)


# who


def test_the_county_head_decides_and_nobody_else(world):
    for role in Role:
        if role != Role.COUNTY_HEAD:
            with pytest.raises(Refused):
                world.grant(by=world.county[role])


def test_a_township_decides_where_it_was_given_the_power(world):
    head = world.county[Role.TOWNSHIP_HEAD]
    world.east.confirms_since, world.east.confirm_source = date(2025, 1, 1), "委托书"
    world.east.save()
    assert world.grant(by=head)
    with pytest.raises(Refused):
        world.grant(world.home(division=world.county.west_village), by=head)


def test_a_household_without_a_township_is_the_countys(world):
    assert not permissions.is_delegated(world.county.county, ON)


def test_nobody_decides_on_a_relative_or_on_themself(world):
    relative = person()
    StaffRelative.objects.create(
        user=world.head,
        name="亲属",
        person_key=relative.id_index,
        relation=Relation.SIBLING,
        declared_on=ON,
        declared_by=world.head,
    )
    home = world.home(relative)
    with pytest.raises(Refused, match="回避"):
        world.grant(home)
    unit = world.grant(home, by=other_head(world))
    assert permissions.may(unit, world.head, ON)["end"]


def other_head(world):
    from tests.county import staff

    return staff("head2", Role.COUNTY_HEAD, world.county.county, name="另一名负责人")


def test_two_accounts_of_one_person_are_one_person(world):
    from tests.county import staff

    first = staff("a", Role.COUNTY_HEAD, world.county.county, name="甲", person_key="k1")
    second = staff("b", Role.COUNTY_HEAD, world.county.county, name="乙", person_key="k2")
    unnamed = staff("c", Role.COUNTY_HEAD, world.county.county, name="甲")
    assert permissions.is_same_person(first, first)
    assert not permissions.is_same_person(first, second)
    assert permissions.is_same_person(first, unnamed)
    assert not permissions.is_same_person(second, unnamed)


def test_the_buttons_tell_why_not(world):
    unit = world.grant()
    assert permissions.may(unit, world.head, ON) == {
        "hear": "听取意见由乡镇（街道）经办人员或县级经办人员办理。",
        "change": None,
        "suspend": None,
        "resume": "这项救助没有暂停，不需要恢复。",
        "grace": None,
        "end": None,
    }
    assert permissions.may(unit, world.intake, ON)["hear"] is None
    end(world, unit)
    unit.refresh_from_db()
    assert "已确定发放至" in permissions.may(unit, world.head, ON)["change"]
    assert "另行受理" in permissions.may(unit, world.head, MARCH)["end"]


# hearing


def test_what_the_recipient_says_is_taken_down(world):
    unit = world.grant()
    hearing = world.hear(unit, HearingAbout.END, ground=" 收入超过标准 ")
    assert (hearing.ground, hearing.statement, hearing.by) == ("收入超过标准", "无意见", world.intake)
    assert str(hearing) == "2026-01-20 停发：收入超过标准"


@pytest.mark.parametrize("empty", [{"ground": " "}, {"statement": ""}, {"heard_on": FEBRUARY}])
def test_a_hearing_has_words_and_a_day(world, empty):
    with pytest.raises(Refused):
        world.hear(world.grant(), HearingAbout.END, **empty)
    assert not Hearing.objects.exists()


# change


def test_an_increase_needs_no_hearing(world):
    unit = world.grant()
    award = change(world, unit, 70_000)
    assert months(unit) == [(FEN, FEBRUARY, FEBRUARY), (70_000, MARCH, None)]
    assert award.reason == AwardReason.INCREASE
    assert unit.awards.first().end_reason == EndReason.CHANGED


def test_a_decrease_needs_a_hearing_about_a_decrease(world):
    unit = world.grant()
    with pytest.raises(Refused, match="减发前须先听取"):
        change(world, unit, 50_000)
    with pytest.raises(Refused, match="不符"):
        change(world, unit, 50_000, hearing=world.hear(unit, HearingAbout.END))
    with pytest.raises(Refused, match="不符"):
        change(world, unit, 50_000, hearing=world.hear(world.grant(), HearingAbout.DECREASE))
    hearing = world.hear(unit, HearingAbout.DECREASE)
    award = change(world, unit, 50_000, hearing=hearing)
    assert (award.reason, award.hearing) == (AwardReason.DECREASE, hearing)
    with pytest.raises(Refused, match="已用于另一项决定"):
        change(world, unit, 40_000, first_month=APRIL, hearing=hearing)


def test_who_took_down_the_hearing_does_not_decide(world):
    from doudi.office.staff.models import Post

    unit = world.grant()
    Post.objects.create(
        user=world.head, role=Role.COUNTY_OFFICER, division=world.county.county, first_day=JANUARY
    )
    hearing = world.hear(unit, HearingAbout.DECREASE, by=world.head)
    with pytest.raises(Refused, match="听取意见的人不能作决定"):
        change(world, unit, 50_000, hearing=hearing)


def test_a_reason_that_says_less_money_means_less_money(world):
    unit = world.grant()
    with pytest.raises(Refused, match="金额没有减少"):
        change(world, unit, 70_000, reason=AwardReason.DECREASE)
    with pytest.raises(Refused, match="金额没有减少"):
        change(world, unit, 70_000, hearing=world.hear(unit, HearingAbout.DECREASE))


def test_a_change_from_the_same_month_withdraws_the_award_before_it_began(world):
    unit = world.grant()
    change(world, unit, 70_000, first_month=FEBRUARY)
    assert months(unit) == [(70_000, FEBRUARY, None)]
    assert unit.awards.count() == 2


def test_a_change_does_not_reach_back_over_the_present_award(world):
    unit = world.grant(first_month=MARCH)
    with pytest.raises(Refused, match="不能早于"):
        change(world, unit, 70_000, first_month=FEBRUARY)
    with pytest.raises(Refused, match="1 日起算"):
        change(world, unit, 70_000, first_month=date(2026, 3, 9))


def test_a_change_may_bring_new_members_and_leave_others_out(world):
    first, second = person("甲"), person("乙")
    home = world.home(first, second)
    unit = world.grant(home)
    baby = add_member(home)
    change(world, unit, 70_000, reason=AwardReason.MEMBERS, members=[first, baby])
    assert {m.person for m in unit.members.on(FEBRUARY)} == {first, second}
    assert {m.person for m in unit.members.on(MARCH)} == {first, baby}


def test_a_member_who_left_and_came_back_is_counted_again(world):
    first, second = person("甲"), person("乙")
    unit = world.grant(world.home(first, second))
    actions.member_leaves(unit, second, by=world.head, on=date(2026, 3, 9), reason="外出")
    change(world, unit, 70_000, reason=AwardReason.MEMBERS, members=[first, second])
    assert {m.person for m in unit.members.on(MARCH)} == {first, second}


def test_a_new_member_in_another_award_is_refused(world):
    home = world.home()
    unit = world.grant(home)
    busy = add_member(home)
    group = unit.members.get().exclusion_group
    UnitMember.objects.create(unit=world.grant(), person=busy, exclusion_group=group, first_day=FEBRUARY)
    with pytest.raises(Refused, match="新增的成员"):
        change(world, unit, 70_000, members=[*(m.person for m in unit.members.all()), busy])


# suspend and resume


def suspended(world, unit, first_month=MARCH):
    hearing = world.hear(unit, HearingAbout.SUSPEND)
    return actions.suspend(
        unit, by=world.head, first_month=first_month, reason="下落不明", hearing=hearing, on=ON
    )


def test_a_suspended_award_rests_until_it_is_resumed(world):
    unit = world.grant()
    suspended(world, unit)
    in_force = AwardUnit.objects.in_force
    assert [unit in in_force(month) for month in (FEBRUARY, MARCH, APRIL)] == [True, False, False]
    actions.resume(unit, by=world.head, first_month=APRIL, reason="已返回", on=ON)
    assert [unit in in_force(month) for month in (FEBRUARY, MARCH, APRIL)] == [True, False, True]
    assert unit in AwardUnit.objects.suspended(MARCH)


def test_resuming_from_the_first_month_pays_all_of_it(world):
    unit = world.grant()
    suspended(world, unit)
    suspension = actions.resume(unit, by=world.head, first_month=MARCH, reason="核实有误", on=ON)
    assert suspension.is_withdrawn
    assert unit in AwardUnit.objects.in_force(MARCH)
    suspended(world, unit)


def test_a_suspension_that_makes_no_sense_is_refused(world):
    unit = world.grant()
    with pytest.raises(Refused, match="没有核定的救助金"):
        suspended(world, unit, JANUARY)
    with pytest.raises(Refused, match="暂停前须先听取"):
        actions.suspend(unit, by=world.head, first_month=MARCH, reason="x", hearing=None, on=ON)
    hearing = world.hear(unit, HearingAbout.SUSPEND)
    with pytest.raises(Refused, match="写明暂停的理由"):
        actions.suspend(unit, by=world.head, first_month=MARCH, reason=" ", hearing=hearing, on=ON)
    suspended(world, unit)
    with pytest.raises(Refused, match="已经暂停"):
        suspended(world, unit)
    assert Suspension.objects.count() == 1


def test_a_resumption_that_makes_no_sense_is_refused(world):
    unit = world.grant()
    with pytest.raises(Refused, match="没有暂停"):
        actions.resume(unit, by=world.head, first_month=APRIL, reason="x", on=ON)
    suspended(world, unit)
    for month in (FEBRUARY, date(2026, 4, 2)):
        with pytest.raises(Refused, match="最早从"):
            actions.resume(unit, by=world.head, first_month=month, reason="x", on=ON)
    with pytest.raises(Refused, match="写明恢复的理由"):
        actions.resume(unit, by=world.head, first_month=APRIL, reason="", on=ON)


# end


def test_an_award_ends_after_a_hearing(world):
    unit = world.grant()
    with pytest.raises(Refused, match="停发前须先听取"):
        end(world, unit, hear=False)
    end(world, unit, note="子女就业")
    unit.refresh_from_db()
    assert months(unit) == [(FEN, FEBRUARY, FEBRUARY)]
    assert unit.ended_on == date(2026, 2, 28)
    assert {m.last_day for m in unit.members.all()} == {date(2026, 2, 28)}


def test_an_award_ends_without_a_hearing_when_all_have_died(world):
    who = person()
    unit = world.grant(world.home(who))
    with pytest.raises(Refused, match="健在的成员"):
        end(world, unit, reason=EndReason.DEATH, hear=False)
    who.died_on = ON
    who.save()
    with pytest.raises(Refused, match="不需要选择意见记录"):
        end(world, unit, reason=EndReason.DEATH)
    end(world, unit, reason=EndReason.DEATH, hear=False, last_month=JANUARY)
    assert months(unit) == []


def test_giving_up_is_shown_by_a_written_word(world):
    unit = world.grant()
    with pytest.raises(Refused, match="书面声明"):
        end(world, unit, reason=EndReason.VOLUNTARY, hear=False)
    end(world, unit, reason=EndReason.VOLUNTARY, hear=False, note="2026-01-19 书面声明，周敏经手")


def test_only_a_reason_of_the_list_ends_an_award(world):
    with pytest.raises(Refused, match="选择停发的原因"):
        end(world, world.grant(), reason=EndReason.OTHER_PROGRAMME, hear=False)


def test_an_end_may_be_moved_earlier_but_not_later(world):
    unit = world.grant()
    end(world, unit, last_month=APRIL)
    with pytest.raises(Refused, match="已经停发"):
        end(world, unit, last_month=MAY)
    end(world, unit, last_month=FEBRUARY)
    assert months(unit) == [(FEN, FEBRUARY, FEBRUARY)]


def test_ending_early_withdraws_what_would_have_come_later(world):
    unit = world.grant()
    grace(world, unit)
    end(world, unit, last_month=MARCH)
    assert months(unit) == [(FEN, FEBRUARY, FEBRUARY), (FEN, MARCH, MARCH)]
    assert unit.awards.count() == 3


# grace


def grace(world, unit, schedule=(10_000, 10_000, 5_000), first_month=MARCH):
    return actions.start_grace(
        unit, by=world.head, schedule=schedule, first_month=first_month, decision_number="JD-3", on=ON,
        determination=determination(unit.household, 0), hearing=world.hear(unit, HearingAbout.END),
    )  # fmt: skip


def test_an_award_fades_out_by_the_schedule(world):
    unit = world.grant(fen=63_001)
    grace(world, unit)
    assert months(unit) == [
        (63_001, FEBRUARY, FEBRUARY),
        (63_001, MARCH, APRIL),
        (31_501, MAY, MAY),
    ]
    unit.refresh_from_db()
    assert unit.ended_on == date(2026, 5, 31)
    assert unit in AwardUnit.objects.ending(APRIL, MAY)
    assert unit not in AwardUnit.objects.ending(FEBRUARY, APRIL)


def test_a_month_without_money_in_the_schedule_has_no_award(world):
    unit = world.grant()
    grace(world, unit, (10_000, 5_000, 0))
    assert [m for _fen, m, _last in months(unit)] == [FEBRUARY, MARCH, APRIL]


@pytest.mark.parametrize("schedule", [(), (5_000, 10_000), (10_001,), (0,), (5_000, -1)])
def test_a_schedule_falls_from_the_whole(world, schedule):
    with pytest.raises(Refused, match="从高到低"):
        grace(world, world.grant(), schedule)


def test_the_schedule_comes_from_the_place(world):
    unit = world.grant()
    assert actions.grace_schedule(unit, ON) == [10_000, 10_000, 8_000, 8_000, 6_000, 6_000]


def test_a_place_without_a_schedule_keeps_the_whole_amount(world, monkeypatch):
    class Months:
        value = 2

    monkeypatch.setattr(
        rulebook, "parameter", lambda place, name, *rest: Months if name == "grace_months" else None
    )
    assert actions.grace_schedule(world.grant(), ON) == [10_000, 10_000]
    monkeypatch.setattr(rulebook, "parameter", lambda *rest: None)
    assert actions.grace_schedule(world.grant(), ON) == []


# members


def test_a_death_makes_the_award_need_a_change_until_it_is_decided_again(world):
    first, second = person("甲"), person("乙")
    unit = world.grant(world.home(first, second))
    needs = AwardUnit.objects.change_required
    assert unit not in needs(MARCH)
    second.died_on = date(2026, 2, 10)
    second.save()
    assert unit in needs(MARCH)
    actions.member_leaves(unit, second, by=world.head, on=date(2026, 2, 10), reason="去世")
    assert unit in needs(MARCH)
    hearing = world.hear(unit, HearingAbout.DECREASE)
    change(world, unit, 50_000, hearing=hearing)
    assert unit not in needs(MARCH)


def test_leaving_the_household_makes_the_award_need_a_change(world):
    first, second = person("甲"), person("乙")
    home = world.home(first, second)
    unit = world.grant(home)
    home.memberships.filter(person=second).update(last_day=date(2026, 2, 10))
    assert unit in AwardUnit.objects.change_required(MARCH)


def test_an_ended_award_needs_no_change(world):
    who = person()
    unit = world.grant(world.home(who))
    end(world, unit)
    who.died_on = ON
    who.save()
    assert unit not in AwardUnit.objects.change_required(MARCH)


def test_only_a_member_can_leave(world):
    with pytest.raises(Refused, match="不在这项救助的成员中"):
        actions.member_leaves(world.grant(), person(), by=world.head, on=ON, reason="x")


# lists


def test_the_list_shows_the_amount_of_the_month(world):
    unit = world.grant()
    change(world, unit, 70_000)
    shown = [AwardUnit.objects.with_award_of(month).get(pk=unit.pk).award_fen for month in (FEBRUARY, APRIL)]
    assert shown == [FEN, 70_000]


def test_a_list_of_what_has_ended(world):
    unit = world.grant()
    end(world, unit)
    assert unit in AwardUnit.objects.ended_before(MARCH)
    assert unit not in AwardUnit.objects.ended_before(FEBRUARY)


def test_awards_of_another_township_are_not_shown(world):
    here, there = world.grant(), world.grant(world.home(division=world.county.west_village))
    assert set(AwardUnit.objects.visible_to(world.intake)) == {here}
    assert set(AwardUnit.objects.visible_to(world.head)) == {here, there}


def test_rows_say_what_they_are(world):
    unit = world.grant(household(world.county.east_village, person("张桂兰")))
    suspension = suspended(world, unit)
    assert [str(row) for row in (unit.members.get(), unit.awards.get(), suspension)] == [
        "张桂兰", f"{unit} 2026-02", f"{unit} 2026-03",
    ]  # fmt: skip
    assert Award.objects.covering(FEBRUARY).count() == 1
