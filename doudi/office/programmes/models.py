"""What the rulebook said of a household on a day, frozen for ever."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

from doudi.office.base.models import Stamped

from . import enums


def with_days(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Stored rows of a sheet, with the days of their parameters as dates."""
    return [{**line, "parameters": [_with_day(p) for p in line["parameters"]]} for line in lines]


def _with_day(parameter: dict[str, Any]) -> dict[str, Any]:
    return {**parameter, "since": date.fromisoformat(parameter["since"])}


class DeterminationQuerySet(models.QuerySet):
    def visible_to(self, user):
        from doudi.office.staff.permissions import in_scope

        return in_scope(self, user, "household__division__path")


class Determination(Stamped):
    """Facts, parameters, rules and every derived value, with their content hash; never changed."""

    number = models.CharField(max_length=24, unique=True)
    household = models.ForeignKey("people.Household", models.PROTECT, related_name="determinations")
    programme = models.CharField(max_length=40)
    place = models.CharField(max_length=12)
    on = models.DateField()
    outcome = models.CharField(max_length=14, choices=enums.Outcome.choices)
    amount_fen = models.BigIntegerField(null=True)
    path = models.CharField(max_length=40, blank=True)
    covered = models.JSONField(default=list)
    frozen = models.JSONField()
    sheet = models.JSONField()
    why_not = models.JSONField(default=list)
    content_hash = models.CharField(max_length=64)
    by = models.ForeignKey("staff.User", models.PROTECT, null=True, related_name="+")

    objects = DeterminationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_fen=None) | Q(amount_fen__gte=0), name="determination_amount_not_negative"
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The whole calculation sheet, with dates as dates, for `components/sheet.html`."""
        return with_days(self.sheet)

    @property
    def main_lines(self) -> list[dict[str, Any]]:
        """The sheet without the steps that add nothing."""
        return [line for line in self.lines if not line["quiet"]]

    @property
    def reasons(self) -> list[dict[str, Any]]:
        """The conditions that failed."""
        return with_days(self.why_not)
