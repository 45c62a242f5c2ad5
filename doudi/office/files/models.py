"""Uploaded files: what they are, and where their bytes lie."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from doudi.office.base.models import Stamped
from doudi.office.files.enums import FileFormat, FileKind
from doudi.office.places.models import Division


class File(Stamped):
    """One uploaded file; its bytes lie outside the web root under a random name."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("文件名"), max_length=150)
    kind = models.CharField(_("用途"), max_length=20, choices=FileKind, default=FileKind.OTHER)
    format = models.CharField(_("格式"), max_length=5, choices=FileFormat)
    size = models.PositiveIntegerField(_("大小"))
    sha256 = models.CharField(max_length=64)
    stored = models.CharField(max_length=80, unique=True)
    division = models.ForeignKey(Division, models.PROTECT, null=True, blank=True, related_name="+")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("上传人")
    )

    class Meta:
        ordering = ["-pk"]
        verbose_name = verbose_name_plural = _("文件")
        constraints = [models.CheckConstraint(condition=Q(size__gt=0), name="file_not_empty")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_image(self) -> bool:
        return self.format in {FileFormat.JPEG, FileFormat.PNG}
