# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Water, gas and heating: for which families."""

from doudi.engine import Record, rule
from doudi.policies.enums.classes import AssistanceClass
from doudi.policies.enums.public_services import UtilityScope


@rule()
def utility_class(household: Record, p: Record) -> bool:
    """水电气暖优惠的家庭：低保家庭；范围较宽的地方，其他救助对象家庭和低收入家庭。"""
    if p.utility_scope == UtilityScope.DIBAO:
        return household.household_class == AssistanceClass.DIBAO
    if p.utility_scope == UtilityScope.ASSISTED:
        return household.household_class not in (AssistanceClass.NONE, AssistanceClass.LOW_INCOME)
    return household.household_class != AssistanceClass.NONE
