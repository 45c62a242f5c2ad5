"""Code tables of means and of basic living assistance."""

from __future__ import annotations

from doudi.policies.enums.choice import Choice


class PersonRole(Choice):
    """Whether a row of the household is one who lives in it, or one who owes it support."""

    MEMBER = 0, "共同生活人员"
    SUPPORT_OBLIGOR = 1, "不共同生活的赡养、抚养、扶养义务人"


class Absence(Choice):
    """Why somebody of the household does not live with it."""

    NONE = 0, "无"
    RELIGIOUS_LIFE = 1, "脱离家庭独立生活的宗教教职人员"
    PRISON = 2, "在监狱服刑"
    COMPULSORY_TREATMENT = 3, "强制隔离戒毒"
    MISSING = 4, "宣告失踪"
    MILITARY_SERVICE = 5, "未婚现役军人"


class WorkCapacity(Choice):
    """Capacity to work, as found at the home visit."""

    NONE = 0, "无劳动能力"
    PARTIAL = 1, "部分丧失劳动能力"
    FULL = 2, "有劳动能力"


class DisabilityKind(Choice):
    """Kinds of GB/T 26341."""

    NONE = 0, "无残疾"
    VISUAL = 1, "视力残疾"
    HEARING = 2, "听力残疾"
    SPEECH = 3, "言语残疾"
    PHYSICAL = 4, "肢体残疾"
    INTELLECTUAL = 5, "智力残疾"
    MENTAL = 6, "精神残疾"
    MULTIPLE = 7, "多重残疾"


class Schooling(Choice):
    """The school somebody attends now."""

    NONE = 0, "不在读"
    PRESCHOOL = 1, "学前"
    COMPULSORY = 2, "义务教育"
    SENIOR_SECONDARY = 3, "普通高中或中等职业学校"
    UNDERGRADUATE = 4, "全日制专科或本科"
    POSTGRADUATE = 5, "研究生"


class SupportKind(Choice):
    """What an obligor owes."""

    NONE = 0, "不适用"
    PARENT = 1, "赡养（子女供养父母）"
    CHILD = 2, "抚养（父母供养子女）"
    SPOUSE = 3, "扶养（配偶之间）"


class SupportFormula(Choice):
    """How a place reckons support payments that are owed."""

    AS_PAID = 0, "按生效文书或实际给付计算"
    PER_PERSON_EXCESS = 1, "义务人家庭人均超出部分按比例，再按被赡养人数平分"
    TOTAL_EXCESS = 2, "义务人家庭总收入超出部分按比例"
    YEARLY_SHARES = 3, "年度超出部分减半平分；扶（抚）养费按本人收入比例封顶"
    INCOME_SHARE = 4, "按义务人本人收入的比例"


class ChildrenCounted(Choice):
    """Whose children a support formula counts."""

    OF_THE_SUPPORTED = 0, "被赡养人的子女数"
    OF_THE_OBLIGOR = 1, "义务人自己的子女数"


class WorkCost(Choice):
    """How the cost of working is deducted from wages."""

    NOT_SET = 0, "本地尚未录入就业成本扣减办法"
    SHARE_OF_WAGE = 1, "按工资收入的比例"
    SHARE_OF_LINE = 2, "按低保标准的比例"
    SHARE_OF_MINIMUM_WAGE = 3, "按最低工资标准的比例"
    FIXED = 4, "固定金额"


class ImputedWage(Choice):
    """Whether a wage is assumed for somebody able to work who does not."""

    NONE = 0, "不推定，按实际收入"
    SHARE_OF_MINIMUM_WAGE = 1, "按最低工资标准的比例推定"


class ExpenseDeduction(Choice):
    """Which rigid expenses are taken off household income."""

    NOT_SET = 0, "本地尚未录入刚性支出扣减办法"
    ILLNESS_AND_DISABILITY = 1, "扣减因病、因残自负支出"
    WITH_SCHOOLING = 2, "扣减因病、因残、就学自负支出"


class LinePeriod(Choice):
    """Whether a place publishes its line by month or by year."""

    MONTH = 0, "按月公布"
    YEAR = 1, "按年公布"


class DibaoMethod(Choice):
    """How the dibao amount follows from the line."""

    GAP = 0, "补差"
    GRADED = 1, "分档定额"
    BY_MEMBER = 2, "按成员分别计算"


class GradeBasis(Choice):
    """Who places a household in a grade."""

    APPRAISED = 0, "由经办机构评定档次"
    INCOME = 1, "按家庭人均收入分档"


class SmallHousehold(Choice):
    """What households of one or two persons get in addition."""

    NOT_SET = 0, "本地没有小户增加办法"
    ADD_TO_LINE = 1, "提高标准"
    ADD_TO_AMOUNT = 2, "在保障金之外增发"


class MinimumTopUp(Choice):
    """The floor under a gap payment."""

    NOT_SET = 0, "本地没有最低补差"
    SHARE_OF_LINE = 1, "按标准的比例"
    FIXED = 2, "固定金额"


class SupplementForm(Choice):
    """How supplements by category are expressed."""

    NOT_SET = 0, "本地尚未录入分类施保标准"
    FIXED = 1, "固定金额"
    SHARE_OF_LINE = 2, "按低保标准的比例"


class SupplementStacking(Choice):
    """What somebody of several categories gets."""

    HIGHEST = 0, "就高享受，不重复"
    HIGHEST_PLUS_DISABILITY = 1, "就高享受，残疾增发可叠加"
    ALL = 2, "累计享受"


class SingleMethod(Choice):
    """What somebody enrolled singly receives."""

    FULL = 0, "按标准全额"
    GAP = 1, "按本人收入补差"
    SEVERITY_RATIO = 2, "按残疾类别的比例"
    INCOME_BANDS = 3, "按家庭人均收入分段的比例"
    FIXED = 4, "固定金额"


class DibaoPath(Choice):
    """By which door a household came to dibao."""

    NONE = 0, "不符合"
    HOUSEHOLD = 1, "按户保障"
    SINGLE_PERSON = 2, "单人保"
    GRACE_PERIOD = 3, "渐退期"


class GraceReason(Choice):
    """Why a household on dibao is above the line."""

    NONE = 0, "不适用"
    EMPLOYMENT = 1, "自行就业"
    PENSION = 2, "领取养老金"
    GRADUATE = 3, "毕业生就业"
    PUBLIC_PLACEMENT = 4, "公共就业服务机构推荐就业"
    DISABILITY_PLACEMENT = 5, "残疾人经推荐就业"


class LineBasis(Choice):
    """Whether an income line is published as such, follows from a ratio, or is not known."""

    NOT_SET = 0, "本地尚未录入"
    RATIO = 1, "按低保标准的倍数"
    PUBLISHED = 2, "按公布的金额"


class CareSetting(Choice):
    """Where somebody on tekun lives."""

    HOME = 0, "分散供养"
    INSTITUTION = 1, "集中供养"


class CareLevel(Choice):
    """Self-care, by the six items of 民发〔2021〕43号."""

    ABLE = 0, "具备生活自理能力"
    PARTIAL = 1, "部分丧失生活自理能力"
    NONE = 2, "完全丧失生活自理能力"


class CareBasis(Choice):
    """Which steps a place uses for its care standards."""

    SELF_CARE = 0, "按自理能力三档"
    LOCAL_STEP = 1, "按本地评估档次"
