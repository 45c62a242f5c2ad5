"""Closed lists of determinations and of local standards."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Outcome(TextChoices):
    ELIGIBLE = "ELIGIBLE", _("符合条件")
    NOT_ELIGIBLE = "NOT_ELIGIBLE", _("不符合条件")
    UNKNOWN = "UNKNOWN", _("材料不足，尚不能判断")


class StandardState(TextChoices):
    DRAFT = "DRAFT", _("草稿")
    SUBMITTED = "SUBMITTED", _("待批准")
    APPROVED = "APPROVED", _("已批准")
    RETURNED = "RETURNED", _("已退回")
    WITHDRAWN = "WITHDRAWN", _("已撤回")


class MeetingKind(TextChoices):
    """Who decides on a standard before it may be used (万州、潍坊等地文件列举的会议)."""

    STANDING_COMMITTEE = "STANDING_COMMITTEE", _("县委常委会会议")
    EXECUTIVE = "EXECUTIVE", _("县政府常务会议")
    SPECIAL = "SPECIAL", _("专题会议")


VERBS = {
    "draft_standard": _("起草本地标准"),
    "revise_standard": _("修改本地标准"),
    "submit_standard": _("本地标准报批"),
    "approve_standard": _("批准本地标准"),
    "return_standard": _("退回本地标准"),
    "withdraw_standard": _("撤回本地标准"),
    "record_meeting": _("登记会议决定"),
    "set_scope": _("设定试点范围"),
    "ask_population": _("准备测算数据"),
    "save_scenario": _("保存测算方案"),
    "delete_scenario": _("删除测算方案"),
    "programmes.population": _("准备测算数据"),
}
