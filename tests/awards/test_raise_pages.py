"""The pages of raised standards and of reassessments."""

import io
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from doudi.office.audit.models import AccessRecord
from doudi.office.awards import actions
from doudi.office.awards.models import Arrear, Raise, Reassessment
from doudi.office.awards.views import raises
from doudi.office.base import tasks
from doudi.office.payments.models import PaymentBatch
from doudi.office.staff.enums import Role
from tests.awards.living import FEB, MAR, OCT, Living
from tests.payments.world import PIPE, Bank

pytestmark = pytest.mark.django_db
NEW = {"division": "990101", "programme": "dibao", "value_on": "2026-07-01", "regular_month": "2026-10"}


class LivingBank(Bank, Living):
    """Families judged by the rulebook, and a bank."""


@pytest.fixture(autouse=True)
def september(settings):
    settings.FIXED_NOW = datetime(2026, 9, 10, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def bank(county):
    return LivingBank(county)


@pytest.fixture
def page(client):
    def open_as(user, name, *args, data=None, **query):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        address = reverse(name, args=args)
        return client.get(address, query) if data is None else client.post(address, data)

    return open_as


def text(answer):
    return answer.content.decode()


def sheet(answer):
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()


def test_a_raise_goes_its_way_through_the_pages(page, bank):
    bank.unit(0, 0)
    bank.unit(0, division=bank.county.west_village)
    assert "还没有提标方案" in text(page(bank.officer, "raise_list"))
    shown = text(page(bank.officer, "raise_new"))
    assert "2026-07-01" in shown
    assert "640.00 元/月" in shown
    answer = page(bank.officer, "raise_new", data=NEW)
    run = Raise.objects.get()
    assert answer["Location"] == reverse("raise_detail", args=[run.number])
    shown = text(page(bank.head, "raise_detail", run.number))
    for words in ("待审批", "1,280.00", "240.00", "东溪镇", "西坪乡", "360.00", "批准并执行"):
        assert words in shown
    assert "等待批准" in text(page(bank.officer, "raise_detail", run.number))
    assert "不能撤回" in text(page(bank.head, "raise_act", run.number, "approve"))
    assert page(bank.head, "raise_act", run.number, "approve", data={"sure": "1"}).status_code == 302
    assert Arrear.objects.count() == 6
    shown = text(page(bank.head, "raise_detail", run.number))
    assert "已执行" in shown
    assert run.number in text(page(bank.finance, "raise_list"))
    new = {
        "programme": "dibao",
        "month": "2026-10",
        "division": "990101",
        "template": PIPE,
        "kind": "ARREARS",
    }
    page(bank.officer, "batch_new", data=new)
    batch = PaymentBatch.objects.get()
    shown = text(page(bank.finance, "batch_detail", batch.number))
    for words in ("补发", "3 个月", "2026-08", "240.00"):
        assert words in shown


def test_the_workbooks_end_with_their_sums(page, bank):
    bank.unit(0, 0)
    bank.unit(0, division=bank.county.west_village)
    run = bank.compute()
    rows = sheet(page(bank.officer, "raise_export", run.number))
    assert rows[0][:3] == ["乡镇（街道）", "村（社区）", "救助编号"]
    assert rows[0][9:13] == ["2026-07", "2026-08", "2026-09", "补发合计（元）"]
    assert [row[0] for row in rows[1:3]] == ["东溪镇", "西坪乡"]
    assert rows[-1][9:13] == [120.0, 120.0, 120.0, 360.0]
    budget = sheet(page(bank.finance, "raise_export", run.number, table="budget"))
    assert budget[-1] == ["合计", 2.0, 120.0, 360.0, 360.0, 720.0]
    assert AccessRecord.objects.exists()


def test_letters_for_one_and_for_all(page, bank, monkeypatch):
    bank.unit(0, 0)
    bank.unit(0)
    run = bank.compute()
    line = run.lines.first()
    for name, args in (("raise_letter", (run.number, line.pk)), ("raise_letters", (run.number,))):
        answer = page(bank.officer, name, *args)
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")
        assert answer.content == page(bank.officer, name, *args).content
    monkeypatch.setattr(raises, "MOST_LETTERS", 1)
    assert page(bank.officer, "raise_letters", run.number).status_code == 302
    assert page(bank.officer, "raise_letters", run.number, division="990101101").status_code == 302
    assert page(bank.officer, "raise_letter", run.number, 0).status_code == 404


def test_what_is_refused_stands_in_the_form(page, bank):
    bank.unit(0)
    answer = page(bank.officer, "raise_new", data={**NEW, "value_on": "2026-05-01"})
    assert answer.status_code == 422
    assert "没有这项救助的新标准" in text(answer)
    run = bank.compute()
    answer = page(bank.officer, "raise_act", run.number, "cancel", data={"reason": ""})
    assert answer.status_code == 422
    answer = page(bank.officer, "raise_act", run.number, "approve", data={"sure": "1"})
    assert answer.status_code == 422
    assert page(bank.officer, "raise_act", run.number, "nothing").status_code == 404
    assert page(bank.officer, "raise_act", run.number, "again", data={"sure": "1"}).status_code == 302
    assert Raise.objects.count() == 2


def test_who_is_left_out_is_named_with_what_to_do(page, bank):
    unit = bank.unit(0, 0)
    member = unit.members.last().person
    member.died_on = date(2026, 8, 3)
    member.save()
    run = bank.compute()
    shown = text(page(bank.officer, "raise_detail", run.number, kind="held"))
    assert "成员有变动" in shown
    assert "请先办理金额变更或停发" in shown
    assert "没有符合条件的家庭" in text(
        page(bank.officer, "raise_detail", run.number, kind="same", q="谁也不是")
    )


def test_many_are_computed_and_carried_out_in_the_background(page, bank, monkeypatch):
    monkeypatch.setattr(raises, "LONG", 1)
    for _each in range(3):
        bank.unit(0)
    page(bank.officer, "raise_new", data=NEW)
    run = Raise.objects.get()
    assert run.state == "BUILDING"
    assert "正在处理" in text(page(bank.officer, "raise_detail", run.number))
    tasks.run_worker(once=True)
    run.refresh_from_db()
    assert (run.state, run.lines.count()) == ("PROPOSED", 3)
    page(bank.head, "raise_act", run.number, "approve", data={"sure": "1"})
    tasks.run_worker(once=True)
    run.refresh_from_db()
    assert (run.state, Arrear.objects.count()) == ("DONE", 9)


# reassessments


def late(unit, **more):
    return {
        "ground": "DEATH", "since_on": "2026-02-11", "found_on": "2026-05-20", "detail": "殡仪馆数据比对",
        "without": [unit.members.order_by("pk").first().person_id], "act": "show", **more,
    }  # fmt: skip


def test_a_late_death_is_shown_then_kept(page, bank):
    unit = bank.unit(0, 0)
    for month in (FEB, MAR):
        bank.send(bank.approve(bank.prepare(month)))
    assert "追溯核定" in text(page(bank.intake, "award_detail", unit.number))
    assert page(bank.intake, "reassessment_new", unit.number).status_code == 200
    answer = page(bank.intake, "reassessment_new", unit.number, data=late(unit))
    assert answer.status_code == 200
    for words in ("多发合计", "600.00", "未列入发放", "登记结果", "尚未登记"):
        assert words in text(answer)
    assert not Reassessment.objects.exists()
    answer = page(bank.intake, "reassessment_new", unit.number, data=late(unit, act="record"))
    row = Reassessment.objects.get()
    assert answer["Location"] == reverse("reassessment_detail", args=[row.number])
    shown = text(page(bank.finance, "reassessment_detail", row.number))
    for words in ("殡仪馆数据比对", "600.00", "2026-03", "另行办理"):
        assert words in shown
    rows = sheet(page(bank.finance, "reassessment_export", row.number))
    assert rows[1][:4] == ["2026-03", 1200.0, 600.0, 600.0]
    assert rows[-1][3] == 600.0
    letter = page(bank.finance, "reassessment_letter", row.number)
    assert letter.content.startswith(b"%PDF")
    assert row.number in text(page(bank.intake, "reassessment_new", unit.number))


def test_a_wrong_form_is_told(page, bank):
    unit = bank.unit(0)
    answer = page(bank.intake, "reassessment_new", unit.number, data=late(unit, since_on=""))
    assert answer.status_code == 422
    answer = page(bank.intake, "reassessment_new", unit.number, data=late(unit, without=[], act="record"))
    assert answer.status_code == 422
    assert "哪一项情况不同" in text(answer)


def test_each_member_has_an_own_share(page, bank):
    unit = bank.unit(0, 0)
    assert text(page(bank.officer, "award_detail", unit.number)).count("600.00") >= 2
    actions.end(
        unit, by=bank.head, last_month=OCT, reason="VOLUNTARY", note="书面声明", on=date(2026, 9, 10)
    )  # fmt: skip
    assert page(bank.county[Role.AUDITOR], "award_detail", unit.number).status_code == 200
