# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Compulsory schooling: three fees waived item by item, a limited fund, a living subsidy for boarders."""

from doudi.engine import Money, Record, part, rule, share
from doudi.policies.enums.education import CompulsoryStage, FeeWaiver


@rule(law="社会救助暂行办法 第三十三条")
def schooling_aid_eligible(person: Record) -> bool:
    """符合义务教育阶段救助条件：在义务教育阶段就读的教育救助对象。"""
    return person.compulsory_pupil and person.education_aid_class


@rule(law="义务教育法 第二条", unit="元/学年")
def tuition_waived(person: Record, p: Record) -> Money:
    """学杂费减免：按减免范围和比例。"""
    if not person.compulsory_pupil or p.tuition_waiver == FeeWaiver.NOT_SET:
        return 0
    if p.tuition_waiver == FeeWaiver.ASSISTED and not person.education_aid_class:
        return 0
    return part(person.tuition_fee, p.tuition_waiver_ratio)


@rule(law="义务教育法 第四十四条", unit="元/学年")
def textbook_waived(person: Record, p: Record) -> Money:
    """教科书费减免：按减免范围和比例。"""
    if not person.compulsory_pupil or p.textbook_waiver == FeeWaiver.NOT_SET:
        return 0
    if p.textbook_waiver == FeeWaiver.ASSISTED and not person.education_aid_class:
        return 0
    return part(person.textbook_fee, p.textbook_waiver_ratio)


@rule(unit="元/学年")
def boarding_waived(person: Record, p: Record) -> Money:
    """住宿费减免：按减免范围和比例。"""
    if not person.compulsory_pupil or p.boarding_waiver == FeeWaiver.NOT_SET:
        return 0
    if p.boarding_waiver == FeeWaiver.ASSISTED and not person.education_aid_class:
        return 0
    return part(person.boarding_fee, p.boarding_waiver_ratio)


@rule(unit="元/学年")
def schooling_fund_share(person: Record, p: Record) -> Money:
    """每名学生的资金份额：资金有限的地方，本年资金按受助人数平分，合计不超过资金。"""
    if not p.schooling_fund_limited:
        return 0
    each = share(p.schooling_fund, p.schooling_fund_pupils)
    return each - 1 if each * p.schooling_fund_pupils > p.schooling_fund else each


@rule(law="义务教育法 第二条、第四十四条", unit="元/学年")
def schooling_waived(person: Record, p: Record) -> Money:
    """减免合计：三项之和；资金有限的地方不超过每人份额。"""
    claim = person.tuition_waived + person.textbook_waived + person.boarding_waived
    return min(claim, person.schooling_fund_share) if p.schooling_fund_limited else claim


@rule(unit="元/学年")
def schooling_fees_due(person: Record) -> Money:
    """减免后应交：三项应收之和减去减免合计。"""
    return person.tuition_fee + person.textbook_fee + person.boarding_fee - person.schooling_waived


@rule(law="义务教育法 第四十四条", unit="元/学年")
def boarding_subsidy(person: Record, p: Record) -> Money:
    """寄宿生生活补助：有补助的地方，寄宿的救助对象按小学、初中的标准。"""
    if not p.boarding_subsidised or not person.schooling_aid_eligible or not person.boards_at_school:
        return 0
    if person.compulsory_stage == CompulsoryStage.PRIMARY:
        return p.boarding_subsidy_primary
    return p.boarding_subsidy_junior


@rule(law="社会救助暂行办法 第三十四条", unit="元/学年")
def schooling_aid_amount(person: Record) -> Money:
    """发给现金：寄宿生生活补助；减免由学校直接免收。"""
    return person.boarding_subsidy
