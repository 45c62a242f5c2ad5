# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Family doctors: who has a claim to one, and who has none yet."""

from doudi.engine import Money, Record, rule


@rule()
def family_doctor_eligible(person: Record) -> bool:
    """属于家庭医生签约对象：任何一种救助对象。"""
    return person.has_assistance_class


@rule()
def family_doctor_due(person: Record) -> bool:
    """应签约而尚未签约。"""
    return person.family_doctor_eligible and not person.family_doctor_signed


@rule()
def family_doctor_amount(person: Record) -> Money:
    """家庭医生签约金额：是服务，不发现金。"""
    return 0
