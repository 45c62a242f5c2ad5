"""Progress by code alone: enough to know where it stands, too little to know who it is."""

from datetime import timedelta

import pytest
from django.urls import reverse

from doudi.office.cases import actions as cases
from doudi.office.portal import actions
from doudi.office.portal.answers import clean_code, progress_of
from doudi.office.portal.models import PublicCount

from .conftest import ON, read

ID = "11010519491231002X"


@pytest.fixture
def look(anybody):
    return lambda code: anybody.get(reverse("progress", args=[code]))


def test_the_name_is_masked_and_nothing_else_identifies(world, look):
    household = world.household(("欧阳翠花", "19740512"), address="三组 7 号")
    application = world.apply(household, statement="丈夫中风")
    page = read(look(application.receipt_code))
    assert "欧**花的申请" in page or "欧阳*花" in page or "欧" in page
    for hidden in ("欧阳翠花", "丈夫中风", "三组", "19740512", household.number):
        assert hidden not in page
    assert application.number in page


def test_the_steps_and_the_last_day_are_shown(world, look):
    case = world.case()
    world.drive(case, "REVIEW")
    page = read(look(case.application.receipt_code))
    assert "受理" in page
    assert "最迟" in page
    assert f"{case.due_on:%Y-%m-%d}" in page
    assert 'aria-current="step"' in page


def test_missing_papers_are_listed(world, look):
    application = world.apply(world.household())
    cases.request_papers(application, [("application", "申请书")], by=world.intake, on=ON)
    page = read(look(application.receipt_code))
    assert "请补齐这些材料" in page
    assert "申请书" in page


def test_a_confirmed_case_says_how_much_and_from_when(world, look):
    case = world.case()
    world.confirm(case, world.drive(case))
    page = read(look(case.application.receipt_code))
    assert "自 2026年4月起每月 630.00 元" in page


def test_a_refused_case_says_that_the_letter_comes(world, rules, look):
    rules.refuse()
    case = world.case()
    on = world.drive(case, opinion="REFUSE")
    cases.refuse(case, by=world.county_head, on=on, reason="收入高于标准，在县城有两套房。")
    page = read(look(case.application.receipt_code))
    assert "不予确认" in page
    assert "两套房" not in page


def test_a_case_that_ended_otherwise_says_just_that(world, look):
    case = world.case()
    cases.withdraw(case, by=world.intake, on=ON, reason="不想办了")
    page = read(look(case.application.receipt_code))
    assert "已撤回" in page
    assert "不想办了" not in page


def test_a_place_without_a_limit_names_no_last_day(world, rules, look):
    from tests.office_world import procedure

    rules.procedure = procedure(total_days=None)
    case = world.case()
    assert case.due_on is None
    assert "最迟" not in read(look(case.application.receipt_code))


@pytest.mark.parametrize("typed", ["{}", " {} ", "{0}".lower(), "-".join(["{}"])])
def test_small_letters_blanks_and_hyphens_do_not_matter(world, anybody, typed):
    code = world.apply(world.household()).receipt_code
    spelled = f"{code[:4].lower()}-{code[4:]} " if typed == " {} " else typed.format(code)
    answer = anybody.post(reverse("progress_find"), {"code": spelled})
    assert answer["Location"] == reverse("progress", args=[code])


def test_an_unknown_code_is_told_kindly(anybody, db):
    answer = anybody.get(reverse("progress", args=["AAAA2222"]))
    assert answer.status_code == 404
    assert "没有查到这个查询码" in read(answer)
    answer = anybody.post(reverse("progress_find"), {"code": "AAAA2222"})
    assert "没有查到这个查询码" in read(answer)
    assert "必填" in read(anybody.post(reverse("progress_find"), {"code": ""}))


def test_nobody_may_try_codes_all_day(anybody, db):
    for _time in range(20):
        assert "没有查到" in read(anybody.post(reverse("progress_find"), {"code": "AAAA2222"}))
    page = read(anybody.post(reverse("progress_find"), {"code": "AAAA2222"}))
    assert "太频繁" in page
    assert "没有查到" not in page


def test_the_answer_is_not_kept_by_anybody(world, look):
    answer = look(world.apply(world.household()).receipt_code)
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"


def test_a_phone_application_is_followed_by_its_own_code(world, look):
    row = actions.send_phone_application(
        by=actions.PUBLIC, division=world.village, name="欧阳翠花", document_number=ID, phone="13900001111",
        needs=["LIVING"], on=ON,
    )  # fmt: skip
    page = read(look(row.code))
    assert "待登记" in page
    assert "欧阳翠花" not in page
    household = world.household(("欧阳翠花", "19740512"))
    head = household.memberships.get().person
    made = actions.register_phone_application(
        row, by=world.intake, on=ON, household=household, applicant=head
    )
    assert made.number in read(look(row.code))


def test_a_declined_phone_application_says_why(world, look):
    row = actions.send_phone_application(
        by=actions.PUBLIC, division=world.village, name="欧阳翠花", document_number=ID, phone="13900001111",
        needs=["LIVING"], on=ON,
    )  # fmt: skip
    actions.decline_phone_application(row, by=world.intake, on=ON, answer="请到西坪乡申请。")
    page = read(look(row.code))
    assert "未能登记" in page
    assert "请到西坪乡申请。" in page


def test_codes_are_compared_whole(world):
    code = world.apply(world.household()).receipt_code
    assert progress_of(code[:7], ON) is None
    assert progress_of(code + "A", ON) is None
    assert clean_code(" ab-2 ") == "AB2"


def test_the_count_of_sendings_knows_no_address(anybody, db):
    anybody.post(reverse("progress_find"), {"code": "AAAA2222"}, REMOTE_ADDR="203.0.113.7")
    row = PublicCount.objects.get()
    assert "203" not in row.mark
    assert row.times == 1


def test_after_an_hour_one_may_ask_again(anybody, day):
    for _time in range(21):
        anybody.post(reverse("progress_find"), {"code": "AAAA2222"})
    day(ON, hour=5)
    assert "太频繁" not in read(anybody.post(reverse("progress_find"), {"code": "AAAA2222"}))
    day(ON + timedelta(days=1))
    assert "太频繁" not in read(anybody.post(reverse("progress_find"), {"code": "AAAA2222"}))
