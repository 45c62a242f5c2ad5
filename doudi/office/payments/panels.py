"""What payments show elsewhere: on the file of a household, and in the inbox of finance."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from doudi.office.programmes import rulebook
from doudi.office.staff.inbox import Item

from . import permissions
from .enums import BatchState
from .models import PaymentBatch

MONTHS_SHOWN = 12


def household_panel(request: Any, household: Any) -> tuple[str, str, dict[str, Any]] | None:
    """The last payments of the household."""
    lines = list(household.payment_lines.select_related("answer").order_by("-month", "-pk")[:MONTHS_SHOWN])
    rows = [(line, rulebook.label(line.programme)) for line in lines]
    return (_("发放记录"), "payments/household_panel.html", {"rows": rows}) if rows else None


def waiting_batches(user: Any, on: date) -> Iterator[Item]:
    """Lists that wait for finance, and returned money that waits for the officer."""
    batches = PaymentBatch.objects.visible_to(user).select_related("division").defer("content")
    if user.has_role(*permissions.APPROVES):
        for batch in batches.filter(state__in=[BatchState.PREPARED, BatchState.APPROVED]):
            yield _item(batch, _("审批发放名单") if batch.state == BatchState.PREPARED else _("送银行"))
    if user.has_role(*permissions.PREPARES):
        for batch in batches.filter(lines__state="RETURNED").distinct():
            if batch.lines.to_resend().exists():
                yield _item(batch, _("处理退回款项"))


def _item(batch: PaymentBatch, title: str) -> Item:
    return Item(
        title=title,
        url=reverse("batch_detail", args=[batch.number]),
        subject=rulebook.label(batch.programme),
        place=batch.division.name,
        step=f"{batch.month:%Y-%m}",
        due_on=None,
        number=batch.number,
    )
