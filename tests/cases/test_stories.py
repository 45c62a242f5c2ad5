"""Stories at real places, by their own procedures and published values, act by act."""

from datetime import date, timedelta

import pytest

from doudi.office.base.errors import Refused
from doudi.office.cases import actions, permissions
from doudi.office.cases.models import Case
from tests import office_world

NOTHING = {
    "wage_income": 0,
    "business_income_year": 0,
    "property_income_year": 0,
    "pension_income": 0,
    "resident_pension": 0,
    "transfer_income": 0,
    "employed": 0,
    "work_capacity": 0,
    "disability_kind": 0,
    "disability_grade": 0,
    "serious_illness": 0,
    "schooling": 0,
    "@assets_within_rule": 1,
    "@tekun_assets_within_rule": 1,
}
MENTAL = 6
CHONGQING = ("500000", "重庆市", "PROVINCE")
WANZHOU = (CHONGQING, ("500101", "万州区", "COUNTY"), ("500101100", "分水镇", "TOWNSHIP"))
ZHEJIANG = ("330000", "浙江省", "PROVINCE")


def wanzhou(settlement="URBAN", on=date(2025, 8, 5)):
    return office_world.make_at(*WANZHOU, ("500101100001", "三正社区", "VILLAGE", settlement), on=on)


@pytest.mark.parametrize(("settlement", "fen"), [("URBAN", 77_000), ("RURAL", 63_000)])
def test_a_household_of_wanzhou_applies_in_august_2025(db, settlement, fen):
    world = wanzhou(settlement)
    household = world.household(("张有福", "19850512"), facts=[NOTHING])
    case = world.case(household)
    assert [plan.key for plan in permissions.procedure_of(case).steps][-4:] == [
        "appraisal", "review", "public_notice", "confirm",
    ]  # fmt: skip
    assert case.due_on == date(2025, 9, 11)  # 30 days, and 7 of posting
    on = world.drive(case)
    decision = world.confirm(case, on)
    assert decision.monthly_fen == fen
    assert decision.first_month == date(2025, 8, 1)  # the month of approval, 条例 第二十二条
    assert case.appraisals.count() == case.notices.count() == 1
    from doudi.office.programmes.actions import replay

    assert replay(decision.determination) == []


def test_wanzhou_names_the_missing_step(db):
    world = wanzhou()
    case = world.case(world.household(("张有福", "19850512"), facts=[NOTHING]))
    world.drive(case, "PUBLIC_NOTICE")
    with pytest.raises(Refused, match="须先完成“村（社区）公示"):
        world.confirm(case, world.on)


def test_wanzhous_five_steps_of_2005(db, monkeypatch):
    office_world.Rules().install(monkeypatch, without=["procedure"])
    world = wanzhou(on=date(2006, 3, 1))
    case = world.case()
    assert [record.key for record in case.steps.all()] == [
        "home_visit", "appraisal", "public_notice", "review", "confirm",
    ]  # fmt: skip
    assert case.due_on is None
    on = world.drive(case, "PUBLIC_NOTICE")
    notice = actions.post_notice(case, by=world.intake, on=on, days=7)
    on = notice.last_day + timedelta(days=1)
    actions.end_notice(case, by=world.intake, on=on)
    assert world.drive(case, on=on) == on
    assert world.confirm(case, on).outcome == "CONFIRMED"


def test_a_refusal_in_wanzhou_says_by_how_much(db):
    world = wanzhou()
    household = world.household(("张有福", "19850512"), facts=[NOTHING | {"pension_income": 200_000}])
    case = world.case(household)
    on = world.drive(case, opinion="REFUSE")
    decision = actions.refuse(case, by=world.county_head, on=on, reason="家庭人均收入高于低保标准。")
    why = decision.determination.why_not
    assert any("2,000.00" in row["text"] + row["value_text"] for row in why)
    assert case.notices.count() == 0
    assert bytes(decision.letter).startswith(b"%PDF-")


def test_one_person_of_a_household_is_enrolled_singly(db):
    world = wanzhou()
    disabled = NOTHING | {"disability_kind": MENTAL, "disability_grade": 3}
    members = ("张有福", "19650512"), ("张晓晓", "19850203")
    household = world.household(*members, facts=[NOTHING | {"pension_income": 200_000}, disabled])
    case = world.case(household)
    on = world.drive(case)
    decision = world.confirm(case, on)
    assert decision.monthly_fen == 87_000
    assert [member.person.name for member in decision.unit.members.all()] == ["张晓晓"]
    assert case.notices.get().member_count == 1


def test_an_objection_in_wanzhou_is_proved_and_turns_the_result(db):
    world = wanzhou()
    household = world.household(("张有福", "19850512"), facts=[NOTHING])
    case = world.case(household)
    on = world.drive(case, "PUBLIC_NOTICE")
    notice = world.post(case, on)
    objection = actions.object_to(
        notice, by=actions.CLOCK, on=on + timedelta(days=2), text="他在镇上领退休金。"
    )
    case.refresh_from_db()
    on += timedelta(days=5)
    world.visit(case, on, findings="核实每月领取养老金 2000 元。")
    actions.settle_objection(objection, by=world.reviewer, on=on, upheld=True, answer="属实，已更正。")
    case.refresh_from_db()
    person = household.memberships.get().person
    from doudi.office.people import actions as people

    people.record_fact(
        by=world.intake,
        subject=person,
        name="pension_income",
        value=200_000,
        origin="SURVEYED",
        first_day=on,
        on=on,
    )
    on = world.drive(case, on=on, opinion="REFUSE")
    decision = actions.refuse(case, by=world.county_head, on=on, reason="每月养老金 2000 元，高于标准。")
    assert decision.outcome == "REFUSED"
    assert case.notices.count() == 1


def test_a_delegated_township_of_sichuan_2021_with_both_waivers(db):
    places = (
        ("510000", "四川省", "PROVINCE"),
        ("519901", "示范县", "COUNTY"),
        ("519901100", "云溪镇", "TOWNSHIP"),
        ("519901100201", "青杠村", "VILLAGE", "RURAL"),
    )
    world = office_world.make_at(*places, on=date(2021, 12, 6))
    world.township.confirms_since, world.township.confirm_source = date(2021, 1, 1), "四川 2021 实施意见"
    world.township.save()
    case = world.case(world.household(("张有福", "19810512"), facts=[NOTHING]))
    assert case.delegated
    world.drive(case, "HOME_VISIT")
    actions.waive(case, "FULL_VERIFICATION_REPORT", by=world.intake, on=world.on)
    actions.waive(case, "NO_OBJECTION", by=world.intake, on=world.on)
    on = world.drive(case)
    with pytest.raises(Refused, match="乡镇负责人"):
        actions.confirm(Case.objects.get(), by=world.county_head, on=on)
    case.refresh_from_db()
    decision = actions.confirm(case, by=world.head, on=on)
    assert decision.outcome == "CONFIRMED"
    assert (decision.monthly_fen, decision.first_month) == (41_500, date(2022, 1, 1))
    assert case.steps.filter(state="WAIVED").count() == 2


def zhejiang(county, on, *, prefecture):
    code = county[0]
    places = (
        ZHEJIANG,
        (*prefecture, "PREFECTURE"),
        (*county, "COUNTY"),
        (f"{code}100", "集士港镇", "TOWNSHIP"),
        (f"{code}100201", "山下庄村", "VILLAGE", "RURAL"),
    )
    return office_world.make_at(*places, on=on)


def test_shaoxing_appraises_twice_and_posts_three_times(db, monkeypatch):
    office_world.Rules().install(monkeypatch, without=["procedure"])
    world = zhejiang(("330602", "越城区"), date(2012, 9, 3), prefecture=("330600", "绍兴市"))
    case = world.case()
    on = world.on
    while case.current_step != "CONFIRM":
        if case.current_step == "PUBLIC_NOTICE":
            by = world.officer if case.steps.get(key=case.current_key).level == "COUNTY" else world.intake
            with pytest.raises(Refused):
                actions.confirm(Case.objects.get(), by=world.county_head, on=on)
            notice = actions.post_notice(case, by=by, on=on, days=7)
            on = notice.last_day + timedelta(days=1)
            actions.end_notice(case, by=by, on=on)
        else:
            on = world.do_step(case, on)
    assert world.confirm(case, on).outcome == "CONFIRMED"
    assert [a.level for a in case.appraisals.order_by("pk")] == ["VILLAGE", "TOWNSHIP"]
    assert [n.level for n in case.notices.order_by("pk")] == ["VILLAGE", "TOWNSHIP", "COUNTY"]


def test_shaoxing_sends_a_case_back_when_the_two_appraisals_differ(db, monkeypatch):
    office_world.Rules().install(monkeypatch, without=["procedure"])
    world = zhejiang(("330602", "越城区"), date(2012, 9, 3), prefecture=("330600", "绍兴市"))
    case = world.case()
    on = world.on
    appraised = 0
    while appraised < 2:
        if case.current_step == "PUBLIC_NOTICE":
            notice = actions.post_notice(case, by=world.intake, on=on, days=7)
            on = notice.last_day + timedelta(days=1)
            actions.end_notice(case, by=world.intake, on=on)
        elif case.current_step == "APPRAISAL":
            appraised += 1
            world.appraise(case, on, votes=(9, 9, 8, 1) if appraised == 1 else (9, 9, 2, 7))
        else:
            on = world.do_step(case, on)
    assert (case.round, case.current_step) == (2, "HOME_VISIT")
    assert case.returns.get().cause == "APPRAISALS_DIFFER"


def test_the_village_window_of_yinzhou_2016(db, monkeypatch):
    office_world.Rules().install(monkeypatch, without=["procedure"])
    world = zhejiang(("330212", "鄞州区"), date(2016, 10, 10), prefecture=("330200", "宁波市"))
    household = world.household()
    application = world.apply(household, by=world.assistant, channel="VILLAGE", proxy_name="村窗口 刘芳")
    [case] = actions.accept(application, ["dibao"], by=world.intake, on=world.on)
    world.consent(case)
    actions.do_consent(case, by=world.assistant, on=world.on)
    on = world.drive(case, "HOME_VISIT")
    world.visit(case, on, by=world.assistant)
    with pytest.raises(Refused, match="村（居）民代表不足"):
        world.appraise(Case.objects.get(), on, by=world.assistant, representatives=5)
    case.refresh_from_db()
    world.appraise(case, on, by=world.assistant, representatives=6)
    on = world.drive(case, on=on)
    decision = world.confirm(case, on)
    assert decision.first_month == (on.replace(day=1) + timedelta(days=31)).replace(day=1)
    assert application.by == world.assistant
