"""Closed lists of the audit."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Chain(TextChoices):
    CHANGES = "CHANGES", _("变更")
    ACCESS = "ACCESS", _("查阅")
