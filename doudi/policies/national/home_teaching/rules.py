# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Teaching at home for disabled minors who cannot go to school."""

from doudi.engine import Money, Record, rule
from doudi.policies.enums.living import DisabilityKind


@rule(law="社会救助暂行办法 第三十三条；义务教育法 第十一条")
def of_school_age(person: Record, p: Record) -> bool:
    """适龄未成年人：已到入学年龄，未成年。"""
    return person.is_member and p.school_age_from <= person.age < p.adult_age


@rule(law="社会救助暂行办法 第三十三条")
def disabled_out_of_school(person: Record) -> bool:
    """不能入学的残疾人：因残疾不能到校接受义务教育。"""
    return person.cannot_attend_school and person.disability_kind != DisabilityKind.NONE


@rule(law="社会救助暂行办法 第三十三条")
def needs_home_teaching(person: Record) -> bool:
    """符合送教上门条件：适龄、残疾、不能到校；不问家庭是否困难。"""
    return person.of_school_age and person.disabled_out_of_school


@rule()
def home_teaching_amount(person: Record) -> Money:
    """送教上门金额：是服务，不发现金。"""
    return 0
