"""From the door to the statutory clock."""

from datetime import date, timedelta

import pytest

from doudi.office.awards.models import AwardUnit
from doudi.office.base.errors import Refused
from doudi.office.cases import actions, permissions
from doudi.office.cases.models import Application, Case
from doudi.office.people import actions as people
from doudi.office.people.models import Household


def refusal(act, *args, **kwargs):
    with pytest.raises(Refused) as refused:
        act(*args, **kwargs)
    return str(refused.value)


def test_an_application_is_taken_in_once_for_all_needs(world):
    application = world.apply(world.household(), needs=["LIVING", "MEDICAL", "EDUCATION", "MEDICAL"])
    assert application.state == "SUBMITTED"
    assert application.number == "SQ990101-2026-00001"
    assert len(application.receipt_code) == 8
    assert {need.kind for need in application.needs.all()} == {"LIVING", "MEDICAL", "EDUCATION"}
    assert application.township == world.township


def test_the_village_window_applies_for_a_resident(world):
    application = world.apply(
        world.household(), by=world.assistant, channel="VILLAGE", proxy_name="刘芳", proxy_phone="13800000000"
    )
    assert application.proxy_name == "刘芳"
    assert Application.objects.get().proxy_phone == "13800000000"
    [case] = actions.accept(application, ["dibao"], by=world.intake, on=world.on)
    assert case.state == "OPEN"


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"needs": []}, "请至少勾选一项困难需求。"),
        ({"needs": ["GOLD"]}, "请至少勾选一项困难需求。"),
        ({"channel": "PIGEON"}, "请选择申请来源。"),
        ({"channel": "PROXY"}, "代为申请的，请填写代办人姓名。"),
        ({"received_on": date(2026, 3, 3)}, "日期不能晚于今天。"),
    ],
)
def test_a_wrong_application_is_refused_with_what_to_do(world, given, why):
    assert refusal(world.apply, world.household(), **given) == why
    assert not Application.objects.exists()


def test_the_applicant_lives_in_the_household_and_is_alive(world):
    household = world.household(("张有福", "19740512"), ("李桂兰", "19760203"))
    stranger = world.person("别家人", "19800101")
    assert "须是这户共同生活的成员" in refusal(world.apply, household, applicant=stranger)
    wife = household.memberships.get(relation="SPOUSE").person
    people.record_death(wife, by=world.intake, on=world.on, reason="病故")
    wife.refresh_from_db()
    assert "已登记去世" in refusal(world.apply, household, applicant=wife)


@pytest.mark.parametrize("name", ["stranger", "finance", "auditor", "citizen", "head", "county_head"])
def test_only_the_window_and_the_village_take_in_applications(world, name):
    assert "须由" in refusal(world.apply, world.household(), by=getattr(world, name))


def test_an_applicant_does_not_take_in_their_own_application(world):
    household = world.household()
    head = household.memberships.get().person
    head.id_index = world.intake2.person_key
    head.save()
    assert "您本人的家庭" in refusal(world.apply, household, by=world.intake2)
    assert (
        "您本人的家庭"
        in permissions.may_application(world.apply(household), world.intake2, world.on)["accept"]
    )


def test_a_second_application_that_waits_is_shown_the_first(world):
    household = world.household()
    first = world.apply(household)
    assert f"（{first.number}），请打开那一份" in refusal(world.apply, household)


def test_a_household_without_a_township_cannot_apply(world):
    household = world.household()
    Household.objects.filter(pk=household.pk).update(division=world.county)
    household.refresh_from_db()
    assert "没有登记到乡镇" in refusal(world.apply, household, by=_county_intake(world))


def _county_intake(world):
    from tests import office_world

    return office_world.staff("县窗口", "TOWNSHIP_INTAKE", world.county)


def test_missing_papers_are_told_once_and_in_full(world):
    application = world.apply(world.household())
    wanted = actions.papers_wanted(application.household, ["dibao"], world.on)
    assert wanted == [("application", "申请书")]
    by_proxy = actions.papers_wanted(application.household, ["dibao", "tekun"], world.on, "PROXY")
    assert by_proxy == [("application", "申请书"), ("proxy", "委托书")]
    asked = actions.request_papers(application, by_proxy, by=world.intake, on=world.on)
    assert application.state == "PAPERS_MISSING"
    assert "只能一次性告知" in refusal(
        actions.request_papers, application, [("x", "又一份")], by=world.intake, on=world.on
    )
    assert "还缺：申请书、委托书" in refusal(
        actions.accept, application, ["dibao"], by=world.intake, on=world.on
    )
    for paper in asked:
        actions.supply_paper(paper, by=world.assistant, on=world.on)
    assert "已于 2026-03-02 补齐" in refusal(actions.supply_paper, asked[0], by=world.intake, on=world.on)
    assert actions.accept(application, ["dibao"], by=world.intake, on=world.on)


def test_a_paper_that_can_be_looked_up_may_not_be_asked_for(world):
    application = world.apply(world.household())
    asked = [("application", "申请书"), ("identity", "居民身份证")]
    assert "居民身份证可以通过信息核对取得" in refusal(
        actions.request_papers, application, asked, by=world.intake, on=world.on
    )
    assert "请勾选缺少的材料" in refusal(
        actions.request_papers, application, [], by=world.intake, on=world.on
    )


def test_a_paper_is_not_supplied_to_an_application_taken_back(world):
    application = world.apply(world.household())
    [paper] = actions.request_papers(application, [("application", "申请书")], by=world.intake, on=world.on)
    actions.withdraw_application(application, by=world.assistant, on=world.on, reason="不申请了")
    assert "状态是“已撤回”" in refusal(actions.supply_paper, paper, by=world.intake, on=world.on)
    assert "状态是“已撤回”" in refusal(actions.accept, application, ["dibao"], by=world.intake, on=world.on)
    assert "状态是“已撤回”" in refusal(
        actions.withdraw_application, application, by=world.intake, on=world.on, reason="x"
    )


def test_acceptance_opens_a_case_for_each_programme_and_starts_the_clock(world):
    application = world.apply(world.household(), received_on=world.on - timedelta(days=3))
    cases = actions.accept(application, ["dibao", "near_dibao", "dibao"], by=world.intake, on=world.on)
    assert [case.programme for case in cases] == ["dibao", "near_dibao"]
    assert [case.number for case in cases] == ["BL990101-2026-00001", "BL990101-2026-00002"]
    assert {case.accepted_on for case in cases} == {world.on}
    assert cases[0].due_on == date(2026, 4, 14)
    assert cases[0].current_step == "CONSENT"
    assert [step.key for step in cases[0].steps.all()] == [
        p.key for p in permissions.procedure_of(cases[0]).steps
    ]
    assert "状态是“已受理”" in refusal(actions.accept, application, ["tekun"], by=world.intake, on=world.on)


@pytest.mark.parametrize(
    ("programmes", "on", "why"),
    [
        ([], date(2026, 3, 2), "请至少选择一项救助。"),
        (["moon"], date(2026, 3, 2), "本地没有这项救助，请重新选择。"),
        (["dibao"], date(2026, 3, 1), "日期不能早于 2026-03-02。"),
    ],
)
def test_acceptance_is_refused_whole(world, programmes, on, why):
    application = world.apply(world.household())
    with pytest.raises(Refused) as refused:
        actions.accept(application, programmes, by=world.intake, on=on)
    assert str(refused.value) in {why, "日期不能晚于今天。"}
    assert not Case.objects.exists()
    assert Application.objects.get().state == "SUBMITTED"


def test_a_programme_already_running_or_granted_is_not_opened_twice(world):
    household = world.household()
    case = world.case(household)
    second = world.apply(household)
    assert "正在办理，请打开那一件继续" in refusal(
        actions.accept, second, ["dibao"], by=world.intake, on=world.on
    )
    second.refresh_from_db()
    on = world.drive(case)
    world.confirm(case, on)
    assert "已在享受最低生活保障" in refusal(actions.accept, second, ["dibao"], by=world.intake, on=on)


def test_what_the_same_people_have_elsewhere_is_told(world):
    household = world.household(("张有福", "19740512"), ("李桂兰", "19760203"))
    assert actions.elsewhere(household, world.on) == []
    waiting = world.apply(household)
    [told] = actions.elsewhere(household, world.on)
    assert (told.kind, told.number, told.person) == ("待受理的申请", waiting.number, "张有福")
    [case] = actions.accept(waiting, ["dibao"], by=world.intake, on=world.on)
    [told] = actions.elsewhere(household, world.on)
    assert (told.kind, told.number, told.programme) == ("正在办理", case.number, "最低生活保障")
    on = world.drive(case)
    world.confirm(case, on)
    told = actions.elsewhere(household, on + timedelta(days=40))
    assert {(t.kind, t.person) for t in told} == {("正在享受", "张有福"), ("正在享受", "李桂兰")}
    assert {t.number for t in told} == {AwardUnit.objects.get().number}


def test_two_officers_on_one_application_are_told_of_each_other(world):
    application = world.apply(world.household())
    same = Application.objects.get(pk=application.pk)
    actions.accept(application, ["dibao"], by=world.intake, on=world.on)
    assert "刚由他人办理过，请刷新页面" in refusal(
        actions.accept, same, ["dibao"], by=world.intake2, on=world.on
    )


def test_a_declared_relative_of_the_staff_is_noticed_at_acceptance(world):
    from doudi.office.staff.models import StaffRelative

    household = world.household()
    key = household.memberships.get().person.id_index
    StaffRelative.objects.create(
        user=world.assistant,
        name="某",
        person_key=key,
        relation="PARENT",
        declared_on=world.on,
        declared_by=world.admin,
    )
    case = world.case(household)
    assert case.relative_disclosed


def test_drafts_are_kept_sealed_and_only_one_of_a_kind(world):
    first = actions.save_draft(by=world.intake, form="application", data={"id": "513722197405120011"})
    again = actions.save_draft(by=world.intake, form="application", data={"id": "513722197405120038"})
    assert first.pk == again.pk
    again.refresh_from_db()
    assert again.content == {"id": "513722197405120038"}
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM cases_draft")
        assert b"5137221974" not in bytes(cursor.fetchone()[0])
    assert "草稿没有保存" in refusal(actions.save_draft, by=world.intake, form="x", data={"t": "长" * 60_001})
    actions.discard_draft(by=world.intake, form="application")
    actions.discard_draft(by=world.intake, form="application")
    assert not type(first).objects.exists()
