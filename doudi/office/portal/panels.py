"""What came in from the public and waits in the inbox."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from doudi.office.base.calendar import WorkDays
from doudi.office.staff.inbox import Item

from .models import Grievance, PhoneApplication
from .permissions import ANSWERS, REGISTERS

MOST_ITEMS = 200
REGISTER_DAYS = 3


def waiting_grievances(user: Any, on: date) -> Iterator[Item]:
    """Complaints that this user may answer."""
    if not user.has_role(*ANSWERS):
        return
    rows = Grievance.objects.visible_to(user).filter(state="OPEN").select_related("division__parent")
    for row in rows[:MOST_ITEMS]:
        yield Item(
            title=str(row.get_kind_display()),
            url=reverse("grievance_detail", args=[row.number]),
            subject=row.name or _("未署名"),
            place=f"{row.division.parent or ''} {row.division.name}".strip(),
            step=_("答复"),
            due_on=row.due_on,
            number=row.number,
        )


def waiting_phone_applications(user: Any, on: date) -> Iterator[Item]:
    """Applications from phones that the window has to register."""
    if not user.has_role(*REGISTERS):
        return
    rows = PhoneApplication.objects.visible_to(user).waiting().select_related("division__parent")
    days = WorkDays()
    for row in rows[:MOST_ITEMS]:
        yield Item(
            title=_("手机申请"),
            url=reverse("phone_application_detail", args=[row.code]),
            subject=row.name,
            place=f"{row.division.parent or ''} {row.division.name}".strip(),
            step=_("登记"),
            due_on=days.add(row.received_on, REGISTER_DAYS).due,
            number=row.code,
        )
