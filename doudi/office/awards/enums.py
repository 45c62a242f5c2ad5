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


class RaiseState(TextChoices):
    BUILDING = "BUILDING", _("测算中")
    PROPOSED = "PROPOSED", _("待审批")
    APPROVED = "APPROVED", _("执行中")
    DONE = "DONE", _("已执行")
    CANCELLED = "CANCELLED", _("已撤销")


class RaiseLineState(TextChoices):
    PROPOSED = "PROPOSED", _("拟调整")
    SAME = "SAME", _("不受影响")
    HELD = "HELD", _("须另行处理")
    APPLIED = "APPLIED", _("已执行")
    VOID = "VOID", _("作废")


class RaiseProblem(TextChoices):
    """Why a household is not raised with the others."""

    TAKEN_OVER = "TAKEN_OVER", _("现行金额与核算不符")
    MEMBERS = "MEMBERS", _("成员有变动，尚未变更")
    LOWER = "LOWER", _("按新标准金额减少")
    NOT_ELIGIBLE = "NOT_ELIGIBLE", _("按新标准不符合条件")
    UNKNOWN = "UNKNOWN", _("缺少事实，不能计算")
    OTHER_RUN = "OTHER_RUN", _("已在另一份提标方案中")
    CHANGED = "CHANGED", _("测算后情况有变")


RAISE_REMEDIES = {
    RaiseProblem.TAKEN_OVER: _("请按现有情况重新核算并变更金额，然后再测算一次。"),
    RaiseProblem.MEMBERS: _("请先办理金额变更或停发，然后再测算一次。"),
    RaiseProblem.LOWER: _("减发须先听取当事人意见，请逐户办理变更。"),
    RaiseProblem.NOT_ELIGIBLE: _("请重新核算；确不符合的，按停发程序办理。"),
    RaiseProblem.UNKNOWN: _("请补齐家庭的事实并重新核算，然后再测算一次。"),
    RaiseProblem.OTHER_RUN: _("无须处理。"),
    RaiseProblem.CHANGED: _("请再测算一次，未执行的家庭会进入新的方案。"),
}


class LateGround(TextChoices):
    """What came out late."""

    DEATH = "DEATH", _("死亡")
    WORK = "WORK", _("就业")
    MARRIAGE = "MARRIAGE", _("结婚或家庭成员变动")
    INCOME = "INCOME", _("收入或财产")
    STATUS = "STATUS", _("残疾、患病、就学等情况")
    OTHER = "OTHER", _("其他")


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
    "start_raise": _("测算提高标准"),
    "propose_raise": _("提出提标方案"),
    "approve_raise": _("批准提标方案"),
    "finish_raise": _("提标方案执行完毕"),
    "cancel_raise": _("撤销提标方案"),
    "record_reassessment": _("登记追溯核定"),
    "awards.raise": _("测算提高标准"),
    "awards.apply_raise": _("执行提标方案"),
}
