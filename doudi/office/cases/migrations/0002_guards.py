"""No step is skipped, nobody decides on their own work, and what was decided or published stays as it was."""

from django.db import migrations

from doudi.office.base.guards import Guard, frozen, install, no_delete
from doudi.office.base.triggers import append_only

APPLICATION, CASE, STEP = "cases_application", "cases_case", "cases_steprecord"
VISIT, NOTICE, OBJECTION, DECISION = (
    "cases_homevisit",
    "cases_publicnotice",
    "cases_objection",
    "cases_decision",
)
CASE_ROW = "cases_case WHERE id = NEW.case_id"

EARLIER_PENDING = (
    f"EXISTS (SELECT 1 FROM {STEP} s WHERE s.case_id = NEW.case_id AND s.round = NEW.round "
    "AND s.position < NEW.position AND s.state = 'PENDING')"
)
STILL_PENDING = f"EXISTS (SELECT 1 FROM {STEP} s WHERE s.case_id = NEW.case_id AND s.state = 'PENDING' AND s.step <> 'CONFIRM')"
REVIEWED = (
    f"EXISTS (SELECT 1 FROM {STEP} s WHERE s.case_id = NEW.case_id AND s.step = 'REVIEW' AND s.state = 'DONE' "
    f"AND s.round = (SELECT MAX(r.round) FROM {STEP} r WHERE r.case_id = NEW.case_id AND r.step = 'REVIEW'))"
)
OPEN_OBJECTION = f"EXISTS (SELECT 1 FROM {OBJECTION} o WHERE o.case_id = NEW.case_id AND o.state = 'OPEN')"
UNVISITED_RELATIVE = (
    f"EXISTS (SELECT 1 FROM {CASE} c WHERE c.id = NEW.case_id AND c.relative_disclosed) "
    f"AND NOT EXISTS (SELECT 1 FROM {VISIT} v WHERE v.case_id = NEW.case_id AND v.for_county)"
)
DID_SOMETHING = " UNION ".join(
    [
        f"SELECT a.by_id FROM {APPLICATION} a JOIN {CASE} c ON c.application_id = a.id WHERE c.id = NEW.case_id",
        f"SELECT a.accepted_by_id FROM {APPLICATION} a JOIN {CASE} c ON c.application_id = a.id WHERE c.id = NEW.case_id",
        f"SELECT first_investigator_id FROM {VISIT} WHERE case_id = NEW.case_id",
        f"SELECT second_investigator_id FROM {VISIT} WHERE case_id = NEW.case_id",
        f"SELECT by_id FROM {STEP} WHERE case_id = NEW.case_id AND step <> 'CONFIRM'",
        f"SELECT by_id FROM {NOTICE} WHERE case_id = NEW.case_id",
        "SELECT by_id FROM cases_appraisal WHERE case_id = NEW.case_id",
    ]
)
OWN_WORK = (
    f"EXISTS (SELECT 1 FROM staff_user u WHERE u.id IN ({DID_SOMETHING}) AND (u.id = NEW.by_id OR (u.person_key <> '' "
    "AND u.person_key = (SELECT d.person_key FROM staff_user d WHERE d.id = NEW.by_id))))"
)
RESTS_ON_ITS_CASE = (
    "EXISTS (SELECT 1 FROM programmes_determination d JOIN cases_case c ON c.id = NEW.case_id "
    "WHERE d.id = NEW.determination_id AND d.household_id = c.household_id AND d.programme = c.programme AND "
    "((NEW.outcome = 'CONFIRMED' AND d.outcome = 'ELIGIBLE' AND COALESCE(d.amount_fen, 0) = NEW.monthly_fen) "
    "OR (NEW.outcome = 'REFUSED' AND d.outcome = 'NOT_ELIGIBLE')))"
)
ONE_PERSON = (
    "EXISTS (SELECT 1 FROM staff_user a JOIN staff_user b ON a.person_key = b.person_key "
    "WHERE a.id = NEW.first_investigator_id AND b.id = NEW.second_investigator_id AND a.person_key <> '')"
)
UNDECIDED = (
    "NEW.state IN ('CONFIRMED', 'REFUSED') AND OLD.state = 'OPEN' AND NOT EXISTS "
    f"(SELECT 1 FROM {DECISION} d WHERE d.case_id = NEW.id AND d.outcome = NEW.state)"
)

GUARDS = [
    Guard(
        "step_begins_undone",
        STEP,
        "INSERT",
        "NEW.state NOT IN ('PENDING', 'NOT_NEEDED')",
        "a step is laid out first and done later",
    ),
    Guard(
        "step_in_order",
        STEP,
        "UPDATE",
        f"NEW.state IN ('DONE', 'WAIVED') AND OLD.state = 'PENDING' AND {EARLIER_PENDING}",
        "an earlier step is missing",
        CASE_ROW,
    ),
    Guard(
        "step_done_is_frozen",
        STEP,
        "UPDATE",
        "OLD.state IN ('DONE', 'WAIVED') OR " + frozen("case_id", "key", "step", "round", "position", "created_at"),
        "a step that is done or waived is frozen",
    ),
    no_delete(STEP),
    Guard("visit_by_two_people", VISIT, "INSERT", ONE_PERSON, "two accounts of one person are one investigator"),
    Guard(
        "notice_is_frozen",
        NOTICE,
        "UPDATE",
        frozen(
            "case_id", "key", "round", "slug", "level", "division_id", "first_day", "last_day", "applicant_name",
            "member_count", "amount_fen", "programme", "by_id", "created_at",
        )
        + " OR OLD.taken_down_on IS NOT NULL",
        "a public notice is frozen: it may be taken down once",
    ),
    no_delete(NOTICE),
    Guard(
        "objection_is_frozen",
        OBJECTION,
        "UPDATE",
        frozen("notice_id", "case_id", "received_on", "text", "real_name", "created_at") + " OR OLD.state <> 'OPEN'",
        "an objection is frozen: it may be answered once",
    ),
    no_delete(OBJECTION),
    Guard("decision_no_step_skipped", DECISION, "INSERT", f"{STILL_PENDING} OR NOT {REVIEWED}", "a step is missing", CASE_ROW),
    Guard(
        "decision_objections_answered",
        DECISION,
        "INSERT",
        f"NEW.outcome = 'CONFIRMED' AND {OPEN_OBJECTION}",
        "an objection is not answered",
    ),
    Guard(
        "decision_relative_visited",
        DECISION,
        "INSERT",
        f"NEW.outcome = 'CONFIRMED' AND {UNVISITED_RELATIVE}",
        "the county has not visited the household of a relative",
    ),
    Guard("decision_by_other_hands", DECISION, "INSERT", OWN_WORK, "nobody decides on their own work"),
    Guard(
        "decision_rests_on_its_case",
        DECISION,
        "INSERT",
        f"NOT {RESTS_ON_ITS_CASE}",
        "the determination does not carry this decision",
    ),
    Guard(
        "decision_is_frozen",
        DECISION,
        "UPDATE",
        frozen(
            "number", "case_id", "outcome", "determination_id", "monthly_fen", "first_month", "reason", "decided_on",
            "by_id", "tell_by", "letter", "letter_sha256", "seal_text", "unit_id", "created_at",
        )
        + " OR OLD.told_on IS NOT NULL",
        "a decision is frozen: only the day of telling is added, once",
    ),
    no_delete(DECISION),
    Guard(
        "case_ends_once",
        CASE,
        "UPDATE",
        "(OLD.state <> 'OPEN' AND NEW.state <> OLD.state) OR "
        + frozen("number", "application_id", "household_id", "programme", "accepted_on", "created_at"),
        "a closed case stays closed, and a case stays what it is",
    ),
    Guard("case_ends_with_a_decision", CASE, "UPDATE", UNDECIDED, "a case is confirmed or refused by a decision"),
    no_delete(CASE),
    Guard(
        "application_is_frozen",
        APPLICATION,
        "UPDATE",
        frozen("number", "receipt_code", "household_id", "received_on", "channel", "by_id", "created_at")
        + " OR (OLD.accepted_on IS NOT NULL AND " + frozen("accepted_on", "accepted_by_id") + ")",
        "what was received and accepted stays as it was",
    ),
    no_delete(APPLICATION),
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("staff", "0001_initial")]
    operations = [
        install(GUARDS),
        append_only("cases_homevisit", "cases_visitphoto", "cases_appraisal", "cases_casereturn"),
    ]
