"""The pages of payment lists."""

import io
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from doudi.office.audit.models import AccessRecord
from doudi.office.base import tasks
from doudi.office.base.models import Task
from doudi.office.payments import actions, panels, views
from doudi.office.payments.models import PaymentBatch
from doudi.office.staff.enums import Role
from tests.awards.world import FEBRUARY, FEN, MARCH, bank_account, person
from tests.payments.world import PIPE, pipe_answer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def february(settings):
    settings.FIXED_NOW = datetime(2026, 2, 5, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def page(client):
    """Open (or post to) an address as somebody."""

    def open_as(user, name, *args, data=None, **query):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        address = reverse(name, args=args)
        return client.get(address, query) if data is None else client.post(address, data)

    return open_as


def text(answer):
    return answer.content.decode()


NEW = {"programme": "dibao", "month": "2026-02", "division": "990101", "template": PIPE}


def test_a_month_goes_its_way_through_the_pages(page, bank):
    bank.grant(bank.home(person("张桂兰"))), bank.grant(bank.home(person("何强才")))
    assert "还没有发放批次" in text(page(bank.officer, "batch_list"))
    answer = page(bank.officer, "batch_new", data=NEW)
    batch = PaymentBatch.objects.get()
    assert answer["Location"] == reverse("batch_detail", args=[batch.number])
    shown = text(page(bank.finance, "batch_detail", batch.number))
    for words in ("张桂兰", "1,260.00", "新增", "待审批"):
        assert words in shown
    assert bank.officer.name in shown
    for act in ("approve", "send"):
        assert page(bank.finance, "batch_act", batch.number, act).status_code == 200
        assert page(bank.finance, "batch_act", batch.number, act, data={"sure": "1"}).status_code == 302
    file = page(bank.finance, "batch_file", batch.number)
    assert file["Content-Disposition"] == f'attachment; filename="{batch.number}_202602.txt"'
    assert file.content.startswith(f"H|{batch.number}|".encode())
    upload = SimpleUploadedFile("return.txt", pipe_answer(batch, [2]))
    answer = page(bank.finance, "return_new", batch.number, data={"upload": upload})
    assert answer["Location"].endswith("?tab=returns")
    shown = text(page(bank.officer, "batch_detail", batch.number, tab="returns"))
    assert "账户已销户" in shown
    assert "等待重发" in shown
    page(bank.officer, "batch_act", batch.number, "resend", data={"sure": "1"})
    again = PaymentBatch.objects.get(resend_of=batch)
    assert again.number in text(page(bank.officer, "batch_detail", batch.number, tab="returns"))
    assert batch.number in text(page(bank.officer, "batch_detail", again.number))
    assert "重发" in text(page(bank.officer, "batch_list"))


def test_a_list_that_is_refused_stays_on_the_form(page, bank):
    bank.grant()
    answer = page(bank.officer, "batch_new", data=NEW | {"month": "2026-09"})
    assert answer.status_code == 422
    assert "最多提前一个月" in text(answer)
    assert page(bank.officer, "batch_new", data=NEW | {"template": "x"}).status_code == 422
    assert not PaymentBatch.objects.exists()


def test_the_layout_of_last_time_is_offered_first(page, bank):
    bank.grant()
    bank.prepare(template="xlsx")
    assert '<option value="xlsx" selected>' in text(page(bank.officer, "batch_new"))


def test_who_is_left_out_is_told_with_what_to_do(page, bank):
    unit = bank.grant(bank.home(account=False))
    dead = person("周小亮", died_on=None)
    bank.grant(bank.home(person(), dead))
    dead.died_on = date(2026, 1, 10)
    dead.save()
    batch = bank.prepare()
    shown = text(page(bank.officer, "batch_detail", batch.number, tab="held"))
    for words in (unit.number, "没有收款账户", "请在家庭档案登记收款账户", "周小亮", "保障对象已去世"):
        assert words in shown
    assert "没有符合条件的家庭" in text(page(bank.officer, "batch_detail", batch.number))


def test_what_stopped_is_told_with_its_reason(page, bank):
    from doudi.office.awards import actions as awards

    ended, gone, unknown, same = bank.grant(), bank.grant(), bank.grant(), bank.grant()
    bank.send()
    hearing = bank.hear(ended, "END")
    awards.end(ended, by=bank.head, last_month=FEBRUARY, reason="INCOME", on=FEBRUARY, hearing=hearing)
    gone.household.accounts.update(last_day=FEBRUARY)
    march = bank.prepare(MARCH)
    actions.preparing.void(list(march.lines.filter(unit=unknown)))
    shown = text(page(bank.officer, "batch_detail", march.number, tab="stopped"))
    for words in (
        ended.number,
        "收入或财产超过标准",
        gone.number,
        "没有收款账户",
        unknown.number,
        "没有列入本批",
    ):
        assert words in shown
    assert same.number not in shown


def test_a_change_since_the_list_was_made_is_told_and_dropped(page, bank):
    who = person("郭志文")
    bank.grant(bank.home(who)), bank.grant()
    batch = bank.prepare()
    who.died_on = date(2026, 1, 10)
    who.save()
    assert "剔除后才能审批" in text(page(bank.finance, "batch_detail", batch.number))
    answer = page(bank.finance, "batch_act", batch.number, "approve", data={"sure": "1"})
    assert answer.status_code == 422
    assert "请编制人先剔除" in text(answer)
    assert page(bank.officer, "batch_act", batch.number, "drop", data={"sure": "1"}).status_code == 302
    assert batch.lines.listed().count() == 1


def test_a_list_is_cancelled_with_a_reason(page, bank):
    bank.grant()
    batch = bank.prepare()
    assert page(bank.officer, "batch_act", batch.number, "cancel", data={"reason": ""}).status_code == 422
    page(bank.officer, "batch_act", batch.number, "cancel", data={"reason": "月份选错"})
    shown = text(page(bank.officer, "batch_detail", batch.number))
    assert "月份选错" in shown
    assert "作废" in shown


def test_a_wrong_answer_is_told_place_by_place(page, bank):
    bank.grant()
    batch = bank.send()
    wrong = SimpleUploadedFile("x.txt", pipe_answer(batch).replace(b"000001", b"000009"))
    answer = page(bank.finance, "return_new", batch.number, data={"upload": wrong})
    assert answer.status_code == 422
    assert "序号 9 不在本批名单中" in text(answer)
    assert page(bank.finance, "return_new", batch.number, data={}).status_code == 422
    waiting = bank.approve(bank.prepare(MARCH))
    early = SimpleUploadedFile("x.txt", b"x")
    assert "还没有送银行" in text(page(bank.finance, "return_new", waiting.number, data={"upload": early}))


def test_accounts_that_receive_for_several_are_pointed_out(page, bank):
    for _each in range(2):
        who = person()
        home = bank.home(who, account=False)
        bank_account(home, who, "6222000000000000001")
        bank.grant(home)
    batch = bank.prepare()
    assert "有 1 个账号收多户的款" in text(page(bank.officer, "batch_detail", batch.number))


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 2),
        ({"q": "张桂兰"}, 1),
        ({"q": "h990101"}, 0),
        ({"difference": "NEW"}, 2),
        ({"state": "PAID"}, 0),
        ({"state": "x"}, 2),
    ],
    ids=str,
)
def test_the_workbook_ends_with_the_sum_of_its_lines(page, bank, query, count):
    bank.grant(bank.home(person("张桂兰"))), bank.grant(bank.home(person("何强才")))
    batch = bank.prepare()
    answer = page(bank.officer, "batch_export", batch.number, **query)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert len(rows) == count + 2
    assert rows[-1][:2] == ["合计", count]
    assert rows[-1][7] == sum(row[7] for row in rows[1:-1]) == count * FEN / 100
    assert all("*" in row[5] for row in rows[1:-1])
    assert AccessRecord.objects.filter(purpose="导出发放名单").exists()


def test_the_workbook_says_what_the_bank_said(page, bank):
    bank.grant()
    batch = bank.send()
    bank.answer(batch, failed=[1])
    answer = page(bank.county[Role.AUDITOR], "batch_export", batch.number)
    assert "账户已销户" in str(
        CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    )


@pytest.mark.parametrize("name", ["batch_detail", "batch_export", "batch_file", "return_new"])
def test_who_has_no_business_with_money_sees_none(page, bank, name):
    bank.grant()
    batch = bank.prepare()
    for role in (Role.TOWNSHIP_INTAKE, Role.VILLAGE_ASSISTANT, Role.SYSTEM_ADMIN):
        assert page(bank.county[role], name, batch.number).status_code == 403
    assert page(bank.county[Role.AUDITOR], "batch_new").status_code == 403


def test_what_is_not_there_is_not_there(page, bank):
    bank.grant()
    batch = bank.prepare()
    assert page(bank.officer, "batch_detail", "FF0").status_code == 404
    assert page(bank.officer, "batch_detail", batch.number, tab="x").status_code == 404
    assert page(bank.officer, "batch_act", batch.number, "delete").status_code == 404


def test_a_long_list_is_made_and_approved_in_the_background(page, bank, monkeypatch):
    monkeypatch.setattr(views, "LONG", 1)
    monkeypatch.setattr("doudi.office.payments.tasks.SLICE", 2)
    for _each in range(3):
        bank.grant()
    page(bank.officer, "batch_new", data=NEW)
    batch = PaymentBatch.objects.get()
    assert batch.state == "BUILDING"
    assert "正在处理名单" in text(page(bank.officer, "batch_detail", batch.number))
    assert tasks.run_worker(once=True) == 1
    batch.refresh_from_db()
    assert (batch.state, batch.lines.count()) == ("PREPARED", 3)
    task = Task.objects.get()
    assert (task.progress_done, task.result["lines"]) == (3, 3)
    page(bank.finance, "batch_act", batch.number, "approve", data={"sure": "1"})
    tasks.run_worker(once=True)
    batch.refresh_from_db()
    assert batch.state == "APPROVED"


def test_a_task_that_runs_again_changes_nothing(bank):
    from doudi.office.payments import tasks as ours

    bank.grant()
    batch = bank.approve()
    handle = type("Handle", (), {"by": bank.officer})()
    assert ours.fill(handle, batch.pk)["lines"] == 1
    assert ours.approve(handle, batch.pk)["sha256"] == batch.content_sha256


def test_what_waits_is_in_the_inbox(bank):
    bank.grant()
    titles = lambda user: [item.title for item in panels.waiting_batches(user, FEBRUARY)]  # noqa: E731
    batch = bank.prepare()
    assert titles(bank.finance) == ["审批发放名单"]
    batch = bank.approve(batch)
    assert titles(bank.finance) == ["送银行"]
    assert titles(bank.officer) == []
    batch = bank.send(batch)
    bank.answer(batch, failed=[1])
    assert titles(bank.officer) == ["处理退回款项"]
    actions.resend_failed(batch, by=bank.officer, on=FEBRUARY)
    assert titles(bank.officer) == []


def test_a_household_shows_what_it_was_paid(bank):
    unit = bank.grant()
    assert panels.household_panel(None, unit.household) is None
    bank.answer(bank.send())
    _title, _template, context = panels.household_panel(None, unit.household)
    assert [(line.state, label) for line, label in context["rows"]] == [("PAID", "最低生活保障")]
