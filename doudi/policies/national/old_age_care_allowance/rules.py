# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Care allowance for the old: whose family, which level of care, and the choice against disability."""

from doudi.engine import Money, Record, rule
from doudi.policies.enums.classes import AssistanceClass
from doudi.policies.enums.living import CareLevel


@rule(law="老年人权益保障法 第二条")
def is_old(person: Record, p: Record) -> bool:
    """老年人：家庭成员，满规定年龄。"""
    return person.is_member and person.age >= p.elder_age


@rule()
def in_old_age_care_class(person: Record, p: Record) -> bool:
    """属于补贴家庭：低保家庭；扩大范围的地方，低保边缘、低收入家庭。"""
    if not p.old_age_care_offered:
        return False
    if person.assistance_class == AssistanceClass.DIBAO:
        return True
    return p.old_age_care_extends and person.assistance_class in (
        AssistanceClass.NEAR_DIBAO,
        AssistanceClass.LOW_INCOME,
    )


@rule()
def has_lost_self_care(person: Record) -> bool:
    """部分或者完全丧失生活自理能力。"""
    return person.elder_care_level != CareLevel.ABLE


@rule(law="老年人权益保障法 第三十七条")
def old_age_care_entitlement(person: Record, p: Record) -> Money:
    """本可领取的老年人护理补贴：按自理能力，还没有与护理补贴择高。"""
    if not person.in_old_age_care_class or not person.has_lost_self_care or not person.is_old:
        return 0
    return p.old_age_care_full if person.elder_care_level == CareLevel.NONE else p.old_age_care_partial


@rule(law="国发〔2015〕52号 二")
def old_age_care_is_higher(person: Record) -> bool:
    """老年人护理补贴更高：不符合重度残疾人护理补贴，或者比它高。"""
    return not person.disability_care_open or not person.care_allowance_is_higher


@rule(law="老年人权益保障法 第三十七条")
def old_age_care_eligible(person: Record) -> bool:
    """符合老年人护理补贴条件：本可领取，且不改领重度残疾人护理补贴。"""
    return person.old_age_care_entitlement > 0 and person.old_age_care_is_higher


@rule()
def old_age_care_amount(person: Record) -> Money:
    """老年人护理补贴月额。"""
    return person.old_age_care_entitlement if person.old_age_care_eligible else 0
