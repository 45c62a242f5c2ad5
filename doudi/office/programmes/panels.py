"""Local standards in the inbox: what waits for approval, what came back, what is due for review."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from doudi.office.staff.enums import Role
from doudi.office.staff.inbox import Item

from .enums import StandardState
from .models import LocalStandard
from .rulebook import local


def waiting_standards(user: Any, on: date) -> Iterator[Item]:
    """For the head of the county what to approve; for the officer what to change or to review."""
    seen = LocalStandard.objects.visible_to(user).select_related("division")
    if user.has_role(Role.COUNTY_HEAD):
        yield from (_item(row, _("批准本地标准"), None) for row in seen.waiting())
    if user.has_role(Role.COUNTY_OFFICER):
        returned = seen.filter(state=StandardState.RETURNED)
        yield from (_item(row, _("修改退回的本地标准"), None) for row in returned)
        yield from (_item(row, _("复核试行的本地标准"), row.review_on) for row in seen.for_review(on))


def _item(standard: LocalStandard, title: str, due_on: date | None) -> Item:
    parameter = local.find_parameter(standard.place, standard.name)
    return Item(
        title=title,
        url=reverse("local_standard_detail", args=[standard.number]),
        subject=parameter.label if parameter else standard.name,
        place=standard.division.name,
        step=standard.get_state_display(),
        due_on=due_on,
        number=standard.number,
    )
