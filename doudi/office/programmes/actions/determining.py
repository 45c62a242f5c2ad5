"""Freezing what the rulebook says, so that it can be computed again years later."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from doudi.office.audit.actions import record
from doudi.office.base.actions import action, next_number
from doudi.office.base.errors import Refused
from doudi.office.people.models import Household
from doudi.office.programmes import permissions, rulebook
from doudi.office.programmes.models import Determination


@action
def determine(household: Household, programme: str, *, by: Any, on: date) -> Determination:
    """Assess a household for one programme and keep everything; the same content twice is one row."""
    permissions.check_determine(household, by)
    assessment = _assessment(household, programme, on)
    return _kept(household, assessment, by)


@action
def redetermine(earlier: Determination, *, by: Any, on: date, without: Collection[int] = ()) -> Determination:
    """Assess the frozen facts of a determination by the law of another day, and keep everything.

    Who may do so is asked by the act that this one belongs to, such as raising a standard.
    """
    assessment = rulebook.assess_again(earlier.frozen, on, without=without)
    if assessment is None or assessment.result is None or assessment.problem:
        why = assessment.problem if assessment else ""
        raise Refused(_("按 %(on)s 的规定还不能重新计算：%(why)s") % {"on": on, "why": why})
    return _kept(earlier.household, assessment, by)


def _kept(household: Household, assessment: rulebook.Assessment, by: Any) -> Determination:
    """The assessment as a row; the same content twice is one."""
    frozen = rulebook.frozen(assessment)
    content_hash = rulebook.content_hash(frozen)
    known = Determination.objects.filter(household=household, content_hash=content_hash).first()
    if known is not None:
        return known
    determination = Determination.objects.create(
        number=next_number("RD", household.division.policy_place, assessment.on.year),
        household=household,
        programme=assessment.programme,
        place=assessment.place,
        on=assessment.on,
        outcome=assessment.outcome,
        amount_fen=assessment.amount_fen,
        frozen=frozen,
        path=assessment.path,
        covered=list(assessment.covered),
        sheet=assessment.sheet,
        why_not=assessment.why_not,
        content_hash=content_hash,
        by=by,
    )
    after = {"programme": assessment.programme, "outcome": assessment.outcome, "content_hash": content_hash}
    record(by, "determine", determination, after=after)
    return determination


def _assessment(household: Household, programme: str, on: date) -> rulebook.Assessment:
    answers = rulebook.assess(household, on, programmes=[programme])
    if not answers:
        place = rulebook.place_name(rulebook.place_of(household))
        raise Refused(
            _("%(place)s在 %(on)s 没有实施这项救助，请核对项目和日期。") % {"place": place, "on": on}
        )
    if answers[0].result is None or (answers[0].is_eligible and answers[0].problem):
        raise Refused(_("还不能计算：%(why)s") % {"why": answers[0].problem})
    return answers[0]


def replay(determination: Determination) -> list[str]:
    """What comes out differently when it is computed again today, tampering included; empty when nothing does."""
    problems = []
    if rulebook.content_hash(determination.frozen) != determination.content_hash:
        problems.append(_("内容校验值不符：留存的认定内容被改动。"))
    return problems + rulebook.replay(determination.frozen)
