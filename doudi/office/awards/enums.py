"""Closed lists of awards."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AwardReason(TextChoices):
    NEW = "NEW", _("新批准")
    INCREASE = "INCREASE", _("增发")
    DECREASE = "DECREASE", _("减发")
    MEMBERS = "MEMBERS", _("成员变动")
    STANDARD = "STANDARD", _("提高标准")
    GRACE = "GRACE", _("渐退期")
    TAKEN_OVER = "TAKEN_OVER", _("接续原有救助")


class EndReason(TextChoices):
    CHANGED = "CHANGED", _("金额变更")
    INCOME = "INCOME", _("收入或财产超过标准")
    DEATH = "DEATH", _("去世")
    MOVED = "MOVED", _("迁出")
    VOLUNTARY = "VOLUNTARY", _("自愿放弃")
    OTHER_PROGRAMME = "OTHER_PROGRAMME", _("转入其他救助")
    FRAUD = "FRAUD", _("骗取救助")
    GRACE = "GRACE", _("转入渐退期")
    GRACE_OVER = "GRACE_OVER", _("渐退期满")
    NOT_COOPERATING = "NOT_COOPERATING", _("不配合核查")


class HearingAbout(TextChoices):
    DECREASE = "DECREASE", _("减发")
    SUSPEND = "SUSPEND", _("暂停")
    END = "END", _("停发")


# Ends that follow from the recipient's own act, from death, or from a decision that was heard before.
WITHOUT_HEARING = (
    EndReason.CHANGED,
    EndReason.DEATH,
    EndReason.VOLUNTARY,
    EndReason.OTHER_PROGRAMME,
    EndReason.GRACE_OVER,
)
# Ends that an officer may choose; the others are written by other acts.
CHOSEN_ENDS = (
    EndReason.INCOME,
    EndReason.DEATH,
    EndReason.MOVED,
    EndReason.VOLUNTARY,
    EndReason.FRAUD,
    EndReason.NOT_COOPERATING,
)
# What the audit calls each act.
VERBS = {
    "grant_award": _("批准救助"),
    "take_over_award": _("接续原有救助"),
    "hear_recipient": _("听取当事人意见"),
    "change_award": _("变更救助金额"),
    "suspend_award": _("暂停发放"),
    "resume_award": _("恢复发放"),
    "end_award": _("停发"),
    "start_grace": _("转入渐退期"),
    "member_leaves": _("保障对象减少"),
}
