"""A raise is approved by another person, its lines are frozen, and no gap of a month is owed twice."""

from django.db import migrations

from doudi.office.base.guards import Guard, frozen, install, no_delete
from doudi.office.base.triggers import append_only

RAISE, LINE, ARREAR = "awards_raise", "awards_raiseline", "awards_arrear"

RAISE_MOVES = (
    "((OLD.state = 'BUILDING' AND NEW.state IN ('PROPOSED', 'CANCELLED'))"
    " OR (OLD.state = 'PROPOSED' AND NEW.state IN ('APPROVED', 'CANCELLED'))"
    " OR (OLD.state = 'APPROVED' AND NEW.state = 'DONE'))"
)
SAME_PERSON = (
    "(NEW.decided_by_id IS NOT NULL AND EXISTS (SELECT 1 FROM staff_user a, staff_user b"
    " WHERE a.id = NEW.decided_by_id AND b.id = NEW.by_id"
    " AND (a.id = b.id OR (a.person_key <> '' AND a.person_key = b.person_key)"
    " OR ((a.person_key = '' OR b.person_key = '') AND a.name = b.name))))"
)
STATE_OF_RUN = f"(SELECT r.state FROM {RAISE} r WHERE r.id = NEW.run_id)"
LINE_MOVES = (
    f"(OLD.state = 'PROPOSED' AND ((NEW.state IN ('APPLIED', 'HELD') AND {STATE_OF_RUN} = 'APPROVED')"
    f" OR (NEW.state = 'VOID' AND {STATE_OF_RUN} = 'CANCELLED')))"
)
DUE = (
    "(SELECT a.monthly_fen FROM awards_award a WHERE a.unit_id = NEW.unit_id AND a.first_month <= NEW.month"
    " AND (a.last_month IS NULL OR a.last_month >= NEW.month))"
    f" + COALESCE((SELECT SUM(o.fen) FROM {ARREAR} o WHERE o.unit_id = NEW.unit_id AND o.month = NEW.month), 0)"
)
RESTING = (
    "EXISTS (SELECT 1 FROM awards_suspension s WHERE s.unit_id = NEW.unit_id AND s.first_month <= NEW.month"
    " AND (s.last_month IS NULL OR s.last_month >= NEW.month))"
)
OF_LINE = (
    f"EXISTS (SELECT 1 FROM {LINE} l JOIN {RAISE} r ON r.id = l.run_id WHERE l.id = NEW.line_id"
    " AND l.unit_id = NEW.unit_id AND l.state = 'PROPOSED' AND r.state = 'APPROVED'"
    " AND r.first_month <= NEW.month AND (l.from_month IS NULL OR NEW.month < l.from_month)"
    f" AND l.arrears_fen >= NEW.fen + COALESCE((SELECT SUM(o.fen) FROM {ARREAR} o WHERE o.line_id = l.id), 0))"
)

GUARDS = [
    Guard(
        "raise_starts_empty",
        RAISE,
        "INSERT",
        "(NEW.state <> 'BUILDING' OR NEW.decided_by_id IS NOT NULL)",
        "a raise starts empty",
    ),
    Guard(
        "raise_moves",
        RAISE,
        "UPDATE",
        f"(NEW.state <> OLD.state AND NOT {RAISE_MOVES}) OR (OLD.decided_by_id IS NOT NULL"
        f" AND {frozen('decided_by_id', 'decided_at')}) OR "
        + frozen(
            "number", "division_id", "programme", "value_on", "first_month", "regular_month", "changes", "by_id",
            "created_at",
        ),
        "this step of a raise is forbidden",
    ),
    Guard("raise_two_people", RAISE, "UPDATE", SAME_PERSON, "who proposes a raise may not approve it, in no account"),
    no_delete(RAISE),
    Guard(
        "raise_line_in_its_run",
        LINE,
        "INSERT",
        f"({STATE_OF_RUN} <> 'BUILDING' OR NEW.state NOT IN ('PROPOSED', 'SAME', 'HELD')"
        f" OR NEW.value_on <> (SELECT r.value_on FROM {RAISE} r WHERE r.id = NEW.run_id))",
        "a line needs a raise that is being built",
        "awards_awardunit WHERE id = NEW.unit_id",
    ),
    Guard(
        "raise_line_is_frozen",
        LINE,
        "UPDATE",
        frozen(
            "run_id", "unit_id", "value_on", "name", "member_count", "determination_id", "old_fen", "new_fen",
            "from_month", "months", "arrears_fen", "created_at",
        ),
        "a line of a raise is frozen",
    ),
    Guard(
        "raise_line_moves",
        LINE,
        "UPDATE",
        f"(NEW.state <> OLD.state AND NOT {LINE_MOVES})",
        "this step of a line is forbidden",
    ),
    no_delete(LINE),
    Guard(
        "arrear_closes_a_gap",
        ARREAR,
        "INSERT",
        f"(NOT {OF_LINE} OR {RESTING} OR COALESCE({DUE}, -1) <> NEW.before_fen)",
        "an arrear starts where the month stands, once",
        "awards_awardunit WHERE id = NEW.unit_id",
    ),
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("awards", "0004_raises"), ("staff", "0001_initial")]
    operations = [install(GUARDS), append_only(ARREAR, "awards_reassessment")]
