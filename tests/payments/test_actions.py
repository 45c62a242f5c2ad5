"""A month's list, from the awards to the bank's answer."""

import hashlib
from datetime import date

import pytest

from doudi.office.audit.models import AccessRecord, AuditRecord
from doudi.office.awards import actions as awards
from doudi.office.awards.enums import HearingAbout
from doudi.office.awards.models import AwardUnit
from doudi.office.awards.permissions import listed_until
from doudi.office.base.errors import Refused
from doudi.office.payments import actions, permissions
from doudi.office.payments.actions import preparing
from doudi.office.payments.enums import BatchState, Difference, LineState, Problem
from doudi.office.payments.models import (
    HeldUnit,
    LineMember,
    PaymentBatch,
    PaymentLine,
    ReturnFile,
    ReturnLine,
)
from doudi.office.staff.enums import Role
from tests.awards.world import APRIL, FEBRUARY, FEN, MARCH, bank_account, determination, person
from tests.county import staff
from tests.payments.world import answer_rows, pipe_answer, upload

pytestmark = pytest.mark.django_db


def states(batch):
    return list(batch.lines.values_list("serial", "state"))


def problems(batch):
    return {held.unit: held.problem for held in batch.held.all()}


# prepare


def test_a_list_holds_every_household_as_it_is(bank):
    head, child = person("张桂兰"), person("张小明")
    unit = bank.grant(bank.home(head, child))
    line = bank.prepare().lines.get()
    assert (line.unit, line.award, line.amount_fen, line.member_count) == (unit, unit.awards.get(), FEN, 2)
    assert (line.holder_name, line.division_code, line.division_name) == ("张桂兰", "990101100201", "青杠村")
    assert line.account_number == unit.household.accounts.get().account_number
    assert line.holder_document == head.document_number
    assert {(m.name, m.relation, m.live) for m in line.members.all()} == {
        ("张桂兰", "HEAD", True),
        ("张小明", "OTHER", True),
    }


def test_what_changes_later_does_not_change_the_line(bank):
    head = person("张桂兰")
    home = bank.home(head)
    bank.grant(home)
    line = bank.prepare().lines.get()
    before = (line.account_number, line.holder_name, line.division_name, line.amount_fen)
    home.accounts.update(last_day=FEBRUARY)
    bank_account(home, head, "6222000000000000001")
    head.name = "张改名"
    head.save()
    line = PaymentLine.objects.get()
    assert (line.account_number, line.holder_name, line.division_name, line.amount_fen) == before


def test_lines_are_numbered_by_place_and_household(bank):
    units = [
        bank.grant(bank.home(division=d)) for d in (bank.west_village, bank.east_village, bank.east_street)
    ]
    batch = bank.prepare()
    assert [line.unit for line in batch.lines.all()] == [units[2], units[1], units[0]]
    assert [line.serial for line in batch.lines.all()] == [1, 2, 3]
    record = AuditRecord.objects.get(verb="prepare_batch")
    assert record.after == {"count": 3, "fen": 3 * FEN, "held": 0}


def test_a_list_is_of_one_programme_place_and_month(bank):
    bank.grant(bank.home(division=bank.west_village))
    bank.grant(programme="tekun", fen=90_000)
    bank.grant(first_month=MARCH)
    due = bank.grant()
    batch = bank.prepare(division=bank.east)
    assert [line.unit for line in batch.lines.all()] == [due]


def test_recognition_without_money_is_in_no_list(bank):
    bank.grant(fen=0, programme="near_dibao")
    with pytest.raises(Refused, match="没有等待发放的家庭"):
        bank.prepare(programme="near_dibao")


def test_who_cannot_be_paid_is_named_and_the_others_go_on(bank):
    good = bank.grant()
    no_account = bank.grant(bank.home(account=False))
    dead, left, holder = person(), person(), person()
    with_dead = bank.grant(bank.home(person(), dead))
    with_left = bank.grant(bank.home(person(), left))
    guardian_died = bank.grant(bank.home(account=False))
    bank_account(guardian_died.household, holder)
    odd = bank.grant(bank.home(person("张|桂兰")))
    resting = bank.grant()
    awards.suspend(
        resting, by=bank.head, first_month=FEBRUARY, reason="x", on=FEBRUARY,
        hearing=bank.hear(resting, HearingAbout.SUSPEND),
    )  # fmt: skip
    for who in (dead, holder):
        who.died_on = date(2026, 1, 25)
        who.save()
    left.memberships.update(last_day=date(2026, 1, 25))
    batch = bank.prepare()
    assert [line.unit for line in batch.lines.all()] == [good]
    assert problems(batch) == {
        no_account: Problem.NO_ACCOUNT,
        with_dead: Problem.MEMBER_DEAD,
        with_left: Problem.MEMBER_LEFT,
        guardian_died: Problem.HOLDER_DEAD,
        odd: Problem.UNWRITABLE,
        resting: Problem.SUSPENDED,
    }
    held = HeldUnit.objects.get(unit=with_dead)
    assert held.person == dead
    assert held.remedy == "请办理金额变更或停发，然后补编一批。"
    assert str(held) == f"{with_dead.pk} 保障对象已去世"


@pytest.mark.parametrize(
    ("died_on", "paid"), [(date(2026, 1, 31), False), (date(2026, 2, 1), True), (date(2026, 2, 28), True)]
)
def test_the_month_of_death_is_still_paid(bank, died_on, paid):
    who = person(died_on=None)
    home = bank.home(person(), who)
    bank.grant(home)
    who.died_on = died_on
    who.save()
    assert bank.prepare().lines.exists() is paid


def test_a_member_who_left_the_award_holds_the_household_until_it_is_decided_again(bank):
    first, second = person(), person()
    unit = bank.grant(bank.home(first, second))
    awards.member_leaves(unit, second, by=bank.head, on=date(2026, 2, 10), reason="出嫁")
    assert bank.prepare().lines.get().member_count == 2
    march = bank.prepare(MARCH)
    assert problems(march) == {unit: Problem.MEMBER_LEFT}
    actions.cancel(march, by=bank.officer, reason="等待变更")
    awards.change(
        unit, by=bank.head, monthly_fen=FEN, first_month=MARCH, reason="MEMBERS", decision_number="JD-2", on=FEBRUARY,
        determination=determination(unit.household), members=[first],
    )  # fmt: skip
    assert bank.prepare(MARCH).lines.get().member_count == 1


def test_nobody_is_paid_in_two_households(bank):
    who = person()
    first = bank.grant(bank.home(person(), who))
    bank.prepare()
    second = bank.grant(bank.home())
    row = LineMember.objects.filter(person=who).values("exclusion_group").get()
    assert row["exclusion_group"] == second.members.get().exclusion_group
    second.members.model.objects.filter(unit=first, person=who).update(last_day=date(2026, 1, 31))
    second.members.create(person=who, exclusion_group=row["exclusion_group"], first_day=FEBRUARY)
    who.memberships.update(last_day=date(2026, 1, 31))
    second.household.memberships.create(
        person=who, kind="LIVING_TOGETHER", relation="OTHER", first_day=FEBRUARY
    )
    assert problems(bank.prepare(division=bank.east)) == {second: Problem.PAID_ELSEWHERE}


def test_lines_are_compared_with_the_month_before(bank):
    same, more, gone = bank.grant(), bank.grant(), bank.grant()
    bank.send(bank.prepare())
    new = bank.grant(first_month=MARCH)
    awards.change(
        more, by=bank.head, monthly_fen=70_000, first_month=MARCH, reason="INCREASE", decision_number="JD-2",
        on=FEBRUARY, determination=determination(more.household, 70_000),
    )  # fmt: skip
    awards.end(
        gone, by=bank.head, last_month=FEBRUARY, reason="INCOME", on=FEBRUARY, hearing=bank.hear(gone, "END")
    )
    march = bank.prepare(MARCH)
    assert {line.unit: (line.difference, line.previous_fen) for line in march.lines.all()} == {
        same: (Difference.SAME, FEN),
        more: (Difference.CHANGED, FEN),
        new: (Difference.NEW, None),
    }
    before = PaymentLine.objects.counting().filter(month=FEBRUARY)
    assert [line.unit for line in before.without_line_in(MARCH, "dibao")] == [gone]


def test_a_second_list_of_a_month_holds_only_what_is_new(bank):
    bank.grant()
    bank.approve()
    late = bank.grant()
    second = bank.prepare()
    assert (second.seq, [line.unit for line in second.lines.all()]) == (2, [late])


def test_one_list_waits_at_a_time(bank):
    bank.grant()
    first = bank.prepare()
    bank.grant()
    with pytest.raises(Refused, match=f"等待审批（{first}）"):
        bank.prepare()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.COUNTY_OFFICER])
def test_only_the_county_officer_prepares(bank, role):
    bank.grant()
    with pytest.raises(Refused):
        bank.prepare(by=bank.county[role])


def test_a_list_that_makes_no_sense_is_refused(bank):
    bank.grant()
    with pytest.raises(Refused, match="1 日起算"):
        bank.prepare(date(2026, 2, 2))
    with pytest.raises(Refused, match="最多提前一个月"):
        bank.prepare(APRIL, on=FEBRUARY)
    with pytest.raises(Refused, match="没有这种银行文件格式"):
        bank.prepare(template="../secret")
    with pytest.raises(Refused, match="没有等待发放的家庭"):
        bank.prepare(date(2025, 12, 1))


def test_a_list_made_at_the_same_moment_is_refused(bank, monkeypatch):
    bank.grant()
    bank.prepare()
    bank.grant()
    monkeypatch.setattr(preparing, "_check_none_waits", lambda *args: None)
    with pytest.raises(Refused, match="刚刚已由他人编制"):
        bank.prepare()


def test_a_household_listed_at_the_same_moment_stops_the_list(bank, monkeypatch):
    unit = bank.grant()
    bank.prepare()
    monkeypatch.setattr(preparing, "_waiting", lambda batch: AwardUnit.objects.filter(pk=unit.pk))
    monkeypatch.setattr(
        "doudi.office.payments.actions.examining.Examination._taken", lambda self, month: set()
    )
    with pytest.raises(Refused, match="刚刚被列入另一份名单"):
        bank.prepare(division=bank.east)


def test_filling_twice_adds_nothing(bank):
    units = [bank.grant(), bank.grant(bank.home(account=False))]
    batch = actions.start_batch(
        "dibao", FEBRUARY, bank.county.county, by=bank.officer, template="xlsx", on=FEBRUARY
    )
    ids = [unit.pk for unit in units]
    assert [actions.fill_batch(batch, ids, by=bank.officer) for _twice in range(2)] == [1, 0]
    assert actions.waiting_units(batch) == []
    actions.finish_batch(batch, by=bank.officer)
    with pytest.raises(Refused, match="待审批"):
        actions.fill_batch(batch, ids, by=bank.officer)


# approve


def test_approving_fixes_the_file(bank):
    bank.grant()
    batch = bank.approve()
    assert (batch.state, batch.approved_by) == (BatchState.APPROVED, bank.finance)
    assert batch.file_name == f"{batch.number}_202602.txt"
    assert batch.content_sha256 == hashlib.sha256(actions.approving.render(batch)).hexdigest()
    line = batch.lines.get()
    assert line.account_number.encode() not in bytes(batch.content)


def test_the_preparer_never_approves_in_no_account(bank):
    bank.grant()
    preparer = staff("p", Role.COUNTY_OFFICER, bank.county.county, name="唐丽", person_key="k")
    batch = bank.prepare(by=preparer)
    preparer.posts.create(role=Role.FINANCE_OFFICER, division=bank.county.county, first_day=date(2020, 1, 1))
    again = staff("p2", Role.FINANCE_OFFICER, bank.county.county, name="唐丽")
    for user in (preparer, again):
        with pytest.raises(Refused, match="编制人不能审批"):
            actions.approve(batch, by=user)
    assert PaymentBatch.objects.get().state == BatchState.PREPARED


@pytest.mark.parametrize("role", [role for role in Role if role != Role.FINANCE_OFFICER])
def test_only_finance_approves(bank, role):
    bank.grant()
    batch = bank.prepare()
    with pytest.raises(Refused):
        actions.approve(batch, by=bank.county[role])


def test_an_empty_list_is_not_approved(bank):
    bank.grant(bank.home(account=False))
    batch = bank.prepare()
    with pytest.raises(Refused, match="没有可以发放的家庭"):
        bank.approve(batch)


def test_a_list_is_approved_once(bank):
    bank.grant()
    batch = bank.approve()
    with pytest.raises(Refused, match="已审批"):
        bank.approve(batch)


def test_a_death_after_the_list_was_made_stops_the_approval_until_it_is_dropped(bank):
    dead = person()
    home = bank.home(dead)
    unit, other = bank.grant(home), bank.grant()
    batch = bank.prepare()
    dead.died_on = date(2026, 1, 25)
    dead.save()
    with pytest.raises(Refused, match=r"1 户情况发生变化：H990101-\d+（保障对象已去世）"):
        bank.approve(batch)
    assert [(line.unit, why) for line, why in actions.stale_lines(batch)] == [(unit, "保障对象已去世")]
    with pytest.raises(Refused):
        actions.drop_stale(batch, by=bank.finance)
    assert actions.drop_stale(batch, by=bank.officer) == 1
    assert problems(batch) == {unit: Problem.MEMBER_DEAD}
    assert [line.unit for line in batch.lines.listed()] == [other]
    assert bank.approve(batch).state == BatchState.APPROVED


def test_an_award_cannot_shrink_under_a_list(bank):
    unit = bank.grant()
    bank.prepare()
    hearing = bank.hear(unit, HearingAbout.DECREASE)
    with pytest.raises(Refused, match="最早只能从 2026-03 起变更"):
        awards.change(
            unit, by=bank.head, monthly_fen=1, first_month=FEBRUARY, reason="DECREASE", decision_number="x", on=FEBRUARY,
            determination=determination(unit.household, 1), hearing=hearing,
        )  # fmt: skip


def test_a_line_above_its_award_is_stale(bank, monkeypatch):
    unit = bank.grant()
    batch = bank.prepare()
    monkeypatch.setattr("doudi.office.awards.answers.listed._listed_until", lambda unit: None)
    monkeypatch.setattr(
        "doudi.office.payments.actions.examining.Award.objects",
        type("Fake", (), {"covering": staticmethod(lambda month: FakeAwards(unit))}),
    )
    assert [problem for _line, problem in actions.stale_lines(batch)] == [Problem.NO_AWARD.label]


class FakeAwards:
    def __init__(self, unit):
        self.award = unit.awards.get()
        self.award.monthly_fen -= 1

    def filter(self, **_values):
        return [self.award]


# send, take, cancel


def test_the_file_is_taken_as_it_was_approved(bank):
    unit = bank.grant()
    batch = bank.approve()
    with pytest.raises(Refused, match="点“送银行”之后"):
        actions.take_file(batch, by=bank.finance)
    batch = bank.send(batch)
    content = actions.take_file(batch, by=bank.finance)
    assert hashlib.sha256(content).hexdigest() == batch.content_sha256
    assert "张" in content.decode("gb18030")
    record = AccessRecord.objects.get()
    assert (record.list_ids, record.purpose) == ([unit.household_id], "下载银行文件")
    for role in (Role.COUNTY_OFFICER, Role.AUDITOR):
        with pytest.raises(Refused):
            actions.take_file(batch, by=bank.county[role])


def test_a_file_that_does_not_match_its_hash_is_not_given_out(bank):
    bank.grant()
    batch = bank.send()
    batch.content_sha256 = "0" * 64
    with pytest.raises(Refused, match="指纹不一致"):
        actions.take_file(batch, by=bank.finance)


def test_a_cancelled_list_frees_its_households(bank):
    unit = bank.grant()
    batch = bank.prepare()
    with pytest.raises(Refused, match="写明撤销的理由"):
        actions.cancel(batch, by=bank.officer, reason=" ")
    actions.cancel(batch, by=bank.officer, reason="月份选错")
    assert states(batch) == [(1, "VOID")]
    assert listed_until(unit) is None
    assert bank.prepare().lines.get().unit == unit


def test_what_finance_approved_finance_cancels_and_what_was_sent_nobody(bank):
    bank.grant()
    batch = bank.approve()
    with pytest.raises(Refused):
        actions.cancel(batch, by=bank.officer, reason="x")
    actions.cancel(batch, by=bank.finance, reason="x")
    with pytest.raises(Refused, match="已经撤销"):
        actions.cancel(batch, by=bank.finance, reason="x")
    sent = bank.send()
    with pytest.raises(Refused, match="已送银行，不能撤销"):
        actions.cancel(sent, by=bank.finance, reason="x")


# return


def test_the_answer_settles_the_list(bank):
    bank.grant(), bank.grant()
    batch = bank.send()
    file = bank.answer(batch)
    batch.refresh_from_db()
    assert (file.paid, file.returned, batch.state) == (2, 0, BatchState.SETTLED)
    assert states(batch) == [(1, "PAID"), (2, "PAID")]


def test_what_came_back_shows_why_and_only_that_is_sent_again(bank):
    bank.grant(), bank.grant()
    batch = bank.send()
    bank.answer(batch, failed=[2])
    failed = batch.lines.get(serial=2)
    assert (failed.state, failed.answer.code, failed.answer.reason) == (
        LineState.RETURNED,
        "0003",
        "账户已销户",
    )
    with pytest.raises(Refused, match="没有等待发放的家庭"):
        bank.prepare()
    again = actions.resend_failed(batch, by=bank.officer, on=FEBRUARY)
    line = again.lines.get()
    assert (again.resend_of, again.seq, line.resend_of, line.difference) == (
        batch,
        2,
        failed,
        Difference.RESENT,
    )
    with pytest.raises(Refused, match="没有等待重发"):
        actions.resend_failed(batch, by=bank.officer, on=FEBRUARY)
    bank.answer(bank.send(again))
    assert PaymentLine.objects.filter(state="PAID").totals() == {"count": 2, "fen": 2 * FEN}


def test_a_household_granted_anew_is_listed_for_the_month_that_came_back(bank):
    """Found by the machine: the returned line is of an award that is no more, and must not stand in the way."""
    from doudi.office.awards import actions as awards

    home = bank.home(person())
    old = bank.grant(home)
    batch = bank.send(bank.approve(bank.prepare()))
    bank.read(batch, pipe_answer(batch, failed=(1,)))
    hearing = bank.hear(old, "END")
    awards.end(
        old, by=bank.head, last_month=date(2026, 1, 1), reason="INCOME", on=date(2026, 1, 20), hearing=hearing
    )
    new = bank.grant(home, fen=50_000)
    with pytest.raises(Refused, match="没有核定的救助金"):
        actions.resend_failed(batch, by=bank.officer, on=FEBRUARY)
    assert [(line.unit, line.amount_fen) for line in bank.prepare().lines.all()] == [(new, 50_000)]


def test_a_resend_uses_the_new_account(bank):
    head = person()
    home = bank.home(head)
    bank.grant(home)
    batch = bank.send()
    bank.answer(batch, failed=[1])
    home.accounts.update(last_day=FEBRUARY)
    bank_account(home, head, "6222000000000000009")
    assert (
        actions.resend_failed(batch, by=bank.officer, on=FEBRUARY).lines.get().account_number
        == "6222000000000000009"
    )


def test_a_resend_that_failed_is_sent_once_more_and_a_cancelled_one_too(bank):
    bank.grant()
    batch = bank.send()
    bank.answer(batch, failed=[1])
    actions.cancel(actions.resend_failed(batch, by=bank.officer, on=FEBRUARY), by=bank.officer, reason="x")
    second = bank.send(actions.resend_failed(batch, by=bank.officer, on=FEBRUARY))
    bank.answer(second, failed=[1])
    third = bank.send(actions.resend_failed(second, by=bank.officer, on=FEBRUARY))
    bank.answer(third)
    assert [line.state for line in PaymentLine.objects.order_by("pk")] == [
        "RETURNED",
        "VOID",
        "RETURNED",
        "PAID",
    ]


def test_what_may_not_be_paid_any_more_is_not_sent_again(bank):
    who = person()
    unit = bank.grant(bank.home(who))
    batch = bank.send()
    with pytest.raises(Refused, match="没有等待重发"):
        actions.resend_failed(batch, by=bank.officer, on=FEBRUARY)
    bank.answer(batch, failed=[1])
    who.died_on = date(2026, 1, 20)
    who.save()
    with pytest.raises(Refused, match=f"都还不能重发：{unit}：保障对象已去世"):
        actions.resend_failed(batch, by=bank.officer, on=FEBRUARY)
    assert PaymentBatch.objects.count() == 1


def test_what_was_withdrawn_since_is_not_sent_again(bank):
    unit = bank.grant()
    batch = bank.send()
    bank.answer(batch, failed=[1])
    hearing = bank.hear(unit, HearingAbout.END)
    january = date(2026, 1, 1)
    awards.end(unit, by=bank.head, last_month=january, reason="INCOME", on=FEBRUARY, hearing=hearing)
    with pytest.raises(Refused, match="本月已没有核定的救助金"):
        actions.resend_failed(batch, by=bank.officer, on=FEBRUARY)


def test_the_same_file_counts_once(bank):
    bank.grant()
    batch = bank.send()
    first = bank.answer(batch)
    assert bank.answer(batch) == first
    renamed = bank.read(batch, pipe_answer(batch), name="other.txt")
    assert renamed == first
    assert (ReturnFile.objects.count(), ReturnLine.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    "spelling", [{"end": "\n"}, {"end": "\r"}, {"encoding": "utf-8"}, {"encoding": "utf-8-sig"}]
)
def test_the_same_answer_in_other_bytes_has_no_second_effect(bank, spelling):
    bank.grant()
    batch = bank.send()
    bank.answer(batch, failed=[1])
    again = bank.read(batch, pipe_answer(batch, [1], **spelling))
    assert (again.paid, again.returned) == (0, 0)
    assert ReturnLine.objects.count() == 1


def test_an_answer_may_come_in_parts(bank):
    for _each in range(3):
        bank.grant()
    batch = bank.send()
    rows = answer_rows(batch)
    bank.read(batch, pipe_answer(batch, rows=rows[:1]))
    batch.refresh_from_db()
    assert batch.state == BatchState.SENT
    bank.read(batch, pipe_answer(batch, rows=[rows[0], *rows, rows[2]]))
    batch.refresh_from_db()
    assert batch.state == BatchState.SETTLED


def refused_return(bank, batch, data):
    with pytest.raises(actions.ReturnRefused) as caught:
        bank.read(batch, data)
    assert not ReturnFile.objects.exists()
    return "\n".join(caught.value.problems)


def test_a_wrong_file_is_refused_whole(bank):
    bank.grant(), bank.grant()
    batch = bank.send()
    rows = answer_rows(batch)
    (one, account, fen, paid), second = rows
    wrong = {
        "序号 9 不在本批名单中": [rows[0], (9, account, fen, paid)],
        "序号 1 的金额与名单不一致": [(one, account, fen + 1, paid), second],
        "序号 1 的账号 6222***********0000 与名单不一致": [(one, "6222021234567890000", fen, paid), second],
        "序号 1 在第 2 行和第 4 行说法不一": [*rows, (one, account, fen, False)],
    }
    for words, lines in wrong.items():
        assert words in refused_return(bank, batch, pipe_answer(batch, rows=lines))
    assert "这是 FF990101-2026-99999 的回单" in refused_return(
        bank, batch, pipe_answer(batch, number="FF990101-2026-99999")
    )
    assert set(states(batch)) == {(1, "LIVE"), (2, "LIVE")}


def test_many_wrong_lines_are_told_in_part(bank):
    bank.grant()
    batch = bank.send()
    rows = [(serial, "6222021234567890000", 1, True) for serial in range(2, 32)]
    assert "……另有 10 处。" in refused_return(bank, batch, pipe_answer(batch, rows=rows))


def test_an_answer_that_contradicts_the_earlier_one_is_shown_and_refused(bank):
    bank.grant()
    batch = bank.send()
    bank.answer(batch)
    with pytest.raises(Refused, match="先前的回单是“到账”，这次是“退回”"):
        bank.answer(batch, failed=[1])
    other = bank.send(bank.prepare(MARCH))
    bank.answer(other, failed=[1])
    with pytest.raises(Refused, match="先前的回单是“退回”，这次是“到账”"):
        bank.answer(other)


def test_a_file_of_another_list_is_refused(bank):
    bank.grant()
    first = bank.send()
    data = pipe_answer(first)
    bank.read(first, data)
    second = bank.send(bank.prepare(MARCH))
    with pytest.raises(Refused, match=f"已作为 {first} 的回单读入"):
        bank.read(second, data)


def test_a_file_is_read_after_the_list_was_sent_and_not_too_big(bank, monkeypatch):
    bank.grant()
    batch = bank.approve()
    with pytest.raises(Refused, match="还没有送银行"):
        bank.answer(batch)
    with pytest.raises(Refused, match="还没有回单"):
        actions.resend_failed(batch, by=bank.officer, on=FEBRUARY)
    batch = bank.send(batch)
    monkeypatch.setattr("doudi.office.payments.actions.returning.MOST_BYTES", 10)
    with pytest.raises(Refused, match="20 MB"):
        bank.answer(batch)
    with pytest.raises(Refused):
        bank.answer(batch, by=bank.county[Role.AUDITOR])


def test_a_file_read_by_another_at_the_same_moment_is_refused(bank, monkeypatch):
    bank.grant()
    batch = bank.send()
    bank.answer(batch)
    monkeypatch.setattr(
        "doudi.office.payments.actions.returning.ReturnFile.objects", ReturnFile.objects.none()
    )
    with pytest.raises(Refused, match="刚刚已由他人读入"):
        bank.answer(batch)


def test_an_unreadable_file_tells_why(bank):
    bank.grant()
    batch = bank.send()
    assert "没有回单明细" in refused_return(bank, batch, pipe_answer(batch, rows=[]))


# questions and buttons


def test_totals_are_those_of_the_lines(bank):
    bank.grant(), bank.grant(fen=1)
    batch = bank.send()
    bank.answer(batch, failed=[1])
    shown = PaymentBatch.objects.with_totals().get(pk=batch.pk)
    assert (shown.line_count, shown.total_fen, shown.returned_count) == (2, FEN + 1, 1)
    assert shown.paid_fen == batch.lines.get(serial=2).amount_fen


def test_a_late_notice_of_death_shows_what_was_paid_too_much(bank):
    who = person()
    bank.grant(bank.home(who))
    bank.answer(bank.send())
    assert not PaymentLine.objects.paid_after_death()
    who.died_on = date(2026, 1, 25)
    who.save()
    assert PaymentLine.objects.paid_after_death().get().month == FEBRUARY


def test_lists_and_lines_of_another_county_are_not_shown(bank):
    unit = bank.grant()
    batch = bank.prepare()
    assert set(PaymentBatch.objects.visible_to(bank.finance)) == {batch}
    assert not PaymentBatch.objects.visible_to(bank.intake)
    assert PaymentLine.objects.visible_to(bank.intake).get().unit == unit
    stranger = staff("far", Role.TOWNSHIP_INTAKE, bank.county.west)
    assert not PaymentLine.objects.visible_to(stranger)


def test_the_buttons_tell_why_not(bank):
    bank.grant()
    may = permissions.may(bank.prepare(), bank.officer)
    assert may["drop"] is None
    assert may["cancel"] is None
    assert "财务人员" in may["approve"]
    assert "待审批" in may["send"]


def test_rows_say_what_they_are(bank):
    bank.grant(bank.home(person("张桂兰")))
    batch = bank.send()
    file = bank.answer(batch)
    line = batch.lines.get()
    assert [str(row) for row in (line, line.members.get(), file, line.answer)] == [
        f"{batch.pk}-1", "张桂兰", "return.txt", f"{line.pk} 0000",
    ]  # fmt: skip


def test_an_upload_without_a_name_is_named_after_the_list(bank):
    bank.grant()
    batch = bank.send()
    assert (
        actions.read_return(batch, upload(pipe_answer(batch), None), by=bank.officer).file_name
        == batch.number
    )
