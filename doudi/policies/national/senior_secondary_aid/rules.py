# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Senior secondary school: waivers, grants, a living subsidy for vocational pupils."""

from doudi.engine import Money, Record, rule
from doudi.policies.enums.education import FeeWaiver


@rule(law="社会救助暂行办法 第三十三条")
def senior_aid_eligible(person: Record) -> bool:
    """符合高中阶段救助条件：在高中阶段就读的教育救助对象。"""
    return person.senior_pupil and person.education_aid_class


@rule()
def general_tuition_waived(person: Record, p: Record) -> bool:
    """普通高中免学费：按当地减免范围。"""
    if not person.senior_pupil or person.vocational_pupil:
        return False
    if p.senior_waiver == FeeWaiver.ASSISTED:
        return person.education_aid_class
    return p.senior_waiver == FeeWaiver.ALL


@rule(law="财教〔2012〕376号 一")
def vocational_tuition_waived(person: Record, p: Record) -> bool:
    """中等职业教育免学费：按减免范围；有的地方低年级学生全部免收。"""
    if not person.vocational_pupil:
        return False
    if p.vocational_free_grades > 0 and person.school_grade <= p.vocational_free_grades:
        return True
    if p.vocational_waiver == FeeWaiver.ASSISTED:
        return person.education_aid_class
    return p.vocational_waiver == FeeWaiver.ALL


@rule(law="社会救助暂行办法 第三十四条")
def senior_tuition_waived(person: Record) -> bool:
    """免收学费：普通高中或者中等职业学校。"""
    return person.general_tuition_waived or person.vocational_tuition_waived


@rule()
def agency_fee_waived(person: Record, p: Record) -> bool:
    """免收代管费：按当地减免范围。"""
    if not person.senior_pupil:
        return False
    if p.agency_fee_waiver == FeeWaiver.ASSISTED:
        return person.education_aid_class
    return p.agency_fee_waiver == FeeWaiver.ALL


@rule(law="社会救助暂行办法 第三十四条", unit="元/年")
def senior_grant_amount(person: Record, p: Record) -> Money:
    """国家助学金：普通高中、中等职业学校各按标准。"""
    if not person.senior_aid_eligible:
        return 0
    return p.vocational_grant if person.vocational_pupil else p.senior_grant


@rule(unit="元/年")
def vocational_living_amount(person: Record, p: Record) -> Money:
    """中职生活补助：有这一补助的地方，中等职业学校的救助对象另发。"""
    if not p.vocational_living or not person.senior_aid_eligible or not person.vocational_pupil:
        return 0
    return p.vocational_living_subsidy


@rule(law="社会救助暂行办法 第三十四条", unit="元/年")
def senior_aid_amount(person: Record) -> Money:
    """高中阶段救助金额：助学金与中职生活补助之和；免收的费用由学校直接免收。"""
    return person.senior_grant_amount + person.vocational_living_amount
