"""What the public sends in: applications from a phone, and complaints."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from doudi.office.audit.models import AuditRecord
from doudi.office.base.errors import Refused
from doudi.office.cases.enums import Channel
from doudi.office.portal import actions
from doudi.office.portal.enums import GrievanceState, PhoneState
from doudi.office.portal.models import Grievance, PhoneApplication

from .conftest import ON, read

ID = "11010519491231002X"
PHONE = {
    "name": "彭金凤",
    "document_number": ID,
    "phone": "13900002222",
    "division": "990101100201",
    "needs": ["LIVING", "MEDICAL"],
    "statement": "爱人住院。",
}
SAID = {"kind": "COMPLAINT", "division": "990101100201", "text": "没有通知我。", "name": "", "contact": ""}


@pytest.fixture
def apply(anybody, world):
    return lambda **changes: anybody.post(reverse("apply_by_phone"), {**PHONE, **changes})


@pytest.fixture
def speak(anybody, world):
    return lambda **changes: anybody.post(reverse("grievance_new"), {**SAID, **changes})


# --- an application from a phone


def test_an_application_from_a_phone_waits_with_its_day_and_sealed_numbers(apply):
    answer = apply()
    row = PhoneApplication.objects.get()
    assert answer["Location"] == reverse("progress", args=[row.code])
    assert (row.state, row.received_on, row.document_number, row.phone) == ("NEW", ON, ID, "13900002222")
    assert set(row.needs.values_list("kind", flat=True)) == {"LIVING", "MEDICAL"}
    assert AuditRecord.objects.filter(verb="portal.send_phone_application").count() == 1


def test_the_same_person_waits_once(apply):
    apply()
    page = read(apply())
    assert "您的申请已经收到" in page
    assert PhoneApplication.objects.count() == 1
    apply(name="彭金")
    assert PhoneApplication.objects.count() == 2


def test_a_second_application_may_follow_one_that_was_declined(apply, world):
    apply()
    row = PhoneApplication.objects.get()
    actions.decline_phone_application(row, by=world.intake, on=ON, answer="请带身份证到窗口。")
    apply()
    assert PhoneApplication.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": ""}, "必填"),
        ({"name": "彭3"}, "请去掉数字和符号"),
        ({"name": "彭" * 41}, "40"),
        ({"document_number": "110105194912310021"}, "身份证"),
        ({"document_number": "12345"}, "身份证"),
        ({"document_number": "长" * 100_000}, "30"),
        ({"phone": "电话"}, "电话"),
        ({"phone": ""}, "必填"),
        ({"division": ""}, "必填"),
        ({"division": "500101100201"}, "选"),
        ({"division": "' OR 1=1"}, "选"),
        ({"needs": []}, "请至少勾选一项需要的帮助"),
        ({"needs": ["MOON"]}, "选"),
        ({"statement": "长" * 2001}, "2000"),
    ],
)
def test_a_bad_application_is_answered_in_words(apply, change, said):
    answer = apply(**change)
    assert answer.status_code == 200
    assert said in read(answer)
    assert not PhoneApplication.objects.exists()


@pytest.mark.parametrize("field", list(PHONE))
def test_no_control_character_gets_into_an_application(apply, field):
    assert apply(**{field: "坏\x00的"}).status_code == 400
    assert not PhoneApplication.objects.exists()


def test_the_twenty_first_application_of_an_hour_is_not_taken(apply):
    for number in range(21):
        answer = apply(name="彭" + chr(0x4E00 + number))
    assert "太频繁" in read(answer)
    assert PhoneApplication.objects.count() == 20


def test_a_needed_help_has_to_be_one_we_know(world):
    given = {k: v for k, v in PHONE.items() if k != "division"}
    with pytest.raises(Refused, match="至少勾选"):
        actions.send_phone_application(
            by=actions.PUBLIC, division=world.village, on=ON, **{**given, "needs": ["MOON"]}
        )
    with pytest.raises(Refused, match="18 位"):
        actions.send_phone_application(
            by=actions.PUBLIC, division=world.village, on=ON, **{**given, "document_number": "1"}
        )


# --- the window registers it


@pytest.fixture
def waiting(apply):
    apply()
    return PhoneApplication.objects.get()


def page_of(row):
    return reverse("phone_application_detail", args=[row.code])


def test_the_window_registers_it_with_the_day_on_which_it_was_sent(world, waiting, desk, day):
    home = world.household(("彭金凤", "19491231"))
    member = home.memberships.get()
    member.person.refresh_from_db()
    from doudi.office.people import actions as people

    people.update_person(
        member.person, by=world.intake, reason="核对证件", document_kind="CITIZEN_ID", document_number=ID
    )
    day(ON + timedelta(days=3))
    browser = desk(world.intake)
    page = read(browser.get(page_of(waiting)))
    assert "彭金凤 · " in page
    assert ID not in page
    answer = browser.post(page_of(waiting), {"register": "1", "member": str(member.pk)})
    waiting.refresh_from_db()
    assert answer["Location"] == reverse("application_detail", args=[waiting.application.number])
    assert waiting.state == PhoneState.REGISTERED
    assert (waiting.application.received_on, waiting.application.channel) == (ON, Channel.PHONE)
    assert waiting.application.statement == "爱人住院。"
    again = browser.post(page_of(waiting), {"register": "1", "member": str(member.pk)})
    assert "已处理（已登记）" in read(again)
    assert waiting.application.number in read(browser.get(page_of(waiting)))


def test_whom_the_register_does_not_know_cannot_be_chosen(world, waiting, desk):
    other = world.household(("别人", "19740512")).memberships.get()
    browser = desk(world.intake)
    page = read(browser.get(page_of(waiting)))
    assert "辖区内没有这个证件号码的家庭档案" in page
    browser.post(page_of(waiting), {"register": "1", "member": str(other.pk)})
    waiting.refresh_from_db()
    assert waiting.state == PhoneState.NEW


def test_what_cannot_be_registered_is_declined_with_a_reason(world, waiting, desk):
    browser = desk(world.intake)
    page = read(browser.post(page_of(waiting), {"decline": "1", "answer": ""}))
    assert "必填" in page
    page = read(browser.post(page_of(waiting), {"decline": "1", "answer": "长" * 301}))
    assert "300" in page
    answer = browser.post(page_of(waiting), {"decline": "1", "answer": "户籍不在本县，请到万州申请。"})
    assert answer["Location"] == reverse("inbox")
    waiting.refresh_from_db()
    assert (waiting.state, waiting.answer) == (PhoneState.DECLINED, "户籍不在本县，请到万州申请。")
    page = read(browser.post(page_of(waiting), {"decline": "1", "answer": "再来一次"}))
    assert "已处理（未能登记）" in page
    assert "户籍不在本县" in read(browser.get(page_of(waiting)))


def test_only_the_window_of_that_township_handles_it(world, waiting):
    home = world.household()
    head = home.memberships.get().person
    for user in (world.stranger, world.reviewer, world.assistant, world.officer):
        with pytest.raises(Refused, match="乡镇经办"):
            actions.decline_phone_application(waiting, by=user, on=ON, answer="不行")
        with pytest.raises(Refused, match="乡镇经办"):
            actions.register_phone_application(waiting, by=user, on=ON, household=home, applicant=head)
    with pytest.raises(Refused, match="原因"):
        actions.decline_phone_application(waiting, by=world.intake, on=ON, answer="  ")


def test_a_household_that_waits_already_is_told_on_the_page(world, waiting, desk):
    from doudi.office.people import actions as people

    home = world.household(("彭金凤", "19491231"))
    member = home.memberships.get()
    people.update_person(
        member.person, by=world.intake, reason="核对证件", document_kind="CITIZEN_ID", document_number=ID
    )
    world.apply(home)
    answer = desk(world.intake).post(page_of(waiting), {"register": "1", "member": str(member.pk)})
    assert "已有一份申请等待受理" in read(answer)


# --- complaints


def test_a_complaint_gets_a_number_a_code_and_a_last_day(speak):
    answer = speak(name="王某", contact="13900003333")
    row = Grievance.objects.get()
    assert answer["Location"] == reverse("progress", args=[row.code])
    assert row.number.startswith("TS990101-2026-")
    assert row.due_on == date(2026, 3, 17)
    assert (row.name, row.contact, row.state) == ("王某", "13900003333", "OPEN")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"text": ""}, "必填"),
        ({"text": "　 "}, "必填"),
        ({"text": "长" * 100_000}, "2000"),
        ({"kind": "LOVE"}, "选"),
        ({"division": ""}, "必填"),
        ({"division": "110000"}, "选"),
        ({"contact": "1" * 31}, "30"),
        ({"name": "名" * 61}, "60"),
    ],
)
def test_a_bad_complaint_is_answered_in_words(speak, change, said):
    answer = speak(**change)
    assert answer.status_code == 200
    assert said in read(answer)
    assert not Grievance.objects.exists()


@pytest.mark.parametrize("field", list(SAID))
def test_no_control_character_gets_into_a_complaint(speak, field):
    assert speak(**{field: "坏\x00的"}).status_code == 400


def test_the_twenty_first_complaint_of_an_hour_is_not_taken(speak):
    for _time in range(21):
        answer = speak()
    assert "太频繁" in read(answer)
    assert Grievance.objects.count() == 20


def test_another_address_is_counted_on_its_own(anybody, world):
    for _time in range(20):
        anybody.post(reverse("grievance_new"), SAID, REMOTE_ADDR="203.0.113.7")
    anybody.post(reverse("grievance_new"), SAID, REMOTE_ADDR="203.0.113.8")
    assert Grievance.objects.count() == 21


@pytest.fixture
def complaint(speak):
    speak(contact="13900003333")
    return Grievance.objects.get()


def test_who_is_in_charge_answers_once(world, complaint, desk, anybody):
    address = reverse("grievance_detail", args=[complaint.number])
    browser = desk(world.head)
    assert "13900003333" in read(browser.get(address))
    assert "必填" in read(browser.post(address, {"answer": ""}))
    assert "2000" in read(browser.post(address, {"answer": "长" * 2001}))
    assert browser.post(address, {"answer": "已核实并整改。"}).status_code == 302
    complaint.refresh_from_db()
    assert (complaint.state, complaint.answer, complaint.by) == (
        GrievanceState.ANSWERED, "已核实并整改。", world.head,
    )  # fmt: skip
    again = read(browser.post(address, {"answer": "再答一次。"}))
    assert "这件已于 2026-03-02 答复" in again
    assert "已核实并整改。" in read(anybody.get(reverse("progress", args=[complaint.code])))


def test_others_read_it_without_a_form(world, complaint, desk):
    address = reverse("grievance_detail", args=[complaint.number])
    for user in (world.intake, world.auditor):
        page = read(desk(user).get(address))
        assert "没有通知我。" in page
        assert 'name="answer"' not in page
        assert "此操作须由" in page
    assert "此操作须由" in read(desk(world.intake).post(address, {"answer": "我来答"}))
    complaint.refresh_from_db()
    assert complaint.state == GrievanceState.OPEN


def test_the_open_ones_stand_first(world, speak, desk):
    speak(text="第一件")
    speak(text="第二件")
    first, second = Grievance.objects.order_by("pk")
    actions.answer_grievance(first, by=world.head, on=ON, answer="已答复。")
    page = read(desk(world.head).get(reverse("grievance_list")))
    assert page.index(second.number) < page.index(first.number)


def test_the_acts_refuse_what_the_form_would_not_send(world, complaint):
    send = {"by": actions.PUBLIC, "division": world.village, "on": ON}
    with pytest.raises(Refused, match="类型"):
        actions.send_grievance(kind="LOVE", text="好", **send)
    with pytest.raises(Refused, match="情况"):
        actions.send_grievance(kind="ADVICE", text=" ", **send)
    with pytest.raises(Refused, match="答复"):
        actions.answer_grievance(complaint, by=world.head, on=ON, answer=" ")
    for user in (world.stranger_head, world.intake):
        with pytest.raises(Refused, match="乡镇负责人"):
            actions.answer_grievance(complaint, by=user, on=ON, answer="好")


def test_the_inbox_shows_what_waits_to_those_who_may_do_it(world, complaint, waiting, desk):
    assert "未署名" in read(desk(world.head).get(reverse("inbox")))
    page = read(desk(world.intake).get(reverse("inbox")))
    assert "手机申请" in page
    assert "未署名" not in page
    assert "手机申请" not in read(desk(world.stranger).get(reverse("inbox")))


# --- other pages for everybody


@pytest.mark.parametrize(
    "view", ["home", "self_check", "apply_by_phone", "progress_find", "notice_board", "grievance_new", "standards_public"]
)  # fmt: skip
def test_every_public_page_opens_without_a_session(anybody, db, view):
    answer = anybody.get(reverse(view))
    assert answer.status_code == 200
    assert "sessionid" not in answer.cookies


def test_the_open_standards_name_their_papers(anybody, db):
    page = read(anybody.get(reverse("standards_public")))
    assert "最低生活保障" in page
    assert "示例县虚构文件" in page


def test_who_is_signed_in_goes_to_work_from_the_front_door(world, desk):
    assert desk(world.intake).get("/")["Location"] == reverse("inbox")
