# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Classes: what a person counts as when other programmes ask whom they are for."""

from doudi.engine import Record, any_member, rule
from doudi.policies.enums.classes import AssistanceClass


@rule(law="社会救助法 第十三条")
def assistance_class(person: Record, household: Record) -> AssistanceClass:
    """救助对象类别：本人单独认定的从本人，否则从家庭。"""
    if person.person_class != AssistanceClass.NONE:
        return person.person_class
    return household.household_class


@any_member(where="is_member", law="社会救助法 第十三条")
def has_tekun_member(person: Record) -> bool:
    """家中有特困人员或者五保供养对象。"""
    return person.assistance_class in (AssistanceClass.TEKUN, AssistanceClass.FIVE_GUARANTEE)


@any_member(where="is_member", law="社会救助法 第十三条")
def has_dibao_member(person: Record) -> bool:
    """家中有最低生活保障对象，包括单独纳入的。"""
    return person.assistance_class == AssistanceClass.DIBAO
