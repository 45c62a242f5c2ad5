"""What must hold of money holds in the database: see docs/trust.md items 5, 6, 7, 11, 12, 15, 17."""

from django.db import migrations

from doudi.office.base.guards import Guard, frozen, install, no_delete
from doudi.office.base.triggers import append_only

BATCH, LINE, MEMBER = "payments_paymentbatch", "payments_paymentline", "payments_linemember"

BATCH_MOVES = (
    "((OLD.state = 'BUILDING' AND NEW.state IN ('PREPARED', 'CANCELLED'))"
    " OR (OLD.state = 'PREPARED' AND NEW.state IN ('APPROVED', 'CANCELLED'))"
    " OR (OLD.state = 'APPROVED' AND NEW.state IN ('SENT', 'CANCELLED'))"
    " OR (OLD.state = 'SENT' AND NEW.state = 'SETTLED'))"
)
BATCH_CORE = frozen(
    "number", "programme", "division_id", "month", "seq", "prepared_by_id", "template", "resend_of_id", "seal_id",
    "created_at",
)  # fmt: skip
APPROVED_PARTS = ("content", "content_sha256", "file_name", "approved_by_id", "approved_at")
SAME_PERSON = (
    "(NEW.approved_by_id IS NOT NULL AND EXISTS (SELECT 1 FROM staff_user a, staff_user b"
    " WHERE a.id = NEW.approved_by_id AND b.id = NEW.prepared_by_id"
    " AND (a.id = b.id OR (a.person_key <> '' AND a.person_key = b.person_key)"
    " OR ((a.person_key = '' OR b.person_key = '') AND a.name = b.name))))"
)
STATE_OF_BATCH = f"(SELECT b.state FROM {BATCH} b WHERE b.id = NEW.batch_id)"
IN_ITS_BATCH = (
    f"EXISTS (SELECT 1 FROM {BATCH} b WHERE b.id = NEW.batch_id AND b.state = 'BUILDING'"
    " AND b.programme = NEW.programme AND b.month = NEW.month)"
)
AWARDED = (
    "EXISTS (SELECT 1 FROM awards_award a JOIN awards_awardunit u ON u.id = a.unit_id"
    " WHERE a.id = NEW.award_id AND u.id = NEW.unit_id AND u.household_id = NEW.household_id"
    " AND u.programme = NEW.programme AND a.first_month <= NEW.month"
    " AND (a.last_month IS NULL OR a.last_month >= NEW.month) AND a.monthly_fen >= NEW.amount_fen)"
)
RESTING = (
    "EXISTS (SELECT 1 FROM awards_suspension s WHERE s.unit_id = NEW.unit_id AND s.first_month <= NEW.month"
    " AND (s.last_month IS NULL OR s.last_month >= NEW.month))"
)
RESEND = (
    f"(NEW.resend_of_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {LINE} o WHERE o.id = NEW.resend_of_id"
    " AND o.state = 'RETURNED' AND o.unit_id = NEW.unit_id AND o.month = NEW.month))"
)
ANSWERED = (
    "EXISTS (SELECT 1 FROM payments_returnline r WHERE r.line_id = NEW.id"
    " AND ((r.paid AND NEW.state = 'PAID') OR (NOT r.paid AND NEW.state = 'RETURNED')))"
)
LINE_MOVE = (
    f"(OLD.state = 'LIVE' AND ((NEW.state IN ('PAID', 'RETURNED') AND {STATE_OF_BATCH} = 'SENT' AND {ANSWERED})"
    f" OR (NEW.state = 'VOID' AND {STATE_OF_BATCH} IN ('BUILDING', 'PREPARED', 'CANCELLED'))))"
)
LINE_CORE = frozen(
    "batch_id", "serial", "unit_id", "award_id", "household_id", "programme", "month", "amount_fen", "previous_fen",
    "difference", "holder_name", "holder_document", "bank", "account_number", "account_index", "household_number",
    "division_code", "division_name", "member_count", "resend_of_id", "seal_id", "created_at",
)  # fmt: skip
LISTED = f"EXISTS (SELECT 1 FROM {LINE} l WHERE l.unit_id = NEW.unit_id AND l.state IN ('LIVE', 'PAID')"

GUARDS = [
    Guard(
        "batch_starts_empty",
        BATCH,
        "INSERT",
        "(NEW.state <> 'BUILDING' OR NEW.content IS NOT NULL OR NEW.approved_by_id IS NOT NULL)",
        "a batch starts empty",
    ),
    Guard(
        "batch_moves",
        BATCH,
        "UPDATE",
        f"(NEW.state <> OLD.state AND NOT {BATCH_MOVES}) OR {BATCH_CORE}",
        "this step of a batch is forbidden",
    ),
    Guard(
        "batch_content_is_frozen",
        BATCH,
        "UPDATE",
        f"(OLD.state NOT IN ('BUILDING', 'PREPARED') AND {frozen(*APPROVED_PARTS)})"
        f" OR (NEW.state IN ('BUILDING', 'PREPARED') AND {frozen(*APPROVED_PARTS)})",
        "what was approved is frozen",
    ),
    Guard("batch_two_people", BATCH, "UPDATE", SAME_PERSON, "the preparer may not approve, in no account"),
    Guard(
        "batch_settled_when_answered",
        BATCH,
        "UPDATE",
        "(NEW.state = 'SETTLED' AND OLD.state <> 'SETTLED'"
        f" AND EXISTS (SELECT 1 FROM {LINE} l WHERE l.batch_id = NEW.id AND l.state = 'LIVE'))",
        "a batch with open lines is not settled",
    ),
    no_delete(BATCH),
    Guard(
        "line_is_awarded",
        LINE,
        "INSERT",
        f"(NEW.state <> 'LIVE' OR NOT {IN_ITS_BATCH} OR NOT {AWARDED} OR {RESTING} OR {RESEND})",
        "a line needs an open batch and an award that covers its month and amount",
        "awards_awardunit WHERE id = NEW.unit_id",
    ),
    Guard("line_is_frozen", LINE, "UPDATE", LINE_CORE, "a line is frozen"),
    Guard(
        "line_moves",
        LINE,
        "UPDATE",
        f"(NEW.state <> OLD.state AND NOT {LINE_MOVE})",
        "this step of a line is forbidden",
    ),
    no_delete(LINE),
    Guard(
        "line_member_is_frozen",
        MEMBER,
        "UPDATE",
        frozen("line_id", "person_id", "name", "relation", "exclusion_group", "month", "created_at")
        + " OR (NEW.live AND NOT OLD.live) OR (OLD.live AND NOT NEW.live AND NOT EXISTS"
        f" (SELECT 1 FROM {LINE} l WHERE l.id = NEW.line_id AND l.state IN ('VOID', 'RETURNED')))",
        "a member of a line is frozen",
    ),
    no_delete(MEMBER),
    Guard(
        "award_covers_what_is_listed",
        "awards_award",
        "UPDATE",
        "(NEW.last_month IS NOT NULL AND (OLD.last_month IS NULL OR NEW.last_month < OLD.last_month)"
        f" AND EXISTS (SELECT 1 FROM {LINE} l WHERE l.award_id = NEW.id AND l.state IN ('LIVE', 'PAID')"
        " AND l.month > NEW.last_month))",
        "the award covers a month that is in a payment list",
        "awards_awardunit WHERE id = NEW.unit_id",
    ),
    Guard(
        "suspension_after_what_is_listed",
        "awards_suspension",
        "INSERT",
        f"{LISTED} AND l.month >= NEW.first_month AND (NEW.last_month IS NULL OR l.month <= NEW.last_month))",
        "the suspension covers a month that is in a payment list",
        "awards_awardunit WHERE id = NEW.unit_id",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial"), ("awards", "0002_guards"), ("staff", "0001_initial")]
    operations = [install(GUARDS), append_only("payments_returnfile", "payments_returnline")]
