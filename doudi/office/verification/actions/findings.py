"""Differences between what was declared and what the sources say: weighed, then settled by a person."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from doudi.office.audit.actions import record
from doudi.office.base.actions import action
from doudi.office.base.errors import Refused
from doudi.office.people import actions as people
from doudi.office.people import catalogue, questions
from doudi.office.people.enums import Origin
from doudi.office.people.models import Household, Person
from doudi.office.programmes import rulebook
from doudi.office.programmes.enums import Outcome

from .. import permissions
from ..enums import Settled, Weight
from ..models import AnswerRow, CheckAnswer, Finding


@action
def settle(finding: Finding, outcome: str, *, by: Any, on: date, explanation: str = "") -> Finding:
    """Decide what a difference means: the matched value counts, or it is withdrawn, or it is explained."""
    finding = Finding.objects.select_for_update(of=("self",)).get(pk=finding.pk)
    permissions.check_settle(finding, outcome, by, on)
    explanation = explanation.strip()[:300]
    if outcome != Settled.ADOPTED and not explanation:
        raise Refused(_("请写明理由。"), "explanation")
    if outcome == Settled.DISMISSED:
        _withdraw(finding, by, on, explanation)
    finding.settled, finding.settled_by, finding.settled_on = outcome, by, on
    finding.explanation = explanation
    finding.save(update_fields=["settled", "settled_by", "settled_on", "explanation"])
    household_id = finding.answer.check_run.household_id
    record(
        by,
        "settle_finding",
        finding,
        after={"settled": outcome},
        reason=explanation,
        household_id=household_id,
    )
    return finding


def _withdraw(finding: Finding, by: Any, on: date, reason: str) -> None:
    rows = AnswerRow.objects.filter(
        answer__check_run=finding.answer.check_run,
        person=finding.person,
        fact=finding.fact,
        recorded__withdrawn_at=None,
    )
    for row in rows.select_related("recorded"):
        people.withdraw_fact(row.recorded, by=by, on=on, reason=reason)


def compare(given: CheckAnswer, person: Person | None, fact: str, on: date) -> Finding | None:
    """Note, renew or drop the finding of this check about one fact, now that a source has spoken."""
    household = given.check_run.household
    view = _view(household, person, fact, on)
    declared, matched = view.said(Origin.DECLARED), view.said(Origin.MATCHED)
    assert matched is not None
    Finding.objects.of_check(given.check_run).filter(person=person, fact=fact).unsettled().delete()
    if (declared or 0) == matched:
        return None
    return Finding.objects.create(
        answer=given,
        person=person,
        fact=fact,
        declared=declared,
        matched=matched,
        weight=weigh(household, person, fact, declared, on),
        note="" if declared is not None else gettext_noop("未申报"),
    )


def _view(household: Household, person: Person | None, fact: str, on: date) -> Any:
    """What everybody says of one fact that day."""
    sheet = questions.facts_for(household, on)
    if person is None:
        return sheet.household[fact]
    return next(facts[fact] for membership, facts in sheet.members if membership.person_id == person.pk)


def weigh(household: Household, person: Person | None, fact: str, declared: int | None, on: date) -> Weight:
    """How much hangs on a difference: whether a programme is due, how much is due, or neither."""
    key = (None if person is None else person.pk, fact)
    as_declared = {key: _nothing(key, fact) if declared is None else declared}
    now = {a.programme: a for a in rulebook.assess(household, on)}
    before = {a.programme: a for a in rulebook.assess(household, on, changes=as_declared)}
    turned = [{now[name].outcome, before[name].outcome} for name in now]
    if any(len(outcomes) > 1 and Outcome.NOT_ELIGIBLE in outcomes for outcomes in turned):
        return Weight.BLOCKING
    if any(
        (now[name].outcome, now[name].amount_fen) != (before[name].outcome, before[name].amount_fen)
        for name in now
    ):
        return Weight.EXPLAIN
    return Weight.INFORMATION


def _nothing(key: tuple[int | None, str], fact: str) -> int | None:
    """What it means that something was not declared: there is none of it, where the fact can say so."""
    info = catalogue.find("household" if key[0] is None else "person", fact)
    return 0 if info is not None and not info.min else None
