"""Code tables of legal aid, of water, gas and heating, and of funerals."""

from __future__ import annotations

from doudi.policies.enums.choice import Choice


class LegalService(Choice):
    """The services of a legal aid centre."""

    NONE = 0, "没有申请"
    CONSULTATION = 1, "法律咨询"
    DRAFTING = 2, "代拟法律文书"
    CRIMINAL_DEFENCE = 3, "刑事辩护和代理"
    CIVIL_AGENCY = 4, "民事代理"
    ADMINISTRATIVE_AGENCY = 5, "行政代理"


class LegalCause(Choice):
    """What a case is about."""

    NONE = 0, "没有具体案件"
    STATE_COMPENSATION = 1, "国家赔偿"
    SOCIAL_INSURANCE = 2, "社会保险待遇、社会救助待遇"
    RELIEF = 3, "抚恤金、救济金"
    MAINTENANCE = 4, "赡养费、抚养费、扶养费"
    WAGES = 5, "劳动报酬、劳动关系"
    GOOD_SAMARITAN = 6, "见义勇为产生的权益"
    CRIMINAL_CASE = 7, "刑事案件"
    INJURY = 8, "工伤、交通、医疗等事故的人身损害"
    POLLUTION = 9, "环境污染、生态破坏损害"
    DOMESTIC_VIOLENCE = 10, "虐待、遗弃、家庭暴力"
    CIVIL_CAPACITY = 11, "认定无或者限制民事行为能力"
    FAKE_FARM_INPUTS = 12, "假劣农资损害"
    OTHER = 13, "其他事项"


class UtilityRelief(Choice):
    """How the price of water or gas is eased."""

    NOT_SET = 0, "本地没有这一优惠"
    PRICE_CUT = 1, "每立方米减价"
    FREE_AMOUNT = 2, "每月免费立方米数"


class UtilityScope(Choice):
    """Whose water, gas and heating are eased."""

    DIBAO = 0, "低保家庭"
    ASSISTED = 1, "除其他低收入家庭以外的救助对象家庭"
    LOW_INCOME = 2, "所有救助对象家庭，包括其他低收入家庭"


class FuneralBenefit(Choice):
    """How basic funeral services are paid for."""

    NOT_SET = 0, "本地尚未录入"
    WAIVER = 1, "减免基本项目费用"
    SUBSIDY = 2, "定额补贴"


class FuneralScope(Choice):
    """Whose funeral."""

    ASSISTED = 0, "救助对象"
    ALL = 1, "所有死亡居民"
