"""Code tables of urgent help: temporary assistance, price subsidies, rescue, expenditure-poor households."""

from __future__ import annotations

from doudi.policies.enums.choice import Choice


class RigidTest(Choice):
    """How a place measures that necessary spending is too much for a household."""

    NOT_SET = 0, "本地尚未录入刚性支出占比"
    SHARE_OF_INCOME = 1, "刚性支出占家庭总收入的比例超出规定"
    INCOME_LEFT = 2, "总收入减去刚性支出，人均低于低保标准的倍数"


class AidCause(Choice):
    """What befell those who ask for temporary assistance: the first five are sudden, the last three costs."""

    NONE = 0, "没有申请临时救助的事由"
    SUDDEN_EVENT = 1, "突发事件"
    ACCIDENT = 2, "火灾、交通事故等意外事故"
    SUDDEN_ILLNESS = 3, "突发重大疾病"
    PUBLIC_HEALTH = 4, "疫情等公共卫生事件"
    OTHER_EMERGENCY = 5, "其他急难"
    MEDICAL_COST = 6, "医疗支出过大"
    EDUCATION_COST = 7, "教育支出过大"
    OTHER_COST = 8, "其他生活必需支出过大"


class AidKind(Choice):
    """The two kinds of temporary assistance (民发〔2018〕23号)."""

    NONE = 0, "没有事由"
    EMERGENCY = 1, "急难型"
    EXPENDITURE = 2, "支出型"


class AidColumn(Choice):
    """The columns of a place's table for costs of illness."""

    GENERAL = 0, "一般家庭"
    DESTITUTE = 1, "有特困人员或者孤儿的家庭"
    ASSISTED = 2, "低保等已认定的低收入家庭"


class AidMethod(Choice):
    """How an amount of temporary assistance comes about."""

    SAME = 0, "从一般办法"
    PROPOSED = 1, "经办机构拟定，在上下限之内"
    PERSONS_MONTHS = 2, "低保标准乘以人数和月数"
    COST_BANDS = 3, "按支出分段取低保标准的倍数"
    COST_SHARE = 4, "按支出或者损失的比例"


class ResidenceBasis(Choice):
    """Why somebody asks here."""

    HUKOU = 0, "本地户籍"
    RESIDENCE_PERMIT = 1, "持有本地居住证"
    EVENT_HERE = 2, "急难发生在本地"
    OUTSIDE_WORKER = 3, "外来务工人员"


class SmallSum(Choice):
    """What a small sum given at once may come to."""

    NOT_SET = 0, "本地没有小额先行救助"
    FIXED = 1, "不超过固定金额"
    MONTHLY_LINE = 2, "不超过低保月标准的倍数"


class PriceFormula(Choice):
    """How a price subsidy is reckoned."""

    NOT_SET = 0, "本地尚未录入价格补贴办法"
    LINE_TIMES_INDEX = 1, "低保标准乘以达到启动条件的指数涨幅，取高者"
    LINE_TIMES_SCPI = 2, "低保标准乘以低收入居民价格指数（SCPI）涨幅"
    LINE_DIVIDED = 3, "低保标准的若干分之一，按涨幅分档"
    FIXED = 4, "固定金额"


class PriceGroup(Choice):
    """Groups outside social assistance that price subsidies cover; the entitled and children have own facts."""

    NONE = 0, "不属于以下群体"
    UNEMPLOYMENT_INSURANCE = 1, "领取失业保险金人员"
    UNEMPLOYMENT_ALLOWANCE = 2, "领取失业补助金人员"
    AIDS_CHILD = 3, "艾滋病病毒感染儿童"


class RescuePriority(Choice):
    """Who is helped first at a rescue station."""

    ORDINARY = 0, "一般"
    CARED_FOR = 1, "优先：未成年人、老年人、残疾人"
    FIRST = 2, "最先：重症狂躁型精神障碍"


class RescueStation(Choice):
    """Which level leads the rescue of vagrants."""

    COUNTY = 0, "县级救助管理机构"
    PREFECTURE = 1, "设区的市救助管理机构牵头，县级联动"


class CapacityLoss(Choice):
    """Why the capacity to work was lost or reduced (万州府发〔2005〕47号 三（三）)."""

    NONE = 0, "没有丧失或者减弱"
    ILLNESS = 1, "因病"
    DISABILITY = 2, "因残"
    SURGERY = 3, "因计划生育手术"
