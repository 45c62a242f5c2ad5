# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""As whom medical help counts a person, for medical aid and for help with premiums."""

from doudi.engine import Record, rule
from doudi.policies.enums.classes import AssistanceClass, ChildStatus
from doudi.policies.enums.medical import MedicalAidClass, MedicalColumn


@rule(law="社会救助法 第二十四条；社会救助暂行办法 第二十八条")
def medical_aid_class(person: Record, household: Record) -> MedicalAidClass:
    """医疗救助对象类别：同时属于几类的，从待遇高的一类。"""
    if person.assistance_class in (AssistanceClass.TEKUN, AssistanceClass.FIVE_GUARANTEE):
        return MedicalAidClass.TEKUN
    if person.child_status in (ChildStatus.ORPHAN, ChildStatus.UNSUPPORTED):
        return MedicalAidClass.ORPHAN
    if person.assistance_class == AssistanceClass.DIBAO:
        return MedicalAidClass.DIBAO
    if person.assistance_class == AssistanceClass.DESTITUTE:
        return MedicalAidClass.DESTITUTE
    if person.key_entitled:
        return MedicalAidClass.ENTITLED
    if household.monitored_against_poverty:
        return MedicalAidClass.MONITORED
    if person.assistance_class == AssistanceClass.NEAR_DIBAO:
        return MedicalAidClass.NEAR_DIBAO
    if person.assistance_class == AssistanceClass.RIGID:
        return MedicalAidClass.RIGID
    if person.assistance_class == AssistanceClass.LOW_INCOME:
        return MedicalAidClass.LOW_INCOME
    return MedicalAidClass.NONE


@rule()
def medical_column(person: Record) -> MedicalColumn:
    """待遇栏目：当地待遇表里按哪一栏；孤儿随特困，农村特困户和重点优抚对象随低保。"""
    if person.medical_aid_class in (MedicalAidClass.TEKUN, MedicalAidClass.ORPHAN):
        return MedicalColumn.TEKUN
    if person.medical_aid_class in (
        MedicalAidClass.DIBAO,
        MedicalAidClass.DESTITUTE,
        MedicalAidClass.ENTITLED,
    ):
        return MedicalColumn.DIBAO
    if person.medical_aid_class == MedicalAidClass.MONITORED:
        return MedicalColumn.MONITORED
    if person.medical_aid_class == MedicalAidClass.NEAR_DIBAO:
        return MedicalColumn.NEAR
    if person.medical_aid_class == MedicalAidClass.RIGID:
        return MedicalColumn.RIGID
    return (
        MedicalColumn.OTHER if person.medical_aid_class == MedicalAidClass.LOW_INCOME else MedicalColumn.NONE
    )
