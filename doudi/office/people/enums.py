"""Closed lists of persons, households and what is known of them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DocumentKind(TextChoices):
    CITIZEN_ID = "CITIZEN_ID", _("居民身份证")
    RESIDENCE_PERMIT = "RESIDENCE_PERMIT", _("港澳台居民居住证")
    FOREIGN_PERMANENT = "FOREIGN_PERMANENT", _("外国人永久居留身份证")
    PASSPORT = "PASSPORT", _("护照等其他证件")
    NONE = "NONE", _("无证件")


class Sex(TextChoices):
    MALE = "MALE", _("男")
    FEMALE = "FEMALE", _("女")
    UNKNOWN = "UNKNOWN", _("未说明")


class Settlement(TextChoices):
    URBAN = "URBAN", _("城市")
    RURAL = "RURAL", _("农村")


class Relation(TextChoices):
    """Relation to the head of household (GB/T 4761, first digit)."""

    HEAD = "HEAD", _("户主")
    SPOUSE = "SPOUSE", _("配偶")
    SON = "SON", _("子")
    DAUGHTER = "DAUGHTER", pgettext_lazy("relation", "女")
    GRANDCHILD = "GRANDCHILD", _("孙子女")
    PARENT = "PARENT", _("父母")
    GRANDPARENT = "GRANDPARENT", _("祖父母")
    SIBLING = "SIBLING", _("兄弟姐妹")
    OTHER = "OTHER", _("其他")


class MembershipKind(TextChoices):
    LIVING_TOGETHER = "LIVING_TOGETHER", _("共同生活")
    HUKOU_ONLY = "HUKOU_ONLY", _("仅同户籍")
    SUPPORT_OBLIGOR = "SUPPORT_OBLIGOR", _("赡养抚养扶养义务人")


class Origin(TextChoices):
    DECLARED = "DECLARED", _("申报")
    SURVEYED = "SURVEYED", _("入户调查")
    MATCHED = "MATCHED", _("信息核对")


class HouseholdEventKind(TextChoices):
    FORMED = "FORMED", _("建档")
    JOIN = "JOIN", _("成员增加")
    LEAVE = "LEAVE", _("成员减少")
    DEATH = "DEATH", _("成员去世")
    NEW_HEAD = "NEW_HEAD", _("变更户主")
    SPLIT = "SPLIT", _("分户")
    MERGE = "MERGE", _("并户")
    MOVED = "MOVED", _("迁移")
    CLOSED = "CLOSED", _("注销")


class HouseholdTag(TextChoices):
    RESERVOIR_MIGRANT = "RESERVOIR_MIGRANT", _("水库移民")
    DISASTER_AFFECTED = "DISASTER_AFFECTED", _("受灾家庭")
    LAID_OFF = "LAID_OFF", _("下岗失业")
    LAND_REQUISITION = "LAND_REQUISITION", _("征地农转非")
    ENTITLED_GROUP = "ENTITLED_GROUP", _("优抚对象")
    BIRTH_PLANNING = "BIRTH_PLANNING", _("计划生育困难家庭")
    RESETTLED = "RESETTLED", _("易地搬迁")


class ImportState(TextChoices):
    CHECKING = "CHECKING", _("检查中")
    CHECKED = "CHECKED", _("待确认")
    RUNNING = "RUNNING", _("写入中")
    DONE = "DONE", _("已完成")
    STOPPED = "STOPPED", _("未导入")


class RowState(TextChoices):
    """What a row of a roster would do."""

    NEW = "NEW", _("新增")
    CHANGED = "CHANGED", _("变更")
    SAME = "SAME", _("相同")
    REFUSED = "REFUSED", _("退回")


class FactGroup(TextChoices):
    """The pages of the fact form; the catalogue names them."""

    INCOME = "INCOME", _("收入")
    EMPLOYMENT = "EMPLOYMENT", _("就业")
    DISABILITY = "DISABILITY", _("残疾与自理能力")
    ILLNESS = "ILLNESS", _("患病")
    SCHOOLING = "SCHOOLING", _("就学")
    EXPENDITURE = "EXPENDITURE", _("支出")
    ASSETS = "ASSETS", _("财产")
    HOUSING = "HOUSING", _("居住")
    SUPPORT = "SUPPORT", _("赡养抚养扶养")
    IDENTITY = "IDENTITY", _("身份与类别")
    EVENT = "EVENT", _("突发困难")
    MEDICAL = "MEDICAL", _("就医费用")
    EDUCATION = "EDUCATION", _("教育资助")
    DWELLING = "DWELLING", _("住房困难")
    WORK = "WORK", _("就业援助")
    LEGAL = "LEGAL", _("法律援助与司法救助")
    UTILITIES = "UTILITIES", _("用水、供暖与丧葬")
    CARE = "CARE", _("残疾人与老年人福利")
    CHILDREN = "CHILDREN", _("儿童福利")


OF_ONE_NEED = frozenset(
    {"EVENT", "MEDICAL", "EDUCATION", "DWELLING", "WORK", "LEGAL", "UTILITIES", "CARE", "CHILDREN"}
)
"""Groups that only a household with that need is asked; the form keeps them folded."""


VERBS = {
    "people.register_person": _("登记人员"),
    "people.update_person": _("更正人员信息"),
    "people.record_death": _("登记去世"),
    "people.form_household": _("建立家庭档案"),
    "people.join": _("增加成员"),
    "people.leave": _("减少成员"),
    "people.set_head": _("变更户主"),
    "people.set_relation": _("变更与户主关系"),
    "people.split": _("分户"),
    "people.merge": _("并户"),
    "people.move": _("迁移"),
    "people.close": _("注销家庭档案"),
    "people.mark": _("加家庭标识"),
    "people.unmark": _("去家庭标识"),
    "people.record_fact": _("登记家庭状况"),
    "people.end_fact": _("家庭状况截止"),
    "people.withdraw_fact": _("撤销家庭状况"),
    "people.set_account": _("登记账户"),
    "people.begin_import": _("上传名册"),
    "people.check_import": _("检查名册"),
    "people.confirm_import": _("确认导入名册"),
    "people.finish_import": _("完成名册导入"),
    "people.stop_import": _("放弃名册导入"),
}
