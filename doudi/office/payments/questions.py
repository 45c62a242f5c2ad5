"""Questions asked of payment lists; they chain."""

from datetime import date

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.db.models.functions import Coalesce

COUNTS = Q(state__in=["LIVE", "PAID"])


class BatchQuerySet(models.QuerySet):
    def visible_to(self, user):
        from doudi.office.staff.permissions import in_scope

        return in_scope(self, user, "division__path")

    def with_totals(self):
        """Adds the number of lines, their sum, and how many came back."""
        there = ~Q(lines__state="VOID")
        return self.annotate(
            line_count=Count("lines", filter=there),
            total_fen=Coalesce(Sum("lines__amount_fen", filter=there), 0),
            paid_fen=Coalesce(Sum("lines__amount_fen", filter=Q(lines__state="PAID")), 0),
            returned_count=Count("lines", filter=Q(lines__state="RETURNED")),
        )


class LineQuerySet(models.QuerySet):
    def visible_to(self, user):
        from doudi.office.staff.permissions import in_scope

        return in_scope(self, user, "household__division__path")

    def listed(self):
        """Lines that stand in the bank file."""
        return self.exclude(state="VOID")

    def counting(self):
        """Lines that were paid or still may be: at most one regular one for a household, programme and month."""
        return self.filter(COUNTS)

    def regular(self):
        """Lines of the month itself, without arrears."""
        return self.filter(kind="REGULAR")

    def to_resend(self):
        """Lines that the bank gave back and that were not sent again."""
        again = self.model.objects.filter(resend_of=OuterRef("pk")).exclude(state="VOID")
        return self.filter(~Exists(again), state="RETURNED")

    def without_line_in(self, month: date, programme: str):
        """Lines whose household has no line of the programme in that month: what stopped."""
        there = self.model.objects.regular().filter(
            COUNTS, household=OuterRef("household"), programme=programme, month=month
        )
        return self.filter(~Exists(there))

    def totals(self) -> dict[str, int]:
        return self.aggregate(count=Count("pk"), fen=Coalesce(Sum("amount_fen"), 0))

    def paid_after_death(self):
        """Lines that paid for somebody who had died before the month: to be recovered."""
        dead = models.F("month")
        return self.regular().filter(COUNTS, members__person__died_on__lt=dead).distinct()


def listed_until(unit) -> date | None:
    """The last month for which the unit was paid or still may be; awards ask before they change."""
    return unit.payment_lines.regular().filter(COUNTS).aggregate(last=models.Max("month"))["last"]


def paid_by_month(unit) -> dict[date, int]:
    """What the unit was paid, or still may be, for each month; arrears count for the months that they are for."""
    lines = unit.payment_lines.filter(COUNTS)
    paid = dict(lines.regular().values_list("month").annotate(fen=Sum("amount_fen")).order_by())
    parts = lines.filter(kind="ARREARS", parts__live=True)
    for month, fen in parts.values_list("parts__arrear__month").annotate(fen=Sum("parts__fen")).order_by():
        paid[month] = paid.get(month, 0) + fen
    return paid


def arrears_waiting(month: date):
    """Months of arrears that no list pays yet, up to the month of a list."""
    Arrear = apps.get_model("awards", "Arrear")

    taken = apps.get_model("payments", "PaymentLine").objects.listed()
    listed = taken.filter(parts__arrear=OuterRef("pk"))
    return Arrear.objects.filter(~Exists(listed), month__lte=month)
