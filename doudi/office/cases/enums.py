"""Closed lists of intake and procedure."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Channel(TextChoices):
    WINDOW = "WINDOW", _("乡镇窗口")
    VILLAGE = "VILLAGE", _("村（社区）代办")
    PROXY = "PROXY", _("委托他人")
    PHONE = "PHONE", _("手机申请")
    HOTLINE = "HOTLINE", _("热线电话")
    OUTREACH = "OUTREACH", _("主动发现")


class ApplicationState(TextChoices):
    DRAFT = "DRAFT", _("草稿")
    SUBMITTED = "SUBMITTED", _("待受理")
    PAPERS_MISSING = "PAPERS_MISSING", _("待补材料")
    ACCEPTED = "ACCEPTED", _("已受理")
    CLOSED = "CLOSED", _("已办结")
    WITHDRAWN = "WITHDRAWN", _("已撤回")


class NeedKind(TextChoices):
    LIVING = "LIVING", _("基本生活")
    MEDICAL = "MEDICAL", _("看病")
    EDUCATION = "EDUCATION", _("上学")
    HOUSING = "HOUSING", _("住房")
    EMPLOYMENT = "EMPLOYMENT", _("就业")
    LEGAL = "LEGAL", _("法律援助")
    DISASTER = "DISASTER", _("受灾")
    EMERGENCY = "EMERGENCY", _("突发急难")
    CARE = "CARE", _("照料护理")
    HEATING_WATER = "HEATING_WATER", _("取暖用水")


class CaseState(TextChoices):
    OPEN = "OPEN", _("办理中")
    CONFIRMED = "CONFIRMED", _("已确认")
    REFUSED = "REFUSED", _("不予确认")
    WITHDRAWN = "WITHDRAWN", _("已撤回")
    ENDED = "ENDED", _("终止办理")


class Step(TextChoices):
    CONSENT = "CONSENT", _("授权")
    VERIFICATION = "VERIFICATION", _("信息核对")
    HOME_VISIT = "HOME_VISIT", _("入户调查")
    APPRAISAL = "APPRAISAL", _("民主评议")
    REVIEW = "REVIEW", _("审核")
    PUBLIC_NOTICE = "PUBLIC_NOTICE", _("公示")
    CONFIRM = "CONFIRM", _("确认")


class StepState(TextChoices):
    PENDING = "PENDING", _("未开始")
    DONE = "DONE", _("完成")
    WAIVED = "WAIVED", _("免除")
    NOT_NEEDED = "NOT_NEEDED", _("无需")


class ReturnCause(TextChoices):
    """Why a case goes back to an earlier step."""

    OBJECTION = "OBJECTION", _("公示有异议，重新调查")
    APPRAISALS_DIFFER = "APPRAISALS_DIFFER", _("两级评议结果不一致，重新调查")
    SENT_BACK = "SENT_BACK", _("退回补充")


class WaiveGround(TextChoices):
    FULL_VERIFICATION_REPORT = "FULL_VERIFICATION_REPORT", _("核对报告完整，家庭状况清楚")
    NO_OBJECTION = "NO_OBJECTION", _("公示无异议")
    MAJOR_EMERGENCY = "MAJOR_EMERGENCY", _("重大突发事件")
    COUNTY_SETTING = "COUNTY_SETTING", _("县级规定免除")


class Opinion(TextChoices):
    AGREE = "AGREE", _("拟同意")
    REFUSE = "REFUSE", _("拟不予确认")


class ObjectionState(TextChoices):
    OPEN = "OPEN", _("处理中")
    UPHELD = "UPHELD", _("异议成立")
    DISMISSED = "DISMISSED", _("异议不成立")


class DecisionOutcome(TextChoices):
    CONFIRMED = "CONFIRMED", _("确认")
    REFUSED = "REFUSED", _("不予确认")


class AppraisalLevel(TextChoices):
    VILLAGE = "VILLAGE", _("村（社区）")
    TOWNSHIP = "TOWNSHIP", _("乡镇（街道）")
    COUNTY = "COUNTY", _("县（区）")


# What the audit calls each act.
VERBS = {
    "cases.open_application": _("登记申请"),
    "cases.request_papers": _("一次性告知缺少的材料"),
    "cases.supply_paper": _("补齐材料"),
    "cases.accept": _("受理申请"),
    "cases.withdraw_application": _("撤回申请"),
    "cases.open_case": _("立案"),
    "cases.assign": _("指派经办人"),
    "cases.disclose_relative": _("申报近亲属关系"),
    "cases.do_consent": _("完成核对授权"),
    "cases.start_verification": _("发起信息核对"),
    "cases.finish_verification": _("完成信息核对"),
    "cases.record_visit": _("登记入户调查"),
    "cases.record_county_visit": _("登记县级入户调查"),
    "cases.waive": _("免去步骤"),
    "cases.call_appraisal": _("召集民主评议"),
    "cases.record_appraisal": _("登记民主评议"),
    "cases.review": _("提出审核意见"),
    "cases.post_notice": _("张贴公示"),
    "cases.end_notice": _("公示期满"),
    "cases.leave_out_notice": _("不予公示"),
    "cases.object_to": _("登记异议"),
    "cases.settle_objection": _("答复异议"),
    "cases.escalate": _("提请上级研究"),
    "cases.send_back": _("退回"),
    "cases.extend": _("延长期限"),
    "cases.discontinue": _("终止办理"),
    "cases.withdraw": _("撤回案件"),
    "cases.confirm": _("审核确认"),
    "cases.refuse": _("不予确认"),
    "cases.mark_told": _("送达决定"),
}
