"""What approved raises owe goes into a list of its own, every month of it once."""

import uuid
from datetime import date

import pytest
from django.db import Error, IntegrityError, connection, transaction

from doudi.office.awards.actions import end, suspend
from doudi.office.awards.answers import listed
from doudi.office.awards.models import Arrear, UnitMember
from doudi.office.base.errors import Refused
from doudi.office.payments import actions
from doudi.office.payments.actions import examining, preparing
from doudi.office.payments.models import ArrearPart, PaymentLine
from doudi.office.payments.questions import listed_until
from tests.awards.living import AUG, JUL, OCT, SEP, Living
from tests.payments.world import PIPE, Bank, pipe_answer, upload

pytestmark = pytest.mark.django_db
LAW = {"kind": "ARREARS", "template": PIPE}


class LivingBank(Bank, Living):
    """Families judged by the rulebook, and a bank."""

    def arrears(self, month=OCT):
        return actions.prepare_batch(
            "dibao", month, self.county.county, by=self.officer, on=month, **LAW
        )  # fmt: skip


@pytest.fixture
def bank(county):
    return LivingBank(county)


@pytest.fixture
def raised(bank):
    """Two families, owed July to September: 40 and 80 yuan a month."""
    units = [bank.unit(0), bank.unit(0, 0)]
    bank.carry_out(bank.compute())
    return units


def test_one_line_for_a_household_with_its_months_inside(bank, raised):
    batch = bank.arrears()
    lines = [(line.unit, line.amount_fen, line.parts.count()) for line in batch.lines.order_by("amount_fen")]
    assert lines == [(raised[0], 12_000, 3), (raised[1], 24_000, 3)]
    assert {line.get_difference_display() for line in batch.lines.all()} == {"补发"}


def test_a_list_of_arrears_and_the_regular_one_stand_beside_each_other(bank, raised):
    first, second = bank.arrears(), bank.prepare(OCT)
    assert [line.amount_fen for line in second.lines.order_by("amount_fen")] == [64_000, 128_000]
    assert first.state == second.state == "PREPARED"
    assert listed_until(raised[0]) == OCT


def test_arrears_do_not_move_the_month_until_which_an_award_is_listed(bank, raised):
    bank.arrears()
    assert listed_until(raised[0]) is None
    assert listed.paid_by_month(raised[0]) == dict.fromkeys((JUL, AUG, SEP), 4_000)


def test_arrears_are_listed_once(bank, raised):
    batch = bank.arrears()
    with pytest.raises(Refused, match="等待审批"):
        bank.arrears()
    bank.send(bank.approve(batch))
    with pytest.raises(Refused, match="没有等待补发"):
        bank.arrears()


def test_a_month_that_no_award_covers_any_more_is_held_and_said(bank, raised):
    """A death in August becomes known after the raise was carried out: September is not owed."""
    person = raised[0].members.get().person
    person.died_on = date(2026, 8, 10)
    person.save()
    end(raised[0], by=bank.head, last_month=AUG, reason="DEATH", on=date(2026, 9, 20))
    assert [(held.unit, held.problem) for held in bank.arrears().held.all()] == [(raised[0], "NO_AWARD")]


def test_whoever_had_left_before_the_first_month_owed_is_not_named(bank, raised):
    gone = raised[1].members.last()
    UnitMember.objects.filter(pk=gone.pk).update(last_day=date(2026, 5, 31))
    line = bank.arrears().lines.get(unit=raised[1])
    assert line.members.count() == 1


def test_an_award_that_was_taken_back_owes_nothing(bank, raised, monkeypatch):
    monkeypatch.setattr(examining.Examination, "_awards", lambda self, month: [])
    assert {held.problem for held in bank.arrears().held.all()} == {"NO_AWARD"}


def test_a_cancelled_list_sets_its_arrears_free(bank, raised):
    batch = bank.arrears()
    actions.cancel(batch, by=bank.officer, reason="账户有误")
    assert not ArrearPart.objects.filter(live=True).exists()
    assert bank.arrears().lines.count() == 2


def test_what_came_back_is_sent_again_with_the_same_months(bank, raised):
    batch = bank.send(bank.approve(bank.arrears()))
    bank.read(batch, pipe_answer(batch, failed=(1,)))
    assert ArrearPart.objects.filter(live=True).count() == 3
    with pytest.raises(Refused, match="没有等待补发"):
        bank.arrears()
    again = actions.resend_failed(batch, by=bank.officer, on=OCT)
    assert (again.kind, again.lines.get().parts.count()) == ("ARREARS", 3)
    bank.answer(bank.send(bank.approve(again)))
    paid = PaymentLine.objects.filter(state="PAID")
    assert sum(line.amount_fen for line in paid) == sum(Arrear.objects.values_list("fen", flat=True))


def test_months_after_that_of_the_list_wait(bank, raised):
    assert [line.parts.count() for line in bank.arrears(AUG).lines.all()] == [2, 2]
    batch = actions.prepare_batch("dibao", OCT, bank.county.county, by=bank.officer, on=OCT, **LAW)
    assert [line.parts.count() for line in batch.lines.all()] == [1, 1]


def test_a_month_that_was_suspended_after_the_approval_is_held(bank, raised):
    unit = raised[0]
    hearing = bank.hear(unit, "SUSPEND")
    suspend(unit, by=bank.head, first_month=SEP, reason="不配合", hearing=hearing, on=date(2026, 9, 13))
    batch = bank.arrears()
    assert batch.held.get().problem == "SUSPENDED"
    assert batch.lines.get().unit == raised[1]


# what the database refuses


def refused(sql, *params):
    with pytest.raises(Error) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)
    return str(caught.value)


def copied(table, row, **changes):
    """An INSERT of the same row with other values."""
    names = [f.column for f in row._meta.concrete_fields if f.column not in {"id", "created_at"}]
    picked = ", ".join("%s" if name in changes else name for name in names)
    given = [changes[name] for name in names if name in changes]
    columns = ", ".join(names)
    return refused(
        f"INSERT INTO {table} ({columns}) SELECT {picked} FROM {table} WHERE id = %s", *given, row.pk
    )


def test_the_same_month_of_arrears_is_in_no_two_lines(bank, raised):
    batch = bank.arrears()
    first, second = batch.lines.order_by("pk")
    part = first.parts.first()
    assert "belongs into an open line" in copied("payments_arrearpart", part, line_id=second.pk)
    bank.approve(batch)
    assert "belongs into an open line" in copied("payments_arrearpart", part)


def test_the_sum_of_a_line_is_that_of_its_months(bank, raised):
    batch = actions.start_batch("dibao", OCT, bank.county.county, by=bank.officer, on=OCT, **LAW)
    actions.fill_batch(batch, actions.waiting_units(batch), by=bank.officer)
    line = batch.lines.first()
    assert "frozen" in refused("UPDATE payments_arrearpart SET fen = fen + 1")
    assert "frozen" in refused("UPDATE payments_arrearpart SET live = %s", False)
    assert "never deleted" in refused("DELETE FROM payments_arrearpart")
    again = {"serial": 99, "seal_id": uuid.uuid4().hex, "amount_fen": 1}
    assert "needs an open batch" in copied("payments_paymentline", line, **again)


def test_a_line_without_its_months_is_not_closed(bank, raised):
    batch = actions.start_batch("dibao", OCT, bank.county.county, by=bank.officer, on=OCT, **LAW)
    findings = examining.Examination(batch, actions.waiting_units(batch)).findings()
    for found in findings:
        found.arrears = found.arrears[:1]
    preparing._write_lines(batch, findings)
    with pytest.raises(IntegrityError, match="add up"), transaction.atomic():
        actions.finish_batch(batch, by=bank.officer)


@pytest.mark.parametrize("change", ["kind = 'REGULAR'", "amount_fen = amount_fen + 1"])
def test_a_line_of_arrears_is_frozen(bank, raised, change):
    bank.arrears()
    assert "frozen" in refused(f"UPDATE payments_paymentline SET {change}")


def test_a_list_stays_of_its_kind(bank, raised):
    bank.arrears()
    assert "forbidden" in refused("UPDATE payments_paymentbatch SET kind = 'REGULAR'")


def test_a_file_with_arrears_is_read_like_any_other(bank, raised):
    batch = bank.send(bank.approve(bank.arrears()))
    file = actions.read_return(batch, upload(pipe_answer(batch)), by=bank.finance)
    assert (file.paid, file.returned) == (2, 0)
    batch.refresh_from_db()
    assert batch.state == "SETTLED"
