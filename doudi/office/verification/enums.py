"""Closed lists of means verification."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Source(TextChoices):
    PUBLIC_SECURITY = "PUBLIC_SECURITY", _("公安（户籍、车辆）")
    HUMAN_RESOURCES = "HUMAN_RESOURCES", _("人社（社保、就业）")
    TAX = "TAX", _("税务")
    MARKET_REGULATION = "MARKET_REGULATION", _("市场监管")
    REAL_ESTATE = "REAL_ESTATE", _("不动产登记")
    HOUSING_FUND = "HOUSING_FUND", _("住房公积金")
    BANKS = "BANKS", _("银行存款")
    SECURITIES = "SECURITIES", _("证券")
    INSURANCE = "INSURANCE", _("商业保险")
    PAYMENT_INSTITUTIONS = "PAYMENT_INSTITUTIONS", _("非银行支付机构")
    CIVIL_AFFAIRS = "CIVIL_AFFAIRS", _("民政（婚姻、殡葬）")
    DISABLED_FEDERATION = "DISABLED_FEDERATION", _("残联")


class Purpose(TextChoices):
    """Why personal information may be asked for; nobody asks without one (社会救助法 第七十条)."""

    APPLICATION = "APPLICATION", _("申请社会救助")
    RECERTIFICATION = "RECERTIFICATION", _("定期核查")
    GRIEVANCE = "GRIEVANCE", _("投诉举报核实")


class CheckState(TextChoices):
    OPEN = "OPEN", _("核对中")
    PARTIAL = "PARTIAL", _("部分单位未答复")
    COMPLETE = "COMPLETE", _("核对完成")


class AnswerState(TextChoices):
    ASKED = "ASKED", _("已发出")
    ANSWERED = "ANSWERED", _("已答复")
    SILENT = "SILENT", _("未答复")


class Weight(TextChoices):
    BLOCKING = "BLOCKING", _("须先处理")
    EXPLAIN = "EXPLAIN", _("须说明")
    INFORMATION = "INFORMATION", _("供参考")


class Settled(TextChoices):
    ADOPTED = "ADOPTED", _("采用核对结果")
    DISMISSED = "DISMISSED", _("维持申报，核对有误")
    EXPLAINED = "EXPLAINED", _("已说明")


# What the audit calls each act.
VERBS = {
    "give_consent": _("登记核对授权"),
    "refuse_consent": _("登记拒绝授权"),
    "withdraw_consent": _("撤回核对授权"),
    "start_check": _("开始信息核对"),
    "answer_check": _("登记核对结果"),
    "complete_check": _("出具核对报告"),
    "settle_finding": _("处理核对发现"),
}
