"""Closed lists of the lowest app."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class TaskState(TextChoices):
    WAITING = "WAITING", _("等待")
    RUNNING = "RUNNING", _("进行中")
    DONE = "DONE", _("完成")
    REFUSED = "REFUSED", _("被拒绝")
    PARKED = "PARKED", _("多次失败，已搁置")


class Sex(TextChoices):
    MALE = "MALE", _("男")
    FEMALE = "FEMALE", _("女")


class IdKind(TextChoices):
    """Which document says who a person is."""

    RESIDENT = "RESIDENT", _("居民身份证")
    RESIDENCE_PERMIT = "RESIDENCE_PERMIT", _("港澳台居民居住证")
    FOREIGN_PERMANENT = "FOREIGN_PERMANENT", _("外国人永久居留身份证")
    PASSPORT = "PASSPORT", _("护照")
    OTHER = "OTHER", _("其他证件")
    NONE = "NONE", _("无证件")
