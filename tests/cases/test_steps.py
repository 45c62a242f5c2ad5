"""The steps between acceptance and decision: what each demands, and what it leaves behind."""

import uuid
from datetime import timedelta

import pytest

from doudi.office.audit.models import AuditRecord
from doudi.office.base.errors import Refused
from doudi.office.cases import actions, questions
from doudi.office.cases.models import Case, HomeVisit
from doudi.office.verification import actions as verification
from doudi.office.verification.models import Check
from tests import office_world
from tests.office_world import Plan


def refusal(act, *args, **kwargs):
    with pytest.raises(Refused) as refused:
        act(*args, **kwargs)
    for arg in args:
        if isinstance(arg, Case):
            arg.refresh_from_db()
    return str(refused.value)


def at(world, step, rules=None, plan=None, **more):
    if plan is not None:
        rules.procedure = office_world.with_step(plan)
    case = world.case()
    world.drive(case, step)
    return case


# --- consent and verification -----------------------------------------------------------------


def test_consent_waits_for_every_signature(world):
    case = world.case(world.household(("张有福", "19740512"), ("李桂兰", "19760203"), ("张小明", "20150101")))
    why = refusal(actions.do_consent, case, by=world.intake, on=world.on)
    assert why == "还缺 张有福、李桂兰 的核对授权，请先补签授权书。"
    world.consent(case)
    actions.do_consent(case, by=world.intake, on=world.on)
    assert case.current_step == "VERIFICATION"


def test_verification_is_finished_only_with_a_report(world):
    case = at(world, "VERIFICATION")
    assert "核对还没有完成" in refusal(actions.finish_verification, case, by=world.intake, on=world.on)
    check = actions.start_verification(case, by=world.intake, on=world.on)
    assert check.reference == case.number
    assert "核对还没有完成" in refusal(actions.finish_verification, case, by=world.intake, on=world.on)
    for answer in check.answers.all():
        verification.mark_silent(check, answer.source, by=world.intake, on=world.on)
    verification.complete(check, by=world.intake, on=world.on)
    actions.finish_verification(case, by=world.intake, on=world.on)
    assert case.current_step == "HOME_VISIT"
    assert case.steps.get(key="verification").text.endswith("部分单位未答复")


def test_a_difference_that_nobody_settled_holds_the_case(world):
    case = at(world, "VERIFICATION")
    world.check(case)
    from doudi.office.verification.models import Finding

    answer = Check.objects.get().answers.first()
    finding = Finding.objects.create(answer=answer, fact="wage_income", matched=100, weight="EXPLAIN")
    assert "还有 1 项差异没有处理" in refusal(actions.finish_verification, case, by=world.intake, on=world.on)
    finding.settled, finding.settled_by, finding.settled_on = "EXPLAINED", world.intake, world.on
    finding.explanation = "已说明。"
    finding.save()
    actions.finish_verification(case, by=world.intake, on=world.on)


# --- home visit -------------------------------------------------------------------------------


def test_a_visit_is_made_by_two_and_keeps_what_was_seen(world):
    case = at(world, "HOME_VISIT")
    visit = world.visit(case, place="青杠村 3 组", photos=[])
    assert (visit.first_investigator, visit.second_investigator) == (world.intake, world.assistant)
    assert case.current_step == "REVIEW"


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"second": "intake"}, "入户调查须由两名工作人员共同进行。"),
        ({"second": "stranger"}, "此操作须由管辖青杠村的"),
        ({"second": "officer"}, "此操作须由管辖青杠村的"),
        ({"findings": " "}, "请写明理由。"),
        ({"visited_on": timedelta(days=1)}, "日期不能晚于今天。"),
        ({"visited_on": timedelta(days=-1)}, "日期不能早于 2026-03-02。"),
        ({"remote": True}, "远程调查须写明理由"),
    ],
)
def test_a_wrong_visit_is_refused(world, given, why):
    case = at(world, "HOME_VISIT")
    given = {
        name: getattr(world, value)
        if name == "second"
        else world.on + value
        if name == "visited_on"
        else value
        for name, value in given.items()
    }
    assert why in refusal(world.visit, case, **given)
    assert not HomeVisit.objects.exists()


def test_a_remote_visit_has_its_reason(world):
    case = at(world, "HOME_VISIT")
    assert world.visit(case, remote=True, remote_reason="特大暴雨，道路中断。").remote


def test_two_of_the_village_alone_do_not_make_a_visit(world):
    case = at(world, "HOME_VISIT")
    other = office_world.staff("赵六", "VILLAGE_ASSISTANT", world.village)
    why = refusal(world.visit, case, first=world.assistant, second=other)
    assert why == "两名调查人员中至少一名须是乡镇（街道）工作人员。"


def test_two_accounts_of_one_person_are_one_investigator(world):
    case = at(world, "HOME_VISIT")
    namesake = type(world.intake).objects.create_user("second", name=world.intake.name)
    assert "须由两名工作人员" in refusal(world.visit, case, second=namesake)


def test_a_relative_does_not_investigate(world):
    case = at(world, "HOME_VISIT")
    applicant = case.application.applicant
    applicant.id_index = world.assistant.person_key
    applicant.save()
    assert "您本人的家庭" in refusal(world.visit, case)


def test_a_visit_sent_twice_from_a_phone_is_one_visit(world):
    case = at(world, "HOME_VISIT")
    key = uuid.uuid4()
    first = world.visit(case, by=world.assistant, client_key=key)
    assert world.visit(Case.objects.get(), by=world.assistant, client_key=key) == first
    assert HomeVisit.objects.count() == 1


def test_the_county_visits_at_any_time_and_the_step_stays(world):
    case = at(world, "REVIEW")
    visit = world.county_visit(case)
    assert visit.for_county
    assert case.current_step == "REVIEW"
    pair = {"first": world.intake, "second": world.officer, "findings": "x", "visited_on": world.on}
    assert "县级" in refusal(actions.record_county_visit, case, by=world.officer, on=world.on, **pair)


# --- appraisal --------------------------------------------------------------------------------

MOST = Plan("appraisal", "APPRAISAL", level="VILLAGE", quorum=6)


@pytest.mark.parametrize(
    ("votes", "passed"),
    [((9, 9, 7, 2), True), ((9, 9, 4, 5), False), ((9, 8, 4, 4), False), ((9, 6, 4, 0), True)],
)
def test_a_vote_passes_with_more_than_half_of_those_present(world, rules, votes, passed):
    case = at(world, "APPRAISAL", rules, MOST)
    held = world.appraise(case, votes=votes)
    assert held.passed is passed
    assert case.current_step == "REVIEW"


@pytest.mark.parametrize(
    ("votes", "why"),
    [
        ((9, 5, 5, 0), "实到 5 人，不足规定的 6 人，评议无效"),
        ((9, 10, 5, 0), "实到人数须在 1 与应到人数之间"),
        ((9, 0, 0, 0), "实到人数须在 1 与应到人数之间"),
        ((9, 9, -1, 0), "票数不能为负"),
        ((9, 9, 5, 5), "票数之和不能多于实到人数"),
    ],
)
def test_an_invalid_meeting_is_not_recorded(world, rules, votes, why):
    case = at(world, "APPRAISAL", rules, MOST)
    assert why in refusal(world.appraise, case, votes=votes)
    assert case.current_step == "APPRAISAL"


def test_shares_of_votes_and_of_representatives_are_those_of_the_procedure(world, rules):
    plan = Plan("appraisal", "APPRAISAL", level="VILLAGE", pass_percent=75, representatives_percent=66)
    case = at(world, "APPRAISAL", rules, plan)
    assert "请填写实到人员中" in refusal(world.appraise, case, votes=(9, 8, 6, 0))
    assert "请填写实到人员中" in refusal(world.appraise, case, votes=(9, 8, 6, 0), representatives=9)
    assert "不足实到人数的 66%" in refusal(world.appraise, case, votes=(9, 8, 6, 0), representatives=5)
    assert world.appraise(case, votes=(9, 8, 5, 3), representatives=6).passed is False


def test_an_appraisal_that_is_left_to_the_office_may_be_called(world, rules):
    plan = Plan("appraisal", "APPRAISAL", level="VILLAGE", when="OPTIONAL")
    case = at(world, "HOME_VISIT", rules, plan)
    assert "请写明理由" in refusal(actions.call_appraisal, case, by=world.intake, on=world.on, reason=" ")
    actions.call_appraisal(case, by=world.reviewer, on=world.on, reason="邻里说法不一。")
    world.visit(case)
    assert case.current_step == "APPRAISAL"
    world.appraise(case)
    assert "没有可以加办的民主评议" in refusal(
        actions.call_appraisal, case, by=world.intake, on=world.on, reason="再来一次。"
    )


def test_an_appraisal_needs_its_members_and_a_fitting_day(world, rules):
    case = at(world, "APPRAISAL", rules, MOST)
    assert "请写明理由" in refusal(world.appraise, case, members=" ")
    assert "不能早于" in refusal(world.appraise, case, held_on=world.on - timedelta(days=1))


def test_agreeing_against_the_vote_needs_words(world, rules):
    case = at(world, "APPRAISAL", rules, MOST)
    world.appraise(case, votes=(9, 9, 4, 5))
    why = refusal(actions.review, case, "AGREE", " ", by=world.reviewer, on=world.on)
    assert why == "民主评议没有通过，仍拟同意的，须写明理由。"
    actions.review(
        case, "AGREE", "反对票所说的车已在三年前报废，有注销证明。", by=world.reviewer, on=world.on
    )


# --- review -----------------------------------------------------------------------------------


def test_the_review_freezes_what_the_rulebook_says(world):
    case = at(world, "REVIEW")
    determination = actions.review(case, "AGREE", "属实。", by=world.reviewer, on=world.on)
    case.refresh_from_db()
    assert case.determination == determination
    assert determination.amount_fen == 63_000
    assert case.current_step == "PUBLIC_NOTICE"


@pytest.mark.parametrize(
    ("outcome", "opinion", "text", "why"),
    [
        ("ELIGIBLE", "PERHAPS", "x", "请选择审核意见。"),
        ("UNKNOWN", "AGREE", "x", "还有情况没有查清"),
        ("UNKNOWN", "REFUSE", "x", "还有情况没有查清"),
        ("NOT_ELIGIBLE", "AGREE", "x", "按核算结果这户不符合条件，不能拟同意"),
        ("ELIGIBLE", "REFUSE", "x", "按核算结果这户符合条件，不能拟不予确认"),
        ("NOT_ELIGIBLE", "REFUSE", " ", "拟不予确认的，须写明理由。"),
    ],
)
def test_an_opinion_that_does_not_follow_is_refused(world, rules, outcome, opinion, text, why):
    case = at(world, "REVIEW")
    rules.outcome, rules.amount_fen = outcome, 63_000 if outcome == "ELIGIBLE" else None
    assert why in refusal(actions.review, case, opinion, text, by=world.reviewer, on=world.on)
    assert case.current_step == "REVIEW"
    assert case.determination is None


def test_a_proposed_refusal_is_not_posted(world, rules):
    rules.refuse()
    case = at(world, "REVIEW")
    actions.review(case, "REFUSE", "收入高于标准。", by=world.reviewer, on=world.on)
    assert case.current_step == "CONFIRM"
    assert case.steps.get(key="public_notice").state == "NOT_NEEDED"


@pytest.mark.parametrize("part", ["took_in", "accepted", "investigated"])
def test_the_reviewer_has_not_taken_in_or_investigated(world, part):
    """History counts, not the present post."""
    from doudi.office.staff.models import Post

    case = at(world, "HOME_VISIT")
    who = {"took_in": world.intake, "accepted": world.intake, "investigated": world.intake2}[part]
    world.visit(case, first=world.intake2)
    Post.objects.filter(user=who).update(role="TOWNSHIP_REVIEWER")
    why = refusal(actions.review, case, "AGREE", "x", by=who, on=world.on)
    assert why == "您受理或调查过这一户，不能再作审核，请由另一名审核人员办理。"


# --- waivers ----------------------------------------------------------------------------------


def test_a_visit_is_waived_on_a_full_report_with_its_ground(world):
    case = at(world, "HOME_VISIT")
    record = actions.waive(case, "FULL_VERIFICATION_REPORT", by=world.intake, on=world.on, text="报告齐全。")
    record.refresh_from_db()
    assert (record.state, record.ground) == ("WAIVED", "FULL_VERIFICATION_REPORT")
    assert record.text == "办法第五条；报告齐全。"
    assert case.current_step == "REVIEW"
    assert AuditRecord.objects.filter(verb="cases.waive", after__law="办法第五条").exists()


def test_a_visit_is_not_waived_without_a_full_report(world):
    case = at(world, "VERIFICATION")
    check = actions.start_verification(case, by=world.intake, on=world.on, sources=["BANKS"])
    verification.mark_silent(check, "BANKS", by=world.intake, on=world.on)
    verification.complete(check, by=world.intake, on=world.on)
    actions.finish_verification(case, by=world.intake, on=world.on)
    assert actions.waive_grounds(case, world.on) == {
        "FULL_VERIFICATION_REPORT": "没有完整、有效的核对报告，不能以此免除“入户调查”。"
    }
    why = refusal(actions.waive, case, "FULL_VERIFICATION_REPORT", by=world.intake, on=world.on)
    assert why.startswith("没有完整、有效的核对报告")


def test_only_the_grounds_of_the_procedure_count(world):
    case = at(world, "HOME_VISIT")
    why = refusal(actions.waive, case, "COUNTY_SETTING", by=world.intake, on=world.on, text="x")
    assert why == "本地程序没有这一免除理由，请从列表中选择。"


def test_a_ground_on_paper_names_the_paper(world, rules):
    case = at(
        world,
        "HOME_VISIT",
        rules,
        Plan("home_visit", "HOME_VISIT", "TOWNSHIP_INTAKE", waive=("COUNTY_SETTING",)),
    )
    assert "文件名称和文号" in refusal(actions.waive, case, "COUNTY_SETTING", by=world.intake, on=world.on)
    actions.waive(case, "COUNTY_SETTING", by=world.intake, on=world.on, text="示例县府办〔2026〕3号")
    assert case.steps.get(key="home_visit").text == "示例县府办〔2026〕3号"


def test_an_undisputed_case_needs_no_appraisal_but_a_disputed_one_does(world, rules):
    case = at(
        world, "APPRAISAL", rules, Plan("appraisal", "APPRAISAL", level="VILLAGE", waive=("NO_OBJECTION",))
    )
    actions.waive(case, "NO_OBJECTION", by=world.intake, on=world.on)
    on = world.drive(case, "PUBLIC_NOTICE")
    notice = world.post(case, on)
    actions.object_to(notice, by=actions.CLOCK, on=on, text="他家有车。")
    case.refresh_from_db()
    why = refusal(actions.waive, case, "FULL_VERIFICATION_REPORT", by=world.intake, on=on)
    assert why == "公示有异议的，“入户调查”不能免除，请照常办理。"
    world.visit(case, on)
    assert actions.waive_grounds(case, on) == {"NO_OBJECTION": "这件有人提出过异议，不能以无异议免除。"}
    assert "不能免除" in refusal(actions.waive, case, "NO_OBJECTION", by=world.intake, on=on)


def test_the_visit_to_a_relative_is_never_waived(world):
    case = at(world, "HOME_VISIT")
    actions.disclose_relative(case, by=world.intake, on=world.on, reason="户主是村支书的弟弟。")
    why = refusal(actions.waive, case, "FULL_VERIFICATION_REPORT", by=world.intake, on=world.on)
    assert why == "有备案近亲属的家庭必须入户调查，不能免除。"


def test_a_closed_case_has_nothing_to_waive(world):
    case = world.case()
    actions.withdraw(case, by=world.intake, on=world.on, reason="不申请了。")
    assert actions.waive_grounds(case, world.on) == {}


# --- back, up, on -----------------------------------------------------------------------------


def test_a_case_sent_back_begins_a_new_round(world):
    case = at(world, "CONFIRM")
    on = world.on + timedelta(days=9)
    actions.send_back(case, by=world.county_head, on=on, reason="漏查一处房屋。")
    assert (case.round, case.current_step, case.determination) == (2, "HOME_VISIT", None)
    back = case.returns.get()
    assert (back.cause, back.reason, back.by) == ("SENT_BACK", "漏查一处房屋。", world.county_head)
    assert case.steps.get(key="confirm", round=1).state == "NOT_NEEDED"
    on = world.drive(case, on=on)
    assert world.confirm(case, on).outcome == "CONFIRMED"


def test_a_case_goes_back_only_to_what_was_before(world):
    case = at(world, "REVIEW")
    assert "只能退回到当前步骤之前" in refusal(
        actions.send_back, case, by=world.reviewer, on=world.on, reason="x", to_key="confirm"
    )
    assert "请写明理由" in refusal(actions.send_back, case, by=world.reviewer, on=world.on, reason="")
    actions.send_back(case, by=world.reviewer, on=world.on, reason="重新核对。", to_key="verification")
    assert case.current_step == "VERIFICATION"


def test_a_procedure_without_a_survey_goes_back_to_its_beginning(world, rules):
    plans = [p for p in office_world.NATIONAL.steps if p.step not in {"HOME_VISIT", "APPRAISAL"}]
    rules.procedure = office_world.procedure(steps=plans)
    case = at(world, "CONFIRM")
    actions.send_back(case, by=world.county_head, on=world.on + timedelta(days=9), reason="补材料。")
    assert case.current_step == "CONSENT"


def test_escalating_is_not_refusing_and_needs_a_reason(world):
    case = at(world, "REVIEW")
    assert "本来就由县级确认" in refusal(actions.escalate, case, by=world.head, on=world.on, reason="x")
    world.township.confirms_since, world.township.confirm_source = world.on, "文件"
    world.township.save()
    case = world.case(world.household(("乙", "19700101")))
    assert "请写明理由" in refusal(actions.escalate, case, by=world.head, on=world.on, reason="")
    actions.escalate(case, by=world.reviewer, on=world.on, reason="跨县财产难查。")
    assert (case.state, case.delegated) == ("OPEN", False)
    assert not hasattr(case, "decision")


def test_a_case_is_put_in_hands_that_may_hold_it(world):
    case = world.case()
    actions.assign(case, world.assistant, by=world.reviewer, on=world.on)
    assert case.assigned_to == world.assistant
    assert "外乡人 不管辖这一户" in refusal(
        actions.assign, case, world.stranger, by=world.reviewer, on=world.on
    )
    applicant = case.application.applicant
    applicant.id_index = world.intake2.person_key
    applicant.save()
    assert "您本人的家庭" in refusal(actions.assign, case, world.intake2, by=world.reviewer, on=world.on)


def test_a_disclosed_relative_brings_the_county_to_the_door(world):
    case = world.case()
    actions.disclose_relative(case, by=world.assistant, on=world.on, reason="我是户主的侄女。")
    assert "已登记近亲属关系" in refusal(
        actions.disclose_relative, case, by=world.assistant, on=world.on, reason="又一次"
    )
    on = world.drive(case)
    assert "须由县级入户调查后才能确认" in refusal(world.confirm, case, on)
    world.county_visit(case, on)
    assert world.confirm(case, on).outcome == "CONFIRMED"


def test_whoever_acts_on_an_old_page_is_told(world):
    case = at(world, "HOME_VISIT")
    old = Case.objects.get(pk=case.pk)
    world.visit(case)
    assert refusal(world.visit, old) == f"{case.number} 刚由他人办理过，请刷新页面，看过最新情况后再办。"


# --- what the pages read ----------------------------------------------------------------------


def test_the_steps_and_the_history_say_who_when_and_why(world):
    case = at(world, "CONFIRM")
    on = world.on + timedelta(days=9)
    steps = {step.key: step for step in questions.step_list(case)}
    assert list(steps) == [plan.key for plan in office_world.NATIONAL.steps]
    assert steps["review"].by == world.reviewer
    assert steps["review"].opinion_label == "拟同意"
    assert steps["confirm"].is_current
    assert steps["confirm"].role_label == "县级负责人"
    assert steps["appraisal"].state_label == "无需"
    assert steps["public_notice"].level_label == "村（社区）"
    assert not steps["review"].is_late(on)
    assert steps["confirm"].is_late(case.step_due_on + timedelta(days=1))
    world.confirm(case, on)
    titles = [event.title for event in questions.timeline(case)]
    assert titles[:2] == ["提出申请", "受理"]
    assert titles[-1] == "确认"
    assert "村（社区）公示张贴" in titles


def test_the_history_of_a_hard_case_tells_everything(world, rules):
    world.township.confirms_since, world.township.confirm_source = world.on, "文件"
    world.township.save()
    rules.procedure = office_world.with_step(MOST)
    case = at(world, "PUBLIC_NOTICE")
    notice = world.post(case, world.on)
    objection = actions.object_to(notice, by=actions.CLOCK, on=world.on, text="他家有车。")
    case.refresh_from_db()
    world.visit(case)
    actions.settle_objection(
        objection, by=world.reviewer, on=world.on, upheld=True, answer="车属实，已登记。"
    )
    case.refresh_from_db()
    world.county_visit(case)
    world.appraise(case, votes=(9, 9, 1, 8))
    rules.refuse()
    actions.review(case, "REFUSE", "有车辆。", by=world.reviewer, on=world.on)
    actions.escalate(case, by=world.head, on=world.on, reason="请县级决定。")
    decision = actions.refuse(case, by=world.county_head, on=world.on, reason="有机动车。")
    actions.mark_told(decision, by=world.intake, on=world.on)
    events = questions.timeline(case)
    titles = {event.title for event in events}
    assert titles >= {
        "提请县级办理", "收到公示异议", "异议成立", "公示有异议，重新调查", "县级入户调查", "村（社区）民主评议",
        "村（社区）公示撤下", "不予确认", "送达申请人",
    }  # fmt: skip
    assert {event.by for event in events} >= {"陈静", "周敏", "杨勇", "", "周敏、刘芳", "邓伟、何丽"}


def test_an_ended_case_shows_why_in_its_history(world):
    case = world.case()
    actions.discontinue(case, by=world.county_head, on=world.on, reason="多次联系不上，不配合调查。")
    assert case.state == "ENDED"
    assert questions.timeline(case)[-1].text == "多次联系不上，不配合调查。"
    case.application.refresh_from_db()
    assert case.application.state == "CLOSED"


def test_the_inbox_holds_what_waits_for_the_user(world):
    case = world.case()
    assert list(Case.objects.waiting_for(world.intake)) == [case]
    assert list(Case.objects.waiting_for(world.reviewer)) == []
    assert list(Case.objects.waiting_for(world.stranger)) == []
    world.drive(case, "REVIEW")
    assert list(Case.objects.waiting_for(world.reviewer)) == [case]
    assert list(Case.objects.visible_to(world.reviewer)) == [case]
    assert list(Case.objects.visible_to(world.stranger)) == []
