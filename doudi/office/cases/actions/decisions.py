"""The decision and how a case ends without one."""

import hashlib
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from doudi.office.audit import actions as audit
from doudi.office.awards import actions as awards
from doudi.office.awards.models import AwardUnit
from doudi.office.base.actions import action, next_number
from doudi.office.base.errors import Refused
from doudi.office.programmes import rulebook
from doudi.office.staff.models import User

from .. import documents, permissions
from ..enums import CaseState, DecisionOutcome
from ..models import Case, Decision
from ..questions import covered_persons
from . import machine
from .notices import begin


@action
def confirm(case: Case, *, by: User, on: date, text: str = "", replaces: AwardUnit | None = None) -> Decision:
    """Confirm: the award begins in the month that the place's rule says, and the letter is written.

    `replaces` is the award of another programme that this one takes the place of (低保转特困).
    """
    record = begin("confirm", case, by, on)
    determination = case.determination
    _check_unchanged(case)
    decision = Decision(
        number=next_number("QR", case.township.policy_place, on.year),
        case=case,
        outcome=DecisionOutcome.CONFIRMED,
        determination=determination,
        monthly_fen=determination.amount_fen,
        first_month=first_month(permissions.procedure_of(case).start_month, case, on),
        reason=text.strip()
        or gettext_noop("符合%(programme)s条件，予以确认。") % {"programme": rulebook.label(case.programme)},
        decided_on=on,
        by=by,
    )
    if decision.monthly_fen:
        decision.unit = _grant(case, decision, by, on, replaces)
    _write(decision)
    machine.finish(record, by=by, on=on, text=decision.reason)
    machine.close(case, by=by, on=on, state=CaseState.CONFIRMED, reason=decision.reason)
    machine.note(by, "confirm", case, decision=decision.number, monthly_fen=decision.monthly_fen)
    return decision


@action
def refuse(case: Case, *, by: User, on: date, reason: str) -> Decision:
    """Refuse, with the reasons in writing; the applicant is told within three working days."""
    record = begin("refuse", case, by, on)
    _check_unchanged(case)
    procedure = permissions.procedure_of(case)
    days = procedure.refusal_notice_days
    decision = Decision(
        number=next_number("BQ", case.township.policy_place, on.year),
        case=case,
        outcome=DecisionOutcome.REFUSED,
        determination=case.determination,
        reason=machine.need_reason(reason),
        decided_on=on,
        tell_by=machine.counted(procedure.refusal_notice_calendar, on, days).due if days else None,
        by=by,
    )
    _write(decision)
    machine.finish(record, by=by, on=on, text=decision.reason)
    machine.close(case, by=by, on=on, state=CaseState.REFUSED, reason=decision.reason)
    machine.note(by, "refuse", case, decision=decision.number, tell_by=decision.tell_by, reason=reason)
    return decision


@action
def mark_told(decision: Decision, *, by: User, on: date) -> Decision:
    """Note the day on which the letter reached the applicant."""
    decision.refresh_from_db(from_queryset=Decision.objects.select_for_update(of=("self",)))
    permissions.check_tell(decision, by, on)
    decision.told_on, decision.told_by = on, by
    decision.save(update_fields=["told_on", "told_by"])
    audit.record(
        by, "cases.mark_told", decision, after={"told_on": on}, household_id=decision.case.household_id
    )
    return decision


@action
def withdraw(case: Case, *, by: User, on: date, reason: str) -> Case:
    """The applicant takes back the application for this programme."""
    machine.lock(case)
    permissions.check("withdraw", case, by, on)
    reason = machine.need_reason(reason)
    machine.close(case, by=by, on=on, state=CaseState.WITHDRAWN, reason=reason)
    machine.note(by, "withdraw", case, reason=reason)
    return case


@action
def discontinue(case: Case, *, by: User, on: date, reason: str) -> Case:
    """End a case that cannot be decided: no cooperation, death of the applicant (57 号第二十九条)."""
    machine.lock(case)
    permissions.check("discontinue", case, by, on)
    reason = machine.need_reason(reason)
    machine.close(case, by=by, on=on, state=CaseState.ENDED, reason=reason)
    machine.note(by, "discontinue", case, reason=reason)
    return case


def first_month(rule: str, case: Case, on: date) -> date:
    """From which month the money runs, by the place's rule."""
    if rule == "SAME_MONTH":
        return on.replace(day=1)
    if rule == "APPLICATION_MONTH":
        return case.application.received_on.replace(day=1)
    return (on.replace(day=1) + timedelta(days=31)).replace(day=1)


# --- inside -----------------------------------------------------------------------------------


def _check_unchanged(case: Case) -> None:
    """What was reviewed (and shown to the public) is still what the register says of that day."""
    stored = case.determination
    now = rulebook.assess(case.household, stored.on, programmes=[case.programme])
    same = now and (now[0].outcome, now[0].amount_fen, list(now[0].covered))
    if same != (stored.outcome, stored.amount_fen, stored.covered):
        raise Refused(_("审核以后，这户已登记的情况有变动，核算结果与审核时不同；请退回重新审核。"))


def _grant(case: Case, decision: Decision, by: User, on: date, replaces: AwardUnit | None) -> AwardUnit:
    extra: dict[str, Any] = {"replaces": replaces} if replaces else {}
    return awards.grant(
        case.household,
        case.programme,
        by=by,
        determination=decision.determination,
        members=covered_persons(decision.determination),
        monthly_fen=decision.monthly_fen,
        first_month=decision.first_month,
        decision_number=decision.number,
        on=on,
        **extra,
    )


def _write(decision: Decision) -> None:
    """Write the letter and keep it with the decision, for ever."""
    letter = documents.decision_letter(decision)
    decision.letter, decision.seal_text = letter.pdf, letter.seal_text
    decision.letter_sha256 = hashlib.sha256(letter.pdf).hexdigest()
    decision.save(force_insert=True)
