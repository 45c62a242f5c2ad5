"""Questions asked of payment lists; they chain."""

from datetime import date

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
        """Lines that were paid or still may be: at most one for a household, programme and month."""
        return self.filter(COUNTS)

    def to_resend(self):
        """Lines that the bank gave back and that were not sent again."""
        again = self.model.objects.filter(resend_of=OuterRef("pk")).exclude(state="VOID")
        return self.filter(~Exists(again), state="RETURNED")

    def without_line_in(self, month: date, programme: str):
        """Lines whose household has no line of the programme in that month: what stopped."""
        there = self.model.objects.filter(
            COUNTS, household=OuterRef("household"), programme=programme, month=month
        )
        return self.filter(~Exists(there))

    def totals(self) -> dict[str, int]:
        return self.aggregate(count=Count("pk"), fen=Coalesce(Sum("amount_fen"), 0))

    def paid_after_death(self):
        """Lines that paid for somebody who had died before the month: to be recovered."""
        dead = models.F("month")
        return self.filter(COUNTS, members__person__died_on__lt=dead).distinct()


def listed_until(unit) -> date | None:
    """The last month for which the unit was paid or still may be; awards ask before they change."""
    return unit.payment_lines.filter(COUNTS).aggregate(last=models.Max("month"))["last"]
