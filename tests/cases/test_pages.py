"""The pages of applications and cases, as a browser without scripts uses them."""

import functools
import operator
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from doudi.office.cases import actions
from doudi.office.cases.models import Application, Case, Draft, HomeVisit
from doudi.office.cases.views.acts import ACTS
from doudi.office.cases.views.cases import TABS
from tests.office_world import APPRAISAL, NATIONAL, Plan, procedure

ON = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def day(settings):
    def turn(on):
        settings.FIXED_NOW = datetime(on.year, on.month, on.day, 4, tzinfo=UTC)
        return on

    turn(ON)
    return turn


@pytest.fixture
def as_(client):
    """`as_(user)` is a browser in which that user is signed in."""

    def sign_in(user):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def many(world):
    """Cases at several steps, of several people."""
    names = ["张有福", "李秀英", "王建国", "赵桂兰", "陈志强"]
    cases = [world.case(world.household((name, f"19{70 + n}0512"))) for n, name in enumerate(names)]
    for case, step in zip(cases, ("VERIFICATION", "HOME_VISIT", "REVIEW", "PUBLIC_NOTICE"), strict=False):
        world.drive(case, step)
    return cases


def read(answer):
    return answer.content.decode()


def page(browser, view, *args, **query):
    return read(browser.get(reverse(view, args=args), query))


def act_url(case, act):
    return reverse("case_act", args=[case.number, act])


def listed(text):
    return re.findall(r"BL990101-2026-\d{5}</a>", text)


# --- lists


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 5),
        ({"q": "张有"}, 1),
        ({"q": "zyf"}, 1),
        ({"q": "BL990101-2026-00002"}, 1),
        ({"q": "没有此人"}, 0),
        ({"state": "OPEN"}, 5),
        ({"state": "REFUSED"}, 0),
        ({"state": "MOON"}, 5),
        ({"programme": "dibao"}, 5),
        ({"programme": "tekun"}, 0),
        ({"due": "late"}, 0),
        ({"due": "mine"}, 4),
        ({"sort": "-number"}, 5),
        ({"sort": "due"}, 5),
        ({"sort": "-step"}, 5),
        ({"sort": "password"}, 5),
        ({"page": "99"}, 5),
        ({"page": "x"}, 5),
        ({"q": "长" * 500}, 5),
    ],
)
def test_the_list_of_cases_is_narrowed_and_sorted(world, many, as_, query, count):
    assert len(listed(page(as_(world.intake), "case_list", **query))) == count


def test_late_cases_are_found(world, many, as_, day):
    day(many[0].due_on + timedelta(days=1))
    assert len(listed(page(as_(world.intake), "case_list", due="late"))) == 5


def test_sorting_turns_round(world, many, as_):
    up = listed(page(as_(world.intake), "case_list", sort="number"))
    assert listed(page(as_(world.intake), "case_list", sort="-number")) == up[::-1]


def test_a_village_narrows_the_list(world, many, as_):
    assert len(listed(page(as_(world.officer), "case_list", division=world.village.path))) == 5
    assert len(listed(page(as_(world.officer), "case_list", division=world.other_township.path))) == 0


def test_a_long_list_comes_in_pages(world, many, as_, monkeypatch):
    from doudi.office.cases.views import cases as views

    monkeypatch.setattr(views, "PAGE", 2)
    browser = as_(world.intake)
    pages = [listed(page(browser, "case_list", page=n, sort="number")) for n in (1, 2, 3)]
    assert [len(rows) for rows in pages] == [2, 2, 1]
    assert len(set(functools.reduce(operator.iadd, pages, []))) == 5


@pytest.mark.parametrize(
    ("query", "count"),
    [({}, 2), ({"q": "李"}, 1), ({"q": "lxy"}, 1), ({"state": "ACCEPTED"}, 1), ({"state": "SUBMITTED"}, 1), ({"q": "SQ"}, 2)],
)  # fmt: skip
def test_the_list_of_applications_is_narrowed(world, as_, query, count):
    world.case()
    world.apply(world.household(("李秀英", "19760101")))
    text = page(as_(world.intake), "application_list", **query)
    assert len(re.findall(r"SQ990101-2026-\d{5}</a>", text)) == count


def test_only_who_takes_in_is_offered_to_begin_an_application(world, as_):
    assert "登记申请</a>" in page(as_(world.intake), "application_list").split("<main")[1]
    assert "登记申请</a>" not in page(as_(world.officer), "application_list").split("<main")[1]


@pytest.mark.parametrize("view", ["case_list", "application_list", "notice_list"])
def test_what_a_filter_swaps_in_is_what_a_reload_shows(world, many, as_, view):
    """The form names its target by id, and the whole page carries that same part."""
    browser = as_(world.intake)
    plain = page(browser, view, q="张")
    swapped = read(browser.get(reverse(view), {"q": "张"}, HTTP_HX_REQUEST="true"))
    part = re.compile(r'<div id="list".*</main>', re.S)
    assert part.search(plain)[0] == part.search(swapped)[0]
    if "hx-select" in plain:
        assert 'hx-target="#list" hx-select="#list"' in plain


def test_the_list_of_notices_shows_those_that_hang_and_on_request_those_of_the_past(world, as_, day):
    case = world.case()
    world.drive(case, "PUBLIC_NOTICE")
    notice = world.post(case, ON)
    browser = as_(world.intake)
    assert "张有福" in page(browser, "notice_list")
    assert "现在没有公示" in page(browser, "notice_list", past="0") or "张有福" in page(
        browser, "notice_list", past="0"
    )
    day(notice.last_day + timedelta(days=1))
    assert "现在没有公示" in page(browser, "notice_list")
    assert "张有福" in page(browser, "notice_list", past="1")
    sheet = browser.get(reverse("notice_sheet", args=[notice.slug]))
    assert sheet.content.startswith(b"%PDF")


# --- queries


def test_lists_ask_the_database_a_bounded_number_of_times(
    world, many, as_, django_assert_max_num_queries, record_property
):
    browser = as_(world.intake)
    for view in ("case_list", "application_list", "notice_list"):
        page(browser, view)
        with django_assert_max_num_queries(20) as asked:
            page(browser, view)
        record_property(view, len(asked))


@pytest.mark.parametrize("tab", TABS)
def test_the_page_of_a_case_asks_a_bounded_number_of_times(
    world, many, as_, django_assert_max_num_queries, record_property, tab
):
    browser = as_(world.intake)
    page(browser, "case_detail", many[3].number, tab=tab)
    with django_assert_max_num_queries(40) as asked:
        page(browser, "case_detail", many[3].number, tab=tab)
    record_property(tab, len(asked))


# --- the page of a case


@pytest.mark.parametrize(
    "step", ["CONSENT", "VERIFICATION", "HOME_VISIT", "REVIEW", "PUBLIC_NOTICE", "CONFIRM"]
)
def test_every_tab_opens_at_every_step(world, case, as_, step, day):
    day(world.drive(case, step))
    browser = as_(world.intake)
    for tab in TABS:
        text = page(browser, "case_detail", case.number, tab=tab)
        assert "办理进度" in text
        assert f'href="?tab={tab}" aria-current="page"' in text


def test_a_tab_that_does_not_exist_is_not_found(world, case, as_):
    assert (
        as_(world.intake).get(reverse("case_detail", args=[case.number]), {"tab": "moon"}).status_code == 404
    )


@pytest.mark.parametrize("ending", ["confirmed", "refused", "withdrawn", "ended"])
def test_every_tab_opens_when_the_case_is_over(world, case, rules, as_, day, ending):
    day(finish(world, case, rules, ending))
    browser = as_(world.intake)
    for tab in TABS:
        text = page(browser, "case_detail", case.number, tab=tab)
        assert "本环节" not in text
        assert "其他操作" not in text


def finish(world, case, rules, ending):
    if ending == "withdrawn":
        actions.withdraw(case, by=world.intake, on=ON, reason="不想办了")
        return ON
    if ending == "refused":
        rules.refuse()
    on = world.drive(case, opinion="REFUSE" if ending == "refused" else "AGREE")
    if ending == "refused":
        actions.refuse(case, by=world.county_head, on=on, reason="收入高于标准。")
    elif ending == "confirmed":
        world.confirm(case, on)
    else:
        actions.discontinue(case, by=world.county_head, on=on, reason="申请人去世。")
    return on


def test_a_button_that_may_not_be_pressed_says_why(world, case, as_):
    text = page(as_(world.reviewer), "case_detail", case.number)
    assert 'aria-disabled="true" title="此操作须由管辖青杠村的乡镇经办办理。"' in text
    assert act_url(case, "do_consent") not in text


def test_the_decision_is_opened_as_it_was_written_and_told_once(world, case, rules, as_, day):
    browser = as_(world.intake)
    assert browser.get(reverse("decision_letter", args=[case.number])).status_code == 404
    assert browser.post(reverse("decision_told", args=[case.number])).status_code == 404
    day(finish(world, case, rules, "refused"))
    letter = browser.get(reverse("decision_letter", args=[case.number]))
    assert letter.content == bytes(case.decision.letter)
    assert letter["Content-Type"] == "application/pdf"
    assert browser.post(reverse("decision_told", args=[case.number])).status_code == 302
    again = browser.post(reverse("decision_told", args=[case.number]))
    assert again.status_code == 409
    assert "登记送达" in read(again)


# --- acts


@pytest.mark.parametrize("step", ["CONSENT", "HOME_VISIT", "PUBLIC_NOTICE", "CONFIRM", "over"])
@pytest.mark.parametrize("who", ["assistant", "intake", "reviewer", "head", "officer", "county_head"])
def test_the_page_of_every_act_opens_at_every_step_for_everybody(world, case, rules, as_, day, step, who):
    day(finish(world, case, rules, "confirmed") if step == "over" else world.drive(case, step))
    browser = as_(getattr(world, who))
    for act in ACTS:
        answer = browser.get(act_url(case, act))
        assert answer.status_code == 200, act
        text = read(answer)
        assert ("现在不能办" in text) == (" disabled>" in text), act


def test_an_act_that_does_not_exist_is_not_found(world, case, as_):
    assert as_(world.intake).get(act_url(case, "delete")).status_code == 404
    assert as_(world.intake).get(act_url(case, "__init__")).status_code == 404


def test_every_act_that_the_permissions_know_has_a_page():
    from doudi.office.cases import permissions

    assert set(ACTS) == set(permissions.ACTS)


def test_a_refusal_of_the_act_stands_on_the_form_and_what_was_typed_stays(world, case, as_):
    browser = as_(world.intake)
    text = read(browser.post(act_url(case, "do_consent"), {}))
    assert "还缺 张有福 的核对授权" in text
    world.drive(case, "REVIEW")
    sent = {"opinion": "REFUSE", "text": "不像困难的样子"}
    text = read(as_(world.reviewer).post(act_url(case, "review"), sent))
    assert "不能拟不予确认" in text
    assert "不像困难的样子" in text


def test_pressing_twice_does_it_once(world, case, as_, day):
    world.consent(case)
    browser = as_(world.intake)
    assert browser.post(act_url(case, "do_consent"), {}).status_code == 302
    text = read(browser.post(act_url(case, "do_consent"), {}))
    assert "不能重复办理" in text
    assert case.steps.filter(step="CONSENT", state="DONE").count() == 1


def test_a_visit_sent_twice_is_one_visit(world, case, as_):
    world.drive(case, "HOME_VISIT")
    browser = as_(world.intake)
    key = re.search(r'name="client_key" value="([^"]+)"', read(browser.get(act_url(case, "record_visit"))))[1]
    sent = {
        "client_key": key,
        "visited_on": ON.isoformat(),
        "first": world.intake.pk,
        "second": world.assistant.pk,
        "findings": "两间砖房。",
    }
    assert browser.post(act_url(case, "record_visit"), sent).status_code == 302
    assert browser.post(act_url(case, "record_visit"), sent).status_code == 302
    assert HomeVisit.objects.count() == 1


def test_two_people_confirm_at_once_and_one_is_told(world, case, as_, day):
    day(world.drive(case))
    assert as_(world.county_head).post(act_url(case, "confirm"), {"text": ""}).status_code == 302
    text = read(as_(world.county_head2).post(act_url(case, "confirm"), {"text": ""}))
    assert "已办结（已确认）" in text


def test_the_acts_beside_the_road(world, case, as_, day):
    browser = as_(world.intake)
    assert browser.post(act_url(case, "disclose_relative"), {"reason": "村支书的表弟"}).status_code == 302
    case.refresh_from_db()
    assert case.relative_disclosed
    head = as_(world.head)
    assert head.post(act_url(case, "assign"), {"to": world.intake.pk}).status_code == 302
    assert head.post(act_url(case, "extend"), {"reason": "人户分离"}).status_code == 302
    case.refresh_from_db()
    assert case.assigned_to == world.intake
    assert case.extended_reason == "人户分离"
    assert "已延长：人户分离" in page(as_(world.intake), "case_detail", case.number)
    officer = as_(world.officer)
    sent = {
        "visited_on": ON.isoformat(),
        "first": world.officer.pk,
        "second": world.officer2.pk,
        "findings": "属实。",
    }
    assert officer.post(act_url(case, "record_county_visit"), sent).status_code == 302
    assert case.visits.filter(for_county=True).count() == 1


def test_sending_back_names_an_earlier_step(world, case, as_, day):
    day(world.drive(case))
    browser = as_(world.county_head)
    text = read(browser.get(act_url(case, "send_back")))
    assert "村（社区）公示" in text
    assert "选" in read(browser.post(act_url(case, "send_back"), {"to_key": "confirm", "reason": "补"}))
    assert (
        browser.post(act_url(case, "send_back"), {"to_key": "home_visit", "reason": "补查房产"}).status_code
        == 302
    )
    case.refresh_from_db()
    assert (case.round, case.current_step) == (2, "HOME_VISIT")


def test_an_appraisal_that_the_place_leaves_open_is_called_and_held(world, rules, as_):
    optional = Plan("appraisal", "APPRAISAL", level="VILLAGE", when="OPTIONAL")
    rules.procedure = procedure(steps=[optional if step is APPRAISAL else step for step in NATIONAL.steps])
    case = world.case()
    world.drive(case, "HOME_VISIT")
    browser = as_(world.intake)
    assert browser.post(act_url(case, "call_appraisal"), {"reason": "邻里有争议"}).status_code == 302
    world.visit(Case.objects.get(pk=case.pk))
    case.refresh_from_db()
    assert case.current_step == "APPRAISAL"
    assert "评议日期" in read(browser.get(act_url(case, "record_appraisal")))


def test_who_does_not_qualify_is_left_out_of_a_notice_before_the_review(world, rules, as_):
    steps = list(NATIONAL.steps)
    steps[4], steps[5] = steps[5], steps[4]
    rules.procedure = procedure(steps=steps)
    rules.refuse()
    case = world.case()
    world.drive(case, "PUBLIC_NOTICE")
    browser = as_(world.intake)
    assert "不能公示" in read(browser.post(act_url(case, "post_notice"), {}))
    assert browser.post(act_url(case, "leave_out_notice"), {}).status_code == 302
    case.refresh_from_db()
    assert case.current_step == "REVIEW"


def test_the_days_of_a_notice_are_asked_for_only_where_the_procedure_gives_none(world, case, rules, as_):
    world.drive(case, "PUBLIC_NOTICE")
    assert "公示天数" not in read(as_(world.intake).get(act_url(case, "post_notice")))
    without_days = Plan("public_notice", "PUBLIC_NOTICE", level="VILLAGE")
    rules.procedure = procedure(
        steps=[without_days if step.step == "PUBLIC_NOTICE" else step for step in NATIONAL.steps]
    )
    browser = as_(world.intake)
    assert "公示天数" in read(browser.get(act_url(case, "post_notice")))
    for bad in ("", "0", "61", "七天"):
        assert browser.post(act_url(case, "post_notice"), {"days": bad}).status_code == 200
    assert browser.post(act_url(case, "post_notice"), {"days": "5"}).status_code == 302
    assert case.notices.get().last_day == date(2026, 3, 7)


BAD = ["", "\x00", "长" * 100_000, "not a thing", "-1", "99999999999999999999", "2026-02-30", "<b>"]
FIELDS = """client_key visited_on first second place findings remote remote_reason latitude longitude held_on invited
    present votes_for votes_against members note representatives opinion text objection upheld answer to_key reason
    ground to days"""


@pytest.mark.parametrize("act", ACTS)
def test_no_act_breaks_on_bad_input(world, case, as_, act):
    step = {"review": "REVIEW", "record_visit": "HOME_VISIT", "record_appraisal": "HOME_VISIT"}.get(
        act, "CONSENT"
    )
    world.drive(case, step)
    browser = as_(world.officer if "county" in act else world.intake)
    for bad in BAD:
        with transaction.atomic():
            answer = browser.post(act_url(case, act), dict.fromkeys(FIELDS.split(), bad))
            assert answer.status_code in {200, 302, 400, 409}, (bad[:9], answer.status_code)
            transaction.set_rollback(True)


# --- drafts


def save(browser, form, object_id, **data):
    return browser.post(reverse("draft_save", args=[form, object_id]), data)


def test_what_was_typed_is_there_again_and_gone_when_sent(world, case, as_):
    world.drive(case, "HOME_VISIT")
    browser = as_(world.intake)
    assert (
        save(
            browser, "record_visit", case.number, findings="写到一半", second=str(world.assistant.pk)
        ).status_code
        == 204
    )
    text = read(browser.get(act_url(case, "record_visit")))
    assert "写到一半" in text
    assert f'<option value="{world.assistant.pk}" selected' in text
    assert "写到一半" not in read(as_(world.intake2).get(act_url(case, "record_visit")))
    browser = as_(world.intake)
    sent = {
        "client_key": "7d4ccf7b-3f0e-4d8b-8b0a-3d8f6f3f0a11", "visited_on": ON.isoformat(), "first": world.intake.pk,
        "second": world.assistant.pk, "findings": "写完了。",
    }  # fmt: skip
    assert browser.post(act_url(case, "record_visit"), sent).status_code == 302
    assert not Draft.objects.exists()


def test_a_draft_belongs_to_an_act_on_a_case_that_one_may_see(world, case, as_):
    browser = as_(world.intake)
    assert save(browser, "shopping", case.number, text="牛奶").status_code == 404
    assert save(browser, "review", "BL-nowhere", text="…").status_code == 404
    assert save(as_(world.stranger), "review", case.number, text="…").status_code == 404
    assert not Draft.objects.exists()


def test_a_draft_that_is_too_long_is_refused_in_words(world, case, as_):
    answer = save(as_(world.intake), "review", case.number, text="长" * 60_001)
    assert answer.status_code == 409
    assert "草稿没有保存" in read(answer)


def test_a_broken_draft_does_not_break_the_form(world, case, as_):
    world.drive(case, "HOME_VISIT")
    browser = as_(world.intake)
    save(browser, "record_visit", case.number, visited_on="没有", first="x", remote="maybe", photos="?")
    assert browser.get(act_url(case, "record_visit")).status_code == 200


# --- intake


@pytest.fixture
def household(world):
    return world.household()


def fill(browser, household, **changes):
    sent = {
        "applicant": household.memberships.get().person_id,
        "needs": ["LIVING"],
        "channel": "WINDOW",
        "received_on": ON.isoformat(),
        **changes,
    }
    return browser.post(reverse("application_fill", args=[household.number]), sent)


def test_looking_for_the_household_first(world, household, as_):
    browser = as_(world.intake)
    assert "没有找到" in page(browser, "application_new", q="没有此人")
    assert reverse("application_fill", args=[household.number]) in page(browser, "application_new", q="zyf")
    assert "没有找到" in page(as_(world.stranger), "application_new", q="zyf")


def test_an_application_is_registered_once(world, household, as_):
    browser = as_(world.intake)
    answer = fill(browser, household)
    made = Application.objects.get()
    assert answer["Location"] == reverse("application_detail", args=[made.number])
    assert made.number in read(fill(browser, household))
    assert Application.objects.count() == 1
    assert "请勿重复登记" in page(browser, "application_fill", household.number)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"applicant": ""}, "必填"),
        ({"applicant": "999999"}, "选"),
        ({"applicant": "x"}, "选"),
        ({"needs": []}, "请至少勾选一项需要的帮助"),
        ({"needs": ["MOON"]}, "选"),
        ({"channel": "PHONE"}, "选"),
        ({"channel": "PROXY"}, "请填写代办人姓名"),
        ({"received_on": "2026-13-01"}, "日期"),
        ({"received_on": "2026-03-03"}, "日期不能晚于今天"),
        ({"statement": "长" * 2001}, "2000"),
        ({"proxy_name": "名" * 61}, "60"),
    ],
)
def test_a_bad_application_is_answered_in_words(world, household, as_, change, said):
    answer = fill(as_(world.intake), household, **change)
    assert answer.status_code == 200
    assert said in read(answer)
    assert not Application.objects.exists()


def test_the_assistant_of_the_village_applies_for_others(world, household, as_):
    text = page(as_(world.assistant), "application_fill", household.number)
    assert '<option value="VILLAGE" selected' in text


def test_papers_are_told_once_brought_and_then_the_window_accepts(world, household, as_):
    browser = as_(world.intake)
    fill(browser, household)
    made = Application.objects.get()
    papers = reverse("application_papers", args=[made.number])
    text = read(browser.get(papers))
    assert "申请书" in text
    assert "居民身份证" not in text
    assert "请勾选缺少的材料" in read(browser.post(papers, {"x": ""}))
    assert "选" in read(browser.post(papers, {"papers": ["identity"]}))
    assert browser.post(papers, {"papers": ["application"]}).status_code == 302
    assert "只能一次性告知" in read(browser.post(papers, {"papers": ["application"]}))
    assert browser.get(reverse("papers_letter", args=[made.number])).content.startswith(b"%PDF")
    accept = reverse("application_accept", args=[made.number])
    assert "还缺：申请书" in read(browser.post(accept, {"programmes": ["dibao"]}))
    paper = made.papers.get()
    supply = reverse("paper_supply", args=[made.number, paper.pk])
    assert browser.post(supply).status_code == 302
    assert browser.post(supply).status_code == 409
    assert "请至少选择一项救助" in read(browser.post(accept, {"x": ""}))
    assert browser.post(accept, {"programmes": ["dibao", "near_dibao"]}).status_code == 302
    assert Case.objects.count() == 2
    assert "不能这样办理" in read(browser.post(accept, {"programmes": ["dibao"]}))
    assert browser.get(reverse("application_receipt", args=[made.number])).content.startswith(b"%PDF")
    text = page(browser, "application_detail", made.number)
    assert "办理中的项目" in text


def test_an_application_is_taken_back(world, household, as_):
    browser = as_(world.intake)
    fill(browser, household)
    made = Application.objects.get()
    address = reverse("application_withdraw", args=[made.number])
    assert "必填" in read(browser.post(address, {"reason": ""}))
    assert browser.post(address, {"reason": "搬走了"}).status_code == 302
    made.refresh_from_db()
    assert made.state == "WITHDRAWN"
    assert "受理</a>" not in page(browser, "application_detail", made.number)


def test_the_page_says_which_programmes_fit_and_why_not(world, rules, household, as_):
    browser = as_(world.intake)
    fill(browser, household)
    made = Application.objects.get()
    assert "630.00" in page(browser, "application_detail", made.number)
    rules.refuse()
    text = page(browser, "application_detail", made.number)
    assert "不符合" in text
    assert "低保标准 630.00 元" in text
