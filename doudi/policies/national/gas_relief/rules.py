# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Relief for gas: a lower price, or some of it free each month."""

from doudi.engine import Money, Record, rule
from doudi.policies.enums.public_services import UtilityRelief


@rule()
def gas_relief_offered(household: Record, p: Record) -> bool:
    """当地有用气优惠。"""
    return p.gas_relief_form != UtilityRelief.NOT_SET


@rule()
def gas_relief_eligible(household: Record) -> bool:
    """符合用气优惠条件：当地有优惠，家庭在优惠范围内；停止救助即取消。"""
    return household.gas_relief_offered and household.utility_class


@rule(unit="元/立方米")
def gas_price_due(household: Record, p: Record) -> Money:
    """优惠户执行的气价：减价的地方减去优惠，用免费用量的地方按正常价格。"""
    if not household.gas_relief_eligible:
        return 0
    if p.gas_relief_form == UtilityRelief.FREE_AMOUNT:
        return p.gas_price
    return max(p.gas_price - p.gas_price_cut, 0)


@rule(unit="元/月")
def gas_bill_cut(household: Record, p: Record) -> Money:
    """每月气费优惠：每立方米减价乘以用量，或者免费立方米数以内的气费。"""
    if not household.gas_relief_eligible:
        return 0
    if p.gas_relief_form == UtilityRelief.PRICE_CUT:
        return p.gas_price_cut * household.gas_use
    return p.gas_price * min(household.gas_use, p.gas_free_amount)


@rule()
def gas_relief_amount(household: Record) -> Money:
    """用气优惠金额：由供气企业在账单上减免，不发现金。"""
    return 0
