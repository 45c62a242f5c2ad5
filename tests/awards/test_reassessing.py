"""A fact that came out late: what was paid against what was due, month by month, and no money moves."""

from datetime import date

import pytest
from django.db import Error, connection, transaction

from doudi.office.awards import actions
from doudi.office.awards.answers import Asked, reassess
from doudi.office.awards.models import Award, Reassessment
from doudi.office.base.errors import Refused
from doudi.office.payments.models import PaymentLine
from tests.awards.living import APR, FEB, MAR, MAY, Living
from tests.awards.world import person
from tests.payments.world import Bank

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 20)


class LivingBank(Bank, Living):
    """Families judged by the rulebook, and a bank."""

    def paid(self, *months):
        for month in months:
            self.send(self.approve(self.prepare(month)))


@pytest.fixture
def bank(county):
    return LivingBank(county)


def ask(unit, since, **more):
    return reassess(unit, Asked(since=since, on=TODAY, **more))


def rows(result):
    return [(m.month, m.paid, m.due, m.over, m.under) for m in result.months]


def first(unit):
    return unit.members.order_by("pk").first().person_id


def test_a_job_that_came_out_late_was_paid_too_much(bank):
    unit = bank.unit(0, 0)
    bank.paid(FEB, MAR, APR)
    wage = {(first(unit), "wage_income"): 100_000, (first(unit), "employed"): 1}
    result = ask(unit, date(2026, 3, 10), changes=wage)
    due = result.months[0].due
    assert 0 < due < 120_000
    assert rows(result) == [(APR, 120_000, due, 120_000 - due, 0), (MAY, None, due, 0, 0)]
    assert (result.over_fen, result.under_fen) == (120_000 - due, 0)
    reasons = result.months[0].reasons
    assert any("工资性收入：0.00 元/月 → 1,000.00 元/月" in reason for reason in reasons), reasons


def test_a_fact_of_the_first_day_counts_for_that_month(bank):
    unit = bank.unit(0)
    bank.paid(FEB, MAR)
    wage = {(first(unit), "wage_income"): 20_000}
    assert [m.month for m in ask(unit, MAR, changes=wage).months] == [MAR, APR, MAY]


def test_a_death_leaves_what_the_others_were_due(bank):
    unit = bank.unit(0, 0)
    bank.paid(FEB, MAR, APR)
    result = ask(unit, date(2026, 2, 11), without=(first(unit),))
    assert rows(result)[:2] == [(MAR, 120_000, 60_000, 60_000, 0), (APR, 120_000, 60_000, 60_000, 0)]
    assert result.over_fen == 120_000
    assert result.months[0].reasons[0].startswith("不再计入：张")
    assert "补差：1,200.00 元 → 600.00 元" in result.months[0].reasons


def test_when_nobody_is_left_nothing_was_due(bank):
    unit = bank.unit(0)
    bank.paid(FEB, MAR)
    result = ask(unit, date(2026, 2, 11), without=(first(unit),))
    assert rows(result)[0] == (MAR, 60_000, 0, 60_000, 0)
    assert result.months[0].reasons == ("没有剩下的保障对象。",)


def test_a_spouse_without_income_was_paid_too_little(bank):
    unit = bank.unit(0)
    spouse = person(birth_on=date(1982, 1, 1))
    unit.household.memberships.create(person=spouse, kind="LIVING_TOGETHER", relation="SPOUSE", first_day=FEB)
    from tests.awards.living import NOTHING

    bank.facts(spouse, FEB, **NOTHING)
    bank.paid(FEB, MAR)
    result = ask(unit, date(2026, 2, 14), added=(spouse.pk,))
    assert rows(result)[0] == (MAR, 60_000, 120_000, 0, 60_000)
    assert (result.over_fen, result.under_fen) == (0, 60_000)


def test_income_above_the_line_leaves_nothing_and_says_which_condition_failed(bank):
    unit = bank.unit(0)
    bank.paid(FEB)
    result = ask(unit, FEB, changes={(first(unit), "pension_income"): 500_000})
    assert rows(result)[0] == (FEB, 60_000, 0, 60_000, 0)
    assert result.months[0].reasons[0].startswith("不符合")


def test_what_is_unknown_is_not_guessed_and_not_kept(bank):
    unit = bank.unit(0)
    bank.paid(FEB)
    asked = Asked(since=FEB, on=TODAY, changes={(first(unit), "wage_income"): None})
    result = reassess(unit, asked)
    assert (result.months[0].due, result.over_fen) == (None, 0)
    with pytest.raises(Refused, match="还不能核定"):
        record(bank, unit, asked)


def test_suspended_months_are_left_out(bank):
    unit = bank.unit(0)
    bank.paid(FEB)
    hearing = bank.hear(unit, "SUSPEND")
    actions.suspend(
        unit, by=bank.head, first_month=MAR, reason="不配合", hearing=hearing, on=date(2026, 2, 20)
    )
    assert [m.month for m in ask(unit, FEB, changes={(first(unit), "wage_income"): 1}).months] == [FEB]


def test_arrears_count_for_their_months_by_the_law_that_paid_them(bank):
    """Nothing was different: paid with the arrears of the raise is just what was due."""
    from doudi.office.payments.actions import prepare_batch
    from tests.awards.living import JUL, OCT, SEP
    from tests.payments.world import PIPE

    unit = bank.unit(0)
    bank.paid(JUL)
    bank.carry_out(bank.compute())
    prepare_batch("dibao", OCT, bank.county.county, by=bank.officer, on=OCT, template=PIPE, kind="ARREARS")
    asked = Asked(since=JUL, on=SEP, changes={(first(unit), "wage_income"): 0})
    month = reassess(unit, asked).months[0]
    assert (month.paid, month.due, month.over, month.under) == (64_000, 64_000, 0, 0)


# kept as a result


def record(bank, unit, asked=None, by=None, **more):
    asked = asked or Asked(since=date(2026, 2, 11), on=TODAY, without=(first(unit),))
    given = {"ground": "DEATH", "found_on": TODAY, "detail": "殡仪馆数据比对", **more}
    return actions.record_reassessment(unit, asked, by=by or bank.intake, **given)


def test_a_result_is_kept_and_nothing_moves(bank):
    unit = bank.unit(0, 0)
    bank.paid(FEB, MAR)
    before = (Award.objects.count(), PaymentLine.objects.count())
    row = record(bank, unit)
    assert row.number.startswith("ZS990101-2026-")
    assert (row.over_fen, row.under_fen, len(row.months)) == (60_000, 0, 3)
    assert row.changes == [{"without": first(unit)}]
    assert (Award.objects.count(), PaymentLine.objects.count()) == before


@pytest.mark.parametrize(
    ("asked", "more", "words"),
    [
        ({"since": date(2026, 6, 1), "without": (1,)}, {}, "不能晚于今天"),
        ({"since": FEB, "without": (1,)}, {"found_on": date(2026, 6, 1)}, "不能晚于今天"),
        ({"since": FEB}, {}, "哪一项情况不同"),
        ({"since": FEB, "without": (1,)}, {"detail": " "}, "经过和依据"),
        ({"since": date(2026, 5, 2), "without": (1,)}, {}, "不需要追溯"),
    ],
)
def test_what_makes_no_sense_is_not_kept(bank, asked, more, words):
    unit = bank.unit(0)
    with pytest.raises(Refused, match=words):
        record(bank, unit, Asked(on=TODAY, **asked), **more)


def test_a_finance_officer_keeps_none(bank):
    with pytest.raises(Refused, match="经办人员"):
        record(bank, bank.unit(0), by=bank.finance)


def test_a_result_is_never_changed(bank):
    unit = bank.unit(0, 0)
    bank.paid(FEB, MAR)
    record(bank, unit)
    for sql in ("UPDATE awards_reassessment SET over_fen = 0", "DELETE FROM awards_reassessment"):
        with pytest.raises(Error, match="forbidden"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    assert Reassessment.objects.get().over_fen == 60_000
