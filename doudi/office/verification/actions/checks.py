"""A check from the request to the report."""

from calendar import monthrange
from collections.abc import Collection
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from doudi.office.audit.actions import record, record_access
from doudi.office.base.actions import action, next_number
from doudi.office.base.calendar import add_working_days
from doudi.office.base.errors import Refused
from doudi.office.people.models import Household, Person
from doudi.office.programmes import rulebook

from .. import permissions
from ..enums import AnswerState, CheckState, Purpose, Source
from ..models import Check, CheckAnswer, CheckedPerson, Consent

START_DAYS = 3  # working days to start after the request, 民发〔2021〕57号 第十七条
VALID_MONTHS = "verification_valid_months"


@action
def start_check(
    household: Household,
    reference: str,
    *,
    by: Any,
    on: date,
    sources: Collection[str] | None = None,
    purpose: str = Purpose.APPLICATION,
) -> Check:
    """Ask the sources about everybody who consented; each query is logged with person and purpose."""
    household = Household.objects.select_for_update(of=("self",)).get(pk=household.pk)
    permissions.check_start(household, reference, purpose, by, on)
    asked = _sources(sources)
    deadline = add_working_days(on, START_DAYS)
    check = Check.objects.create(
        number=next_number("HD", household.division.policy_place, on.year),
        household=household,
        reference=reference.strip(),
        purpose=purpose,
        asked_on=on,
        asked_by=by,
        due_on=deadline.due,
        due_provisional=deadline.provisional,
    )
    CheckAnswer.objects.bulk_create(CheckAnswer(check_run=check, source=source) for source in asked)
    for person, consent in _consents(household, purpose, on):
        CheckedPerson.objects.create(check_run=check, person=person, consent=consent)
        record_access(by, person, f"{Purpose(purpose).label} {reference}", fields=asked)
    record(by, "start_check", check, after={"reference": reference, "purpose": purpose, "sources": asked})
    return check


def _sources(sources: Collection[str] | None) -> list[str]:
    if sources is None:
        return list(Source.values)
    if not sources or set(sources) - set(Source.values):
        raise Refused(_("请至少选择一个核对单位。"), "sources")
    return [source for source in Source.values if source in sources]


def _consents(household: Household, purpose: str, on: date) -> list[tuple[Person, Consent]]:
    """Whom to ask about, each with the consent that allows it."""
    given = {c.person_id: c for c in Consent.objects.filter(household=household).covering(purpose, on)}
    adults = permissions.adults(household, on)
    theirs = [(p, given[p.pk]) for p in [*adults, *permissions.obligors(household, on)] if p.pk in given]
    first = given[adults[0].pk]
    return theirs + [(c, given.get(c.guardian_id, first)) for c in permissions.children(household, on)]


@action
def complete(check: Check, *, by: Any, on: date, valid_until: date | None = None) -> Check:
    """Close the check: COMPLETE when every source answered about everybody, else PARTIAL, never "clean".

    How long the report may be used is a local setting; where there is none, an officer may give the day.
    """
    check = Check.objects.select_for_update(of=("self",)).get(pk=check.pk)
    permissions.check_work_on(check, by, on)
    states = list(check.answers.values_list("source", "state"))
    waiting = [str(Source(source).label) for source, state in states if state == AnswerState.ASKED]
    if waiting:
        raise Refused(
            _("还有 %(sources)s 没有结果；未答复的请先标记“未答复”。") % {"sources": "、".join(waiting)}
        )
    check.valid_until = valid_until or _valid_until(check, on)
    if check.valid_until is not None and check.valid_until < on:
        raise Refused(_("报告有效期不能早于完成日期。"), "valid_until")
    left_out = permissions.refusing_obligors(check.household, check.purpose, on)
    silent = any(state == AnswerState.SILENT for _source, state in states)
    check.state = CheckState.PARTIAL if silent or left_out else CheckState.COMPLETE
    check.completed_on, check.completed_by = on, by
    check.save(update_fields=["state", "completed_on", "completed_by", "valid_until"])
    record(by, "complete_check", check, after={"state": check.state, "valid_until": check.valid_until})
    return check


def _valid_until(check: Check, on: date) -> date | None:
    months = rulebook.parameter(check.household.division.policy_place, VALID_MONTHS, on)
    return None if months is None else _months_later(on, int(months.value))  # type: ignore[arg-type]


def _months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last day where that month is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
