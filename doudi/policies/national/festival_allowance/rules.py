# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Festival money: once a festival to each household, by its class."""

from doudi.engine import Money, Record, rule
from doudi.policies.enums.classes import AssistanceClass


@rule()
def in_festival_class(household: Record, p: Record) -> bool:
    """属于慰问对象：本地本年有慰问金，家庭或者成员是特困、低保、低保边缘或者低收入。"""
    if not p.festival_offered:
        return False
    return (
        household.has_tekun_member
        or household.has_dibao_member
        or household.household_class in (AssistanceClass.NEAR_DIBAO, AssistanceClass.LOW_INCOME)
    )


@rule()
def festival_not_paid(household: Record) -> bool:
    """本次慰问还没有领过。"""
    return not household.festival_paid


@rule()
def festival_standard(household: Record, p: Record) -> Money:
    """慰问金标准：按最困难的类别。"""
    if not household.in_festival_class:
        return 0
    if household.has_tekun_member:
        return p.festival_tekun
    return p.festival_dibao if household.has_dibao_member else p.festival_near_dibao


@rule()
def festival_eligible(household: Record) -> bool:
    """符合慰问金条件：属于慰问对象，该类别有标准，还没有领过。"""
    return household.festival_standard > 0 and household.festival_not_paid


@rule()
def festival_amount(household: Record) -> Money:
    """慰问金金额：按户一次。"""
    return household.festival_standard if household.festival_eligible else 0
