"""Code tables of public rental housing and of the renovation of dangerous houses."""

from __future__ import annotations

from doudi.policies.enums.choice import Choice


class HousingForm(Choice):
    """How a household is helped with a home in town; exactly one of them at a time."""

    NONE = 0, "没有"
    ALLOTMENT = 1, "实物配租"
    RENT_SUBSIDY = 2, "租赁补贴"
    RENT_REDUCTION = 3, "租金核减"


class IncomeYardstick(Choice):
    """By what the income of those outside the recognised classes is measured."""

    CLASS = 0, "只看已认定的救助类别"
    DIBAO_MULTIPLE = 1, "低保标准的倍数"
    DISPOSABLE_SHARE = 2, "人均可支配收入的比例"
    PUBLISHED = 3, "公布的金额"


class RentSubsidyForm(Choice):
    """How a rent subsidy is reckoned."""

    PER_AREA = 0, "每平方米金额乘以补足保障面积的差"
    SHARE_OF_RENT = 1, "实际租金的比例"


class RentalQueue(Choice):
    """Who is allotted a home first."""

    NONE = 0, "不在轮候之列"
    FIRST = 1, "第一顺位"
    SECOND = 2, "第二顺位"
    THIRD = 3, "第三顺位"


class HouseGrade(Choice):
    """How dangerous a house is; the first grade must be rebuilt."""

    SAFE = 0, "不是危房"
    FIRST = 1, "一级危房（整幢危险，重建）"
    SECOND = 2, "二级危房（局部危险，维修）"
    THIRD = 3, "三级危房（轻微危险，维修）"


class BuildSite(Choice):
    """Where the new house stands."""

    SCATTERED = 0, "分散"
    GROUPED = 1, "集中连片"


class SiteAccess(Choice):
    """How hard it is to bring material to the site."""

    EASY = 0, "交通方便"
    HARD = 1, "交通不便"


class RenovationMethod(Choice):
    """The ways in which a dangerous rural house is dealt with."""

    NEW_BUILD = 0, "新建"
    REBUILD = 1, "改建"
    ENLARGE = 2, "扩建"
    REPAIR = 3, "修缮"
    EXCHANGE = 4, "置换"
    GROUPED_RESETTLEMENT = 5, "集中安置"


class RenovationWork(Choice):
    """What a grade leads to."""

    NONE = 0, "不需要改造"
    REBUILD = 1, "重建"
    REPAIR = 2, "维修"


class RenovationClass(Choice):
    """The classes of family by which the renovation table is laid out, the poorest first."""

    NONE = 0, "不在补助范围"
    FIVE_GUARANTEE = 1, "五保户、分散供养特困人员"
    DIBAO = 2, "低保户"
    HARDSHIP = 3, "其他困难户"
    GENERAL = 4, "一般户"


class RenovationOrder(Choice):
    """Who is chosen first."""

    NONE = 0, "不参加排序"
    FIRST = 1, "优先：五保户和因灾、因病、因残丧失劳动能力的户"
    SECOND = 2, "其次：低保和其他困难户"
    THIRD = 3, "最后：一般户"
