"""What holds of raises and arrears even when somebody writes SQL by hand; on both engines."""

import threading
from collections import Counter

import pytest
from django.db import Error, OperationalError, connection, transaction

from doudi.office.awards import actions
from doudi.office.awards.models import Arrear, Raise
from doudi.office.base.errors import Refused
from doudi.office.staff.enums import Role
from tests import county as maker
from tests.awards.living import JUL, OCT, Living

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
def living(county):
    return Living(county)


@pytest.fixture
def proposed(living):
    living.unit(0)
    return living.compute()


@pytest.fixture
def done(living, proposed):
    return living.carry_out(proposed)


@pytest.mark.parametrize(
    "change",
    [
        "state = 'DONE'",
        "state = 'BUILDING'",
        "value_on = '2026-01-01'",
        "regular_month = '2026-12-01'",
        "changes = '[]'",
    ],
)
def test_no_step_of_a_raise_is_skipped_and_nothing_is_rewritten(proposed, change):
    refused(f"UPDATE awards_raise SET {change}")


def test_a_raise_is_not_approved_by_who_computed_it(living, proposed):
    now = "2026-09-12 00:00:00+00:00"
    sql = "UPDATE awards_raise SET state = 'APPROVED', decided_by_id = %s, decided_at = %s"
    refused(sql, living.officer.pk, now)
    twin = maker.staff("twin", Role.COUNTY_HEAD, living.county.county, name=living.officer.name)
    assert "in no account" in refused(sql, twin.pk, now)


def test_a_decision_stays(living, done):
    other = maker.staff("other", Role.COUNTY_HEAD, living.county.county, name="另一名负责人")
    assert "forbidden" in refused("UPDATE awards_raise SET decided_by_id = %s", other.pk)
    assert "forbidden" in refused(
        "UPDATE awards_raise SET state = 'PROPOSED', decided_by_id = NULL, decided_at = NULL"
    )


@pytest.mark.parametrize(
    "change",
    ["new_fen = new_fen + 1", "arrears_fen = arrears_fen + 1", "months = '[]'", "from_month = '2027-01-01'"],
)
def test_a_line_is_frozen(proposed, change):
    assert "frozen" in refused(f"UPDATE awards_raiseline SET {change}")


def test_a_line_is_not_carried_out_before_the_approval(proposed):
    assert "forbidden" in refused("UPDATE awards_raiseline SET state = 'APPLIED'")


def test_no_line_is_added_to_what_was_proposed(proposed):
    line = proposed.lines.get()
    other = {
        "run_id": proposed.pk, "unit_id": line.unit_id, "value_on": proposed.value_on, "name": "x", "member_count": 1,
        "determination_id": line.determination_id, "old_fen": 1, "new_fen": 2, "months": "[]", "arrears_fen": 0,
        "state": "SAME", "problem": "", "note": "",
    }  # fmt: skip
    assert "being built" in insert("awards_raiseline", **other)


@pytest.mark.parametrize("table", ["awards_raise", "awards_raiseline"])
def test_nothing_is_deleted(done, table):
    assert "never deleted" in refused(f"DELETE FROM {table}")


def test_arrears_only_grow(done):
    for sql in ("UPDATE awards_arrear SET fen = 1", "DELETE FROM awards_arrear"):
        assert "forbidden" in refused(sql)


@pytest.mark.parametrize(
    "extra",
    [{}, {"before_fen": 64_000}, {"month": OCT, "before_fen": 64_000}, {"month": "2026-06-01"}, {"fen": 0}],
)
def test_no_gap_is_owed_twice(done, extra):
    arrear = Arrear.objects.order_by("month").first()
    row = {
        "line_id": arrear.line_id,
        "unit_id": arrear.unit_id,
        "month": JUL,
        "before_fen": 60_000,
        "fen": 4_000,
    }
    insert("awards_arrear", **{**row, **extra})
    assert Arrear.objects.count() == 3


# at once


def at_once(act, count=4):
    """What each of `count` threads said, started behind one barrier."""
    said, gate = [], threading.Barrier(count)

    def run():
        gate.wait()
        try:
            act()
            said.append("done")
        except Refused:
            said.append("refused")
        except OperationalError as error:
            said.append(f"broken: {error}")
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _each in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(said)


@pytest.mark.django_db(transaction=True)
def test_of_several_who_approve_at_once_one_does():
    living = Living(maker.make())
    unit = living.unit(0)
    run, head = living.compute(), living.head
    assert at_once(lambda: living.carry_out(run, by=head)) == {"done": 1, "refused": 3}
    assert (unit.awards.count(), Arrear.objects.count()) == (2, 3)


@pytest.mark.django_db(transaction=True)
def test_of_several_who_compute_at_once_one_does():
    living = Living(maker.make())
    living.unit(0)
    assert living.officer
    assert at_once(living.compute) == {"done": 1, "refused": 3}
    assert Raise.objects.count() == 1


def test_a_task_that_ran_twice_changes_nothing(living, proposed):
    from doudi.office.awards import tasks

    actions.approve_raise(proposed, by=living.head)

    class Handle:
        by = living.head

        def progress(self, done, total):
            assert done <= total

    for _again in range(2):
        told = tasks.apply(Handle(), run=proposed.pk)
    assert told == {"raise": proposed.number, "held": 0}
    assert Arrear.objects.count() == 3
