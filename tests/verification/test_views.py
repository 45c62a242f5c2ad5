"""The pages of means verification."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from doudi.office.audit.models import AccessRecord
from doudi.office.base.exports import csv_bytes
from doudi.office.files.models import File
from doudi.office.people import actions as people
from doudi.office.people.enums import MembershipKind, Relation
from doudi.office.people.models import Fact
from doudi.office.people.panels import shown
from doudi.office.staff.enums import Role
from doudi.office.verification import actions
from doudi.office.verification.enums import AnswerState, CheckState, Settled, Source
from doudi.office.verification.imports import columns
from doudi.office.verification.models import Check, Consent, ConsentRefusal, Finding

from .conftest import ON

HR, BANKS, POLICE = Source.HUMAN_RESOURCES, Source.BANKS, Source.PUBLIC_SECURITY
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def send(client, that_day):
    """A form as somebody sends it: `send(user, "check_new", number, {…})`."""

    def post(user, name, *words, **fields):
        client.force_login(user)
        return client.post(reverse(name, args=words), fields)

    return post


@pytest.fixture
def son(household, person, clerk):
    who = person("张小军", "19990101")
    people.join(
        household, who, Relation.SON, MembershipKind.SUPPORT_OBLIGOR, by=clerk, on=ON, reason="义务人"
    )
    return who


@pytest.fixture
def finding(check, officer, husband):
    actions.answer(check, HR, by=officer, on=ON, rows=[(husband, "wage_income", 90000)])
    return Finding.objects.get()


def text(response, status=200):
    assert response.status_code == status, response
    return response.content.decode()


def sheet(*rows, name="结果.csv", head=None):
    return SimpleUploadedFile(name, csv_bytes(head or columns(), rows), "text/csv")


def test_the_list_shows_what_waits_and_who_was_listed(page, clerk, check, household):
    html = text(page(clerk, "verification_list"))
    assert check.number in html
    assert "剩 3 个工作日" in html
    look = AccessRecord.objects.order_by("-seq").first()
    assert look.list_ids == [household.pk]


def test_the_list_is_filtered(page, clerk, check):
    assert check.number not in text(page(clerk, "verification_list", state="COMPLETE"))
    assert check.number not in text(page(clerk, "verification_list", late="on"))
    assert check.number in text(page(clerk, "verification_list", state="OPEN"))
    assert check.number in text(page(clerk, "verification_list", state="nonsense"))


def test_another_township_sees_no_checks(page, stranger, check):
    assert "没有核对" in text(page(stranger, "verification_list"))
    for name in (
        "verification_detail",
        "verification_report",
        "check_import",
        "check_complete",
        "check_template",
    ):
        assert page(stranger, name, check.number).status_code == 404


def test_a_check_shows_persons_sources_and_differences(page, clerk, check, finding, husband):
    html = text(page(clerk, "verification_detail", check.number))
    for word in (
        "张有福",
        "李秀兰",
        "人社（社保、就业）",
        "600.00 元/月",
        "900.00 元/月",
        "须说明",
        "登记结果",
        "导入结果",
    ):
        assert word in html
    assert "没有查到记录" not in html
    look = AccessRecord.objects.order_by("-seq").first()
    assert check.number in look.fields


def test_an_auditor_reads_but_is_offered_nothing(page, auditor, check):
    html = text(page(auditor, "verification_detail", check.number))
    assert "登记结果" not in html
    assert "导入结果" not in html


def test_a_report_is_printed_when_the_check_is_closed(page, send, clerk, check, officer, son):
    assert "不能作为报告使用" in text(page(clerk, "verification_report", check.number))
    for source in (HR, BANKS):
        actions.answer(check, source, by=officer, on=ON)
    actions.mark_silent(check, POLICE, by=officer, on=ON, note="来函说明系统升级")
    assert "结束核对" in text(page(clerk, "verification_detail", check.number))
    assert text(page(clerk, "check_complete", check.number))
    response = send(clerk, "check_complete", check.number)
    assert response.status_code == 302
    html = text(page(clerk, "verification_report", check.number))
    for word in ("本报告不表示没有问题", "未答复", "来函说明系统升级", "本地没有设定", "第四十一条"):
        assert word in html
    assert page(clerk, "verification_list").status_code == 200


def test_a_complete_report_with_a_last_day(page, send, clerk, check, officer):
    for source in (HR, BANKS, POLICE):
        actions.answer(check, source, by=officer, on=ON)
    send(clerk, "check_complete", check.number, valid_until="2026-02-18")
    check.refresh_from_db()
    assert check.state == CheckState.COMPLETE
    html = text(page(clerk, "verification_detail", check.number))
    assert "至 2026-02-18" in html
    assert "没有查到记录" in html
    assert "没有差异" in html
    assert check.get_state_display() in text(page(clerk, "verification_list"))
    assert text(page(clerk, "verification_report", check.number))


def test_a_check_is_not_closed_too_early(send, clerk, check):
    html = text(send(clerk, "check_complete", check.number, confirmed="1"))
    assert "还有" in html
    check.refresh_from_db()
    assert check.is_open


def test_a_consent_is_registered_with_its_paper(page, send, clerk, household, husband):
    assert "还缺授权" in text(page(clerk, "consent_new", household.number))
    paper = SimpleUploadedFile("授权书.pdf", PDF, "application/pdf")
    days = {"signed_on": "2025-08-18", "first_day": "2025-08-18", "last_day": "2026-08-17"}
    response = send(
        clerk,
        "consent_new",
        household.number,
        person=husband.pk,
        purpose="APPLICATION",
        signature=paper,
        **days,
    )
    assert response.status_code == 302
    assert Consent.objects.get().signature == File.objects.get()


def test_a_consent_with_wrong_days_comes_back_with_the_reason(send, clerk, household, husband):
    days = {"signed_on": "2025-08-18", "first_day": "2025-08-18", "last_day": "2025-08-01"}
    html = text(
        send(clerk, "consent_new", household.number, person=husband.pk, purpose="APPLICATION", **days)
    )
    assert "不能早于有效期起" in html
    assert not Consent.objects.exists()


def test_a_refusal_of_an_obligor_is_registered(page, send, clerk, household, son):
    assert "张小军" in text(page(clerk, "consent_refuse", household.number))
    send(clerk, "consent_refuse", household.number, person=son.pk, purpose="APPLICATION", reason="不同意")
    assert ConsentRefusal.objects.get().person == son


def test_a_consent_is_withdrawn_after_asking(page, send, clerk, household, consents):
    assert "撤回核对授权" in text(page(clerk, "consent_withdraw", household.number, consents[0].pk))
    assert send(clerk, "consent_withdraw", household.number, consents[0].pk).status_code == 302
    consents[0].refresh_from_db()
    assert consents[0].withdrawn_on == ON


def test_a_check_is_started_from_the_household(page, send, clerk, household, consents):
    assert "都已授权" in text(page(clerk, "check_new", household.number, reference="AJ7"))
    response = send(
        clerk, "check_new", household.number, reference="AJ7", purpose="APPLICATION", sources=[HR, BANKS]
    )
    check = Check.objects.get()
    assert response["Location"] == reverse("verification_detail", args=[check.number])
    assert check.reference == "AJ7"


def test_a_check_without_consents_is_refused_on_the_page(send, clerk, household):
    html = text(
        send(clerk, "check_new", household.number, reference="AJ7", purpose="APPLICATION", sources=[HR])
    )
    assert "还缺 张有福、李秀兰 的核对授权" in html


def test_an_answer_is_entered_by_hand(page, send, clerk, check, husband):
    assert "登记核对结果" in text(page(clerk, "check_answer", check.number, HR))
    paper = SimpleUploadedFile("复函.pdf", PDF, "application/pdf")
    rows = {
        "whose_1": husband.pk,
        "fact_1": "wage_income",
        "value_1": "900",
        "whose_2": "household",
        "fact_2": "vehicles",
        "value_2": "1",
    }
    response = send(clerk, "check_answer", check.number, HR, file=paper, note="系统查询", **rows)
    assert response.status_code == 302
    matched = {fact.name: fact.value for fact in Fact.objects.filter(origin="MATCHED")}
    assert matched == {"wage_income": 90000, "vehicles": 1}
    assert Fact.objects.filter(origin="MATCHED", evidence__isnull=False).count() == 2


def test_a_silent_source_is_entered(send, clerk, check):
    send(clerk, "check_answer", check.number, HR, silent="on", note="逾期")
    assert check.answers.get(source=HR).state == AnswerState.SILENT


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ({"whose_1": "household", "fact_1": "wage_income", "value_1": "1"}, "家庭的项目选"),
        ({"fact_1": "vehicles", "value_1": "1"}, "请选择是谁的"),
        ({"whose_1": "household", "fact_1": "vehicles", "value_1": ""}, "机动车辆"),
        ({"whose_1": "household", "fact_1": "vehicles", "value_1": "1", "silent": "on"}, "不是“未答复”"),
    ],
)
def test_a_wrong_answer_comes_back_and_writes_nothing(send, clerk, check, rows, why):
    assert why in text(send(clerk, "check_answer", check.number, HR, **rows))
    assert not Fact.objects.filter(origin="MATCHED").exists()


def test_an_answer_twice_is_refused_on_the_page(send, clerk, check):
    send(clerk, "check_answer", check.number, HR)
    assert "已经录入" in text(send(clerk, "check_answer", check.number, HR))


def test_a_source_that_was_not_asked_has_no_page(page, clerk, check):
    assert page(clerk, "check_answer", check.number, Source.TAX).status_code == 404


def test_the_template_lists_the_sources_that_wait(page, clerk, check, officer):
    actions.answer(check, HR, by=officer, on=ON)
    response = page(clerk, "check_template", check.number)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()
    assert rows[0] == columns()
    assert [row[0] for row in rows[1:]] == [str(POLICE.label), str(BANKS.label)]


def test_results_are_imported_from_a_table(page, send, clerk, check, husband):
    assert "下载模板" in text(page(clerk, "check_import", check.number))
    number = husband.document_number
    file = sheet(
        ["人社", number, "工资性收入", "900"], ["BANKS", "", "金融资产", "1,000.50"],
        ["公安（户籍、车辆）", "", "", ""], ["", "", "", ""],
    )  # fmt: skip
    response = send(clerk, "check_import", check.number, file=file)
    assert response.status_code == 302, response.content.decode()
    assert {a.state for a in check.answers.all()} == {AnswerState.ANSWERED}
    matched = {fact.name: fact.value for fact in Fact.objects.filter(origin="MATCHED")}
    assert matched == {"wage_income": 90000, "financial_assets": 100050}
    assert File.objects.count() == 1


def test_every_fault_of_a_table_is_named_and_nothing_is_written(send, clerk, check, husband, wife):
    number = husband.document_number
    file = sheet(
        ["邻居", number, "工资性收入", "900"],
        ["人社", "500101199001011234", "工资性收入", "900"],
        ["人社", "没有这个号码", "工资性收入", "900"],
        ["人社", number, "存款", "900"],
        ["人社", "", "工资性收入", "900"],
        ["人社", number, "工资性收入", "很多"],
        ["人社", wife.document_number, "工资性收入", "1"],
    )
    html = text(send(clerk, "check_import", check.number, file=file))
    assert "文件有 6 处要改，没有写入任何内容" in html
    for row in (2, 3, 4, 5, 6, 7):
        assert f"第 {row} 行：" in html
    assert not Fact.objects.filter(origin="MATCHED").exists()
    assert not File.objects.exists()


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (lambda: sheet(head=["甲", "乙", "丙", "丁"]), "第 1 行应依次是"),
        (lambda: SimpleUploadedFile("空.csv", b"\n", "text/csv"), "第 1 行应依次是|读不出来"),
        (lambda: SimpleUploadedFile("结果.doc", b"x"), "只接收"),
        (lambda: SimpleUploadedFile("结果.xlsx", b"PK\x03\x04broken"), "损坏"),
        (lambda: sheet(*[["人社", "", "", ""]] * 2000), "一次最多"),
        (lambda: sheet(), "没有任何核对单位"),
    ],
    ids=["head", "empty", "kind", "broken", "long", "nothing"],
)
def test_a_table_that_cannot_be_read_is_refused(send, clerk, check, file, why):
    import re

    assert re.search(why, text(send(clerk, "check_import", check.number, file=file())))


def test_a_difference_is_settled_on_its_page(page, send, clerk, check, finding):
    html = text(page(clerk, "finding_settle", check.number, finding.pk))
    assert "600.00 元/月" in html
    assert "已说明" in html
    assert "请写明理由" in text(send(clerk, "finding_settle", check.number, finding.pk, outcome="DISMISSED"))
    response = send(
        clerk, "finding_settle", check.number, finding.pk, outcome="DISMISSED", explanation="同名误配"
    )
    assert response.status_code == 302
    finding.refresh_from_db()
    assert finding.settled == Settled.DISMISSED
    html = text(page(clerk, "verification_detail", check.number))
    assert "同名误配" in html
    assert "已撤销" in html


def test_a_blocking_difference_cannot_be_explained_away(page, clerk, check, officer, husband):
    actions.answer(check, HR, by=officer, on=ON, rows=[(husband, "wage_income", 200000)])
    html = text(page(clerk, "finding_settle", check.number, Finding.objects.get().pk))
    assert 'value="EXPLAINED"' not in html


def test_a_difference_of_another_check_is_not_found(page, clerk, check, finding):
    assert page(clerk, "finding_settle", check.number, finding.pk + 1).status_code == 404


@pytest.mark.parametrize("name", ["consent_new", "consent_refuse", "check_new"])
def test_another_township_registers_nothing(page, stranger, household, name):
    assert page(stranger, name, household.number).status_code == 404


def test_a_finance_officer_opens_none_of_it(page, post, places, check, household):
    finance = post(Role.FINANCE_OFFICER, places.county)
    assert page(finance, "verification_list").status_code == 403
    assert page(finance, "consent_new", household.number).status_code == 403


def test_the_file_of_a_household_has_a_panel(that_day, rf, clerk, household, check, son):
    actions.refuse_consent(household, son, by=clerk, on=ON, reason="不同意")
    request = rf.get("/")
    request.user = clerk
    html = next(p for p in shown(request, household) if p.name == "verification").html
    for word in ("都已授权", "不授权的义务人：张小军", check.number, "撤回", "发起核对"):
        assert word in html


def test_the_panel_of_an_auditor_offers_nothing(that_day, rf, auditor, household):
    request = rf.get("/")
    request.user = auditor
    html = next(p for p in shown(request, household) if p.name == "verification").html
    assert "还缺授权" in html
    assert "登记授权" not in html


def test_the_panel_is_not_for_those_who_see_no_cases(that_day, rf, post, places, household):
    request = rf.get("/")
    request.user = post(Role.FINANCE_OFFICER, places.county)
    assert "verification" not in [p.name for p in shown(request, household)]


def test_rows_and_answers_say_what_they_are(check, finding):
    answer = check.answers.get(source=HR)
    assert str(answer) == str(HR.label)
    assert str(answer.rows.get()) == "wage_income=90000"
    assert str(check.persons.first()) == "张有福"
