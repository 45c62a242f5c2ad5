# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Social campaigns that help the poor: units and people pair with households in need."""

from doudi.engine import Money, Record, rule
from doudi.policies.enums.classes import AssistanceClass


@rule(law="当地社会救助体系文件（2005） 序言、五（二）")
def social_help_eligible(household: Record) -> bool:
    """可以结对帮困：已认定的困难家庭，或者有成员单独认定的家庭。"""
    return (
        household.household_class != AssistanceClass.NONE
        or household.has_tekun_member
        or household.has_dibao_member
    )


@rule(law="当地社会救助体系文件（2005） 序言、五（二）")
def social_help_amount(household: Record) -> Money:
    """结对帮困金额：由帮扶单位和个人自愿给，不由财政发放。"""
    return 0
