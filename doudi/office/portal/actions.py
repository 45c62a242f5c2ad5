"""What the public sends in, and how the office answers it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from doudi.office.audit import actions as audit
from doudi.office.base import citizen_id
from doudi.office.base.actions import action, next_number
from doudi.office.base.calendar import add_calendar_days
from doudi.office.base.errors import Refused
from doudi.office.base.fields import blind_index
from doudi.office.cases import actions as cases
from doudi.office.cases.actions.intake import new_code
from doudi.office.cases.enums import Channel, NeedKind
from doudi.office.cases.models import Application
from doudi.office.people.models import Household, Person
from doudi.office.places.models import Division
from doudi.office.staff.models import User

from . import permissions
from .enums import GrievanceKind, GrievanceState, PhoneState
from .models import Grievance, PhoneApplication, PhoneNeed, PublicCount

ANSWER_DAYS = 15  # 浙江省社会救助条例 第五十八条; a local setting elsewhere
MOST_AN_HOUR = 20
PUBLIC = "群众"


@action
def count_sending(form: str, address: str, *, by: Any, at: datetime) -> int:
    """Count one sending of a public form; refuses more than twenty an hour from one address."""
    hour = at.replace(minute=0, second=0, microsecond=0)
    mark = blind_index("ip", address)
    PublicCount.objects.get_or_create(mark=mark, form=form, hour_at=hour)
    rows = PublicCount.objects.filter(mark=mark, form=form, hour_at=hour)
    rows.update(times=F("times") + 1)
    times = rows.get().times
    if times > MOST_AN_HOUR:
        raise Refused(_("从这个网络提交得太频繁了，请一小时后再试，或拨打 12345、到乡镇窗口反映。"))
    return times


@action
def send_grievance(
    *, by: Any, kind: str, division: Division, text: str, on: date, name: str = "", contact: str = ""
) -> Grievance:
    """Somebody complains, reports or asks; it gets a number, a code and a day by which it is answered."""
    if kind not in GrievanceKind.values:
        raise Refused(_("请选择类型。"), "kind")
    if not text.strip():
        raise Refused(_("请写明要反映的情况。"), "text")
    row = Grievance.objects.create(
        number=next_number("TS", division.policy_place, on.year),
        code=new_code(),
        kind=kind,
        division=division,
        text=text.strip(),
        name=name.strip(),
        contact=contact.strip(),
        received_on=on,
        due_on=add_calendar_days(on, ANSWER_DAYS).due,
    )
    audit.record(by, "portal.send_grievance", row, after={"kind": kind, "number": row.number})
    return row


@action
def answer_grievance(row: Grievance, *, by: User, on: date, answer: str) -> Grievance:
    """Answer it, once."""
    row.refresh_from_db(from_queryset=Grievance.objects.select_for_update(of=("self",)))
    permissions.check_answer(row, by)
    if not answer.strip():
        raise Refused(_("请填写答复。"), "answer")
    row.answer, row.answered_on, row.by, row.state = answer.strip(), on, by, GrievanceState.ANSWERED
    row.save(update_fields=["answer", "answered_on", "by", "state"])
    audit.record(by, "portal.answer_grievance", row, after={"number": row.number})
    return row


@action
def send_phone_application(
    *,
    by: Any,
    division: Division,
    name: str,
    document_number: str,
    phone: str,
    needs: Iterable[str],
    on: date,
    statement: str = "",
) -> PhoneApplication:
    """An application from a phone: kept until the window registers it; its day of arrival counts."""
    number = _checked_number(document_number)
    kinds = [kind for kind in NeedKind.values if kind in set(needs)]
    if not kinds:
        raise Refused(_("请至少勾选一项需要的帮助。"), "needs")
    waiting = PhoneApplication.objects.waiting().filter(division=division, name=name.strip())
    if any(row.document_number == number for row in waiting):
        raise Refused(_("您的申请已经收到，正等待乡镇登记，不用再次提交。"))
    row = PhoneApplication.objects.create(
        code=new_code(),
        division=division,
        name=name.strip(),
        document_number=number,
        phone=phone.strip(),
        statement=statement.strip(),
        received_on=on,
    )
    PhoneNeed.objects.bulk_create(PhoneNeed(phone_application=row, kind=kind) for kind in kinds)
    audit.record(by, "portal.send_phone_application", row, after={"needs": kinds})
    return row


@action
def register_phone_application(
    row: PhoneApplication, *, by: User, on: date, household: Household, applicant: Person
) -> Application:
    """Make an application of it, with the day on which it arrived."""
    row.refresh_from_db(from_queryset=PhoneApplication.objects.select_for_update(of=("self",)))
    permissions.check_register(row, by)
    application = cases.open_application(
        by=by,
        household=household,
        applicant=applicant,
        channel=Channel.PHONE,
        needs=row.needs.values_list("kind", flat=True),
        received_on=row.received_on,
        on=on,
        statement=row.statement,
    )
    row.state, row.application, row.by = PhoneState.REGISTERED, application, by
    row.save(update_fields=["state", "application", "by"])
    audit.record(by, "portal.register_phone_application", row, after={"application": application.number})
    return application


@action
def decline_phone_application(row: PhoneApplication, *, by: User, on: date, answer: str) -> PhoneApplication:
    """It cannot be registered: not this place, not a real person; says why."""
    row.refresh_from_db(from_queryset=PhoneApplication.objects.select_for_update(of=("self",)))
    permissions.check_register(row, by)
    if not answer.strip():
        raise Refused(_("请写明不能登记的原因，申请人查进度时会看到。"), "answer")
    row.state, row.answer, row.by = PhoneState.DECLINED, answer.strip(), by
    row.save(update_fields=["state", "answer", "by"])
    audit.record(by, "portal.decline_phone_application", row, reason=answer)
    return row


def _checked_number(text: str) -> str:
    try:
        return citizen_id.normalise(text).number
    except ValueError as error:
        raise Refused(str(error), "document_number") from None
