"""What holds of money even when somebody writes SQL by hand; on both engines."""

import itertools
from datetime import date

import pytest
from django.db import connection, transaction

from doudi.office.awards.enums import HearingAbout
from doudi.office.payments import actions
from doudi.office.payments.enums import BATCH_MOVES, LINE_MOVES, BatchState, LineState
from doudi.office.payments.models import PaymentBatch, PaymentLine, ReturnFile, ReturnLine
from doudi.office.staff.enums import Role
from tests.awards.test_guards import insert, refused
from tests.awards.world import FEBRUARY, MARCH
from tests.county import staff

pytestmark = pytest.mark.django_db
BATCH, LINE, MEMBER = "payments_paymentbatch", "payments_paymentline", "payments_linemember"


def sql_row(row, **changes):
    """The columns of a row as they lie in the database, to be written once more."""
    columns = [field.column for field in row._meta.concrete_fields if field.column != "id"]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)} FROM {row._meta.db_table} WHERE id = %s", [row.pk])
        return dict(zip(columns, cursor.fetchone(), strict=True)) | changes


@pytest.fixture
def line(bank):
    bank.grant()
    return bank.prepare().lines.get()


def fresh(line):
    return {"serial": 99, "seal_id": "0" * 32}


def open_batch(line):
    """A list of the same month that is still being filled, somewhere else."""
    batch = line.batch
    return PaymentBatch.objects.create(
        number="X", programme=batch.programme, division_id="990101100", month=batch.month, prepared_by=batch.prepared_by,
        template=batch.template,
    )  # fmt: skip


def test_a_household_is_not_listed_twice_for_a_month(line):
    row = sql_row(line, batch_id=open_batch(line).pk, **fresh(line))
    assert "household" in insert(LINE, **row)


def test_a_person_is_not_paid_twice_for_a_month(bank, line):
    member = line.members.get()
    bank.grant()
    other = bank.prepare(division=bank.east).lines.get()
    assert "person" in insert(MEMBER, **sql_row(member, line_id=other.pk))


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount_fen": 63_001},
        {"amount_fen": 0},
        {"amount_fen": -1},
        {"month": date(2026, 1, 1)},
        {"programme": "tekun"},
        {"state": "PAID"},
        {"state": "VOID"},
        {"unit_id": 0},
        {"household_id": 0},
        {"award_id": 0},
    ],
    ids=str,
)
def test_a_line_needs_an_award_that_covers_it(line, wrong):
    batch = open_batch(line)
    actions.cancel(line.batch, by=line.batch.prepared_by, reason="x")
    row = sql_row(line, batch_id=batch.pk, **fresh(line)) | {"state": "LIVE"}
    insert(LINE, **row | wrong)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {LINE} ({', '.join(row)}) VALUES ({', '.join(['%s'] * len(row))})",
            list(row.values()),
        )


def test_a_line_is_not_added_to_a_list_that_waits(bank, line):
    actions.cancel(line.batch, by=bank.officer, reason="x")
    batch = bank.prepare()
    PaymentLine.objects.get(batch=batch)
    assert "open batch" in insert(LINE, **sql_row(batch.lines.get(), serial=7, seal_id="1" * 32))


def test_a_suspended_award_is_not_listed(bank, line):
    batch = open_batch(line)
    actions.cancel(line.batch, by=bank.officer, reason="x")
    from doudi.office.awards import actions as awards

    awards.suspend(
        line.unit, by=bank.head, first_month=FEBRUARY, reason="x", on=FEBRUARY,
        hearing=bank.hear(line.unit, HearingAbout.SUSPEND),
    )  # fmt: skip
    insert(LINE, **sql_row(line, batch_id=batch.pk, **fresh(line)) | {"state": "LIVE"})


def test_a_line_is_not_sent_again_unless_it_came_back(line):
    batch = open_batch(line)
    actions.cancel(line.batch, by=line.batch.prepared_by, reason="x")
    insert(LINE, **sql_row(line, batch_id=batch.pk, resend_of_id=line.pk, **fresh(line)) | {"state": "LIVE"})


FROZEN = {
    "amount_fen": "amount_fen + 1",
    "month": "'2026-09-01'",
    "programme": "'tekun'",
    "serial": "serial + 1",
    "holder_name": "'别人'",
    "account_number": "holder_document",
    "account_index": "'x'",
    "bank": "'别家银行'",
    "member_count": "member_count + 1",
    "division_code": "'x'",
    "household_id": "household_id + 1",
    "batch_id": "batch_id + 1",
    "previous_fen": "1",
    "difference": "'SAME'",
}


@pytest.mark.parametrize("column", FROZEN)
def test_a_line_is_frozen(line, column):
    assert "frozen" in refused(f"UPDATE {LINE} SET {column} = {FROZEN[column]}")


@pytest.mark.parametrize("table", [BATCH, LINE, MEMBER])
def test_nothing_is_deleted(line, table):
    assert "never deleted" in refused(f"DELETE FROM {table}")


def in_state(bank, state):
    """A list with one line in the wanted state, reached by the lawful way."""
    bank.grant()
    if state == BatchState.BUILDING:
        batch = actions.start_batch(
            "dibao", FEBRUARY, bank.county.county, by=bank.officer, template="xlsx", on=FEBRUARY
        )
        actions.fill_batch(batch, actions.waiting_units(batch), by=bank.officer)
        return batch
    batch = bank.prepare()
    if state == BatchState.CANCELLED:
        return actions.cancel(batch, by=bank.officer, reason="x")
    if state != BatchState.PREPARED:
        batch = bank.approve(batch)
    if state in {BatchState.SENT, BatchState.SETTLED}:
        batch = bank.send(batch)
    if state == BatchState.SETTLED:
        bank.answer(batch)
    batch.refresh_from_db()
    return batch


FILL = {
    BatchState.CANCELLED: "cancelled_by_id = prepared_by_id, cancel_reason = 'x', sent_at = NULL, sent_by_id = NULL",
    BatchState.SENT: "sent_at = created_at, sent_by_id = prepared_by_id, cancelled_by_id = NULL, cancel_reason = ''",
    BatchState.SETTLED: "sent_at = created_at, sent_by_id = prepared_by_id, cancelled_by_id = NULL, cancel_reason = ''",
}
NOTHING = "sent_at = NULL, sent_by_id = NULL, cancelled_by_id = NULL, cancel_reason = ''"
FORBIDDEN = [(a, b) for a, b in itertools.permutations(BatchState, 2) if b not in BATCH_MOVES[a]]


@pytest.mark.parametrize(("before", "after"), FORBIDDEN, ids=lambda state: state.value)
def test_a_list_takes_no_step_that_is_not_named(bank, before, after):
    batch = in_state(bank, before)
    fill = FILL.get(after, NOTHING)
    assert refused(f"UPDATE {BATCH} SET state = %s, {fill} WHERE id = %s", after.value, batch.pk)
    batch.refresh_from_db()
    assert batch.state == before


def test_a_list_is_not_approved_without_content(bank):
    batch = in_state(bank, BatchState.PREPARED)
    assert refused(f"UPDATE {BATCH} SET state = 'APPROVED' WHERE id = %s", batch.pk)


def test_the_preparer_does_not_approve(bank):
    batch = in_state(bank, BatchState.PREPARED)
    approve = (
        f"UPDATE {BATCH} SET state = 'APPROVED', approved_at = created_at, content = %s, content_sha256 = 'x', "
        "approved_by_id = %s"
    )
    assert "may not approve" in refused(approve, b"x", batch.prepared_by_id)
    second = staff("second", Role.FINANCE_OFFICER, bank.county.county, name=batch.prepared_by.name)
    assert "in no account" in refused(approve, b"x", second.pk)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(approve, [b"x", bank.finance.pk])
        transaction.set_rollback(True)


@pytest.mark.parametrize("state", [BatchState.APPROVED, BatchState.SENT, BatchState.SETTLED])
@pytest.mark.parametrize(
    "change",
    [
        "content = '00'",
        "content_sha256 = 'x'",
        "file_name = 'x'",
        "approved_at = created_at",
        "approved_by_id = 0",
    ],
)
def test_what_was_approved_stays(bank, state, change):
    in_state(bank, state)
    if connection.vendor == "postgresql":
        change = change.replace("content = '00'", r"content = '\x00'")
    assert refused(f"UPDATE {BATCH} SET {change}")


@pytest.mark.parametrize(
    "change",
    [
        "month = '2026-09-01'",
        "programme = 'tekun'",
        "number = 'x'",
        "seq = 9",
        "template = 'xlsx'",
        "division_id = '990101100'",
    ],
)
def test_what_a_list_is_about_stays(bank, change):
    in_state(bank, BatchState.PREPARED)
    assert "forbidden" in refused(f"UPDATE {BATCH} SET {change}")


def test_a_list_starts_empty(bank):
    batch = in_state(bank, BatchState.CANCELLED)
    row = sql_row(batch, number="other", seq=9, seal_id="2" * 32)
    assert "starts empty" in insert(BATCH, **row)
    assert insert(
        BATCH, **row | {"seq": batch.seq, "state": "BUILDING", "cancelled_by_id": None, "cancel_reason": ""}
    )


def line_in(bank, state):
    """A line in the wanted state, reached by the lawful way."""
    if state == LineState.LIVE:
        return in_state(bank, BatchState.SENT).lines.get()
    if state == LineState.VOID:
        return in_state(bank, BatchState.CANCELLED).lines.get()
    batch = in_state(bank, BatchState.SENT)
    bank.answer(batch, failed=[1] if state == LineState.RETURNED else [])
    return batch.lines.get()


LINE_FORBIDDEN = [(a, b) for a, b in itertools.permutations(LineState, 2) if b not in LINE_MOVES[a]]


@pytest.mark.parametrize(("before", "after"), LINE_FORBIDDEN, ids=lambda state: state.value)
def test_a_line_takes_no_step_that_is_not_named(bank, before, after):
    line = line_in(bank, before)
    assert "forbidden" in refused(f"UPDATE {LINE} SET state = %s WHERE id = %s", after.value, line.pk)


@pytest.mark.parametrize("after", ["PAID", "RETURNED", "VOID"])
def test_a_line_at_the_bank_moves_only_on_the_banks_word(bank, after):
    line = line_in(bank, LineState.LIVE)
    assert "forbidden" in refused(f"UPDATE {LINE} SET state = %s", after)
    file = ReturnFile.objects.create(
        batch=line.batch, sha256="x", file_name="x", content=b"x", by=bank.finance
    )
    ReturnLine.objects.create(line=line, file=file, paid=after != "PAID")
    assert "forbidden" in refused(f"UPDATE {LINE} SET state = %s", "PAID" if after == "PAID" else "VOID")


def test_a_list_is_not_settled_while_a_line_is_open(bank):
    in_state(bank, BatchState.SENT)
    assert "not settled" in refused(f"UPDATE {BATCH} SET state = 'SETTLED'")


def test_a_member_of_a_live_line_is_frozen(line):
    assert "frozen" in refused(f"UPDATE {MEMBER} SET live = %s", False)
    assert "frozen" in refused(f"UPDATE {MEMBER} SET name = '别人'")
    actions.cancel(line.batch, by=line.batch.prepared_by, reason="x")
    assert "frozen" in refused(f"UPDATE {MEMBER} SET live = %s", True)


@pytest.mark.parametrize("table", ["payments_returnfile", "payments_returnline"])
def test_the_banks_word_stays(bank, table):
    in_state(bank, BatchState.SETTLED)
    assert "forbidden" in refused(f"UPDATE {table} SET created_at = created_at")
    assert "forbidden" in refused(f"DELETE FROM {table}")


def test_an_award_does_not_end_before_what_is_listed(bank, line):
    end = "UPDATE awards_award SET last_month = %s, end_reason = 'DEATH', ended_by_id = by_id WHERE id = %s"
    assert "payment list" in refused(end, date(2026, 1, 1), line.award_id)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(end, [FEBRUARY, line.award_id])


def test_a_listed_month_is_not_suspended(bank, line):
    hearing = bank.hear(line.unit, HearingAbout.SUSPEND)
    row = {
        "unit_id": line.unit_id, "first_month": FEBRUARY, "reason": "x", "by_id": bank.head.pk, "hearing_id": hearing.pk,
        "resume_reason": "",
    }  # fmt: skip
    assert "payment list" in insert("awards_suspension", **row)
    with transaction.atomic(), connection.cursor() as cursor:
        names = ", ".join(row)
        cursor.execute(
            f"INSERT INTO awards_suspension ({names}) VALUES (%s, %s, %s, %s, %s, %s)",
            [*(row | {"first_month": MARCH}).values()],
        )


def test_the_attacks_fail_for_their_own_reason(line):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {LINE} SET state = 'VOID'")
    line.refresh_from_db()
    assert line.state == LineState.VOID
