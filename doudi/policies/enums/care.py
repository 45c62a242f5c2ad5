"""Code tables of care: disability, old age, visits."""

from __future__ import annotations

from doudi.policies.enums.choice import Choice


class AllowanceForm(Choice):
    """How an allowance is expressed."""

    FIXED = 0, "公布的金额"
    SHARE_OF_LINE = 1, "按低保标准的比例"


class AidForm(Choice):
    """How aid with a cost is given."""

    NOT_SET = 0, "本地尚未录入"
    IN_KIND = 1, "提供实物或者服务"
    CAPPED = 2, "按费用补助，不超过限额"


class DisabilityHardship(Choice):
    """Hardship of a disabled person whose household has no class that opens the living allowance."""

    NONE = 0, "不属于以下情形"
    NO_FIXED_INCOME = 1, "无业、无固定收入的重度残疾人"
    DEPENDENT = 2, "一户多残或者依靠老人赡养的残疾人"


class AssistiveDevice(Choice):
    """What somebody needs to be fitted with."""

    NONE = 0, "没有需求"
    WHEELCHAIR = 1, "轮椅、助行器具"
    PROSTHESIS = 2, "假肢、矫形器"
    HEARING_AID = 3, "助听器"
    VISUAL_AID = 4, "助视器、盲杖"
    NURSING_DEVICE = 5, "护理床、坐便椅等护理器具"
    OTHER = 9, "其他基本型辅助器具"


class VisitScheme(Choice):
    """Whether and by which names a place sorts recipients for visits."""

    NOT_SET = 0, "本地没有分类走访"
    LETTERS = 1, "A、B、C 三类"
    CARDS = 2, "红、黄、绿三种卡"


class VisitClass(Choice):
    """How steady a recipient household's situation is."""

    NONE = 0, "未归类"
    STEADY = 1, "稳定"
    ABOUT_TO_CHANGE = 2, "即将变化"
    CHANGEABLE = 3, "随时可能变化"


class VisitLetter(Choice):
    """Classes by letter."""

    NONE = 0, "未归类"
    A = 1, "A 类"
    B = 2, "B 类"
    C = 3, "C 类"


class VisitCard(Choice):
    """Classes by the colour of a card."""

    NONE = 0, "未归类"
    RED = 1, "红卡"
    YELLOW = 2, "黄卡"
    GREEN = 3, "绿卡"


class ProvisionMode(Choice):
    """How somebody of the five guarantees (now tekun) is provided for."""

    NONE = 0, "尚未落实"
    TOWNSHIP_HOME = 1, "集中供养到乡镇"
    VILLAGE_GROUP = 2, "相对集中供养到村"
    CONTRACTED_HOUSEHOLD = 3, "包户抚养到人"


class HelpCircle(Choice):
    """Which level answers for a household by its hardship."""

    NONE = 0, "未划分"
    VILLAGE = 1, "社区（村）救助圈"
    TOWNSHIP = 2, "街道（乡镇）救助圈"
    COUNTY = 3, "区（县）救助圈"
    CITY = 4, "市级救助圈"
