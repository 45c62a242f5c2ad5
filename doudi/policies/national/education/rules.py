# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Education aid: for whom it is, which stage fits, and whether it comes as a voucher."""

from doudi.engine import Record, rule
from doudi.policies.enums.classes import AssistanceClass
from doudi.policies.enums.education import (
    CompulsoryStage,
    EducationStage,
    EducationVoucher,
    SeniorTrack,
    UniversityEntry,
)
from doudi.policies.enums.living import Schooling


@rule(law="社会救助法 第二十五条；社会救助暂行办法 第三十三条")
def education_aid_class(person: Record, p: Record) -> bool:
    """教育救助对象：特困人员、低保家庭成员和旧办法认定的同类对象；低保边缘、刚性支出困难、低收入家庭按当时当地规定。"""
    if not person.is_member:
        return False
    if person.assistance_class == AssistanceClass.NEAR_DIBAO:
        return p.education_for_near_dibao
    if person.assistance_class == AssistanceClass.RIGID:
        return p.education_for_rigid
    if person.assistance_class == AssistanceClass.LOW_INCOME:
        return p.education_for_low_income
    return person.assistance_class != AssistanceClass.NONE


@rule(law="社会救助法 第二十五条；社会救助暂行办法 第三十三条")
def education_stage(person: Record) -> EducationStage:
    """对应的教育阶段：不能入学的残疾儿童送教上门；已录取的大学新生按高等教育；毕业的不在其中。"""
    if not person.is_member:
        return EducationStage.NONE
    if person.needs_home_teaching:
        return EducationStage.HOME_TEACHING
    if person.schooling == Schooling.PRESCHOOL:
        return EducationStage.PRESCHOOL
    if person.compulsory_pupil:
        is_primary = person.compulsory_stage == CompulsoryStage.PRIMARY
        return EducationStage.PRIMARY if is_primary else EducationStage.JUNIOR
    if person.senior_pupil:
        return EducationStage.VOCATIONAL if person.vocational_pupil else EducationStage.GENERAL
    return EducationStage.HIGHER if person.university_student else EducationStage.NONE


@rule(law="社会救助暂行办法 第三十三条")
def compulsory_pupil(person: Record) -> bool:
    """义务教育阶段学生。"""
    return person.is_member and person.schooling == Schooling.COMPULSORY


@rule(law="社会救助暂行办法 第三十三条")
def senior_pupil(person: Record) -> bool:
    """高中阶段学生：普通高中或者中等职业学校。"""
    return person.is_member and person.schooling == Schooling.SENIOR_SECONDARY


@rule(law="社会救助暂行办法 第三十三条")
def vocational_pupil(person: Record) -> bool:
    """中等职业学校学生。"""
    return person.senior_pupil and person.senior_track == SeniorTrack.VOCATIONAL


@rule(law="社会救助暂行办法 第三十三条")
def university_student(person: Record) -> bool:
    """普通高等教育学生：已在读，或者已录取尚未报到。"""
    return person.is_member and (
        person.schooling in (Schooling.UNDERGRADUATE, Schooling.POSTGRADUATE)
        or person.university_entry == UniversityEntry.ADMITTED
    )


@rule()
def education_voucher(person: Record, p: Record) -> EducationVoucher:
    """教育券：用券的地方，学前用助学券，义务教育和高中阶段用教育券和营养餐券，高等教育发现金。"""
    if not p.education_vouchers or not person.education_aid_class:
        return EducationVoucher.NONE
    if person.education_stage == EducationStage.PRESCHOOL:
        return EducationVoucher.SCHOOL_AID
    if person.compulsory_pupil or person.senior_pupil:
        return EducationVoucher.EDUCATION_AND_MEAL
    return EducationVoucher.NONE
