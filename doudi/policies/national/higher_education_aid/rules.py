# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""University: enrol first, then five kinds of help, none of which stands in the way of enrolment."""

from doudi.engine import Money, Record, rule
from doudi.policies.enums.education import UniversityEntry
from doudi.policies.enums.living import Schooling


@rule(law="社会救助暂行办法 第三十三条")
def higher_aid_eligible(person: Record) -> bool:
    """符合高等教育救助条件：在普通高等教育阶段就读或者新录取的教育救助对象。"""
    return person.university_student and person.education_aid_class


@rule()
def enrols_first(person: Record) -> bool:
    """先入学：新录取的救助对象可以先办理入学，资助随后办理。"""
    return person.higher_aid_eligible and person.university_entry == UniversityEntry.ADMITTED


@rule(law="社会救助暂行办法 第三十四条", unit="元/年")
def higher_grant_amount(person: Record, p: Record) -> Money:
    """国家助学金：入学后按标准；研究生另有标准。"""
    if not person.higher_aid_eligible or person.enrols_first:
        return 0
    if person.schooling == Schooling.POSTGRADUATE:
        return p.postgraduate_grant
    return p.university_grant


@rule(law="社会救助法 第二十五条", unit="元/年")
def student_loan_limit(person: Record, p: Record) -> Money:
    """国家助学贷款最高额：入学前后都可以申请；研究生另有限额。"""
    if not person.higher_aid_eligible:
        return 0
    if person.schooling == Schooling.POSTGRADUATE:
        return p.student_loan_postgraduate
    return p.student_loan_undergraduate


@rule(law="社会救助暂行办法 第三十四条")
def work_study_open(person: Record) -> bool:
    """可以申请勤工助学岗位。"""
    return person.higher_aid_eligible


@rule(law="社会救助暂行办法 第三十四条")
def university_fee_cut_open(person: Record) -> bool:
    """可以申请减免学费。"""
    return person.higher_aid_eligible


@rule(law="社会救助暂行办法 第三十四条")
def hardship_subsidy_open(person: Record) -> bool:
    """可以申请困难补助。"""
    return person.higher_aid_eligible


@rule(law="社会救助暂行办法 第三十四条", unit="元/年")
def higher_aid_amount(person: Record) -> Money:
    """高等教育救助金额：国家助学金；贷款、勤工助学、减免和困难补助由学校办理。"""
    return person.higher_grant_amount
