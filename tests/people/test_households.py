from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from doudi.office.audit.models import AuditRecord
from doudi.office.base.errors import Refused
from doudi.office.people import actions, permissions
from doudi.office.people.actions import households as acts
from doudi.office.people.enums import HouseholdEventKind, MembershipKind, Relation
from doudi.office.people.models import BankAccount, Household, Membership
from doudi.office.staff.enums import Role
from doudi.office.staff.models import StaffRelative

from .conftest import LIVING, ON

LATER = date(2026, 6, 1)


def members(household, on=LATER):
    rows = Membership.objects.filter(household=household).on(on).heads_first()
    return [(row.person.name, row.relation) for row in rows]


@pytest.fixture
def four(household, person):
    people = (
        person("张有福", "19740512"),
        person("李秀英", "19760101", male=False),
        person("张明", "20070301"),
        person("张亮", "20050301"),
    )
    made = household(*people)
    made.people = people
    return made


# --- form ---


def test_a_household_is_formed_with_its_members(four):
    assert four.number == "H990101-2026-00001"
    assert (four.settlement, four.address_index != "") == ("RURAL", True)
    assert members(four) == [
        ("张有福", Relation.HEAD), ("李秀英", Relation.SPOUSE), ("张亮", Relation.SON), ("张明", Relation.SON)
    ]  # fmt: skip
    assert [event.kind for event in four.events.all()] == [HouseholdEventKind.FORMED]
    assert AuditRecord.objects.filter(verb="people.form_household", household_id=four.pk).count() == 1


def test_numbers_run_on(household, person):
    assert [household(person()).number[-5:] for _ in range(3)] == ["00001", "00002", "00003"]


def test_a_household_needs_one_head(clerk, places, person):
    for rows in (
        [],
        [(person(), Relation.SPOUSE, LIVING)],
        [(person(), Relation.HEAD, MembershipKind.HUKOU_ONLY)],
    ):
        with pytest.raises(Refused, match="户主"):
            actions.form_household(by=clerk, division=places.qinggang, members=rows, on=ON)


def test_a_household_lives_in_a_village(clerk, places, person):
    with pytest.raises(Refused, match="选到村"):
        actions.form_household(by=clerk, division=places.yunxi, members=[(person(), "HEAD", LIVING)], on=ON)


def test_a_household_has_a_settlement(clerk, places, person):
    places.qinggang.settlement = ""
    with pytest.raises(Refused, match="城乡类别"):
        actions.form_household(
            by=clerk, division=places.qinggang, members=[(person(), "HEAD", LIVING)], on=ON
        )


def test_a_refused_household_leaves_nothing_behind(clerk, places, household, person):
    taken = person()
    household(taken)
    with pytest.raises(Refused, match="另一户"):
        actions.form_household(by=clerk, division=places.qinggang, members=[(taken, "HEAD", LIVING)], on=ON)
    assert Household.objects.count() == 1


# --- join and leave ---


def test_someone_joins(four, clerk, person):
    baby = person("张小宝", "20260201")
    row = actions.join(four, baby, Relation.GRANDCHILD, by=clerk, on=LATER, reason="出生")
    assert (row.first_day, row.kind) == (LATER, LIVING)
    assert ("张小宝", Relation.GRANDCHILD) in members(four)
    assert ("张小宝", Relation.GRANDCHILD) not in members(four, LATER - timedelta(days=1))


def test_nobody_joins_twice_or_lives_in_two_households(four, clerk, household, person):
    with pytest.raises(Refused, match="不用重复登记"):
        actions.join(four, four.people[1], Relation.SPOUSE, by=clerk, on=LATER)
    other = household(person("王强"))
    with pytest.raises(Refused, match="另一户"):
        actions.join(other, four.people[2], Relation.OTHER, by=clerk, on=LATER)


def test_the_hukou_of_another_household_is_no_obstacle(four, clerk, household, person):
    other = household(person("王强"))
    actions.join(other, four.people[2], Relation.OTHER, MembershipKind.HUKOU_ONLY, by=clerk, on=LATER)
    assert ("张明", Relation.OTHER) in members(other)


def test_the_kind_of_a_membership_changes_from_a_day_on(four, clerk, person):
    uncle = person("张有禄")
    actions.join(four, uncle, Relation.SIBLING, MembershipKind.HUKOU_ONLY, by=clerk, on=ON)
    actions.join(four, uncle, Relation.SIBLING, LIVING, by=clerk, on=LATER)
    rows = Membership.objects.filter(person=uncle).order_by("first_day")
    assert [(row.kind, row.last_day) for row in rows] == [
        ("HUKOU_ONLY", LATER - timedelta(days=1)),
        (LIVING, None),
    ]


@pytest.mark.parametrize(("relation", "kind"), [("UNCLE", LIVING), (Relation.OTHER, "GUEST")])
def test_relation_and_kind_are_from_the_lists(four, clerk, person, relation, kind):
    with pytest.raises(Refused, match="请选择与户主的关系"):
        actions.join(four, person("甲"), relation, kind, by=clerk, on=LATER)


def test_a_second_head_is_refused(four, clerk, person):
    with pytest.raises(Refused, match="已有户主"):
        actions.join(four, person("甲"), Relation.HEAD, by=clerk, on=LATER)


def test_the_dead_do_not_join(four, clerk, person):
    gone = person("甲")
    actions.record_death(gone, by=clerk, on=ON, reason="证明")
    with pytest.raises(Refused, match="已登记去世"):
        actions.join(four, gone, Relation.OTHER, by=clerk, on=LATER)


def test_two_clerks_at_once_end_with_one_membership(four, clerk, household, person, monkeypatch):
    other = household(person("王强"))
    monkeypatch.setattr(acts, "_check_not_elsewhere", lambda *_: None)
    with pytest.raises(Refused, match="刚才另一人"):
        actions.join(other, four.people[2], Relation.OTHER, by=clerk, on=LATER)


def test_someone_leaves(four, clerk):
    actions.leave(four, four.people[3], by=clerk, on=LATER, reason="外出成家")
    assert ("张亮", Relation.SON) not in members(four)
    assert ("张亮", Relation.SON) in members(four, LATER - timedelta(days=1))


def test_a_membership_of_no_day_never_was(four, clerk):
    actions.leave(four, four.people[3], by=clerk, on=ON, reason="录入错误")
    assert not Membership.objects.filter(person=four.people[3]).exists()


def test_nobody_leaves_before_they_came(four, clerk, person):
    baby = person("张小宝", "20260201")
    actions.join(four, baby, Relation.GRANDCHILD, by=clerk, on=LATER)
    with pytest.raises(Refused, match="早于张小宝加入本户的日期 2026-06-01"):
        actions.leave(four, baby, by=clerk, on=date(2026, 5, 1), reason="x")


def test_the_head_leaves_only_after_another_is_head(four, clerk):
    with pytest.raises(Refused, match="请先办理变更户主"):
        actions.leave(four, four.people[0], by=clerk, on=LATER, reason="x")


def test_who_is_no_member_does_not_leave(four, clerk, person):
    with pytest.raises(Refused, match="现在不是本户成员"):
        actions.leave(four, person("甲"), by=clerk, on=LATER, reason="x")


def test_the_file_closes_with_its_last_member(household, person, clerk):
    alone = person()
    made = household(alone)
    closed = actions.leave(made, alone, by=clerk, on=LATER, reason="迁往外省")
    assert closed.last_day == LATER - timedelta(days=1)
    assert {event.kind for event in closed.events.all()} == {"FORMED", "LEAVE", "CLOSED"}
    with pytest.raises(Refused, match="已于 2026-05-31 注销"):
        actions.join(closed, alone, Relation.HEAD, by=clerk, on=LATER)


def test_nothing_happens_before_the_file_was_opened(four, clerk, person):
    with pytest.raises(Refused, match="早于建档日期"):
        actions.join(four, person("甲"), Relation.OTHER, by=clerk, on=date(2026, 1, 1))


# --- death and a new head ---


def test_a_death_ends_the_membership_with_that_day(four, clerk, fixed_day):
    dead = actions.record_death(four.people[0], by=clerk, on=date(2026, 5, 20), reason="死亡证明")
    assert dead.died_on == date(2026, 5, 20)
    assert ("张有福", Relation.HEAD) in members(four, date(2026, 5, 20))
    assert members(four, date(2026, 5, 21))[0] == ("李秀英", Relation.SPOUSE)


def test_a_household_without_head_gets_a_new_one(four, clerk, fixed_day):
    actions.record_death(four.people[0], by=clerk, on=date(2026, 5, 20), reason="死亡证明")
    wife, son, other = four.people[1:]
    relations = {son.pk: Relation.SON, other.pk: Relation.OTHER}
    actions.set_head(four, wife, by=clerk, on=LATER, reason="原户主去世", relations=relations)
    assert members(four) == [("李秀英", "HEAD"), ("张明", "SON"), ("张亮", "OTHER")]
    assert AuditRecord.objects.get(verb="people.set_head").before == {"head": None}


def test_the_head_changes_among_the_living(four, clerk):
    actions.set_head(
        four, four.people[3], by=clerk, on=LATER, reason="商定", relations={four.people[2].pk: "SIBLING"}
    )
    assert members(four) == [("张亮", "HEAD"), ("李秀英", "SPOUSE"), ("张明", "SIBLING"), ("张有福", "OTHER")]
    assert members(four, ON)[0] == ("张有福", "HEAD")


def test_a_wrong_new_head_is_refused(four, clerk, person):
    with pytest.raises(Refused, match="共同生活的成员"):
        actions.set_head(four, person("甲"), by=clerk, on=LATER, reason="x")
    with pytest.raises(Refused, match="已经是户主"):
        actions.set_head(four, four.people[0], by=clerk, on=LATER, reason="x")
    with pytest.raises(Refused, match="与户主的关系"):
        actions.set_head(
            four, four.people[1], by=clerk, on=LATER, reason="x", relations={four.people[2].pk: "X"}
        )


def test_a_death_is_recorded_once_and_in_the_past(four, clerk, assistant):
    father = four.people[0]
    with pytest.raises(Refused, match="晚于今天"):
        actions.record_death(father, by=clerk, on=date(2090, 1, 1), reason="x")
    with pytest.raises(Refused, match="早于出生日期"):
        actions.record_death(father, by=clerk, on=date(1950, 1, 1), reason="x")
    with pytest.raises(Refused, match="须由乡镇经办"):
        actions.record_death(father, by=assistant, on=ON, reason="x")
    actions.record_death(father, by=clerk, on=ON, reason="x")
    with pytest.raises(Refused, match="已于 2026-03-02 登记去世"):
        actions.record_death(father, by=clerk, on=ON, reason="x")


def test_a_person_without_birth_day_may_die(clerk, places):
    made = actions.register_person(by=clerk, name="无名氏", document_kind="NONE", on=ON)
    assert actions.record_death(made, by=clerk, on=ON, reason="x").died_on == ON


def test_the_death_of_the_only_member_closes_the_file(household, person, clerk, fixed_day):
    alone = person()
    made = household(alone)
    actions.record_death(alone, by=clerk, on=LATER, reason="死亡证明")
    made.refresh_from_db()
    assert made.last_day == LATER


# --- split, merge, move, close ---


def test_a_household_splits(four, clerk, places):
    son = four.people[3]
    new = actions.split(
        four, [son], by=clerk, on=LATER, reason="成家", new_division=places.hongqi, address="1 号"
    )
    assert members(new) == [("张亮", "HEAD")]
    assert (new.settlement, new.address, new.division) == ("URBAN", "1 号", places.hongqi)
    assert members(four) == [("张有福", "HEAD"), ("李秀英", "SPOUSE"), ("张明", "SON")]
    assert four.events.first().other == new


def test_a_split_in_place_keeps_the_address(four, clerk):
    new = actions.split(four, four.people[2:], by=clerk, on=LATER, reason="分家", new_head=four.people[3])
    assert (new.address, new.address_index, new.settlement) == (four.address, four.address_index, "RURAL")
    assert members(new) == [("张亮", "HEAD"), ("张明", "SON")]


def test_a_split_takes_the_head_away(four, clerk):
    with pytest.raises(Refused, match="各指定一名户主"):
        actions.split(four, [four.people[0]], by=clerk, on=LATER, reason="离婚")
    relations = {four.people[2].pk: "SON"}
    actions.split(
        four,
        [four.people[0]],
        by=clerk,
        on=LATER,
        reason="离婚",
        old_head=four.people[1],
        relations=relations,
    )
    assert members(four) == [("李秀英", "HEAD"), ("张亮", "SON"), ("张明", "SON")]


def test_a_wrong_split_is_refused(four, clerk, person, places):
    for people, words in (
        ([], "分出的人"),
        ([person("甲")], "分出的人"),
        (list(four.people), "不能把全部成员"),
    ):
        with pytest.raises(Refused, match=words):
            actions.split(four, people, by=clerk, on=LATER, reason="x")
    with pytest.raises(Refused, match="不能作户主"):
        actions.split(four, [four.people[2]], by=clerk, on=LATER, reason="x", new_head=four.people[0])
    with pytest.raises(Refused, match="管辖桥头村"):
        actions.split(four, [four.people[2]], by=clerk, on=LATER, reason="x", new_division=places.qiaotou)


def test_two_households_become_one(four, clerk, household, person):
    mother, uncle = person("王桂兰", "19480101", male=False), person("张有禄")
    other = household(mother, uncle)
    actions.join(four, uncle, Relation.SIBLING, MembershipKind.HUKOU_ONLY, by=clerk, on=ON)
    actions.join(other, four.people[0], Relation.SON, MembershipKind.SUPPORT_OBLIGOR, by=clerk, on=ON)
    actions.merge(four, other, by=clerk, on=LATER, reason="合住", relations={mother.pk: "PARENT"})
    other.refresh_from_db()
    assert other.last_day == LATER - timedelta(days=1)
    assert ("王桂兰", "PARENT") in members(four)
    assert members(other, LATER) == []
    assert sum(name == "张有福" for name, _relation in members(four)) == 1
    assert Membership.objects.get(person=uncle, last_day=None).kind == LIVING


def test_a_household_does_not_merge_with_itself(four, clerk):
    with pytest.raises(Refused, match="另一户"):
        actions.merge(four, four, by=clerk, on=LATER, reason="x")


def test_a_merge_needs_both_households_in_hand(four, clerk, officer, places, household, person):
    other = household(person("王强"), division=places.qiaotou, by=officer)
    with pytest.raises(Refused, match="管辖桥头村"):
        actions.merge(four, other, by=clerk, on=LATER, reason="x")
    assert actions.merge(four, other, by=officer, on=LATER, reason="x") == four


def test_what_still_runs_stands_against_closing(four, clerk, household, person, monkeypatch):
    monkeypatch.setattr(permissions, "_closing_checks", [])
    other = household(person("王强"))
    said = {other.pk: "该户正在享受低保，请先办理停发。"}
    check = lambda closing, on: said.get(closing.pk)  # noqa: E731
    permissions.register_closing_check(check)
    permissions.register_closing_check(check)
    assert len(permissions._closing_checks) == 1
    with pytest.raises(Refused, match="正在享受低保"):
        actions.merge(four, other, by=clerk, on=LATER, reason="x")
    said.clear()
    assert actions.close(other, by=clerk, on=LATER, reason="重复建档").last_day == LATER
    assert members(other, LATER) == [("王强", "HEAD")]
    assert members(other, LATER + timedelta(days=1)) == []


def test_a_household_moves(four, clerk, places):
    moved = actions.move(four, places.hongqi, by=clerk, on=LATER, reason="搬迁", address="2 号")
    assert (moved.division, moved.settlement, moved.address) == (places.hongqi, "URBAN", "2 号")
    assert AuditRecord.objects.get(verb="people.move").before["division"] == places.qinggang.pk


def test_a_move_out_of_hand_is_refused(four, clerk, officer, places):
    with pytest.raises(Refused, match="县级民政部门办理"):
        actions.move(four, places.qiaotou, by=clerk, on=LATER, reason="x")
    with pytest.raises(Refused, match="选到村"):
        actions.move(four, places.yunxi, by=clerk, on=LATER, reason="x")
    assert actions.move(four, places.qiaotou, by=officer, on=LATER, reason="x").division == places.qiaotou


# --- marks ---


def test_marks_are_put_and_taken(four, assistant):
    actions.mark(four, "LAID_OFF", by=assistant, on=ON)
    actions.mark(four, "LAID_OFF", by=assistant, on=ON)
    assert [row.tag for row in four.marks.all()] == ["LAID_OFF"]
    for _twice in range(2):
        actions.unmark(four, "LAID_OFF", by=assistant, on=ON)
    assert not four.marks.exists()
    assert AuditRecord.objects.filter(verb__in=["people.mark", "people.unmark"]).count() == 2
    with pytest.raises(Refused, match="家庭标识"):
        actions.mark(four, "RICH", by=assistant, on=ON)


# --- account ---


def test_the_account_changes_from_a_day_on(four, clerk):
    first = actions.set_account(four, four.people[0], "农商行", "6217 0001 2345 6789", by=clerk, on=ON)
    again = actions.set_account(four, four.people[0], "农商行", "6217000123456789", by=clerk, on=LATER)
    assert again.pk == first.pk
    second = actions.set_account(four, four.people[1], "农业银行", "62280001234567890", by=clerk, on=LATER)
    first.refresh_from_db()
    assert (first.last_day, second.first_day, second.last_day) == (LATER - timedelta(days=1), LATER, None)
    assert "6217000123456789" not in str(list(AuditRecord.objects.values_list("after", "before")))


def test_an_account_corrected_the_same_day_ends_that_day(four, clerk):
    actions.set_account(four, four.people[0], "农商行", "6217000123456789", by=clerk, on=ON)
    actions.set_account(four, four.people[0], "农商行", "6217000123456788", by=clerk, on=ON)
    assert BankAccount.objects.filter(household=four, last_day=None).count() == 1


def test_a_wrong_account_is_refused(four, clerk, person, household):
    with pytest.raises(Refused, match="8 至 30 位数字"):
        actions.set_account(four, four.people[0], "农商行", "12A", by=clerk, on=ON)
    with pytest.raises(Refused, match="请填写开户银行"):
        actions.set_account(four, four.people[0], "", "6217000123456789", by=clerk, on=ON)
    stranger = person("甲")
    with pytest.raises(Refused, match="本户成员或其监护人"):
        actions.set_account(four, stranger, "农商行", "6217000123456789", by=clerk, on=ON)
    actions.set_account(four, four.people[0], "农商行", "6217000123456789", by=clerk, on=LATER)
    with pytest.raises(Refused, match="不能早于现有账户"):
        actions.set_account(four, four.people[1], "农商行", "6217000123456780", by=clerk, on=ON)
    other = household(stranger)
    with pytest.raises(Refused, match="另一户他人名下"):
        actions.set_account(other, stranger, "农商行", "6217000123456789", by=clerk, on=LATER)


def test_a_guardian_may_hold_the_account(four, clerk, person):
    guardian = person("监护人甲")
    actions.update_person(four.people[2], by=clerk, reason="指定监护", guardian=guardian, on=ON)
    assert (
        actions.set_account(four, guardian, "农商行", "6217000123456789", by=clerk, on=ON).holder == guardian
    )


# --- who may ---


@pytest.mark.parametrize(
    ("role", "level", "may_join", "may_leave"),
    [
        (Role.VILLAGE_ASSISTANT, "qinggang", True, False),
        (Role.VILLAGE_ASSISTANT, "hongqi", False, False),
        (Role.TOWNSHIP_INTAKE, "yunxi", True, True),
        (Role.TOWNSHIP_INTAKE, "shiqiao", False, False),
        (Role.TOWNSHIP_REVIEWER, "yunxi", True, True),
        (Role.TOWNSHIP_HEAD, "yunxi", False, False),
        (Role.COUNTY_OFFICER, "county", True, True),
        (Role.COUNTY_HEAD, "county", False, False),
        (Role.FINANCE_OFFICER, "county", False, False),
        (Role.AUDITOR, "county", False, False),
        (Role.SYSTEM_ADMIN, "county", False, False),
        (Role.CITIZEN, "county", False, False),
    ],
)
def test_who_may_keep_and_who_may_change_a_household(
    four, post, places, person, role, level, may_join, may_leave
):
    user, guest = post(role, getattr(places, level)), person("甲")
    for may, act in (
        (may_join, lambda: actions.join(four, guest, Relation.OTHER, by=user, on=LATER)),
        (may_leave, lambda: actions.leave(four, four.people[3], by=user, on=LATER, reason="x")),
    ):
        if may:
            act()
        else:
            with pytest.raises(Refused, match="此操作须由"):
                act()


def test_nobody_keeps_their_own_file_or_that_of_a_relative(four, clerk, person):
    clerk.person_key = four.people[3].id_index
    clerk.save()
    with pytest.raises(Refused, match="您本人的家庭"):
        actions.join(four, person("甲", by=clerk), Relation.OTHER, by=clerk, on=LATER)
    clerk.person_key = ""
    clerk.save()
    StaffRelative.objects.create(
        user=clerk,
        person_key=four.people[0].id_index,
        name="张有福",
        relation="PARENT",
        declared_on=ON,
        declared_by=clerk,
    )
    with pytest.raises(Refused, match="备案的近亲属"):
        actions.leave(four, four.people[3], by=clerk, on=LATER, reason="x")


def test_an_act_needs_someone(four):
    with pytest.raises(TypeError, match="by="):
        actions.leave(four, four.people[3], on=LATER, reason="x")


# --- the database knows it too ---


def test_the_database_refuses_a_second_head_and_a_second_home(four, household, person):
    other = household(person("王强"))
    with pytest.raises(IntegrityError):
        Membership.objects.create(
            household=other, person=four.people[1], kind=LIVING, relation="OTHER", first_day=ON
        )


def test_the_database_refuses_a_second_head(four, person):
    with pytest.raises(IntegrityError):
        Membership.objects.create(
            household=four, person=person("甲"), kind=LIVING, relation="HEAD", first_day=ON
        )


# --- relation ---


def test_the_relation_of_a_member_changes(four, clerk):
    son = four.people[2]
    actions.set_relation(four, son, Relation.GRANDCHILD, by=clerk, on=LATER, reason="更正")
    assert ("张明", "GRANDCHILD") in members(four)
    assert ("张明", "SON") in members(four, LATER - timedelta(days=1))
    for person, relation, words in (
        (four.people[0], "SON", "变更户主"), (son, "HEAD", "变更户主"), (son, "UNCLE", "与户主的关系")
    ):  # fmt: skip
        with pytest.raises(Refused, match=words):
            actions.set_relation(four, person, relation, by=clerk, on=LATER, reason="x")


def test_marks_are_set_together(four, clerk):
    actions.mark(four, "LAID_OFF", by=clerk)
    actions.set_marks(four, ["RESETTLED"], by=clerk)
    assert [row.tag for row in four.marks.all()] == ["RESETTLED"]


def test_acts_happen_today_when_no_day_is_given(four, clerk, places, person, household, fixed_day):
    today = date(2026, 6, 15)
    baby = person("张小宝", "20260201")
    assert actions.join(four, baby, Relation.GRANDCHILD, by=clerk).first_day == today
    actions.set_relation(four, baby, Relation.OTHER, by=clerk, reason="x")
    actions.set_head(four, four.people[1], by=clerk, reason="x")
    actions.leave(four, four.people[2], by=clerk, reason="x")
    actions.set_account(four, four.people[0], "农商行", "6217000123456789", by=clerk)
    actions.unmark(four, "LAID_OFF", by=clerk)
    assert actions.split(four, [four.people[3]], by=clerk, reason="x").first_day == today
    actions.move(four, places.hongqi, by=clerk, reason="x")
    other = household(person("王强"))
    actions.merge(four, other, by=clerk, reason="x")
    assert actions.close(four, by=clerk, reason="x").last_day == today
    alone = actions.register_person(by=clerk, name="无名氏", document_kind="NONE")
    made = actions.form_household(by=clerk, division=places.qinggang, members=[(alone, "HEAD", LIVING)])
    assert made.first_day == today
