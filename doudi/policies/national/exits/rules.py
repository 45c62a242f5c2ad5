# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Who should leave dibao and who should be in it: the two lists of a review."""

from doudi.engine import Record, rule
from doudi.policies.enums.classes import AssistanceClass


@rule(law="社会救助法 第四十七条")
def income_above_line(household: Record) -> bool:
    """家庭收入高于标准：家庭月收入超过按人口计算的标准合计，等于不算。"""
    return household.household_income > household.guaranteed_total


@rule(law="社会救助法 第四十七条")
def dibao_exit_due(household: Record) -> bool:
    """应退：低保家庭收入高于标准或者财产不符合，不在渐退期，也没有成员可以单独纳入。"""
    if household.household_class != AssistanceClass.DIBAO or household.dibao_eligible:
        return False
    return household.income_above_line or not household.assets_ok


@rule(law="社会救助法 第三十九条")
def dibao_candidate(household: Record) -> bool:
    """应保：没有认定为低保、特困的家庭，按现有资料符合低保条件。"""
    return (
        household.household_class not in (AssistanceClass.DIBAO, AssistanceClass.TEKUN)
        and not household.has_tekun_member
        and household.dibao_eligible
    )
