"""What holds of awards even when somebody writes SQL by hand; on both engines."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import Error, connection, transaction

from doudi.office.awards import actions
from doudi.office.awards.enums import HearingAbout
from doudi.office.awards.models import UnitMember
from tests.awards.world import FEBRUARY, MARCH, ON, person

pytestmark = pytest.mark.django_db


def refused(sql, *params):
    """The database's reason for refusing; nothing of the statement stays."""
    with pytest.raises(Error) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)
    return str(caught.value)


def insert(table, **values):
    names, marks = ", ".join(values), ", ".join(["%s"] * len(values))
    return refused(f"INSERT INTO {table} ({names}) VALUES ({marks})", *values.values())


@pytest.fixture
def unit(world):
    return world.grant()


def award_row(unit, **extra):
    award = unit.awards.get()
    return {
        "unit_id": unit.pk, "monthly_fen": 1, "first_month": MARCH, "last_month": MARCH, "reason": "NEW",
        "determination_id": award.determination_id, "decision_number": "x", "by_id": award.by_id,
        "end_reason": "DEATH", "end_note": "", "ended_by_id": award.by_id, **extra,
    }  # fmt: skip


def test_two_awards_of_a_unit_never_share_a_month(unit):
    assert "share a month" in insert("awards_award", **award_row(unit))


@pytest.mark.parametrize(
    "change",
    [
        "monthly_fen = monthly_fen + 1",
        "first_month = '2025-01-01'",
        "reason = 'INCREASE'",
        "decision_number = 'other'",
        "unit_id = unit_id + 1",
        "by_id = by_id + 1",
    ],
)
def test_an_award_is_never_rewritten(unit, change):
    assert "frozen" in refused(f"UPDATE awards_award SET {change}")


def test_an_end_is_never_moved_later_or_taken_away(world, unit):
    actions.end(
        unit,
        by=world.head,
        last_month=FEBRUARY,
        reason="INCOME",
        on=ON,
        hearing=world.hear(unit, HearingAbout.END),
    )
    assert "frozen" in refused("UPDATE awards_award SET last_month = '2026-09-01'")
    assert "frozen" in refused("UPDATE awards_award SET last_month = NULL")
    assert "frozen" in refused("UPDATE awards_awardunit SET ended_on = NULL")
    assert "frozen" in refused("UPDATE awards_unitmember SET last_day = NULL")


def test_an_award_does_not_end_without_a_hearing_a_reason_and_somebody(unit):
    by = unit.awards.get().by_id
    refused("UPDATE awards_award SET last_month = '2026-02-01'")
    refused("UPDATE awards_award SET last_month = '2026-02-01', end_reason = 'DEATH'")
    assert "after_a_hearing" in refused(
        f"UPDATE awards_award SET last_month = '2026-02-01', end_reason = 'INCOME', ended_by_id = {by}"
    )
    refused("UPDATE awards_award SET monthly_fen = -1")


def test_a_decrease_is_not_written_without_a_hearing(world, unit):
    row = award_row(unit, reason="DECREASE", first_month="2026-05-01", last_month="2026-05-01")
    actions.end(
        unit,
        by=world.head,
        last_month=FEBRUARY,
        reason="INCOME",
        on=ON,
        hearing=world.hear(unit, HearingAbout.END),
    )
    assert "reduced_after_a_hearing" in insert("awards_award", **row)


@pytest.mark.parametrize(
    "table", ["awards_award", "awards_awardunit", "awards_unitmember", "awards_suspension"]
)
def test_nothing_is_deleted(world, unit, table):
    actions.suspend(
        unit,
        by=world.head,
        first_month=MARCH,
        reason="x",
        on=ON,
        hearing=world.hear(unit, HearingAbout.SUSPEND),
    )
    assert "never deleted" in refused(f"DELETE FROM {table}")


def test_what_the_recipient_said_stays(world, unit):
    world.hear(unit, HearingAbout.END)
    assert "forbidden" in refused("UPDATE awards_hearing SET statement = '同意'")
    assert "forbidden" in refused("DELETE FROM awards_hearing")


def test_a_person_is_in_one_exclusive_award_on_any_day(world, unit):
    member = unit.members.get()
    other = world.grant()
    row = {"unit_id": other.pk, "person_id": member.person_id, "exclusion_group": member.exclusion_group}
    assert "exclusive" in insert("awards_unitmember", **row, first_day="2026-01-01", last_day="2026-02-01")
    UnitMember.objects.create(**row, first_day="2025-01-01", last_day="2026-01-31")
    member.refresh_from_db()
    assert "frozen" in refused(
        "UPDATE awards_unitmember SET person_id = %s WHERE id = %s", person().pk, member.pk
    )


def test_a_suspension_is_lifted_once_and_never_shares_a_month(world, unit):
    suspension = actions.suspend(
        unit,
        by=world.head,
        first_month=MARCH,
        reason="x",
        on=ON,
        hearing=world.hear(unit, HearingAbout.SUSPEND),
    )
    row = {
        "unit_id": unit.pk, "first_month": "2026-04-01", "last_month": "2026-05-01", "reason": "y",
        "by_id": suspension.by_id, "hearing_id": world.hear(unit, HearingAbout.SUSPEND).pk, "resume_reason": "z",
        "resumed_by_id": suspension.by_id,
    }  # fmt: skip
    assert "share a month" in insert("awards_suspension", **row)
    assert "frozen" in refused("UPDATE awards_suspension SET first_month = '2026-02-01'")
    actions.resume(unit, by=world.head, first_month=MARCH, reason="z", on=ON)
    assert "frozen" in refused("UPDATE awards_suspension SET last_month = '2026-12-01'")


def test_the_guards_can_be_taken_down_and_put_up_again(unit):
    step = import_module("doudi.office.awards.migrations.0002_guards").Migration.operations[0]
    editor = SimpleNamespace(connection=connection)
    step.reverse_code(None, editor)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE awards_award SET decision_number = 'other'")
    step.code(None, editor)
    assert "frozen" in refused("UPDATE awards_award SET decision_number = 'again'")
