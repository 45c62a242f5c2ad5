# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Old age allowance: by bands of age, where a place has one."""

from doudi.engine import Money, Record, at, band, rule
from doudi.policies.enums.classes import AssistanceClass


@rule(law="老年人权益保障法 第三十三条")
def reaches_allowance_age(person: Record, p: Record) -> bool:
    """到高龄津贴的起始年龄：本地有这项津贴，且年龄达到第一段。"""
    return p.old_age_allowance_offered and person.age >= at(p.old_age_allowance_ages, 0)


@rule(law="老年人权益保障法 第三十三条")
def old_age_allowance_eligible(person: Record) -> bool:
    """符合高龄津贴条件：家庭成员，且到起始年龄。"""
    return person.is_member and person.reaches_allowance_age


@rule()
def old_age_allowance_amount(person: Record, p: Record) -> Money:
    """高龄津贴月额：按年龄段；救助对象另加的地方再加。"""
    if not person.old_age_allowance_eligible:
        return 0
    amount = band(person.age, p.old_age_allowance_ages, p.old_age_allowance_amounts)
    if person.assistance_class == AssistanceClass.NONE:
        return amount
    return amount + p.old_age_allowance_assisted_extra
