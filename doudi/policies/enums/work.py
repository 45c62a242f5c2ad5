"""Code tables of work: tools of employment promotion, referrals, trades."""

from __future__ import annotations

from doudi.policies.enums.choice import Choice


class EmploymentTool(Choice):
    """What promotes employment besides free services."""

    NONE = 0, "无"
    EMPLOYER_SUBSIDY = 1, "用人单位吸纳就业补助"
    PUBLIC_POST = 2, "公益性岗位"
    TAX_CUT = 3, "税费减免"
    TRAINING_SUBSIDY = 4, "培训补贴"
    GUARANTEED_LOAN = 5, "小额担保贷款"


class JobReferral(Choice):
    """How far a referral to the employment service has come."""

    NONE = 0, "未转介"
    SENT = 1, "已转介"
    OFFERED = 2, "已介绍岗位"
    REFUSED = 3, "本人拒绝"


class Trade(Choice):
    """Trades, as far as preferences for small businesses look at them."""

    ORDINARY = 0, "一般行业"
    CONSTRUCTION = 1, "建筑业"
    ENTERTAINMENT = 2, "娱乐业"
    ADVERTISING = 3, "广告业"
    SAUNA = 4, "桑拿"
    MASSAGE = 5, "按摩"
    INTERNET_CAFE = 6, "网吧"
    OXYGEN_BAR = 7, "氧吧"
    LOCALLY_RESTRICTED = 8, "当地文件限制的其他行业"
