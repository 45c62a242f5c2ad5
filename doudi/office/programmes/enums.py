"""Closed lists of determinations."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Outcome(TextChoices):
    ELIGIBLE = "ELIGIBLE", _("符合条件")
    NOT_ELIGIBLE = "NOT_ELIGIBLE", _("不符合条件")
    UNKNOWN = "UNKNOWN", _("材料不足，尚不能判断")
