# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Help with the premium of the residents' basic medical insurance."""

from doudi.engine import Money, Record, part, rule
from doudi.policies.enums.medical import (
    ClassScope,
    MedicalAidClass,
    MedicalColumn,
    MedicalInsurance,
    PremiumForm,
)


@rule(law="社会救助法 第二十四条第二款")
def premium_class_covered(person: Record, p: Record) -> bool:
    """所属类别在资助范围内：特困、低保一律资助，其他类别看当地开到哪一类。"""
    if person.medical_aid_class in (MedicalAidClass.MONITORED, MedicalAidClass.NEAR_DIBAO):
        return p.premium_scope != ClassScope.BASIC
    if person.medical_aid_class == MedicalAidClass.RIGID:
        return p.premium_scope in (ClassScope.RIGID, ClassScope.LOW_INCOME)
    if person.medical_aid_class == MedicalAidClass.LOW_INCOME:
        return p.premium_scope == ClassScope.LOW_INCOME
    if person.medical_aid_class == MedicalAidClass.ENTITLED:
        return p.premium_for_entitled
    return person.medical_aid_class != MedicalAidClass.NONE


@rule(law="社会救助法 第二十四条第二款")
def joins_resident_insurance(person: Record) -> bool:
    """参加城乡居民基本医疗保险：职工医保由单位和本人缴费，不在资助之列。"""
    return person.medical_insurance != MedicalInsurance.WORKER


@rule(law="社会救助法 第二十四条第二款")
def premium_subsidy_eligible(person: Record) -> bool:
    """符合资助参保条件。"""
    return person.is_member and person.premium_class_covered and person.joins_resident_insurance


@rule(law="社会救助暂行办法 第二十九条")
def premium_share(person: Record, p: Record) -> Money:
    """按比例资助的金额：个人缴费标准乘以所属类别的比例。"""
    if not person.premium_subsidy_eligible:
        return 0
    if person.medical_column == MedicalColumn.TEKUN:
        return part(p.resident_premium, p.premium_share_tekun)
    if p.premium_form == PremiumForm.FIXED:
        return 0
    if person.medical_column == MedicalColumn.MONITORED:
        return part(p.resident_premium, p.premium_share_monitored)
    if person.medical_column == MedicalColumn.NEAR:
        return part(p.resident_premium, p.premium_share_near)
    if person.medical_column in (MedicalColumn.RIGID, MedicalColumn.OTHER):
        return part(p.resident_premium, p.premium_share_other)
    return part(p.resident_premium, p.premium_share_dibao)


@rule(law="社会救助暂行办法 第二十九条")
def premium_fixed(person: Record, p: Record) -> Money:
    """定额资助的金额：当地给所属类别定的数额。"""
    if not person.premium_subsidy_eligible or p.premium_form != PremiumForm.FIXED:
        return 0
    if person.medical_column == MedicalColumn.TEKUN:
        return 0
    if person.medical_column == MedicalColumn.MONITORED:
        return p.premium_fixed_monitored
    if person.medical_column == MedicalColumn.NEAR:
        return p.premium_fixed_near
    if person.medical_column in (MedicalColumn.RIGID, MedicalColumn.OTHER):
        return p.premium_fixed_other
    return p.premium_fixed_dibao


@rule(law="社会救助法 第二十四条第二款")
def premium_subsidy(person: Record, p: Record) -> Money:
    """资助参保金额：直接缴入医保基金，不超过个人缴费标准。"""
    if not person.premium_subsidy_eligible:
        return 0
    return min(person.premium_share + person.premium_fixed, p.resident_premium)


@rule(law="社会救助法 第二十四条第二款")
def own_premium(person: Record, p: Record) -> Money:
    """本人还要缴的部分：个人缴费标准减去资助。"""
    if not person.premium_subsidy_eligible:
        return 0
    return p.resident_premium - person.premium_subsidy


@rule(law="社会救助法 第二十四条第二款")
def premium_fully_paid(person: Record) -> bool:
    """全额资助：本人不用缴费。"""
    return person.premium_subsidy_eligible and person.own_premium == 0
