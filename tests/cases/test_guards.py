"""What the database itself refuses, whoever asks: raw attacks on both engines."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from doudi.office.cases import actions
from doudi.office.cases.models import Case, Decision, PublicNotice, StepRecord


def attack(sql, *params):
    """Run a statement as somebody with a database console would; it must be refused."""
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)


@pytest.fixture
def ready(world):
    case = world.case()
    return case, world.drive(case)


@pytest.fixture
def decided(world, ready):
    case, on = ready
    return world.confirm(case, on)


def forged(case, by, **changes):
    """A decision written past the acts."""
    given = {
        "number": "FORGED-1",
        "case": case,
        "outcome": "CONFIRMED",
        "determination": case.determination,
        "monthly_fen": 63_000,
        "first_month": "2026-04-01",
        "reason": "x",
        "decided_on": "2026-03-10",
        "by": by,
        "letter": b"x",
        "letter_sha256": "x",
        "seal_text": "x",
    }
    return Decision(**{**given, **changes})


def refused(row):
    with pytest.raises(DatabaseError), transaction.atomic():
        row.save(force_insert=True)


def test_a_forged_decision_passes_only_when_everything_is_in_place(world, ready):
    case, _on = ready
    forged(case, world.county_head).save()


@pytest.mark.parametrize("who", ["intake", "assistant", "reviewer"])
def test_nobody_decides_on_their_own_work(world, ready, who):
    case, _on = ready
    refused(forged(case, getattr(world, who)))


def test_no_decision_while_a_step_is_missing(world):
    case = world.case()
    world.drive(case, "REVIEW")
    determination = actions.review(case, "AGREE", "x", by=world.reviewer, on=world.on)
    refused(forged(case, world.county_head, determination=determination))


def test_no_decision_that_the_determination_does_not_carry(world, ready):
    case, _on = ready
    refused(forged(case, world.county_head, monthly_fen=99_900))
    refused(forged(case, world.county_head, outcome="REFUSED", monthly_fen=None, first_month=None))
    other = world.case(world.household(("李四", "19800101")))
    world.drive(other)
    refused(forged(case, world.county_head, determination=other.determination))


def test_no_confirmation_before_the_county_has_seen_a_relative(world, ready):
    case, _on = ready
    Case.objects.filter(pk=case.pk).update(relative_disclosed=True)
    refused(forged(case, world.county_head))


def test_no_confirmation_while_an_objection_is_open(world, ready):
    from doudi.office.cases.models import Objection

    case, on = ready
    Objection.objects.create(notice=case.notices.get(), case=case, received_on=on, text="x")
    refused(forged(case, world.county_head))


def test_a_decision_is_never_changed_or_removed(world, decided):
    attack("UPDATE cases_decision SET monthly_fen = 99900")
    attack("UPDATE cases_decision SET reason = 'y'")
    attack("UPDATE cases_decision SET letter_sha256 = 'y'")
    attack("DELETE FROM cases_decision")
    actions.mark_told(decided, by=world.intake, on=decided.decided_on)
    attack("UPDATE cases_decision SET told_on = NULL, told_by_id = NULL")


def test_a_step_is_done_in_order_and_stays_done(world):
    case = world.case()
    attack(
        "UPDATE cases_steprecord SET state = 'DONE', by_id = %s, done_on = '2026-03-02' WHERE key = 'review'",
        world.reviewer.pk,
    )
    world.drive(case, "HOME_VISIT")
    attack("UPDATE cases_steprecord SET state = 'PENDING' WHERE key = 'consent'")
    attack("UPDATE cases_steprecord SET text = 'y' WHERE key = 'consent'")
    attack("UPDATE cases_steprecord SET position = 9 WHERE key = 'review'")
    attack("DELETE FROM cases_steprecord")
    refused(
        StepRecord(
            case=case,
            key="x",
            step="REVIEW",
            position=3,
            role="COUNTY_HEAD",
            state="DONE",
            by=world.reviewer,
            done_on=world.on,
        )
    )


def test_what_was_published_is_not_rewritten(world):
    case = world.case()
    on = world.drive(case, "PUBLIC_NOTICE")
    notice = world.post(case, on)
    attack("UPDATE cases_publicnotice SET applicant_name = '513722197405120011'")
    attack("UPDATE cases_publicnotice SET last_day = first_day")
    attack("DELETE FROM cases_publicnotice")
    actions.end_due_notices(notice.last_day + timedelta(days=1))
    attack("UPDATE cases_publicnotice SET taken_down_on = NULL")
    assert PublicNotice.objects.get().taken_down_on is not None


def test_visits_appraisals_and_objections_stay(world):
    case = world.case()
    on = world.drive(case, "PUBLIC_NOTICE")
    objection = actions.object_to(world.post(case, on), by=actions.CLOCK, on=on, text="他家有车。")
    case.refresh_from_db()
    world.visit(case, on)
    world.appraise(case, on)
    for table in ("cases_homevisit", "cases_appraisal", "cases_casereturn"):
        attack(f"DELETE FROM {table}")
        attack(f"UPDATE {table} SET round = 7")
    attack("UPDATE cases_objection SET text = 'y'")
    attack("DELETE FROM cases_objection")
    actions.settle_objection(objection, by=world.reviewer, on=on, upheld=False, answer="查无。")
    attack("UPDATE cases_objection SET state = 'OPEN', answer = '', by_id = NULL, answered_on = NULL")


def test_a_case_ends_once_and_by_a_decision(world, decided):
    attack("UPDATE cases_case SET state = 'OPEN', closed_on = NULL")
    attack("UPDATE cases_case SET programme = 'tekun'")
    attack("DELETE FROM cases_case")
    other = world.case(world.household(("李四", "19800101")))
    attack("UPDATE cases_case SET state = 'CONFIRMED', closed_on = '2026-03-02' WHERE id = %s", other.pk)


def test_what_was_received_and_accepted_stays(world, decided):
    attack("UPDATE cases_application SET received_on = '2020-01-01'")
    attack("UPDATE cases_application SET accepted_on = '2020-01-01'")
    attack("DELETE FROM cases_application")


def test_two_accounts_of_one_person_cannot_be_two_investigators(world):
    from doudi.office.cases.models import HomeVisit

    case = world.case()
    refused(
        HomeVisit(
            case=case,
            visited_on=world.on,
            first_investigator=world.intake,
            second_investigator=world.intake,
            findings="x",
        )
    )
    assert "visit_by_two_people" in triggers()


def triggers():
    names = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger",
    }
    with connection.cursor() as cursor:
        cursor.execute(names[connection.vendor])
        return {row[0] for row in cursor.fetchall()}
