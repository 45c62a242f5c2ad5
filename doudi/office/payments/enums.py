"""Closed lists of payments."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What a list pays: the month itself, or what approved raises owe for months before."""

    REGULAR = "REGULAR", _("按月发放")
    ARREARS = "ARREARS", _("补发")


class BatchState(TextChoices):
    BUILDING = "BUILDING", _("编制中")
    PREPARED = "PREPARED", _("待审批")
    APPROVED = "APPROVED", _("已审批")
    SENT = "SENT", _("已送银行")
    SETTLED = "SETTLED", _("已对账")
    CANCELLED = "CANCELLED", _("已撤销")


class LineState(TextChoices):
    LIVE = "LIVE", _("待发")
    PAID = "PAID", _("已到账")
    RETURNED = "RETURNED", _("退回")
    VOID = "VOID", _("作废")


class Difference(TextChoices):
    """A line against the month before."""

    NEW = "NEW", _("新增")
    CHANGED = "CHANGED", _("变动")
    SAME = "SAME", _("不变")
    RESENT = "RESENT", _("重发")
    ARREARS = "ARREARS", _("补发")


class Problem(TextChoices):
    """Why a household is not in the list although it has an award."""

    NO_ACCOUNT = "NO_ACCOUNT", _("没有收款账户")
    HOLDER_DEAD = "HOLDER_DEAD", _("收款人已去世")
    MEMBER_DEAD = "MEMBER_DEAD", _("保障对象已去世")
    MEMBER_LEFT = "MEMBER_LEFT", _("保障对象已离开本户")
    PAID_ELSEWHERE = "PAID_ELSEWHERE", _("成员本月已在另一份名单中")
    SUSPENDED = "SUSPENDED", _("已暂停发放")
    UNWRITABLE = "UNWRITABLE", _("户名或账号不能写入银行文件")
    NO_AWARD = "NO_AWARD", _("本月已没有核定的救助金")


REMEDIES = {
    Problem.NO_ACCOUNT: _("请在家庭档案登记收款账户，然后补编一批。"),
    Problem.HOLDER_DEAD: _("请在家庭档案更换收款账户，然后补编一批。"),
    Problem.MEMBER_DEAD: _("请办理金额变更或停发，然后补编一批。"),
    Problem.MEMBER_LEFT: _("请办理金额变更或停发，然后补编一批。"),
    Problem.PAID_ELSEWHERE: _("请核对此人在两户中的成员关系，停发其中一项。"),
    Problem.SUSPENDED: _("无须处理；恢复发放后可补编一批。"),
    Problem.UNWRITABLE: _("请核对户名和账号，去掉特殊符号或过长的文字，然后补编一批。"),
    Problem.NO_AWARD: _("无须处理；停发的月份不再列入，也不再重发。"),
}
# Moves that the database allows (the guards in migrations/0002 say the same).
BATCH_MOVES = {
    BatchState.BUILDING: (BatchState.PREPARED, BatchState.CANCELLED),
    BatchState.PREPARED: (BatchState.APPROVED, BatchState.CANCELLED),
    BatchState.APPROVED: (BatchState.SENT, BatchState.CANCELLED),
    BatchState.SENT: (BatchState.SETTLED,),
    BatchState.SETTLED: (),
    BatchState.CANCELLED: (),
}
LINE_MOVES = {
    LineState.LIVE: (LineState.PAID, LineState.RETURNED, LineState.VOID),
    LineState.PAID: (),
    LineState.RETURNED: (),
    LineState.VOID: (),
}
# What the audit calls each act.
VERBS = {
    "payments.fill": _("编制发放名单"),
    "payments.approve": _("审批发放名单"),
    "start_batch": _("开始编制发放名单"),
    "prepare_batch": _("编制发放名单"),
    "drop_stale_lines": _("剔除不能发放的家庭"),
    "approve_batch": _("审批发放名单"),
    "send_batch": _("送银行"),
    "cancel_batch": _("撤销发放批次"),
    "read_return": _("读入银行回单"),
}
