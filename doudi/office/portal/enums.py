"""Closed lists of the public pages."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class GrievanceKind(TextChoices):
    COMPLAINT = "COMPLAINT", _("投诉")
    REPORT = "REPORT", _("举报")
    ADVICE = "ADVICE", _("咨询建议")


class GrievanceState(TextChoices):
    OPEN = "OPEN", _("待答复")
    ANSWERED = "ANSWERED", _("已答复")


class PhoneState(TextChoices):
    NEW = "NEW", _("待登记")
    REGISTERED = "REGISTERED", _("已登记")
    DECLINED = "DECLINED", _("未能登记")


VERBS = {
    "portal.send_grievance": _("收到投诉举报"),
    "portal.answer_grievance": _("答复投诉举报"),
    "portal.send_phone_application": _("收到手机申请"),
    "portal.register_phone_application": _("登记手机申请"),
    "portal.decline_phone_application": _("手机申请未能登记"),
}
