"""An objection to a notice sends the case back to survey; somebody answers it."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from doudi.office.audit import actions as audit
from doudi.office.base.actions import action
from doudi.office.base.errors import Refused
from doudi.office.staff.models import User

from .. import permissions
from ..enums import CaseState, ObjectionState, ReturnCause
from ..models import Case, Objection, PublicNotice
from . import machine
from .notices import catch_up

LONGEST_TEXT = 2000


@action
def object_to(
    notice: PublicNotice,
    *,
    by: Any,
    on: date,
    text: str,
    contact: str = "",
    real_name: str = "",
) -> Objection:
    """Somebody (`by` may be anonymous) objects in time: back to survey, and the notice comes down."""
    case = Case.objects.get(pk=notice.case_id)
    machine.lock(case)
    notice.refresh_from_db()
    _check_in_time(notice, case, on)
    text = machine.need_reason(text, "text")
    if len(text) > LONGEST_TEXT:
        raise Refused(_("异议内容请控制在 %(n)d 字以内。") % {"n": LONGEST_TEXT}, "text")
    objection = Objection.objects.create(
        notice=notice,
        case=case,
        received_on=on,
        text=text,
        contact=contact.strip(),
        real_name=real_name.strip(),
    )
    audit.record(
        by, "cases.object_to", objection, after={"case": case.number}, household_id=case.household_id
    )
    if case.round == notice.round:
        reason = gettext_noop("公示期间收到异议，须重新调查、评议并再次公示。")
        cause = ReturnCause.OBJECTION
        machine.go_back(case, by=by, on=on, cause=cause, to_key=machine.survey_key(case), reason=reason)
    return objection


@action
def settle_objection(objection: Objection, *, by: User, on: date, upheld: bool, answer: str) -> Objection:
    """Answer an objection after the new survey."""
    case = Case.objects.get(pk=objection.case_id)
    machine.lock(case)
    objection.refresh_from_db()
    if objection.state != ObjectionState.OPEN:
        raise Refused(_("这份异议已经答复。"))
    permissions.check("settle_objection", case, by, on)
    objection.answer = machine.need_reason(answer, "answer")
    objection.state = ObjectionState.UPHELD if upheld else ObjectionState.DISMISSED
    objection.by, objection.answered_on = by, on
    objection.save(update_fields=["answer", "state", "by", "answered_on"])
    audit.record(
        by,
        "cases.settle_objection",
        objection,
        after={"state": objection.state},
        household_id=case.household_id,
    )
    if not catch_up(case, by=by, on=on):
        machine.touch(case)
    return objection


def _check_in_time(notice: PublicNotice, case: Case, on: date) -> None:
    if case.state != CaseState.OPEN or not notice.first_day <= on <= notice.last_day:
        raise Refused(_("公示期已满，不再接收对这份公示的异议；有问题请通过“投诉举报”反映。"))
    if notice.taken_down_on is not None and case.round == notice.round:
        raise Refused(_("这份公示已经撤下；有问题请通过“投诉举报”反映。"))
