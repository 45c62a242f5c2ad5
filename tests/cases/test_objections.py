"""An objection sends the case back; somebody answers it; it may turn the result."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from doudi.office.audit.models import AuditRecord
from doudi.office.base.errors import Refused
from doudi.office.cases import actions
from doudi.office.cases.models import Case, Objection


@pytest.fixture
def notice(world):
    case = world.case()
    on = world.drive(case, "PUBLIC_NOTICE")
    return world.post(case, on)


def objected(notice, on=None, text="他家有车。", **more):
    return actions.object_to(notice, by=AnonymousUser(), on=on or notice.first_day, text=text, **more)


def test_an_objection_goes_back_to_the_survey_and_takes_the_notice_down(world, notice):
    objection = objected(notice, contact="13800000000", real_name="邻居")
    case = Case.objects.get()
    notice.refresh_from_db()
    assert (case.round, case.current_step) == (2, "HOME_VISIT")
    assert notice.taken_down_on == notice.first_day
    assert case.returns.get().cause == "OBJECTION"
    assert case.returns.get().by is None
    assert case.steps.get(key="appraisal", round=2).state == "PENDING"
    assert case.steps.get(key="public_notice", round=1).state == "NOT_NEEDED"
    assert Objection.objects.get().contact == "13800000000"
    assert AuditRecord.objects.filter(verb="cases.object_to", object_id=str(objection.pk)).exists()


def test_several_objections_are_one_return(world, notice):
    objected(notice)
    objected(notice, notice.last_day, "还有存款。")
    assert Case.objects.get().round == 2
    assert list(Case.objects.objected_to()) == [Case.objects.get()]


@pytest.mark.parametrize(
    ("days", "text", "why"),
    [
        (8, "x", "公示期已满"),
        (-1, "x", "公示期已满"),
        (0, " ", "请写明理由"),
        (0, "长" * 2001, "请控制在 2000 字以内"),
    ],
)
def test_an_objection_in_time_and_with_words(notice, days, text, why):
    with pytest.raises(Refused, match=why):
        objected(notice, notice.first_day + timedelta(days=days), text)
    assert not Objection.objects.exists()


def test_a_notice_that_came_down_takes_no_objection(world, notice):
    case = Case.objects.get()
    actions.withdraw(case, by=world.intake, on=notice.first_day, reason="不申请了。")
    with pytest.raises(Refused, match="公示期已满"):
        objected(notice)


def test_a_notice_whose_step_is_over_takes_no_objection(world, notice):
    actions.end_due_notices(notice.last_day + timedelta(days=1))
    with pytest.raises(Refused, match="公示期已满"):
        objected(notice, notice.last_day + timedelta(days=1))


def test_the_answer_follows_the_new_survey(world, notice):
    objection = objected(notice)
    case = Case.objects.get()
    answer = {"by": world.reviewer, "on": world.on, "upheld": False, "answer": "查无车辆。"}
    with pytest.raises(Refused, match="答复异议前须重新入户调查"):
        actions.settle_objection(objection, **answer)
    world.visit(case)
    with pytest.raises(Refused, match="请写明理由"):
        actions.settle_objection(objection, **{**answer, "answer": " "})
    settled = actions.settle_objection(objection, **answer)
    assert (settled.state, settled.by, settled.answered_on) == ("DISMISSED", world.reviewer, world.on)
    with pytest.raises(Refused, match="已经答复"):
        actions.settle_objection(objection, **answer)


def test_the_review_waits_for_the_answer(world, notice):
    objected(notice)
    case = Case.objects.get()
    world.visit(case)
    world.appraise(case)
    with pytest.raises(Refused, match="还有公示异议没有答复"):
        actions.review(case, "AGREE", "x", by=world.reviewer, on=world.on)


def test_a_dismissed_objection_ends_in_a_new_notice_and_a_confirmation(world, notice):
    objection = objected(notice)
    case = Case.objects.get()
    world.visit(case)
    actions.settle_objection(objection, by=world.officer, on=world.on, upheld=False, answer="查无车辆。")
    case.refresh_from_db()
    on = world.drive(case)
    assert case.notices.count() == 2
    assert case.appraisals.count() == 1
    assert world.confirm(case, on).outcome == "CONFIRMED"


def test_an_objection_that_holds_turns_the_result(world, rules, notice):
    objection = objected(notice)
    case = Case.objects.get()
    world.visit(case, findings="院内停有小轿车一辆。")
    actions.settle_objection(objection, by=world.reviewer, on=world.on, upheld=True, answer="车属实。")
    rules.refuse()
    case.refresh_from_db()
    on = world.drive(case, opinion="REFUSE")
    assert case.notices.count() == 1
    decision = actions.refuse(case, by=world.county_head, on=on, reason="拥有机动车，不符合财产规定。")
    assert decision.outcome == "REFUSED"


def test_whoever_answered_an_objection_does_not_decide(world, rules, notice):
    from doudi.office.staff.models import Post

    objection = objected(notice)
    case = Case.objects.get()
    world.visit(case)
    actions.settle_objection(objection, by=world.officer, on=world.on, upheld=False, answer="查无。")
    case.refresh_from_db()
    on = world.drive(case)
    Post.objects.filter(user=world.officer).update(role="COUNTY_HEAD")
    with pytest.raises(Refused, match="您参与过这件"):
        actions.confirm(case, by=world.officer, on=on)


def test_an_objection_written_back_into_a_notice_that_is_over_is_refused(world, notice):
    actions.end_due_notices(notice.last_day + timedelta(days=1))
    with pytest.raises(Refused, match="这份公示已经撤下"):
        objected(notice, notice.last_day)


def test_a_late_objection_to_an_earlier_notice_holds_the_step_until_it_is_answered(world, notice):
    first = objected(notice)
    case = Case.objects.get()
    world.visit(case)
    actions.settle_objection(first, by=world.officer, on=world.on, upheld=False, answer="查无车辆。")
    case.refresh_from_db()
    world.drive(case, "PUBLIC_NOTICE")
    again = world.post(case, world.on)
    late = objected(notice, notice.last_day, "还有存款。")
    over = again.last_day + timedelta(days=1)
    assert actions.end_due_notices(over) == 0
    case.refresh_from_db()
    with pytest.raises(Refused, match="还不能办理“确认”"):
        world.confirm(case, over)
    actions.settle_objection(late, by=world.officer, on=over, upheld=False, answer="查无存款。")
    case.refresh_from_db()
    assert case.current_step == "CONFIRM"
    assert world.confirm(case, over).outcome == "CONFIRMED"
