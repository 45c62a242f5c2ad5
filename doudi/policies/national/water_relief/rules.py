# mypy: disable-error-code="no-any-return"
# Facts and parameters are typed by their YAML; the engine checks units when it loads.
"""Relief for water: a lower price, or some of it free each month."""

from doudi.engine import Money, Record, rule
from doudi.policies.enums.public_services import UtilityRelief


@rule()
def water_relief_offered(household: Record, p: Record) -> bool:
    """当地有用水优惠。"""
    return p.water_relief_form != UtilityRelief.NOT_SET


@rule()
def water_relief_eligible(household: Record) -> bool:
    """符合用水优惠条件：当地有优惠，家庭在优惠范围内；停止救助即取消。"""
    return household.water_relief_offered and household.utility_class


@rule(unit="元/立方米")
def water_price_due(household: Record, p: Record) -> Money:
    """优惠户执行的水价：减价的地方减去优惠，用免费用量的地方按正常价格。"""
    if not household.water_relief_eligible:
        return 0
    if p.water_relief_form == UtilityRelief.FREE_AMOUNT:
        return p.water_price
    return max(p.water_price - p.water_price_cut, 0)


@rule(unit="元/月")
def water_bill_cut(household: Record, p: Record) -> Money:
    """每月水费优惠：每立方米减价乘以用量，或者免费立方米数以内的水费。"""
    if not household.water_relief_eligible:
        return 0
    if p.water_relief_form == UtilityRelief.PRICE_CUT:
        return p.water_price_cut * household.water_use
    return p.water_price * min(household.water_use, p.water_free_amount)


@rule()
def water_relief_amount(household: Record) -> Money:
    """用水优惠金额：由供水企业在账单上减免，不发现金。"""
    return 0
