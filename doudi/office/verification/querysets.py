"""Questions asked of consents, checks and findings; they chain."""

from datetime import date

from django.db import models
from django.db.models import Q


class ConsentQuerySet(models.QuerySet):
    def visible_to(self, user):
        from doudi.office.staff.permissions import in_scope

        return in_scope(self, user, "household__division__path")

    def covering(self, purpose: str, on: date):
        """Consents that hold that day for that purpose."""
        days = Q(first_day__lte=on, last_day__gte=on)
        return self.filter(days, Q(withdrawn_on=None) | Q(withdrawn_on__gt=on), purpose=purpose)


class CheckQuerySet(models.QuerySet):
    def visible_to(self, user):
        from doudi.office.staff.permissions import in_scope

        return in_scope(self, user, "household__division__path")

    def open(self):
        return self.filter(state="OPEN")

    def overdue(self, on: date):
        return self.open().filter(due_on__lt=on)


class FindingQuerySet(models.QuerySet):
    def visible_to(self, user):
        from doudi.office.staff.permissions import in_scope

        return in_scope(self, user, "answer__check_run__household__division__path")

    def of_check(self, check):
        return self.filter(answer__check_run=check)

    def unsettled(self):
        return self.filter(settled="")
